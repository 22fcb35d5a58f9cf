"""Between the outbox screen and the outbox: reads it, retries, cancels."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from ambroise.domain.envoi import Envoi
from ambroise.ui.envois.ports import Envois, EnvoiSuivi
from ambroise.ui.envois.screen import EnvoisScreen
from ambroise.ui.envois.state import PERIME

FOLLOW_MS: Final = 3_000


class EnvoisController(QObject):
    """Keeps the screen as the outbox is; call ``refresh`` when the outbox moves."""

    patient_wanted = Signal(object)
    """UUID of the file to open."""

    def __init__(self, screen: EnvoisScreen, envois: Envois) -> None:
        super().__init__(screen)
        self._screen, self._envois = screen, envois
        screen.entered.connect(self.refresh)
        timer = QTimer(self, interval=FOLLOW_MS)
        timer.timeout.connect(self._follow)
        timer.start()
        screen.retry_wanted.connect(self._retry)
        screen.cancel_wanted.connect(self._cancel)
        screen.patient_wanted.connect(self.patient_wanted)

    def refresh(self) -> None:
        """Read the outbox and show it."""
        self._screen.run(lambda _: self._envois.list(), self._show)

    def _follow(self) -> None:
        """While the screen is shown, what leaves and what arrives moves under the eyes."""
        if self._screen.isVisible() and not self._screen.context.tasks.under_way:
            self.refresh()

    def _retry(self, id_: UUID) -> None:
        self._screen.run(lambda _: self._envois.retry(id_), self._show_retried)

    def _show_retried(self, envoi: Envoi) -> None:
        if envoi.is_perime:
            self._screen.show_explanation(PERIME)
        self.refresh()

    def _cancel(self, id_: UUID) -> None:
        self._screen.run(lambda _: self._envois.cancel(id_), lambda _: self.refresh())

    def _show(self, suivis: Sequence[EnvoiSuivi]) -> None:
        self._screen.show_envois(suivis, self._screen.context.now())
