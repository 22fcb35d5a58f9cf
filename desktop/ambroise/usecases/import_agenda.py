"""Bring the times of an outside calendar into a practitioner's agenda: shown first, never double booked."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import CreneauOccupe, Introuvable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.salles import holder_of_salle


@dataclass(frozen=True)
class LigneRefusee:
    """An event of a calendar that cannot be kept, and why."""

    titre: str
    raison: str


@dataclass(frozen=True)
class CalendrierLu:
    """What a calendar holds: times in order, and what was not understood of it."""

    rendez_vous: tuple[RendezVous, ...] = ()
    refus: tuple[LigneRefusee, ...] = ()


class Sort(StrEnum):
    """What becomes of a line; the value is the word shown."""

    NOUVEAU = "nouveau"
    CHANGE = "modifié"
    ANNULE = "annulé"
    INCHANGE = "déjà là"
    CONFLIT = "créneau pris"
    REFUSE = "refusé"


A_ECRIRE = frozenset({Sort.NOUVEAU, Sort.CHANGE, Sort.ANNULE})


@dataclass(frozen=True)
class LigneImport:
    """One line of a preview; ``rendez_vous`` is what would be written."""

    sort: Sort
    titre: str
    rendez_vous: RendezVous | None = None
    raison: str = ""


@dataclass(frozen=True)
class ApercuImport:
    """What an import would do to an agenda, line by line, in the order of the times."""

    praticien: str
    lignes: tuple[LigneImport, ...] = ()

    def count(self, *sorts: Sort) -> int:
        """Return how many lines have one of these fates."""
        return sum(ligne.sort in sorts for ligne in self.lignes)

    @property
    def a_ecrire(self) -> int:
        """How many lines an import would write."""
        return self.count(*A_ECRIRE)


@dataclass(frozen=True)
class BilanAgenda:
    """What became of the times read; ``conflits`` are those another appointment already holds."""

    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    annules: int = 0
    conflits: tuple[RendezVous, ...] = ()
    refus: tuple[LigneRefusee, ...] = ()


class _Occupation:
    """The times an agenda holds, sorted, to tell fast who holds one; they never overlap each other."""

    def __init__(self, tenus: Sequence[RendezVous]) -> None:
        self._tenus = sorted((r for r in tenus if not r.is_libre), key=lambda r: r.debut)

    def holder(self, rdv: RendezVous) -> RendezVous | None:
        """Return who holds a part of that time, other than the appointment itself."""
        debut = max(bisect_left(self._tenus, rdv.debut, key=lambda r: r.debut) - 2, 0)
        for autre in self._tenus[debut:]:
            if autre.debut >= rdv.fin:
                return None
            if autre.fin > rdv.debut and autre.id != rdv.id:
                return autre
        return None

    def take(self, rdv: RendezVous, *, connu: bool) -> None:
        """Hold a time from now on, leaving the one it had."""
        if connu:
            self._tenus = [r for r in self._tenus if r.id != rdv.id]
        if not rdv.is_libre:
            rang = bisect_left(self._tenus, rdv.debut, key=lambda r: r.debut)
            self._tenus.insert(rang, rdv)


def preview_import(contexte: Contexte, lu: CalendrierLu, praticien: str) -> ApercuImport:
    """Return what an import would do, without writing anything."""
    lignes = [LigneImport(Sort.REFUSE, refus.titre, raison=refus.raison) for refus in lu.refus]
    if lu.rendez_vous:
        with contexte.reading() as uow:
            debut = min(r.debut for r in lu.rendez_vous)
            fin = max(r.fin for r in lu.rendez_vous)
            occupation = _Occupation(uow.rendez_vous.list(debut, fin, praticien))
            lignes += [_judge(uow, occupation, rdv, praticien) for rdv in lu.rendez_vous]
    return ApercuImport(praticien, tuple(lignes))


def write_import(contexte: Contexte, apercu: ApercuImport, auteur: str) -> BilanAgenda:
    """Write what a preview found new or changed; a time given since is a conflict, and is left out."""
    ecrits: dict[Sort, int] = dict.fromkeys(A_ECRIRE, 0)
    conflits = [ligne.rendez_vous for ligne in apercu.lignes if ligne.sort is Sort.CONFLIT]
    with contexte.uow() as uow:
        for ligne in apercu.lignes:
            if ligne.sort not in A_ECRIRE or ligne.rendez_vous is None:
                continue
            try:
                if holder_of_salle(uow, ligne.rendez_vous) is not None:
                    conflits.append(ligne.rendez_vous)
                    continue
                uow.rendez_vous.save(ligne.rendez_vous)
                ecrits[ligne.sort] += 1
            except CreneauOccupe:
                conflits.append(ligne.rendez_vous)
        total = sum(ecrits.values())
        contexte.trace(uow, auteur, ActionAudit.CREATION, f"agenda\u00a0: {total} créneaux importés")
        uow.commit()
    return BilanAgenda(
        ecrits[Sort.NOUVEAU],
        ecrits[Sort.CHANGE],
        apercu.count(Sort.INCHANGE),
        ecrits[Sort.ANNULE],
        tuple(rdv for rdv in conflits if rdv is not None),
        tuple(LigneRefusee(li.titre, li.raison) for li in apercu.lignes if li.sort is Sort.REFUSE),
    )


def import_agenda(contexte: Contexte, lu: CalendrierLu, praticien: str, auteur: str) -> BilanAgenda:
    """Write what is new or changed; a second import of the same calendar changes nothing."""
    return write_import(contexte, preview_import(contexte, lu, praticien), auteur)


def _judge(uow: UnitOfWork, occupation: _Occupation, lu: RendezVous, praticien: str) -> LigneImport:
    connu = _find(uow, lu.id)
    if connu is not None and connu.praticien != praticien:
        raison = "Ce rendez-vous est déjà dans un autre agenda du cabinet."
        return LigneImport(Sort.REFUSE, lu.motif, lu, raison)
    voulu = _merge(lu, connu, praticien)
    if voulu == connu or (connu is None and voulu.etat is EtatRendezVous.ANNULE):
        return LigneImport(Sort.INCHANGE, lu.motif, voulu)
    if not voulu.is_libre and (pris := occupation.holder(voulu)) is not None:
        return LigneImport(Sort.CONFLIT, lu.motif, voulu, f"Déjà pris {_hours(pris)}")
    if (pris := holder_of_salle(uow, voulu)) is not None:
        raison = f"«\u00a0{voulu.lieu}\u00a0» est déjà prise {_hours(pris)}"
        return LigneImport(Sort.CONFLIT, lu.motif, voulu, raison)
    occupation.take(voulu, connu=connu is not None)
    if connu is None:
        return LigneImport(Sort.NOUVEAU, lu.motif, voulu)
    return LigneImport(Sort.ANNULE if voulu.etat is EtatRendezVous.ANNULE else Sort.CHANGE, lu.motif, voulu)


def _hours(rdv: RendezVous) -> str:
    debut, fin = rdv.debut.astimezone(), rdv.fin.astimezone()
    return f"de {debut:%H:%M} à {fin:%H:%M}"


def _merge(lu: RendezVous, connu: RendezVous | None, praticien: str) -> RendezVous:
    """A calendar moves and cancels; what the office wrote of a patient, it never overwrites."""
    if connu is None:
        return replace(lu, praticien=praticien)
    annule = EtatRendezVous.ANNULE
    etat = annule if lu.etat is annule else connu.etat if connu.etat is not annule else lu.etat
    motif = connu.motif if connu.patient_id is not None else lu.motif
    return replace(connu, debut=lu.debut, fin=lu.fin, motif=motif, etat=etat)


def _find(uow: UnitOfWork, id_: UUID) -> RendezVous | None:
    try:
        return uow.rendez_vous.get(id_)
    except Introuvable:
        return None
