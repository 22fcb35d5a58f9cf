"""The entries of a file: versions, history, annulment and undo, the same for every kind."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ambroise.domain.entrees import AnnulationEntree, Entree, VersionAnterieure
from ambroise.domain.intervention import InterventionPharmaceutique
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnancier import EcritureStupefiant
from ambroise.persistence import codec
from ambroise.persistence.lazy import LazySelect
from ambroise.persistence.repositories.fusions import FILE_IDS, file_ids
from ambroise.persistence.search.texts import index_text, remove_text
from ambroise.persistence.tables import (
    AllergieRow,
    ConstanteRow,
    ConsultationRow,
    DocumentRow,
    EntreeRow,
    PatientRow,
    RevisionRow,
)
from ambroise.persistence.trace import Tracer
from ambroise.usecases.errors import ActeFinal, AmbroiseError, ConflitVersion, Introuvable

T = TypeVar("T", bound=Entree)
_Annulable = EntreeRow | ConsultationRow | ConstanteRow | AllergieRow | DocumentRow | PatientRow
_ANNULABLES: tuple[type[_Annulable], ...] = (
    EntreeRow,
    ConsultationRow,
    ConstanteRow,
    AllergieRow,
    DocumentRow,
    PatientRow,
)
_DATES = ("le", "echeance", "debut", "depuis")


class SqlEntreeRepository:
    """``EntreeRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def save(self, entree: T) -> T:
        """Write a new entry (version 0) or its next version; return it with its version.

        Raises:
            ConflitVersion: another seat wrote it first.
            ActeFinal: it was annulled.
        """
        suivante = replace(entree, version=entree.version + 1)
        if entree.version == 0:
            self._session.add(EntreeRow(id=entree.id, **entree_columns(suivante), **self._tracer.stamp()))
            self._session.flush()
        else:
            row = self._row(entree.id)
            if row.version != entree.version:
                raise ConflitVersion(row.auteur, row.modifie_le, codec.loads(row.contenu))
            if row.annule_le is not None:
                raise ActeFinal("Cette entrée est annulée.", code="entree_annulee")
            self._overwrite(row, entree_columns(suivante))
        index_text(self._session.connection(), entree.id, entree.patient_id, entree_text(suivante))
        self._tracer.changed("entree", entree.id)
        return suivante

    def get(self, id_: UUID) -> Entree:
        """Raises Introuvable."""
        return _to_entree(self._row(id_))

    def list(self, genre: type[T], patient_id: UUID | None = None) -> Sequence[T]:
        """Return the entries of a kind that were not annulled, newest first; of all patients without one."""
        requete = (
            select(EntreeRow)
            .where(EntreeRow.genre == genre.__name__, EntreeRow.annule_le.is_(None))
            .order_by(EntreeRow.le.desc().nulls_last(), EntreeRow.id.desc())
        )
        if patient_id is not None:
            requete = requete.where(EntreeRow.patient_id.in_(file_ids(patient_id)))
        entrees = (_to_entree(row) for row in self._session.scalars(requete))
        return [entree for entree in entrees if isinstance(entree, genre)]

    def all(self, patient_id: UUID) -> Sequence[Entree]:
        """Return the entries of every kind of a file that were not annulled, newest first."""
        return _TOUTES.read(self._session, dossier=patient_id)

    def annul(self, id_: UUID, motif: str) -> None:
        """Take an entry, encounter, measure, allergy or document out of the file, with a reason.

        Raises:
            Introuvable: no such object.
            ActeFinal: it is annulled already.
            AmbroiseError: no reason is given.
        """
        if not motif.strip():
            raise AmbroiseError("Une annulation porte son motif.", code="motif_absent")
        row = self._voidable(id_)
        if row.annule_le is not None:
            raise ActeFinal("Cet élément est déjà annulé.", code="deja_annule")
        row.annule_le = self._tracer.now()
        row.annule_par = self._tracer.origine.auteur
        row.motif_annulation = motif.strip()
        if isinstance(row, ConsultationRow):
            self._session.execute(
                update(ConstanteRow)
                .where(ConstanteRow.consultation_id == id_, ConstanteRow.annule_le.is_(None))
                .values(
                    annule_le=row.annule_le, annule_par=row.annule_par, motif_annulation=row.motif_annulation
                )
            )
        self._session.flush()
        remove_text(self._session.connection(), id_)
        self._tracer.changed("annulation", id_)

    def annulation(self, id_: UUID) -> AnnulationEntree | None:
        """Return who annulled an object, when and why. Raises Introuvable."""
        row = self._voidable(id_)
        if row.annule_le is None:
            return None
        return AnnulationEntree(row.annule_par or "", row.annule_le, row.motif_annulation or "")

    def history(self, id_: UUID) -> Sequence[VersionAnterieure]:
        """Return what an object was before each change, the latest change first."""
        return [
            VersionAnterieure(r.version, r.auteur, r.poste, r.instant, r.avant)
            for r in self._session.scalars(
                select(RevisionRow).where(RevisionRow.objet_id == id_).order_by(RevisionRow.version.desc())
            )
        ]

    def undo(self, id_: UUID) -> Entree | None:
        """Put an entry back as it was before its last change; an entry never changed is annulled.

        The undoing is itself a further version: nothing disappears. Returns None once annulled.

        Raises:
            Introuvable: no such entry.
            ActeFinal: it was annulled since.
        """
        row = self._row(id_)
        if row.annule_le is not None:
            raise ActeFinal("Cette entrée est annulée.", code="entree_annulee")
        avant = self._session.scalar(
            select(RevisionRow.avant).where(
                RevisionRow.objet_id == id_, RevisionRow.version == row.version - 1
            )
        )
        if avant is None:
            self.annul(id_, "Saisie défaite par son auteur")
            return None
        ancienne: Entree = codec.loads(avant["contenu"])
        restauree = replace(ancienne, version=row.version + 1)
        self._overwrite(row, entree_columns(restauree))
        index_text(self._session.connection(), id_, restauree.patient_id, entree_text(restauree))
        return restauree

    def _overwrite(self, row: EntreeRow, colonnes: dict[str, Any]) -> None:
        self._tracer.keep_revision(row.genre, row, {"contenu": row.contenu})
        for nom, valeur in (colonnes | self._tracer.stamp_change()).items():
            setattr(row, nom, valeur)
        self._session.flush()

    def _row(self, id_: UUID) -> EntreeRow:
        row = self._session.get(EntreeRow, id_, populate_existing=True, with_for_update=True)
        if row is None:
            raise Introuvable("Cet élément n’existe pas dans ce profil.")
        return row

    def _voidable(self, id_: UUID) -> _Annulable:
        for table in _ANNULABLES:
            row = self._session.get(table, id_, populate_existing=True)
            if isinstance(row, _ANNULABLES):
                return row
        raise Introuvable("Cet élément n’existe pas dans ce profil.")


