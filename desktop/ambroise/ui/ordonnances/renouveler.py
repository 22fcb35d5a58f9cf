"""Between the treatments ticked and the base: renews them in a worker, and says what changed since."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances.ports import Prescription
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.ui.widgets.banners import Banner
from ambroise.usecases.renouvellement import Renouvellement


class RenouvellementController(QObject):
    """``renewed`` carries the Renouvellement, whose order is the one it was asked for."""

    renewed = Signal(object)

    def __init__(self, screen: OrdonnanceScreen, prescription: Prescription) -> None:
        super().__init__(screen)
        self._screen, self._prescription = screen, prescription

    def run(self, ordonnance: Ordonnance, traitements: Sequence[TraitementEnCours]) -> None:
        """Renew these treatments in an order; without any, nothing happens."""
        lignes = [t.ligne for t in traitements]
        if lignes:
            self._screen.run(
                lambda _: self._prescription.renew(ordonnance, lignes), self.renewed.emit, queue=MEDICAMENTS
            )

    def tell(self, fait: Renouvellement) -> None:
        """Say what changed in the base since, on the screen of that order."""
        if fait.remarques:
            corps = " ".join(fait.remarques)
            self._screen.banners.add(Banner("Renouvelé, avec un changement à lire", corps, tone="warning"))
