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
from ambroise.domain.identite import Identite, differing_traits
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ServiceError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_identite import InsAbsente, InsTrouvee, PortInsi

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
        verification = self._ask(patient_id)
        with self._contexte.uow() as uow:
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
        while True:
            with self._contexte.uow() as uow:
                ids = uow.patients.ids_with_ins(UUID(etat.dernier) if etat.dernier else None, _PAGE)
            if not ids:
                return self._write(replace(etat, termine=True), on_progress)
            for patient_id in ids:
                try:
                    verification = self._ask(patient_id)
                except ServiceError as exc:
                    return self._write(replace(etat, arret=exc.message), on_progress)
                ecarts = etat.ecarts
                if verification.resultat is not ResultatVerification.CONFORME:
                    ecarts = (*ecarts, (str(patient_id), verification.resultat.value))
                etat = replace(etat, dernier=str(patient_id), faits=etat.faits + 1, ecarts=ecarts)
                self._write(etat, on_progress, verification)
                if wait():
                    return etat

    def read_lot(self) -> EtatLot | None:
        """Return where the last batch stands; ``None`` when there was none."""
        with self._contexte.uow() as uow:
            return read_lot(uow)

    def _ask(self, patient_id: UUID) -> Verification:
        with self._contexte.uow() as uow:
            identite = uow.patients.get(patient_id).identite
        resultat, traits = self._compare(identite)
        return Verification(patient_id, resultat, self._contexte.horloge(), traits)

    def _trace(self, uow: UnitOfWork, verification: Verification) -> None:
        self._contexte.trace(
            uow,
            self._auteur(),
            ActionAudit.INTERROGATION,
            f"vérification INS : {verification.resultat.value}",
            patient_id=verification.patient_id,
        )

    def _compare(self, identite: Identite) -> tuple[ResultatVerification, tuple[str, ...]]:
        if identite.ins is None:
            raise AmbroiseError("Ce dossier ne porte pas d’INS à vérifier.")
        reponse = self._insi.find_identite(identite.traits)
        if not isinstance(reponse, InsTrouvee):
            absente = isinstance(reponse, InsAbsente)
            return (ResultatVerification.ABSENTE if absente else ResultatVerification.AMBIGUE), ()
        if reponse.identite.matricule != identite.ins.matricule:
            return ResultatVerification.AUTRE_MATRICULE, ()
        traits = differing_traits(identite.traits, reponse.identite.traits)
        return (ResultatVerification.TRAITS_DIFFERENTS if traits else ResultatVerification.CONFORME), traits

    def _write(
        self, etat: EtatLot, on_progress: Callable[[EtatLot], None], verification: Verification | None = None
    ) -> EtatLot:
        """Write where the batch stands, in the transaction that traces the file just verified."""
        with self._contexte.uow() as uow:
            if verification is not None:
                self._trace(uow, verification)
            contenu = json.dumps(asdict(etat), ensure_ascii=False)
            uow.brouillons.save(CLE_LOT, contenu, self._contexte.horloge())
            uow.commit()
        on_progress(etat)
        return etat


def read_lot(uow: UnitOfWork) -> EtatLot | None:
    """Return where the last batch stands; ``None`` when there was none."""
    ecrit = uow.brouillons.get(CLE_LOT)
    if ecrit is None:
        return None
    lu = json.loads(ecrit[0])
    return EtatLot(**{**lu, "ecarts": tuple((p, r) for p, r in lu["ecarts"])})
