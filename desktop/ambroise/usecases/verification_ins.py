"""Verify the INS already recorded: a new search by traits, compared with the file; one, or all at a pace.

The contract of the national verification operations (WS_INS3 to 5) is not public: the search by traits
stands for it.  Nothing is changed in a file; a person decides of each difference.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.identite import MatriculeIns, TraitsIdentite, differing_traits
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.echanges_insi import VERIFICATION, forget_old, interroge
from ambroise.usecases.errors import AmbroiseError, ServiceError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_identite import InsAbsente, InsTrouvee, PortInsi, ResultatInsi

CLE_LOT = "lot/verification-ins"
_PAGE = 200


class ResultatVerification(StrEnum):
    """What INSi says today of an identity recorded here."""

    CONFORME = "conforme"
    TRAITS_DIFFERENTS = "traits différents"
    AUTRE_MATRICULE = "autre matricule"
    ABSENTE = "absente de l’INSi"
    AMBIGUE = "plusieurs identités"


@dataclass(frozen=True)
class Verification:
    """The verification of one file; ``traits`` names the strict traits that differ."""

    patient_id: UUID
    resultat: ResultatVerification
    instant: datetime
    traits: tuple[str, ...] = ()

    @property
    def is_conforme(self) -> bool:
        """Whether there is nothing for a person to decide."""
        return self.resultat is ResultatVerification.CONFORME


@dataclass(frozen=True)
class EtatLot:
    """Where a batch stands; it is written after each file, so that it resumes where it stopped."""

    commence_le: str
    dernier: str | None = None
    faits: int = 0
    ecarts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    termine: bool = False
    arret: str = ""


class VerificationService:
    """One verification, or the batch of all the files that bear an INS."""

    def __init__(self, contexte: Contexte, auteur: Callable[[], str], insi: PortInsi) -> None:
        """``auteur`` names who asks: the professional logged in, or the structure of an unattended batch."""
        self._contexte = contexte
        self._auteur = auteur
        self._insi = insi

    def verify(self, patient_id: UUID) -> Verification:
        """Ask INSi again and compare.

        Raises:
            AmbroiseError: the file bears no INS.
            ServiceError, Introuvable, SessionFermee.
        """
        verification, echange = self._ask(patient_id)
        with self._contexte.uow() as uow:
            uow.entrees.save(echange)
            self._trace(uow, verification)
            uow.commit()
        return verification

    def run_lot(
        self,
        wait: Callable[[], bool],
        *,
        on_progress: Callable[[EtatLot], None] = lambda _: None,
    ) -> EtatLot:
        """Verify every file that bears an INS, from where the last batch stopped.

        Args:
            wait: keeps the pace between two calls and returns True to stop.

        A service that does not answer stops the batch, which resumes at the same file.
        """
        etat = self.read_lot()
        if etat is None or etat.termine:
            etat = EtatLot(commence_le=self._contexte.horloge().isoformat())
        etat = replace(etat, arret="")
        with self._contexte.uow() as uow:
            forget_old(self._contexte, uow)
            uow.commit()
        while True:
            with self._contexte.uow() as uow:
                ids = uow.patients.ids_with_ins(UUID(etat.dernier) if etat.dernier else None, _PAGE)
            if not ids:
                return self._write(replace(etat, termine=True), on_progress)
            for patient_id in ids:
                try:
                    verification, echange = self._ask(patient_id)
                except ServiceError as exc:
                    return self._write(replace(etat, arret=exc.message), on_progress)
                ecarts = etat.ecarts
                if not verification.is_conforme:
                    ecarts = (*ecarts, (str(patient_id), verification.resultat.value))
                etat = replace(etat, dernier=str(patient_id), faits=etat.faits + 1, ecarts=ecarts)
                self._write(etat, on_progress, (verification, echange))
                if wait():
                    return etat

    def read_lot(self) -> EtatLot | None:
        """Return where the last batch stands; ``None`` when there was none."""
        with self._contexte.uow() as uow:
            return read_lot(uow)

    def _ask(self, patient_id: UUID) -> tuple[Verification, EchangeInsi]:
        with self._contexte.uow() as uow:
            identite = uow.patients.get(patient_id).identite
        if identite.ins is None:
            raise AmbroiseError("Ce dossier ne porte pas d’INS à vérifier.")
        question = interroge(self._insi, identite.traits)
        echange = question.as_entry(self._contexte, patient_id, VERIFICATION)
        if isinstance(question.reponse, ServiceError):
            if question.echanges:
                self._keep_failure(echange)
            raise question.reponse
        resultat, traits = _compare(identite.ins.matricule, identite.traits, question.reponse)
        return Verification(patient_id, resultat, self._contexte.horloge(), traits), echange

    def _keep_failure(self, echange: EchangeInsi) -> None:
        with self._contexte.uow() as uow:
            uow.echanges_insi.add(echange)
            uow.commit()

    def _trace(self, uow: UnitOfWork, verification: Verification) -> None:
        self._contexte.trace(
            uow,
            self._auteur(),
            ActionAudit.INTERROGATION,
            f"vérification INS\u00a0: {verification.resultat.value}",
            patient_id=verification.patient_id,
        )

    def _write(
        self,
        etat: EtatLot,
        on_progress: Callable[[EtatLot], None],
        faite: tuple[Verification, EchangeInsi] | None = None,
    ) -> EtatLot:
        """Write where the batch stands, in the transaction that traces the file just verified."""
        with self._contexte.uow() as uow:
            if faite is not None:
                self._keep(uow, *faite)
            contenu = json.dumps(asdict(etat), ensure_ascii=False)
            uow.brouillons.save(CLE_LOT, contenu, self._contexte.horloge())
            uow.commit()
        on_progress(etat)
        return etat

    def _keep(self, uow: UnitOfWork, verification: Verification, echange: EchangeInsi) -> None:
        self._trace(uow, verification)
        if verification.is_conforme:
            uow.echanges_insi.add(echange)
        else:  # a difference makes a person decide: what showed it stays in the file
            uow.entrees.save(echange)


def _compare(
    connu: MatriculeIns, traits: TraitsIdentite, reponse: ResultatInsi
) -> tuple[ResultatVerification, tuple[str, ...]]:
    if not isinstance(reponse, InsTrouvee):
        absente = isinstance(reponse, InsAbsente)
        return (ResultatVerification.ABSENTE if absente else ResultatVerification.AMBIGUE), ()
    if reponse.identite.matricule != connu:
        return ResultatVerification.AUTRE_MATRICULE, ()
    ecarts = differing_traits(traits, reponse.identite.traits)
    return (ResultatVerification.TRAITS_DIFFERENTS if ecarts else ResultatVerification.CONFORME), ecarts


def read_lot(uow: UnitOfWork) -> EtatLot | None:
    """Return where the last batch stands; ``None`` when there was none."""
    ecrit = uow.brouillons.get(CLE_LOT)
    if ecrit is None:
        return None
    lu = json.loads(ecrit[0])
    return EtatLot(**{**lu, "ecarts": tuple((p, r) for p, r in lu["ecarts"])})
