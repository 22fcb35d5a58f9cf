"""What the prescriber wrote beside a line is read on that line, before any answer."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.mention_ligne import MentionLigne
from ambroise.ui.comptoir.ligne import LigneComptoir
from ambroise.ui.widgets.chips import Chip
from tests.fakes import comptoir as c

LIGNE = replace(
    c.LIGNES[2],
    is_substituable=False,
    motif_non_substituable="CIF",
    indication="prévention secondaire",
    mentions=frozenset({MentionLigne.CHEVAUCHEMENT, MentionLigne.NON_REMBOURSABLE}),
)


def test_line_shows_why_it_is_not_substituted_its_indication_and_its_mentions(qtbot: QtBot) -> None:
    ligne = LigneComptoir(c.etat(), LIGNE)
    qtbot.addWidget(ligne)
    textes = {mot.text() for mot in ligne.findChildren(QLabel)}
    assert "Indication\u00a0: prévention secondaire" in textes
    assert "Chevauchement avec l’ordonnance précédente autorisé · NR" in textes
    assert "Non substituable (CIF)" in {puce.accessibleName() for puce in ligne.findChildren(Chip)}
