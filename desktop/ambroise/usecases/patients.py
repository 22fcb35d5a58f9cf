"""Find a patient, open the file, and record a consultation in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
    GraviteAllergie,
    TypeConstante,
)
from ambroise.domain.entrees import Entree
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import ResultatPatient, UnitOfWork
from ambroise.usecases.sessions import SessionService

RESULTATS: Final = 30
"""As many as a search shows: whoever sees the list full types one more word rather than scroll."""


@dataclass(frozen=True)
class DossierPatient:
    """A file as it is read: everything newest first; what nobody looks at is not decoded."""

    patient: Patient
    consultations: Sequence[Consultation]
    constantes: Sequence[Constante]
    allergies: Sequence[Allergie]
    ordonnances: Sequence[Ordonnance]
    documents: Sequence[Document]
    entrees: Sequence[Entree] = ()

    def decoded(self) -> "DossierPatient":
        """Return the same file with every value made, for a thread that must not pay for it."""
        return DossierPatient(
            self.patient,
            tuple(self.consultations),
            tuple(self.constantes),
            tuple(self.allergies),
            tuple(self.ordonnances),
            tuple(self.documents),
            tuple(self.entrees),
        )


@dataclass(frozen=True)
class NouvelleAllergie:
    """An allergy as it is told during a consultation."""

    libelle: str
    reaction: str = ""
    gravite: GraviteAllergie = GraviteAllergie.MODEREE
    code_substance: str = ""
    code_atc: str = ""


class PatientService:
    """Reading a file is traced like writing it."""

    def __init__(
        self, contexte: Contexte, session: SessionService, acces: AccesService | None = None
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._acces = acces or AccesService(contexte)

    def search(self, texte: str, limite: int = RESULTATS) -> Sequence[ResultatPatient]:
        """Return the patients that match what was typed, best first; no trace is kept of a search."""
        with self._contexte.reading() as uow:
            return uow.patients.search(texte, limite)

    def open(self, patient_id: UUID) -> DossierPatient:
        """Read a whole file and trace it; an absorbed file opens the one that reads it today.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient.
            DroitInsuffisant: the account may not read it; DossierRestreint when breaking the glass would.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            patient_id = uow.fusions.resolve(patient_id)
            self._acces.check_reading(uow, auteur, patient_id)
            consultations, constantes = uow.dossiers.read_suivi(patient_id)
            dossier = DossierPatient(
                patient=uow.patients.get(patient_id),
                consultations=consultations,
                constantes=constantes,
                allergies=uow.dossiers.allergies(patient_id),
                ordonnances=uow.ordonnances.list(patient_id),
                documents=uow.dossiers.documents(patient_id),
                entrees=uow.entrees.all(patient_id),
            )
            self._contexte.trace(uow, auteur, ActionAudit.LECTURE, "dossier", patient_id=patient_id)
            uow.commit()
            return dossier

    def save_consultation(
        self,
        patient_id: UUID,
        *,
        motif: str,
        note: str,
        constantes: tuple[tuple[TypeConstante, Decimal], ...] = (),
        allergies: tuple[NouvelleAllergie, ...] = (),
        debut: datetime | None = None,
    ) -> Consultation:
        """Write a consultation with its measures and the allergies told, in one transaction.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient.
            AmbroiseError: a measure is outside what a human body can show.
        """
        with self._contexte.uow() as uow:
            consultation = self.write_consultation(
                uow, patient_id, motif=motif, note=note, constantes=constantes, debut=debut
            )
            for allergie in allergies:
                uow.dossiers.add_allergie(
                    Allergie(
                        id=self._contexte.new_id(),
                        patient_id=patient_id,
                        libelle=allergie.libelle,
                        constatee_le=self._contexte.horloge(),
                        code_substance=allergie.code_substance,
                        code_atc=allergie.code_atc,
                        reaction=allergie.reaction,
                        gravite=allergie.gravite,
                    )
                )
            uow.brouillons.delete(f"consultation/{patient_id}")
            uow.commit()
        return consultation

    def write_consultation(
        self,
        uow: UnitOfWork,
        patient_id: UUID,
        *,
        motif: str,
        note: str,
        constantes: tuple[tuple[TypeConstante, Decimal], ...] = (),
        debut: datetime | None = None,
    ) -> Consultation:
        """Write a consultation in a transaction that holds more than it. See ``save_consultation``."""
        for type_, valeur in constantes:
            if not type_.minimum <= valeur <= type_.maximum:
                raise AmbroiseError(
                    f"{type_.libelle}\u00a0: la valeur saisie n’est pas possible.",
                    remede=f"Attendu\u00a0: de {type_.minimum} à {type_.maximum} {type_.unite}.",
                )
        maintenant, new_id = self._contexte.horloge(), self._contexte.new_id
        consultation = Consultation(
            id=new_id(),
            patient_id=patient_id,
            auteur=self._session.auteur,
            debut=debut or maintenant,
            motif=motif,
            note=note,
            constantes=tuple(
                Constante(new_id(), patient_id, type_, valeur, maintenant) for type_, valeur in constantes
            ),
        )
        uow.patients.get(patient_id)
        uow.dossiers.add_consultation(consultation)
        objet = f"consultation {consultation.id}"
        self._contexte.trace(uow, self._session.auteur, ActionAudit.CREATION, objet, patient_id=patient_id)
        return consultation
