"""One more month of an order that is over, by the keyboard: what was read, what is judged, who is told."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import Dispensation, ReponseLigne
from ambroise.domain.quantite_delivrance import Prises
from ambroise.domain.renouvellement_exceptionnel import RenouvellementExceptionnel
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.exceptionnel import toggle_exceptionnel
from ambroise.ui.comptoir.information import InformationController
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.boites_bipees import read_boite
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import EtatEnLigne, OrdonnanceConsultee
from tests.fakes import comptoir as c
from tests.fakes import ecrans as e
from tests.ui.seat_comptoir import Comptoir

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
RAMIPRIL = replace(c.LIGNES[1], is_soldee=True, deja_executee=True, delivrances=3, renouvellements=2)
SIMVA = replace(c.LIGNES[2], is_soldee=True, deja_executee=True, delivrances=3, renouvellements=2)
POSSIBLE = RenouvellementExceptionnel(
    e.JOUR - timedelta(days=5), 1, ("Traitement prescrit pour 90 jours", "Aucune opposition lue")
)
EXCLUE = RenouvellementExceptionnel(
    e.JOUR, 1, (), "un stupéfiant ou assimilé est exclu", "arrêté du 05/02/2008"
)
CONTROLE = ControleComptoir(
    prises={ligne.id: Prises(Fraction(1), duree_jours=30) for ligne in (RAMIPRIL, SIMVA)},
    exceptionnels={RAMIPRIL.id: POSSIBLE, SIMVA.id: EXCLUE},
)


def scanned(*lignes: object, etat: EtatEnLigne = EtatEnLigne.EXECUTEE) -> OrdonnanceConsultee:
    return replace(c.CONSULTEE, lignes=lignes, etat=etat)  # type: ignore[arg-type]


def state(controle: ControleComptoir = CONTROLE, **changes: object) -> EtatComptoir:
    scannee = replace(c.SCANNEE, consultee=scanned(RAMIPRIL, SIMVA))
    etat = EtatComptoir(scannee, e.JOUR, c.BOITES, controle=controle)
    return replace(etat, **changes).first_line()  # type: ignore[arg-type]


@pytest.fixture
def finie(comptoir: Comptoir, monkeypatch: pytest.MonkeyPatch) -> Comptoir:
    """A counter with an order wholly dispensed, one line of which may be pursued."""
    monkeypatch.setattr(c, "SCANNEE", replace(c.SCANNEE, consultee=scanned(RAMIPRIL, SIMVA)))
    comptoir.controles.resultat = CONTROLE
    comptoir.scan()
    return comptoir


def words(comptoir: Comptoir) -> str:
    return "\n".join(label.text() for label in comptoir.screen.lignes.findChildren(QLabel))


def test_a_month_more_is_given_without_a_mouse(finie: Comptoir, qtbot: QtBot) -> None:
    assert finie.etat.courante == RAMIPRIL.id
    assert "un mois de plus est possible, 1re fois sur 3 (CSP R5123-2-1)" in words(finie)
    assert finie.etat.empechement == "Rien à délivrer"
    finie.key(Qt.Key.Key_E, ALT)
    qtbot.waitUntil(lambda: finie.etat.choix_de(RAMIPRIL).exceptionnel)
    (case,) = finie.screen.lignes.findChildren(QCheckBox)
    assert finie.screen.focusWidget() is case
    finie.key(Qt.Key.Key_Return)
    assert not finie.etat.choix_de(RAMIPRIL).valide, "nothing leaves before the pharmacist vouches for it"
    finie.key(Qt.Key.Key_Space)
    finie.key(Qt.Key.Key_Return)
    assert finie.etat.choix_de(RAMIPRIL).valide
    with qtbot.waitSignal(finie.controller.information_due) as due:
        finie.key(Qt.Key.Key_Return, CTRL)
    _, dispensation = due.args
    (ligne,) = dispensation.lignes
    assert ligne.is_exceptionnelle
    assert (ligne.reponse, ligne.delivrances[0].boites) == (ReponseLigne.TEL_QUEL, 1)
    assert (ligne.boites_dues, ligne.boites_a_venir) == (0, 0)


def test_the_gesture_is_taken_back_by_itself(finie: Comptoir, qtbot: QtBot) -> None:
    finie.key(Qt.Key.Key_E, ALT)
    qtbot.waitUntil(lambda: finie.etat.choix_de(RAMIPRIL).exceptionnel)
    finie.key(Qt.Key.Key_E, ALT)
    qtbot.waitUntil(lambda: not finie.etat.choix_de(RAMIPRIL).exceptionnel)
    assert finie.etat.choix_de(RAMIPRIL).reponse is None


def test_a_line_excluded_says_its_text_and_does_not_open(finie: Comptoir) -> None:
    assert "un stupéfiant ou assimilé est exclu (arrêté du 05/02/2008)" in words(finie)
    assert [ligne.id for ligne in finie.etat.ouvrables] == [RAMIPRIL.id]
    _, refus = toggle_exceptionnel(state(), SIMVA)
    assert refus == "un stupéfiant ou assimilé est exclu (arrêté du 05/02/2008)."


def test_a_line_still_to_give_refuses_the_gesture(comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.key(Qt.Key.Key_E, ALT)
    assert "cette ligne n’est pas finie" in comptoir.refusal.casefold()


def test_an_ordinary_answer_has_no_hold_on_a_line_that_is_over() -> None:
    etat = state()
    assert not any(etat.is_possible(RAMIPRIL, reponse) for reponse in ReponseLigne)
    ouvert, _ = toggle_exceptionnel(etat, RAMIPRIL)
    assert not any(ouvert.is_possible(RAMIPRIL, reponse) for reponse in ReponseLigne)


def test_the_cheapest_pack_of_a_month_is_proposed() -> None:
    substituable = replace(CONTROLE, exceptionnels={SIMVA.id: POSSIBLE})
    ouvert, _ = toggle_exceptionnel(state(substituable), SIMVA)
    choix = ouvert.choix_de(SIMVA)
    assert choix.boite is not None
    assert str(choix.boite.presentation.prix_public) == "10.37"
    assert choix.reponse is ReponseLigne.SUBSTITUE
    fermee = replace(state(substituable), scannee=replace(
        c.SCANNEE, consultee=scanned(replace(SIMVA, is_substituable=False))
    ))  # fmt: skip
    ouvert, _ = toggle_exceptionnel(fermee, fermee.lignes[0])
    choix = ouvert.choix_de(SIMVA)
    assert choix.boite is not None
    assert (choix.boite.denomination, choix.reponse) == ("ZOCOR 20 mg", ReponseLigne.TEL_QUEL)


def test_a_month_is_counted_and_one_box_when_it_cannot_be() -> None:
    deux = replace(CONTROLE, prises={RAMIPRIL.id: Prises(Fraction(2), duree_jours=30)})
    assert toggle_exceptionnel(state(deux), RAMIPRIL)[0].choix_de(RAMIPRIL).boites == 2
    inconnue = replace(CONTROLE, prises={})
    assert toggle_exceptionnel(state(inconnue), RAMIPRIL)[0].choix_de(RAMIPRIL).boites == 1


def test_the_pack_scanned_counts_but_does_not_judge() -> None:
    ouvert, _ = toggle_exceptionnel(state(), RAMIPRIL)
    code = read_boite(c.code_boite("3400937762021"), lambda texte: (texte,))
    bipe, refus = scan_pack(ouvert, code)
    assert not refus
    choix = bipe.choix_de(RAMIPRIL)
    assert (choix.exceptionnel, len(choix.bipees), choix.valide) == (True, 1, False)
    avant, refus = scan_pack(state(), code)
    assert refus, "a pack for a line that is over is refused until the gesture is made"
    assert avant == state()


def test_an_expired_order_is_pursued_line_by_line() -> None:
    expiree = replace(RAMIPRIL, is_soldee=False, boites=3, boites_delivrees=0)
    etat = state(scannee=replace(c.SCANNEE, consultee=scanned(expiree, etat=EtatEnLigne.EXPIREE)))
    assert etat.empechement == "Ordonnance expirée"
    ouvert, _ = toggle_exceptionnel(etat, expiree)
    choix = replace(ouvert.choix_de(expiree), justifie=True)
    pret = ouvert.with_choix(expiree, choix).validate(ouvert.lignes[0])
    assert pret.empechement == ""
    (ligne,) = pret.dispensation()
    assert ligne.is_exceptionnelle


class FakeInformation:
    def message(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> MessagePropose:
        return MessagePropose(
            None, consultee.prescripteur, "", "Dispensation", dispensation.numero_ordonnance
        )


@pytest.fixture
def informe(comptoir: Comptoir) -> InformationController:
    """A counter where a prescriber is to be told."""
    information = InformationController(comptoir.screen, FakeInformation())
    information.ask(c.CONSULTEE, comptoir.service.dispense(c.CONSULTEE, ()))
    return information


def test_the_prescriber_is_one_key_away_once_it_is_given(
    comptoir: Comptoir, informe: InformationController, qtbot: QtBot
) -> None:
    assert "Prévenez Dr LIBRE Max dès que possible." in comptoir.refusal
    bouton = comptoir.screen.focusWidget()
    assert isinstance(bouton, Button)
    with qtbot.waitSignal(informe.message_ready) as ready:
        comptoir.key(Qt.Key.Key_Space)
    assert ready.args[0].corps == c.NUMERO
    assert not comptoir.screen.banners.shown
    informe.remind()
    assert not comptoir.screen.banners.shown


def test_a_prescriber_not_told_is_called_to_mind_after_the_next_order(
    comptoir: Comptoir, informe: InformationController
) -> None:
    comptoir.scan()
    assert not comptoir.screen.banners.shown
    comptoir.screen.entered.emit()
    assert "Prévenez Dr LIBRE Max" in comptoir.refusal
    informe.remind()
    assert len(comptoir.screen.banners.shown) == 1


def test_a_prescriber_told_otherwise_is_not_called_to_mind(
    comptoir: Comptoir, informe: InformationController
) -> None:
    deja = next(b for b in comptoir.screen.findChildren(Button) if b.text() == "Déjà prévenu")
    deja.click()
    comptoir.screen.entered.emit()
    assert not comptoir.screen.banners.shown
