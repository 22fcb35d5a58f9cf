"""The preview: the pages one below the other, on white paper in both themes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.apports import Propositions
from ambroise.ui.actions import Command
from ambroise.ui.apercu.annulation import AnnulationCard
from ambroise.ui.apercu.apports import ApportsPanel
from ambroise.ui.apercu.delivrances import DelivrancesPanel
from ambroise.ui.apercu.deplacement import DeplacementCard
from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.errors import Explanation
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Type
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import Line
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import NNBSP, plural

ZOOMS: Final = (60, 80, 100, 125, 150, 200)

COMMANDS: Final = (
    Command("apercu_print", "Imprimer", "printer", "Ctrl+P", "", "apercu"),
    Command("apercu_plus", "Agrandir", "plus", "Ctrl++", "", "apercu"),
    Command("apercu_moins", "Réduire", "minus", "Ctrl+-", "", "apercu"),
    Command(
        "apercu_apports",
        "Reprendre au dossier",
        "folder-input",
        "Alt+R",
        "Ce que le document propose",
        "apercu",
    ),
    Command("apercu_deplacer", "Changer de dossier", "folder-open", "Ctrl+D", "Mal classé", "apercu"),
    Command(
        "apercu_remplacer", "Remplacer", "pen-line", "Ctrl+R", "Une nouvelle ordonnance la remplace", "apercu"
    ),
    Command(
        "apercu_annuler",
        "Annuler l’ordonnance",
        "circle-x",
        "Ctrl+Del",
        "Par son auteur, tant que rien n’est exécuté",
        "apercu",
    ),
    Command(
        "apercu_redire",
        "Redemander l’annulation",
        "rotate-cw",
        "Alt+A",
        "Refusée par l’Assurance Maladie",
        "apercu",
    ),
    Command(
        "apercu_sans_code",
        "Signer sans code",
        "file-x",
        "Alt+S",
        "Sur papier, le téléservice étant indisponible",
        "apercu",
    ),
    Command(
        "apercu_delivrances",
        "Délivrances",
        "package-check",
        "Alt+L",
        "Ce que les pharmacies ont délivré",
        "apercu",
    ),
    Command("apercu_undo", "Défaire", "undo-2", "Ctrl+Z", "", "apercu", in_palette=False),
    Command("apercu_back", "Revenir", "arrow-left", "", "Échap revient aussi", "apercu"),
)

LARGEUR_100: Final = 794
"""An A4 page at 96 points an inch."""


class ApercuScreen(Screen):
    """Shows pages already drawn; asks for others when the zoom changes."""

    key, title, shows_patient = "apercu", "Aperçu", True
    commands = COMMANDS

    entered = Signal(object)
    zoom_changed = Signal(int)
    """Width wanted, in device pixels."""
    print_wanted = Signal()
    apports_wanted = Signal()
    move_wanted = Signal()
    cancel_wanted = Signal()
    replace_wanted = Signal()
    ask_again_wanted = Signal()
    sans_code_wanted = Signal()
    delivrances_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._desaccord: Banner | None = None
        self._suite = ""
        self._zoom = ZOOMS.index(100)
        self._titre = Line()
        self._combien = label("", "secondary")
        self._taux = label("", "secondary")
        self._feuilles = Feuilles("Pages du document", margin=24, gap=24)
        self._feuilles.sink()
        self._attente = label("La page se dessine…", "secondary")
        self._attente.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._attente)
        self._stack.addWidget(self._feuilles)
        page = QWidget()
        layout = column(page)
        self.deplacement = DeplacementCard()
        self.toast = Toast(self)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.deplacement)
        self.annulation = AnnulationCard()
        layout.addWidget(self.annulation)
        self.apports = ApportsPanel()
        self.apports.setFixedWidth(420)
        self.delivrances = DelivrancesPanel()
        self.delivrances.setFixedWidth(340)
        milieu = row(gap=12)
        fill(milieu, self._stack, self.apports, self.delivrances)
        milieu.setStretch(0, 1)
        layout.addLayout(milieu, 1)
        self.put(page)
        self.actions_.on("apercu_print", self.print_wanted.emit)
        self.actions_.on("apercu_plus", lambda: self._step(1))
        self.actions_.on("apercu_moins", lambda: self._step(-1))
        self.actions_.on("apercu_apports", self.apports_wanted.emit)
        self.actions_.on("apercu_deplacer", self.move_wanted.emit)
        self.offer_move(False)
        self.actions_.on("apercu_remplacer", self.replace_wanted.emit)
        self.actions_.on("apercu_annuler", self.cancel_wanted.emit)
        self.actions_.on("apercu_redire", self.ask_again_wanted.emit)
        self.actions_.on("apercu_sans_code", self.sans_code_wanted.emit)
        self.actions_.on("apercu_delivrances", self.delivrances_wanted.emit)
        self.offer_annulation(False)
        self.offer_delivrances(False)
        self.offer_sans_code(False)
        self.show_desaccord(None)
        self.actions_.on("apercu_undo", self.toast.undo)
        self.actions_.on("apercu_back", self.back_wanted.emit)
        self._show_zoom()

    def enter(self, argument: object = None) -> None:
        self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self._feuilles

    @property
    def wanted_width(self) -> int:
        """The width of a page at the present zoom, in device pixels."""
        return round(LARGEUR_100 * ZOOMS[self._zoom] / 100 * self.devicePixelRatioF())

    def show_waiting(self, titre: str, *, printable: bool, proposes: bool = False) -> None:
        """Say what is being drawn, before its pages; ``proposes``: it may hold things for the file."""
        self.actions_["apercu_apports"].setEnabled(proposes)
        self._reprendre.setVisible(proposes)
        self.apports.hide()
        self._titre.show_spans([Span(titre, SEMIBOLD, size=Type.SECTION)])
        self._suite = "" if printable else "brouillon"
        self.actions_["apercu_print"].setToolTip("" if printable else "S’imprime une fois signée")
        self._combien.clear()
        self.actions_["apercu_print"].setEnabled(printable)
        self._stack.setCurrentWidget(self._attente)

    def offer_annulation(self, possible: bool) -> None:
        """Offer to cancel or replace what is shown, when it is an order in force."""
        if possible:
            self.offer_move(False)  # what was signed here never changes file
        for nom in ("apercu_remplacer", "apercu_annuler"):
            self.actions_[nom].setVisible(possible)
            self.actions_[nom].setEnabled(possible)

    def offer_delivrances(self, possible: bool) -> None:
        """Offer to ask what was dispensed of the order shown; what was read of another is hidden."""
        self.delivrances.hide()
        self.actions_["apercu_delivrances"].setEnabled(possible)
        self._delivrances.setVisible(possible)

    def offer_move(self, possible: bool) -> None:
        """Offer to put what is shown in another file."""
        self.actions_["apercu_deplacer"].setEnabled(possible)
        self.actions_["apercu_deplacer"].setVisible(possible)

    def offer_sans_code(self, possible: bool) -> None:
        """Offer to sign on plain paper an order that the service does not acknowledge."""
        self.actions_["apercu_sans_code"].setEnabled(possible)
        self.actions_["apercu_sans_code"].setVisible(possible)

    def show_desaccord(self, explanation: Explanation | None, *, reprenable: bool = False) -> None:
        """Say above the pages what the service refused of what was withdrawn here; None when it agreed."""
        if self._desaccord is not None and self._desaccord in self.banners.shown:
            self._desaccord.dismiss()
        self._desaccord = None
        self.actions_["apercu_redire"].setEnabled(reprenable)
        self.actions_["apercu_redire"].setVisible(reprenable)
        if explanation is not None:
            boutons = (Button.of(self.actions_["apercu_redire"]),) if reprenable else ()
            self._desaccord = self.show_explanation(explanation, *boutons)

    def show_propositions(self, propositions: Propositions) -> None:
        """Show beside the pages what the document proposes."""
        self.apports.show_propositions(propositions)
        self.apports.show()
        self.apports.setFocus()

    def show_pages(self, pages: Sequence[PageImage]) -> None:
        """Show the pages, sharp at the ratio of the screen."""
        self._feuilles.show_pages(page.png for page in pages)
        self._combien.setText(", ".join(filter(None, (plural(len(pages), "page"), self._suite))))
        self._stack.setCurrentWidget(self._feuilles)

    def _make_bar(self) -> QWidget:
        bar = frame("bar")
        bar.setFixedHeight(48)
        layout = row(bar, margins=(16, 0, 16, 0), gap=8)
        moins, plus = (
            IconButton("minus", "Réduire", key="Ctrl+-"),
            IconButton("plus", "Agrandir", key="Ctrl++"),
        )
        moins.clicked.connect(lambda: self._step(-1))
        plus.clicked.connect(lambda: self._step(1))
        retour = Button("Revenir", icon="arrow-left", key="Esc")
        retour.clicked.connect(lambda: self.back_wanted.emit())
        fill(layout, retour, 8, self._titre, self._combien, 0, moins, self._taux, plus, 8)
        self._reprendre = Button.of(self.actions_["apercu_apports"])
        gestes = ("apercu_remplacer", "apercu_annuler", "apercu_deplacer")
        self._delivrances = IconButton("package-check", "Délivrances", key="Alt+L")
        self._delivrances.clicked.connect(self.delivrances_wanted)
        fill(layout, self._delivrances, self._reprendre, *(Button.of(self.actions_[nom]) for nom in gestes))
        fill(layout, Button.of(self.actions_["apercu_print"]))
        return bar

    def _step(self, pas: int) -> None:
        zoom = max(0, min(self._zoom + pas, len(ZOOMS) - 1))
        if zoom != self._zoom:
            self._zoom = zoom
            self._show_zoom()
            self.zoom_changed.emit(self.wanted_width)

    def _show_zoom(self) -> None:
        self._taux.setText(f"{ZOOMS[self._zoom]}{NNBSP}%")
        self.actions_["apercu_plus"].setEnabled(self._zoom < len(ZOOMS) - 1)
        self.actions_["apercu_moins"].setEnabled(self._zoom > 0)
