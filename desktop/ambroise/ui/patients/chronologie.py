"""The timeline of a file, filtered by kind, one key from any past act."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ambroise.domain.passages import excerpt, is_matching
from ambroise.ui.patients.etat_dmp import AUCUN, EtatDmpBande, EtatsDossier, with_etat
from ambroise.ui.patients.frise import FILTRES, Entree, timeline_rows
from ambroise.ui.patients.notes import lit_spans
from ambroise.ui.widgets.buttons import FilterButton
from ambroise.ui.widgets.layouts import clear, column, fill, label, panel_head, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import plural

BROUILLON: Final = "brouillon"

_VIDE: Final = "Les consultations, ordonnances et documents apparaîtront ici."


class ChronologiePanel(QFrame):
    """Shows what happened; ``chosen`` carries what an entry stands for, or :data:`BROUILLON`."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entrees: tuple[Entree, ...] = ()
        self._brouillon: TwoLine | None = None
        self._genres: frozenset[str] = frozenset()
        self._vide = label(_VIDE, "label", wrap=True)
        self._vide.setContentsMargins(16, 4, 16, 4)
        self.etat = EtatDmpBande()
        self._etats: EtatsDossier = AUCUN
        self.list = SectionList("Chronologie")
        self.list.current_changed.connect(self._chosen)
        self.list.opened.connect(self.opened)
        self.recherche = QLineEdit()
        self.recherche.setPlaceholderText("Chercher dans ce dossier")
        self.recherche.setAccessibleName("Chercher dans ce dossier")
        self.recherche.setClearButtonEnabled(True)
        self.recherche.textChanged.connect(lambda _texte: self._fill())
        self.recherche.returnPressed.connect(self.list.setFocus)
        champ = row(margins=(12, 0, 12, 8))
        champ.addWidget(self.recherche)
        self._filtres = QWidget()
        self._filtres_layout = row(self._filtres, margins=(12, 0, 12, 8), gap=4)
        layout = column(self)
        fill(layout, panel_head("Chronologie"), champ, self._filtres, self._vide)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.etat)

    def show_entrees(
        self,
        entrees: tuple[Entree, ...],
        aujourdhui: date,
        brouillon: str = "",
        etats: EtatsDossier = AUCUN,
    ) -> None:
        """Show a file; ``brouillon`` names the draft that stays on top."""
        self._entrees = tuple(replace(e, ligne=with_etat(e.ligne, etats)) for e in entrees)
        self._etats, self._genres = etats, frozenset()
        self.recherche.blockSignals(True)
        self.recherche.clear()
        self.recherche.blockSignals(False)
        self._brouillon = None
        if brouillon:
            self._brouillon = TwoLine.of(
                "Consultation", brouillon, icon="pen-line", right="aujourd’hui", data=BROUILLON
            )
        self._make_filtres()
        self._fill()
        self.list.select_first()

    def select_objet(self, objet_id: UUID) -> None:
        """Select the entry that stands for an object of the file, if one does."""
        donnees = (entree.ligne.data for entree in self._entrees)
        trouve = next((d for d in donnees if getattr(d, "id", None) == objet_id), None)
        if trouve is not None:
            self.list.select_data(trouve)

    def _make_filtres(self) -> None:
        clear(self._filtres_layout)
        tout = FilterButton("Tout", "Tout montrer")
        tout.setChecked(not self._genres)
        tout.clicked.connect(lambda: self._filter(""))
        fill(self._filtres_layout, tout)
        for genre, icone, nom in FILTRES:
            combien = sum(e.genre == genre for e in self._entrees)
            if combien:
                bouton = FilterButton(str(combien), plural(combien, nom), icone)
                bouton.setChecked(genre in self._genres)
                bouton.clicked.connect(lambda _checked=False, genre=genre: self._filter(genre))
                fill(self._filtres_layout, bouton)
        fill(self._filtres_layout, 0)

    def _filter(self, genre: str) -> None:
        self._genres = self._genres ^ {genre} if genre else frozenset()
        self._make_filtres()
        self._fill()

    def _fill(self) -> None:
        mots = self.recherche.text().strip()
        entrees = found_entries(self._entrees, mots) if mots else self._entrees
        self.list.show_items(timeline_rows(entrees, self._genres, self._brouillon))
        self._vide.setText(f"Rien ne contient «\u00a0{mots}\u00a0»." if self._entrees else _VIDE)
        self._vide.setVisible(not entrees)

    def _chosen(self, data: object) -> None:
        self.etat.show_data(data, self._etats)
        if data is not None:
            self.chosen.emit(data)


def found_entries(entrees: tuple[Entree, ...], mots: str) -> tuple[Entree, ...]:
    """Return the entries that hold every word, the passage in place of their second line."""
    return tuple(
        replace(entree, ligne=replace(entree.ligne, sub=lit_spans(excerpt(entree.texte, mots, 60))))
        for entree in entrees
        if is_matching(entree.texte, mots)
    )
