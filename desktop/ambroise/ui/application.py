"""Feeds the window of one profile, once it is open: session, lights, screens, search."""

import sys
from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.domain.droits import SessionCompte
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.settings import Reglages
from ambroise.ui.actions import SCREEN_OF
from ambroise.ui.cadre import PREFERENCES, Cadre
from ambroise.ui.main_window import MainWindow
from ambroise.ui.screen import Context, Screen
from ambroise.ui.session.page import SessionPage
from ambroise.ui.session.presence import Presence
from ambroise.ui.session.vitales import VitalesEnAttente
from ambroise.ui.shell.acces import closed_screens
from ambroise.ui.shell.found_patient import found_patient
from ambroise.ui.shell.notices import offline_band, psc_band, stopped_banner, traces_band
from ambroise.ui.shell.ports import EtatPoste, ShellServices, holds_cps
from ambroise.ui.shell.poste import lights, who_words
from ambroise.ui.shell.providers import Found, Provider
from ambroise.ui.shell.rail import RAILS
from ambroise.ui.shell.running_mark import RunningMark
from ambroise.ui.shell.seat import Seat
from ambroise.ui.tokens import current_tokens
from ambroise.ui.widgets.banners import Banner
from ambroise.usecases.ports import ResultatPatient

ScreenFactory = Callable[[Context], Screen]


