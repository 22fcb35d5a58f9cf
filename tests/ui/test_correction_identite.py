"""An identity typed wrong is corrected where it is shown; two seats at once lose nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ambroise.domain.identite import TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.correction import CorrectionController
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ConflitVersion
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.poste_identite import TROUVEE, FakeIdentites, FakeRetraits
from tests.ui.test_identite_retrait import QUALIFIE

ZOE = replace(e.ADRUN, identite=replace(e.ADRUN.identite, ins=None, justificatifs=()))


class FakeCorrections:
    """Writes at once, unless another seat came first."""

    def __init__(self) -> None:
        self.ecrits: list[Patient] = []
        self.conflit: Patient | None = None

    def correct_identite(
        self, lu: Patient, traits: TraitsIdentite, nom_utilise: str, prenom_utilise: str
    ) -> Patient:
        if self.conflit is not None:
            actuel, self.conflit = self.conflit, None
            raise ConflitVersion("810000000002", None, actuel)
        identite = replace(lu.identite, traits=traits, nom_utilise=nom_utilise, prenom_utilise=prenom_utilise)
        self.ecrits.append(replace(lu, identite=identite, version=lu.version + 1))
        return self.ecrits[-1]


class Poste:
    """The identity screen open on a patient, the card unfolded."""

    def __init__(
        self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, patient: Patient
    ) -> None:
        self.screen = IdentiteScreen(make_context(tmp_path, tasks, errors)[0])
        self.port = FakeCorrections()
        controller = IdentiteController(self.screen, FakeIdentites(patient, TROUVEE), FakeRetraits(patient))
        self.changes: list[Patient] = []
        controller.patient_changed.connect(self.changes.append)
        self.card = CorrectionController(self.screen, controller, self.port).card
        show(qtbot, self.screen)
        controller.open(patient)
        self.screen.actions_["identite_corriger"].trigger()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors, ZOE)


def under(poste: Poste, champ: str) -> str:
    return poste.card._form._errors[getattr(poste.card, champ)].text()


def test_a_name_typed_wrong_is_mended_and_the_way_back_is_offered(qtbot: QtBot, poste: Poste) -> None:
    traits = ZOE.identite.traits
    assert poste.card.nom.hasFocus()
    assert_accessible(poste.screen)
    poste.card.nom.setText("Adrün")
    poste.card.nom_utilise.setText("MARTIN")
    poste.card.nom.returnPressed.emit()
    qtbot.waitUntil(lambda: len(poste.port.ecrits) == 1)
    ecrit = poste.port.ecrits[0].identite
    assert ecrit.traits == replace(traits, nom_naissance="ADRUN")
    assert ecrit.nom_utilise == "MARTIN"
    qtbot.waitUntil(poste.screen.toast.isVisible)
    assert poste.card.isHidden()
    poste.screen.actions_["identite_undo"].trigger()
    qtbot.waitUntil(lambda: len(poste.port.ecrits) == 2)
    assert poste.port.ecrits[1].identite == ZOE.identite
    qtbot.waitUntil(lambda: len(poste.changes) == 2)


def test_what_cannot_be_is_said_under_its_field(poste: Poste) -> None:
    poste.card.date.setText("31/12/2999")
    poste.card.prenoms.clear()
    poste.card.nom.returnPressed.emit()
    assert under(poste, "date") == "Cette date est à venir."
    assert under(poste, "prenoms") == "C’est nécessaire."
    assert poste.port.ecrits == []


def test_the_traits_of_insi_are_locked_not_the_names_used(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    poste = Poste(qtbot, tmp_path, tasks, errors, QUALIFIE)
    assert not poste.card.nom.isEnabled()
    assert poste.card.nom_utilise.hasFocus()
    poste.card.nom_utilise.setText("BATZ")
    poste.card.nom_utilise.returnPressed.emit()
    qtbot.waitUntil(lambda: len(poste.port.ecrits) == 1)
    assert poste.port.ecrits[0].identite == replace(QUALIFIE.identite, nom_utilise="BATZ")


def test_the_second_of_two_seats_keeps_what_is_typed_and_takes_the_rest(qtbot: QtBot, poste: Poste) -> None:
    autre = replace(ZOE.identite, nom_utilise="DURAND", prenom_utilise="ZOZO")
    poste.port.conflit = replace(ZOE, identite=autre, version=9)
    poste.card.nom_utilise.setText("MARTIN")
    poste.card.nom.returnPressed.emit()
    qtbot.waitUntil(lambda: bool(poste.screen.banners.shown))
    assert poste.card.isVisible()
    assert (poste.card.nom_utilise.text(), poste.card.prenom_utilise.text()) == ("MARTIN", "ZOZO")
    assert under(poste, "nom_utilise") == "Enregistré\u00a0: DURAND"
    poste.card.nom.returnPressed.emit()
    qtbot.waitUntil(lambda: len(poste.port.ecrits) == 1)
    assert poste.port.ecrits[0].version == 10
    assert poste.port.ecrits[0].identite == replace(autre, nom_utilise="MARTIN")
