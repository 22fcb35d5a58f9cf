"""The last laboratory results of a file, the critical ones first, each with its reference range."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from ambroise.domain.entrees import Entree, ResultatBiologie
from ambroise.ui.painting import ChipText
from ambroise.ui.widgets.layouts import card_head, column, fill, frame
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, short_date

MONTRES: Final = 8


class BiologieCard(QWidget):
    """Folded while the file holds no result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = SectionList("Derniers résultats de biologie", lines=True)
        card = frame("card")
        column(card, margins=(1, 1, 1, 1)).addWidget(self.list)
        head = card_head("Biologie")
        fill(column(self, gap=4), head, card)

    def show_entrees(self, entrees: Sequence[Entree], aujourdhui: date) -> None:
        """Show the last value of each analysis."""
        lignes = result_rows(entrees, aujourdhui)
        self.list.show_items(lignes)
        self.list.setFixedHeight(self.list.content_height())
        self.setVisible(bool(lignes))


def result_rows(entrees: Sequence[Entree], aujourdhui: date) -> list[TwoLine]:
    """Return the last value of each analysis: critical, then abnormal, then the newest."""
    derniers: dict[str, ResultatBiologie] = {}
    resultats = [e for e in entrees if isinstance(e, ResultatBiologie)]
    for resultat in sorted(resultats, key=lambda r: r.le):
        derniers[resultat.code or resultat.libelle] = resultat
    ranges = sorted(derniers.values(), key=lambda r: (not r.is_critique, not r.is_anormal, -r.le.toordinal()))
    return [_row(r, aujourdhui) for r in ranges[:MONTRES]]


def _row(resultat: ResultatBiologie, aujourdhui: date) -> TwoLine:
    bornes = [str(b) if b is not None else "" for b in (resultat.reference_basse, resultat.reference_haute)]
    reference = f" (référence {bornes[0]} – {bornes[1]})" if any(bornes) else ""
    valeur = f"{resultat.valeur}{NBSP}{resultat.unite}".strip()
    ligne = TwoLine.of(
        resultat.libelle,
        f"{valeur}{reference} · {short_date(resultat.le, aujourdhui)}",
        icon="test-tube",
        data=resultat,
    )
    if resultat.is_critique:
        return replace(ligne, chips=(ChipText("Critique", "danger", "octagon-alert"),), bar="danger")
    if resultat.is_anormal:
        return replace(ligne, chips=(ChipText("Anormal", "warning", "triangle-alert"),))
    return ligne
