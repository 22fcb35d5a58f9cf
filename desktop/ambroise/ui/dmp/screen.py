"""The DMP screen: the list at the left, the document that was asked for at the right."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from ambroise.domain.dmp import DocumentDmp
from ambroise.ui.actions import Command
from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.dmp.acces import AccesPanel
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp
from ambroise.ui.dmp.state import COLONNES, matches
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural

COMMANDS: Final = (
    Command("dmp_open", "Ouvrir le document", "eye", "", "Entrée sur une ligne", "dmp"),
    Command(
        "dmp_keep", "Garder au dossier", "folder-input", "Ctrl+Return", "Copie datée, avec son origine", "dmp"
    ),
    Command("dmp_refresh", "Chercher à nouveau", "refresh-cw", "Ctrl+R", "", "dmp"),
    Command("dmp_back", "Revenir au dossier", "arrow-left", "", "", "dmp"),
)

LARGEUR_PAGE: Final = 560


class DmpScreen(Screen):
    """Shows a record; opens a document only when asked."""

    key, title, shows_patient = "dmp", "DMP", True
    commands = COMMANDS

    entered = Signal(object)
    consented = Signal()
    glass_broken = Signal(str)
    document_wanted = Signal(object)
    keep_wanted = Signal()
    refresh_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._dossier: DossierDmp | None = None
        self._combien = label("", "secondary")
        self._filtre = QLineEdit()
        self._filtre.setAccessibleName("Filtrer les documents du DMP")
        self._filtre.setPlaceholderText("Titre, type, auteur…")
        self._filtre.setClearButtonEnabled(True)
        self._filtre.textChanged.connect(lambda _: self._fill())
        self._model: RowsModel[DocumentDmp] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[DocumentDmp] = DataTable(self._model, "Documents du DMP")
        self.table.opened.connect(self.document_wanted)
        self.acces = AccesPanel()
        self.acces.consented.connect(self.consented)
        self.acces.glass_broken.connect(self.glass_broken)
        self.toast = Toast(self, "")
        self._attente = EmptyState("cloud", "Le DMP est interrogé", "La liste arrive, rien n’est bloqué.")
        self._stack = QStackedWidget()
        for widget in (self._attente, self.acces, self._make_list()):
            self._stack.addWidget(widget)
        self.put(self._stack)
        on = self.actions_.on
        on("dmp_open", self._open_current)
        on("dmp_keep", self.keep_wanted.emit)
        on("dmp_refresh", self.refresh_wanted.emit)
        on("dmp_back", self.back_wanted.emit)
        self.show_document(None)

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.table

    def show_waiting(self) -> None:
        """Say that the record is being asked."""
        self._dossier = None
        self._stack.setCurrentIndex(0)
        self.show_document(None)

    def show_dossier(self, dossier: DossierDmp) -> None:
        """Show a record: what allows it, or its list."""
        self._dossier = dossier
        self.banners.clear()
        if dossier.documents is None:
            self.acces.show_situation(dossier.situation)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(2)
        if dossier.motif_bris:
            self._say("Bris de glace", f"Motif noté\u00a0: {dossier.motif_bris}. Le patient en est averti.")
        if dossier.secrete:
            self._say("Connexion secrète", "Les représentants légaux ne verront rien de ce que vous ajoutez.")
        self._fill()

    def show_document(self, lu: DocumentLuDmp | None, pages: Sequence[PageImage] = ()) -> None:
        """Show a document, or the place where it will be."""
        self.actions_["dmp_keep"].setEnabled(lu is not None)
        if lu is None:
            self._lecteur.setCurrentIndex(0)
            return
        self._titre.setText(lu.ouvert.document.titre or lu.ouvert.document.type_libelle)
        self._avertissement.setText(lu.ouvert.avertissement)
        self._avertissement.setVisible(bool(lu.ouvert.avertissement))
        self._pages.setVisible(bool(pages))
        self._texte.setVisible(not pages)
        if pages:
            self._pages.show_pages(page.png for page in pages)
        else:
            mots = "\n\n".join(f"{titre}\n{texte}".strip() for titre, texte in lu.sections)
            self._texte.setPlainText(mots or "Ce document ne contient aucun texte à montrer.")
        self._lecteur.setCurrentIndex(1)

    def _say(self, titre: str, phrase: str) -> None:
        self.banners.add(Banner(titre, phrase, tone="warning", icon="triangle-alert", closable=False))

    def _fill(self) -> None:
        documents = self._dossier.documents if self._dossier is not None else None
        montres = [d for d in documents or () if matches(d, self._filtre.text())]
        self._model.show_rows(montres)
        self._combien.setText(plural(len(montres), "document"))
        if montres:
            self.table.select(0)

    def _open_current(self) -> None:
        courant = self.table.current()
        if courant is not None:
            self.document_wanted.emit(courant)

    def _make_list(self) -> QWidget:
        work = QWidget()
        layout = column(work, margins=(24, 14, 16, 16), gap=12)
        tete = row(gap=8)
        chercher = Button.of(self.actions_["dmp_refresh"])
        fill(
            tete,
            label("DMP", "title"),
            self._combien,
            0,
            Button.of(self.actions_["dmp_back"], "quiet"),
            chercher,
        )
        fill(layout, tete, self._filtre)
        layout.addWidget(self.table, 1)
        return Columns(
            self.key, self.context.memory, work, right=("le document", self._make_reader()), widths=(0, 424)
        )

    def _make_reader(self) -> QWidget:
        self._lecteur = QStackedWidget()
        mots = "Entrée ouvre le document choisi. Rien n’en est gardé sans votre accord."
        self._lecteur.addWidget(EmptyState("file-text", "Aucun document ouvert", mots))
        lecture = QWidget()
        layout = column(lecture, margins=(16, 12, 16, 16), gap=10)
        self._titre = label("", "section", wrap=True)
        self._avertissement = label("", "strong", "warning", wrap=True)
        self._pages = Feuilles("Pages du document")
        self._texte = QPlainTextEdit()
        self._texte.setReadOnly(True)
        self._texte.setAccessibleName("Texte du document")
        garder = Button.of(self.actions_["dmp_keep"], "primary")
        fill(layout, self._titre, self._avertissement)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._texte, 1)
        fill(layout, garder)
        self._lecteur.addWidget(lecture)
        return self._lecteur
