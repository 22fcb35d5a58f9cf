"""The patient file: timeline at the left, the consultation in the middle, what matters at the right."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.dossier import Consultation, Document
from ambroise.domain.entrees import AucuneAllergieConnue
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.actions import Command
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.chronologie import BROUILLON, ChronologiePanel
from ambroise.ui.patients.consultation import ConsultationPanel
from ambroise.ui.patients.cotes import CotesPanel
from ambroise.ui.patients.croissance import CroissancePanel
from ambroise.ui.patients.etat_dmp import AUCUN, EtatsDossier
from ambroise.ui.patients.frise import timeline
from ambroise.ui.patients.lecture import LecturePanel
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.ui.patients.state import age_at, treatments
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.toast import Toast
from ambroise.usecases.patients import DossierPatient

COMMANDS: Final = (
    Command(
        "dossier_suivi", "Noter un suivi", "clipboard-list", "Alt+S", "Problème, ALD, vaccin…", "dossier"
    ),
    Command("dossier_joindre", "Joindre", "paperclip", "Ctrl+J", "Un PDF, une image, un CDA…", "dossier"),
    Command("dossier_coller", "Coller un document", "image", "Ctrl+Shift+V", "", "dossier"),
    Command("dossier_scan", "Joindre la numérisation", "scan-line", "Ctrl+Shift+J", "", "dossier"),
    Command("dossier_undo", "Annuler le dernier geste", "undo-2", "Ctrl+Z", "", "dossier"),
    Command(
        "dossier_finish", "Terminer", "check", "Ctrl+Return", "Écrire la consultation au dossier", "dossier"
    ),
    Command("dossier_dmp", "DMP", "cloud", "Ctrl+D", "Documents partagés du patient", "dossier"),
    Command("dossier_soins", "Plan de soins", "bandage", "Alt+P", "Soins infirmiers à domicile", "dossier"),
    Command("dossier_imprimer", "Imprimer le dossier", "printer", "Ctrl+P", "Aperçu d’abord", "dossier"),
    Command(
        "dossier_exporter", "Exporter le dossier", "download", "Ctrl+Shift+E", "Formats ouverts", "dossier"
    ),
    Command("dossier_chercher", "Chercher dans le dossier", "search", "Ctrl+F", "", "dossier"),
    Command("dossier_croissance", "Croissance", "chart-line", "Alt+B", "Courbes et percentiles", "dossier"),
    Command("dossier_note", "Aller à la note", "notebook-pen", "Alt+N", "", "dossier"),
    Command("dossier_allergie", "Noter une allergie", "triangle-alert", "Alt+A", "", "dossier"),
    Command(
        "dossier_renew",
        "Renouveler",
        "rotate-cw",
        "Ctrl+Shift+R",
        "Ordonnance des traitements échus",
        "dossier",
    ),
)


class DossierScreen(Screen):
    """Shows one file at a time; whatever is typed is kept before another one is shown."""

    key, title, shows_patient = "dossiers", "Dossier", True
    commands = COMMANDS

    entered = Signal(object)
    """What ``enter`` received: the UUID of the patient, None to come back to the open file."""
    draft_changed = Signal(object, object)
    finish_wanted = Signal()
    ordonnance_wanted = Signal(bool)
    """True to renew the due treatments at once."""
    document_wanted = Signal(object)
    dmp_wanted = Signal()
    suivi_added = Signal(object, str, object)
    task_ticked = Signal(object, bool)
    no_allergy_told = Signal()
    corrected = Signal(object)
    """An entry as it should have been."""
    annulled = Signal(object, str)
    """The UUID of what leaves the file, and why."""
    treatment_stopped = Signal(object, str)
    """A TraitementEnCours, and why."""
    ordonnance_opened = Signal(object)
    soins_wanted = Signal(object)
    """The UUID of the patient."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._dossier: DossierPatient | None = None
        self._phrase: Callable[[LigneOrdonnance], str] = lambda _ligne: ""
        self._reperes = ReperesDossier()
        actions = self.actions_
        self.chronologie = ChronologiePanel()
        self.consultation = ConsultationPanel(actions["dossier_finish"], actions["dossier_dmp"])
        self.lecture = LecturePanel()
        self.cotes = CotesPanel(actions["dossier_renew"], actions["dossier_croissance"])
        self.croissance = CroissancePanel()
        self._work = QStackedWidget()
        self._work.addWidget(self.consultation)
        self._work.addWidget(self.lecture)
        self._work.addWidget(self.croissance)
        self.put(
            Columns(
                self.key,
                context.memory,
                self._work,
                ("la chronologie", self.chronologie),
                ("traitements et allergies", self.cotes),
            )
        )
        self.chronologie.chosen.connect(self._choose)
        self.chronologie.opened.connect(self._open)
        self.lecture.closed.connect(lambda: self.chronologie.list.select_data(BROUILLON))
        self.lecture.open_wanted.connect(self._open)
        self.consultation.draft_changed.connect(self.draft_changed)
        self.cotes.allergies.told.connect(self.consultation.set_allergies)
        self.cotes.allergies.none_told.connect(self.no_allergy_told)
        self.cotes.arret.stopped.connect(self.treatment_stopped)
        self.cotes.suivi.added.connect(self.suivi_added)
        self.cotes.suivi.ticked.connect(self.task_ticked)
        self.cotes.suivi.corrected.connect(self.corrected)
        for source in (self.cotes.suivi, self.cotes.allergies, self.lecture):
            source.annulled.connect(self.annulled)
        self.toast = Toast(self)
        actions.on("dossier_finish", self._finish)
        actions.on("dossier_soins", self._want_soins)
        actions.on("dossier_renew", lambda: self.ordonnance_wanted.emit(True))
        self.consultation.ordonnance_wanted.connect(lambda: self.ordonnance_wanted.emit(False))
        actions.on("dossier_note", self._go_note)
        actions.on("dossier_dmp", self.dmp_wanted.emit)
        actions.on("dossier_chercher", self._go_search)
        actions.on("dossier_croissance", self._show_croissance)
        self.croissance.closed.connect(self._leave_croissance)
        actions.on("dossier_allergie", self.cotes.allergies.open_form)
        actions.on("dossier_suivi", self.cotes.suivi.open_form)
        actions.on("dossier_undo", self.toast.undo)

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)
        self.consultation.motif.setFocus()

    def first_focus(self) -> QWidget:
        return self.consultation.motif

    def leave(self) -> bool:
        self.consultation.flush()
        return True

    def show_dossier(
        self,
        dossier: DossierPatient,
        brouillon: BrouillonConsultation,
        maintenant: datetime,
        *,
        garde_le: datetime | None = None,
        phrase: Callable[[LigneOrdonnance], str] | None = None,
        reperes: ReperesDossier | None = None,
        etats: EtatsDossier = AUCUN,
    ) -> None:
        """Show a file with its draft; what was typed in the former one is kept first."""
        self.consultation.flush()
        if phrase is not None:
            self._phrase = phrase
        if self._dossier is None or self._dossier.patient.id != dossier.patient.id:
            self.banners.clear()
        else:  # what is on the screen is newer than what was read
            brouillon = self.consultation.brouillon
        self._dossier = dossier
        self._reperes = reperes or self._reperes
        aujourdhui = maintenant.date()
        mots = "Brouillon" if brouillon.is_vide else "Brouillon repris"
        self.consultation.show_consultation(dossier, brouillon, maintenant, garde_le)
        self.cotes.show_dossier(dossier, aujourdhui, self._phrase, self._reperes, etats)
        demandees = any(isinstance(e, AucuneAllergieConnue) for e in dossier.entrees)
        self.cotes.allergies.show_allergies(dossier.allergies, brouillon.allergies, demandees=demandees)
        self.chronologie.show_entrees(timeline(dossier, aujourdhui), aujourdhui, mots, etats)
        self._work.setCurrentWidget(self.consultation)
        echus = any(t.is_echu(aujourdhui) for t in treatments(dossier, aujourdhui))
        self.actions_["dossier_renew"].setEnabled(echus)
        self.actions_["dossier_croissance"].setVisible(self._reperes.croissance is not None)

    def show_objet(self, objet_id: UUID) -> None:
        """Show what a search found in this file, when the timeline holds it."""
        self.chronologie.select_objet(objet_id)

    def forget_draft(self) -> None:
        """What was typed is written: the next file shown starts from the draft it is given."""
        self._dossier = None

    def show_saved(self, instant: datetime) -> None:
        """Say when the draft was kept."""
        self.consultation.show_saved(instant)

    @property
    def dossier(self) -> DossierPatient | None:
        """The file shown."""
        return self._dossier

    def _want_soins(self) -> None:
        if self._dossier is not None:
            self.soins_wanted.emit(self._dossier.patient.id)

    def _finish(self) -> None:
        if not self.consultation.show_refus():
            self.finish_wanted.emit()
        else:
            self.consultation.constantes.setFocus()

    def _show_croissance(self) -> None:
        if self._dossier is not None and self._reperes.croissance is not None:
            self.croissance.show_dossier(self._dossier, self.context.now().date(), self._reperes.croissance)
            self._work.setCurrentWidget(self.croissance)
            self.croissance.mesures.setFocus()

    def _leave_croissance(self) -> None:
        self._work.setCurrentWidget(self.consultation)
        self.consultation.focus_note()

    def _go_search(self) -> None:
        self.chronologie.recherche.setFocus()
        self.chronologie.recherche.selectAll()

    def _go_note(self) -> None:
        self.chronologie.list.select_data(BROUILLON)
        self.consultation.focus_note()

    def _choose(self, data: object) -> None:
        assert self._dossier is not None
        match data:
            case Consultation():
                age = age_at(self._dossier, data.debut.astimezone().date())
                self.lecture.show_consultation(data, age)
                self._work.setCurrentWidget(self.lecture)
            case Ordonnance():
                phrases = tuple(
                    "\n".join(filter(None, (ligne.libelle, self._phrase(ligne)))) for ligne in data.lignes
                )
                self.lecture.show_ordonnance(data, phrases)
                self._work.setCurrentWidget(self.lecture)
            case _:
                self._work.setCurrentWidget(self.consultation)

    def _open(self, data: object) -> None:
        match data:
            case Document():
                self.document_wanted.emit(data)
            case Ordonnance():
                self.ordonnance_opened.emit(data)
            case _:
                pass
