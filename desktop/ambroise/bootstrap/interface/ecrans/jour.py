"""The screens of the day: agenda, search, reception, tour, outbox, backups."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ambroise.adapters.photo import read_photo
from ambroise.bootstrap.interface.accueil import AccueilEcran
from ambroise.bootstrap.interface.agenda import AgendasEcran
from ambroise.bootstrap.interface.doublons import DoublonsEcran
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.sauvegardes import SauvegardesEcran
from ambroise.bootstrap.interface.soins import make_soins_recus
from ambroise.bootstrap.interface.suivre import AgendaEcran, EnvoisEcran
from ambroise.domain.patient import Patient
from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.exterieur import ExterieurController
from ambroise.ui.agenda.libre import LibreController
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.agenda.suite import SuiteController
from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.doublons.controller import DoublonsController
from ambroise.ui.doublons.screen import DoublonsScreen
from ambroise.ui.envois.controller import EnvoisController
from ambroise.ui.envois.screen import EnvoisScreen
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.accueil_controller import AccueilController
from ambroise.ui.journee.controller import JourneeController
from ambroise.ui.journee.ports import GenreTache, TacheAFaire
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.licences.screen import LicencesScreen
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.patients.recherche_controller import RechercheController
from ambroise.ui.sauvegardes.controller import SauvegardesController
from ambroise.ui.sauvegardes.screen import SauvegardesScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.soins.controller import SoinsController
from ambroise.ui.soins.screen import SoinsScreen
from ambroise.ui.tournee.controller import TourneeController
from ambroise.ui.tournee.screen import TourneeScreen
from ambroise.usecases.plans_soins import PlanSoinsService
from ambroise.usecases.tournees import TourneeService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_AGENDA = frozenset({"rendez_vous", "reglage_agenda", "patient", "compte"})
"""What an agenda shows: times, settings, the names of who comes and of who receives."""
_SOINS = frozenset({"entree", "annulation", "patient", "document", "ordonnance"})
"""What the care plans show: the plans, whose they are, the orders they follow."""


class EcransDuJour(QObject):
    """Where a day begins, and what it leaves to be done."""

    def __init__(self, app: "Application", passage: Passage) -> None:
        super().__init__()
        self._app = app
        self._passage = passage
        self._journee: JourneeController | None = None

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "journee": self._make_journee,
            "agenda": self._make_agenda,
            "patients": self._make_patients,
            "accueil": self._make_accueil,
            "doublons": self._make_doublons,
            "envois": self._make_envois,
            "tournee": self._make_tournee,
            "soins": self._make_soins,
            "sauvegardes": self._make_sauvegardes,
            "licences": self._make_licences,
        }

    def forget(self) -> None:
        """Its screens are destroyed: somebody else works here."""
        self._journee = None

    def open_next(self) -> None:
        """Open the file of the next patient of the day, once the day was shown."""
        if self._journee:
            self._journee.open_next()

    def show_to_do(self) -> None:
        """Show what is left to be done, where the profession has a day."""
        if not self._passage.window.has("journee"):
            return
        self._passage.go("journee")
        journee = self._passage.window.screen_of("journee")
        if isinstance(journee, JourneeScreen):
            journee.focus_to_do()

    def _make_journee(self, context: Context) -> Screen:
        screen = JourneeScreen(context)
        top_bar = self._passage.window.top_bar
        screen.poste.show_lights(top_bar.lights)
        top_bar.lights_shown.connect(screen.poste.show_lights)
        app = self._app
        sauvegardes = SauvegardesEcran(app)
        agenda = AgendaEcran(
            app.contexte, app.agenda, app.agendas, sauvegardes.retard, sauvegardes.cle_a_imprimer
        )
        self._journee = JourneeController(screen, agenda)
        self._journee.patient_wanted.connect(self._passage.open_dossier)
        self._journee.tache_wanted.connect(self._open_tache)
        self._journee.agenda_wanted.connect(lambda jour: self._passage.go("agenda", jour))
        self._passage.suivis.follow(screen, {*_AGENDA, "envoi", "entree", "allergie"}, self._journee.refresh)
        return screen

    def _make_agenda(self, context: Context) -> Screen:
        screen = AgendaScreen(context)
        port = AgendasEcran(self._app)
        jours = AgendaController(screen, port)
        for autre in (ExterieurController, LibreController, SuiteController):
            autre(screen, port, jours)
        jours.patient_wanted.connect(self._passage.open_dossier)

        def show_pages(jour: date, praticiens: tuple[str, ...]) -> None:
            page = PageFaite("Agenda du jour", lambda: port.print_day(jour, praticiens))
            self._passage.go("apercu", page)

        jours.print_wanted.connect(show_pages)
        self._passage.suivis.follow(screen, _AGENDA, jours.follow)
        return screen

    def _open_tache(self, tache: object) -> None:
        if isinstance(tache, TacheAFaire) and tache.genre is GenreTache.SAUVEGARDE:
            self._passage.go("sauvegardes")
        elif isinstance(tache, TacheAFaire) and tache.genre is GenreTache.IDENTITE:
            if tache.patient_id is not None:
                self._passage.open_dossier(tache.patient_id)
            else:
                self._passage.go("doublons")
        else:
            self._passage.go("envois")

    def _make_patients(self, context: Context) -> Screen:
        screen = PatientsScreen(context)
        controller = RechercheController(screen, self._app.patients, self._app.recherche_notes)
        controller.passage_wanted.connect(lambda *ou: self._passage.go("dossiers", ou))
        controller.patient_wanted.connect(self._passage.open_dossier)
        controller.coordonnees_wanted.connect(lambda id_: self._passage.go("coordonnees", id_))
        controller.new_wanted.connect(lambda: self._passage.go("accueil"))
        controller.card_wanted.connect(lambda: self._passage.go("accueil", ""))
        screen.doublons_wanted.connect(lambda: self._passage.go("doublons"))
        self._passage.suivis.follow(screen, {"patient"}, controller.follow)
        return screen

    def _make_accueil(self, context: Context) -> Screen:
        screen = AccueilScreen(context)
        accueil = AccueilEcran(self._app)
        controller = AccueilController(screen, accueil, accueil)
        controller.patient_wanted.connect(self._passage.open_dossier)
        controller.created.connect(self._qualify)
        return screen

    def _qualify(self, patient: Patient) -> None:
        """Go and ask INSi for who was just created, his file being the open one.

        Else the banner, the keys and the way back would still be those of the file opened before.
        """
        self._passage.window.show_patient(None)
        if self._passage.window.has("dossiers"):
            self._passage.open_dossier(patient.id)
        self._passage.go("identites", (patient, "insi"))

    def _make_doublons(self, context: Context) -> Screen:
        screen = DoublonsScreen(context)
        controller = DoublonsController(screen, DoublonsEcran(self._app))
        controller.patient_wanted.connect(self._passage.open_dossier)
        return screen

    def _make_envois(self, context: Context) -> Screen:
        screen = EnvoisScreen(context)
        controller = EnvoisController(screen, EnvoisEcran(self._app.contexte, self._app.session))
        controller.patient_wanted.connect(self._passage.open_dossier)
        self._passage.suivis.follow(screen, {"envoi"}, controller.refresh)
        return screen

    def _make_tournee(self, context: Context) -> Screen:
        screen = TourneeScreen(context)
        app = self._app
        tournees = TourneeService(app.contexte, app.session, app.patients, read_photo)
        self._passage.suivis.follow(screen, {"rendez_vous"}, TourneeController(screen, tournees).follow)
        screen.soins_wanted.connect(lambda patient_id: self._passage.go("soins", patient_id))
        return screen

    def _make_soins(self, context: Context) -> Screen:
        screen = SoinsScreen(context)
        plans = PlanSoinsService(self._app.contexte, self._app.session)
        controller = SoinsController(screen, plans, make_soins_recus(self._app))
        controller.renewal_ready.connect(self._passage.write_to)
        self._passage.suivis.follow(screen, _SOINS, controller.follow)
        screen.file_wanted.connect(self._passage.open_dossier)
        screen.search_wanted.connect(lambda: self._passage.go("patients"))
        return screen

    def _make_sauvegardes(self, context: Context) -> Screen:
        screen = SauvegardesScreen(context)
        sauvegardes = SauvegardesEcran(self._app)
        controller = SauvegardesController(screen, sauvegardes)
        controller.closing_wanted.connect(self._passage.window.close)
        screen.key_wanted.connect(
            lambda: self._passage.go("apercu", PageFaite("Clé de secours", sauvegardes.render_key))
        )
        return screen

    def _make_licences(self, context: Context) -> Screen:
        return LicencesScreen(context, lambda: self._app.composants)
