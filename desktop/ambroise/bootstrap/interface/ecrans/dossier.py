"""The screens of the open file: the file, the identity, the order, the page, the DMP."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.bootstrap.interface.apercu import (
    ApercuEcran,
    ApportsEcran,
    DeplacementsEcran,
    DocumentsEcran,
    make_documents,
)
from ambroise.bootstrap.interface.dmp import DmpEcran, EtatsEcran, PartagesEcran
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.joindre import JoindreEcran
from ambroise.bootstrap.interface.plan_prises import make_page_plan
from ambroise.bootstrap.interface.prescrire import PrescriptionEcran
from ambroise.bootstrap.interface.referentiel import OrdonnancesEcran, Referentiel
from ambroise.bootstrap.interface.reperes import read_reperes
from ambroise.bootstrap.interface.sortie import SortieEcran
from ambroise.domain.alimentation import VersionPartagee
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.apercu.annulation_controller import AnnulationController
from ambroise.ui.apercu.controller import ApercuController
from ambroise.ui.apercu.delivrances_controller import DelivrancesController
from ambroise.ui.apercu.deplacement_controller import DeplacementController
from ambroise.ui.apercu.depot_controller import DepotController
from ambroise.ui.apercu.desaccord_controller import DesaccordController
from ambroise.ui.apercu.impression import print_from
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.coordonnees.controller import CoordonneesController
from ambroise.ui.coordonnees.screen import CoordonneesScreen
from ambroise.ui.dmp.controller import DmpController
from ambroise.ui.dmp.liste import DmpListeController, DmpListeScreen
from ambroise.ui.dmp.partage_controller import PartageController
from ambroise.ui.dmp.screen import DmpScreen
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.correction import CorrectionController
from ambroise.ui.identites.echanges import EchangesController
from ambroise.ui.identites.partis import PartisController
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.identites.state import read_proposes
from ambroise.ui.ordonnances.controller import OrdonnanceController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.etat_dmp_controller import EtatDmpController
from ambroise.ui.patients.joindre import JoindreController
from ambroise.ui.patients.raccourcis import NoteRaccourcis, RaccourcisController, RaccourcisScreen
from ambroise.ui.patients.sortie import SortieController
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.usecases.coordonnees import CoordonneesService
from ambroise.usecases.desaccords import DesaccordService
from ambroise.usecases.echanges_insi import EchangeLu, list_echanges
from ambroise.usecases.modeles import ModeleService
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.prescription import describe
from ambroise.usecases.raccourcis import RaccourciService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.domain.dossier import Document


class EcransDuDossier(QObject):
    """What is read and written of one patient at a time."""

    def __init__(self, app: "Application", passage: Passage, referentiel: Referentiel) -> None:
        super().__init__()
        self._app = app
        self._passage = passage
        self._referentiel = referentiel
        self._dossiers: DossierController | None = None
        self._ordonnances: OrdonnanceController | None = None
        self._partage: PartageController | None = None
        self._apercu: ApercuScreen | None = None

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "dossiers": self._make_dossiers,
            "raccourcis": self._make_raccourcis,
            "identites": self._make_identites,
            "coordonnees": self._make_coordonnees,
            "ordonnances": self._make_ordonnances,
            "apercu": self._make_apercu,
            "dmp": self._make_dmp,
            "dmp_liste": self._make_dmp_liste,
        }

    def forget(self) -> None:
        """Its screens are destroyed: somebody else works here."""
        self._dossiers = self._ordonnances = self._apercu = None

    def prescribe(self, dossier: DossierPatient, *, renew: bool = False, saisie: str = "") -> None:
        """Show the order of a file, with the renewal asked for or a name typed in its entry line."""
        self._passage.go("ordonnances", dossier)
        if self._ordonnances:
            self._ordonnances.open(dossier, renew=renew, saisie=saisie)

    def show_plan(self, dossier: DossierPatient) -> None:
        """Show the plan of intakes of a file, as it prints."""
        self._passage.go("apercu", make_page_plan(self._app, dossier))

    def _make_dossiers(self, context: Context) -> Screen:
        screen = DossierScreen(context)
        context.tasks.run(lambda _: self._app.terminologies.maladies, owner=screen, queue=MEDICAMENTS)
        self._dossiers = DossierController(
            screen,
            self._app.patients,
            self._app.brouillons,
            describe,
            self._app.suivi,
            self._break_glass,
            partial(read_reperes, self._app.terminologies),
            etats := EtatsEcran(self._app),
        )
        etat = EtatDmpController(screen, etats, self._dossiers.refresh)
        etat.partage_wanted.connect(self._show_shared)
        JoindreController(screen, JoindreEcran(self._app), self._dossiers.refresh)
        note = NoteRaccourcis(screen, RaccourciService(self._app.contexte, self._app.session))
        note.wanted.connect(lambda: self._passage.go("raccourcis"))
        sortie = SortieController(screen, SortieEcran(self._app))
        sortie.page_wanted.connect(lambda page: self._passage.go("apercu", page))
        self._dossiers.opened.connect(self._opened)
        self._dossiers.ordonnance_wanted.connect(lambda dossier, renew: self.prescribe(dossier, renew=renew))
        screen.soins_wanted.connect(lambda patient_id: self._passage.go("soins", patient_id))
        self._dossiers.dmp_wanted.connect(lambda patient_id: self._passage.go("dmp", patient_id))
        self._dossiers.document_wanted.connect(lambda document: self._passage.go("apercu", document))
        return screen

    def _make_raccourcis(self, context: Context) -> Screen:
        screen = RaccourcisScreen(context)
        RaccourcisController(screen, RaccourciService(self._app.contexte, self._app.session))
        screen.back_wanted.connect(self._passage.back)
        return screen

    def _make_identites(self, context: Context) -> Screen:
        screen = IdentiteScreen(context)
        controller = IdentiteController(
            screen,
            self._app.identites,
            self._app.identitovigilance,
            proposes=lambda: read_proposes(self._app.reglages.justificatifs),
        )
        controller.patient_changed.connect(lambda _patient: self._refresh())
        CorrectionController(screen, controller, self._app.identitovigilance)
        partis = PartisController(screen, screen.partis, self._app.rectification)
        controller.shown.connect(partis.show_patient)
        partis.told.connect(self._app.facteur.wake)
        echanges = EchangesController(screen, screen.echanges, screen.echanges_wanted, self._list_echanges)
        controller.shown.connect(echanges.show_patient)
        controller.back_wanted.connect(lambda: self._passage.go("dossiers"))
        return screen

    def _make_coordonnees(self, context: Context) -> Screen:
        screen = CoordonneesScreen(context)
        service = CoordonneesService(self._app.contexte, self._app.session)
        controller = CoordonneesController(
            screen, service, lambda texte: self._app.lieux.find_communes(texte)
        )
        controller.saved.connect(lambda _patient: self._refresh())
        screen.identite_wanted.connect(lambda patient: self._passage.go("identites", patient))
        return screen

    def _list_echanges(self, patient_id: UUID) -> Sequence[EchangeLu]:
        return list_echanges(self._app.contexte, patient_id, self._app.session.auteur)

    def _make_ordonnances(self, context: Context) -> Screen:
        screen = OrdonnanceScreen(context)
        self._ordonnances = OrdonnanceController(
            screen,
            PrescriptionEcran(self._referentiel),
            OrdonnancesEcran(self._referentiel),
            self._app.contexte.new_id,
            suivi=self._app.suivi,
            modeles=ModeleService(self._app.contexte, self._app.session),
        )
        self._ordonnances.dossier_changed.connect(lambda _patient_id: self._refresh())
        self._ordonnances.signed.connect(lambda signee: self._signed(signee.page))
        self._ordonnances.apercu_wanted.connect(lambda ordonnance: self._passage.go("apercu", ordonnance))
        return screen

    def _make_apercu(self, context: Context) -> Screen:
        screen = self._apercu = ApercuScreen(context)
        documents = DocumentsEcran(
            make_documents(self._app),
            self._app.fichiers_sante.render_cda,
            self._app.depots.require_depose,
        )
        controller = ApercuController(screen, ApercuEcran(self._app), documents, ApportsEcran(self._app))
        controller.back_wanted.connect(self._passage.back)
        controller.print_wanted.connect(lambda impression: print_from(screen, impression))
        deplacement = DeplacementController(screen, DeplacementsEcran(self._app.patients, self._app.fusions))
        deplacement.moved.connect(self._refresh)
        annulation = AnnulationController(screen, self._app.annulations)
        annulation.cancelled.connect(self._cancelled)
        annulation.cancelled.connect(controller.open_document)
        annulation.replacement_started.connect(self._write_replacement)
        desaccord = DesaccordController(screen, DesaccordService(self._app.contexte, self._app.session))
        annulation.found.connect(desaccord.look)
        annulation.found.connect(DelivrancesController(screen, self._app.ordonnances).look)
        depot = DepotController(screen, self._app.depots)
        controller.not_deposited.connect(depot.tell)
        depot.signed_sans_code.connect(self._signed)
        desaccord.asked_again.connect(self._app.facteur.wake)
        return screen

    def _make_dmp(self, context: Context) -> Screen:
        screen = DmpScreen(context)
        controller = DmpController(screen, DmpEcran(self._app))
        controller.back_wanted.connect(self._passage.open_dossier)
        self._partage = PartageController(screen, PartagesEcran(self._app))
        controller.opened.connect(self._partage.open)
        return screen

    def _make_dmp_liste(self, context: Context) -> Screen:
        screen = DmpListeScreen(context)
        DmpListeController(
            screen, self._app.droits_dmp, lambda patient_id: self._passage.go("dmp", patient_id)
        )
        return screen

    def _show_shared(self, patient_id: UUID, version: VersionPartagee) -> None:
        self._passage.go("dmp", patient_id)
        if self._partage:
            self._partage.show_version(version)

    def _break_glass(self, patient_id: UUID, motif: str) -> None:
        self._app.acces_dossiers.break_glass(self._app.session.auteur, patient_id, motif)

    def _opened(self, dossier: DossierPatient) -> None:
        """A file that closes takes its DMP along: the glass is whole again, nothing is secret any more."""
        ferme = self._passage.dossier
        if ferme is not None and ferme.patient.id != dossier.patient.id:
            self._app.dossier_dmp.close(ferme.patient.id)
        self._passage.dossier = dossier

    def _cancelled(self, _document: object) -> None:
        self._app.facteur.wake()
        self._refresh()

    def _write_replacement(self, brouillon: Ordonnance) -> None:
        """Go on with the draft that replaces an order, its lines ready to be changed."""
        dossier = self._passage.dossier
        if dossier is not None and dossier.patient.id == brouillon.patient_id:
            if self._ordonnances is not None:
                self._ordonnances.forget()
            self._passage.go("ordonnances", dossier)

    def _signed(self, page: "Document") -> None:
        """Let it leave, and show the page to print; Échap comes back to the file."""
        self._app.facteur.wake()
        self._passage.window.refresh()
        self._passage.go("apercu", page)
        if self._apercu is not None:
            self._apercu.toast.say("Ordonnance signée")

    def refresh(self) -> None:
        """Read the open file again; what is being typed in it stays."""
        self._refresh()

    def _refresh(self) -> None:
        if self._dossiers:
            self._dossiers.refresh()
