"""The agenda: two appointments of one practitioner never hold the same time, whoever wrote first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.persistence.tables import RendezVousRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import CreneauOccupe, Introuvable

LIBRES = (EtatRendezVous.ANNULE.value, EtatRendezVous.ABSENT.value)


class SqlRendezVousRepository:
    """``RendezVousRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def save(self, rendez_vous: RendezVous, praticien: str, lieu: str = "") -> None:
        """Write an appointment.

        Raises:
            CreneauOccupe: another one of this practitioner holds a part of that time.
        """
        if rendez_vous.etat.value not in LIBRES:
            self._require_free(rendez_vous, praticien)
        valeurs = {
            "praticien": praticien,
            "lieu": lieu,
            "debut": rendez_vous.debut,
            "fin": rendez_vous.fin,
            "motif": rendez_vous.motif,
            "patient_id": rendez_vous.patient_id,
            "etat": rendez_vous.etat.value,
            "arrive_le": rendez_vous.arrive_le,
            "teleconsultation": rendez_vous.teleconsultation,
        }
        row = self._session.get(RendezVousRow, rendez_vous.id, populate_existing=True)
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

    def _require_free(self, rendez_vous: RendezVous, praticien: str) -> None:
        if self._session.get_bind().dialect.name == "postgresql":
            # Two seats that insert at once see neither's row: the practitioner's agenda is locked first.
            self._session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:p))"), {"p": praticien})
        occupe = self._session.scalar(
            select(RendezVousRow.auteur).where(
                RendezVousRow.praticien == praticien,
                RendezVousRow.id != rendez_vous.id,
                RendezVousRow.debut < rendez_vous.fin,
                RendezVousRow.fin > rendez_vous.debut,
                RendezVousRow.etat.not_in(LIBRES),
            )
        )
        if occupe is not None:
            raise CreneauOccupe(
                "Un autre rendez-vous occupe déjà ce créneau.",
                code="creneau_occupe",
                remede="Choisissez un autre créneau, ou déplacez d’abord l’autre rendez-vous.",
            )


def _to_rendez_vous(row: RendezVousRow) -> RendezVous:
    return RendezVous(
        id=row.id,
        debut=row.debut,
        fin=row.fin,
        motif=row.motif,
        patient_id=row.patient_id,
        etat=EtatRendezVous(row.etat),
        arrive_le=row.arrive_le,
        teleconsultation=row.teleconsultation,
    )
