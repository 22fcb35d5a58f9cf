"""Say, above an order withdrawn here, that the service refused to withdraw it, and ask again."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ambroise.domain.envoi import Envoi
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.errors import Explanation
from ambroise.usecases.desaccords import Desaccord

_RETIREES = (StatutOrdonnance.ANNULEE, StatutOrdonnance.REMPLACEE)


class Desaccords(Protocol):
    """What the service refused (``usecases.desaccords.DesaccordService``)."""

    def find(self, ordonnance: Ordonnance) -> Desaccord | None: ...
    def ask_again(self, desaccord: Desaccord) -> Envoi: ...


class DesaccordController(QObject):
    """Follows the order shown; an order in force, or on which both sides agree, shows nothing."""

    asked_again = Signal()

    def __init__(self, screen: ApercuScreen, desaccords: Desaccords) -> None:
        super().__init__(screen)
        self._screen, self._desaccords = screen, desaccords
        self._ordonnance: Ordonnance | None = None
        self._desaccord: Desaccord | None = None
        screen.ask_again_wanted.connect(self._ask_again)

    def look(self, ordonnance: Ordonnance | None) -> None:
        """Look for what was refused about an order."""
        self._ordonnance = ordonnance
        self._show(None)
        if ordonnance is not None and ordonnance.statut in _RETIREES:
            self._screen.run(
                lambda _: self._desaccords.find(ordonnance),
                lambda trouve: self._show(trouve) if ordonnance is self._ordonnance else None,
            )

    def _show(self, desaccord: Desaccord | None) -> None:
        self._desaccord = desaccord
        reprenable = desaccord is not None and desaccord.is_reprenable
        self._screen.show_desaccord(explain(desaccord) if desaccord else None, reprenable=reprenable)

    def _ask_again(self) -> None:
        desaccord = self._desaccord
        if desaccord is not None:
            self._screen.run(lambda _: self._desaccords.ask_again(desaccord), lambda _: self._asked())

    def _asked(self) -> None:
        self._show(None)
        self._screen.toast.say("Annulation redemandée à l’Assurance Maladie")
        self.asked_again.emit()


def explain(desaccord: Desaccord) -> Explanation:
    """Return what the user reads: who refused, what may still happen, what to do."""
    if desaccord.is_reprenable:
        return Explanation(
            "Annulée ici, refusée par l’Assurance Maladie",
            f"Elle a répondu «\u00a0{desaccord.envoi.erreur.rstrip('.')}\u00a0»\u202f: "
            "la pharmacie peut encore la délivrer.",
            "Appelez-la, puis redemandez si elle n’a rien délivré.",
        )
    return Explanation(
        "Remplacée ici, pas à l’Assurance Maladie",
        f"Le dépôt de la nouvelle est refusé, «\u00a0{desaccord.envoi.erreur.rstrip('.')}\u00a0»\u202f: "
        "l’ancienne peut encore être délivrée.",
        "Ouvrez la nouvelle, annulez-la et signez-en une autre.",
    )
