"""Say why the page of an order waits for its deposit, and sign it on plain paper when asked to."""

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dossier import Document
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.depot_avant_papier import DepotNonAccuse


class Depots(Protocol):
    """Signing without a code (``usecases.depot_avant_papier.DepotService``)."""

    def sign_sans_code(self, ordonnance_id: UUID) -> Document: ...


class DepotController(QObject):
    """Forgets what it offered as soon as another document is shown."""

    signed_sans_code = Signal(object)
    """The Document of the order on plain paper."""

    def __init__(self, screen: ApercuScreen, depots: Depots) -> None:
        super().__init__(screen)
        self._screen, self._depots = screen, depots
        self._ordonnance_id: UUID | None = None
        screen.entered.connect(lambda _argument: self._forget())
        screen.sans_code_wanted.connect(self._sign)

    def tell(self, error: DepotNonAccuse) -> None:
        """Say why nothing was printed."""
        self._ordonnance_id = error.ordonnance_id if error.is_remediable else None
        self._screen.offer_sans_code(error.is_remediable)
        self._screen.banners.clear()
        boutons = (Button.of(self._screen.actions_["apercu_sans_code"]),) if error.is_remediable else ()
        self._screen.show_error(error, *boutons)

    def _forget(self) -> None:
        self._ordonnance_id = None
        self._screen.offer_sans_code(False)

    def _sign(self) -> None:
        ordonnance_id = self._ordonnance_id
        if ordonnance_id is not None:
            self._forget()
            self._screen.run(
                lambda _: self._depots.sign_sans_code(ordonnance_id),
                self.signed_sans_code.emit,
                title="Signature sans code",
            )