class Interface(QObject):
    """The window and what feeds it: lights, badges, session, lock, palette."""

    def __init__(
        self,
        services: ShellServices,
        screens: dict[str, ScreenFactory],
        cadre: Cadre,
        join: Callable[[MainWindow], None] = lambda _window: None,
    ) -> None:
        super().__init__()
        self._services, self._closed = services, False
        self._has_card = False
        self._session: SessionProfessionnel | SessionCompte | None = None
        self.theme, self.tasks, self.errors = cadre.theme, cadre.tasks, cadre.errors
        self.window, self._profession = cadre.window, cadre.profession
        for key, factory in screens.items():
            self.window.register(key, factory)
        self.window.register("reglages", self._make_reglages)
        join(self.window)
        self._mark = RunningMark(services.profile_dir)
        self._presence = Presence(self.window, services)
        self._page = SessionPage(
            services.sessions,
            self.tasks,
            self.errors,
            self._presence.open_by_ecps,
            lambda: services.reglages.rpps_ecps,
        )
        self._vitales = VitalesEnAttente(
            lambda: self._session is not None and not self.window.is_locked, self.window.vitale_inserted.emit
        )
        self._wire()
        self._former_hook = sys.excepthook
        sys.excepthook = self.errors.excepthook
        started = self._mark.put(services.now())
        if started is not None:
            self.window.banners.add(stopped_banner(started))
        self.seat = Seat(services, self.tasks, self)
        self.seat.seen.connect(self._show_poste)
        self.seat.card_moved.connect(self._vitales.follow)
        self.seat.refresh()
        if not services.sessions.is_ouverte:
            self.window.show_page(self._page)
        else:
            self._opened(services.sessions.compte or services.sessions.courante)

    def close(self) -> None:
        """Stop everything; calling it twice is nothing."""
        if self._closed:
            return
        self._closed = True
        self.seat.close()
        self.tasks.close()
        self._mark.take_away()
        sys.excepthook = self._former_hook

    def _make_reglages(self, context: Context) -> Screen:
        # Its proofs of identity bring half of the domain: only paid for by who changes an option.
        from ambroise.ui.reglages.screen import ReglagesScreen

        screen = ReglagesScreen(context, self._services)
        screen.changed.connect(self._apply)
        return screen

    # --- state of the seat -----------------------------------------------------------------------------

    def _show_poste(self, etat: EtatPoste) -> None:
        had_card, has_card = self._has_card, holds_cps(etat.lecteurs)
        self._has_card = has_card
        waiting = etat.envois_refuses or etat.envois_a_reprendre or etat.envois_en_attente
        self.window.set_badge("envois", waiting, danger=bool(etat.envois_refuses))
        self.window.set_badge("messages", etat.messages_non_lus)
        self.window.show_band("hors-ligne", offline_band(etat, self._see("envois")))
        self.window.show_band("traces", traces_band(etat, self._see("journal")))
        self.window.show_band("psc", psc_band(etat, self._services.now(), self._renew_psc))
        self._page.show_readers(etat.lecteurs)
        self._page.show_card(has_card)
        if had_card is not has_card:
            self.window.card_moved()
        if isinstance(self._session, SessionProfessionnel):
            self._presence.follow(had_card=had_card, has_card=has_card)
        self._show_lights()

    def _show_lights(self) -> None:
        self.window.show_lights(lights(self.seat.etat, self._session, self._presence.is_code_due))

    # --- session ---------------------------------------------------------------------------------------

    def _opened(self, session: SessionProfessionnel | SessionCompte) -> None:
        is_new, self._session = self._session is None, session
        self._show_session(session)
        role = self._services.sessions.role
        if is_new and role is not None:
            self.window.change_user(closed_screens(role))
        self._show_frame()
        self._presence.code_given()
        self._show_lights()
        self.seat.refresh()
        self._vitales.tell()

    def _show_frame(self) -> None:
        self.window.show_page(None)
        if self.window.current is None:
            self._go_home()

    def _show_session(self, session: SessionProfessionnel | SessionCompte) -> None:
        who = who_words(session)
        self.window.set_session(who, self._presence.unlocker(session))
        places = session.professionnel.situations if isinstance(session, SessionProfessionnel) else ()
        self.window.actions_["situation"].setEnabled(len(places) > 1)

    def _change_situation(self) -> None:
        if isinstance(self._session, SessionProfessionnel):
            self._page.change_situation(self._session)
            self.window.show_page(self._page)

    def _change_user(self) -> None:
        def close(_task: object) -> None:
            self._services.sessions.close()

        if self.window.current is not None and not self.window.is_locked:
            self.window.current.leave()  # the draft is written before the session closes
        self.tasks.run(close, owner=self, on_success=lambda _none: self._closed_session())

    def _closed_session(self) -> None:
        self._session = None
        self.window.set_session("", None)
        self.window.actions_["situation"].setEnabled(False)
        self.window.change_user()
        self._page.forget()
        self._page.show_card(self._has_card)
        self.window.show_page(self._page)
        self.seat.refresh()

    # --- what the user asks ----------------------------------------------------------------------------

    def _wire(self) -> None:
        window = self.window
        self._page.opened.connect(self._opened)
        self._page.skipped.connect(self._show_frame)
        window.command.connect(self._command)
        window.repair_asked.connect(self._repair)
        window.unlocked.connect(self._unlocked)
        window.unlocked.connect(self._vitales.tell)
        window.change_user_asked.connect(self._change_user)
        window.leave_training_asked.connect(self._leave_training)
        window.closing.connect(self.close)
        window.dossier_asked.connect(lambda key: self._visit("dossiers", UUID(key)))
        window.add_provider(
            Provider(lambda: "Patients", self._find_patients, rank=10, more=self._all_patients)
        )

    def _unlocked(self) -> None:
        self._presence.unlocked()
        self.seat.refresh()

    def _apply(self, reglages: Reglages) -> None:
        self.theme.prefer(PREFERENCES[reglages.theme])
        self.window.set_idle(reglages.verrouillage_minutes)
        if self._session is not None:
            self._show_session(self._session)

    def _command(self, name: str) -> None:
        if name == "refresh":
            self.seat.refresh()
        elif name == "theme":
            self.theme.prefer("light" if current_tokens().name == "dark" else "dark")
        elif name == "situation":
            self._change_situation()
        elif name in SCREEN_OF:
            self._visit(SCREEN_OF[name])

    def _repair(self, key: str) -> None:
        if key == "envois":
            self._visit("envois")
        elif key == "situation":
            self._change_situation()
        elif key == "code":
            self._presence.ask_code()
        elif key == "cps" and self._session is not None:
            self._change_user()
        elif key == "cps" and self.seat.etat.lecteurs:
            self.window.show_page(self._page)
        else:
            self.seat.refresh()

    def _visit(self, screen: str, argument: object = None) -> None:
        if self.window.has(screen):
            self.window.go(screen, argument)

    def _see(self, screen: str) -> Callable[[], None] | None:
        return (lambda: self._visit(screen)) if self.window.has(screen) else None

    def _renew_psc(self) -> None:
        self.window.command.emit("psc")

    def _go_home(self) -> None:
        for screen in (*(destination.screen for destination in RAILS[self._profession]), "comptes"):
            if self.window.has(screen):
                self.window.go(screen)
                return

    def _leave_training(self) -> None:
        sentence = "Fermez cette fenêtre, puis ouvrez Ambroise sans le mode d’entraînement."
        self.window.banners.add(Banner("Pour quitter l’entraînement", sentence, icon="graduation-cap"))

    def _find_patients(self, text: str) -> Sequence[Found]:
        return [self._found(patient) for patient in self._services.search_patients(text)]

    def _all_patients(self, text: str) -> Found | None:
        if not self.window.has("patients"):
            return None
        where = lambda: self._visit("patients", text)  # noqa: E731
        return Found("Tous les patients qui répondent", where, "dans l’écran Patients", "search")

    def _found(self, patient: ResultatPatient) -> Found:
        return found_patient(patient, self._services.now(), lambda: self._visit("dossiers", patient.id))
