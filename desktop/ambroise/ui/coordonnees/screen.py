"""The coordinates of a patient: five lines to change, whose they are said above, nothing of the care."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ambroise.domain.coordonnees_saisie import CHAMPS, find_erreurs, tidy
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.ui.actions import Command
from ambroise.ui.coordonnees import exemples
from ambroise.ui.coordonnees.communes import CommunesProposees
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centred, column, fill, frame, label, row
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import NBSP, born

_SCOPE: Final = "coordonnees"
_WIDTH: Final = 720
_LABELS: Final = 160
_SEXES: Final = {"F": "Féminin", "M": "Masculin", "I": "Indéterminé"}
_LIGNES: Final = (
    ("telephone", "&Téléphone", exemples.TELEPHONE),
    ("email", "&Adresse électronique", exemples.EMAIL),
    ("adresse", "Adresse &postale", "12 rue des Lilas"),
    ("code_postal", "&Code postal", "63000"),
    ("commune", "Co&mmune", "Clermont-Ferrand"),
)

COMMANDS: Final = (
    Command("coordonnees_save", "Enregistrer", "check", "Ctrl+Return", "Les coordonnées", _SCOPE),
    Command("coordonnees_identite", "Identité", "shield-check", "Alt+I", "Traits, INSi, pièce", _SCOPE),
    Command("coordonnees_undo", "Défaire", "undo-2", "Ctrl+Z", "", _SCOPE, in_palette=False),
)


class CoordonneesScreen(Screen):
    """Shows one patient's; what is typed stays until it is written, whatever another seat wrote."""

    key, title = _SCOPE, "Coordonnées"
    commands = COMMANDS

    entered = Signal(object)
    """UUID of the patient."""
    save_wanted = Signal(object)
    """The Coordonnees typed, once they can be right."""
    identite_wanted = Signal(object)
    """The Patient."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._patient: Patient | None = None
        self._nom = label("", "title")
        self._naissance = label("", "secondary")
        self.form = Form(_LABELS)
        self.champs: dict[str, QLineEdit] = {}
        for nom, mots, exemple in _LIGNES:
            champ = self.champs[nom] = QLineEdit()
            self.form.add(mots, champ, exemple)
            champ.returnPressed.connect(lambda: self._save())
        self.communes = CommunesProposees(self.champs["code_postal"], self.champs["commune"])
        self.toast = Toast(self)
        self._pages = QStackedWidget()
        self._pages.addWidget(
            EmptyState("users", "Aucun patient", "Cherchez un patient, puis ouvrez ses coordonnées.")
        )
        self._pages.addWidget(self._build())
        self.put(self._pages)
        self.actions_.on("coordonnees_save", self._save)
        self.actions_.on("coordonnees_identite", self._want_identite)
        self.actions_.on("coordonnees_undo", self.toast.undo)
        self._allow()

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, UUID):
            self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.champs["telephone"]

    @property
    def patient(self) -> Patient | None:
        """Whose coordinates are shown, as they were read."""
        return self._patient

    @property
    def tapees(self) -> Coordonnees:
        """What is typed now."""
        return tidy(Coordonnees(*(self.champs[nom].text() for nom in CHAMPS)))

    def show_patient(self, patient: Patient, tapees: Coordonnees | None = None) -> None:
        """Show a patient; ``tapees`` keeps what is typed over what was just read."""
        self._patient = patient
        traits = patient.identite.traits
        self._nom.setText(f"{patient.nom_affiche} {patient.prenom_affiche}")
        autre = traits.nom_naissance if patient.identite.nom_utilise else ""
        morceaux = (
            f"Nom de naissance{NBSP}: {autre}" if autre else "",
            born(traits.date_naissance, self.context.now().date()),
            _SEXES[traits.sexe.value],
        )
        self._naissance.setText(" · ".join(filter(None, morceaux)))
        for nom in CHAMPS:
            self.champs[nom].setText(getattr(tapees or patient.coordonnees, nom))
        self.show_enregistrees(patient.coordonnees if tapees else None)
        self._pages.setCurrentIndex(1)
        self._allow()

    def show_enregistrees(self, enregistrees: Coordonnees | None) -> None:
        """Say under each field what stands in the base when it is not what is typed; None says nothing."""
        self.form.clear_errors()
        if enregistrees is None:
            return
        for nom in CHAMPS:
            ecrit = getattr(enregistrees, nom)
            if ecrit != getattr(self.tapees, nom):
                self.form.show_error(self.champs[nom], f"Enregistré{NBSP}: {ecrit or 'rien'}")

    def _build(self) -> QWidget:
        carte = frame("card")
        layout = column(carte, margins=(20, 16, 20, 16), gap=12)
        boutons = row(gap=8)
        fill(boutons, Button.of(self.actions_["coordonnees_identite"], "flat"), 0)
        fill(boutons, Button.of(self.actions_["coordonnees_save"], "primary"))
        plusieurs = (
            f"Plusieurs numéros ou adresses{NBSP}: séparez-les par un point-virgule, "
            "l’étiquette entre parenthèses."
        )
        fill(layout, self._nom, self._naissance, self.form, label(plusieurs, "label", wrap=True))
        layout.addLayout(boutons)
        carte.setFixedWidth(_WIDTH)
        page = QWidget()
        fill(column(page, margins=(20, 24, 20, 24)), centred(carte), 0)
        return page

    def _save(self) -> None:
        if self._patient is None or not self.actions_["coordonnees_save"].isEnabled():
            return
        erreurs = find_erreurs(self.tapees)
        for nom, champ in self.champs.items():
            self.form.show_error(champ, erreurs.get(nom, ""))
        if erreurs:
            self.champs[next(iter(erreurs))].setFocus()
        else:
            self.save_wanted.emit(self.tapees)

    def _want_identite(self) -> None:
        if self._patient is not None:
            self.identite_wanted.emit(self._patient)

    def _allow(self) -> None:
        for nom in ("coordonnees_save", "coordonnees_identite"):
            self.actions_[nom].setEnabled(self._patient is not None)
