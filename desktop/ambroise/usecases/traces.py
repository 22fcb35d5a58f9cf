"""Who did what: the accesses to a file, for its patient; the journal of the office, for its administrator.

A patient may ask who opened the file (RGPD, article 15; CSP L1111-7): the list is read, printed and given,
and that is traced too. The journal never says whose file it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.audit import ActionAudit, FiltreTraces, TraceRangee
from ambroise.domain.droits import rpps_of
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

LOT_EDITION = 5000


@dataclass(frozen=True)
class LignesTraces:
    """Entries, the newest first, and the names of their authors where the office knows them."""

    traces: Sequence[TraceRangee]
    noms: Mapping[str, str]


@dataclass(frozen=True)
class EditionAcces:
    """Everything done to the file of a patient, to be given on paper."""

    patient: Patient
    lignes: LignesTraces


def author_names(
    uow: UnitOfWork, traces: Sequence[TraceRangee], find_nom: Callable[[str], str]
) -> dict[str, str]:
    """Return the names of the authors: those of the accounts, else of the directory."""
    noms = {compte.identifiant: compte.nom for compte in uow.comptes.list()}
    inconnus = {t.entree.auteur for t in traces} - noms.keys()
    trouves = {auteur: find_nom(rpps) for auteur in inconnus if (rpps := rpps_of(auteur))}
    return noms | {auteur: nom for auteur, nom in trouves.items() if nom}


class TraceService:
    """Reads the trail in the name of who is logged in, within the rights of that account.

    Args:
        find_nom: the name the directory of this seat gives to an RPPS number, empty when it knows none.
    """

    def __init__(
        self, contexte: Contexte, session: SessionService, find_nom: Callable[[str], str] = lambda _rpps: ""
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._find_nom = find_nom

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> LignesTraces:
        """Return what was done to a file; the first reading is traced, not the pages that follow.

        Raises:
            SessionFermee: nobody is logged in.
            DroitInsuffisant: the account may not read the trail, or not of this file.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            traces = uow.audit.accesses(patient_id, filtre)
            if filtre == FiltreTraces():
                self._contexte.trace(uow, auteur, ActionAudit.LECTURE, "traces", patient_id=patient_id)
                uow.commit()
            return LignesTraces(traces, self._names(uow, traces))

    def edit(self, patient_id: UUID) -> EditionAcces:
        """Return every access to a file, to be printed or exported for its patient; that is traced.

        Raises:
            SessionFermee, DroitInsuffisant: as ``accesses``.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            toutes: list[TraceRangee] = []
            filtre = FiltreTraces(limite=LOT_EDITION)
            while lot := uow.audit.accesses(patient_id, filtre):
                toutes += lot
                filtre = replace(filtre, avant=lot[-1].rang)
            self._contexte.trace(uow, auteur, ActionAudit.EXPORT, "traces", patient_id=patient_id)
            uow.commit()
            return EditionAcces(patient, LignesTraces(toutes, self._names(uow, toutes)))

    def journal(self, filtre: FiltreTraces) -> LignesTraces:
        """Return what was done in the office. Raises DroitInsuffisant."""
        with self._contexte.reading() as uow:
            traces = uow.audit.journal(filtre)
            return LignesTraces(traces, self._names(uow, traces))

    def verify(self) -> Sequence[str]:
        """Recompute the whole chain; return French findings, nothing when it is whole."""
        with self._contexte.reading() as uow:
            return uow.audit.verify()

    def _names(self, uow: UnitOfWork, traces: Sequence[TraceRangee]) -> Mapping[str, str]:
        noms = author_names(uow, traces, self._find_nom)
        if self._session.is_professionnelle:
            professionnel = self._session.courante.professionnel
            noms.setdefault(professionnel.identifiant_national, professionnel.nom_affiche)
        return noms
