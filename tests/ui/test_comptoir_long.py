"""An order of sixty lines on the counter: read at a glance, answered by the keyboard, opened by a click."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.alerte import Controles, NiveauAlerte
from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.ligne import AnswerButton, LigneComptoir
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from tests.fakes import comptoir as c
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.seat_comptoir import Comptoir
from tests.ui.test_comptoir_alertes import PAIRE

SOIXANTE = tuple(c.ligne(n, f"Médicament {n}", "1 le matin", "601") for n in range(1, 61))
SCANNEE = replace(c.SCANNEE, consultee=replace(c.CONSULTEE, lignes=SOIXANTE))


def scan_sixty(comptoir: Comptoir) -> None:
    def scan(texte: str) -> OrdonnanceScannee:
        return SCANNEE

    comptoir.service.scan = scan  # type: ignore[method-assign]
    comptoir.carte_absente = True
    comptoir.controller._boites = c.FakeBoites({li.id: c.BOITES[c.LIGNES[0].id] for li in SOIXANTE})
    comptoir.scan()


def unfolded(comptoir: Comptoir) -> list[str]:
    """Return the lines that show their answers."""
    shown = comptoir.screen.lignes.findChildren(LigneComptoir)
    return [li.ligne.libelle for li in shown if li.isVisible() and li.findChildren(AnswerButton)]


def test_only_the_open_line_unfolds_its_answers(qtbot: QtBot, comptoir: Comptoir) -> None:
    scan_sixty(comptoir)
    assert unfolded(comptoir) == ["Médicament 1"]
    comptoir.key(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: unfolded(comptoir) == ["Médicament 2"])


def test_sixty_lines_are_answered_one_digit_each(qtbot: QtBot, comptoir: Comptoir) -> None:
    scan_sixty(comptoir)
    for _ligne in SOIXANTE[:3]:
        comptoir.screen.answered.emit(comptoir.etat.courante, ReponseLigne.TEL_QUEL)
    assert comptoir.etat.courante == SOIXANTE[3].id
    etat = comptoir.etat
    for ligne in SOIXANTE[3:]:
        etat = etat.press(ligne, ReponseLigne.TEL_QUEL)
    comptoir.controller._show(etat.next_line())
    assert comptoir.etat.repondues == 60
    assert comptoir.screen.actions_["comptoir_deliver"].isEnabled()
    assert "Délivrer" in comptoir.screen.focusWidget().accessibleName()


def test_a_click_opens_a_line(qtbot: QtBot, comptoir: Comptoir) -> None:
    scan_sixty(comptoir)
    (septieme,) = (li for li in comptoir.screen.lignes.findChildren(LigneComptoir) if li.ligne.rang == 7)
    qtbot.mouseClick(septieme, Qt.MouseButton.LeftButton)
    assert comptoir.etat.courante == SOIXANTE[6].id
    assert unfolded(comptoir) == ["Médicament 7"]


def test_alerts_beyond_a_page_unfold_on_demand(qtbot: QtBot, comptoir: Comptoir) -> None:
    alertes = tuple(replace(PAIRE, niveau=NiveauAlerte.PRECAUTION, titre=f"A et B{n}") for n in range(30))
    comptoir.controles.resultat = ControleComptoir(controles=Controles(alertes))
    scan_sixty(comptoir)
    (reste,) = comptoir.screen.droite.findChildren(Button)
    assert "18" in reste.text()
    reste.click()
    qtbot.waitUntil(lambda: not any(b.isVisible() for b in comptoir.screen.droite.findChildren(Button)))


def test_names_of_a_hundred_characters_are_read_whole(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = c.screen(context)
    etat = screen._etat
    assert etat is not None
    nom = "DE LA ROCHEFOUCAULD-MONTMORENCY D’ARTAGNAN DE L’HERAULT ET DE SAINT-GERMAIN-LES-BAINS-SUR-MER"
    consultee = replace(etat.scannee.consultee, patient_nom=nom, prescripteur=nom)
    screen.show_etat(replace(etat, scannee=replace(etat.scannee, consultee=consultee)))
    show(qtbot, screen)
    assert_accessible(screen)
