"""Between the order screen and its signature: what lacks comes back first, the rest is signed once."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.ui.ordonnances.ports import Ordonnances
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.patients import DossierPatient


class SignatureController(QObject):
    """``signed`` carries the OrdonnanceSignee."""

    signed = Signal(object)
    line_wanted = Signal(object)
    """The identifier of a line to complete first."""

    def __init__(
        self,
        screen: OrdonnanceScreen,
        ordonnances: Ordonnances,
        destinataires: Callable[[DossierPatient], Destinataires],
        read: Callable[[], EtatOrdonnance | None],
        show: Callable[[EtatOrdonnance], None],
    ) -> None:
        """Sign what is shown.

        Args:
            destinataires: who receives the order of a file.
            read, show: the state of the screen.
        """
        super().__init__(screen)
        self._screen, self._ordonnances, self._destinataires = screen, ordonnances, destinataires
        self._read, self._show = read, show
        screen.sign_wanted.connect(self._sign)

    def _sign(self) -> None:
        etat = self._read()
        if etat is None or etat.en_signature:
            return
        if etat.ordonnance.manques:
            ligne_id: UUID = etat.ordonnance.lignes[etat.ordonnance.manques[0].rang - 1].id
            self.line_wanted.emit(ligne_id)
            return
        if etat.empechement:
            return
        self._show(replace(etat, en_signature=True))
        ordonnance, destinataires = etat.ordonnance, self._destinataires(etat.dossier)
        self._screen.run(
            lambda _: self._ordonnances.sign(ordonnance, destinataires),
            self.signed.emit,
            on_error=self._not_signed,
            queue=MEDICAMENTS,
            title="Signature",
        )

    def _not_signed(self, error: BaseException) -> None:
        etat = self._read()
        if etat is not None:
            self._show(replace(etat, en_signature=False))
        self._screen.show_error(error)
