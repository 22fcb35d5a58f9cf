"""The screens of the pharmacy: the counter, its registers, the renewals due."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ambroise.bootstrap.interface.comptoir import CodesEcran, ControlesEcran
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.plan_prises import make_page_delivrance
from ambroise.bootstrap.interface.prescrire import BoitesEcran
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.bootstrap.interface.registre import CopiesEcran, RegistresEcran
from ambroise.bootstrap.prescripteurs import find_bal
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.professionnel import Profession
from ambroise.printing.dos import compose_verso
from ambroise.printing.registre import compose_registre, render_registre
from ambroise.printing.verso import render_verso
from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.comptoir.controller import ComptoirController
from ambroise.ui.comptoir.fichier import FichierController
from ambroise.ui.comptoir.information import InformationController
from ambroise.ui.comptoir.intervention_controller import InterventionController
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.registre.controller import RegistreController, RenouvellementsController
from ambroise.ui.registre.copies import CopiesController
from ambroise.ui.registre.renouvellements import RenouvellementsScreen
from ambroise.ui.registre.screen import RegistreScreen
from ambroise.ui.screen import Context, Screen
from ambroise.usecases.copies_ordonnances import CopieService
from ambroise.usecases.edition_registre import Edition
from ambroise.usecases.interventions import InterventionService
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.renouvellement_exceptionnel import InformationService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_REGISTRE = frozenset({"dispensation", "entree", "annulation", "copie_ordonnance"})
"""What the registers show: dispensings, movements of narcotics, interventions."""


class EcransDuComptoir(QObject):
    """Where an order is answered, and what the law keeps of it."""

    def __init__(self, app: "Application", passage: Passage, referentiel: Referentiel) -> None:
        super().__init__()
        self._app = app
        self._passage = passage
        self._referentiel = referentiel
        self._comptoir: ComptoirController | None = None

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "comptoir": self._make_comptoir,
            "registre": self._make_registre,
            "renouvellements": self._make_renouvellements,
        }

    def forget(self) -> None:
        """Its screens are destroyed: somebody else works here."""
        self._comptoir = None

    def take_vitale(self) -> bool:
        """Compare the card with the order on the counter; return whether the card is the counter's."""
        if self._comptoir is not None and self._comptoir.etat is not None:
            self._comptoir.read_vitale()
            return True
        return self._is_officine and self._passage.window.has("comptoir")

    @property
    def _is_officine(self) -> bool:
        return self._app.reglages.profession == Profession.PHARMACIEN.code

    def _make_comptoir(self, context: Context) -> Screen:
        screen = ComptoirScreen(context)
        controller = ComptoirController(
            screen,
            self._app.dispensations,
            BoitesEcran(self._referentiel, lambda: self._app.biosimilaires),
            self._app.cartes.read_vitale,
            ControlesEcran(
                self._app.contexte,
                self._referentiel,
                self._app.numerique.list_of,
                self._app.lots_rappeles.read,
            ),
            lambda: self._passage.window.banner.patient,
        )
        self._comptoir = controller
        controller.dispensed.connect(lambda _dispensation: self._app.facteur.wake())
        controller.verso_wanted.connect(self._show_verso)
        controller.plan_wanted.connect(self._show_plan)
        controller.register_wanted.connect(lambda: self._passage.go("registre", "stupefiants"))
        codes = CodesEcran(self._app.symboles, self._app.numerique.read_code)
        FichierController(screen, codes, lambda texte: controller.scan(texte, sur_image=True))
        interventions = InterventionController(screen, self._interventions, lambda: controller.etat)
        interventions.message_ready.connect(self._passage.write_to)
        information = InformationController(
            screen, InformationService(self._app.session, find_bal(self._app.annuaire))
        )
        controller.dispensed.connect(information.remind)
        controller.information_due.connect(information.ask)
        information.message_ready.connect(self._passage.write_to)
        return screen

    def _show_verso(self, dispensation: Dispensation) -> None:
        session = self._app.session.courante
        page = compose_verso(dispensation, session, specimen=not self._app.table.is_reel)
        self._passage.go("apercu", PageFaite("Dos de l’ordonnance", lambda: render_verso(page)))

    def _show_plan(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> None:
        self._passage.go("apercu", make_page_delivrance(self._app, consultee, dispensation))

    @property
    def _interventions(self) -> InterventionService:
        return InterventionService(self._app.contexte, self._app.session, find_bal(self._app.annuaire))

    @property
    def _registres(self) -> RegistresEcran:
        return RegistresEcran(
            self._app.contexte, self._app.session, self._referentiel, self._interventions, self._copies
        )

    @property
    def _copies(self) -> CopieService:
        return CopieService(self._app.contexte, self._app.session)

    def _make_registre(self, context: Context) -> Screen:
        screen = RegistreScreen(context)
        controller = RegistreController(screen, self._registres)
        controller.counter_wanted.connect(self._take_to_counter)
        CopiesController(screen, CopiesEcran(self._copies), controller.load)
        screen.copie_opened.connect(self._show_copie)
        self._passage.suivis.follow(screen, _REGISTRE, controller.load)
        screen.print_wanted.connect(self._print_register)
        return screen

    def _show_copie(self, copie: CopieOrdonnance) -> None:
        copies = self._copies
        page = PageFaite(
            f"Copie d’ordonnance, {copie.patient}",
            lambda: copies.read(copie),
            lambda: copies.note_print(copie),
        )
        self._passage.go("apercu", page)

    def _print_register(self, edition: Edition) -> None:
        page = compose_registre(
            edition,
            self._app.session.courante,
            self._app.contexte.horloge(),
            specimen=not self._app.table.is_reel,
        )
        self._passage.go("apercu", PageFaite(edition.titre, lambda: render_registre(page)))

    def _make_renouvellements(self, context: Context) -> Screen:
        screen = RenouvellementsScreen(context)
        controller = RenouvellementsController(screen, self._registres)
        controller.counter_wanted.connect(self._take_to_counter)
        self._passage.suivis.follow(screen, _REGISTRE, controller.load)
        screen.print_wanted.connect(self._print_register)
        return screen

    def _take_to_counter(self, numero: str) -> None:
        self._passage.go("comptoir")
        if self._comptoir is not None:
            self._comptoir.scan(numero)
