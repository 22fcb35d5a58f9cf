"""The pharmacist keeps the reference by one key, and only where the arrêté allows it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.choix import missing
from ambroise.ui.comptoir.ligne import AnswerButton
from ambroise.ui.comptoir.mte_ph import toggle_mte_ph
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.banners import Banner
from tests.fakes import comptoir as c
from tests.ui.seat_comptoir import Comptoir

LIGNE = c.ligne(6, "Lévothyroxine 75 µg, comprimé (LEVOTHYROX)", "1 comprimé le matin", "700")
REFERENCE = c.boite("LEVOTHYROX 75", "700", "3400930065785", "2.57", reference=True)
GENERIQUE = c.boite("THYROFIX 75", "701", "3400930013793", "2.35")
CONSULTEE = replace(c.CONSULTEE, lignes=(LIGNE, c.LIGNES[0]))


def packs(*boites: BoiteGroupe, marge: bool = True) -> tuple[BoiteGroupe, ...]:
    return tuple(replace(b, is_marge_etroite=marge) for b in boites)


GROUPE = packs(REFERENCE, GENERIQUE)


def counter(*boites: BoiteGroupe) -> EtatComptoir:
    scannee = replace(c.SCANNEE, consultee=CONSULTEE)
    return EtatComptoir(scannee, c.e.JOUR, {LIGNE.id: boites or GROUPE}, courante=LIGNE.id)


def open_order(comptoir: Comptoir, *boites: BoiteGroupe) -> None:
    comptoir.service.scan = lambda texte: replace(c.SCANNEE, consultee=CONSULTEE)  # type: ignore[method-assign]
    connues = {LIGNE.id: boites or GROUPE, c.LIGNES[0].id: c.BOITES[c.LIGNES[0].id]}
    comptoir.controller._boites = c.FakeBoites(connues)
    comptoir.scan()


def test_one_key_answers_the_line_by_its_reference_and_the_mention_is_recorded(
    qtbot: QtBot, comptoir: Comptoir
) -> None:
    open_order(comptoir)
    comptoir.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert comptoir.etat.courante == c.LIGNES[0].id, "answered: the next line opens"
    comptoir.screen.answered.emit(c.LIGNES[0].id, ReponseLigne.TEL_QUEL)
    with qtbot.waitSignal(comptoir.controller.dispensed) as dispensed:
        comptoir.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    gardee, autre = dispensed.args[0].lignes
    assert (gardee.mte_ph, gardee.reponse, autre.mte_ph) == (True, ReponseLigne.TEL_QUEL, False)
    assert gardee.delivrances[0].code_cis == "700"


def test_same_key_takes_the_mention_away() -> None:
    avec, _ = toggle_mte_ph(counter(), LIGNE)
    sans, refus = toggle_mte_ph(avec, LIGNE)
    assert (sans.choix_de(LIGNE).mte_ph, refus) == (False, "")
    assert sans.choix_de(LIGNE).reponse is ReponseLigne.TEL_QUEL


@pytest.mark.parametrize(
    ("boites", "raison"),
    [
        (packs(REFERENCE, GENERIQUE, marge=False), "liste à marge thérapeutique étroite"),
        (packs(REFERENCE), "référence d’un groupe générique"),
        (packs(GENERIQUE), "référence d’un groupe générique"),
    ],
)
def test_refusal_is_a_sentence_and_nothing_changes(
    comptoir: Comptoir, boites: tuple[BoiteGroupe, ...], raison: str
) -> None:
    open_order(comptoir, *boites)
    comptoir.key(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    (refus,) = comptoir.screen.findChildren(Banner)
    assert raison in refus.accessibleName()
    assert comptoir.etat.choix_de(LIGNE).reponse is None
    assert not [b for b in comptoir.screen.findChildren(AnswerButton) if "MTE-PH" in b.text()]


def test_generic_chosen_afterwards_does_not_bear_the_mention() -> None:
    etat, _ = toggle_mte_ph(counter(), LIGNE)
    choix = replace(etat.choix_de(LIGNE), boite=GROUPE[1])
    assert "pas un générique" in missing(LIGNE, choix)


def test_reference_of_two_sizes_waits_for_the_pack() -> None:
    grande = replace(c.boite("LEVOTHYROX 75", "700", "3400930121405", "6.76", reference=True, unites=90))
    etat, refus = toggle_mte_ph(counter(*packs(REFERENCE, grande, GENERIQUE)), LIGNE)
    assert (refus, etat.choix_de(LIGNE).boite, etat.choix_de(LIGNE).valide) == ("", None, False)
