"""The code of a phone at the reception."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton

from ambroise.usecases.errors import AccesRefuse, CarteAbsente
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.accueil.poste import Poste


def test_code_scanned_from_a_phone_prepares_the_file_with_its_birth_name(poste: Poste) -> None:
    champ = poste.screen.apcv.field
    poste.qtbot.keyClicks(champ, "APCV.abc.def")
    poste.qtbot.keyClick(champ, Qt.Key.Key_Return)
    poste.settle()
    assert poste.service.montres == ["APCV.abc.def"]
    assert champ.text() == "", "the code is not kept"
    assert (poste.screen.formulaire.saisie.nom, poste.screen.formulaire.saisie.nom_utilise) == (
        "NESSI",
        "DE VINCI",
    )
    assert "valable jusqu’à" in poste.screen.apcv.etat
    assert_accessible(poste.screen)


def test_phone_laid_on_the_reader_prepares_the_file_and_leaves_the_card_as_a_way_out(poste: Poste) -> None:
    poste.screen.apcv.poser.click()
    poste.settle()
    assert poste.service.montres == ["NFC"]
    assert poste.screen.formulaire.saisie.nom == "NESSI"
    assert "valable jusqu’à" in poste.screen.apcv.etat
    poste.service.apcv = CarteAbsente("Aucun téléphone n’est posé sur un lecteur sans contact.")
    poste.screen.apcv.poser.click()
    poste.settle()
    (banner,) = poste.screen.banners.shown
    assert any("carte" in b.text().lower() for b in banner.findChildren(QPushButton))


def test_code_of_a_known_person_opens_the_file(poste: Poste) -> None:
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.screen.apcv.shown.emit("APCV.abc.def")
    poste.settle()
    assert poste.ouverts == [e.NESSI_R.id]


def test_end_of_the_context_is_said_with_what_to_do(poste: Poste) -> None:
    poste.screen.apcv.show_fin(e.MAINTENANT)
    assert "expiré" in poste.screen.apcv.etat
    assert "insérez la carte" in poste.screen.apcv.etat


def test_refused_code_offers_the_vitale_card_in_one_click(poste: Poste) -> None:
    poste.service.apcv = AccesRefuse("Le service de l’appli carte Vitale refuse l’accès.")
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.screen.apcv.shown.emit("APCV.abc.def")
    poste.settle()
    (banner,) = poste.screen.banners.shown
    assert poste.screen.apcv.etat == ""
    (lire,) = [
        b for b in banner.findChildren(QPushButton) if "Vitale" in b.accessibleName() or "Vitale" in b.text()
    ]
    lire.click()
    poste.settle()
    assert poste.ouverts == [e.NESSI_R.id]


def test_picture_of_the_code_is_taken_from_a_file_or_from_the_clipboard(poste: Poste, tmp_path: Path) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    chemin = tmp_path / "code.png"
    assert image.save(str(chemin))
    poste.screen.apcv.take_file(chemin)
    poste.settle()
    QGuiApplication.clipboard().setImage(image)
    poste.qtbot.keyClick(poste.screen.apcv.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    poste.settle()
    QGuiApplication.clipboard().clear()
    assert [bytes(m[:4]) if isinstance(m, bytes) else m for m in poste.service.montres] == [b"\x89PNG"] * 2


def test_picture_that_cannot_be_opened_is_given_empty_and_refused_by_the_reader(
    poste: Poste, tmp_path: Path
) -> None:
    poste.screen.apcv.take_file(tmp_path / "absente.png")
    poste.settle()
    assert poste.service.montres == [b""]
