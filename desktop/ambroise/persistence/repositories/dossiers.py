"""The clinical content of a file: consultations, measures, allergies, documents."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
)
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages, Passage
from ambroise.persistence.lazy import Lazy
from ambroise.persistence.repositories.colonnes_dossier import (
    ALLERGIES,
    CONSULTATIONS,
    DOCUMENTS,
    MESURES,
    allergie_columns,
    constante_columns,
    consultation_columns,
    document_columns,
)
from ambroise.persistence.repositories.fusions import file_ids
from ambroise.persistence.repositories.textes_documents import index_documents
from ambroise.persistence.search.passages import filter_clause, read_passages
from ambroise.persistence.search.texts import index_text, move_text, search_texts
from ambroise.persistence.tables import AllergieRow, ConstanteRow, ConsultationRow, ContenuRow, DocumentRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import Introuvable


class SqlDossierRepository:
    """``DossierRepository`` on the open transaction; what was annulled is left out."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def add_consultation(self, consultation: Consultation) -> None:
        """Record an encounter and what was measured in it."""
        self._session.add(ConsultationRow(**consultation_columns(consultation), **self._tracer.stamp()))
        self._session.flush()
        index_text(
            self._session.connection(),
            consultation.id,
            consultation.patient_id,
            f"{consultation.motif} {consultation.note}",
        )
        self._tracer.changed("consultation", consultation.id)
        for constante in consultation.constantes:
            self._add_constante(constante, consultation.id)
        self._session.flush()

    def search_texts(
        self,
        recherche: str,
        patient_id: UUID | None = None,
        limite: int = 50,
        filtre: FiltrePassages = SANS_FILTRE,
    ) -> Sequence[tuple[UUID, UUID | None]]:
        """Return the ids of what holds every word typed, newest first, with their patient."""
        patients = self._session.scalars(file_ids(patient_id)).all() if patient_id else None
        condition = None if filtre == SANS_FILTRE else partial(filter_clause, filtre=filtre)
        return search_texts(self._session.connection(), recherche, patients, limite, condition)

    def read_passages(self, ids: Sequence[UUID]) -> Sequence[Passage]:
        """Return the texts of what was found, in the same order."""
        return read_passages(self._session, ids)

    def consultations(self, patient_id: UUID) -> Sequence[Consultation]:
        """Return the encounters with their measures, newest first."""
        return self.read_suivi(patient_id)[0]

    def read_suivi(self, patient_id: UUID) -> tuple[Sequence[Consultation], Sequence[Constante]]:
        """Return the encounters with their measures, and every measure, newest first, in one reading."""
        mesures = MESURES.read(self._session, dossier=patient_id)
        lignes = CONSULTATIONS.read(self._session, dossier=patient_id)
        prises = _PrisesPar(mesures)
        return (
            Lazy(len(lignes), lambda n: Consultation(*lignes[n], prises.of(lignes[n][0]))),
            Lazy(len(mesures), lambda n: mesures[n][1]),
        )

    def add_constante(self, constante: Constante) -> None:
        """Record a measure taken outside of an encounter."""
        self._add_constante(constante, None)
        self._session.flush()
        self._tracer.changed("constante", constante.id)

    def constantes(self, patient_id: UUID) -> Sequence[Constante]:
        """Return every measure, newest first."""
        mesures = MESURES.read(self._session, dossier=patient_id)
        return Lazy(len(mesures), lambda n: mesures[n][1])

    def add_allergie(self, allergie: Allergie) -> None:
        """Record an allergy."""
        self._session.add(AllergieRow(**allergie_columns(allergie), **self._tracer.stamp()))
        self._session.flush()
        self._tracer.changed("allergie", allergie.id)

    def allergies(self, patient_id: UUID) -> Sequence[Allergie]:
        """Return the known allergies, newest first."""
        return ALLERGIES.read(self._session, dossier=patient_id)

    def add_document(self, document: Document, contenu: bytes) -> None:
        """Record a document; identical bytes are stored once.

        Raises:
            ValueError: the digest or the size announced is not the content's.
        """
        if hashlib.sha256(contenu).hexdigest() != document.empreinte or len(contenu) != document.taille:
            raise ValueError("l’empreinte ou la taille ne correspond pas au contenu")
        connu = select(ContenuRow.empreinte).where(ContenuRow.empreinte == document.empreinte)
        if self._session.scalar(connu) is None:
            self._session.add(ContenuRow(empreinte=document.empreinte, octets=contenu))
            self._session.flush()
        self._session.add(DocumentRow(**document_columns(document), **self._tracer.stamp()))
        self._session.flush()
        index_documents(self._session, [document])
        self._tracer.changed("document", document.id)

    def documents(self, patient_id: UUID) -> Sequence[Document]:
        """Return the documents, newest first, without their bytes."""
        return DOCUMENTS.read(self._session, dossier=patient_id)

    def move_document(self, id_: UUID, patient_id: UUID) -> None:
        """Put a document filed by mistake into the right file; what it was is kept. Raises Introuvable."""
        row = self._session.get(DocumentRow, id_)
        if row is None or row.annule_le is not None:
            raise Introuvable("Ce document n’existe pas dans ce profil.")
        self._tracer.keep_revision("document", row, to_json(row))
        row.patient_id = patient_id
        row.version += 1
        for colonne, valeur in self._tracer.stamp_change().items():
            setattr(row, colonne, valeur)
        self._session.flush()
        move_text(self._session.connection(), id_, patient_id)
        self._tracer.changed("document", id_)

    def document_content(self, id_: UUID) -> bytes:
        """Return the bytes of a document.

        Raises:
            Introuvable: no such document.
        """
        octets = self._session.scalar(
            select(ContenuRow.octets)
            .join(DocumentRow, DocumentRow.empreinte == ContenuRow.empreinte)
            .where(DocumentRow.id == id_)
        )
        if octets is None:
            raise Introuvable("Ce document n’existe pas dans ce profil.")
        return bytes(octets)

    def _add_constante(self, constante: Constante, consultation_id: UUID | None) -> None:
        colonnes = constante_columns(constante, consultation_id)
        self._session.add(ConstanteRow(**colonnes, **self._tracer.stamp()))


class _PrisesPar:
    """The measures of each encounter, sorted out once, when the first encounter is looked at."""

    def __init__(self, mesures: Sequence[tuple[UUID | None, Constante]]) -> None:
        self._mesures = mesures
        self._triees: dict[UUID | None, list[Constante]] | None = None

    def of(self, consultation_id: UUID) -> tuple[Constante, ...]:
        if self._triees is None:
            self._triees = defaultdict(list)
            for id_, constante in sorted(self._mesures, key=lambda mesure: mesure[1].id):
                self._triees[id_].append(constante)
        return tuple(self._triees.get(consultation_id, ()))
