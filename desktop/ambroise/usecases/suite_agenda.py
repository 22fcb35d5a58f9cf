"""The rest of a series follows the one of its appointments that was changed, all of it or nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import local_time
from ambroise.usecases.agenda import moved_elsewhere
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.salles import require_salles

CONTENU: Final = ("praticien", "patient_id", "motif", "type", "lieu", "teleconsultation", "notes")
"""What a person writes of an appointment, besides when."""
MODIFIABLES: Final = ("debut", "fin", *CONTENU)


@dataclass(frozen=True)
class Deplace:
    """An appointment as it was, and as it is now."""

    avant: RendezVous
    apres: RendezVous


def move_following(
    contexte: Contexte, auteur: str, modele: Deplace, salles: Collection[str] = ()
) -> tuple[Deplace, ...]:
    """Change what follows in the series as one of it was: as many days, its hour, its length, its words.

    Only what is still expected changes, and only in what changed of the first.

    Args:
        salles: the rooms to check.

    Raises:
        CreneauOccupe: one of these times is taken; none was changed.
    """
    with contexte.uow() as uow:
        deplaces = save_in_turn(uow, following(uow, modele))
        require_salles(uow, [d.apres for d in deplaces], salles)
        for deplace in deplaces:
            trace_change(contexte, uow, auteur, deplace)
        uow.commit()
    return deplaces


def following(uow: UnitOfWork, modele: Deplace) -> Sequence[Deplace]:
    """Return what follows in a series, in order, and what it becomes when one of it changes."""
    if modele.apres.serie is None:
        return ()
    suite = (r for r in uow.rendez_vous.serie(modele.apres.serie) if _follows(r, modele))
    return [Deplace(rdv, _like(rdv, modele)) for rdv in suite]


def save_in_turn(uow: UnitOfWork, prevus: Sequence[Deplace]) -> tuple[Deplace, ...]:
    """Write appointments of one series in an order in which none falls on one that has not left yet.

    Raises CreneauOccupe.
    """
    plus_tard = bool(prevus) and prevus[0].apres.debut > prevus[0].avant.debut
    ordre = reversed(prevus) if plus_tard else prevus
    return tuple(Deplace(prevu.avant, uow.rendez_vous.save(prevu.apres)) for prevu in ordre)


def put_back(contexte: Contexte, auteur: str, deplaces: Sequence[Deplace]) -> None:
    """Put appointments back as they were, the last changed first; a room they had is theirs again.

    Raises:
        CreneauOccupe: a time was given since; nothing changes.
        AmbroiseError: another seat changed one since; nothing changes.
    """
    with contexte.uow() as uow:
        for deplace in reversed(deplaces):
            actuel, avant = uow.rendez_vous.get(deplace.apres.id), deplace.avant
            if changes(actuel, deplace.apres):
                raise moved_elsewhere(actuel)
            remis = replace(actuel, **{nom: getattr(avant, nom) for nom in MODIFIABLES})
            trace_change(contexte, uow, auteur, Deplace(actuel, uow.rendez_vous.save(remis)))
        uow.commit()


def changes(avant: RendezVous, apres: RendezVous) -> frozenset[str]:
    """Return what a person wrote that is not the same."""
    return frozenset(nom for nom in MODIFIABLES if getattr(avant, nom) != getattr(apres, nom))


def trace_change(contexte: Contexte, uow: UnitOfWork, auteur: str, deplace: Deplace) -> None:
    """Append to the trail that an appointment moved, or that only its words changed."""
    mot = "déplacé" if changes(deplace.avant, deplace.apres) & {"debut", "fin", "praticien"} else "modifié"
    objet = f"rendez-vous {deplace.apres.id} {mot}"
    contexte.trace(uow, auteur, ActionAudit.MODIFICATION, objet, patient_id=deplace.apres.patient_id)


def _follows(rdv: RendezVous, modele: Deplace) -> bool:
    return rdv.id != modele.apres.id and rdv.debut > modele.avant.debut and rdv.etat is EtatRendezVous.ATTENDU


def _like(rdv: RendezVous, modele: Deplace) -> RendezVous:
    avant, apres = modele.avant, modele.apres
    debut, duree = rdv.debut, rdv.fin - rdv.debut
    if apres.debut != avant.debut:
        jours = _day(apres.debut) - _day(avant.debut)
        debut = local_time(_day(rdv.debut) + jours, apres.debut.astimezone().time())
    if apres.fin - apres.debut != avant.fin - avant.debut:
        duree = apres.fin - apres.debut
    autres = {nom: getattr(apres, nom) for nom in changes(avant, apres) & frozenset(CONTENU)}
    return replace(rdv, debut=debut, fin=debut + duree, **autres)


def _day(instant: datetime) -> date:
    return instant.astimezone().date()
