"""Ask the service, for the prescriber, what was dispensed of the order that is shown."""

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.tasks import NETWORK
from ambroise.usecases.ports_actes import OrdonnanceConsultee


class Suivis(Protocol):
    """Reading what the pharmacies did (``usecases.ordonnances.OrdonnanceService``)."""

    def follow(self, ordonnance_id: UUID) -> OrdonnanceConsultee: ...


class DelivrancesController(QObject):
    """Offers to ask once an order with a number is shown; each question is traced, so none is asked alone."""

    def __init__(self, screen: ApercuScreen, suivis: Suivis) -> None:
        super().__init__(screen)
        self._screen, self._suivis = screen, suivis
        self._ordonnance: Ordonnance | None = None
        screen.delivrances_wanted.connect(self._ask)

    def look(self, ordonnance: Ordonnance | None) -> None:
        """Take the order shown, None for another document."""
        self._ordonnance = ordonnance if ordonnance is not None and ordonnance.numero else None
        self._screen.offer_delivrances(self._ordonnance is not None)

    def _ask(self) -> None:
        ordonnance = self._ordonnance
        if ordonnance is None:
            return

        def show(consultee: OrdonnanceConsultee) -> None:
            if ordonnance is self._ordonnance:
                self._screen.delivrances.show_ordonnance(consultee, self._screen.context.now().date())

        self._screen.run(
            lambda _: self._suivis.follow(ordonnance.id), show, queue=NETWORK, title="Délivrances"
        )
