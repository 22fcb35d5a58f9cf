"""One injection is completed, corrected or taken out, field by field."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import Vaccination
from ambroise.domain.vaccination import SiteVaccination, TypeInjection, VoieVaccination
from ambroise.ui.patients.injection import InjectionCard
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible

REVAXIS = Vaccination(
    e.ident("revaxis"), e.ADRUN.id, "REVAXIS", date(2026, 5, 2), code_cis="68747507", site="bras"
)


@pytest.fixture
def carte(qtbot: QtBot) -> InjectionCard:
    carte = InjectionCard()
    qtbot.addWidget(carte)
    carte.ask(REVAXIS)
    return carte


def test_every_field_of_the_note_can_be_typed(qtbot: QtBot, carte: InjectionCard) -> None:
    assert_accessible(carte)
    carte.lot.setText("B13")
    carte.rang.setText("2")
    carte.vaccinateur.setText("Dr Ailleurs")
    carte.commentaire.setText("Bien toléré")
    carte.rappel_le.setText("2036")
    for champ, valeur in (
        (carte.type_injection, TypeInjection.RAPPEL),
        (carte.voie, VoieVaccination.INTRAMUSCULAIRE),
        (carte.site, SiteVaccination.DELTOIDE_DROIT),
    ):
        champ.setCurrentIndex(champ.findData(valeur.code))
    with qtbot.waitSignal(carte.corrected) as recu:
        qtbot.keyClick(carte.lot, Qt.Key.Key_Return)
    assert recu.args == [
        replace(
            REVAXIS,
            lot="B13",
            rang="2",
            vaccinateur="Dr Ailleurs",
            commentaire="Bien toléré",
            rappel_le=date(2036, 1, 1),
            type_injection="BOOSTER",
            voie="20035000",
            site="16217661000119109",
        )
    ]


def test_what_was_written_otherwise_is_kept_and_an_unchanged_card_corrects_nothing(
    qtbot: QtBot, carte: InjectionCard
) -> None:
    assert carte.site.currentText() == "bras"
    with qtbot.assertNotEmitted(carte.corrected):
        carte.accepted.emit()
    assert carte.isHidden()


def test_another_vaccine_is_no_longer_the_exact_one(qtbot: QtBot, carte: InjectionCard) -> None:
    carte.vaccin.setText("REPEVAX")
    with qtbot.waitSignal(carte.corrected) as recu:
        carte.accepted.emit()
    assert recu.args is not None
    assert recu.args[0].code_cis == ""


@pytest.mark.parametrize(("champ", "texte"), [("vaccin", ""), ("le", ""), ("le", "hier"), ("rang", "deux")])
def test_a_wrong_field_is_said_and_nothing_is_written(
    qtbot: QtBot, carte: InjectionCard, champ: str, texte: str
) -> None:
    field = getattr(carte, champ)
    field.setText(texte)
    with qtbot.assertNotEmitted(carte.corrected):
        carte.accepted.emit()
    assert field.accessibleDescription()
    assert not carte.isHidden()


def test_a_reason_takes_it_out(qtbot: QtBot, carte: InjectionCard) -> None:
    carte.motif.setText("mauvais dossier")
    assert carte.ok.text() == "Retirer du dossier"
    with qtbot.waitSignal(carte.annulled) as recu:
        carte.accepted.emit()
    assert recu.args == [REVAXIS.id, "mauvais dossier"]
