"""The outbox: what has to leave, in the same transaction as the act that makes it leave."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased, defer

from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import MatriculeIns
from ambroise.persistence.repositories.fusions import file_ids
from ambroise.persistence.tables import EnvoiRow, PatientRow
from ambroise.persistence.trace import Tracer
from ambroise.usecases.errors import ConflitVersion, Introuvable

FUTUR_IMPOSSIBLE = timedelta(hours=2)
"""No wait is that long: a date further ahead was written before the clock of the seat went back."""


class SqlEnvoiRepository:
    """``EnvoiRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def add(self, envoi: Envoi) -> None:
        """Record a delivery to make; the database refuses a second one of the same type and key."""
        self._session.add(
            EnvoiRow(
                id=envoi.id,
                version=envoi.version,
                type=envoi.type.value,
                patient_id=envoi.patient_id,
                libelle=envoi.libelle,
                cle_idempotence=envoi.cle_idempotence,
                contenu=envoi.contenu,
                etat=envoi.etat.value,
                essais=envoi.essais,
                prochaine=envoi.prochaine,
                erreur=envoi.erreur,
                accuse=envoi.accuse,
                apres=envoi.apres,
                ins_numero=envoi.ins.numero if envoi.ins else None,
                ins_oid=envoi.ins.oid if envoi.ins else None,
                **(self._tracer.stamp() | {"cree_le": envoi.cree_le}),
            )
        )
        self._session.flush()
        self._tracer.changed("envoi", envoi.id)

    def get(self, id_: UUID) -> Envoi:
        """Raises Introuvable."""
        row = self._session.get(EnvoiRow, id_, populate_existing=True)
        if row is None:
            raise Introuvable("Cet envoi n’existe pas dans ce profil.")
        return _to_envoi(row)

    def list(
        self, etats: Iterable[EtatEnvoi] = (), limite: int | None = 500, patient_id: UUID | None = None
    ) -> Sequence[Envoi]:
        """Return the newest first; of these states, of one file and those it absorbed, when given."""
        requete = select(EnvoiRow).order_by(EnvoiRow.cree_le.desc(), EnvoiRow.id.desc()).limit(limite)
        if voulus := [etat.value for etat in etats]:
            requete = requete.where(EnvoiRow.etat.in_(voulus))
        if patient_id is not None:
            requete = requete.where(EnvoiRow.patient_id.in_(file_ids(patient_id)))
        return [_to_envoi(row) for row in self._session.scalars(requete)]

    def list_named(self, patient_id: UUID | None = None, limite: int = 500) -> Sequence[EnvoiNomme]:
        """Return the newest first with the name of their patient, without their content."""
        nom = case((PatientRow.nom_utilise != "", PatientRow.nom_utilise), else_=PatientRow.nom_naissance)
        prenom = case(
            (PatientRow.prenom_utilise != "", PatientRow.prenom_utilise), else_=PatientRow.premier_prenom
        )
        requete = (
            select(EnvoiRow, nom, prenom)
            .outerjoin(PatientRow, PatientRow.id == EnvoiRow.patient_id)
            .options(defer(EnvoiRow.contenu))
            .order_by(EnvoiRow.cree_le.desc(), EnvoiRow.id.desc())
            .limit(limite)
        )
        if patient_id is not None:
            requete = requete.where(EnvoiRow.patient_id.in_(file_ids(patient_id)))
        return [
            EnvoiNomme(_to_envoi(row, contenu=b""), nom or "", (prenom or "").title(), row.modifie_le)
            for row, nom, prenom in self._session.execute(requete)
        ]

    def take(self, maintenant: datetime, reprise_avant: datetime) -> Envoi | None:
        """Mark the oldest due envoi ``en_cours`` and return it, its tries counted."""
        precedent = aliased(EnvoiRow)
        remis = select(precedent.etat).where(precedent.id == EnvoiRow.apres).scalar_subquery()
        impossible = maintenant + FUTUR_IMPOSSIBLE
        du = or_(
            and_(
                EnvoiRow.etat == EtatEnvoi.EN_ATTENTE.value,
                or_(
                    EnvoiRow.prochaine.is_(None),
                    EnvoiRow.prochaine <= maintenant,
                    EnvoiRow.prochaine > impossible,
                ),
            ),
            and_(
                EnvoiRow.etat == EtatEnvoi.EN_COURS.value,
                or_(EnvoiRow.prise_le < reprise_avant, EnvoiRow.prise_le > impossible),
            ),
        )
        id_ = self._session.scalar(
            select(EnvoiRow.id)
            .where(du, or_(EnvoiRow.apres.is_(None), remis == EtatEnvoi.REMIS.value))
            .order_by(EnvoiRow.cree_le, EnvoiRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if id_ is None:
            return None
        self._session.execute(
            update(EnvoiRow)
            .where(EnvoiRow.id == id_)
            .values(
                etat=EtatEnvoi.EN_COURS.value,
                essais=EnvoiRow.essais + 1,
                version=EnvoiRow.version + 1,
                prise_le=maintenant,
                prochaine=None,
                **self._tracer.stamp_change(),
            )
        )
        return self.get(id_)

    def save(self, envoi: Envoi) -> None:
        """Write the state of an envoi.

        Raises:
            ConflitVersion: another worker or the user changed it meanwhile.
        """
        resultat = self._session.execute(
            update(EnvoiRow)
            .where(EnvoiRow.id == envoi.id, EnvoiRow.version == envoi.version)
            .values(
                etat=envoi.etat.value,
                essais=envoi.essais,
                prochaine=envoi.prochaine,
                erreur=envoi.erreur,
                accuse=envoi.accuse,
                version=envoi.version + 1,
                **self._tracer.stamp_change(),
            )
            .returning(EnvoiRow.id)
        ).one_or_none()
        self._tracer.changed("envoi", envoi.id)
        if resultat is None:
            actuel = self._session.get(EnvoiRow, envoi.id, populate_existing=True)
            raise ConflitVersion(actuel.auteur if actuel else "", actuel.modifie_le if actuel else None)

    def followers(self, id_: UUID) -> Sequence[Envoi]:
        """Return the envois that wait for this one."""
        requete = select(EnvoiRow).where(EnvoiRow.apres == id_).order_by(EnvoiRow.id)
        return [_to_envoi(row) for row in self._session.scalars(requete)]

    def next_due(self) -> datetime | None:
        """Return when the next waiting envoi becomes due, None when none waits for a date."""
        return self._session.scalar(
            select(func.min(EnvoiRow.prochaine)).where(EnvoiRow.etat == EtatEnvoi.EN_ATTENTE.value)
        )

    def count(self) -> dict[EtatEnvoi, int]:
        """Return how many envois are in each state."""
        lignes = self._session.execute(select(EnvoiRow.etat, func.count()).group_by(EnvoiRow.etat)).all()
        return {EtatEnvoi(etat): nombre for etat, nombre in lignes}


def _to_envoi(row: EnvoiRow, contenu: bytes | None = None) -> Envoi:
    return Envoi(
        id=row.id,
        type=TypeEnvoi(row.type),
        patient_id=row.patient_id,
        libelle=row.libelle,
        cle_idempotence=row.cle_idempotence,
        contenu=bytes(row.contenu) if contenu is None else contenu,
        cree_le=row.cree_le,
        etat=EtatEnvoi(row.etat),
        essais=row.essais,
        prochaine=row.prochaine,
        erreur=row.erreur,
        accuse=row.accuse,
        apres=row.apres,
        version=row.version,
        ins=MatriculeIns(row.ins_numero, row.ins_oid) if row.ins_numero and row.ins_oid else None,
    )
