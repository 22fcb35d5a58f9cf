"""Check a right before an act; open a restricted file by breaking the glass, with a reason that stays."""

from collections.abc import Collection
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import BrisDeGlace, Droit
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.garde import Garde
from ambroise.usecases.ports import UnitOfWork

MOTIF_MINIMAL = 10


class AccesService:
    """Rights of the accounts of this office."""

    def __init__(self, contexte: Contexte, garde: Garde | None = None) -> None:
        self._contexte = contexte
        self._garde = garde or Garde(lambda: "", contexte.horloge)

    def require(self, identifiant: str, droit: Droit, patient_id: UUID | None = None) -> None:
        """Refuse what an account may not do, on this file.

        Raises:
            DroitInsuffisant: unknown account, outside its dates, or a role that does not allow it.
            DossierRestreint: this file is kept to others.
        """
        with self._contexte.uow() as uow:
            self._garde.require(uow, identifiant, droit, patient_id)

    def check_reading(self, uow: UnitOfWork, identifiant: str, patient_id: UUID) -> None:
        """Refuse the reading of a file that is not for this account, in the transaction that reads it.

        Raises:
            DroitInsuffisant: unknown account, outside its dates, or a role that does not read.
            DossierRestreint: this file is kept to others.
        """
        self._garde.require(uow, identifiant, Droit.LIRE_CLINIQUE, patient_id)

    def allows(self, uow: UnitOfWork, identifiant: str, droit: Droit) -> bool:
        """Tell whether an account may; everything is allowed as long as no account is declared."""
        compte = uow.comptes.find(identifiant)
        if compte is None:
            return not uow.comptes.list()
        return compte.is_allowed(droit, self._contexte.horloge().date())

    def closed_files(self, uow: UnitOfWork, identifiant: str, patients: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these files that are kept from this account."""
        return frozenset(
            patient
            for patient in patients
            if (lecteurs := uow.comptes.readers(patient))
            and identifiant not in lecteurs
            and not self._garde.is_open(identifiant, patient)
        )

    def break_glass(self, identifiant: str, patient_id: UUID, motif: str) -> BrisDeGlace:
        """Open a restricted file for an hour; the reason stays in the trail.

        Raises:
            AmbroiseError: no reason worth the name.
            DroitInsuffisant: the account may not read clinical content at all.
        """
        if len(motif.strip()) < MOTIF_MINIMAL:
            raise AmbroiseError("Indiquez le motif de cet accès en quelques mots.", code="motif_absent")
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            self._garde.require(uow, identifiant, Droit.LIRE_CLINIQUE, None)
            bris = BrisDeGlace(identifiant, patient_id, maintenant, motif.strip())
            self._contexte.trace(
                uow,
                identifiant,
                ActionAudit.BRIS_DE_GLACE,
                "dossier",
                patient_id=patient_id,
                detail=bris.motif,
            )
            uow.commit()
        self._garde.note_bris(bris)
        return bris
