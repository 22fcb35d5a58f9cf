"""The copies of the orders of narcotics: kept whole, then emptied when somebody destroys them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from ambroise.domain.copie_ordonnance import CopieOrdonnance, OrigineCopie
from ambroise.domain.dispensation import Dispensation
from ambroise.persistence import codec
from ambroise.persistence.tables import CopieOrdonnanceRow, DispensationRow
from ambroise.persistence.trace import Tracer
from ambroise.usecases.errors import Introuvable


class SqlCopieOrdonnanceRepository:
    """``CopieOrdonnanceRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def add(self, copie: CopieOrdonnance, contenu: bytes) -> None:
        """Keep a copy; the rest of what it says is read from its dispensing."""
        self._session.add(
            CopieOrdonnanceRow(
                id=copie.id,
                version=1,
                dispensation_id=copie.dispensation_id,
                origine=copie.origine.value,
                numeros=list(copie.numeros),
                contenu=contenu,
                detruite_par="",
                **self._tracer.stamp(),
            )
        )
        self._session.flush()
        self._tracer.changed("copie_ordonnance", copie.id)

    def list(self) -> Sequence[CopieOrdonnance]:
        """Return every copy, without its bytes."""
        requete = (
            select(CopieOrdonnanceRow, DispensationRow.contenu)
            .join(DispensationRow, DispensationRow.id == CopieOrdonnanceRow.dispensation_id)
            .options(defer(CopieOrdonnanceRow.contenu))
            .order_by(CopieOrdonnanceRow.id)
        )
        return [
            _to_copie(row, codec.loads(dispensation)) for row, dispensation in self._session.execute(requete)
        ]

    def content(self, id_: UUID) -> bytes:
        """Return the PDF of a copy. Raises Introuvable."""
        return self._row(id_).contenu

    def destroy(self, id_: UUID) -> None:
        """Take the bytes of a copy away; who and when stay. Raises Introuvable."""
        row = self._row(id_)
        row.contenu = b""
        row.version += 1
        row.detruite_le = self._tracer.now()
        row.detruite_par = self._tracer.origine.auteur
        for nom, valeur in self._tracer.stamp_change().items():
            setattr(row, nom, valeur)
        self._session.flush()
        self._tracer.changed("copie_ordonnance", id_)

    def _row(self, id_: UUID) -> CopieOrdonnanceRow:
        row = self._session.get(CopieOrdonnanceRow, id_, populate_existing=True, with_for_update=True)
        if row is None:
            raise Introuvable("Cette copie n’existe pas dans ce profil.")
        if row.detruite_le is not None:
            raise Introuvable(f"Cette copie a été détruite le {row.detruite_le.astimezone():%d/%m/%Y}.")
        return row


def _to_copie(row: CopieOrdonnanceRow, dispensation: Dispensation) -> CopieOrdonnance:
    return CopieOrdonnance(
        row.id,
        row.dispensation_id,
        dispensation.numero_ordonnance,
        dispensation.prescripteur,
        dispensation.patient,
        dispensation.instant.astimezone().date(),
        tuple(row.numeros),
        OrigineCopie(row.origine),
        dispensation.porteur,
        row.detruite_le,
        row.detruite_par,
    )
