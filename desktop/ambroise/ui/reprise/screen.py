"""Import patients from a table, column by column, tried first; export everything, with its manifest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.painting import SEMIBOLD
from ambroise.ui.reprise.ports import TableLue
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centred, column, fill, frame, label, row, scroller
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.import_patients import BilanImport, Refus

_SCOPE: Final = "reprise"
_WIDTH: Final = 820
_LABELS: Final = 150
_ABSENTE: Final = "aucune colonne"

CHAMPS: Final = (
    ("nom_naissance", "Nom de naissance *"),
    ("prenoms_naissance", "Prénoms *"),
    ("date_naissance", "Date de naissance *"),
    ("sexe", "Sexe"),
    ("nom_utilise", "Nom utilisé"),
    ("lieu_naissance", "Lieu de naissance"),
    ("telephone", "Téléphone"),
    ("telephone_2", "Autre téléphone"),
    ("telephone_3", "Troisième téléphone"),
    ("email", "Courriel"),
    ("email_2", "Autre courriel"),
    ("adresse", "Adresse"),
    ("code_postal", "Code postal"),
    ("commune", "Commune"),
    ("nir_facturation", "N° de sécurité sociale"),
)
COMMANDS: Final = (
    Command("reprise_open", "Choisir un tableau", "folder-open", "Ctrl+F", "CSV ou XLSX", _SCOPE),
    Command("reprise_try", "Essayer sans rien écrire", "eye", "Ctrl+T", "Ce qui serait refusé", _SCOPE),
    Command("reprise_import", "Importer", "upload", "Ctrl+Return", "Peut reprendre", _SCOPE),
    Command("reprise_export", "Exporter tout le cabinet", "download", "Ctrl+E", "Formats ouverts", _SCOPE),
)
_REFUS: Final[tuple[Column[Refus], ...]] = (
    Column("Ligne", lambda refus: Cell.of(str(refus.ligne), weight=SEMIBOLD), 90, right=True),
    Column("Pourquoi elle est refusée", lambda refus: Cell.of(refus.raison), 0),
)


class RepriseScreen(Screen):
    """Shows what was understood of a table and what became of each line."""

    key, title = "reprise", "Importer, exporter"
    commands = COMMANDS

    file_chosen = Signal(object)
    import_wanted = Signal(object, object, bool)
    """The file, the header of each field, and whether nothing is written."""
    export_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.table_lue: TableLue | None = None
        self.fichier = QLineEdit()
        self.fichier.setReadOnly(True)
        self._ou = Form(_LABELS)
        self._ou.add("&Tableau", self.fichier, "CSV ou XLSX, les titres en première ligne")
        self.colonnes = {champ: QComboBox() for champ, _mots in CHAMPS}
        self._bilan = label("", "strong", wrap=True)
        self.refus: RowsModel[Refus] = RowsModel(_REFUS, parent=self)
        self._refus_table: DataTable[Refus] = DataTable(self.refus, "Lignes refusées")
        self._refus_table.setMinimumHeight(180)
        self.put(self._build())
        self.actions_.on("reprise_open", self._choose)
        self.actions_.on("reprise_try", lambda: self._import(True))
        self.actions_.on("reprise_import", lambda: self._import(False))
        self.actions_.on("reprise_export", self._export)
        self.show_table(None)

    def first_focus(self) -> QWidget:
        return self._choisir

    def show_table(self, table: TableLue | None) -> None:
        """Show which column feeds each field, as guessed from the headers."""
        self.table_lue = table
        self._correspondance.setVisible(table is not None)
        self.fichier.setText(str(table.fichier) if table else "")
        for champ, choix in self.colonnes.items():
            choix.clear()
            choix.addItem(_ABSENTE, "")
            for entete in table.entetes if table else ():
                choix.addItem(entete, entete)
            proposee = table.proposees.get(champ, "") if table else ""
            choix.setCurrentIndex(max(choix.findData(proposee), 0))
        self._show_refus(())
        self._bilan.clear()
        self.show_busy(False)

    def show_progress(self, lus: int) -> None:
        """Say how far it is."""
        self._bilan.setText(plural(lus, "ligne lue", "lignes lues"))

    def show_bilan(self, bilan: BilanImport, *, a_blanc: bool) -> None:
        """Say what became of the lines, the refused ones one by one."""
        verbe = "à créer" if a_blanc else "créé"
        accorde = verbe if a_blanc else "créés"
        issues = (
            plural(bilan.crees, f"patient {verbe}", f"patients {accorde}"),
            plural(bilan.ignores, "déjà connu", "déjà connus"),
            plural(len(bilan.refuses), "ligne refusée", "lignes refusées"),
        )
        self._bilan.setText(f"{plural(bilan.lus, 'ligne')}{NBSP}: {', '.join(issues)}.")
        self._show_refus(bilan.refuses)

    def show_busy(self, busy: bool) -> None:
        """Hold the acts while one is under way."""
        for name in ("reprise_open", "reprise_export"):
            self.actions_[name].setEnabled(not busy)
        for name in ("reprise_try", "reprise_import"):
            self.actions_[name].setEnabled(not busy and self.table_lue is not None)

    def mapping(self) -> dict[str, str]:
        """Return the header chosen for each field that has one."""
        return {
            champ: str(choix.currentData()) for champ, choix in self.colonnes.items() if choix.currentData()
        }

    def _show_refus(self, refus: Sequence[Refus]) -> None:
        self.refus.show_rows(refus)
        self._refus_table.setVisible(bool(refus))

    def _build(self) -> QWidget:
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        layout = column(content, margins=(0, 24, 0, 24), gap=12)
        fill(layout, label("Importer des patients", "title"), self._build_import(), 12)
        fill(layout, label("Partir avec tout", "title"), self._build_export(), 0)
        return scroller(centred(content))

    def _build_import(self) -> QWidget:
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        self._choisir = Button.of(self.actions_["reprise_open"])
        ligne = row(gap=8)
        fill(ligne, self._ou, self._choisir)
        ligne.setStretch(0, 1)
        self._correspondance = QWidget()
        dessous = column(self._correspondance, gap=12)
        formes, moitie = row(gap=24), len(CHAMPS) // 2
        for champs in (CHAMPS[:moitie], CHAMPS[moitie:]):
            forme = Form(_LABELS)
            for champ, mots in champs:
                forme.add(mots, self.colonnes[champ])
            formes.addWidget(forme, 1)
        boutons = row(gap=8)
        essai, importer = (self.actions_[nom] for nom in ("reprise_try", "reprise_import"))
        fill(boutons, self._bilan, Button.of(essai), Button.of(importer, "primary"))
        boutons.setStretch(0, 1)
        mots = "Les identités importées sont provisoires. Un patient déjà connu n’est pas doublé."
        fill(dessous, formes, label(mots, "secondary", wrap=True), boutons, self._refus_table)
        fill(inner, ligne, self._correspondance)
        return carte

    def _build_export(self) -> QWidget:
        carte = frame("card")
        inner = column(carte, margins=(16, 14, 16, 14), gap=12)
        boutons = row(gap=8)
        fill(boutons, 0, Button.of(self.actions_["reprise_export"], "soft"))
        mots = (
            "Une archive ZIP en formats ouverts\u00a0: patients, dossiers, corrections, documents, traces, "
            "et un manifeste qui donne l’empreinte de chaque fichier. "
            "Elle n’est pas chiffrée\u00a0: gardez-la sous clé."
        )
        fill(inner, label(mots, "secondary", wrap=True), boutons)
        return carte

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, "Tableau de patients", "", "Tableaux (*.csv *.xlsx)"
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def _import(self, a_blanc: bool) -> None:
        if self.table_lue is not None:
            self.import_wanted.emit(self.table_lue.fichier, self.mapping(), a_blanc)

    def _export(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, "Exporter le cabinet", "cabinet.zip", "ZIP (*.zip)"
        )
        if chosen:
            self.export_wanted.emit(Path(chosen))
