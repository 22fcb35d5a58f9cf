"""The counter without a mouse: the scan lands anywhere, digits answer, nothing leaves incomplete."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import CompletudeDispensation, MotifRefus, ReponseLigne
from ambroise.ui.comptoir.choix import Choix, missing, summary
from ambroise.ui.comptoir.traits import Ecart, compare_traits
from ambroise.ui.words import NBSP
from ambroise.usecases.ordonnance_close import OrdonnanceEpuisee
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale
from tests.fakes import comptoir as c
from tests.ui.seat_comptoir import Comptoir

CTRL = Qt.KeyboardModifier.ControlModifier


def test_five_lines_are_answered_and_delivered_without_a_mouse(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.answer(1, Qt.Key.Key_1, lambda choix: choix.valide)
    comptoir.answer(2, Qt.Key.Key_4, lambda choix: choix.reponse is ReponseLigne.PARTIEL)
    comptoir.key(Qt.Key.Key_Return)
    comptoir.answer(3, Qt.Key.Key_2, lambda choix: choix.boite is not None)
    comptoir.key(Qt.Key.Key_Up)
    comptoir.key(Qt.Key.Key_Return)
    comptoir.answer(4, Qt.Key.Key_5, lambda choix: choix.reponse is ReponseLigne.REFUSE)
    comptoir.key(Qt.Key.Key_Down)
    comptoir.key(Qt.Key.Key_Return)
    comptoir.answer(5, Qt.Key.Key_1, lambda choix: choix.reponse is ReponseLigne.TEL_QUEL)
    assert not comptoir.screen.actions_["comptoir_deliver"].isEnabled()
    comptoir.key(Qt.Key.Key_Down)
    comptoir.key(Qt.Key.Key_Return)
    assert comptoir.screen.actions_["comptoir_deliver"].isEnabled()
    assert "Délivrer" in comptoir.screen.focusWidget().accessibleName()
    comptoir.key(Qt.Key.Key_Return)  # one Enter too many delivers nothing
    assert not comptoir.etat.en_cours
    with qtbot.waitSignal(comptoir.controller.dispensed) as dispensed:
        comptoir.key(Qt.Key.Key_Return, CTRL)
    lignes = dispensed.args[0].lignes
    assert [ligne.reponse for ligne in lignes] == [
        ReponseLigne.TEL_QUEL,
        ReponseLigne.PARTIEL,
        ReponseLigne.SUBSTITUE,
        ReponseLigne.REFUSE,
        ReponseLigne.TEL_QUEL,
    ]
    assert lignes[1].boites_dues == 1
    assert lignes[2].delivrances[0].denomination == "SIMVASTATINE BIOGARAN 20 mg"
    assert lignes[3].motif is not None
    assert dispensed.args[0].completude is CompletudeDispensation.PREMIERE_PARTIELLE
    assert comptoir.controller.etat is None
    assert comptoir.screen.toast.text.startswith(f"Délivrance enregistrée, 5{NBSP}lignes")
    assert comptoir.screen.focusWidget() is comptoir.screen.first_focus()


def test_number_can_be_typed(qtbot: QtBot, comptoir: Comptoir) -> None:
    field = comptoir.screen.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, c.NUMERO)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comptoir.controller.etat is not None)
    assert comptoir.service.scannes == [c.NUMERO]


def test_exhausted_order_is_refused_in_the_screen(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.service.error = OrdonnanceEpuisee()
    comptoir.controller.scan(c.NUMERO)
    qtbot.waitUntil(lambda: len(comptoir.screen.banners.shown) == 1)
    assert comptoir.controller.etat is None


def test_agreed_change_asks_who_and_how(comptoir: Comptoir) -> None:
    ligne = c.LIGNES[2]
    etat = c.etat().press(ligne, ReponseLigne.MODIFIE)
    choix = etat.choix_de(ligne)
    assert choix.accord_de == "Dr LIBRE Max"
    assert "accord" in missing(ligne, choix)
    complet = etat.with_choix(ligne, replace(choix, accord_par="téléphone")).validate(ligne)
    assert complet.choix_de(ligne).valide


def test_refusal_asks_its_reason_and_delivers_nothing() -> None:
    ligne = c.LIGNES[3]
    etat = c.etat().press(ligne, ReponseLigne.REFUSE)
    assert etat.validate(ligne) is etat
    complet = etat.with_choix(ligne, Choix(ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE)).validate(ligne)
    assert summary(ligne, complet.choix_de(ligne)) == "Rupture"
    assert complet.prix_de(ligne) is None


def test_common_name_leaves_the_pack_to_choose() -> None:
    ligne = c.LIGNES[4]
    etat = c.etat().press(ligne, ReponseLigne.TEL_QUEL)
    assert not etat.choix_de(ligne).valide
    assert missing(ligne, etat.choix_de(ligne)) == "Choisissez la boîte délivrée."


def test_generic_starts_from_the_one_already_received_and_never_the_reference() -> None:
    ligne = c.LIGNES[2]
    boite = c.etat().choix_de(ligne).boite
    assert boite is not None
    assert boite.deja_recue == "reçu en mars"


def test_card_of_another_person_is_lit(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.carte_absente = True
    comptoir.scan()
    qtbot.waitUntil(lambda: not comptoir.tasks.under_way)
    autre = BeneficiaireVitale(1, "CORSE", "ANTHONY", date(1980, 3, 2), "1800320040123")
    comptoir.carte, comptoir.carte_absente = CarteVitale("Lecteur", "vitale2", (autre,)), False
    comptoir.key(Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: comptoir.etat.vitale is not None)
    assert {t.ecart for t in compare_traits(comptoir.etat)} == {Ecart.DIFFERENT}


def test_card_not_read_is_said_and_not_taken_for_identical() -> None:
    etat = replace(c.etat(), vitale=None)
    assert {t.ecart for t in compare_traits(etat)} == {Ecart.NON_LU}


def test_line_that_must_not_be_substituted_refuses_the_generic(comptoir: Comptoir, qtbot: QtBot) -> None:
    ligne = c.ligne(3, "Simvastatine", "1 le soir", "603", substituable=False)
    scannee = replace(c.SCANNEE, consultee=replace(c.CONSULTEE, lignes=(ligne,)))
    comptoir.service.scan = lambda texte: scannee  # type: ignore[method-assign]
    comptoir.scan()
    comptoir.screen.answered.emit(ligne.id, ReponseLigne.SUBSTITUE)
    assert comptoir.etat.choix_de(ligne).reponse is None


def test_total_adds_what_leaves() -> None:
    assert c.etat().total == 2 * Decimal("6.17") + 2 * Decimal("4.35") + Decimal("10.37")


def test_other_strength_of_the_group_is_never_offered_first() -> None:
    ligne = c.LIGNES[2]
    moins_chere = c.boite("SIMVASTATINE 10 mg", "699", "3400930000010", "1.00")
    boites = {**c.BOITES, ligne.id: (replace(moins_chere, complement=True), *c.BOITES[ligne.id])}
    etat = replace(c.etat(), boites=boites).press(ligne, ReponseLigne.SUBSTITUE)
    boite = etat.choix_de(ligne).boite
    assert boite is not None
    assert not boite.complement


def test_packs_of_two_sizes_leave_the_choice_to_the_pharmacist() -> None:
    ligne = c.LIGNES[0]
    grande = c.boite("METFORMINE BIOGARAN 1000 mg", "601", "3400937762090", "12.00", unites=180)
    boites = {**c.BOITES, ligne.id: (*c.BOITES[ligne.id], grande)}
    etat = replace(c.etat(), boites=boites).press(ligne, ReponseLigne.TEL_QUEL)
    assert etat.choix_de(ligne).boite is None
    assert not etat.choix_de(ligne).valide


def test_a_line_out_of_its_delays_can_only_be_refused(comptoir: Comptoir) -> None:
    comptoir.controles.hors_delai = c.LIGNES[0].id
    comptoir.scan()
    comptoir.controller._answer(c.LIGNES[0].id, ReponseLigne.TEL_QUEL)
    assert comptoir.etat.choix_de(c.LIGNES[0]).reponse is None
    comptoir.beep("3400937762014")
    assert "plus de douze mois" in comptoir.refusal
    comptoir.controller._answer(c.LIGNES[0].id, ReponseLigne.REFUSE)
    assert comptoir.etat.choix_de(c.LIGNES[0]).reponse is ReponseLigne.REFUSE


def test_a_card_already_in_the_reader_is_compared_at_the_scan(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    qtbot.waitUntil(lambda: comptoir.etat.vitale == c.VITALE)


def test_no_card_in_the_reader_is_no_error(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.carte_absente = True
    comptoir.scan()
    qtbot.waitUntil(lambda: not comptoir.tasks.under_way)
    assert comptoir.etat.vitale is None
    assert list(comptoir.screen.banners.shown) == []


def test_the_back_of_the_order_is_asked_once_something_is_dispensed(qtbot: QtBot, comptoir: Comptoir) -> None:
    assert not comptoir.screen.actions_["comptoir_verso"].isEnabled()
    comptoir.scan()
    for ligne in c.LIGNES:
        comptoir.controller._answer(ligne.id, ReponseLigne.REFUSE)
        choix = replace(comptoir.etat.choix_de(ligne), motif=MotifRefus.RUPTURE)
        comptoir.screen.completed.emit(ligne.id, choix)
        comptoir.screen.validated.emit(ligne.id)
    with qtbot.waitSignal(comptoir.controller.dispensed) as dispensed:
        comptoir.screen.deliver_wanted.emit()
    with qtbot.waitSignal(comptoir.controller.verso_wanted) as wanted:
        comptoir.screen.actions_["comptoir_verso"].trigger()
    assert wanted.args == dispensed.args
    with qtbot.waitSignal(comptoir.controller.plan_wanted) as plan:
        qtbot.keyClick(comptoir.screen, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert plan.args is not None
    assert plan.args[0].numero == c.NUMERO
    assert plan.args[1:] == dispensed.args
