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
    """``message_ready`` carries the MessagePropose; who was not told yet is called to mind again."""

    message_ready = Signal(object)

    def __init__(self, screen: ComptoirScreen, information: Information) -> None:
        super().__init__(screen)
        self._screen, self._information = screen, information
        self._consultees: dict[Dispensation, OrdonnanceConsultee] = {}
        screen.entered.connect(self.remind)

    def ask(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> None:
        """Say that the prescriber must be told, one key away from the message."""
        self._consultees[dispensation] = consultee
        self._show(dispensation).setFocus()

    def remind(self) -> None:
        """Say it again of every prescriber who was not told: the next scan took the sentence away."""
        for dispensation in self._consultees:
            self._show(dispensation)

    def _show(self, dispensation: Dispensation) -> Button:
        ecrire, deja = Button("Écrire au prescripteur", icon="mail"), Button("Déjà prévenu", variant="quiet")
        banner = Banner(
            f"Prévenez {self._consultees[dispensation].prescripteur} dès que possible.",
            f"Le traitement de {dispensation.patient} se poursuit après la fin de son ordonnance "
            "(CSP R5123-2-1).",
            tone="warning",
            icon="mail",
            buttons=(ecrire, deja),
            closable=False,
        )
        ecrire.clicked.connect(lambda: self._write(dispensation, banner))
        deja.clicked.connect(lambda: self._told(dispensation, banner))
        self._screen.banners.add(banner)
        return ecrire

    def _write(self, dispensation: Dispensation, banner: Banner) -> None:
        consultee = self._consultees[dispensation]

        def ready(message: MessagePropose) -> None:
            self._told(dispensation, banner)
            self.message_ready.emit(message)

        self._screen.run(
            lambda _: self._information.message(consultee, dispensation),
            ready,
            title="Message au prescripteur",
        )

    def _told(self, dispensation: Dispensation, banner: Banner) -> None:
        self._consultees.pop(dispensation, None)
        if banner in self._screen.banners.shown:
            banner.dismiss()
