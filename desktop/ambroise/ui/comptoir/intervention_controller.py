"""Between the card of an intervention and what is kept of it; the prescriber is told by a message."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ambroise.domain.intervention import InterventionPharmaceutique, ProblemeOrdonnance, Proposition
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import OrdonnanceConsultee


class Interventions(Protocol):
    """What is kept of interventions (``usecases.interventions.InterventionService``)."""

    def record(
        self,
        consultee: OrdonnanceConsultee,
        ligne_id: str,
        probleme: ProblemeOrdonnance,
        proposition: Proposition,
        precision: str = "",
    ) -> InterventionPharmaceutique: ...

    def message(
        self, consultee: OrdonnanceConsultee, intervention: InterventionPharmaceutique
    ) -> MessagePropose: ...


class InterventionController(QObject):
    """``message_ready`` carries the MessagePropose to write to the prescriber."""

    message_ready = Signal(object)

    def __init__(
        self, screen: ComptoirScreen, interventions: Interventions, etat: Callable[[], EtatComptoir | None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._interventions, self._etat = screen, interventions, etat
        screen.actions_.on("comptoir_intervention", self._begin)
        screen.intervention.given.connect(self._record)

    def _begin(self) -> None:
        etat = self._etat()
        if etat is not None:
            self._screen.intervention.begin(etat)

    def _record(
        self,
        ligne_id: str,
        probleme: ProblemeOrdonnance,
        proposition: Proposition,
        precision: str,
        write: bool,
    ) -> None:
        etat = self._etat()
        if etat is None:
            return
        consultee = etat.scannee.consultee

        def work() -> MessagePropose | None:
            ecrite = self._interventions.record(consultee, ligne_id, probleme, proposition, precision)
            return self._interventions.message(consultee, ecrite) if write else None

        self._screen.run(lambda _: work(), self._recorded, title="Intervention")

    def _recorded(self, message: MessagePropose | None) -> None:
        self._screen.intervention.hide()
        self._screen.toast.say("Intervention notée")
        if message is not None:
            self.message_ready.emit(message)
