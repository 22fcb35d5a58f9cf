"""The screens of one application, built when first shown, and what leads from one to another."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.bootstrap.interface.autres_postes import AutresPostes
from ambroise.bootstrap.interface.carte_vitale import OffreVitale
from ambroise.bootstrap.interface.ecrans.administration import EcransAdministration
from ambroise.bootstrap.interface.ecrans.comptoir import EcransDuComptoir
from ambroise.bootstrap.interface.ecrans.dossier import EcransDuDossier
from ambroise.bootstrap.interface.ecrans.jour import EcransDuJour
from ambroise.bootstrap.interface.ecrans.messages import EcransDesMessages
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.palette import medicaments_provider
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.ui.main_window import MainWindow
from ambroise.ui.messages.ports import Depart
from ambroise.ui.ordonnances.entree import MEDICAMENTS
from ambroise.ui.traces.journal import TRACES

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class Ecrans(QObject):
    """The families of screens, and the commands of the frame that reach into them."""

    def __init__(self, app: "Application") -> None:
        super().__init__()
        self._app = app
        self._passage = Passage()
        self._referentiel = Referentiel(app)
        self._jour = EcransDuJour(app, self._passage)
        self._dossier = EcransDuDossier(app, self._passage, self._referentiel)
        self._comptoir = EcransDuComptoir(app, self._passage, self._referentiel)
        self._messages = EcransDesMessages(app, self._passage)
        self._administration = EcransAdministration(app, self._passage)
        self._offre: OffreVitale | None = None

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        familles = (self._jour, self._dossier, self._comptoir, self._messages, self._administration)
        return {cle: make for famille in familles for cle, make in famille.factories().items()}

    def join(self, window: MainWindow) -> None:
        """Answer the commands of the frame that act on the open file or the day."""
        self._passage.join(window)
        self._messages.join(window)
        window.user_changed.connect(self._forget)
        window.command.connect(self._command)
        window.add_provider(
            medicaments_provider(
                lambda texte, limite: self._referentiel.prescription().search(texte, limite),
                lambda: self._passage.dossier,
                lambda dossier, nom: self._dossier.prescribe(dossier, saisie=nom),
            )
        )
        self._offre = OffreVitale(window, lambda lecteur: self._passage.go("accueil", lecteur))
        window.vitale_inserted.connect(self._vitale_inserted)
        if self._app.reglages.base_donnees:
            autres = AutresPostes(
                self._app, window, self._open_patient, self._dossier.refresh, self._passage.suivis
            )
            autres.start()
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
        for famille in (self._jour, self._dossier, self._comptoir, self._messages):
            famille.forget()
        dossier, self._passage.dossier = self._passage.dossier, None
        if dossier is not None:
            self._app.dossier_dmp.close(dossier.patient.id)

    def _command(self, nom: str) -> None:
        match nom, self._passage.dossier:
            case "next_patient", _:
                self._jour.open_next()
            case "to_do", _:
                self._jour.show_to_do()
            case "psc", _:
                self._messages.renew_psc()
            case "psc_logout", _:
                self._app.psc.forget()
            case "courrier", dossier if dossier:
                self._passage.go("courriers", Depart(dossier.patient.id))
            case "ordonnance", dossier if dossier:
                self._dossier.prescribe(dossier)
            case "acces", dossier if dossier:
                self._passage.go("acces", dossier.patient.id)
            case "coordonnees", dossier if dossier:
                self._passage.go("coordonnees", dossier.patient.id)
            case "identite", dossier if dossier:
                self._passage.go("identites", dossier.patient)

    def _vitale_inserted(self, lecteur: str) -> None:
        """At the counter the card is compared with the order; elsewhere it opens the file."""
        if not self._comptoir.take_vitale() and self._offre is not None:
            self._offre.show(lecteur)
