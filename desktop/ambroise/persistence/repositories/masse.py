"""Write many new objects at once, through the same columns as one by one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ambroise.domain.dossier import Allergie, Consultation, Document
from ambroise.domain.entrees import Entree
from ambroise.domain.identite import CleHomonyme, Sexe, TraitsIdentite
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.persistence.repositories.colonnes_dossier import (
    allergie_columns,
    constante_columns,
    consultation_columns,
    document_columns,
)
from ambroise.persistence.repositories.entrees import entree_columns, entree_text
from ambroise.persistence.repositories.ordonnances import ordonnance_columns
from ambroise.persistence.repositories.patients import patient_columns
from ambroise.persistence.repositories.textes_documents import index_documents
from ambroise.persistence.search.index import index_patients
from ambroise.persistence.search.texts import index_texts
from ambroise.persistence.tables import (
    AllergieRow,
    Base,
    ConstanteRow,
    ConsultationRow,
    ContenuRow,
    DocumentRow,
    EntreeRow,
    OrdonnanceRow,
    PatientRow,
)
from ambroise.persistence.trace import Tracer


class SqlEcritureMasse:
    """``EcritureMasse`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def known_traits(self, traits: Sequence[TraitsIdentite]) -> set[CleHomonyme]:
        """Return which of these traits a patient already bears."""
        noms = {t.nom_naissance for t in traits}
        dates = {t.date_naissance for t in traits}
        connus = self._session.execute(
            select(
                PatientRow.nom_naissance,
                PatientRow.premier_prenom,
                PatientRow.sexe,
                PatientRow.date_naissance,
            ).where(
                PatientRow.nom_naissance.in_(noms),
                PatientRow.date_naissance.in_(dates),
                PatientRow.annule_le.is_(None),
            )
        )
        voulus = {t.cle_homonyme for t in traits}
        return {cle for nom, prenom, sexe, le in connus if (cle := (nom, prenom, Sexe(sexe), le)) in voulus}

    def add_patients(self, patients: Sequence[Patient]) -> None:
        """Record new patients and their search keys."""
        if patients:
            self._insert(PatientRow, [{"id": p.id, "version": 1, **patient_columns(p)} for p in patients])
            index_patients(self._session.connection(), patients)

    def add_consultations(self, consultations: Sequence[Consultation]) -> None:
        """Record encounters and their measures."""
        self._insert(ConsultationRow, [consultation_columns(c) for c in consultations])
        mesures = [constante_columns(m, c.id) for c in consultations for m in c.constantes]
        self._insert(ConstanteRow, mesures)
        textes = [(c.id, c.patient_id, f"{c.motif} {c.note}") for c in consultations]
        index_texts(self._session.connection(), textes)

    def add_ordonnances(self, ordonnances: Sequence[Ordonnance]) -> None:
        """Record orders as they are, signed or not."""
        lignes = [{"id": o.id, "version": 1, **ordonnance_columns(o)} for o in ordonnances]
        self._insert(OrdonnanceRow, lignes)

    def add_entrees(self, entrees: Sequence[Entree]) -> None:
        """Record new entries of files."""
        ecrites = [replace(e, version=1) for e in entrees]
        self._insert(EntreeRow, [{"id": e.id, **entree_columns(e)} for e in ecrites])
        textes = [(e.id, e.patient_id, entree_text(e)) for e in ecrites]
        index_texts(self._session.connection(), textes)

    def add_allergies(self, allergies: Sequence[Allergie]) -> None:
        """Record allergies."""
        self._insert(AllergieRow, [allergie_columns(a) for a in allergies])

    def add_documents(self, documents: Sequence[tuple[Document, bytes]]) -> None:
        """Record documents; identical bytes are stored once."""
        contenus = {document.empreinte: octets for document, octets in documents}
        connus = set(
            self._session.scalars(select(ContenuRow.empreinte).where(ContenuRow.empreinte.in_(contenus)))
        )
        nouveaux = [{"empreinte": e, "octets": o} for e, o in contenus.items() if e not in connus]
        if nouveaux:
            self._session.execute(insert(ContenuRow), nouveaux)
        self._insert(DocumentRow, [document_columns(d) for d, _ in documents])
        index_documents(self._session, [document for document, _ in documents])

    def _insert(self, table: type[Base], lignes: Sequence[dict[str, Any]]) -> None:
        if lignes:
            stamp = self._tracer.stamp()
            self._session.execute(insert(table), [ligne | stamp for ligne in lignes])
