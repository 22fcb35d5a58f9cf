"""Check a right before an act; open a restricted file by breaking the glass, with a reason that stays."""

from collections.abc import Sequence
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import BrisDeGlace, Compte, Droit
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse, AmbroiseError
from ambroise.usecases.ports import UnitOfWork

MOTIF_MINIMAL = 10


class DroitInsuffisant(AccesRefuse):
    """The role of the account, its dates, or the restriction of the file do not allow it."""


class DossierRestreint(DroitInsuffisant):
    """The file is kept to a few people; a reason opens it for an hour."""


class AccesService:
    """Rights of the accounts of this office."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._bris: list[BrisDeGlace] = []

    def require(self, identifiant: str, droit: Droit, patient_id: UUID | None = None) -> Compte:
        """Return the account when it may, on this file.

        Raises:
            DroitInsuffisant: unknown account, outside its dates, or a role that does not allow it.
            DossierRestreint: this file is kept to others.
        """
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            compte = uow.comptes.find(identifiant)
            lecteurs: Sequence[str] = uow.comptes.readers(patient_id) if patient_id else ()
        if compte is None or not compte.is_actif(maintenant.date()):
            raise _closed_account()
        if not compte.is_allowed(droit, maintenant.date()):
            raise DroitInsuffisant(
                f"Le rôle « {compte.role} » ne permet pas cette action.",
                code="droit_insuffisant",
                remede="Demandez à un praticien du cabinet.",
            )
        ecarte = patient_id is not None and bool(lecteurs) and identifiant not in lecteurs
        if ecarte and not any(b.covers(identifiant, patient_id, maintenant) for b in self._bris):
            raise _restricted()
        return compte

    def check_reading(self, uow: UnitOfWork, identifiant: str, patient_id: UUID) -> None:
        """Refuse the reading of a file that is not for this account, in the transaction that reads it.

        As long as no account is declared, the office has one practitioner, who reads everything.

        Raises:
            DroitInsuffisant: unknown account, outside its dates, or a role that does not read.
            DossierRestreint: this file is kept to others.
        """
        maintenant = self._contexte.horloge()
        compte = uow.comptes.find(identifiant)
        if compte is None and uow.comptes.list():
            raise _closed_account()
        if compte and not compte.is_allowed(Droit.LIRE_CLINIQUE, maintenant.date()):
            raise DroitInsuffisant(
                f"Le rôle « {compte.role} » ne lit pas les dossiers aujourd’hui.",
                code="droit_insuffisant",
                remede="Demandez à un praticien du cabinet.",
            )
        lecteurs = uow.comptes.readers(patient_id)
        ouvert = any(b.covers(identifiant, patient_id, maintenant) for b in self._bris)
        if lecteurs and identifiant not in lecteurs and not ouvert:
            raise _restricted()

    def allows(self, uow: UnitOfWork, identifiant: str, droit: Droit) -> bool:
        """Tell whether an account may; everything is allowed as long as no account is declared."""
        compte = uow.comptes.find(identifiant)
        if compte is None:
            return not uow.comptes.list()
        return compte.is_allowed(droit, self._contexte.horloge().date())

    def search_notes(
        self, identifiant: str, recherche: str, patient_id: UUID | None = None, limite: int = 50
    ) -> tuple[tuple[UUID, UUID | None], ...]:
        """Return what holds every word typed, with its patient, in the files this account may read.

        Raises:
            DroitInsuffisant: the account may not read clinical content.
        """
        self.require(identifiant, Droit.LIRE_CLINIQUE, patient_id)
        maintenant = self._contexte.horloge()
        with self._contexte.reading() as uow:
            trouves = uow.dossiers.search_texts(recherche, patient_id, limite)
            fermes = {
                patient
                for patient in {patient for _, patient in trouves if patient}
                if (lecteurs := uow.comptes.readers(patient))
                and identifiant not in lecteurs
                and not any(b.covers(identifiant, patient, maintenant) for b in self._bris)
            }
        return tuple((objet, patient) for objet, patient in trouves if patient not in fermes)

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
            compte = uow.comptes.find(identifiant)
            if compte is None or not compte.is_allowed(Droit.LIRE_CLINIQUE, maintenant.date()):
                raise DroitInsuffisant("Ce compte ne lit pas les dossiers.", code="droit_insuffisant")
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
        self._bris.append(bris)
        return bris


def _closed_account() -> DroitInsuffisant:
    return DroitInsuffisant(
        "Ce compte n’est pas ouvert aujourd’hui dans ce cabinet.",
        code="compte_ferme",
        remede="Demandez à l’administrateur d’ouvrir ce compte ou d’en prolonger les dates.",
    )


def _restricted() -> DossierRestreint:
    return DossierRestreint(
        "L’accès à ce dossier est restreint.",
        code="dossier_restreint",
        remede="En cas de nécessité, indiquez le motif : l’accès sera tracé et signalé.",
    )
