"""From a card or a stated identity to the right file, never to a second file of the same person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.identite import Identite, Sexe, TraitsIdentite
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.accueil_controller import AccueilController
from ambroise.ui.identites.saisie import SaisiePatient, read_date, read_saisie
from ambroise.ui.ports import DossierProche
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import CarteAbsente
from ambroise.usecases.ports import BeneficiaireVitale, CarteVitale
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

RUTH = BeneficiaireVitale(1, "DE VINCI", "RUTH", date(1977, 7, 14), "2770763220829")
LEONARDO = BeneficiaireVitale(2, "DE VINCI", "LEONARDO", date(2014, 2, 1), "2770763220829")


class FakeAccueil:
    """A card, the files it may be of, and what was created."""

    def __init__(self) -> None:
        self.carte: CarteVitale | Exception = CarteVitale("Lecteur", "vitale2", (RUTH,))
        self.connus: dict[str, tuple[Patient, ...]] = {}
        self.proches: list[DossierProche] = []
        self.crees: list[tuple[TraitsIdentite, str, str, bool]] = []

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        if isinstance(self.carte, Exception):
            raise self.carte
        return self.carte

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]:
        return self.connus.get(beneficiaire.prenom, ())

    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]:
        return [p for p in self.proches if p.patient.identite.traits.date_naissance == traits.date_naissance]

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]:
        return [Lieu("63113", "Clermont-Ferrand", "Puy-de-Dôme")] if texte.lower().startswith("cler") else ()

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
    ) -> Patient:
        self.crees.append((traits, nom_utilise, nir_facturation, malgre_homonyme))
        return Patient(e.ident("nouveau"), Identite(traits, nom_utilise), Coordonnees(telephone=telephone))


class Poste:
    """The reception with its controller and fakes."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.service = AccueilScreen(context), FakeAccueil()
        self.controller = AccueilController(self.screen, self.service)
        self.ouverts: list[object] = []
        self.crees: list[Patient] = []
        self.controller.patient_wanted.connect(self.ouverts.append)
        self.controller.created.connect(self.crees.append)
        show(qtbot, self.screen)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def insert(self) -> None:
        self.screen.enter("Lecteur")
        self.settle()

    def choose(self, sexe: str) -> None:
        self.screen.sexe.choose(sexe)
        self.screen.sexe.chosen.emit(sexe)

    def create(self) -> None:
        self.qtbot.keyClick(self.screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A reception waiting."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_card_of_a_known_person_opens_the_file_by_itself(poste: Poste) -> None:
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.insert()
    assert poste.ouverts == [e.NESSI_R.id]


def test_card_of_several_persons_asks_who_is_here(poste: Poste) -> None:
    poste.service.carte = CarteVitale("Lecteur", "vitale2", (RUTH, LEONARDO))
    poste.service.connus["LEONARDO"] = (e.DE_VINCI,)
    poste.insert()
    assert poste.ouverts == []
    choix = poste.screen.focusWidget()
    assert choix is not None
    poste.qtbot.keyClick(choix, Qt.Key.Key_Down)
    poste.settle()
    assert poste.ouverts == [e.DE_VINCI.id]


def test_name_of_the_card_is_never_taken_for_the_birth_name(poste: Poste) -> None:
    poste.insert()
    assert poste.screen.saisie.nom == ""
    assert poste.screen.saisie.nom_utilise == "DE VINCI"
    assert poste.screen.saisie.sexe is None
    assert not poste.screen.actions_["accueil_create"].isEnabled()


def test_unknown_card_becomes_a_file_with_the_birth_name_asked(poste: Poste) -> None:
    poste.insert()
    poste.qtbot.keyClicks(poste.screen.nom, "Nessi")
    poste.choose("F")
    poste.create()
    (cree,) = poste.service.crees
    assert cree[0] == TraitsIdentite("NESSI", "RUTH", Sexe.FEMININ, date(1977, 7, 14))
    assert cree[1:] == ("DE VINCI", "2770763220829", False)
    assert [p.id for p in poste.crees] == [e.ident("nouveau")]


def test_file_that_resembles_is_shown_before_anything_is_created(poste: Poste) -> None:
    poste.service.proches = [DossierProche(e.NESSI_R, ("même naissance",))]
    poste.qtbot.keyClicks(poste.screen.nom, "Nessi")
    poste.qtbot.keyClicks(poste.screen.prenoms, "Ruth Isabelle")
    poste.qtbot.keyClicks(poste.screen.date, "14/07/1977")
    poste.choose("F")
    poste.create()
    poste.qtbot.waitUntil(lambda: bool(poste.screen.proches.proches))
    if not poste.service.crees:
        assert poste.screen.actions_["accueil_create"].text() == "Créer quand même, autre personne"
        poste.create()
    assert [cree[3] for cree in poste.service.crees] == [True]


def test_birth_place_is_found_by_its_name(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.lieu, "Clerm")
    poste.qtbot.waitUntil(lambda: poste.screen._lieux.isVisible())
    poste.screen._lieux.opened.emit(Lieu("63113", "Clermont-Ferrand"))
    assert poste.screen.saisie.lieu == "63113"


def test_card_pulled_during_the_reading_is_said_and_the_form_stays(poste: Poste) -> None:
    poste.service.carte = CarteAbsente("La carte Vitale a été retirée pendant la lecture.")
    poste.insert()
    assert len(poste.screen.banners.shown) == 1
    assert poste.screen.nom.isEnabled()


def test_reception_is_walked_without_mouse_nor_sight(poste: Poste) -> None:
    poste.insert()
    poste.screen.show_proches([DossierProche(e.NESSI_R, ("même naissance",))])
    assert_accessible(poste.screen)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("31/12/1975", (date(1975, 12, 31), False)),
        ("31.12.1975", (date(1975, 12, 31), False)),
        ("31 12 1975", (date(1975, 12, 31), False)),
        ("31121975", (date(1975, 12, 31), False)),
        ("12/1975", (date(1975, 12, 1), True)),
        ("1975", (date(1975, 12, 31), True)),
        ("2026", (date(2026, 12, 31), True)),
    ],
)
def test_birth_date_is_read_whole_or_estimated(texte: str, attendu: tuple[date, bool]) -> None:
    assert read_date(texte, e.JOUR) == attendu


@pytest.mark.parametrize("texte", ["31/02/1975", "5/6/2026", "1/1/1850", "hier", "31/12/75", "13/1975"])
def test_impossible_birth_date_is_refused(texte: str) -> None:
    with pytest.raises(TraitInvalide):
        read_date(texte, e.JOUR)


def test_each_wrong_field_has_its_sentence() -> None:
    lecture = read_saisie(SaisiePatient("N3SSI", "RUTH-", "32/01/1977", Sexe.FEMININ, "ABC"), e.JOUR)
    assert lecture.traits is None
    assert set(lecture.erreurs) == {"nom", "prenoms", "date", "lieu"}


def test_nothing_typed_says_what_is_missing() -> None:
    lecture = read_saisie(SaisiePatient(), e.JOUR)
    assert lecture.erreurs == {}
    assert len(lecture.manques) == 4
