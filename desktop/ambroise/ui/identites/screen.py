"""The identity screen: traits side by side with INSi's, the proof shown, the status that follows."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLayout, QWidget

from ambroise.domain.identite import AttributIdentite, StatutIdentite
from ambroise.ui.actions import Command
from ambroise.ui.identites.echanges import EchangesCard
from ambroise.ui.identites.partis import PartisCard
from ambroise.ui.identites.retrait import RetraitCard
from ambroise.ui.identites.sources import SourcesCard
from ambroise.ui.identites.state import ATTRIBUTS, EtatIdentite, LigneTrait, piece_words
from ambroise.ui.identites.statuts import GrilleStatuts
from ambroise.ui.identites.traits import COLONNES, tint
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.choices import Choice, ChoiceCard
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, row, scroller
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.toast import Toast

COMMANDS: Final = (
    Command(
        "identite_insi", "Interroger INSi", "refresh-cw", "Ctrl+R", "Par les traits du dossier", "identite"
    ),
    Command(
        "identite_trait",
        "Reprendre le trait d’INSi",
        "check",
        "I",
        "Le premier trait qui diffère",
        "identite",
    ),
    Command("identite_corriger", "Corriger", "pen-line", "F2", "Traits mal tapés, noms utilisés", "identite"),
    Command("identite_lecture", "Écarter le document lu", "x", "", "Il est à une autre personne", "identite"),
    Command("identite_accept", "Reprendre INSi et qualifier", "shield-check", "Ctrl+Return", "", "identite"),
    Command("identite_echanges", "Échanges avec l’INSi", "history", "", "Mot pour mot, datés", "identite"),
    Command("identite_retirer", "Retirer l’INS", "x", "", "Dit d’abord ce qui sera retenu", "identite"),
    Command("identite_undo", "Remettre l’INS retirée", "undo-2", "Ctrl+Z", "", "identite", in_palette=False),
    Command("identite_keep", "Garder le dossier tel quel", "", "", "Revenir sans rien changer", "identite"),
    *(
        Command(
            f"identite_piece_{n}",
            f"Pièce présentée n° {n}",
            "id-card",
            str(n),
            "",
            "identite",
            in_palette=False,
        )
        for n in range(1, 10)
    ),
)

_ROW: Final = 44
AUTRE_LECTURE: Final = (
    "Le matricule lu n’est pas celui que répond INSi\u00a0: l’un des deux est d’une autre personne. "
    "Vérifiez les traits sur la pièce présentée\u202f; l’identité ne change pas."
)


class IdentiteScreen(Screen):
    """Shows an :class:`EtatIdentite`; changes nothing by itself."""

    key, title, shows_patient = "identites", "Identité", True
    commands = COMMANDS

    insi_wanted = Signal()
    correction_wanted = Signal()
    trait_wanted = Signal()
    piece_pressed = Signal(int)
    accept_wanted = Signal()
    attributs_wanted = Signal(object)
    back_wanted = Signal()
    lecture_dropped = Signal()
    echanges_wanted = Signal()
    retrait_wanted = Signal()
    retrait_dropped = Signal()
    retrait_confirmed = Signal(str)
    """The reason."""
    entered = Signal(object)
    """The Patient given to ``enter``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._etat: EtatIdentite | None = None
        self._reponse = label("", "secondary", wrap=True)
        self._model: RowsModel[LigneTrait] = RowsModel(COLONNES, tint=tint, parent=self)
        self._table: DataTable[LigneTrait] = DataTable(
            self._model, "Traits du dossier et d’INSi", row_height=_ROW, framed=False
        )
        self._table.setSelectionMode(DataTable.SelectionMode.NoSelection)
        self._bande = QFrame()
        self._ecart = label("", wrap=True)
        self._sources = SourcesCard()
        self._attributs: dict[AttributIdentite, QCheckBox] = {}
        self._pieces = QWidget()
        self._pieces_layout = column(self._pieces)
        self._grille = GrilleStatuts()
        self._suites = QWidget()
        self._suites_layout = column(self._suites, gap=8)
        self._raison = label("", "secondary", wrap=True)
        self.retrait = RetraitCard()
        self.retrait.confirmed.connect(self.retrait_confirmed)
        self.retrait.dropped.connect(self.retrait_dropped)
        self.partis = PartisCard()
        self.echanges = EchangesCard()
        self.toast = Toast(self)
        self._build()
        for name, signal in (
            ("identite_insi", self.insi_wanted),
            ("identite_corriger", self.correction_wanted),
            ("identite_trait", self.trait_wanted),
            ("identite_accept", self.accept_wanted),
            ("identite_keep", self.back_wanted),
            ("identite_retirer", self.retrait_wanted),
            ("identite_echanges", self.echanges_wanted),
            ("identite_lecture", self.lecture_dropped),
        ):
            self.actions_.on(name, signal.emit)
        self.actions_.on("identite_undo", self.toast.undo)
        for n in range(1, 10):
            self.actions_.on(f"identite_piece_{n}", partial(self.piece_pressed.emit, n))

    def show_identite(self, etat: EtatIdentite) -> None:
        """Show a state."""
        avant, self._etat = self._etat, etat
        self._reponse.setText(etat.reponse_mots)
        self._model.show_rows(etat.lignes)
        self._show_ecart(etat)
        self._sources.show_sources(etat)
        for attribut, case in self._attributs.items():
            case.setChecked(attribut in etat.identite.attributs)
        if avant is None or avant.proposes != etat.proposes:
            self._make_pieces(etat)
        self._card.choose(etat.piece.name if etat.piece else None)
        self._grille.show_statuts(etat.identite.statut, etat.statut_apres)
        self._show_suites(etat)
        self._raison.setText(etat.empechement or "Rien n’est changé avant votre accord.")
        accept = self.actions_["identite_accept"]
        accept.setText(etat.action)
        accept.setEnabled(not etat.empechement and not etat.en_cours)
        retirable = etat.identite.ins is not None and not etat.en_cours and etat.suites is None
        self.actions_["identite_retirer"].setEnabled(retirable)
        self._retirer.setVisible(etat.identite.ins is not None)
        if avant is None or avant.suites != etat.suites:
            self.retrait.show_suites(etat.suites, etat.identite)
        self.actions_["identite_insi"].setEnabled(not etat.identite.is_bloquee and not etat.en_cours)
        for n in range(1, 10):
            self.actions_[f"identite_piece_{n}"].setEnabled(n <= len(etat.proposes))

    def enter(self, argument: object = None) -> None:
        if argument is not None:
            self.entered.emit(argument)

    def put_above(self, card: QWidget) -> None:
        """Let a folded card unfold at the top of the page, under its title."""
        self._content.insertWidget(2, card)

    def _show_ecart(self, etat: EtatIdentite) -> None:
        autre = etat.is_autre_lecture
        ecarts = [ligne for ligne in etat.ecarts if ligne.trait is not None]
        self._bande.setVisible(autre or bool(ecarts))
        prendre, ecarter = self.actions_["identite_trait"], self.actions_["identite_lecture"]
        prendre.setEnabled(bool(ecarts) and not autre)
        ecarter.setEnabled(autre and not etat.en_cours)
        self._prendre.setVisible(not autre)
        self._ecarter.setVisible(autre)
        if autre:
            self._ecart.setText(AUTRE_LECTURE)
        elif ecarts and ecarts[0].trait is not None:
            combien = "Un trait diffère." if len(ecarts) == 1 else f"{len(ecarts)} traits diffèrent."
            self._ecart.setText(f"{combien} Vérifiez sur la pièce présentée avant de reprendre celui d’INSi.")
            prendre.setText(f"Reprendre {ecarts[0].trait.defini} d’INSi")

    def _show_suites(self, etat: EtatIdentite) -> None:
        clear(self._suites_layout)
        suites: list[tuple[str, Tone, str]] = []
        match etat.statut_apres:
            case StatutIdentite.QUALIFIEE:
                suites.append(("check", "success", "Le matricule pourra accompagner les documents"))
                suites.append(("lock", "secondary", "Les traits seront ceux d’INSi"))
            case StatutIdentite.RECUPEREE:
                suites.append(
                    ("circle-dashed", "secondary", "Il manque une pièce pour que le matricule parte")
                )
            case StatutIdentite.VALIDEE:
                suites.append(("circle-dashed", "secondary", "Il manque INSi pour que le matricule parte"))
            case StatutIdentite.PROVISOIRE:
                suites.append(("circle-dashed", "secondary", "Le matricule n’accompagne aucun document"))
        for icone, ton, mots in suites:
            ligne = row(gap=12)
            fill(ligne, IconLabel(icone, ton), label(mots, wrap=True))
            ligne.setStretch(1, 1)
            self._suites_layout.addLayout(ligne)

    def _make_pieces(self, etat: EtatIdentite) -> None:
        clear(self._pieces_layout)
        self._card = ChoiceCard(
            "Pièce présentée",
            [
                Choice(type_.name, *piece_words(type_), digit=str(n) if n < 10 else "")
                for n, type_ in enumerate(etat.proposes, 1)
            ],
        )
        rangs = {type_.name: n for n, type_ in enumerate(etat.proposes, 1)}
        self._card.pressed.connect(lambda key: self.piece_pressed.emit(rangs[key]))
        self._pieces_layout.addWidget(self._card)

    def first_focus(self) -> QWidget:
        """Return what asks, never what takes away."""
        return self._insi if self._insi.isEnabled() else self._table

    def _build(self) -> None:
        page = QWidget()
        content = self._content = column(page, margins=(Size.PAGE_MARGIN, 16, Size.PAGE_MARGIN, 16), gap=0)
        head = row(gap=12)
        self._insi = Button.of(self.actions_["identite_insi"])
        self._retirer = Button.of(self.actions_["identite_retirer"], "flat")
        echanges = Button.of(self.actions_["identite_echanges"], "flat")
        titre = column(gap=0)
        fill(titre, label("Identité", "title"), self._reponse)
        head.addLayout(titre, 1)
        fill(head, self._retirer, echanges, self._insi)
        card = frame("card")
        inner = column(card, margins=(1, 1, 1, 1))
        # A page too tall scrolls: the last traits are never squeezed out of sight.
        inner.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._table.setFixedHeight(Size.HEADER + 7 * _ROW + 1)
        self._bande.setProperty("fill", "warning")
        band = row(self._bande, margins=(16, 11, 16, 11), gap=12)
        fill(band, IconLabel("triangle-alert", "warning"), self._ecart)
        band.setStretch(1, 1)
        self._prendre = Button.of(self.actions_["identite_trait"], "soft")
        self._ecarter = Button.of(self.actions_["identite_lecture"], "soft")
        fill(band, self._prendre, self._ecarter)
        pied = row(margins=(8, 6, 8, 6))
        fill(pied, Button.of(self.actions_["identite_corriger"], "flat"), 0)
        fill(inner, self._table, self._bande, pied)
        two = row(gap=16)
        fill(two, self._sources, self._make_attributs())
        two.setStretch(0, 1)
        two.setStretch(1, 1)
        fill(content, head, 12, self.partis, self.retrait, self.echanges, card, 16, two, 0)
        scroll = scroller(page)
        side = ("la pièce et le statut", self._make_side())
        self.put(Columns(self.key, self.context.memory, scroll, right=side, widths=(0, 368)))
        self._make_foot()

    def _make_attributs(self) -> QFrame:
        card = frame("card")
        layout = column(card, margins=(16, 12, 16, 12), gap=8)
        fill(layout, label("Attributs", "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for n, (attribut, mot, phrase) in enumerate(ATTRIBUTS):
            case = QCheckBox(mot)
            case.setAccessibleDescription(phrase)
            case.clicked.connect(lambda coche, attribut=attribut: self._change(attribut, coche))
            self._attributs[attribut] = case
            grid.addWidget(case, n, 0)
            grid.addWidget(label(phrase, "secondary", wrap=True), n, 1)
        layout.addLayout(grid)
        layout.addStretch(1)
        return card

    def _make_side(self) -> QWidget:
        side = QWidget()
        layout = column(side, margins=(16, 16, 16, 16), gap=10)
        fill(layout, label("Pièce présentée", "section"), self._pieces, 12)
        fill(layout, label("Statut obtenu", "section"), self._grille, 8, self._suites, 0)
        return side

    def _make_foot(self) -> None:
        keep = Button("Garder le dossier tel quel", key="Esc")
        keep.clicked.connect(lambda: self.back_wanted.emit())
        accept = Button.of(self.actions_["identite_accept"], "primary")
        self.put_foot(self._raison, keep, accept).setStretch(0, 1)

    def _change(self, attribut: AttributIdentite, coche: bool) -> None:
        assert self._etat is not None
        attributs = set(self._etat.identite.attributs)
        attributs.discard(attribut)
        if coche:
            fictive = AttributIdentite.FICTIVE
            attributs = {attribut} if attribut is fictive else (attributs - {fictive}) | {attribut}
        self.attributs_wanted.emit(frozenset(attributs))
