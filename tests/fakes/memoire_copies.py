"""The copies of the orders of narcotics, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.usecases.errors import Introuvable
from tests.fakes.memoire_tables import Tables


class CopiesOrdonnancesMemoire:
    """``CopieOrdonnanceRepository``."""

    def __init__(self, tables: Tables) -> None:
        self._copies = tables.copies_ordonnances

    def add(self, copie: CopieOrdonnance, contenu: bytes) -> None:
        self._copies[copie.id] = copie, contenu

    def list(self) -> Sequence[CopieOrdonnance]:
        return [copie for copie, _ in self._copies.values()]

    def content(self, id_: UUID) -> bytes:
        copie, contenu = self._copies[id_]
        if copie.detruite_le is not None:
            raise Introuvable("Cette copie a été détruite.")
        return contenu

    def destroy(self, id_: UUID) -> None:
        self.content(id_)
        copie, _ = self._copies[id_]
        self._copies[id_] = (
            replace(copie, detruite_le=datetime(2030, 1, 1, tzinfo=UTC), detruite_par="x"),
            b"",
        )
