"""A narcotic at the counter: its units are counted by hand when the base is silent, its bearer noted."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.choix import missing, to_dispensation
from ambroise.ui.comptoir.gauche import GauchePanel
from tests.fakes import comptoir as c
from tests.ui.seat_comptoir import Comptoir

SIROP = c.boite("MORPHINE sirop 250 ml", "700", "3400937762014", "9.00", unites=None, stupefiant=True)
LIGNE = c.ligne(1, "Morphine 10 mg/5 ml, sirop", "10 ml matin et soir pendant 7 jours", "700")
CONSULTEE = replace(c.CONSULTEE, lignes=(LIGNE,))


def open_order(comptoir: Comptoir) -> None:
    comptoir.service.scan = lambda texte: replace(c.SCANNEE, consultee=CONSULTEE)  # type: ignore[method-assign]
    comptoir.carte_absente = True
    comptoir.controller._boites = c.FakeBoites({LIGNE.id: (SIROP,)})
    comptoir.scan()


def field(comptoir: Comptoir, nom: str) -> QLineEdit:
    (champ,) = (f for f in comptoir.screen.findChildren(QLineEdit) if f.accessibleName() == nom)
    return champ


def test_a_pack_of_unknown_content_is_counted_before_it_leaves(qtbot: QtBot, comptoir: Comptoir) -> None:
    open_order(comptoir)
    comptoir.screen.answered.emit(LIGNE.id, ReponseLigne.TEL_QUEL)
    assert not comptoir.etat.choix_de(LIGNE).valide
    assert "Comptez les unités" in missing(LIGNE, comptoir.etat.choix_de(LIGNE))
    unites = field(comptoir, "Unités par boîte")
    assert unites.hasFocus()
    qtbot.keyClicks(unites, "0")
    qtbot.keyClick(unites, Qt.Key.Key_Return)
    assert not comptoir.etat.choix_de(LIGNE).valide, "no pack holds nothing"
    unites.clear()
    qtbot.keyClicks(unites, "250")
    qtbot.keyClick(unites, Qt.Key.Key_Return)
    assert comptoir.etat.choix_de(LIGNE).valide
    qtbot.keyClicks(field(comptoir, "Remis à"), "CORSE Anthony, CNI")
    with qtbot.waitSignal(comptoir.controller.dispensed) as dispensed:
        comptoir.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (livree,) = dispensed.args[0].lignes[0].delivrances
    assert livree.unites == 250
    assert comptoir.service.porteurs == ["CORSE Anthony, CNI"]


def test_a_scanned_pack_of_unknown_content_waits_for_its_count() -> None:
    etat = replace(
        c.etat(), scannee=replace(c.SCANNEE, consultee=CONSULTEE), boites={LIGNE.id: (SIROP,)}, choix={}
    )
    code = c.FakeControles().read_boite(c.code_boite("3400937762014"))
    assert code is not None
    apres, refus = scan_pack(etat, code)
    assert refus == ""
    assert not apres.choix_de(LIGNE).valide
    compte = apres.with_choix(LIGNE, replace(apres.choix_de(LIGNE), unites=Decimal(250))).validate(LIGNE)
    (livree,) = to_dispensation(LIGNE, compte.choix_de(LIGNE), compte.aujourdhui).delivrances
    assert (livree.unites, livree.lot) == (250, "LOT7")


def test_the_bearer_is_asked_for_narcotics_only(comptoir: Comptoir) -> None:
    comptoir.scan()
    noms = {f.accessibleName() for f in comptoir.screen.findChild(GauchePanel).findChildren(QLineEdit)}
    assert "Remis à" not in noms
