"""Once a treatment was pursued after the end of its order: the prescriber is told by a message."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dispensation import Dispensation
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import OrdonnanceConsultee


class Information(Protocol):
    """Writes the message (``usecases.renouvellement_exceptionnel.InformationService``)."""

    def message(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> MessagePropose: ...


class InformationController(QObject):
    """``message_ready`` carries the MessagePropose to the prescriber."""

    message_ready = Signal(object)

    def __init__(self, screen: ComptoirScreen, information: Information) -> None:
        super().__init__(screen)
        self._screen, self._information = screen, information

    def ask(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> None:
        """Remind that the prescriber must be told, one key away from the message."""
        ecrire = Button("Écrire au prescripteur", icon="mail")
        ecrire.clicked.connect(lambda: self._write(consultee, dispensation))
        self._screen.banners.add(
            Banner(
                f"Prévenez {consultee.prescripteur} dès que possible.",
                "Un traitement a été poursuivi après la fin de son ordonnance (CSP R5123-2-1).",
                tone="warning",
                icon="mail",
                buttons=(ecrire,),
            )
        )
        ecrire.setFocus()

    def _write(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> None:
        self._screen.run(
            lambda _: self._information.message(consultee, dispensation),
            self._ready,
            title="Message au prescripteur",
        )

    def _ready(self, message: MessagePropose) -> None:
        self._screen.banners.clear()
        self.message_ready.emit(message)
