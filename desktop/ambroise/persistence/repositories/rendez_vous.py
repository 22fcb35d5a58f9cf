"""The agenda: two appointments of one practitioner never hold the same time, whoever wrote first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ambroise.domain.agenda import LIBERES, EtatRendezVous, RendezVous
from ambroise.persistence.tables import RendezVousRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import ConflitVersion, CreneauOccupe, Introuvable


class SqlRendezVousRepository:
    """``RendezVousRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def save(self, rendez_vous: RendezVous) -> RendezVous:
        """Write an appointment (version 0) or its next version, and return it.

        Raises:
            CreneauOccupe: another one of this practitioner holds a part of that time.
            ConflitVersion: another seat moved it first.
        """
        if not rendez_vous.is_libre:
            self._require_free(rendez_vous)
        valeurs = {nom: getattr(rendez_vous, nom) for nom in _COLONNES} | {"etat": rendez_vous.etat.value}
        row = self._session.get(RendezVousRow, rendez_vous.id, populate_existing=True, with_for_update=True)
        if (row.version if row else 0) != rendez_vous.version:
            raise ConflitVersion(row.auteur if row else "", row.modifie_le if row else None)
        if row is None:
            stamp = self._tracer.stamp()
            uid = f"{rendez_vous.id}@ambroise"
            self._session.add(RendezVousRow(id=rendez_vous.id, uid=uid, version=1, **valeurs, **stamp))
        else:
            self._tracer.keep_revision("rendez_vous", row, to_json(row))
            for nom, valeur in (valeurs | self._tracer.stamp_change()).items():
                setattr(row, nom, valeur)
            row.version += 1
        self._session.flush()
        self._tracer.changed("rendez_vous", rendez_vous.id)
        return replace(rendez_vous, version=rendez_vous.version + 1)

    def get(self, id_: UUID) -> RendezVous:
        """Raises Introuvable."""
        row = self._session.get(RendezVousRow, id_, populate_existing=True)
        if row is None:
            raise Introuvable("Ce rendez-vous n’existe pas dans ce profil.")
        return _to_rendez_vous(row)

    def list(self, du: datetime, au: datetime, praticien: str | None = None) -> Sequence[RendezVous]:
        """Return the appointments that touch a time, in order, of one practitioner or of all."""
        requete = (
            select(RendezVousRow)
            .where(RendezVousRow.debut < au, RendezVousRow.fin > du)
            .order_by(RendezVousRow.debut, RendezVousRow.id)
        )
        if praticien is not None:
            requete = requete.where(RendezVousRow.praticien == praticien)
        return [_to_rendez_vous(row) for row in self._session.scalars(requete)]

    def in_salle(self, salle: str, du: datetime, au: datetime) -> Sequence[RendezVous]:
        """Return what holds a room then; another seat that asks waits until this one has written."""
        self._lock(f"salle {salle}")
        requete = (
            select(RendezVousRow)
            .where(
                RendezVousRow.lieu == salle,
                RendezVousRow.debut < au,
                RendezVousRow.fin > du,
                RendezVousRow.etat.not_in(_LIBRES),
            )
            .order_by(RendezVousRow.debut, RendezVousRow.id)
        )
        return [_to_rendez_vous(row) for row in self._session.scalars(requete)]

    def serie(self, id_: UUID) -> Sequence[RendezVous]:
        """Return the appointments given together, in order."""
        requete = select(RendezVousRow).where(RendezVousRow.serie == id_).order_by(RendezVousRow.debut)
        return [_to_rendez_vous(row) for row in self._session.scalars(requete)]

    def praticiens(self) -> Sequence[str]:
        """Return whose agendas hold something, now or before."""
        requete = select(RendezVousRow.praticien).distinct().order_by(RendezVousRow.praticien)
        return list(self._session.scalars(requete))

    def _lock(self, nom: str) -> None:
        """Keep an agenda, or a room, for this transaction: two seats that write at once see neither's row."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:nom))"), {"nom": nom})

    def _require_free(self, rendez_vous: RendezVous) -> None:
        self._lock(rendez_vous.praticien)
        occupe = self._session.scalar(
            select(RendezVousRow)
            .where(
                RendezVousRow.praticien == rendez_vous.praticien,
                RendezVousRow.id != rendez_vous.id,
                RendezVousRow.debut < rendez_vous.fin,
                RendezVousRow.fin > rendez_vous.debut,
                RendezVousRow.etat.not_in(_LIBRES),
            )
            .order_by(RendezVousRow.debut)
            .limit(1)
        )
        if occupe is not None:
            debut, fin = occupe.debut.astimezone(), occupe.fin.astimezone()
            raise CreneauOccupe(
                f"Un autre rendez-vous occupe déjà ce créneau, le {debut:%d/%m de %H:%M} à {fin:%H:%M}.",
                code="creneau_occupe",
                remede="Choisissez un autre créneau, ou déplacez d’abord l’autre rendez-vous.",
            )


def _to_rendez_vous(row: RendezVousRow) -> RendezVous:
    colonnes = {nom: getattr(row, nom) for nom in _COLONNES}
    return RendezVous(id=row.id, etat=EtatRendezVous(row.etat), version=row.version, **colonnes)


_LIBRES = tuple(etat.value for etat in LIBERES)
_COLONNES = (
    "praticien",
    "lieu",
    "debut",
    "fin",
    "motif",
    "patient_id",
    "arrive_le",
    "teleconsultation",
    "type",
    "serie",
    "notes",
)
