"""A fraction of less than a pack at the counter: the first answer gives its units, and says what follows."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.fraction import FractionDue
from ambroise.domain.quantite_delivrance import Prises
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.choix import summary, to_dispensation
from ambroise.ui.comptoir.quantite import change_count
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.words import NBSP
from ambroise.usecases.comptoir import ControleComptoir
from tests.fakes import comptoir as c
from tests.ui.seat_comptoir import Comptoir

LIGNE = replace(
    c.ligne(6, "Morphine 10 mg, gélule (SKENAN)", "1 gélule le matin pendant 28 jours", "700"),
    duree_jours=28,
    fraction_jours=7,
)
SKENAN = c.boite(
    "SKENAN L.P. 10 mg", "700", "3400933323523", "4.10", reference=True, unites=14, stupefiant=True
)
SEMAINE = Prises(Fraction(1), fraction=FractionDue(7, 21))
CONSULTEE = replace(c.CONSULTEE, lignes=(LIGNE,))


def counter(prises: Prises = SEMAINE) -> EtatComptoir:
    scannee = replace(c.SCANNEE, consultee=CONSULTEE)
    controle = ControleComptoir(prises={LIGNE.id: prises})
    return EtatComptoir(scannee, c.e.JOUR, {LIGNE.id: (SKENAN,)}, courante=LIGNE.id, controle=controle)


def test_one_key_gives_the_units_of_the_fraction_and_plans_the_next(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.service.scan = lambda texte: replace(c.SCANNEE, consultee=CONSULTEE)  # type: ignore[method-assign]
    comptoir.controller._boites = c.FakeBoites({LIGNE.id: (SKENAN,)})
    comptoir.controles.resultat = ControleComptoir(prises={LIGNE.id: SEMAINE})
    comptoir.scan()
    suite = f"{c.e.JOUR + timedelta(days=7):%d/%m/%Y}"
    mots = "\n".join(mot.text() for mot in comptoir.screen.lignes.findChildren(QLabel))
    assert f"7{NBSP}unités pour 7{NBSP}jours, au détail (CSP R5132-30)." in mots
    assert f"La fraction suivante dès le {suite}." in mots
    comptoir.key(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: comptoir.etat.choix_de(LIGNE).valide)
    with qtbot.waitSignal(comptoir.controller.dispensed) as dispensed:
        comptoir.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (ligne,) = dispensed.args[0].lignes
    (livree,) = ligne.delivrances
    assert (livree.boites, livree.unites, ligne.unites_a_venir) == (0, 7, 21)


def test_answer_says_its_units_and_no_price_of_a_whole_pack() -> None:
    etat = counter().press(LIGNE, ReponseLigne.TEL_QUEL)
    assert etat.prix_de(LIGNE) is None
    mots = summary(LIGNE, etat.choix_de(LIGNE))
    assert f"7{NBSP}unités, 21{NBSP}unités plus tard" in mots


def test_partial_answer_is_not_offered_and_boxes_are_not_counted() -> None:
    etat = counter().press(LIGNE, ReponseLigne.TEL_QUEL)
    assert not etat.is_offered(LIGNE, ReponseLigne.PARTIEL)
    choix = etat.choix_de(LIGNE)
    assert change_count(LIGNE, choix, 1) == choix


def test_fraction_of_more_than_a_pack_takes_whole_packs_first_and_their_lots() -> None:
    etat = counter(Prises(Fraction(3), fraction=FractionDue(7, 21)))
    for serie in ("S1", "S2"):
        code = c.FakeControles().read_boite(c.code_boite("3400933323523", serie=serie))
        assert code is not None
        etat, refus = scan_pack(etat, code)
        assert refus == ""
    assert etat.choix_de(LIGNE).valide
    livrees = to_dispensation(LIGNE, etat.choix_de(LIGNE), c.e.JOUR).delivrances
    assert [(li.boites, li.unites, li.numero_serie) for li in livrees] == [
        (1, Decimal(14), "S1"),
        (0, Decimal(7), "S2"),
    ]
