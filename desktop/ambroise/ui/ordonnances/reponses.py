"""Between the order screen and what is answered on it: alerts, consent, why it stays on paper."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ambroise.domain.alerte import Alerte, ReponseAlerte
from ambroise.domain.ordonnance import MotifExemption, Ordonnance
from ambroise.ui.ordonnances import gestes
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import COMPLETER, EtatOrdonnance


class ReponsesController(QObject):
    """Each answer gives another order, which ``change`` takes."""

    line_wanted = Signal(object)
    """The identifier of a line to complete."""

    def __init__(
        self,
        screen: OrdonnanceScreen,
        read: Callable[[], EtatOrdonnance | None],
        change: Callable[[Ordonnance], None],
    ) -> None:
        """Answer what is shown.

        Args:
            read: the state of the screen.
            change: takes the order with the answer.
        """
        super().__init__(screen)
        self._screen, self._read, self._change = screen, read, change
        screen.alert_answered.connect(self._answered)
        screen.answer_withdrawn.connect(self._withdraw)
        screen.consent_given.connect(self._consent)
        screen.exemption_wanted.connect(self._exempt)

    def _answered(self, alerte: Alerte, cle: str, motif: str) -> None:
        etat = self._read()
        if etat is None:
            return
        geste, _, rang = cle.partition(":")
        if geste == COMPLETER:
            self.line_wanted.emit(etat.ordonnance.lignes[int(rang) - 1].id)
            return
        self._change(gestes.answered(etat, alerte, cle, motif, self._screen.context.now()))

    def _withdraw(self, reponse: ReponseAlerte) -> None:
        etat = self._read()
        if etat is not None:
            self._change(gestes.withdrawn(etat.ordonnance, reponse))

    def _consent(self, opposition: bool) -> None:
        etat = self._read()
        if etat is not None:
            jour = self._screen.context.now().date()
            self._change(gestes.consented(etat.ordonnance, jour, opposition=opposition))

    def _exempt(self, motif: MotifExemption | None) -> None:
        etat = self._read()
        if etat is not None:
            self._change(gestes.exempted(etat.ordonnance, motif, self._screen.context.now()))
