"""The clinical content of a file: consultations, measures, allergies, documents."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
    GraviteAllergie,
    TypeConstante,
    TypeDocument,
)
from ambroise.persistence.repositories.fusions import file_ids
from ambroise.persistence.search.texts import index_text, search_texts
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
        self, recherche: str, patient_id: UUID | None = None, limite: int = 50
    ) -> Sequence[tuple[UUID, UUID | None]]:
        """Return the ids of what holds every word typed, newest first, with their patient."""
        patients = self._session.scalars(file_ids(patient_id)).all() if patient_id else None
        return search_texts(self._session.connection(), recherche, patients, limite)

    def consultations(self, patient_id: UUID) -> Sequence[Consultation]:
        """Return the encounters with their measures, newest first."""
        # Columns rather than whole rows: a file of twenty years has hundreds of them to read at once.
        mesures: dict[UUID | None, list[Constante]] = defaultdict(list)
        for consultation_id, id_, patient, type_, valeur, le in self._session.execute(
            select(ConstanteRow.consultation_id, *_CONSTANTE)
            .where(
                ConstanteRow.patient_id.in_(file_ids(patient_id)),
                ConstanteRow.consultation_id.is_not(None),
                ConstanteRow.annule_le.is_(None),
            )
            .order_by(ConstanteRow.id)
        ):
            mesures[consultation_id].append(_to_constante(id_, patient, type_, valeur, le))
        return [
            Consultation(id_, patient, auteur, debut, motif, note, tuple(mesures.get(id_, ())))
            for id_, patient, auteur, debut, motif, note in self._session.execute(
                select(
                    ConsultationRow.id,
                    ConsultationRow.patient_id,
                    ConsultationRow.praticien,
                    ConsultationRow.debut,
                    ConsultationRow.motif,
                    ConsultationRow.note,
                )
                .where(
                    ConsultationRow.patient_id.in_(file_ids(patient_id)), ConsultationRow.annule_le.is_(None)
                )
                .order_by(ConsultationRow.debut.desc(), ConsultationRow.id.desc())
            )
        ]

    def add_constante(self, constante: Constante) -> None:
        """Record a measure taken outside of an encounter."""
        self._add_constante(constante, None)
        self._session.flush()

    def constantes(self, patient_id: UUID) -> Sequence[Constante]:
        """Return every measure, newest first."""
        return [
            _to_constante(*mesure)
            for mesure in self._session.execute(
                select(*_CONSTANTE)
                .where(ConstanteRow.patient_id.in_(file_ids(patient_id)), ConstanteRow.annule_le.is_(None))
                .order_by(ConstanteRow.mesuree_le.desc(), ConstanteRow.id.desc())
            )
        ]

    def add_allergie(self, allergie: Allergie) -> None:
        """Record an allergy."""
        self._session.add(AllergieRow(**allergie_columns(allergie), **self._tracer.stamp()))
        self._session.flush()

    def allergies(self, patient_id: UUID) -> Sequence[Allergie]:
        """Return the known allergies, newest first."""
        return [
            Allergie(
                id=row.id,
                patient_id=row.patient_id,
                libelle=row.libelle,
                constatee_le=row.constatee_le,
                code_substance=row.code_substance,
                code_atc=row.code_atc,
                reaction=row.reaction,
                gravite=GraviteAllergie(row.gravite),
            )
            for row in self._session.scalars(
                select(AllergieRow)
                .where(AllergieRow.patient_id.in_(file_ids(patient_id)), AllergieRow.annule_le.is_(None))
                .order_by(AllergieRow.constatee_le.desc(), AllergieRow.id.desc())
            )
        ]

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
        index_text(self._session.connection(), document.id, document.patient_id, document.titre)

    def documents(self, patient_id: UUID) -> Sequence[Document]:
        """Return the documents, newest first, without their bytes."""
        return [
            Document(
                id=row.id,
                patient_id=row.patient_id,
                type=TypeDocument(row.type),
                titre=row.titre,
                type_mime=row.type_mime,
                empreinte=row.empreinte,
                taille=row.taille,
                ajoute_le=row.ajoute_le,
            )
            for row in self._session.scalars(
                select(DocumentRow)
                .where(DocumentRow.patient_id.in_(file_ids(patient_id)), DocumentRow.annule_le.is_(None))
                .order_by(DocumentRow.ajoute_le.desc(), DocumentRow.id.desc())
            )
        ]

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


def consultation_columns(consultation: Consultation) -> dict[str, Any]:
    """Return the columns of an encounter, but for its stamp."""
    return {
        "id": consultation.id,
        "version": 0,
        "patient_id": consultation.patient_id,
        "praticien": consultation.auteur,
        "debut": consultation.debut,
        "motif": consultation.motif,
        "note": consultation.note,
    }


def constante_columns(constante: Constante, consultation_id: UUID | None) -> dict[str, Any]:
    """Return the columns of a measure, but for its stamp."""
    return {
        "id": constante.id,
        "version": 0,
        "patient_id": constante.patient_id,
        "consultation_id": consultation_id,
        "type": constante.type.name,
        "valeur": constante.valeur,
        "mesuree_le": constante.mesuree_le,
    }


def allergie_columns(allergie: Allergie) -> dict[str, Any]:
    """Return the columns of an allergy, but for its stamp."""
    return {
        "id": allergie.id,
        "version": 0,
        "patient_id": allergie.patient_id,
        "libelle": allergie.libelle,
        "constatee_le": allergie.constatee_le,
        "code_substance": allergie.code_substance,
        "code_atc": allergie.code_atc,
        "reaction": allergie.reaction,
        "gravite": allergie.gravite.value,
    }


def document_columns(document: Document) -> dict[str, Any]:
    """Return the columns of a document, but for its stamp."""
    return {
        "id": document.id,
        "version": 0,
        "patient_id": document.patient_id,
        "type": document.type.value,
        "titre": document.titre,
        "type_mime": document.type_mime,
        "empreinte": document.empreinte,
        "taille": document.taille,
        "ajoute_le": document.ajoute_le,
    }


_CONSTANTE = (
    ConstanteRow.id,
    ConstanteRow.patient_id,
    ConstanteRow.type,
    ConstanteRow.valeur,
    ConstanteRow.mesuree_le,
)


def _to_constante(id_: UUID, patient_id: UUID, type_: str, valeur: Decimal, le: datetime) -> Constante:
    return Constante(id_, patient_id, TypeConstante[type_], valeur, le)
