"""Search the words of notes, letters and documents in the files one may read; each search leaves a trace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Droit
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages, Morceau, Passage, excerpt
from ambroise.domain.patient import Patient
from ambroise.domain.texte_document import BilanTextes
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.textes_documents import read_bilan


@dataclass(frozen=True)
class PassageTrouve:
    """One passage with its excerpt, the patient whose file holds it and the name of who wrote it."""

    passage: Passage
    extrait: tuple[Morceau, ...]
    patient: Patient | None
    auteur: str


class RechercheNotesService:
    """Reads no more than the account logged in may."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        acces: AccesService,
        read_again: Callable[[], int] = lambda: 0,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._acces = acces
        self._read_again = read_again

    def search(
        self,
        recherche: str,
        filtre: FiltrePassages = SANS_FILTRE,
        *,
        miennes: bool = False,
        limite: int = 40,
    ) -> Sequence[PassageTrouve]:
        """Return what holds every word typed, the newest first; ``miennes`` keeps what one wrote oneself.

        Raises:
            SessionFermee: nobody is logged in.
            DroitInsuffisant: the account may not read clinical content.
        """
        auteur = self._session.auteur
        if miennes:
            filtre = replace(filtre, auteur=auteur)
        self._acces.require(auteur, Droit.LIRE_CLINIQUE)
        with self._contexte.reading() as uow:
            trouves = uow.dossiers.search_texts(recherche, None, limite, filtre)
            fermes = self._acces.closed_files(uow, auteur, {p for _, p in trouves if p})
            passages = uow.dossiers.read_passages([o for o, p in trouves if p is None or p not in fermes])
            noms = {compte.identifiant: compte.nom for compte in uow.comptes.list()}
            resultats = _named(uow, passages, recherche, noms)
        if resultats:
            self._trace(auteur, len(resultats))
        return resultats

    def read_bilan_textes(self) -> BilanTextes:
        """Count the documents found by their words and those that are not. Raises DroitInsuffisant."""
        return read_bilan(self._contexte)

    def read_again(self) -> int:
        """Have the documents that could not be read tried again; return how many.

        Raises:
            SessionFermee, DroitInsuffisant.
        """
        self._acces.require(self._session.auteur, Droit.LIRE_CLINIQUE)
        return self._read_again()

    def _trace(self, auteur: str, combien: int) -> None:
        """The words searched are not kept: they may name someone."""
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow, auteur, ActionAudit.LECTURE, "recherche dans les notes", detail=f"{combien} passages"
            )
            uow.commit()


def _named(
    uow: UnitOfWork, passages: Sequence[Passage], recherche: str, noms: dict[str, str]
) -> list[PassageTrouve]:
    dossiers = {p.patient_id: uow.fusions.resolve(p.patient_id) for p in passages if p.patient_id}
    patients = {id_: uow.patients.get(id_) for id_ in set(dossiers.values())}
    trouves = []
    for passage in passages:
        patient = patients[dossiers[passage.patient_id]] if passage.patient_id else None
        trouves.append(
            PassageTrouve(
                passage,
                excerpt(passage.texte, recherche),
                patient,
                noms.get(passage.auteur, ""),
            )
        )
    return trouves
