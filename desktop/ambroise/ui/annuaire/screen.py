"""The national directory: how old it is, what to import, and whether it finds."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QProgressBar, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.annuaire.ports import VIEUX, EtatAnnuaire
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centred, clear, column, fill, frame, label, row, scroller
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, NNBSP, long_date
from ambroise.usecases.ports_en_ligne import Correspondant

_WIDTH: Final = 760
_LABELS: Final = 110
_TALLEST: Final = 360

COMMANDS: Final = (
    Command("annuaire_import", "Importer ce dossier", "download", "Ctrl+Return", "Reprend", "annuaire"),
    Command("annuaire_search", "Chercher un correspondant", "search", "Ctrl+F", "", "annuaire"),
    Command("annuaire_copy", "Copier l’adresse", "copy", "Ctrl+C", "Du correspondant choisi", "annuaire"),
)


class AnnuaireScreen(Screen):
    """Asks for imports and searches; shows the age of the data and how far an import is."""

    key, title = "annuaire", "Annuaire national"
    commands = COMMANDS

    entered = Signal()
    import_wanted = Signal(object)
    """The Path of a folder."""
    nightly_wanted = Signal(str)
    """The folder to read again every night, empty for none."""
    search_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.dossier, self.texte = QLineEdit(), QLineEdit()
        self.nuit = QCheckBox("Relire ce dossier chaque nuit")
        self.progres = QProgressBar()
        self.progres.setRange(0, 100)
        self.progres.setAccessibleName("Import de l’annuaire")
        self._etat = QWidget()
        self._etat_layout = row(self._etat, gap=10)
        self.list = SectionList("Correspondants trouvés", lines=True)
        self._vide = label("", "secondary", wrap=True)
        self.form, self._recherche = Form(_LABELS), Form(_LABELS)
        self.put(self._build())
        self.progres.hide()
        self.show_found("", ())
        self.actions_.on("annuaire_import", self._import)
        self.actions_.on("annuaire_search", self.texte.setFocus)
        self.actions_.on("annuaire_copy", self._copy)
        self.texte.textChanged.connect(lambda text: self.search_wanted.emit(text.strip()))
        self.nuit.clicked.connect(self._choose_nightly)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.dossier

    def show_etat(self, etat: EtatAnnuaire, maintenant: datetime) -> None:
        """Show how old the data are; a folder already typed stays."""
        if not self.dossier.text():
            self.dossier.setText(etat.dossier)
        self.nuit.setChecked(bool(etat.dossier))
        clear(self._etat_layout)
        ton, phrase = age_words(etat, maintenant)
        icone = "circle-check" if ton == "success" else "triangle-alert"
        fill(self._etat_layout, IconLabel(icone, ton), label(phrase, "strong", ton, wrap=True))
        self._etat_layout.setStretch(1, 1)

    def show_progress(self, part: float | None) -> None:
        """Show how far an import is, from 0 to 1; None hides it."""
        self.progres.setVisible(part is not None)
        self.progres.setValue(round((part or 0) * 100))
        self.actions_["annuaire_import"].setEnabled(part is None)

    def show_found(self, texte: str, trouves: Sequence[Correspondant]) -> None:
        """Show who was found for a text."""
        self.list.setVisible(bool(trouves))
        self.list.show_items([correspondent_row(c) for c in trouves])
        self.list.setFixedHeight(min(self.list.content_height(), _TALLEST))
        self.list.select_first()
        self._vide.setVisible(not trouves)
        self._vide.setText(
            "Personne ne porte ces mots." if texte else "Nom, prénom, profession, spécialité, ville ou RPPS."
        )
        self.actions_["annuaire_copy"].setEnabled(bool(trouves))

    def _build(self) -> QWidget:
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        layout = column(content, margins=(0, 24, 0, 24), gap=12)
        self.form.add(
            "&Dossier", self.dossier, "celui où vous avez enregistré les extractions, zippées ou non"
        )
        parcourir = Button("Parcourir…", icon="folder-open")
        parcourir.clicked.connect(self._browse)
        boutons = row(gap=8)
        fill(boutons, self.nuit, 0, parcourir, Button.of(self.actions_["annuaire_import"], "primary"))
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        mots = (
            "Les extractions en libre accès se téléchargent sur annuaire.sante.fr. L’annuaire reste sur cet "
            "ordinateur\u202f: chercher un correspondant ne demande ni réseau ni compte."
        )
        fill(inner, self._etat, label(mots, "secondary", wrap=True), self.form)
        inner.addLayout(boutons)
        inner.addWidget(self.progres)
        self._recherche.add("Cherc&her", self.texte, "dr libre marsac")
        essai = frame("card")
        found = column(essai, margins=(16, 14, 16, 14), gap=12)
        fill(found, self._recherche, self._vide, self.list)
        fill(
            layout,
            label("Annuaire national", "title"),
            carte,
            12,
            label("Chercher un correspondant", "title"),
        )
        fill(layout, essai, 0)
        return scroller(centred(content))

    def _import(self) -> None:
        dossier = Path(self.dossier.text().strip()).expanduser()
        sentence = ""
        if not self.dossier.text().strip():
            sentence = f"Quel dossier{NNBSP}?"
        elif not dossier.is_dir():
            sentence = "Ce dossier n’existe pas, ou ne se lit pas."
        self.form.show_error(self.dossier, sentence)
        if sentence:
            self.dossier.setFocus()
        else:
            self.import_wanted.emit(dossier)

    def _choose_nightly(self, checked: bool) -> None:
        self.nightly_wanted.emit(self.dossier.text().strip() if checked else "")

    def _browse(self) -> None:
        choisi = QFileDialog.getExistingDirectory(self, "Dossier des extractions", self.dossier.text())
        if choisi:
            self.dossier.setText(choisi)

    def _copy(self) -> None:
        adresse = self.list.current()
        if isinstance(adresse, str) and adresse:
            QGuiApplication.clipboard().setText(adresse)


def age_words(etat: EtatAnnuaire, maintenant: datetime) -> tuple[Tone, str]:
    """Return the ink and the words of what is on this seat."""
    if etat.donnees_du is None:
        return "warning", "L’annuaire n’est pas encore sur cet ordinateur."
    phrase = f"Données du {long_date(etat.donnees_du.astimezone(maintenant.tzinfo).date())}."
    if etat.has_nouveautes:
        return "warning", f"{phrase} Une livraison plus récente attend dans le dossier."
    if maintenant - etat.donnees_du > VIEUX:
        return (
            "warning",
            f"{phrase} Des adresses ont changé depuis{NBSP}: téléchargez une nouvelle livraison.",
        )
    return "success", phrase


def correspondent_row(c: Correspondant) -> TwoLine:
    """Return the row of a correspondent; its data is his first address."""
    qui = " ".join(filter(None, (c.nom, c.prenom))) or c.structure
    quoi = " · ".join(filter(None, (c.savoir_faire or c.profession, c.commune)))
    return TwoLine.of(
        qui,
        quoi,
        icon="user" if c.prenom else "building-2",
        right=c.bal[0] if c.bal else "sans boîte connue",
        data=c.bal[0] if c.bal else "",
    )
