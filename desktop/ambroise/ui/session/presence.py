"""What the departure of the CPS does to the window: lock, warn, or go on under the e-CPS of its holder."""

from dataclasses import replace

import shiboken6
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
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.words import clock

_SANS_CARTE = "Rien ne peut être signé ni transmis avant son retour. Votre saisie est enregistrée."


class Presence(QObject):
    """Applies the choice of the profile; asks nothing of the phone before the person wants it."""

    def __init__(self, window: MainWindow, services: ShellServices) -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._code_due = False
        self._banner: Banner | None = None
        self._psc = PscLogin(window, "Confirmez sur votre téléphone")
        window.closing.connect(self._psc.give_up)

    def unlocker(self, session: SessionProfessionnel | SessionCompte) -> Unlocker:
        """Return what opens the lock: the code of the CPS and maybe the e-CPS, or that of the account."""
        sessions = self._services.sessions
        if isinstance(session, SessionCompte):
            return Unlocker("Code", sessions.reopen_by_code, DATABASE)

        def reopen(code: str) -> None:
            sessions.reopen(code)
            self._code_due = False

        return Unlocker(
            "Code porteur",
            reopen,
            attempts=sessions.attempts_left,
            ecps=(lambda: log_in(self._psc, sessions.prove_ecps)) if self._lasts_by_ecps else None,
        )

    def open_by_ecps(self, numero_rpps: str) -> SessionProfessionnel:
        """Open a session from a worker by the phone; the number is proposed the next time.

        Raises as ``SessionService.open_by_ecps``; Cancelled when the person gave up.
        """
        opened = list[SessionProfessionnel]()
        sessions = self._services.sessions
        log_in(
            self._psc,
            lambda show, cancel: opened.append(sessions.open_by_ecps(numero_rpps, show, cancel)),
        )
        reglages = self._services.reglages
        if reglages.rpps_ecps != numero_rpps:
            self._services.save_reglages(replace(reglages, rpps_ecps=numero_rpps))
        return opened[0]

    @property
    def is_code_due(self) -> bool:
        """Whether the card left since its code was given: back or not, it signs nothing before the code."""
        return self._code_due

    def code_given(self) -> None:
        """The session was opened, or opened again, by its card."""
        self._code_due = False
        self._say_no_more()

    def unlocked(self) -> None:
        """The lock opened, by the code or by the e-CPS."""
        if not self._code_due:
            self._say_no_more()

    def follow(self, *, had_card: bool, has_card: bool) -> None:
        """The card of the open session leaves a reader, is away, or is back."""
        if self._is_by_phone:
            if self._services.sessions.ecps_jusqua is None:
                self._window.lock("Votre e-CPS ne garde plus la session.")
            return
        if had_card and not has_card:
            self._code_due = True
            self._card_left()
        if has_card and not had_card and self._code_due:
            self._card_back()
        if not has_card and self._keeps and self._services.sessions.ecps_jusqua is None:
            self._window.lock("La carte CPS est retirée et votre e-CPS ne garde pas la session.")

    def ask_code(self) -> None:
        """Ask the code of the card that is back, as the lock does."""
        self._window.lock("Votre carte CPS attend son code.")

    def _card_left(self) -> None:
        reaction = self._services.reglages.retrait_cps
        if reaction is RetraitCps.AVERTIR:
            self._warn("La carte CPS a été retirée", _SANS_CARTE)
        elif reaction is RetraitCps.VERROUILLER:
            self._window.lock("La carte CPS a été retirée.")
        elif (fin := self._services.sessions.ecps_jusqua) is not None:
            title = f"Session gardée par votre e-CPS jusqu’à {clock(fin.astimezone())}"
            self._warn(title, f"La carte CPS a été retirée. {_SANS_CARTE}")

    def _card_back(self) -> None:
        if self._window.is_locked:
            return
        give = Button("Donner le code", variant="primary")
        give.clicked.connect(lambda _checked=False: self.ask_code())
        self._warn("La carte CPS est revenue", "Donnez son code pour signer et transmettre de nouveau.", give)

    @property
    def _is_by_phone(self) -> bool:
        sessions = self._services.sessions
        return sessions.is_ouverte and sessions.compte is None and not sessions.courante.numero_carte

    @property
    def _lasts_by_ecps(self) -> bool:
        return self._keeps or self._is_by_phone

    @property
    def _keeps(self) -> bool:
        return self._services.reglages.retrait_cps is RetraitCps.GARDER

    def _warn(self, title: str, sentence: str, *buttons: Button) -> None:
        self._say_no_more()
        self._banner = Banner(title, sentence, tone="warning", icon="id-card", buttons=buttons)
        self._window.banners.add(self._banner)

    def _say_no_more(self) -> None:
        if self._banner is not None and shiboken6.isValid(self._banner):
            self._banner.dismiss()
        self._banner = None
