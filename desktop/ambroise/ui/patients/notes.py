"""Search in the words of the notes: filters above, passages below with the words found lit."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QStackedWidget, QWidget

from ambroise.domain.passages import FiltrePassages, GenrePassage, Morceau
from ambroise.domain.texte_document import BilanTextes
from ambroise.ui.painting import SEMIBOLD, Span, named
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NBSP, age, short_date
from ambroise.usecases.recherche_notes import PassageTrouve

ICONES: Final = {
    GenrePassage.CONSULTATION: "stethoscope",
    GenrePassage.DOCUMENT: "file-text",
    GenrePassage.COURRIER: "mail",
    GenrePassage.SUIVI: "clipboard-list",
}
_GENRES: Final = (
    ("", "Tout"),
    (GenrePassage.CONSULTATION.name, "Consultations"),
    (GenrePassage.COURRIER.name, "Courriers"),
    (GenrePassage.DOCUMENT.name, "Documents"),
    (GenrePassage.SUIVI.name, "Suivi"),
)
_PERIODES: Final = (
    ("Toutes les dates", None),
    ("Depuis un mois", 31),
    ("Depuis un an", 366),
    ("Depuis cinq ans", 1827),
)


class NotesPanel(QWidget):
    """``changed`` when a filter is touched, ``opened`` with the PassageTrouve chosen."""

    changed = Signal()
    opened = Signal(object)
    again_wanted = Signal()
    """The documents that could not be read, tried again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.genres = Segmented("Où chercher", _GENRES, "")
        self.periode = QComboBox()
        self.periode.setAccessibleName("Période")
        for mots, jours in _PERIODES:
            self.periode.addItem(mots, jours)
        self.miennes = QCheckBox("Écrit par moi")
        self.genres.chosen.connect(lambda _cle: self.changed.emit())
        self.periode.currentIndexChanged.connect(lambda _rang: self.changed.emit())
        self.miennes.toggled.connect(lambda _oui: self.changed.emit())
        self.list = SectionList("Passages trouvés", lines=True)
        self.list.opened.connect(self.opened)
        card = frame("card")
        column(card, margins=(1, 1, 1, 1)).addWidget(self.list)
        debut = EmptyState(
            "notebook-pen",
            "Chercher dans les notes",
            "Quelques mots, ou leur début\u00a0: consultations, courriers, suivi et documents.",
        )
        self._rien = EmptyState(
            "search", "Aucune note ne contient ces mots", "Enlevez un mot, ou élargissez les dates."
        )
        self._debut, self._resultats = debut, card
        self._stack = QStackedWidget()
        for widget in (debut, card, self._rien):
            self._stack.addWidget(widget)
        bar = row(gap=12)
        fill(bar, self.genres, self.periode, self.miennes, 0)
        layout = column(self, gap=12)
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)
        self._textes = label("", "secondary", wrap=True)
        self._textes.hide()
        self.relire = Button("Relire", icon="rotate-cw", variant="flat")
        self.relire.setToolTip("Essayer de nouveau les documents protégés ou endommagés")
        self.relire.clicked.connect(self.again_wanted)
        self.relire.hide()
        pied = row(gap=8)
        pied.addWidget(self._textes, 1)
        pied.addWidget(self.relire)
        layout.addLayout(pied)

    def show_textes(self, bilan: BilanTextes) -> None:
        """Say which documents are not found by their words, nothing when all are."""
        mots = textes_words(bilan)
        self._textes.setText(mots)
        self._textes.setVisible(bool(mots))
        self.relire.setVisible(bool(bilan.illisibles))

    def filtre(self, aujourdhui: date) -> FiltrePassages:
        """Return the kind and the days asked for."""
        jours = self.periode.currentData()
        return FiltrePassages(
            GenrePassage[self.genres.current] if self.genres.current else None,
            aujourdhui - timedelta(days=jours) if jours else None,
        )

    def show_passages(self, texte: str, trouves: Sequence[PassageTrouve], aujourdhui: date) -> None:
        """Show what was found for a text."""
        self.list.show_items([passage_row(t, aujourdhui) for t in trouves])
        if trouves:
            self.list.select_first()
        self._stack.setCurrentWidget(self._resultats if trouves else self._rien if texte else self._debut)

    @property
    def current(self) -> PassageTrouve | None:
        """The passage under the cursor."""
        data = self.list.current()
        return data if isinstance(data, PassageTrouve) else None


def textes_words(bilan: BilanTextes) -> str:
    """Return what the search does not read of the documents, empty when it reads them all."""
    manques = (
        (bilan.en_attente, "attend d’être lu", "attendent d’être lus"),
        (bilan.sans_texte, "est une image, sans texte", "sont des images, sans texte"),
        (bilan.illisibles, "est protégé ou endommagé", "sont protégés ou endommagés"),
    )
    phrases = [f"{n} {un if n == 1 else autres}" for n, un, autres in manques if n]
    if not phrases:
        return ""
    return f"Documents trouvés par leur titre seulement{NBSP}: {', '.join(phrases)}."


def passage_row(trouve: PassageTrouve, aujourdhui: date) -> TwoLine:
    """Return a passage as a row: who, the words lit, when and by whom."""
    passage, patient = trouve.passage, trouve.patient
    if patient is not None:
        ans = age(patient.identite.traits.date_naissance, aujourdhui)
        titre = named(patient.nom_affiche, patient.prenom_affiche, rest=f" · {ans}")
    else:
        titre = (Span("Cabinet", SEMIBOLD),)
    ou = " · ".join(filter(None, (passage.genre.value, trouve.auteur)))
    quand = short_date(passage.le, aujourdhui) if passage.le else ""
    return TwoLine(
        titre,
        lit_spans(trouve.extrait),
        ICONES[passage.genre],
        right=(Span(quand, size=12, tone="secondary"),),
        right_sub=(Span(ou, size=12, tone="secondary"),),
        data=trouve,
    )


def lit_spans(extrait: Sequence[Morceau]) -> tuple[Span, ...]:
    """Return an excerpt with the words found in bold and underlined."""
    return tuple(
        Span(m.texte, SEMIBOLD, "text", 12, underlined=True)
        if m.trouve
        else Span(m.texte, tone="secondary", size=12)
        for m in extrait
    )
