"""The screens of one application, built when first shown, and what leads from one to another.

A family is imported when one of its screens is: who types a code does not wait for a hundred modules.
"""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.bootstrap.interface.carte_vitale import OffreVitale
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.palette import medicaments_provider
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.ui.actions import PATIENT, SHELL
from ambroise.ui.main_window import MainWindow
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import MEDICAMENTS, TRACES

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.bootstrap.interface.ecrans.administration import EcransAdministration
    from ambroise.bootstrap.interface.ecrans.comptoir import EcransDuComptoir
    from ambroise.bootstrap.interface.ecrans.dossier import EcransDuDossier
    from ambroise.bootstrap.interface.ecrans.jour import EcransDuJour
    from ambroise.bootstrap.interface.ecrans.messages import EcransDesMessages
    from ambroise.usecases.patients import DossierPatient

    Famille = EcransDuJour | EcransDuDossier | EcransDuComptoir | EcransDesMessages | EcransAdministration

FAMILLES: Final[dict[str, tuple[str, ...]]] = {
    "jour": (
        "journee",
        "agenda",
        "patients",
        "accueil",
        "doublons",
        "envois",
        "tournee",
        "soins",
        "sauvegardes",
        "licences",
    ),
    "dossier": (
        "dossiers",
        "raccourcis",
        "coordonnees",
        "identites",
        "ordonnances",
        "apercu",
        "dmp",
        "dmp_liste",
    ),
    "comptoir": ("comptoir", "registre", "renouvellements"),
    "messages": ("messages", "courriers", "annuaire"),
    "administration": ("comptes", "journal", "acces", "reprise", "pratique"),
}
"""The screens of each family, by its name here and the module that builds it."""
COMMANDES_PATIENT: Final = frozenset(command.name for command in SHELL if command.scope == PATIENT)


def load_screens() -> None:
    """Import every family: from a worker, while somebody gives a code."""
    for famille in FAMILLES:
        import_module(f"{__name__}.{famille}")


class Ecrans(QObject):
    """The families of screens, and the commands of the frame that reach into them."""

    def __init__(self, app: "Application") -> None:
        super().__init__()
        self._app = app
        self._passage = Passage()
        self._referentiel = Referentiel(app)
        self._offre: OffreVitale | None = None

    @cached_property
    def jour(self) -> "EcransDuJour":
        """Where a day begins."""
        from ambroise.bootstrap.interface.ecrans.jour import EcransDuJour

        return EcransDuJour(self._app, self._passage)

    @cached_property
    def dossier(self) -> "EcransDuDossier":
        """The open file."""
        from ambroise.bootstrap.interface.ecrans.dossier import EcransDuDossier

        return EcransDuDossier(self._app, self._passage, self._referentiel)

    @cached_property
    def comptoir(self) -> "EcransDuComptoir":
        """The pharmacy."""
        from ambroise.bootstrap.interface.ecrans.comptoir import EcransDuComptoir

        return EcransDuComptoir(self._app, self._passage, self._referentiel)

    @cached_property
    def messages(self) -> "EcransDesMessages":
        """The mailboxes."""
        from ambroise.bootstrap.interface.ecrans.messages import EcransDesMessages

        return EcransDesMessages(self._app, self._passage)

    @cached_property
    def administration(self) -> "EcransAdministration":
        """Accounts, trail, imports."""
        from ambroise.bootstrap.interface.ecrans.administration import EcransAdministration

        return EcransAdministration(self._app, self._passage, self._referentiel)

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {cle: self._factory(famille, cle) for famille, cles in FAMILLES.items() for cle in cles}

    def _factory(self, famille: str, cle: str) -> ScreenFactory:
        def make(context: Context) -> Screen:
            ecrans: Famille = getattr(self, famille)
            return ecrans.factories()[cle](context)

        return make

    def _built(self) -> "list[Famille]":
        return [vars(self)[famille] for famille in FAMILLES if famille in vars(self)]

    def join(self, window: MainWindow) -> None:
        """Answer the commands of the frame that act on the open file or the day."""
        self._passage.join(window)
        window.user_changed.connect(self._forget)
        window.command.connect(self._command)
        window.add_provider(
            medicaments_provider(
                lambda texte, limite: self._referentiel.prescription().search(texte, limite),
                self._named_dossier,
                lambda dossier, nom: self.dossier.prescribe(dossier, saisie=nom),
            )
        )
        self._passage.suivis.follow(window.palette_, {"patient"}, window.palette_.follow)
        self._offre = OffreVitale(window, lambda lecteur: self._passage.go("accueil", lecteur))
        window.vitale_inserted.connect(self._vitale_inserted)
        if self._app.reglages.base_donnees:
            from ambroise.bootstrap.interface.autres_postes import AutresPostes

            AutresPostes(
                self._app,
                window,
                self._open_patient,
                lambda: self.dossier.refresh(),
                self._passage.suivis,
            ).start()

    def prepare(self) -> None:
        """Verify the trail if that is due, and build the medicines base, before somebody needs them."""
        window = self._passage.window
        window.context.tasks.run(
            lambda _: self._app.veille_traces.verify_if_due(),
            owner=self,
            on_success=lambda _constats: window.refresh(),
            queue=TRACES,
        )
        window.context.tasks.run(
            lambda _: self._referentiel.base(),
            owner=self,
            queue=MEDICAMENTS,
            title="Préparation de la base des médicaments",
        )

    def _open_patient(self) -> UUID | None:
        dossier = self._passage.dossier
        return dossier.patient.id if dossier is not None else None

    def _forget(self) -> None:
        """The screens of the former user are gone; the file closes, and its DMP with it."""
        for famille in self._built():
            famille.forget()
        dossier, self._passage.dossier = self._passage.dossier, None
        if dossier is not None:
            self._app.dossier_dmp.close(dossier.patient.id)

    def _named_dossier(self) -> "DossierPatient | None":
        """Return the open file, if it is that of the patient in the banner: the tour shows others there."""
        dossier, nomme = self._passage.dossier, self._passage.window.patient_id
        return dossier if dossier is not None and dossier.patient.id == nomme else None

    def _command(self, nom: str) -> None:
        """Answer a command; one on a patient whose file is not open yet opens the file."""
        dossier, nomme = self._named_dossier(), self._passage.window.patient_id
        if dossier is None and nomme is not None and nom in COMMANDES_PATIENT:
            self._passage.open_dossier(nomme)
            return
        match nom, dossier:
            case "next_patient", _:
                self.jour.open_next()
            case "to_do", _:
                self.jour.show_to_do()
            case "psc", _:
                self.messages.renew_psc()
            case "psc_logout", _:
                self._app.psc.forget()
            case "courrier", dossier if dossier:
                self._passage.write_of(dossier.patient.id)
            case "ordonnance", dossier if dossier:
                self.dossier.prescribe(dossier)
            case "plan_prises", dossier if dossier:
                self.dossier.show_plan(dossier)
            case "acces", dossier if dossier:
                self._passage.go("acces", dossier.patient.id)
            case "coordonnees", dossier if dossier:
                self._passage.go("coordonnees", dossier.patient.id)
            case "identite", dossier if dossier:
                self._passage.go("identites", dossier.patient)

    def _vitale_inserted(self, lecteur: str) -> None:
        """At the counter the card is compared with the order; elsewhere it opens the file."""
        if not self.comptoir.take_vitale() and self._offre is not None:
            self._offre.show(lecteur)
