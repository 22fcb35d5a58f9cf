"""The opinions of HAS and the informations of ANSM are read beside the medicine found, opened by a key."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.avis_medicament import AvisHas, AvisMedicament, InformationAnsm, SorteAvis
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.avis import AUCUN
from ambroise.ui.ordonnances.avis_controller import AvisController
from ambroise.ui.tasks import Tasks
from tests.ui.poste_ordonnance import Poste

SMR = AvisHas(
    SorteAvis.SMR,
    "Important",
    "Renouvellement d’inscription (CT)",
    date(2025, 3, 5),
    "Le service médical rendu par DOLIPRANE reste important dans le traitement symptomatique des douleurs "
    "d’intensité légère à modérée et des états fébriles.",
    "https://www.has-sante.fr/jcms/p_1",
)
ASMR = replace(SMR, sorte=SorteAvis.ASMR, valeur="V", lien="https://www.has-sante.fr/jcms/p_2")
LETTRE = InformationAnsm(
    "Paracétamol et risque pour le foie", date(2026, 1, 2), date(2026, 12, 31), "https://ansm.sante.fr/x"
)
TOUT = AvisMedicament((SMR, ASMR), (LETTRE,), date(2026, 5, 26), date(2026, 5, 26))
PREMIER, DEUXIEME = "60234100", "60234101"


class PosteAvis(Poste):
    """A seat whose browser remembers what it was asked."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        super().__init__(qtbot, tmp_path, tasks, errors)
        self.ouverts: list[str] = []
        for controller in self.controller.parent().findChildren(AvisController):
            controller._browse = self.ouverts.append

    def find(self, texte: str) -> None:
        """Type until what is said of the first product is shown."""
        self.type(texte)
        self.qtbot.waitUntil(lambda: bool(self.mots))

    @property
    def mots(self) -> str:
        return " | ".join(
            w.text().replace("\u00a0", " ") for w in self.screen.avis.findChildren(QLabel) if w.text()
        )


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> PosteAvis:
    poste = PosteAvis(qtbot, tmp_path, tasks, errors)
    poste.prescription.avis = {PREMIER: TOUT, DEUXIEME: AvisMedicament(edition_has=date(2026, 5, 26))}
    poste.open()
    return poste


def test_the_opinions_of_the_product_pointed_at_are_read_with_their_date_and_source(poste: PosteAvis) -> None:
    poste.find("doliprane")
    assert "HAS : Service médical rendu important (5 mars 2025)" in poste.mots
    assert "amélioration du service rendu V, inexistante (5 mars 2025)" in poste.mots
    assert "traitement symptomatique" in poste.mots
    assert "ANSM : Paracétamol et risque pour le foie (du 2 janvier 2026 au 31 décembre 2026)" in poste.mots


def test_an_arrow_changes_what_is_said_and_no_opinion_is_told(qtbot: QtBot, poste: PosteAvis) -> None:
    poste.find("doliprane")
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: poste.mots == AUCUN)
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_Down)
    qtbot.waitUntil(poste.screen.avis.isHidden)  # a base without the files says nothing of them


def test_the_whole_text_opens_by_a_key_without_leaving_the_entry(qtbot: QtBot, poste: PosteAvis) -> None:
    poste.find("doliprane")
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert poste.ouverts == [SMR.lien, LETTRE.lien]
    assert poste.screen.entry.field.hasFocus()


def test_an_address_that_is_not_of_the_web_is_never_opened(qtbot: QtBot, poste: PosteAvis) -> None:
    poste.prescription.avis[PREMIER] = replace(TOUT, avis=(replace(SMR, lien="file:///etc/passwd"),))
    poste.find("doliprane")
    qtbot.keyClick(poste.screen.entry.field, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert poste.ouverts == []
