"""The columns of the clinical content of a file: a value makes its columns, columns make their value."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select

from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
    GraviteAllergie,
    TypeConstante,
    TypeDocument,
)
from ambroise.persistence.lazy import LazySelect
from ambroise.persistence.repositories.fusions import FILE_IDS
from ambroise.persistence.tables import AllergieRow, ConstanteRow, ConsultationRow, DocumentRow


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


def _to_mesure(
    consultation_id: UUID | None, id_: UUID, patient_id: UUID, type_: str, valeur: Decimal, le: datetime
) -> tuple[UUID | None, Constante]:
    return consultation_id, Constante(id_, patient_id, TypeConstante[type_], valeur, le)


def _to_consultation(
    id_: UUID, patient_id: UUID, auteur: str, debut: datetime, motif: str, note: str
) -> tuple[UUID, UUID, str, datetime, str, str]:
    return id_, patient_id, auteur, debut, motif, note


def _to_allergie(
    id_: UUID,
    patient_id: UUID,
    libelle: str,
    constatee_le: datetime,
    code_substance: str,
    code_atc: str,
    reaction: str,
    gravite: str,
) -> Allergie:
    return Allergie(
        id_, patient_id, libelle, constatee_le, code_substance, code_atc, reaction, GraviteAllergie(gravite)
    )


def _to_document(
    id_: UUID,
    patient_id: UUID,
    type_: str,
    titre: str,
    type_mime: str,
    empreinte: str,
    taille: int,
    ajoute_le: datetime,
) -> Document:
    return Document(id_, patient_id, TypeDocument(type_), titre, type_mime, empreinte, taille, ajoute_le)


def _finish(table: FromClause, date_triee: ColumnElement[Any]) -> Callable[[Select[Any]], Select[Any]]:
    """Keep the rows of the file that were not annulled, newest first."""
    return lambda requete: requete.where(
        table.c.patient_id.in_(FILE_IDS), table.c.annule_le.is_(None)
    ).order_by(date_triee.desc(), table.c.id.desc())


_C, _M, _A, _D = (row.__table__ for row in (ConsultationRow, ConstanteRow, AllergieRow, DocumentRow))
CONSULTATIONS = LazySelect(
    (_C.c.id, _C.c.patient_id, _C.c.praticien, _C.c.debut, _C.c.motif, _C.c.note),
    _finish(_C, _C.c.debut),
    _to_consultation,
)
MESURES = LazySelect(
    (_M.c.consultation_id, _M.c.id, _M.c.patient_id, _M.c.type, _M.c.valeur, _M.c.mesuree_le),
    _finish(_M, _M.c.mesuree_le),
    _to_mesure,
)
ALLERGIES = LazySelect(
    (
        _A.c.id,
        _A.c.patient_id,
        _A.c.libelle,
        _A.c.constatee_le,
        _A.c.code_substance,
        _A.c.code_atc,
        _A.c.reaction,
        _A.c.gravite,
    ),
    _finish(_A, _A.c.constatee_le),
    _to_allergie,
)
DOCUMENTS = LazySelect(
    (
        _D.c.id,
        _D.c.patient_id,
        _D.c.type,
        _D.c.titre,
        _D.c.type_mime,
        _D.c.empreinte,
        _D.c.taille,
        _D.c.ajoute_le,
    ),
    _finish(_D, _D.c.ajoute_le),
    _to_document,
)
