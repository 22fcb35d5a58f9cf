"""The screens of the mailboxes, and the login that they need."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ambroise.bootstrap.interface.annuaire import AnnuaireEcran
from ambroise.bootstrap.interface.connexion_psc import ConnexionPsc
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.ecriture import RedactionEcran
from ambroise.bootstrap.interface.messages import MessagesEcran
from ambroise.ui.annuaire.controller import AnnuaireController
from ambroise.ui.annuaire.screen import AnnuaireScreen
from ambroise.ui.identites.ports import DepuisMessage
from ambroise.ui.messages.ports import Depart, MessageLu
from ambroise.ui.messages.redaction import RedactionScreen
from ambroise.ui.messages.screen import MessagesScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.session.psc import PscLogin
from ambroise.ui.tasks import NETWORK

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class EcransDesMessages(QObject):
    """What is received, what is written, and Pro Santé Connect before both."""

    _boites_changed = Signal()
    """Emitted by the threads that wait for the boxes; heard in the thread of the window."""

    def __init__(self, app: "Application", passage: Passage) -> None:
        super().__init__()
        self._app = app
        self._passage = passage
        self._messages: MessagesScreen | None = None
        self._boites_changed.connect(self._reload)

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "messages": self._make_messages,
            "courriers": self._make_courriers,
            "annuaire": self._make_annuaire,
        }

    def forget(self) -> None:
        """Its screens are destroyed: somebody else works here."""
        self._messages = None

    @cached_property
    def connexion(self) -> ConnexionPsc:
        """The login as this window shows it; first read in the GUI thread, to which it belongs."""
        return ConnexionPsc(self._app, PscLogin(self._passage.window))

    def renew_psc(self) -> None:
        """Log in again, without a screen that waits; what was held back then leaves."""
        connexion = self.connexion
        self._passage.window.context.tasks.run(
            lambda _: self._renew(connexion), owner=self, queue=NETWORK, title="Connexion à Pro Santé Connect"
        )

    def _renew(self, connexion: ConnexionPsc) -> None:
        connexion.renew()
        self._app.facteur.wake()

    def _make_messages(self, context: Context) -> Screen:
        app = self._app
        screen = MessagesScreen(
            context,
            MessagesEcran(app, self.connexion.ensure, app.veille_messages.start, app.facteur.wake),
            choose_patient=lambda id_: self._passage.go("accueil", DepuisMessage(id_)),
            write=self._write,
        )
        self._messages = screen
        self._passage.suivis.follow(screen, {"message"}, screen.reload)
        app.veille_messages.on_change = lambda _bilan: self._boites_changed.emit()
        return screen

    def _make_courriers(self, context: Context) -> Screen:
        return RedactionScreen(
            context,
            RedactionEcran(self._app),
            sent=lambda: self._passage.go("envois"),
            away=self._passage.back,
        )

    def _make_annuaire(self, context: Context) -> Screen:
        screen = AnnuaireScreen(context)
        AnnuaireController(screen, AnnuaireEcran(self._app))
        return screen

    def _write(self, message: MessageLu | None, forward: bool) -> None:
        """Write a message, or answer or forward one."""
        self._passage.go("courriers", Depart(None, message.resume.id if message else "", forward))

    def _reload(self) -> None:
        if self._messages is not None:
            self._messages.reload()
