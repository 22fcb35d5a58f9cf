"""Files read as one: the absorbed file is annulled and its rows, signed ones included, stay its own."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, literal, select, text
from sqlalchemy.orm import Session

from ambroise.domain.fusion import Fusion
from ambroise.domain.identite import Identite
from ambroise.domain.patient import Patient
from ambroise.persistence.repositories.patients import (
    SqlPatientRepository,
    identite_from_json,
    identite_to_json,
)
from ambroise.persistence.search.index import index_patient
from ambroise.persistence.tables import FusionRow, PatientIndexRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import ActeFinal, Introuvable

MOTIF_ANNULATION = "fusion"


def file_ids(patient_id: UUID) -> Select[UUID]:
    """Return the subquery of a file and of all those it absorbed, however many merges deep."""
    return _group(literal(patient_id, Uuid()))


def _group(patient_id: ColumnElement[UUID]) -> Select[UUID]:
    groupe = select(patient_id.label("id")).cte("groupe", recursive=True)
    suivants = (
        select(FusionRow.absorbe_id)
        .join(groupe, FusionRow.conserve_id == groupe.c.id)
        .where(FusionRow.defaite_le.is_(None))
    )
    return select(groupe.union(suivants).c.id)


FILE_IDS = _group(bindparam("dossier", type_=Uuid()))
"""The same subquery for queries written once; its parameter is ``dossier``."""


class SqlFusionRepository:
    """``FusionRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer
        self._patients = SqlPatientRepository(session, tracer)

    def merge(self, conserve: Patient, absorbe: Patient, motif: str, garde: Identite) -> Fusion:
        """Annul ``absorbe``, then write ``garde`` as the identity of ``conserve``.

        The absorbed file leaves first, so that its INS may be kept by the other.

        Raises:
            ActeFinal: one of them is annulled, or both are the same file.
            ConflitVersion, DoublonIns, Introuvable.
        """
        kept, absorbed = self._patients.row(conserve.id), self._patients.row(absorbe.id)
        if kept.id == absorbed.id or kept.annule_le or absorbed.annule_le:
            raise ActeFinal("Ces deux dossiers ne peuvent être réunis\u00a0: l’un l’est déjà.")
        row = FusionRow(
            id=self._tracer.new_id(),
            conserve_id=kept.id,
            absorbe_id=absorbed.id,
            motif=motif,
            conserve_avant=identite_to_json(conserve.identite),
            version=1,
            **self._tracer.stamp(),
        )
        self._tracer.keep_revision("patient", absorbed, to_json(absorbed))
        absorbed.annule_le = self._tracer.now()
        absorbed.annule_par = self._tracer.origine.auteur
        absorbed.motif_annulation = MOTIF_ANNULATION
        absorbed.version += 1
        self._session.add(row)
        self._session.flush()
        self._unindex(absorbed.id)
        self._patients.save(replace(conserve, identite=garde))
        return _to_fusion(row)

    def undo(self, id_: UUID, motif: str) -> Fusion:
        """Give the kept file its former identity, then the absorbed one its life back.

        Raises:
            ActeFinal: the merge is undone already.
            DoublonIns: meanwhile a third file took the INS of the absorbed one.
            Introuvable.
        """
        row = self._session.get(FusionRow, id_)
        if row is None:
            raise Introuvable("Cette fusion n’existe pas dans ce profil.")
        if row.defaite_le is not None:
            raise ActeFinal("Cette fusion est déjà défaite.")
        kept = self._patients.get(row.conserve_id)
        self._patients.save(replace(kept, identite=identite_from_json(row.conserve_avant)))
        absorbed = self._patients.row(row.absorbe_id)
        self._tracer.keep_revision("patient", absorbed, to_json(absorbed))
        absorbed.annule_le = absorbed.annule_par = absorbed.motif_annulation = None
        absorbed.version += 1
        row.defaite_le, row.defaite_par, row.defaite_motif = (
            self._tracer.now(),
            self._tracer.origine.auteur,
            motif,
        )
        with self._patients.refusing_duplicates():
            self._session.flush()
        patient = self._patients.get(row.absorbe_id)
        index_patient(self._session.connection(), patient, self._numero(row.absorbe_id))
        return _to_fusion(row)

    def list(self, patient_id: UUID | None = None) -> Sequence[Fusion]:
        """Return the merges that hold, newest first; of one file, kept or absorbed, when given."""
        requete = select(FusionRow).where(FusionRow.defaite_le.is_(None)).order_by(FusionRow.id.desc())
        if patient_id is not None:
            requete = requete.where(
                (FusionRow.conserve_id == patient_id) | (FusionRow.absorbe_id == patient_id)
            )
        return [_to_fusion(row) for row in self._session.scalars(requete)]

    def resolve(self, patient_id: UUID) -> UUID:
        """Return the file in which a file is read today."""
        current = patient_id
        while True:
            kept = self._session.scalar(
                select(FusionRow.conserve_id).where(
                    FusionRow.absorbe_id == current, FusionRow.defaite_le.is_(None)
                )
            )
            if kept is None:
                return current
            current = kept

    def _numero(self, patient_id: UUID) -> int | None:
        return self._session.scalar(
            select(PatientIndexRow.numero).where(PatientIndexRow.patient_id == patient_id)
        )

    def _unindex(self, patient_id: UUID) -> None:
        connexion, numero = self._session.connection(), self._numero(patient_id)
        cle = "rowid" if connexion.dialect.name == "sqlite" else "numero"
        connexion.execute(text("DELETE FROM patient_cle WHERE numero = :n"), {"n": numero})
        connexion.execute(text(f"DELETE FROM patient_fts WHERE {cle} = :n"), {"n": numero})  # noqa: S608


def _to_fusion(row: FusionRow) -> Fusion:
    return Fusion(row.id, row.conserve_id, row.absorbe_id, row.motif, row.auteur, row.cree_le, row.defaite_le)
