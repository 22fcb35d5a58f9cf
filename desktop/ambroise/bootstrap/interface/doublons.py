"""What the screen of close files asks: the pairs with their files, the merge and its undoing."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.fusion import Fusion
from ambroise.ui.doublons.ports import PaireProche
from ambroise.usecases.fusions import ApercuFusion
from ambroise.usecases.nuit import keep_nombre

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_PAIRES_MAXIMUM = 500


class DoublonsEcran:
    """``ui.ports.Doublons`` over one application."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def list(
        self, on_progress: Callable[[float], None], is_cancelled: Callable[[], bool]
    ) -> Sequence[PaireProche]:
        found = self._app.identitovigilance.list_rapprochements(
            on_progress=on_progress, is_cancelled=is_cancelled
        )
        if not is_cancelled():
            keep_nombre(self._app.contexte, lambda _: len(found))
        with self._app.contexte.uow() as uow:
            return [
                PaireProche(uow.patients.get(r.a), uow.patients.get(r.b), r.score, r.raisons)
                for r in found[:_PAIRES_MAXIMUM]
            ]

    def preview(self, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion:
        return self._app.fusions.preview(conserve_id, absorbe_id)

    def merge(self, conserve_id: UUID, absorbe_id: UUID, motif: str) -> Fusion:
        fusion = self._app.fusions.merge(conserve_id, absorbe_id, motif)
        keep_nombre(self._app.contexte, lambda nombre: nombre - 1)
        return fusion

    def undo(self, fusion_id: UUID, motif: str) -> Fusion:
        return self._app.fusions.undo(fusion_id, motif)
