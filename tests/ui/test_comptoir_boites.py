"""The packs scanned at the counter: counted in their line, refused with the reason."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.rappel import LotRappele, LotsRappeles
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.choix import to_dispensation
from ambroise.ui.comptoir.ligne import AnswerButton
from ambroise.ui.words import NBSP
from esante.ordonnance_numerique.azerty import scramble
from tests.fakes import comptoir as c
from tests.fakes import ecrans as e
from tests.ui.seat_comptoir import Comptoir

METFORMINE, GENERIQUE = "3400937762014", "3400939473901"

CTRL = Qt.KeyboardModifier.ControlModifier


def test_packs_scanned_answer_the_line_with_their_lot_and_expiry(comptoir: Comptoir) -> None:
    comptoir.scan()
    ligne = c.LIGNES[0]
    comptoir.beep(METFORMINE, serie="A")
    choix = comptoir.etat.choix_de(ligne)
    assert (choix.reponse, choix.valide, len(choix.bipees)) == (ReponseLigne.TEL_QUEL, False, 1)
    assert comptoir.etat.courante == ligne.id
    comptoir.beep(METFORMINE, serie="B", lot="LOT8")
    assert comptoir.etat.choix_de(ligne).valide
    assert comptoir.etat.courante == c.LIGNES[1].id
    faite = comptoir.etat.validate(ligne).choix_de(ligne)
    delivrances = to_dispensation(ligne, faite, comptoir.etat.aujourdhui).delivrances
    assert [(d.boites, d.lot, d.numero_serie, d.peremption) for d in delivrances] == [
        (1, "LOT7", "A", date(2028, 5, 31)),
        (1, "LOT8", "B", date(2028, 5, 31)),
    ]


def test_a_pack_of_the_generic_group_is_a_substitution_of_its_line(comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.beep(GENERIQUE)
    choix = comptoir.etat.choix_de(c.LIGNES[2])
    assert (choix.reponse, choix.valide) == (ReponseLigne.SUBSTITUE, True)


@pytest.mark.parametrize(
    ("cip", "reste", "phrase"),
    [
        ("3400935000002", {}, "n’est pas le médicament choisi"),
        (METFORMINE, {"fin": "240101"}, "périmée depuis le 01/01/2024"),
    ],
)
def test_another_pack_or_an_expired_one_is_refused_and_changes_nothing(
    comptoir: Comptoir, cip: str, reste: dict[str, str], phrase: str
) -> None:
    comptoir.scan()
    avant = comptoir.etat
    comptoir.beep(cip, **reste)
    assert phrase in comptoir.refusal
    assert (comptoir.etat.choix, comptoir.etat.courante) == (avant.choix, avant.courante)


def test_the_same_pack_twice_and_one_too_many_are_refused(comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.beep(METFORMINE, serie="A")
    comptoir.beep(METFORMINE, serie="A")
    assert "déjà bipée" in comptoir.refusal
    comptoir.beep(METFORMINE, serie="B")
    comptoir.beep(METFORMINE, serie="C")
    assert f"déjà 2{NBSP}boîtes bipées" in comptoir.refusal


def test_a_pack_that_left_before_is_refused_with_its_dispensing(comptoir: Comptoir) -> None:
    comptoir.scan()
    ancienne = replace(
        comptoir.service.dispense(c.CONSULTEE, ()),
        numero_ordonnance="03UE8SP00UGBYH4JF7",
        instant=e.local(9, jour=e.JOUR.replace(day=2)),
    )
    comptoir.controles.sorties["A"] = ancienne
    comptoir.beep(METFORMINE, serie="A")
    assert f"déjà été délivrée ici le 02/{e.JOUR:%m/%Y} à 09:00" in comptoir.refusal
    assert "ordonnance 03UE8SP00UGBYH4JF7" in comptoir.refusal
    assert comptoir.etat.choix == {}
    comptoir.beep(METFORMINE, serie="B")
    assert len(comptoir.etat.choix_de(c.LIGNES[0]).bipees) == 1, "another one of the same product may leave"
    assert comptoir.screen.banners.shown == ()


def test_a_pack_of_a_recalled_lot_is_refused_with_its_reason(comptoir: Comptoir) -> None:
    comptoir.scan()
    rappel = LotRappele(METFORMINE, "LOT7", date(2026, 6, 1), "impureté")
    comptoir.controles.rappels = LotsRappeles({(METFORMINE, "LOT7"): rappel})
    comptoir.beep(METFORMINE, serie="A")
    assert f"Le lot LOT7 est rappelé depuis le 01/06/2026{NBSP}: impureté" in comptoir.refusal
    assert comptoir.etat.choix == {}
    comptoir.beep(METFORMINE, serie="A", lot="LOT8")
    assert len(comptoir.etat.choix_de(c.LIGNES[0]).bipees) == 1


def test_one_box_to_give_has_no_part(comptoir: Comptoir) -> None:
    def offered(rang: int) -> list[str]:
        ligne = comptoir.screen.lignes._lignes[c.LIGNES[rang - 1].id]
        return [bouton.text() for bouton in ligne.findChildren(AnswerButton)]

    comptoir.scan()
    assert "Partiel" in offered(1)
    assert "Partiel" not in offered(3)
    comptoir.screen.answered.emit(c.LIGNES[2].id, ReponseLigne.PARTIEL)
    assert comptoir.etat.choix_de(c.LIGNES[2]).reponse is None


def test_a_substitution_forbidden_by_the_prescriber_refuses_the_other_pack() -> None:
    stricte = replace(c.LIGNES[2], is_substituable=False)
    consultee = replace(c.CONSULTEE, lignes=(stricte,))
    etat = replace(c.etat(), scannee=replace(c.SCANNEE, consultee=consultee), choix={})
    code = c.FakeControles().read_boite(c.code_boite(GENERIQUE))
    assert code is not None
    apres, refus = scan_pack(etat, code)
    assert apres is etat
    assert "non substituable" in refus


def test_a_pack_before_any_order_is_asked_to_wait(comptoir: Comptoir) -> None:
    comptoir.beep(METFORMINE)
    assert comptoir.refusal.startswith("Scannez d’abord l’ordonnance.")


def test_a_pack_typed_through_a_french_keyboard_is_read_the_same() -> None:
    code = c.code_boite(METFORMINE)
    assert c.FakeControles().read_boite(scramble(code)) == c.FakeControles().read_boite(code)
