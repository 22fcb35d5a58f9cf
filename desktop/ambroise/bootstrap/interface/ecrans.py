"""The screens of one application, built when first shown, and what leads from one to another."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.adapters.partage_cda import find_vaccin
from ambroise.adapters.photo import read_photo
from ambroise.bootstrap.interface.accueil import AccueilEcran
from ambroise.bootstrap.interface.apercu import ApercuEcran, ApportsEcran, DeplacementsEcran, DocumentsEcran
from ambroise.bootstrap.interface.carte_vitale import OffreVitale
from ambroise.bootstrap.interface.comptoir import ControlesEcran
from ambroise.bootstrap.interface.connexion_psc import ConnexionPsc
from ambroise.bootstrap.interface.dmp import DmpEcran, PartagesEcran
from ambroise.bootstrap.interface.doublons import DoublonsEcran
from ambroise.bootstrap.interface.ecriture import RedactionEcran
from ambroise.bootstrap.interface.joindre import JoindreEcran
from ambroise.bootstrap.interface.messages import MessagesEcran
from ambroise.bootstrap.interface.palette import medicaments_provider
from ambroise.bootstrap.interface.prescrire import BoitesEcran, PrescriptionEcran
from ambroise.bootstrap.interface.referentiel import OrdonnancesEcran, Referentiel
from ambroise.bootstrap.interface.registre import RegistresEcran
from ambroise.bootstrap.interface.sauvegardes import SauvegardesEcran
from ambroise.bootstrap.interface.suivre import AgendaEcran, EnvoisEcran
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.entrees import Vaccination
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import Profession
from ambroise.printing.dos import compose_verso
from ambroise.printing.duplicata import mark_duplicata
from ambroise.printing.verso import render_verso
from ambroise.ui.apercu.controller import ApercuController, PageFaite
from ambroise.ui.apercu.deplacement_controller import DeplacementController
from ambroise.ui.apercu.impression import ask_printer, print_pages
from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.comptoir.controller import ComptoirController
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.dmp.controller import DmpController
from ambroise.ui.dmp.partage_controller import PartageController
from ambroise.ui.dmp.screen import DmpScreen
from ambroise.ui.doublons.controller import DoublonsController
from ambroise.ui.doublons.screen import DoublonsScreen
from ambroise.ui.envois.controller import EnvoisController
from ambroise.ui.envois.screen import EnvoisScreen
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.accueil_controller import AccueilController
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.partis import PartisController
from ambroise.ui.identites.ports import DepuisMessage
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.identites.state import read_proposes
from ambroise.ui.journee.controller import JourneeController
from ambroise.ui.journee.ports import GenreTache, TacheAFaire
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.licences.screen import LicencesScreen
from ambroise.ui.main_window import MainWindow
from ambroise.ui.messages.ports import Depart, MessageLu
from ambroise.ui.messages.redaction import RedactionScreen
from ambroise.ui.messages.screen import MessagesScreen
from ambroise.ui.ordonnances.controller import OrdonnanceController
from ambroise.ui.ordonnances.entree import MEDICAMENTS
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.joindre import JoindreController
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.patients.recherche_controller import RechercheController
from ambroise.ui.registre.controller import RegistreController, RenouvellementsController
from ambroise.ui.registre.renouvellements import RenouvellementsScreen
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.ui.sauvegardes.controller import SauvegardesController
from ambroise.ui.sauvegardes.screen import SauvegardesScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.session.psc import PscLogin
from ambroise.ui.tasks import NETWORK
from ambroise.ui.tournee.controller import TourneeController
from ambroise.ui.tournee.screen import TourneeScreen
from ambroise.usecases.documents import DocumentService
from ambroise.usecases.modeles import ModeleService
from ambroise.usecases.ordonnances import OrdonnanceSignee
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.prescription import describe
from ambroise.usecases.suivi import SuiviService
from ambroise.usecases.tournees import TourneeService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

ScreenFactory = Callable[[Context], Screen]


class Ecrans(QObject):
    """Keeps the controllers alive and the file that is open."""

    _boites_changed = Signal()
    """Emitted by the threads that wait for the boxes; heard in the thread of the window."""

    def __init__(self, app: "Application") -> None:
        super().__init__()
        self._app = app
        self._referentiel = Referentiel(app)
        self._window: MainWindow | None = None
        self._dossier: DossierPatient | None = None
        self._journee: JourneeController | None = None
        self._dossiers: DossierController | None = None
        self._ordonnances: OrdonnanceController | None = None
        self._comptoir: ComptoirController | None = None
        self._offre: OffreVitale | None = None
        self._messages: MessagesScreen | None = None
        self._connexion: ConnexionPsc | None = None
        self._boites_changed.connect(self._reload_messages)

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "journee": self._make_journee,
            "patients": self._make_patients,
            "accueil": self._make_accueil,
            "doublons": self._make_doublons,
            "dossiers": self._make_dossiers,
            "identites": self._make_identites,
            "ordonnances": self._make_ordonnances,
            "apercu": self._make_apercu,
            "comptoir": self._make_comptoir,
            "registre": self._make_registre,
            "renouvellements": self._make_renouvellements,
            "envois": self._make_envois,
            "tournee": self._make_tournee,
            "messages": self._make_messages,
            "courriers": self._make_courriers,
            "dmp": self._make_dmp,
            "sauvegardes": self._make_sauvegardes,
            "licences": self._make_licences,
        }

    def join(self, window: MainWindow) -> None:
        """Answer the commands of the frame that act on the open file or the day."""
        self._window = window
        self._connexion = ConnexionPsc(self._app, PscLogin(window))
        window.command.connect(self._command)
        window.add_provider(
            medicaments_provider(
                lambda texte, limite: self._referentiel.prescription().search(texte, limite),
                lambda: self._dossier,
                self._prescribe_named,
            )
        )
        self._offre = OffreVitale(window, lambda lecteur: self._go("accueil", lecteur))
        window.vitale_inserted.connect(self._vitale_inserted)
        window.context.tasks.run(
            lambda _: self._referentiel.base(),
            owner=self,
            queue=MEDICAMENTS,
            title="Préparation de la base des médicaments",
        )

    def _command(self, nom: str) -> None:
        if nom == "next_patient" and self._journee:
            self._journee.open_next()
        elif nom == "to_do" and self._window and self._window.has("journee"):
            self._go("journee")
            journee = self._window.screen_of("journee")
            if isinstance(journee, JourneeScreen):
                journee.focus_to_do()
        elif nom == "psc" and self._window and self._connexion:
            self._window.context.tasks.run(
                lambda _: self._renew_psc(), owner=self, queue=NETWORK, title="Connexion à Pro Santé Connect"
            )
        elif nom == "psc_logout":
            self._app.psc.forget()
        elif nom == "courrier" and self._dossier:
            self._go("courriers", Depart(self._dossier.patient.id))
        elif nom == "ordonnance" and self._dossier:
            self._prescribe(self._dossier, renew=False)
        elif nom == "identite" and self._dossier:
            self._go("identites", self._dossier.patient)

    def _vitale_inserted(self, lecteur: str) -> None:
        """At the counter the card is compared with the order; elsewhere it opens the file."""
        if self._comptoir is not None and self._comptoir.etat is not None:
            self._comptoir.read_vitale()
        elif self._offre is not None and not (
            self._window and self._window.has("comptoir") and self._is_officine
        ):
            self._offre.show(lecteur)

    @property
    def _is_officine(self) -> bool:
        return self._app.reglages.profession == Profession.PHARMACIEN.code

    def _go(self, screen: str, argument: object = None) -> None:
        assert self._window is not None
        self._window.go(screen, argument)

    def _open_dossier(self, patient_id: UUID) -> None:
        self._go("dossiers", patient_id)

    # --- the screens ---------------------------------------------------------------------------------

    def _make_journee(self, context: Context) -> Screen:
        screen = JourneeScreen(context)
        app = self._app
        agenda = AgendaEcran(app.contexte, app.session, app.agenda, SauvegardesEcran(app).retard)
        self._journee = JourneeController(screen, agenda)
        self._journee.patient_wanted.connect(self._open_dossier)
        self._journee.tache_wanted.connect(self._open_tache)
        return screen

    def _open_tache(self, tache: object) -> None:
        if isinstance(tache, TacheAFaire) and tache.genre is GenreTache.SAUVEGARDE:
            self._go("sauvegardes")
        elif isinstance(tache, TacheAFaire) and tache.genre is GenreTache.IDENTITE:
            if tache.patient_id is not None:
                self._open_dossier(tache.patient_id)
            else:
                self._go("doublons")
        else:
            self._go("envois")

    def _make_patients(self, context: Context) -> Screen:
        screen = PatientsScreen(context)
        controller = RechercheController(screen, self._app.patients)
        controller.patient_wanted.connect(self._open_dossier)
        controller.new_wanted.connect(lambda: self._go("accueil"))
        controller.card_wanted.connect(lambda: self._go("accueil", ""))
        screen.doublons_wanted.connect(lambda: self._go("doublons"))
        return screen

    def _make_accueil(self, context: Context) -> Screen:
        screen = AccueilScreen(context)
        accueil = AccueilEcran(self._app)
        controller = AccueilController(screen, accueil, accueil)
        controller.patient_wanted.connect(self._open_dossier)
        controller.created.connect(lambda patient: self._go("identites", (patient, "insi")))
        return screen

    def _make_doublons(self, context: Context) -> Screen:
        screen = DoublonsScreen(context)
        controller = DoublonsController(screen, DoublonsEcran(self._app))
        controller.patient_wanted.connect(self._open_dossier)
        return screen

    def _make_dossiers(self, context: Context) -> Screen:
        screen = DossierScreen(context)
        self._dossiers = DossierController(
            screen,
            self._app.patients,
            self._app.brouillons,
            describe,
            SuiviService(self._app.contexte, self._app.session, self._feed_vaccination),
            self._break_glass,
        )
        JoindreController(screen, JoindreEcran(self._app), self._dossiers.refresh)
        self._dossiers.opened.connect(self._opened)
        self._dossiers.ordonnance_wanted.connect(lambda dossier, renew: self._prescribe(dossier, renew=renew))
        self._dossiers.dmp_wanted.connect(lambda patient_id: self._go("dmp", patient_id))
        self._dossiers.document_wanted.connect(lambda document: self._go("apercu", document))
        return screen

    def _make_identites(self, context: Context) -> Screen:
        screen = IdentiteScreen(context)
        controller = IdentiteController(
            screen,
            self._app.identites,
            self._app.identitovigilance,
            proposes=lambda: read_proposes(self._app.reglages.justificatifs),
        )
        controller.patient_changed.connect(self._identity_changed)
        partis = PartisController(screen, screen.partis, self._app.rectification)
        controller.shown.connect(partis.show_patient)
        partis.told.connect(self._app.facteur.wake)
        controller.back_wanted.connect(lambda: self._go("dossiers"))
        return screen

    def _make_ordonnances(self, context: Context) -> Screen:
        screen = OrdonnanceScreen(context)
        prescription = PrescriptionEcran(self._referentiel)
        self._ordonnances = OrdonnanceController(
            screen,
            prescription,
            OrdonnancesEcran(self._referentiel),
            self._app.contexte.new_id,
            suivi=SuiviService(self._app.contexte, self._app.session),
            modeles=ModeleService(self._app.contexte, self._app.session),
        )
        self._ordonnances.dossier_changed.connect(lambda _patient_id: self._refresh_dossier())
        self._ordonnances.signed.connect(self._signed)
        self._ordonnances.apercu_wanted.connect(lambda ordonnance: self._go("apercu", ordonnance))
        return screen

    def _make_apercu(self, context: Context) -> Screen:
        screen = ApercuScreen(context)
        documents = DocumentsEcran(
            DocumentService(self._app.contexte, self._app.session, marque=mark_duplicata),
            self._app.fichiers_sante.render_cda,
        )
        controller = ApercuController(screen, ApercuEcran(self._app), documents, ApportsEcran(self._app))
        controller.back_wanted.connect(self._back)
        controller.print_wanted.connect(lambda pages: self._print(screen, pages))
        deplacement = DeplacementController(screen, DeplacementsEcran(self._app.patients, self._app.fusions))
        deplacement.moved.connect(self._refresh_dossier)
        return screen

    def _make_comptoir(self, context: Context) -> Screen:
        screen = ComptoirScreen(context)
        controller = ComptoirController(
            screen,
            self._app.dispensations,
            BoitesEcran(self._referentiel),
            self._app.cartes.read_vitale,
            ControlesEcran(self._app.contexte, self._referentiel),
        )
        self._comptoir = controller
        controller.dispensed.connect(lambda _dispensation: self._app.facteur.wake())
        controller.verso_wanted.connect(self._show_verso)
        return screen

    def _show_verso(self, dispensation: Dispensation) -> None:
        session = self._app.session.courante
        page = compose_verso(dispensation, session, specimen=not self._app.table.is_reel)
        self._go("apercu", PageFaite("Dos de l’ordonnance", lambda: render_verso(page)))

    @property
    def _registres(self) -> RegistresEcran:
        return RegistresEcran(self._app.contexte, self._app.session, self._referentiel)

    def _make_registre(self, context: Context) -> Screen:
        screen = RegistreScreen(context)
        RegistreController(screen, self._registres)
        return screen

    def _make_renouvellements(self, context: Context) -> Screen:
        screen = RenouvellementsScreen(context)
        RenouvellementsController(screen, self._registres).counter_wanted.connect(self._take_to_counter)
        return screen

    def _take_to_counter(self, numero: str) -> None:
        self._go("comptoir")
        if self._comptoir is not None:
            self._comptoir.scan(numero)

    def _make_envois(self, context: Context) -> Screen:
        screen = EnvoisScreen(context)
        controller = EnvoisController(screen, EnvoisEcran(self._app.contexte, self._app.session))
        controller.patient_wanted.connect(self._open_dossier)
        return screen

    def _make_messages(self, context: Context) -> Screen:
        assert self._window is not None
        connexion = self._connexion
        assert connexion is not None
        screen = MessagesScreen(
            context,
            MessagesEcran(
                self._app, connexion.ensure, self._app.veille_messages.start, self._app.facteur.wake
            ),
            choose_patient=lambda id_: self._go("accueil", DepuisMessage(id_)),
            write=self._write,
        )
        self._messages = screen
        self._app.veille_messages.on_change = lambda _bilan: self._boites_changed.emit()
        return screen

    def _make_courriers(self, context: Context) -> Screen:
        return RedactionScreen(
            context, RedactionEcran(self._app), sent=lambda: self._go("envois"), away=self._back
        )

    def _write(self, message: MessageLu | None, forward: bool) -> None:
        """Write a message, or answer or forward one."""
        self._go("courriers", Depart(None, message.resume.id if message else "", forward))

    def _renew_psc(self) -> None:
        assert self._connexion is not None
        self._connexion.renew()
        self._app.facteur.wake()

    def _reload_messages(self) -> None:
        if self._messages is not None:
            self._messages.reload()

    def _break_glass(self, patient_id: UUID, motif: str) -> None:
        self._app.acces_dossiers.break_glass(self._app.session.auteur, patient_id, motif)

    def _back(self) -> None:
        if self._window:
            self._window.back()

    def _print(self, screen: Screen, pages: Sequence[PageImage]) -> None:
        printer = ask_printer(screen)
        if printer is not None and not print_pages(pages, printer):
            screen.show_error(OSError())

    def _make_dmp(self, context: Context) -> Screen:
        screen = DmpScreen(context)
        controller = DmpController(screen, DmpEcran(self._app))
        controller.back_wanted.connect(self._open_dossier)
        partage = PartageController(screen, PartagesEcran(self._app))
        controller.opened.connect(partage.open)
        return screen

    def _make_licences(self, context: Context) -> Screen:
        return LicencesScreen(context, lambda: self._app.composants)

    def _make_sauvegardes(self, context: Context) -> Screen:
        screen = SauvegardesScreen(context)
        SauvegardesController(screen, SauvegardesEcran(self._app))
        return screen

    def _make_tournee(self, context: Context) -> Screen:
        screen = TourneeScreen(context)
        app = self._app
        TourneeController(screen, TourneeService(app.contexte, app.session, app.patients, read_photo))
        return screen

    # --- from one to another -------------------------------------------------------------------------

    def _feed_vaccination(self, vaccination: Vaccination) -> None:
        code = vaccination.code_cis or find_vaccin(self._app.medicaments, vaccination.vaccin)
        if not self._app.alimentation.feed_vaccination(vaccination, code):
            self._app.facteur.wake()

    def _opened(self, dossier: DossierPatient) -> None:
        """A file that closes takes its DMP along: the glass is whole again, nothing is secret any more."""
        if self._dossier is not None and self._dossier.patient.id != dossier.patient.id:
            self._app.dossier_dmp.close(self._dossier.patient.id)
        self._dossier = dossier

    def _prescribe(self, dossier: DossierPatient, *, renew: bool) -> None:
        self._go("ordonnances", dossier)
        if self._ordonnances:
            self._ordonnances.open(dossier, renew=renew)

    def _prescribe_named(self, dossier: DossierPatient, nom: str) -> None:
        self._go("ordonnances", dossier)
        if self._ordonnances:
            self._ordonnances.open(dossier, saisie=nom)

    def _signed(self, _signee: OrdonnanceSignee) -> None:
        self._app.facteur.wake()
        if self._window:
            self._window.refresh()

    def _identity_changed(self, _patient: Patient) -> None:
        self._refresh_dossier()

    def _refresh_dossier(self) -> None:
        if self._dossiers:
            self._dossiers.refresh()
