"""An in-memory store that keeps the promises of the ports: rollback, optimistic locking, unique INS."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from ambroise.usecases.contexte import Contexte
from tests.fakes.memoire_cabinet import (
    AgendaMemoire,
    AuditMemoire,
    BrouillonsMemoire,
    ComptesMemoire,
    EchangesInsiMemoire,
    EnvoisMemoire,
    ReglagesAgendaMemoire,
)
from tests.fakes.memoire_copies import CopiesOrdonnancesMemoire
from tests.fakes.memoire_dossier import (
    DispensationsMemoire,
    DossiersMemoire,
    EntreesMemoire,
    FusionsMemoire,
    OrdonnancesMemoire,
    PatientsMemoire,
)
from tests.fakes.memoire_tables import Tables
from tests.fakes.messages import MessagesMemoire


class UnitOfWorkMemoire:
    """One transaction on a copy of the tables, put in place by ``commit``."""

    def __init__(self, base: "BaseMemoire") -> None:
        self._base = base

    def __enter__(self) -> Self:
        self._travail = t = self._base.tables.snapshot()
        self.patients = PatientsMemoire(t)
        self.fusions = FusionsMemoire()
        self.dossiers = DossiersMemoire(t)
        self.ordonnances = OrdonnancesMemoire(t)
        self.dispensations = DispensationsMemoire(t)
        self.copies_ordonnances = CopiesOrdonnancesMemoire(t)
        self.envois = EnvoisMemoire(t)
        self.echanges_insi = EchangesInsiMemoire(t)
        self.audit = AuditMemoire(t)
        self.brouillons = BrouillonsMemoire(t)
        self.messages = MessagesMemoire(t.messages, t.courriers, t.copies)
        self.entrees = EntreesMemoire(t)
        self.comptes = ComptesMemoire(t)
        self.rendez_vous = AgendaMemoire(t)
        self.reglages_agenda = ReglagesAgendaMemoire(t)
        return self

    def commit(self) -> None:
        self._base.tables = self._travail.snapshot()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None


class BaseMemoire:
    """Gives units of work, like the real store."""

    def __init__(self) -> None:
        self.tables = Tables()

    def __call__(self) -> UnitOfWorkMemoire:
        return UnitOfWorkMemoire(self)


def make_contexte(base: BaseMemoire, debut: datetime = datetime(2026, 6, 4, 9, 29, tzinfo=UTC)) -> Contexte:
    """Return a context whose clock advances one second at each look and whose identifiers count."""
    secondes = iter(range(10**6))
    numeros = iter(range(1, 10**6))
    horloge: Callable[[], datetime] = lambda: debut + timedelta(seconds=next(secondes))  # noqa: E731
    return Contexte(base, horloge, lambda: UUID(int=next(numeros)), "poste-1")
