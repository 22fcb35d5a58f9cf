"""A health document opened from a file manager: its pages, or why there are none; nothing is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.__main__ import _named_file
from ambroise.adapters.fichiers_sante import FichiersSante
from ambroise.bootstrap.documents import render_page
from ambroise.bootstrap.interface.lecture import open_window
from ambroise.printing.symbols import qr_png
from ambroise.ui.lecture.window import LectureWindow
from esante.cda.synthese import build_synthese
from tests.fakes.documents import entete
from tests.fakes.matrice_contenus import syntheses
from tests.ui.accessibility import assert_accessible

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def cda() -> bytes:
    return build_synthese(entete("60591-5"), syntheses()["riche"])


def opened(qtbot: QtBot, fichier: Path) -> LectureWindow:
    window = open_window(fichier)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def drawn(window: LectureWindow) -> int:
    return sum(not page.pixmap().isNull() for page in window.feuilles.findChildren(QLabel))


def said(window: LectureWindow) -> str:
    return " ".join(texte.text() for texte in window.banners.findChildren(QLabel))


def test_a_document_is_shown_under_its_title_and_says_it_is_filed_nowhere(
    qtbot: QtBot, tmp_path: Path, cda: bytes
) -> None:
    fichier = tmp_path / "lettre d’Éléonore.cda"
    fichier.write_bytes(cda)
    window = opened(qtbot, fichier)
    assert drawn(window) >= 1
    assert "lettre d’Éléonore.cda" in window.windowTitle()
    assert any("aucun dossier" in texte.text() for texte in window.findChildren(QLabel))
    assert not window.liste.isVisible()
    assert_accessible(window)


def test_an_archive_lists_its_documents_and_the_keyboard_walks_them(
    qtbot: QtBot, tmp_path: Path, cda: bytes
) -> None:
    fichiers = FichiersSante(render_page, qr_png, lambda: tmp_path)
    second = build_synthese(entete("11490-0"), syntheses()["riche"])
    (tmp_path / "IHE_XDM.ZIP").write_bytes(fichiers.build_xdm([cda, second])[0])
    window = opened(qtbot, tmp_path / "IHE_XDM.ZIP")
    assert window.liste.count() == 2
    assert window.liste.isVisible()
    qtbot.keyClick(window.liste, Qt.Key.Key_Down)
    assert window.liste.currentRow() == 1
    assert drawn(window) >= 1
    assert_accessible(window)


@pytest.mark.parametrize("contenu", [b"", b"PK\x03\x04 tronqu", b"<facture/>", b"%PDF-1.7"])
def test_what_is_no_health_document_is_said_in_the_window(
    qtbot: QtBot, tmp_path: Path, contenu: bytes
) -> None:
    fichier = tmp_path / "autre.zip"
    fichier.write_bytes(contenu)
    window = opened(qtbot, fichier)
    assert "n’est pas un document de santé" in said(window)
    assert "archive XDM entière" in said(window)
    assert drawn(window) == 0


def test_a_file_that_left_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    assert "ne peut pas être lu" in said(opened(qtbot, tmp_path / "parti.cda"))


def test_only_the_name_of_a_file_opens_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for nom in ("doctor", "lettre.cda"):
        (tmp_path / nom).write_bytes(b"")
    assert _named_file(["lettre.cda"]) == Path("lettre.cda")
    assert _named_file([str(tmp_path / "lettre.cda")]) == tmp_path / "lettre.cda"
    assert _named_file(["doctor"]) is None
    assert _named_file(["absente.cda"]) is None
    assert _named_file(["lettre.cda", "doctor"]) is None
    assert _named_file([]) is None
