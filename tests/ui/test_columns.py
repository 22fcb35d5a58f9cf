"""Side columns and wrapping rows: what is narrow gives way before anything is cut."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ambroise.ui.memory import Memory
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.layouts import column, label, scroller
from ambroise.ui.widgets.wrapping import WrappingRow


def make_columns(
    qtbot: QtBot, profil: Path, side: QWidget, width: int, left: QWidget | None = None
) -> Columns:
    columns = Columns(
        "essai",
        Memory(profil),
        QWidget(),
        ("l’ordonnance", left) if left is not None else None,
        ("les alertes", side),
        widths=(320, 344),
        work_width=640,
    )
    qtbot.addWidget(columns)
    columns.resize(width, 400)
    with qtbot.waitExposed(columns):
        columns.show()
    return columns


def test_columns_give_the_work_what_it_lacks_and_take_it_back(qtbot: QtBot, tmp_path: Path) -> None:
    columns = make_columns(qtbot, tmp_path, QWidget(), 1400, QWidget())
    assert columns.sizes() == [320, 1400 - 2 - 320 - 344, 344]
    columns.resize(1204, 400)
    assert columns.sizes() == [298, 640, 264], "la colonne de droite donne d’abord, jusqu’à son moindre"
    columns.resize(1400, 400)
    assert columns.sizes() == [320, 1400 - 2 - 320 - 344, 344]


def test_columns_that_somebody_moved_stay(qtbot: QtBot, tmp_path: Path) -> None:
    columns = make_columns(qtbot, tmp_path, QWidget(), 1400, QWidget())
    columns.setSizes([320, 678, 400])
    columns.splitterMoved.emit(1000, 2)
    columns.resize(1250, 400)
    assert columns.sizes()[2] == 400


def test_a_column_is_never_narrower_than_its_page(qtbot: QtBot, tmp_path: Path) -> None:
    page = QWidget()
    large = QWidget()
    large.setFixedWidth(300)
    column(page).addWidget(large)
    columns = make_columns(qtbot, tmp_path, scroller(page), 1300)
    assert columns.right is not None
    columns.setSizes([1300, 0])
    assert columns.right.width() >= 300


def test_a_row_goes_on_below_when_it_is_narrow(qtbot: QtBot) -> None:
    ligne = WrappingRow(gap=4)
    qtbot.addWidget(ligne)
    boutons = [Button(mots, key=str(n)) for n, mots in enumerate(("Tel quel", "Générique", "Refusé"), 1)]
    for bouton in boutons:
        ligne.add(bouton)
    une = boutons[0].sizeHint().height()
    assert ligne.heightForWidth(ligne.sizeHint().width()) == une
    etroit = ligne.sizeHint().width() - 1
    assert ligne.heightForWidth(etroit) == 2 * une + 4
    ligne.resize(etroit, 200)
    with qtbot.waitExposed(ligne):
        ligne.show()
    assert boutons[2].geometry().top() > boutons[0].geometry().bottom()
    assert all(bouton.geometry().right() < etroit for bouton in boutons)


def test_a_folded_column_says_what_it_holds_that_may_not_be_missed(qtbot: QtBot, tmp_path: Path) -> None:
    columns = make_columns(qtbot, tmp_path, QWidget(), 884)
    side = columns.right
    assert side is not None
    assert side.is_folded
    side.signal(2, "octagon-alert", "danger")
    assert side.unfold.accessibleName() == "Déplier les alertes, 2\u00a0points à voir"
    assert [mot.text() for mot in side.findChildren(QLabel) if mot.isVisible() and mot.text()] == ["2"]
    side.signal(0, "octagon-alert", "danger")
    assert side.unfold.accessibleName() == "Déplier les alertes"
    assert not [mot for mot in side.findChildren(QLabel) if mot.isVisible() and mot.text()]


def test_what_scrolls_is_as_high_as_its_words_at_the_width_they_have(qtbot: QtBot) -> None:
    page = QWidget()
    layout = column(page)
    for _ in range(8):
        layout.addWidget(
            label("une phrase assez longue pour passer à la ligne, deux fois s’il le faut", wrap=True)
        )
    area = scroller(page)
    qtbot.addWidget(area)
    area.resize(700, 80)
    area.show()
    shown = area.widget()
    assert shown is not None
    qtbot.waitUntil(
        lambda: shown.height() == max(shown.heightForWidth(shown.width()), area.viewport().height())
    )
