"""Receive a patient: who is on the card, which file it may be, else a new one with traits asked aloud."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.ui.actions import Command
from ambroise.ui.identites.apcv import ApcvPanel
from ambroise.ui.identites.douchette import Douchette, is_datamatrix
from ambroise.ui.identites.formulaire import FormulairePatient
from ambroise.ui.identites.lecture import LectureCard, saisie_of
from ambroise.ui.identites.ports import DossierProche
from ambroise.ui.identites.presents import PresentsPanel
from ambroise.ui.identites.proches import ProchesPanel
from ambroise.ui.identites.saisie import (
    SaisiePatient,
)
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.layouts import column, fill, label, row, scroller
from ambroise.ui.words import NNBSP, born
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale

COMMANDS: Final = (
    Command("accueil_create", "Créer le dossier", "plus", "Ctrl+Return", "Puis interroger INSi", "accueil"),
    Command("accueil_carte", "Lire la carte Vitale", "credit-card", "Ctrl+R", "", "accueil"),
    Command("accueil_image", "Lire une image", "image", "Alt+I", "Datamatrix INS, image ou PDF", "accueil"),
    Command("accueil_nom", "Même nom à la naissance", "check", "Alt+M", "La personne l’a dit", "accueil"),
)


class AccueilScreen(Screen):
    """Shows a card and a form; creates nothing by itself."""

    key, title = "accueil", "Accueil d’un patient"
    commands = COMMANDS

    entered = Signal(object)
    card_wanted = Signal()
    apcv_shown = Signal(object)
    """What the phone showed: the text of its code, or the bytes of a picture."""
    beneficiaire_chosen = Signal(object)
    patient_chosen = Signal(object)
    """UUID of an existing file."""
    traits_typed = Signal(object, str)
    """TraitsIdentite complete, and the used name: look for close files."""
    text_scanned = Signal(str)
    file_given = Signal(object)
    """Path of an image or a PDF."""
    image_wanted = Signal()
    create_wanted = Signal(object, object)
    """SaisiePatient and its TraitsIdentite."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._carte: BeneficiaireVitale | None = None
        self._lue: PatientAnnonce | None = None
        self._titre = label("Nouveau patient", "title")
        self._source = label("", "secondary", wrap=True)
        self.douchette = Douchette(self)
        self.douchette.scanned.connect(self.text_scanned)
        self.lecture = LectureCard()
        self.lecture.taken.connect(self._take_lecture)
        self.lecture.dropped.connect(lambda: self.show_lecture(None))
        self.setAcceptDrops(True)
        self.presents = PresentsPanel()
        self.presents.chosen.connect(self.beneficiaire_chosen)
        self.formulaire = FormulairePatient(self._today, Button.of(self.actions_["accueil_nom"]))
        self.proches = ProchesPanel()
        self.apcv = ApcvPanel(context, 152)
        self._raison = label("", "secondary", wrap=True)
        self._build()
        self.actions_.on("accueil_create", self._create)
        self.actions_.on("accueil_carte", self.card_wanted.emit)
        self.actions_.on("accueil_image", self.image_wanted.emit)
        self.actions_.on("accueil_nom", self.formulaire.take_same_name)
        self.show_empty()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)
        self.formulaire.nom.setFocus()

    def first_focus(self) -> QWidget:
        return self.formulaire.nom

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or is_datamatrix(event.mimeData().text()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        fichiers = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if fichiers:
            self.file_given.emit(Path(fichiers[0]))
        elif is_datamatrix(event.mimeData().text()):
            self.text_scanned.emit(event.mimeData().text())

    def show_lecture(self, lue: IdentiteLue | None) -> None:
        """Show an identity just read beside what is known; the form stays as it is."""
        self.lecture.show_lecture(lue, self.formulaire.saisie)
        if lue is None:
            self.formulaire.nom.setFocus()

    def _take_lecture(self) -> None:
        """The user agreed: what was read fills the form, what only a person says stays."""
        lue = self.lecture.lue
        if lue is None:
            return
        avant = self.formulaire.saisie
        self._lue = lue.annonce
        self._carte = None  # the billing number of a card is not that of whoever was just read
        self.lecture.show_lecture(None, avant)
        self._fill(replace(saisie_of(lue), nom_utilise=avant.nom_utilise, telephone=avant.telephone))
        self._source.setText("Rempli par une lecture, qui ne prouve rien. Vérifiez sur une pièce d’identité.")
        self.formulaire.telephone.setFocus()

    def show_empty(self) -> None:
        """Ask everything of a person without a card."""
        self._carte = self._lue = None
        self.lecture.show_lecture(None, SaisiePatient())
        self._source.setText("Demandez le nom de naissance à voix haute, puis une pièce d’identité.")
        self.presents.show_beneficiaires((), self._today())
        self._fill(SaisiePatient())

    def show_beneficiaires(self, beneficiaires: Sequence[BeneficiaireVitale]) -> None:
        """Ask who of the card is here."""
        self._source.setText(f"La carte porte plusieurs personnes. Qui est présent{NNBSP}?")
        self.presents.show_beneficiaires(beneficiaires, self._today())
        self._fill(SaisiePatient())

    def show_carte(self, beneficiaire: BeneficiaireVitale) -> None:
        """Prepare the file of a person of the card; the birth name stays to be asked."""
        self._carte, self._lue = beneficiaire, None
        ne = beneficiaire.date_naissance
        naissance = f", {born(ne, self._today())}" if ne else ""
        self._source.setText(_says(beneficiaire, naissance))
        self.presents.show_beneficiaires((), self._today())
        saisie = SaisiePatient(
            nom=beneficiaire.nom_naissance,
            prenoms=beneficiaire.prenom,
            date=f"{ne:%d/%m/%Y}" if ne else "",
            nom_utilise="" if beneficiaire.nom == beneficiaire.nom_naissance else beneficiaire.nom,
        )
        self._fill(saisie)
        self.formulaire.nom.setFocus()

    def show_proches(self, proches: Sequence[DossierProche]) -> None:
        """Show the files that may be this person."""
        self.proches.show_proches(proches, self._today())
        self._show_state()

    def show_candidats(self, patients: Sequence[Patient]) -> None:
        """Show the files that the card may be of."""
        raisons = ("même date de naissance que la carte",)
        self.show_proches([DossierProche(p, raisons) for p in patients])

    @property
    def carte(self) -> BeneficiaireVitale | None:
        """The person of the card the form is about."""
        return self._carte

    @property
    def lue(self) -> PatientAnnonce | None:
        """The identity read that the form was filled with."""
        return self._lue

    def _today(self) -> date:
        return self.context.now().date()

    def _fill(self, saisie: SaisiePatient) -> None:
        self.proches.wait()
        self.formulaire.fill(saisie)

    def _build(self) -> None:
        page = QWidget()
        page.setMaximumWidth(760)
        layout = column(page, margins=(24, 16, 24, 24), gap=12)
        head = row(gap=12)
        image, carte = Button.of(self.actions_["accueil_image"]), Button.of(self.actions_["accueil_carte"])
        fill(head, self._titre, 0, image, carte)
        fill(layout, head, self.apcv, self._source, self.lecture, self.presents, self.formulaire, 0)
        holder = QWidget()
        centre = row(holder, gap=0)
        centre.addWidget(page, 100)
        centre.addStretch(1)
        scroll = scroller(holder)
        side = ("les dossiers ressemblants", self.proches)
        self.put(Columns(self.key, self.context.memory, scroll, right=side, widths=(0, 360)))
        creer = Button.of(self.actions_["accueil_create"], "primary")
        self.put_foot(self._raison, creer).setStretch(0, 1)
        self.formulaire.edited.connect(self._typed)
        self.formulaire.settled.connect(self._settled)
        self.proches.opened.connect(self.patient_chosen)
        self.apcv.shown.connect(self.apcv_shown)

    def _typed(self) -> None:
        """While typing, the button stays: it reads again what is typed before it does anything."""
        self.actions_["accueil_create"].setEnabled(True)

    def _settled(self) -> None:
        traits = self.formulaire.lecture.traits
        if traits is not None:
            self.traits_typed.emit(traits, self.formulaire.nom_utilise.text().strip())
        self._show_state()

    def _show_state(self) -> None:
        lecture, creer = self.formulaire.lecture, self.actions_["accueil_create"]
        creer.setEnabled(lecture.is_complete)
        combien = len(self.proches.proches)
        creer.setText("Créer quand même, autre personne" if combien else "Créer le dossier")
        if lecture.erreurs:
            self._raison.setText("Corrigez ce qui est indiqué.")
        elif lecture.manques:
            self._raison.setText(f"Il manque {', '.join(lecture.manques)}.")
        elif combien:
            self._raison.setText(
                "Un dossier ressemble\u00a0: ouvrez-le, ou confirmez que c’est une autre personne."
            )
        else:
            self._raison.setText("L’identité sera provisoire, puis INSi sera interrogé.")
        self.actions_["accueil_nom"].setEnabled(
            bool(self.formulaire.nom_utilise.text().strip()) and not self.formulaire.nom.text().strip()
        )

    def _create(self) -> None:
        self.formulaire.settle()
        lecture = self.formulaire.lecture
        if lecture.is_complete:
            self.create_wanted.emit(self.formulaire.saisie, lecture.traits)


def _says(beneficiaire: BeneficiaireVitale, naissance: str) -> str:
    suite = f"{beneficiaire.prenom.title()}{naissance}"
    if beneficiaire.nom_naissance:
        dit = f"L’appli carte Vitale dit {beneficiaire.nom_naissance} {suite}."
        return f"{dit} Vérifiez avec une pièce d’identité."
    dit = f"La carte dit {beneficiaire.nom} {suite}."
    return f"{dit} Ce nom peut être celui d’usage\u00a0: demandez celui de naissance."
