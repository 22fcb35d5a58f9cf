"""Receive a patient: who is on the card, which file it may be, else a new one with traits asked aloud."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.identite import Sexe
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.ui.actions import Command
from ambroise.ui.identites.apcv import ApcvPanel
from ambroise.ui.identites.douchette import Douchette, is_datamatrix
from ambroise.ui.identites.lecture import LectureCard, saisie_of
from ambroise.ui.identites.ports import DossierProche
from ambroise.ui.identites.proches import ProchesPanel
from ambroise.ui.identites.saisie import (
    DATE,
    LIEU,
    NOM,
    PRENOMS,
    LectureSaisie,
    SaisiePatient,
    read_date,
    read_saisie,
)
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.choices import Choice, ChoiceCard
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, row, scroller
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NNBSP, born
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale

PAUSE_MS: Final = 250

COMMANDS: Final = (
    Command("accueil_create", "Créer le dossier", "plus", "Ctrl+Return", "Puis interroger INSi", "accueil"),
    Command("accueil_carte", "Lire la carte Vitale", "credit-card", "Ctrl+R", "", "accueil"),
    Command("accueil_image", "Lire une image", "image", "Alt+I", "Datamatrix INS, image ou PDF", "accueil"),
    Command("accueil_nom", "Même nom à la naissance", "check", "Alt+M", "La personne l’a dit", "accueil"),
)

_SEXES: Final = (("F", "Féminin"), ("M", "Masculin"), ("I", "Indéterminé"))


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
    lieu_typed = Signal(str)
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
        self._lecture = LectureSaisie()
        self._titre = label("Nouveau patient", "title")
        self._source = label("", "secondary", wrap=True)
        self.douchette = Douchette(self)
        self.douchette.scanned.connect(self.text_scanned)
        self.lecture = LectureCard()
        self.lecture.taken.connect(self._take_lecture)
        self.lecture.dropped.connect(lambda: self.show_lecture(None))
        self.setAcceptDrops(True)
        self._choix = QWidget()
        self._choix_layout = column(self._choix, gap=8)
        self._form = Form(152)
        self.nom, self.prenoms, self.nom_utilise = QLineEdit(), QLineEdit(), QLineEdit()
        self.date, self.lieu, self.telephone = QLineEdit(), QLineEdit(), QLineEdit()
        self.sexe = Segmented("Sexe", _SEXES, tick=True)
        self._lieux = SectionList("Lieux de naissance trouvés", framed=True, lines=True, height=36)
        self.proches = ProchesPanel()
        self.apcv = ApcvPanel(context, 152)
        self._raison = label("", "secondary", wrap=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._settled)
        self._build()
        self.actions_.on("accueil_create", self._create)
        self.actions_.on("accueil_carte", self.card_wanted.emit)
        self.actions_.on("accueil_image", self.image_wanted.emit)
        self.actions_.on("accueil_nom", self._same_name)
        self.show_empty()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)
        self.nom.setFocus()

    def first_focus(self) -> QWidget:
        return self.nom

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
        self.lecture.show_lecture(lue, self.saisie)
        if lue is None:
            self.nom.setFocus()

    def _take_lecture(self) -> None:
        """The user agreed: what was read fills the form, what only a person says stays."""
        lue = self.lecture.lue
        if lue is None:
            return
        avant = self.saisie
        self._lue = lue.annonce
        self._carte = None  # the billing number of a card is not that of whoever was just read
        self.lecture.show_lecture(None, avant)
        self._fill(replace(saisie_of(lue), nom_utilise=avant.nom_utilise, telephone=avant.telephone))
        self._source.setText("Rempli par une lecture, qui ne prouve rien. Vérifiez sur une pièce d’identité.")
        self.telephone.setFocus()

    def show_empty(self) -> None:
        """Ask everything of a person without a card."""
        self._carte = self._lue = None
        self.lecture.show_lecture(None, SaisiePatient())
        self._source.setText("Demandez le nom de naissance à voix haute, puis une pièce d’identité.")
        self._show_choices(())
        self._fill(SaisiePatient())

    def show_beneficiaires(self, beneficiaires: Sequence[BeneficiaireVitale]) -> None:
        """Ask who of the card is here."""
        self._source.setText(f"La carte porte plusieurs personnes. Qui est présent{NNBSP}?")
        self._show_choices(beneficiaires)
        self._fill(SaisiePatient())

    def show_carte(self, beneficiaire: BeneficiaireVitale) -> None:
        """Prepare the file of a person of the card; the birth name stays to be asked."""
        self._carte, self._lue = beneficiaire, None
        ne = beneficiaire.date_naissance
        naissance = f", {born(ne, self.context.now().date())}" if ne else ""
        self._source.setText(_says(beneficiaire, naissance))
        self._show_choices(())
        saisie = SaisiePatient(
            nom=beneficiaire.nom_naissance,
            prenoms=beneficiaire.prenom,
            date=f"{ne:%d/%m/%Y}" if ne else "",
            nom_utilise="" if beneficiaire.nom == beneficiaire.nom_naissance else beneficiaire.nom,
        )
        self._fill(saisie)
        self.nom.setFocus()

    def show_proches(self, proches: Sequence[DossierProche]) -> None:
        """Show the files that may be this person."""
        self.proches.show_proches(proches, self.context.now().date())
        self._show_state()

    def show_candidats(self, patients: Sequence[Patient]) -> None:
        """Show the files that the card may be of."""
        raisons = ("même date de naissance que la carte",)
        self.show_proches([DossierProche(p, raisons) for p in patients])

    def show_lieux(self, lieux: Sequence[Lieu]) -> None:
        """Offer the birth places found."""
        rows = [
            TwoLine.of(x.libelle, icon="", right=f"{x.code} {x.precision}".strip(), data=x) for x in lieux[:5]
        ]
        self._lieux.show_items(rows)
        self._lieux.setFixedHeight(self._lieux.content_height())
        montres = self._lieux.isVisible()
        self._lieux.setVisible(bool(rows))
        if montres != bool(rows):
            self._settled()

    @property
    def saisie(self) -> SaisiePatient:
        """What is typed now."""
        courant = self.sexe.current
        return SaisiePatient(
            self.nom.text(),
            self.prenoms.text(),
            self.date.text(),
            Sexe(courant) if courant else None,
            self.lieu.text(),
            self.nom_utilise.text(),
            self.telephone.text(),
        )

    @property
    def naissance(self) -> date | None:
        """The birth date typed, None until it is one."""
        try:
            return read_date(self.date.text(), self.context.now().date())[0]
        except TraitInvalide:
            return None

    @property
    def carte(self) -> BeneficiaireVitale | None:
        """The person of the card the form is about."""
        return self._carte

    @property
    def lue(self) -> PatientAnnonce | None:
        """The identity read that the form was filled with."""
        return self._lue

    def _fill(self, saisie: SaisiePatient) -> None:
        champs = (
            (self.nom, saisie.nom),
            (self.prenoms, saisie.prenoms),
            (self.nom_utilise, saisie.nom_utilise),
            (self.date, saisie.date),
            (self.lieu, saisie.lieu),
            (self.telephone, saisie.telephone),
        )
        for champ, texte in champs:
            champ.blockSignals(True)
            champ.setText(texte)
            champ.blockSignals(False)
        self.sexe.choose(saisie.sexe.value if saisie.sexe else None)
        self._form.clear_errors()
        self.show_lieux(())
        self.proches.show_proches((), self.context.now().date())
        self._settled()

    def _show_choices(self, beneficiaires: Sequence[BeneficiaireVitale]) -> None:
        clear(self._choix_layout)
        self._choix.setVisible(bool(beneficiaires))
        if not beneficiaires:
            return
        aujourdhui = self.context.now().date()
        choix = [
            Choice(
                str(b.rang),
                f"{b.nom} {b.prenom.title()}",
                born(b.date_naissance, aujourdhui) if b.date_naissance else "date de naissance non lue",
                str(n) if n < 10 else "",
            )
            for n, b in enumerate(beneficiaires, 1)
        ]
        card = ChoiceCard("Qui est présent", choix)
        par_rang = {str(b.rang): b for b in beneficiaires}
        card.pressed.connect(lambda cle: self.beneficiaire_chosen.emit(par_rang[cle]))
        self._choix_layout.addWidget(card)
        if card.first is not None:
            card.first.setFocus()

    def _build(self) -> None:
        page = QWidget()
        page.setMaximumWidth(760)
        layout = column(page, margins=(24, 16, 24, 24), gap=12)
        head = row(gap=12)
        image, carte = Button.of(self.actions_["accueil_image"]), Button.of(self.actions_["accueil_carte"])
        fill(head, self._titre, 0, image, carte)
        self._form.add("Nom de &naissance", self.nom, "celui de l’état civil")
        self._form.add("&Prénoms de naissance", self.prenoms, "tous, dans l’ordre")
        self._form.add("&Date de naissance", self.date, "31/12/1975, 12/1975 ou 1975")
        sexe = QWidget()
        fill(row(sexe), self.sexe, 0)
        self._form.add("Sexe", sexe)
        self._form.add("&Lieu de naissance", self.lieu, "commune, pays ou code")
        meme = row()
        fill(meme, 152, Button.of(self.actions_["accueil_nom"]), 0)
        suite = Form(152)
        suite.add("Nom &utilisé", self.nom_utilise, "s’il diffère du nom de naissance")
        suite.add("&Téléphone", self.telephone)
        fill(layout, head, self.apcv, self._source, self.lecture, self._choix, self._form)
        fill(layout, self._lieux, suite, meme, 0)
        holder = QWidget()
        centre = row(holder, gap=0)
        centre.addWidget(page, 100)
        centre.addStretch(1)
        scroll = scroller(holder)
        side = ("les dossiers ressemblants", self.proches)
        self.put(Columns(self.key, self.context.memory, scroll, right=side, widths=(0, 360)))
        creer = Button.of(self.actions_["accueil_create"], "primary")
        self.put_foot(self._raison, creer).setStretch(0, 1)
        for champ in (self.nom, self.prenoms, self.nom_utilise, self.date, self.telephone):
            champ.textChanged.connect(self._typed)
            champ.setAcceptDrops(False)  # a file dropped anywhere is for the screen
        self.lieu.textChanged.connect(self._lieu_changed)
        self.lieu.setAcceptDrops(False)
        self.sexe.chosen.connect(lambda _: self._settled())
        self._lieux.opened.connect(self._take_lieu)
        self._lieux.clicked.connect(lambda _: self._take_lieu(self._lieux.current()))
        self.proches.opened.connect(self.patient_chosen)
        self.apcv.shown.connect(self.apcv_shown)

    def _typed(self, _texte: str = "") -> None:
        """While typing, the button stays: it reads again what is typed before it does anything."""
        self._pause.start()
        self.actions_["accueil_create"].setEnabled(True)

    def _lieu_changed(self, texte: str) -> None:
        self._typed()
        self.lieu_typed.emit(texte.strip())

    def _take_lieu(self, lieu: object) -> None:
        if isinstance(lieu, Lieu):
            self.lieu.blockSignals(True)
            self.lieu.setText(lieu.code)
            self.lieu.blockSignals(False)
            self.show_lieux(())
            self.telephone.setFocus()
            self._settled()

    def _same_name(self) -> None:
        """The person said that the name of use is the birth name."""
        self.nom.setText(self.nom_utilise.text())
        self.nom_utilise.clear()

    def _settled(self) -> None:
        self._pause.stop()
        self._lecture = read_saisie(self._for_reading(), self.context.now().date())
        for cle, champ in ((NOM, self.nom), (PRENOMS, self.prenoms), (DATE, self.date), (LIEU, self.lieu)):
            self._form.show_error(champ, self._lecture.erreurs.get(cle, ""))
        if self._lecture.traits is not None:
            self.traits_typed.emit(self._lecture.traits, self.nom_utilise.text().strip())
        self._show_state()

    def _for_reading(self) -> SaisiePatient:
        """A place still being looked for is no error yet."""
        saisie = self.saisie
        return replace(saisie, lieu="") if self._lieux.isVisible() else saisie

    def _show_state(self) -> None:
        lecture, creer = self._lecture, self.actions_["accueil_create"]
        creer.setEnabled(lecture.traits is not None)
        combien = len(self.proches.proches)
        creer.setText("Créer quand même, autre personne" if combien else "Créer le dossier")
        if lecture.erreurs:
            self._raison.setText("Corrigez ce qui est indiqué.")
        elif lecture.manques:
            self._raison.setText(f"Il manque {', '.join(lecture.manques)}.")
        elif combien:
            self._raison.setText(
                "Un dossier ressemble : ouvrez-le, ou confirmez que c’est une autre personne."
            )
        else:
            self._raison.setText("L’identité sera provisoire, puis INSi sera interrogé.")
        self.actions_["accueil_nom"].setEnabled(
            bool(self.nom_utilise.text().strip()) and not self.nom.text().strip()
        )

    def _create(self) -> None:
        self._settled()
        if self._lecture.traits is not None:
            self.create_wanted.emit(self.saisie, self._lecture.traits)


def _says(beneficiaire: BeneficiaireVitale, naissance: str) -> str:
    suite = f"{beneficiaire.prenom.title()}{naissance}"
    if beneficiaire.nom_naissance:
        dit = f"L’appli carte Vitale dit {beneficiaire.nom_naissance} {suite}."
        return f"{dit} Vérifiez avec une pièce d’identité."
    dit = f"La carte dit {beneficiaire.nom} {suite}."
    return f"{dit} Ce nom peut être celui d’usage\u00a0: demandez celui de naissance."
