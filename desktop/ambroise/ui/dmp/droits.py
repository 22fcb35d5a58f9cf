"""Who may open this record and what the patient opposes: asked when the face is shown, never before."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.dmp_droits import DroitsDmp, PsAutorise
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import long_date, plural

_ETATS: Final[dict[str, tuple[str, Tone, str]]] = {
    "ACTIVE": ("Autorisé", "success", "circle-check"),
    "EXPIREE": ("Expiré", "secondary", "clock"),
    "BLOQUEE": ("Bloqué par le patient", "danger", "circle-x"),
}
"""Only ``ACTIVE`` is published; a code of none of these is shown as it came."""


def _etat(ps: PsAutorise) -> Cell:
    mots, ton, icone = _ETATS.get(ps.etat, (ps.etat or "inconnu", "secondary", ""))
    return Cell.of(mots, ton, SEMIBOLD, icone)


COLONNES: Final[tuple[Column[PsAutorise], ...]] = (
    Column(
        "Professionnel", lambda p: Cell((Span(f"{p.nom} {p.prenom}".strip() or p.identifiant, SEMIBOLD),))
    ),
    Column("Spécialité", lambda p: Cell.of(p.specialite, "secondary"), 280),
    Column(
        "Depuis",
        lambda p: Cell.of(long_date(p.depuis.astimezone().date()) if p.depuis else "", "secondary"),
        172,
    ),
    Column("État", _etat, 208),
)


def opposition_words(droits: DroitsDmp) -> str:
    """Say what the patient opposes; what the DMP does not tell is not guessed."""
    phrases = []
    for oppose, quoi in (
        (droits.oppose_bris_de_glace, "l’accès en bris de glace"),
        (droits.oppose_urgence, "l’accès de la régulation en urgence"),
    ):
        if oppose is not None:
            verbe = "s’oppose à" if oppose else "permet"
            phrases.append(f"Le patient {verbe} {quoi}.")
    return " ".join(phrases) or "Le DMP ne dit pas à quoi le patient s’oppose."


class DroitsPanel(QWidget):
    """The professionals of a record in a table, the oppositions above."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mots = label("", wrap=True)
        self._combien = label("", "secondary")
        self._model: RowsModel[PsAutorise] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[PsAutorise] = DataTable(self._model, "Professionnels autorisés ou bloqués")
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState("cloud", "Le DMP est interrogé", "La liste arrive."))
        liste = QWidget()
        layout = column(liste, margins=(24, 8, 16, 16), gap=10)
        fill(layout, self._mots, self._combien)
        layout.addWidget(self.table, 1)
        self._stack.addWidget(liste)
        self._stack.addWidget(
            EmptyState("users", "Aucun professionnel", "Personne n’est autorisé ni bloqué sur ce DMP.")
        )
        column(self).addWidget(self._stack)

    def show_waiting(self) -> None:
        """Say that the DMP is being asked."""
        self._stack.setCurrentIndex(0)

    def show_droits(self, droits: DroitsDmp) -> None:
        """Show who opens the record."""
        self._model.show_rows(droits.professionnels)
        self._mots.setText(opposition_words(droits))
        self._combien.setText(plural(len(droits.professionnels), "professionnel"))
        self._combien.setVisible(bool(droits.professionnels))
        self._stack.setCurrentIndex(1 if droits.professionnels else 2)
