"""How many boxes the counter proposes: a month at once, more or fewer by a key, what follows is planned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.quantite_delivrance import Prises
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.choix import Choix, missing, summary, to_dispensation
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.words import NBSP
from ambroise.usecases.boites_bipees import read_boite
from ambroise.usecases.comptoir import ControleComptoir
from tests.fakes import comptoir as c
from tests.fakes import ecrans as e
from tests.ui.seat_comptoir import Comptoir

RAMIPRIL = c.LIGNES[1]
CIP = "3400937762021"
UN_PAR_JOUR = Prises(Fraction(1), duree_jours=90)
SUITE = f"{e.JOUR + timedelta(days=28):%d/%m/%Y}"


def etat(prises: Prises = UN_PAR_JOUR, **changes: object) -> EtatComptoir:
    controle = ControleComptoir(prises={RAMIPRIL.id: prises})
    return EtatComptoir(c.SCANNEE, e.JOUR, c.BOITES, courante=RAMIPRIL.id, controle=controle, **changes)  # type: ignore[arg-type]


def words(comptoir: Comptoir) -> str:
    return "\n".join(label.text() for label in comptoir.screen.lignes.findChildren(QLabel))


@pytest.fixture
def pret(comptoir: Comptoir, qtbot: QtBot) -> Comptoir:
    comptoir.controles.resultat = ControleComptoir(prises={RAMIPRIL.id: UN_PAR_JOUR})
    comptoir.scan()
    comptoir.controller._open(RAMIPRIL.id)
    return comptoir


def settled(comptoir: Comptoir, qtbot: QtBot, done: Callable[[Choix], bool]) -> Choix:
    qtbot.waitUntil(lambda: done(comptoir.etat.choix_de(RAMIPRIL)))
    return comptoir.etat.choix_de(RAMIPRIL)


def test_three_boxes_for_three_months_leave_one_at_a_time() -> None:
    choix = etat().press(RAMIPRIL, ReponseLigne.TEL_QUEL).choix_de(RAMIPRIL)
    assert (choix.boites, choix.valide) == (1, True)
    ligne = to_dispensation(RAMIPRIL, choix, e.JOUR)
    assert (ligne.boites_dues, ligne.boites_a_venir) == (0, 2)
    assert f"2{NBSP}boîtes plus tard" in summary(RAMIPRIL, choix)


def test_the_line_says_what_leaves_and_when_the_rest_may(pret: Comptoir) -> None:
    assert f"1{NBSP}boîte sur 3 aujourd’hui" in words(pret)
    assert "CSP R5132-12" in words(pret)
    assert f"La suite dès le {SUITE}." in words(pret)


def test_a_box_more_is_a_key_away_and_is_warned_about(pret: Comptoir, qtbot: QtBot) -> None:
    pret.key(Qt.Key.Key_1)
    settled(pret, qtbot, lambda choix: choix.valide)
    pret.controller._open(RAMIPRIL.id)
    pret.key(Qt.Key.Key_Plus)
    choix = settled(pret, qtbot, lambda choix: choix.boites == 2)
    assert choix.valide
    assert f"2{NBSP}boîtes pour 56{NBSP}jours" in words(pret)
    assert "plus que ce qu’une délivrance donne" in words(pret)
    pret.screen.actions_["comptoir_moins"].trigger()
    settled(pret, qtbot, lambda choix: choix.boites == 1)
    pret.screen.actions_["comptoir_moins"].trigger()
    assert pret.etat.choix_de(RAMIPRIL).boites == 1


def test_another_pack_is_counted_anew(pret: Comptoir, qtbot: QtBot) -> None:
    grand = c.boite("RAMIPRIL ARROW 5 mg", "699", "3400936954830", "11.00", unites=90)
    pret.controller._show(pret.etat.with_boites(RAMIPRIL, [grand]))
    pret.key(Qt.Key.Key_2)
    choix = settled(pret, qtbot, lambda choix: choix.boite is not None)
    assert (choix.boite, choix.boites) == (grand, 1)
    assert "90" in words(pret)


def test_a_part_of_what_may_leave_is_owed_and_the_rest_comes_later() -> None:
    ouvert = etat(Prises(Fraction(1, 2), duree_jours=90)).press(RAMIPRIL, ReponseLigne.PARTIEL)
    assert not ouvert.is_offered(RAMIPRIL, ReponseLigne.PARTIEL), "a pack of 56 days has no part"
    ouvert = etat(Prises(Fraction(2), duree_jours=90)).press(RAMIPRIL, ReponseLigne.PARTIEL)
    choix = ouvert.choix_de(RAMIPRIL)
    assert (choix.boites, choix.proposees, missing(RAMIPRIL, choix)) == (1, 2, "")
    ligne = to_dispensation(RAMIPRIL, choix, e.JOUR)
    assert (ligne.boites_dues, ligne.boites_a_venir) == (1, 1)
    assert missing(RAMIPRIL, replace(choix, boites=2))


def test_the_field_of_a_partial_answer_follows_the_keys(comptoir: Comptoir, qtbot: QtBot) -> None:
    comptoir.scan()
    comptoir.controller._open(RAMIPRIL.id)
    comptoir.key(Qt.Key.Key_4)
    settled(comptoir, qtbot, lambda choix: choix.reponse is ReponseLigne.PARTIEL)
    (champ,) = comptoir.screen.lignes.findChildren(QSpinBox)
    assert champ.value() == 2
    comptoir.screen.actions_["comptoir_moins"].trigger()
    assert settled(comptoir, qtbot, lambda choix: choix.boites == 1)
    assert champ.value() == 1


def test_what_cannot_be_counted_is_said_and_all_is_proposed(pret: Comptoir) -> None:
    inconnue = Prises(raison="la dose change d’une étape à l’autre", duree_jours=90)
    assert etat(inconnue).press(RAMIPRIL, ReponseLigne.TEL_QUEL).choix_de(RAMIPRIL).boites == 3
    controle = ControleComptoir(prises={RAMIPRIL.id: inconnue})
    pret.screen.show_etat(None)
    pret.screen.show_etat(replace(pret.etat, controle=controle))
    assert "Quantité non calculée" in words(pret)
    assert "la dose change d’une étape à l’autre" in words(pret)


def test_a_short_treatment_that_cannot_be_counted_says_nothing(pret: Comptoir) -> None:
    courte = Prises(raison="la posologie est en texte libre", duree_jours=7)
    pret.screen.show_etat(None)
    pret.screen.show_etat(replace(pret.etat, controle=ControleComptoir(prises={RAMIPRIL.id: courte})))
    assert "non calculée" not in words(pret)


def test_a_renewal_says_its_next_day(pret: Comptoir) -> None:
    renouvelable = replace(RAMIPRIL, boites=1, renouvellements=2)
    scannee = replace(c.SCANNEE, consultee=replace(c.CONSULTEE, lignes=(renouvelable,)))
    pret.screen.show_etat(None)
    pret.screen.show_etat(replace(pret.etat, scannee=scannee))
    assert f"À renouveler dès le {SUITE}." in words(pret)


def test_a_dispensing_before_the_former_is_taken_is_warned_about(pret: Comptoir) -> None:
    attendu = {RAMIPRIL.id: date(2026, 6, 28)}
    pret.screen.show_etat(None)
    pret.screen.show_etat(replace(pret.etat, controle=ControleComptoir(attendus=attendu)))
    assert "La délivrance précédente dure jusqu’au 28/06/2026 (CSP R5132-14)." in words(pret)


def test_the_pack_scanned_gives_what_may_leave_and_one_more_is_a_choice() -> None:
    def beep(avant: EtatComptoir, serie: str) -> EtatComptoir:
        apres, refus = scan_pack(avant, read_boite(c.code_boite(CIP, serie=serie), lambda t: (t,)))
        assert not refus
        return replace(apres, courante=RAMIPRIL.id)

    une = beep(etat(), "S1")
    assert (une.choix_de(RAMIPRIL).boites, une.choix_de(RAMIPRIL).valide) == (1, True)
    deux = beep(une, "S2")
    assert (deux.choix_de(RAMIPRIL).boites, deux.choix_de(RAMIPRIL).valide) == (2, True)
