"""The main window: the frame, the screens built when first shown, the palette and the lock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from ambroise.ui.actions import SHELL, Actions
from ambroise.ui.errors import ErrorDoor, Explanation
from ambroise.ui.memory import Memory
from ambroise.ui.screen import Context, Screen
from ambroise.ui.shell.activity import Activity
from ambroise.ui.shell.frame import Frame
from ambroise.ui.shell.key_help import KeyHelp
from ambroise.ui.shell.light import Light
from ambroise.ui.shell.lock import Unlocker
from ambroise.ui.shell.pages import Pages
from ambroise.ui.shell.palette import Palette
from ambroise.ui.shell.panes import focus_next_pane
from ambroise.ui.shell.providers import Provider, actions_provider
from ambroise.ui.shell.workplace import Workplace
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.patient_banner import BandeauPatient, DossierOuvert

FIRST_SIZE: Final = QSize(1440, 900)
SMALLEST: Final = QSize(960, 500)
CLOSED: Final = Explanation(
    "Votre compte n’ouvre pas cet écran",
    "Rien n’a été lu ni changé.",
    "Demandez à un praticien du cabinet, ou changez d’utilisateur.",
    "warning",
    "lock",
)
__all__ = ["MainWindow", "Workplace"]


class MainWindow(QMainWindow):
    """Shows screens in the frame; knows none of them.

    Signals carry what the user asked: ``command`` the name of a shell command (« next_patient »),
    ``repair_asked`` the key of a light, ``dossier_asked`` the identifier of another open file;
    ``vitale_inserted`` the reader where a Vitale card arrived while someone works.
    """

    command = Signal(str)
    repair_asked = Signal(str)
    dossier_asked = Signal(str)
    vitale_inserted = Signal(str)
    locked = Signal()
    unlocked = Signal()
    leave_training_asked = Signal()
    change_user_asked = Signal()
    user_changed = Signal()
    """Every screen was destroyed: what was open is not for who comes next."""
    closing = Signal()

    def __init__(
        self,
        workplace: Workplace,
        *,
        tasks: Tasks,
        errors: ErrorDoor,
        memory: Memory,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._memory = memory
        self.context = Context(self, tasks, errors, memory, now)
        self._build(workplace)
        self._wire()
        self.setWindowTitle("Ambroise")
        self.setMinimumSize(SMALLEST)
        if not memory.restore_window(self, "fenetre"):
            screen = QGuiApplication.primaryScreen().availableGeometry().size()
            self.resize(FIRST_SIZE.boundedTo(screen))

    # --- screens ---------------------------------------------------------------------------------------

    def register(self, key: str, factory: Callable[[Context], Screen]) -> None:
        """Say how a screen is built; it is, the first time one goes there."""
        self._stack.register(key, factory)
        self.rail.follow(self.has)
        self._frame.allow()

    def has(self, screen: str) -> bool:
        """Whether a screen of that name was registered."""
        return self._stack.has(screen)

    @property
    def current(self) -> Screen | None:
        """The screen shown."""
        return self._stack.current

    def screen_of(self, key: str) -> Screen:
        """Return a screen, built if need be. Raises KeyError when no such screen was registered."""
        return self._stack.screen_of(key, self.context)

    def change_user(self, closed: frozenset[str] = frozenset()) -> None:
        """Forget what the former user saw; some screens may be closed to the next one."""
        self._stack.forget()
        self._stack.closed = closed
        self.rail.follow(self.has)
        self.banners.clear()
        self.show_patient(None)
        self.user_changed.emit()

    def go(self, screen: str, argument: object = None) -> None:
        """Show a screen, unless the one before refuses to leave, or it is closed to who works here."""
        if self._stack.is_closed(screen):
            self.banners.add(Banner.of(CLOSED))
            return
        self._enter(self._stack.change_to(screen, self.context), argument)

    def back(self) -> None:
        """Go back to the screen before; nothing is lost."""
        previous = self._stack.previous()
        if previous is None:
            return
        shown = self._stack.change_to(previous, self.context, remember=False)
        if shown is not None:
            self._stack.forget_previous()
            self._enter(shown, None)

    def _enter(self, shown: Screen | None, argument: object) -> None:
        if shown is None:
            return
        self.banner.setVisible(shown.shows_patient and self.banner.patient is not None)
        self.rail.show_current(shown.key)
        self._title()
        shown.enter(argument)
        self._stack.focus(self.focusWidget())

    # --- what the frame shows --------------------------------------------------------------------------

    def show_patient(self, patient: object | None, dossiers: Sequence[DossierOuvert] = ()) -> None:
        """Fill the banner with a :class:`BandeauPatient`, or fold it."""
        assert patient is None or isinstance(patient, BandeauPatient)
        self.banner.show_patient(patient, dossiers)
        current = self.current
        self.banner.setVisible(patient is not None and (current is None or current.shows_patient))
        self._frame.allow()
        self._title()

    def show_lights(self, lights: Sequence[Light]) -> None:
        """Show the state of the cards, the network and the outbox."""
        self.top_bar.show_lights(lights)

    def show_band(self, key: str, band: Banner | None) -> None:
        """Show a full-width band, « hors ligne » for instance, or take it away."""
        self.bands.show_band(key, band)

    def set_badge(self, screen: str, count: int, danger: bool = False) -> None:
        """Show a count on the rail."""
        self.rail.set_badge(screen, count, danger)

    def refresh(self) -> None:
        """Ask for fresh lights and badges."""
        self.command.emit("refresh")

    def explain(self, explanation: Explanation) -> None:
        """Say, above the screen, an error that no screen waits for."""
        self.banners.add(Banner.of(explanation))

    def add_provider(self, provider: Provider) -> None:
        """Find one more kind of thing in the palette."""
        self.palette_.add_provider(provider)

    @property
    def patient_id(self) -> UUID | None:
        """The file that the patient commands act on."""
        return self.banner.patient.id if self.banner.patient is not None else None

    # --- lock ------------------------------------------------------------------------------------------

    @property
    def is_locked(self) -> bool:
        """Whether the lock covers everything."""
        return self.pages.is_locked

    def set_session(self, who: str, unlocker: Unlocker | None) -> None:
        """Say who works here and what opens the lock; None: nothing to lock with."""
        self.actions_["lock"].setEnabled(unlocker is not None)
        self.pages.set_session(who, unlocker)

    def set_idle(self, minutes: int) -> None:
        """Change after how many minutes without a touch the window locks; 0 never."""
        self.pages.set_idle(minutes)

    def lock(self, reason: str = "Vous l’avez demandé.") -> None:
        """Hide everything until the code is given; drafts are saved first."""
        if not self.pages.can_lock:
            return
        if self.current is not None:
            self.current.leave()
        if self.palette_.isVisible():
            self.palette_.dismiss()
        self.help.hide()
        self.pages.lock(reason, self.focusWidget())
        self._title()
        self.locked.emit()

    def card_moved(self) -> None:
        """A card came or went: the lock shows again what the CPS accepts."""
        if self.is_locked:
            self.pages.lock_page.card_moved()

    def unlock(self) -> None:
        """Show the work again; called once the code was accepted."""
        self.pages.unlock()
        self._title()
        self.unlocked.emit()

    def show_page(self, page: QWidget | None) -> None:
        """Show a page that takes the whole window (session, first launch), or the frame with None."""
        self.pages.show_page(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.current is not None and not self.is_locked and not self.current.leave():
            event.ignore()
            return
        self.pages.idle.rest()
        self._memory.save_window(self, "fenetre")
        self.closing.emit()
        super().closeEvent(event)

    # --- construction ----------------------------------------------------------------------------------

    def _build(self, workplace: Workplace) -> None:
        context = self.context
        self._frame = frame = Frame(workplace)
        self.actions_, self.rail, self.top_bar = frame.actions_, frame.rail, frame.top_bar
        self.bands, self.banner, self.banners = frame.bands, frame.banner, frame.banners
        self.training, self._stack = frame.training, frame.stack
        self.pages = Pages(frame, context, workplace.verrouillage_minutes)
        self.setCentralWidget(self.pages)
        self.palette_ = Palette((), context.tasks, context.errors, self._stack)
        self.help = KeyHelp(self._stack)
        self.activity = Activity(context.tasks, self._stack)

    def _wire(self) -> None:
        actions = self.actions_
        self.rail.chosen.connect(self._go_home)
        self.top_bar.search.clicked.connect(lambda _checked=False: actions["palette"].trigger())
        self.top_bar.repair_asked.connect(self.repair_asked)
        self.banner.dossier_asked.connect(self.dossier_asked)
        self.banner.identity_asked.connect(actions["identite"].trigger)
        self.training.leave_asked.connect(self.leave_training_asked)
        self.pages.lock_page.unlocked.connect(self.unlock)
        self.pages.lock_page.leave_asked.connect(self.change_user_asked)
        self.pages.idle.expired.connect(
            lambda: self.lock("Personne n’a touché cet ordinateur depuis un moment.")
        )
        own: dict[str, Callable[[], None]] = {
            "palette": self.palette_.open,
            "lock": self.lock,
            "help": self._open_help,
            "back": self.back,
            "next_pane": lambda: focus_next_pane(self.current),
        }
        for command in SHELL:
            actions.on(command.name, own.get(command.name) or partial(self.command.emit, command.name))
        self._frame.allow()
        actions["lock"].setEnabled(False)
        actions["situation"].setEnabled(False)
        self.add_provider(actions_provider(lambda: "Actions", self._acting))
        self.context.errors.reported.connect(self.explain)
        self.context.tasks.unhandled.connect(self.context.errors.receive)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.is_locked:
            self._stack.focus(self.focusWidget())

    def _go_home(self, screen: str) -> None:
        if self.has(screen):
            self.go(screen)

    def _acting(self) -> Sequence[Actions]:
        current = self.current
        return [self.actions_] if current is None else [current.actions_, self.actions_]

    def _open_help(self) -> None:
        current = self.current
        groups = [("Ambroise", self.actions_)]
        if current is not None:
            groups.insert(0, (current.title, current.actions_))
        self.help.open(groups)

    def _title(self) -> None:
        self.setWindowTitle("Ambroise verrouillé" if self.is_locked else self._frame.title())
