"""What this office shares with the DMP: each thing of the file, its state, and how it leaves."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.alimentation import GenreAlimentation, LignePartage, TypeDocumentPartage
from ambroise.domain.dmp import Visibilite
from ambroise.ui.dmp.partage_state import (
    COLONNES,
    can_share,
    can_withdraw,
    order,
    rules_words,
    share_words,
    state_words,
    wants_vaccine,
)
from ambroise.ui.dmp.ports import DemandePartage, ReglesPartage, Vaccin
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.rows import RowsModel, Section
from ambroise.ui.widgets.tables import DataTable

VISIBILITES = (
    ("Visible par tous", Visibilite()),
    ("Masqué aux autres professionnels", Visibilite(masque_ps=True)),
    ("Invisible au patient, jusqu’à l’annonce", Visibilite(invisible_patient=True)),
    ("Invisible aux représentants légaux", Visibilite(invisible_representants=True)),
)
"""EX_2.1-1050: asked at each submission; the last one is offered for a minor only."""


class PartagePanel(QWidget):
    """Shows the rules, the things that can be shared, and the choices of the one that leaves."""

    vaccine_typed = Signal(str)
    rules_wanted = Signal()
    envois_wanted = Signal()

    def __init__(self, share: QAction, unshare: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._unshare = share, unshare
        self._regles = label("", "secondary", wrap=True)
        self._model: RowsModel[LignePartage] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[LignePartage] = DataTable(self._model, "À partager avec le DMP")
        self.table.current_changed.connect(self._show_line)
        self.table.opened.connect(lambda _: share.trigger() if share.isEnabled() else None)
        self.type, self.visibilite = QComboBox(), QComboBox()
        self.vaccin, self.vaccins = QLineEdit(), QComboBox()
        for kind in TypeDocumentPartage:
            self.type.addItem(kind.libelle, kind)
        self.vaccin.setPlaceholderText("Nom du vaccin")
        self.vaccin.textChanged.connect(self.vaccine_typed)
        self._etat = label("", "secondary", wrap=True)
        self._voulu: UUID | None = None
        self._build()
        self._show_line(None)

    def show_lines(self, lignes: Sequence[LignePartage], regles: ReglesPartage, *, is_mineur: bool) -> None:
        """Show what can be shared and what was, keeping the current line."""
        self._regles.setText(rules_words(regles))
        offered = VISIBILITES if is_mineur else VISIBILITES[:-1]
        if self.visibilite.count() != len(offered):
            self.visibilite.clear()
            for mots, choix in offered:
                self.visibilite.addItem(mots, choix)
        before, self._voulu, voulu = self.table.current(), None, self._voulu
        rangees = order(lignes)
        self._model.show_rows(rangees)
        garde = before.objet if before is not None else None
        possibles = [n for n, x in enumerate(rangees) if isinstance(x, LignePartage)]
        voulues = [n for n in possibles if _is_of(rangees[n], voulu)]
        gardees = [n for n in possibles if _objet(rangees[n]) == garde]
        for rang in (voulues + gardees + possibles)[:1]:
            self.table.select(rang)
        self._show_line(self.table.current())

    def want(self, envoi_id: UUID) -> None:
        """Select the line that an envoi is of, once the lines are shown."""
        self._voulu = envoi_id

    def show_vaccines(self, vaccins: Sequence[Vaccin]) -> None:
        """Offer the vaccines whose name was typed."""
        self.vaccins.clear()
        for vaccin in vaccins:
            self.vaccins.addItem(vaccin.denomination, vaccin.code_cis)
        self._offer()

    @property
    def demande(self) -> DemandePartage | None:
        """What would leave now."""
        ligne = self.table.current()
        if ligne is None:
            return None
        is_vaccination = ligne.genre is GenreAlimentation.VACCINATION
        return DemandePartage(
            ligne,
            type_document=self.type.currentData(),
            visibilite=Visibilite() if is_vaccination else self.visibilite.currentData() or Visibilite(),
            code_cis=(self.vaccins.currentData() or "") if wants_vaccine(ligne) else "",
        )

    def _show_line(self, ligne: LignePartage | None) -> None:
        self._form.setVisible(ligne is not None)
        if ligne is not None:
            self._etat.setText(state_words(ligne))
            if wants_vaccine(ligne) and not self.vaccin.text():
                self.vaccin.setText(ligne.titre)
            shown = can_share(ligne)
            self._form.show_field(self.type, shown and ligne.genre is GenreAlimentation.DOCUMENT)
            self._form.show_field(self.visibilite, shown and ligne.genre is not GenreAlimentation.VACCINATION)
            for champ in (self.vaccin, self.vaccins):
                self._form.show_field(champ, wants_vaccine(ligne))
            self._share.setText(share_words(ligne))
        self._offer()

    def _offer(self) -> None:
        ligne = self.table.current()
        chosen = ligne is not None and (not wants_vaccine(ligne) or self.vaccins.currentIndex() >= 0)
        self._share.setEnabled(ligne is not None and can_share(ligne) and chosen)
        self._unshare.setEnabled(ligne is not None and can_withdraw(ligne))

    def _build(self) -> None:
        layout = column(self, margins=(24, 4, 16, 16), gap=10)
        regles, envois = (
            Button("Changer les règles", icon="settings", variant="quiet"),
            Button("Voir les envois", icon="send", variant="quiet"),
        )
        regles.clicked.connect(self.rules_wanted)
        envois.clicked.connect(self.envois_wanted)
        haut = row(gap=8)
        fill(haut, self._regles, regles, envois)
        haut.setStretch(0, 1)
        layout.addLayout(haut)
        layout.addWidget(self.table, 1)
        card = frame("card")
        inside = column(card, margins=(16, 12, 16, 12), gap=8)
        self._form = Form(160)
        self._form.add("Type de document", self.type)
        self._form.add("Visibilité", self.visibilite)
        self._form.add("Vaccin exact", self.vaccin)
        self._form.add("Dans la base", self.vaccins)
        boutons = row(gap=8)
        fill(boutons, Button.of(self._share, "primary"), Button.of(self._unshare, "flat"), 0)
        fill(inside, self._etat, self._form)
        inside.addLayout(boutons)
        layout.addWidget(card)


def _objet(rangee: LignePartage | Section) -> UUID | None:
    return rangee.objet if isinstance(rangee, LignePartage) else None


def _is_of(rangee: LignePartage | Section, envoi_id: UUID | None) -> bool:
    if not isinstance(rangee, LignePartage):
        return False
    return any(version.envoi.envoi.id == envoi_id for version in rangee.versions)
