"""Between the order screen and the controls: measures every line and checks the whole order."""

from PySide6.QtCore import QObject, Signal

from ambroise.domain.alerte import Controles
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.ordonnances.ports import Prescription
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import Mesure
from ambroise.ui.tasks import MEDICAMENTS, Task


class ControleController(QObject):
    """``checked`` carries the Ordonnance and its Controles."""

    checked = Signal(object, object)

    def __init__(self, screen: OrdonnanceScreen, prescription: Prescription) -> None:
        super().__init__(screen)
        self._screen, self._prescription = screen, prescription
        self._mesures: dict[LigneOrdonnance, Mesure] = {}
        self._tache: Task | None = None

    def run(self, ordonnance: Ordonnance) -> None:
        """Run every control again."""
        if self._tache is not None:
            self._tache.cancel()
        self._tache = self._screen.run(
            lambda _: (self._measure_all(ordonnance), self._prescription.check(ordonnance)),
            lambda lu: self._done(ordonnance, *lu),
            queue=MEDICAMENTS,
        )

    def mesure(self, ligne: LigneOrdonnance) -> Mesure:
        """Return what a line amounts to, as far as it was measured."""
        return self._mesures.get(ligne, Mesure())

    def clear(self) -> None:
        """Forget the measures of an order that is left."""
        self._mesures = {}

    def _done(
        self, ordonnance: Ordonnance, mesures: dict[LigneOrdonnance, Mesure], controles: Controles
    ) -> None:
        self._mesures = mesures
        self.checked.emit(ordonnance, controles)

    def _measure_all(self, ordonnance: Ordonnance) -> dict[LigneOrdonnance, Mesure]:
        return {
            ligne: Mesure(*self._prescription.measure(ligne.produit, ligne.posologie))
            for ligne in ordonnance.lignes
            if ligne.is_medicament
        }
