"""What this pharmacy dispensed, and the register number that follows the last one without a gap."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ambroise.domain.dispensation import Dispensation
from ambroise.persistence import codec
from ambroise.persistence.tables import BoiteDelivreeRow, CompteurRow, DispensationRow
from ambroise.persistence.trace import Tracer

_ORDONNANCIER = "ordonnancier"


class SqlDispensationRepository:
    """``DispensationRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def add(self, dispensation: Dispensation) -> None:
        """Record one execution; the database refuses to change it afterwards."""
        self._session.add(
            DispensationRow(
                id=dispensation.id,
                version=1,
                numero_ordonnance=dispensation.numero_ordonnance,
                ordonnance_id=dispensation.ordonnance_id,
                patient_id=dispensation.patient_id,
                instant=dispensation.instant,
                rang=dispensation.rang,
                contenu=codec.dumps(dispensation),
                **self._tracer.stamp(),
            )
        )
        self._session.flush()
        boites = {
            (livree.code_cip13, livree.numero_serie)
            for ligne in dispensation.lignes
            for livree in ligne.delivrances
            if livree.numero_serie
        }
        self._session.add_all(
            BoiteDelivreeRow(dispensation_id=dispensation.id, code_cip13=cip, numero_serie=serie)
            for cip, serie in sorted(boites)
        )
        self._tracer.changed("dispensation", dispensation.id)

    def list(self, numero_ordonnance: str) -> Sequence[Dispensation]:
        """Return the executions of an order, in their order."""
        return [
            codec.loads(row.contenu)
            for row in self._session.scalars(
                select(DispensationRow)
                .where(DispensationRow.numero_ordonnance == numero_ordonnance)
                .order_by(DispensationRow.rang, DispensationRow.id)
            )
        ]

    def find_by_boite(self, code_cip13: str, numero_serie: str) -> Dispensation | None:
        """Return the first execution with which a pack left."""
        row = self._session.scalar(
            select(DispensationRow)
            .join(BoiteDelivreeRow, BoiteDelivreeRow.dispensation_id == DispensationRow.id)
            .where(BoiteDelivreeRow.code_cip13 == code_cip13, BoiteDelivreeRow.numero_serie == numero_serie)
            .order_by(DispensationRow.instant)
            .limit(1)
        )
        return codec.loads(row.contenu) if row is not None else None

    def since(self, instant: datetime) -> Sequence[Dispensation]:
        """Return every execution of this pharmacy from an instant on, the oldest first."""
        return [
            codec.loads(row.contenu)
            for row in self._session.scalars(
                select(DispensationRow)
                .where(DispensationRow.instant >= instant)
                .order_by(DispensationRow.instant, DispensationRow.id)
            )
        ]

    def hold(self) -> None:
        """Make any other seat that dispenses wait for the end of this transaction."""
        if self._add(0) is None:
            self._begin_register()

    def next_numero_ordonnancier(self) -> int:
        """Take the next register number; it is given back if the transaction is rolled back."""
        self.hold()
        numero = self._add(1)
        assert numero is not None
        return numero

    def _add(self, combien: int) -> int | None:
        """Add to the last number and return it; its row is locked, None when the register has none yet."""
        return self._session.scalar(
            update(CompteurRow)
            .where(CompteurRow.nom == _ORDONNANCIER)
            .values(dernier=CompteurRow.dernier + combien)
            .returning(CompteurRow.dernier)
            .execution_options(synchronize_session=False)
        )

    def _begin_register(self) -> None:
        """Open the register, locked; if another seat opens it at the same instant, wait for that seat."""
        try:
            with self._session.begin_nested():
                self._session.execute(insert(CompteurRow).values(nom=_ORDONNANCIER, dernier=0))
        except IntegrityError:
            self._add(0)