def entree_columns(entree: Entree) -> dict[str, Any]:
    """Return the columns of an entry, but for its identifier and stamp."""
    dates: Iterable[date | None] = (getattr(entree, nom, None) for nom in _DATES)
    return {
        "version": entree.version,
        "genre": type(entree).__name__,
        "patient_id": entree.patient_id,
        "le": next((d for d in dates if d), None),
        "contenu": codec.dumps(entree),
    }


def _to_entree(row: EntreeRow) -> Entree:
    entree: Entree = codec.loads(row.contenu)
    return entree


def entree_text(entree: Entree) -> str:
    """Return the words of an entry that are searched in the files; a model or a register is no file's."""
    if isinstance(entree, ModeleOrdonnance | EcritureStupefiant | InterventionPharmaceutique):
        return ""
    return " ".join(
        valeur
        for nom in ("libelle", "vaccin", "commentaire", "objet", "corps", "nom")
        if isinstance(valeur := getattr(entree, nom, ""), str)
    )


_E = EntreeRow.__table__.c
_TOUTES: LazySelect[Entree] = LazySelect(
    (_E.contenu,),
    lambda requete: requete.where(_E.patient_id.in_(FILE_IDS), _E.annule_le.is_(None)).order_by(
        _E.le.desc().nulls_last(), _E.id.desc()
    ),
    codec.loads,
)
