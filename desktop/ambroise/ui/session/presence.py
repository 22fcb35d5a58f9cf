"""What the departure of the CPS does to the window: lock, warn, or go on under the e-CPS of its holder."""

from PySide6.QtCore import QObject

from ambroise.domain.droits import SessionCompte
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.settings import RetraitCps
from ambroise.ui.main_window import MainWindow
from ambroise.ui.session.psc import PscLogin, log_in
from ambroise.ui.shell.lock import Unlocker
from ambroise.ui.shell.ports import ShellServices
from ambroise.ui.tasks import DATABASE
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.words import clock

_SANS_CARTE = "Rien ne peut être signé ni transmis avant son retour. Votre saisie est enregistrée."


class Presence(QObject):
    """Applies the choice of the profile; asks nothing of the phone before the person wants it."""

    def __init__(self, window: MainWindow, services: ShellServices) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._psc = PscLogin(window, "Confirmez sur votre téléphone")
        window.closing.connect(self._psc.give_up)

    def unlocker(self, session: SessionProfessionnel | SessionCompte) -> Unlocker:
        """Return what opens the lock: the code of the CPS and maybe the e-CPS, or that of the account."""
        sessions = self._services.sessions
        if isinstance(session, SessionCompte):
            return Unlocker("Code", sessions.reopen_by_code, DATABASE)

        def reopen(code: str) -> None:
            sessions.reopen(code)

        return Unlocker(
            "Code porteur",
            reopen,
            attempts=sessions.attempts_left,
            ecps=(lambda: log_in(self._psc, sessions.prove_ecps)) if self._keeps else None,
        )

    def card_left(self) -> None:
        """The card of the open session is no longer in a reader."""
        reaction = self._services.reglages.retrait_cps
        if reaction is RetraitCps.AVERTIR:
            self._warn("La carte CPS a été retirée", _SANS_CARTE)
        elif reaction is RetraitCps.VERROUILLER:
            self._window.lock("La carte CPS a été retirée.")
        elif (fin := self._services.sessions.ecps_jusqua) is not None:
            title = f"Session gardée par votre e-CPS jusqu’à {clock(fin.astimezone())}"
            self._warn(title, f"La carte CPS a été retirée. {_SANS_CARTE}")

    def follow(self, session: SessionProfessionnel, *, has_card: bool) -> None:
        """Lock a session that is kept neither by its card nor, any more, by the e-CPS."""
        if not session.numero_carte or has_card or not self._keeps:
            return
        if self._services.sessions.ecps_jusqua is None:
            self._window.lock("La carte CPS est retirée et votre e-CPS ne garde pas la session.")

    @property
    def _keeps(self) -> bool:
        return self._services.reglages.retrait_cps is RetraitCps.GARDER

    def _warn(self, title: str, sentence: str) -> None:
        self._window.banners.add(Banner(title, sentence, tone="warning", icon="id-card"))
