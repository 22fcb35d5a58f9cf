"""The rest of a series follows the one of its appointments that was moved, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import local_time
from ambroise.usecases.agenda import moved_elsewhere
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork


@dataclass(frozen=True)
class Deplace:
    """An appointment as it was, and as it is now."""

    avant: RendezVous
    apres: RendezVous


def move_following(contexte: Contexte, auteur: str, modele: Deplace) -> tuple[Deplace, ...]:
    """Move what follows in the series as one of it was: as many days, at its hour, its length, its agenda.

    Only what is still expected moves.

    Raises:
        CreneauOccupe: one of these times is taken; none was moved.
    """
    avant, apres = modele.avant, modele.apres
    jours = _day(apres.debut) - _day(avant.debut)
    heure, duree = apres.debut.astimezone().time(), apres.fin - apres.debut
    with contexte.uow() as uow:
        suite = [r for r in uow.rendez_vous.serie(apres.serie) if _follows(r, modele)] if apres.serie else []
        if apres.debut > avant.debut:
            suite.reverse()  # the last goes first: none falls on the one that has not left yet
        deplaces = []
        for rdv in suite:
            debut = local_time(_day(rdv.debut) + jours, heure)
            voulu = replace(rdv, debut=debut, fin=debut + duree, praticien=apres.praticien)
            deplaces.append(Deplace(rdv, uow.rendez_vous.save(voulu)))
            _trace(contexte, uow, auteur, rdv)
        uow.commit()
    return tuple(deplaces)


def put_back(contexte: Contexte, auteur: str, deplaces: Sequence[Deplace]) -> None:
    """Put appointments back where they were, the last moved first.

    Raises:
        CreneauOccupe: a time was given since; nothing moves.
        AmbroiseError: another seat moved one since; nothing moves.
    """
    with contexte.uow() as uow:
        for deplace in reversed(deplaces):
            actuel, avant = uow.rendez_vous.get(deplace.apres.id), deplace.avant
            if _place(actuel) != _place(deplace.apres):
                raise moved_elsewhere(actuel)
            voulu = replace(actuel, debut=avant.debut, fin=avant.fin, praticien=avant.praticien)
            uow.rendez_vous.save(voulu)
            _trace(contexte, uow, auteur, avant)
        uow.commit()


def _follows(rdv: RendezVous, modele: Deplace) -> bool:
    return rdv.id != modele.apres.id and rdv.debut > modele.avant.debut and rdv.etat is EtatRendezVous.ATTENDU


def _place(rdv: RendezVous) -> tuple[datetime, datetime, str]:
    return rdv.debut, rdv.fin, rdv.praticien


def _day(instant: datetime) -> date:
    return instant.astimezone().date()


def _trace(contexte: Contexte, uow: UnitOfWork, auteur: str, rdv: RendezVous) -> None:
    objet = f"rendez-vous {rdv.id} déplacé"
    contexte.trace(uow, auteur, ActionAudit.MODIFICATION, objet, patient_id=rdv.patient_id)
