"""An appointment given is written over: patient, reason, time, place; alone or with its series."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.salles import require_salles
from ambroise.usecases.suite_agenda import Deplace, changes, following, save_in_turn, trace_change

_PLACE: Final = frozenset({"debut", "fin", "praticien"})
"""When and with whom go together: half of one move and half of another is a time that nobody wanted."""
_NOMS: Final = {
    "debut": "la date ou l’heure",
    "fin": "la durée",
    "praticien": "le praticien",
    "patient_id": "le patient",
    "motif": "le motif",
    "type": "le type",
    "lieu": "le lieu",
    "notes": "les notes",
}


@dataclass(frozen=True)
class Edition:
    """An appointment as it was seen, as it is wanted, and how far the change goes."""

    vu: RendezVous
    voulu: RendezVous
    suite: bool = False
    """Also what follows in its series."""
    malgre_salle: bool = False


@dataclass(frozen=True)
class EcritAilleurs:
    """What another seat wrote of an appointment: as it stands, and the words that say what changed."""

    rendez_vous: RendezVous
    libelle: str


def edit_rendez_vous(
    contexte: Contexte, auteur: str, demande: Edition, salles: Collection[str]
) -> tuple[Deplace, ...]:
    """Write what changed of an appointment, and return it as it was and as it is, with what followed it.

    What another seat wrote meanwhile of something else stays: a change of state, a note.

    Raises:
        CreneauOccupe: a time is taken; nothing was written.
        SalleOccupee: the room is taken then; nothing was written.
        ConflitVersion: another seat wrote the same thing; ``actuel`` is an EcritAilleurs.
        AmbroiseError: it was cancelled meanwhile, or it would end before it begins.
    """
    with contexte.uow() as uow:
        actuel = uow.rendez_vous.get(demande.vu.id)
        if actuel.etat is EtatRendezVous.ANNULE:
            raise AmbroiseError(
                "Ce rendez-vous a été annulé depuis un autre poste.",
                code="annule_ailleurs",
                remede="Donnez-en un autre\u00a0: ce que vous avez tapé est encore là.",
            )
        modele = Deplace(actuel, _merge(uow, demande, actuel))
        suite = following(uow, modele) if demande.suite else ()
        prevus = [prevu for prevu in (modele, *suite) if changes(prevu.avant, prevu.apres)]
        ecrits = save_in_turn(uow, prevus)
        if not demande.malgre_salle:
            ailleurs = [e.apres for e in ecrits if changes(e.avant, e.apres) & (_PLACE | {"lieu"})]
            require_salles(uow, ailleurs, salles)
        for ecrit in ecrits:
            trace_change(contexte, uow, auteur, ecrit)
        uow.commit()
    return ecrits


def _merge(uow: UnitOfWork, demande: Edition, actuel: RendezVous) -> RendezVous:
    vu, voulu = demande.vu, demande.voulu
    miens, autres = changes(vu, voulu), changes(vu, actuel)
    if miens & _PLACE and autres & _PLACE:
        miens, autres = miens | _PLACE, autres | _PLACE
    heurts = {nom for nom in miens & autres if getattr(voulu, nom) != getattr(actuel, nom)}
    if heurts:
        raise _conflict(uow, vu, actuel, heurts)
    return replace(actuel, **{nom: getattr(voulu, nom) for nom in miens})


def _conflict(uow: UnitOfWork, vu: RendezVous, actuel: RendezVous, heurts: Collection[str]) -> ConflitVersion:
    """Return the refusal of the version seen, which names who wrote since, and says what."""
    mots = [mot for nom, mot in _NOMS.items() if nom in heurts and nom in changes(vu, actuel)]
    try:
        # As it stands, so that nothing but its version is refused.
        uow.rendez_vous.save(replace(actuel, version=vu.version))
    except ConflitVersion as conflit:
        conflit.actuel = EcritAilleurs(actuel, f"{', '.join(mots)} du rendez-vous")
        return conflit
    raise AssertionError("une version lue ne peut différer sans avoir changé")
