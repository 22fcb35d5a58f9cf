"""What the machine asked INSi on its own, kept for a time."""

import base64
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ambroise.domain.entrees import EchangeInsi
from ambroise.persistence.repositories.fusions import file_ids
from ambroise.persistence.tables import EchangeInsiRow


class SqlEchangeInsiRepository:
    """``EchangeInsiRepository`` on the open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, echange: EchangeInsi) -> None:
        """Keep an exchange."""
        self._session.add(
            EchangeInsiRow(
                id=echange.id,
                patient_id=echange.patient_id,
                instant=echange.instant,
                operation=echange.operation,
                resultat=echange.resultat,
                contenu=base64.b64decode(echange.contenu),
            )
        )
        self._session.flush()

    def list(self, patient_id: UUID) -> Sequence[EchangeInsi]:
        """Return those of a file and of those it absorbed, newest first."""
        requete = (
            select(EchangeInsiRow)
            .where(EchangeInsiRow.patient_id.in_(file_ids(patient_id)))
            .order_by(EchangeInsiRow.instant.desc())
        )
        return [_to_echange(row) for row in self._session.scalars(requete)]

    def purge(self, avant: datetime) -> None:
        """Forget those older than an instant."""
        self._session.execute(delete(EchangeInsiRow).where(EchangeInsiRow.instant < avant))


def _to_echange(row: EchangeInsiRow) -> EchangeInsi:
    return EchangeInsi(
        row.id,
        row.patient_id,
        row.instant.astimezone().date(),
        row.instant,
        row.resultat,
        base64.b64encode(row.contenu).decode(),
        row.operation,
    )
