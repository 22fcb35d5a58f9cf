"""Between the registers and their use cases: reads them when shown, writes the movements of narcotics."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EcritureStupefiant, SensMouvement
from ambroise.ui.registre.edition import write_csv
from ambroise.ui.registre.ports import Registres
from ambroise.ui.registre.renouvellements import RenouvellementsScreen
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.usecases.edition_registre import Edition


class RegistreController(QObject):
    """``counter_wanted`` carries the number of an order with boxes owed."""

    counter_wanted = Signal(str)

    def __init__(self, screen: RegistreScreen, registres: Registres) -> None:
        super().__init__(screen)
        self._screen, self._registres = screen, registres
        screen.entered.connect(self.load)
        screen.movement_given.connect(self._record)
        screen.export_wanted.connect(self._export)
        screen.answered.connect(self._answer)
        screen.chosen.connect(self.counter_wanted)

    def load(self) -> None:
        """Read everything again."""
        registres = self._registres
        self._screen.run(
            lambda _: (
                registres.ordonnancier(),
                registres.balance(),
                registres.dues(),
                registres.interventions(),
                registres.copies(),
                registres.bilan(),
            ),
            lambda lus: self._screen.show_registres(*lus),
            title="Lecture du registre",
        )

    def _export(self, edition: Edition, chemin: Path) -> None:
        write_csv(self._screen, self._screen.toast, edition, chemin)

    def _answer(self, intervention: InterventionPharmaceutique, devenir: Devenir) -> None:
        self._screen.run(lambda _: self._registres.answer(intervention, devenir), lambda _: self.load())

    def _record(self, produit: str, sens: SensMouvement, unites: Decimal, piece: str) -> None:
        self._screen.run(
            lambda _: self._registres.record(produit, sens, unites, piece),
            self._recorded,
            title="Inscription au registre",
        )

    def _recorded(self, ecriture: EcritureStupefiant) -> None:
        self._screen.banners.clear()
        self._screen.say_recorded(ecriture.denomination)
        self.load()


class RenouvellementsController(QObject):
    """``counter_wanted`` carries the number of an order."""

    counter_wanted = Signal(str)

    def __init__(self, screen: RenouvellementsScreen, registres: Registres) -> None:
        super().__init__(screen)
        self._screen, self._registres = screen, registres
        screen.entered.connect(self.load)
        screen.chosen.connect(self.counter_wanted)
        screen.export_wanted.connect(lambda edition, ou: write_csv(screen, screen.toast, edition, ou))

    def load(self) -> None:
        """Read what is due."""
        jour: date = self._screen.context.now().date()
        self._screen.run(lambda _: self._registres.renouvellements(jour), self._screen.show_dus)
