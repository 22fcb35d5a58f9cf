"""From a card or a stated identity to the right file, never to a second file of the same person."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ambroise.domain.identite import (
    Sexe,
    TraitsIdentite,
)
from ambroise.domain.lieu import Lieu
from ambroise.ui.identites.ports import DossierProche
from ambroise.usecases.errors import CarteAbsente
from ambroise.usecases.ports_cartes import CarteVitale
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.accueil.poste import LEONARDO, RUTH, Poste


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
    assert poste.screen.formulaire.saisie.nom == ""
    assert poste.screen.formulaire.saisie.nom_utilise == "DE VINCI"
    assert poste.screen.formulaire.saisie.sexe is None
    assert not poste.screen.actions_["accueil_create"].isEnabled()


def test_unknown_card_becomes_a_file_with_the_birth_name_asked(poste: Poste) -> None:
    poste.insert()
    poste.qtbot.keyClicks(poste.screen.formulaire.nom, "Nessi")
    poste.choose("F")
    poste.create()
    (cree,) = poste.service.crees
    assert cree[0] == TraitsIdentite("NESSI", "RUTH", Sexe.FEMININ, date(1977, 7, 14))
    assert cree[1:] == ("DE VINCI", "2770763220829", False)
    assert [p.id for p in poste.crees] == [e.ident("nouveau")]


def test_file_that_resembles_is_shown_before_anything_is_created(poste: Poste) -> None:
    poste.service.proches = [DossierProche(e.NESSI_R, ("même naissance",))]
    poste.qtbot.keyClicks(poste.screen.formulaire.nom, "Nessi")
    poste.qtbot.keyClicks(poste.screen.formulaire.prenoms, "Ruth Isabelle")
    poste.qtbot.keyClicks(poste.screen.formulaire.date, "14/07/1977")
    poste.choose("F")
    poste.create()
    poste.qtbot.waitUntil(lambda: bool(poste.screen.proches.proches))
    if not poste.service.crees:
        assert poste.screen.actions_["accueil_create"].text() == "Créer quand même, autre personne"
        poste.create()
    assert [cree[3] for cree in poste.service.crees] == [True]


def test_numbers_are_typed_as_in_the_file_and_a_wrong_one_creates_nothing(poste: Poste) -> None:
    formulaire = poste.screen.formulaire
    for champ, texte in ((formulaire.nom, "Nessi"), (formulaire.prenoms, "Luc"), (formulaire.date, "1980")):
        poste.qtbot.keyClicks(champ, texte)
    poste.choose("M")
    poste.qtbot.keyClicks(formulaire.telephone, "portable 06 01 02 03 04; voir sa fille")
    poste.create()
    assert poste.service.crees == []
    assert formulaire.telephone.accessibleDescription().startswith("Un numéro s’écrit en chiffres")
    formulaire.telephone.setText("portable 06 01 02 03 04 ; 04 73 01 02 03 (sa fille)")
    poste.create()
    assert poste.service.telephones == ["06 01 02 03 04 (portable); 04 73 01 02 03 (sa fille)"]


def test_birth_place_is_found_by_its_name(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.formulaire.lieu, "Clerm")
    poste.qtbot.waitUntil(lambda: poste.screen.formulaire.lieux.isVisible())
    poste.screen.formulaire.lieux.opened.emit(Lieu("63113", "Clermont-Ferrand"))
    assert poste.screen.formulaire.saisie.lieu == "63113"


def test_card_pulled_during_the_reading_is_said_and_the_form_stays(poste: Poste) -> None:
    poste.service.carte = CarteAbsente("La carte Vitale a été retirée pendant la lecture.")
    poste.insert()
    assert len(poste.screen.banners.shown) == 1
    assert poste.screen.formulaire.nom.isEnabled()


def test_nobody_is_said_unknown_before_being_looked_for(poste: Poste) -> None:
    def said() -> list[str]:
        return [each.text() for each in poste.screen.proches.findChildren(QLabel) if each.isVisible()]

    poste.insert()
    assert not any(mots.startswith("Aucun dossier") for mots in said())
    poste.screen.show_proches(())
    assert any(mots.startswith("Aucun dossier") for mots in said())


def test_reception_is_walked_without_mouse_nor_sight(poste: Poste) -> None:
    poste.insert()
    poste.screen.show_proches([DossierProche(e.NESSI_R, ("même naissance",))])
    assert_accessible(poste.screen)


def test_a_birth_place_is_looked_for_as_it_was_on_the_day_of_birth(poste: Poste) -> None:
    poste.screen.formulaire.lieu.setText("cler")
    poste.settle()
    poste.screen.formulaire.date.setText("31/12/1975")
    poste.screen.formulaire.lieu.setText("clerm")
    poste.settle()
    assert poste.service.naissances == [None, date(1975, 12, 31)]
