"""The DMP of a patient: what is there and the document asked for, what this office shares beside."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QWidget

from ambroise.domain.dmp import DocumentDmp
from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.dmp.acces import AccesPanel
from ambroise.ui.dmp.commandes import COMMANDS, DU_DOCUMENT
from ambroise.ui.dmp.droits import DroitsPanel
from ambroise.ui.dmp.lecteur import LecteurDmp
from ambroise.ui.dmp.partage import PartagePanel
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp
from ambroise.ui.dmp.state import COLONNES, FILTRES, keeps, matches
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.filters import Filters
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import plural

LARGEUR_PAGE: Final = 560
TITRES: Final = ("DMP", "Mon espace santé")
"""Both names are on screen while the record is consulted (EX_3.1-1075)."""
DANS_LE_DMP, PARTAGE, DROITS = "dmp", "partage", "droits"


class DmpScreen(Screen):
    """Shows a record; opens a document only when asked."""

    key, title, shows_patient = "dmp", "DMP", True
    commands = COMMANDS

    entered = Signal(object)
    consented = Signal()
    glass_broken = Signal(str)
    news_wanted = Signal()
    document_wanted = Signal(object)
    act_wanted = Signal(str, object)
    """The name of a command on the record, or on a document of the list."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._dossier: DossierDmp | None = None
        self._nouveaux: frozenset[str] = frozenset()
        self._combien = label("", "secondary")
        self.face = Segmented(
            "Face du DMP",
            [(DANS_LE_DMP, "Dans le DMP"), (PARTAGE, "Partagé d’ici"), (DROITS, "Qui y accède")],
        )
        self.face.chosen.connect(self._show_face)
        self.lecteur = LecteurDmp(self.actions_["dmp_keep"], self.actions_["dmp_compare"])
        self.partage = PartagePanel(self.actions_["dmp_share"], self.actions_["dmp_unshare"])
        self.droits = DroitsPanel()
        self._model: RowsModel[DocumentDmp] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[DocumentDmp] = DataTable(self._model, "Documents du DMP")
        self.table.opened.connect(self.document_wanted)
        self.table.current_changed.connect(self._offer_acts)
        self.acces = AccesPanel()
        self.acces.consented.connect(self.consented)
        self.acces.glass_broken.connect(self.glass_broken)
        self.toast = Toast(self, "")
        self._attente = EmptyState("cloud", "Le DMP est interrogé", "La liste arrive, rien n’est bloqué.")
        self._stack = QStackedWidget()
        for widget in (self._attente, self.acces, self._make_list()):
            self._stack.addWidget(widget)
        self._faces = QStackedWidget()
        self._faces.addWidget(self._stack)
        self._faces.addWidget(self.partage)
        self._faces.addWidget(self.droits)
        self.put(self._make_page())
        self._connect_actions()
        self.face.choose(DANS_LE_DMP)
        self.show_waiting()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.table

    @property
    def dossier(self) -> DossierDmp | None:
        """The record shown."""
        return self._dossier

    def show_waiting(self) -> None:
        """Say that the record is being asked."""
        self._dossier, self._nouveaux = None, frozenset()
        self._stack.setCurrentIndex(0)
        if self.face.current == DROITS:  # those of the former record
            self.face.choose(DANS_LE_DMP)
            self._show_face(DANS_LE_DMP)
        self._filtres.choose("tous")
        self.show_document(None)
        self._offer_acts(None)

    def show_dossier(self, dossier: DossierDmp) -> None:
        """Show a record: what allows it, or its list."""
        self._dossier = dossier
        self.banners.clear()
        self.actions_["dmp_secret"].setEnabled(dossier.is_mineur and not dossier.secrete)
        self.actions_["dmp_withdraw"].setEnabled(dossier.situation.is_autorisee)
        self.actions_["dmp_oppose"].setText(
            "Lever l’opposition à l’alimentation" if dossier.is_opposee else "Noter une opposition"
        )
        if dossier.is_opposee:
            self._say("Opposition du patient", "Rien de nouveau ne part d’ici vers son DMP.")
        if dossier.documents is None:
            self.acces.show_situation(dossier.situation)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(2)
        if dossier.motif_bris:
            self._say("Bris de glace", f"Motif noté\u00a0: {dossier.motif_bris}. Le patient en est averti.")
        if dossier.secrete:
            self._say("Connexion secrète", "Les représentants légaux ne verront rien de ce que vous ajoutez.")
        if dossier.depasses:
            combien = plural(len(dossier.depasses), "copie gardée", "copies gardées")
            self._say("Copies dépassées", f"{combien} au dossier\u00a0: le DMP les a remplacées ou retirées.")
        self._fill()

    def show_news(self, documents: tuple[DocumentDmp, ...]) -> None:
        """Show what came since the last visit."""
        self._nouveaux = frozenset(d.identifiant for d in documents)
        self._fill()

    def show_document(self, lu: DocumentLuDmp | None, pages: Sequence[PageImage] = ()) -> None:
        """Show a document, or the place where it will be."""
        self.lecteur.show_document(lu, pages)
        for nom in ("dmp_keep", "dmp_compare"):
            self.actions_[nom].setEnabled(lu is not None)

    def ask_confirmation(self, error: BaseException, words: str) -> Button:
        """Show what cannot be undone, and return the button that goes on."""
        self.banners.clear()
        bouton = Button(words, icon="check")
        self.show_error(error, bouton)
        return bouton

    def _say(self, titre: str, phrase: str) -> None:
        self.banners.add(Banner(titre, phrase, tone="warning", icon="triangle-alert", closable=False))

    def _show_face(self, face: str) -> None:
        self._faces.setCurrentIndex((DANS_LE_DMP, PARTAGE, DROITS).index(face))

    def _fill(self) -> None:
        documents = self._dossier.documents if self._dossier is not None else None
        montres = [
            d
            for d in documents or ()
            if keeps(self._filtres.current, d, self._nouveaux) and matches(d, self._recherche.text())
        ]
        self._model.show_rows(montres)
        self._combien.setText(plural(len(montres), "document"))
        if montres:
            self.table.select(0)
        else:
            self._offer_acts(None)

    def _filter(self, filtre: str) -> None:
        if filtre == "nouveaux":
            self.news_wanted.emit()
        self._fill()

    def _offer_acts(self, document: DocumentDmp | None) -> None:
        """A command on a document is offered where the DMP would allow it."""
        for nom, is_offered in DU_DOCUMENT.items():
            self.actions_[nom].setEnabled(document is not None and is_offered(document))
        if document is not None:
            masque, archive = document.visibilite.masque_ps, document.is_archive
            self.actions_["dmp_mask"].setText("Montrer aux professionnels" if masque else "Masquer")
            self.actions_["dmp_archive"].setText("Sortir des archives" if archive else "Archiver")

    def _connect_actions(self) -> None:
        for commande in COMMANDS:
            self.actions_.on(commande.name, partial(self._emit_act, commande.name))

    def _emit_act(self, nom: str) -> None:
        self.act_wanted.emit(nom, self.table.current())

    def _make_page(self) -> QWidget:
        page = QWidget()
        layout = column(page)
        tete = row(margins=(24, 14, 16, 8), gap=8)
        fill(tete, label(TITRES[0], "title"), label(TITRES[1], "secondary"), self.face, self._combien, 0)
        gerer = Button("Ce DMP", icon="ellipsis-vertical", variant="quiet")
        menu = QMenu(gerer)
        gerer.setMenu(menu)
        for nom in ("dmp_mine", "dmp_web", "dmp_secret", "dmp_oppose", "dmp_withdraw"):
            menu.addAction(self.actions_[nom])
        gerer.setAccessibleDescription("Mon espace santé, connexion secrète, opposition, consentement")
        tete.addWidget(gerer)
        fill(tete, Button.of(self.actions_["dmp_refresh"]), Button.of(self.actions_["dmp_back"], "quiet"))
        layout.addLayout(tete)
        layout.addWidget(self._faces, 1)
        return page

    def _make_list(self) -> QWidget:
        work = QWidget()
        layout = column(work, margins=(24, 4, 16, 16), gap=10)
        self._filtres = Filters("Documents montrés", FILTRES)
        self._filtres.chosen.connect(self._filter)
        self._recherche = QLineEdit()
        self._recherche.setAccessibleName("Filtrer les documents du DMP")
        self._recherche.setPlaceholderText("Titre, type, auteur…")
        self._recherche.setClearButtonEnabled(True)
        self._recherche.textChanged.connect(lambda _: self._fill())
        haut, bas = row(gap=8), row(gap=8)
        fill(haut, self._filtres, self._recherche)
        haut.setStretch(1, 1)
        fill(bas, Button.of(self.actions_["dmp_open"]), 0)
        for nom in ("dmp_mask", "dmp_show", "dmp_archive", "dmp_delete"):
            bas.addWidget(Button.of(self.actions_[nom], "quiet"))
        layout.addLayout(haut)
        layout.addWidget(self.table, 1)
        layout.addLayout(bas)
        return Columns(
            self.key, self.context.memory, work, right=("le document", self.lecteur), widths=(0, 460)
        )
