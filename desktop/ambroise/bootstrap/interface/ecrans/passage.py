"""What leads from one screen to another: the window, and the file that is open in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.ui.main_window import MainWindow
from ambroise.ui.screen import Context, Screen
from ambroise.ui.suivi import EcransSuivis

if TYPE_CHECKING:
    from ambroise.usecases.message_propose import MessagePropose
    from ambroise.usecases.patients import DossierPatient

ScreenFactory = Callable[[Context], Screen]


class Passage:
    """Shared by the families of screens; its window is given once it stands, before any screen is built."""

    def __init__(self) -> None:
        self._window: MainWindow | None = None
        self.suivis = EcransSuivis()
        """The screens that follow what the other seats write."""
        self.dossier: DossierPatient | None = None
        """The file that was opened last; None before the first one."""

    def join(self, window: MainWindow) -> None:
        self._window = window

    @property
    def window(self) -> MainWindow:
        assert self._window is not None
        return self._window

    def go(self, screen: str, argument: object = None) -> None:
        """Show a screen; ``argument`` is what its ``enter`` receives."""
        self.window.go(screen, argument)

    def back(self) -> None:
        """Return to the screen shown before."""
        self.window.back()

    def write_to(self, message: "MessagePropose") -> None:
        """Show a message proposed by a screen, to be read again and sent."""
        from ambroise.ui.messages.ports import Depart
        from ambroise.usecases.redaction import Destinataire

        qui = Destinataire(message.adresse, message.nom, "prescripteur")
        depart = Depart(
            message.patient_id,
            destinataire=qui,
            objet=message.objet,
            corps=message.corps,
            concerne=message.concerne,
        )
        self.go("courriers", depart)

    def write_of(self, patient_id: UUID) -> None:
        """Show an empty message about a patient."""
        from ambroise.ui.messages.ports import Depart

        self.go("courriers", Depart(patient_id))

    def open_dossier(self, patient_id: UUID) -> None:
        """Show the file of a patient; whoever receives without reading is shown how to reach this one."""
        self.go("dossiers" if self.window.has("dossiers") else "coordonnees", patient_id)
