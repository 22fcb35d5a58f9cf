"""The agenda on screen: walked, given, moved by mouse and by keyboard, refused, taken back, imported."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ambroise.domain.reglage_agenda import Teinte
from ambroise.ui.agenda.choix import TOUS
from tests.fakes import ecrans as e
from tests.fakes.agenda import COLLEGUE, MOI, SEMAINE, VIDE
from tests.ui.accessibility import assert_accessible
from tests.ui.poste_agenda import Poste, poste

__all__ = ["poste"]

(HERMANN_CHEZ_COLLEGUE,) = (r.id for r in SEMAINE if r.praticien == COLLEGUE and r.motif == "Entorse")


def test_the_week_shows_each_day_and_a_day_opens_by_its_head(poste: Poste) -> None:
    poste.screen.semaine_wanted.emit(True)
    poste.settle()
    assert [c.jour.jour.day for c in poste.screen.grille.colonnes] == [1, 2, 3, 4, 5]
    assert poste.screen._titre.text() == "Du 1er au 5\u00a0juin\u00a02026"
    assert_accessible(poste.screen)
    poste.screen.entetes.day_wanted.emit(date(2026, 6, 2))
    poste.settle()
    assert [c.jour.jour.day for c in poste.screen.grille.colonnes] == [2]


def test_steps_go_by_day_then_by_week_and_home_comes_back(poste: Poste) -> None:
    for action, attendu in (("agenda_apres", 5), ("agenda_avant", 4)):
        poste.screen.actions_[action].trigger()
        poste.settle()
        assert poste.jours.jour.day == attendu
    poste.screen.actions_["agenda_vue"].trigger()
    poste.screen.actions_["agenda_avant"].trigger()
    poste.settle()
    assert poste.jours.premier_jour == date(2026, 5, 25)
    poste.screen.actions_["agenda_aujourdhui"].trigger()
    poste.settle()
    assert poste.jours.premier_jour == date(2026, 6, 1)


def test_practitioners_stand_side_by_side_and_a_shared_patient_is_a_conflict_on_both(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    assert [c.jour.agenda.praticien for c in poste.screen.grille.colonnes] == [MOI, COLLEGUE, VIDE]
    sien, autre = poste.card(14, 30), poste.card(14, 45, COLLEGUE)
    assert "Ce patient a un autre rendez-vous au cabinet de 14:45" in sien.accessibleName()
    assert autre.fiche.conflits
    assert "2\u00a0en conflit" in poste.screen._sous_titre.text()
    poste.focus(sien)
    assert "Ce patient a un autre rendez-vous" in poste.screen.pied._detail.text()
    assert_accessible(poste.screen)


def test_arrows_walk_cards_and_free_times_and_enter_opens_or_gives(poste: Poste) -> None:
    poste.focus(poste.card(8, 30))
    poste.key(Qt.Key.Key_Down)
    assert poste.screen.grille.hasFocus()
    assert "8\u00a0h\u00a050, libre" in poste.screen.grille.accessibleDescription()
    poste.key(Qt.Key.Key_Return)
    assert poste.screen.donner.isVisible()
    assert poste.screen.donner.heure.text() == "8\u00a0h\u00a050"
    assert poste.screen.donner.lieu.currentData() == "Cabinet"
    assert_accessible(poste.screen)
    QTest.keyClick(poste.screen.donner.qui, Qt.Key.Key_Escape)
    assert not poste.screen.donner.isVisible()
    poste.focus(poste.card(11))
    with poste.qtbot.waitSignal(poste.jours.patient_wanted) as voulu:
        poste.key(Qt.Key.Key_Return)
    assert voulu.args == [e.ADRUN.id]


def test_up_goes_to_the_card_just_before(poste: Poste) -> None:
    poste.focus(poste.card(11, 35))
    poste.key(Qt.Key.Key_Up)
    assert poste.card(11, 20).hasFocus()


def test_the_grid_is_one_stop_of_the_tab_key(poste: Poste) -> None:
    poste.screen.grille.setFocus(Qt.FocusReason.TabFocusReason)
    assert poste.card(11).hasFocus()
    dedans = [c for cartes in poste.screen.grille.cartes for c in cartes]
    assert not any(c.focusPolicy() & Qt.FocusPolicy.TabFocus for c in dedans)


def test_leave_is_drawn_over_the_day_and_taken_back(poste: Poste) -> None:
    poste.screen.actions_["agenda_absence"].trigger()
    carte = poste.screen.absence
    assert carte.isVisible()
    assert_accessible(poste.screen)
    carte.du.setText("08/06/2026")
    carte.motif.setText("Congé")
    poste.qtbot.keyClick(carte.motif, Qt.Key.Key_Return)
    poste.settle()
    poste.qtbot.waitUntil(lambda: poste.screen.grille.colonnes[0].jour.jour == date(2026, 6, 8))
    (conge,) = poste.screen.grille.cartes[0]
    assert conge.accessibleName().endswith("Congé")
    assert not conge.fiche.conflits
    poste.focus(conge)
    poste.key(Qt.Key.Key_Delete)
    assert poste.screen.grille.cartes[0] == []


def test_the_leave_of_a_colleague_is_that_of_the_column_under_the_cursor(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    poste.focus(poste.card(11, 15, COLLEGUE))
    poste.screen.actions_["agenda_absence"].trigger()
    carte = poste.screen.absence
    assert carte.ok.text() == "Noter l’absence de Dr TRAL Ademis"
    carte.du.setText("09/06/2026")
    poste.qtbot.keyClick(carte.du, Qt.Key.Key_Return)
    poste.settle()
    assert poste.port.tenus[e.ident("congé 2026-06-09")].praticien == COLLEGUE


def test_what_is_typed_stays_when_the_agenda_is_read_again(poste: Poste) -> None:
    poste.screen.actions_["agenda_rdv"].trigger()
    donner = poste.screen.donner
    donner.duree.setCurrentIndex(donner.duree.findData(45))
    donner.motif.setText("Suivi")
    poste.jours._tick()
    poste.settle()
    assert (donner.duree.currentData(), donner.motif.text()) == (45, "Suivi")


def test_the_next_free_time_opens_the_form_there(poste: Poste) -> None:
    poste.screen.actions_["agenda_libre"].trigger()
    poste.settle()
    assert poste.screen.donner.heure.text() == "17\u00a0h\u00a000"
    poste.screen.donner.close_form()
    poste.screen.agenda_wanted.emit(VIDE)
    poste.settle()
    poste.screen.actions_["agenda_libre"].trigger()
    poste.settle()
    assert len(poste.screen.banners.shown) == 1


def test_the_next_free_time_is_of_the_length_the_place_and_the_practitioner_of_the_form(poste: Poste) -> None:
    poste.screen.actions_["agenda_rdv"].trigger()
    donner = poste.screen.donner
    donner.motif.setText("Suivi")
    donner.type.setCurrentIndex(donner.type.findData("long"))
    donner.praticien.setCurrentIndex(donner.praticien.findData(COLLEGUE))
    donner.lieu.setCurrentIndex(donner.lieu.findData("Cabinet"))
    poste.screen.actions_["agenda_libre"].trigger()
    poste.settle()
    (voulu,) = poste.port.voulus
    assert (voulu.duree, voulu.praticien, voulu.lieu) == (timedelta(minutes=30), COLLEGUE, "Cabinet")
    assert (donner.heure.text(), donner.motif.text()) == ("17\u00a0h\u00a000", "Suivi")
    assert (donner.praticien.currentData(), donner.lieu.currentData()) == (COLLEGUE, "Cabinet")
    poste.screen.actions_["agenda_libre"].trigger()
    poste.settle()
    assert poste.port.voulus[1].apres == e.local(17)


def test_the_week_of_several_practitioners_stands_side_by_side_day_by_day(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    poste.screen.semaine_wanted.emit(True)
    poste.settle()
    colonnes = [(c.jour.jour.day, c.jour.agenda.praticien) for c in poste.screen.grille.colonnes]
    assert colonnes[:3] == [(1, MOI), (1, COLLEGUE), (1, VIDE)]
    assert colonnes[-2:] == [(5, MOI), (5, VIDE)]  # the colleague does not receive on Friday
    assert_accessible(poste.screen)
    carte = poste.card(12)
    poste.focus(carte)
    poste.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert poste.held(carte).praticien == COLLEGUE
    poste.screen.date_wanted.emit(e.JOUR)
    poste.settle()
    assert len(poste.screen.grille.colonnes) == 3


def test_a_place_chosen_leaves_the_rest_as_taken_time(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    assert poste.screen.lieu.isVisible()
    poste.screen.lieu_wanted.emit("Maison de santé")
    poste.settle()
    (colonne,) = poste.screen.grille.colonnes
    assert colonne.jour.agenda.praticien == MOI
    assert [o.lieu for o in colonne.jour.ouvertures] == ["Maison de santé"]
    assert poste.card(12).fiche.ailleurs
    assert not poste.card(14).fiche.ailleurs
    assert poste.screen._sous_titre.text().startswith("3\u00a0rendez-vous")
    poste.screen.actions_["agenda_libre"].trigger()
    poste.settle()
    assert poste.port.voulus[-1].lieu == "Maison de santé"


def test_a_room_taken_twice_is_a_conflict_on_both_agendas(poste: Poste) -> None:
    poste.screen.actions_["agenda_reglages"].trigger()
    poste.settle()
    poste.screen.reglages.salles.setText("Échographie")
    poste.screen.reglages._save()
    poste.settle()
    for id_ in (poste.card(11, 35).fiche.entree.rendez_vous.id, HERMANN_CHEZ_COLLEGUE):
        poste.port.tenus[id_] = replace(poste.port.tenus[id_], lieu="Échographie")
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    assert "« Échographie » est déjà occupée" in poste.card(11, 35).accessibleName().replace("\u00a0", " ")
    assert poste.card(11, 15, COLLEGUE).fiche.conflits


def test_types_places_and_hours_are_edited(poste: Poste) -> None:
    poste.screen.actions_["agenda_reglages"].trigger()
    poste.settle()
    reglages = poste.screen.reglages
    assert reglages.isVisible()
    assert_accessible(poste.screen)
    reglages.types[0].nom.setText("Suivi")
    reglages.types[0].minutes.setCurrentIndex(reglages.types[0].minutes.findData(45))
    reglages.types[0].teinte.setCurrentIndex(1)
    reglages.types[1].retirer.click()
    reglages.heures["Cabinet"].setText("lundi matin")
    reglages._save()
    assert "lundi matin" in reglages.erreur.text()
    reglages.heures["Cabinet"].setText("lun 9-12")
    reglages._save()
    poste.settle()
    suivi = poste.port.cabinet.types[0]
    assert (suivi.nom, suivi.minutes, suivi.teinte) == ("Suivi", 45, Teinte.INFO)
    assert [t.cle for t in poste.port.cabinet.types] == ["consultation", "long", "visite", "video"]
    assert poste.port.horaires[MOI].horaires[0].texte == "lun 9-12"
    assert not reglages.isVisible()


def test_a_calendar_is_shown_line_by_line_before_it_is_written(poste: Poste) -> None:
    avant = len(poste.port.tenus)
    poste.exterieur.read_calendar(Path("staff.ics"))
    poste.settle()
    apport = poste.screen.apport
    assert apport.isVisible()
    assert "1 refusé · 1 créneau pris · 1 nouveau" in apport._bilan.text()
    assert len(poste.port.tenus) == avant
    assert_accessible(poste.screen)
    apport.importer.click()
    poste.settle()
    assert len(poste.port.tenus) == avant + 1
    assert not apport.isVisible()
    assert "1 laissés" in poste.screen.toast.text


def test_a_calendar_goes_out_from_the_first_day_shown(poste: Poste, tmp_path: Path) -> None:
    poste.exterieur.write_calendar(tmp_path / "a.ics", noms=True)
    poste.settle()
    assert poste.port.ecrits == [(tmp_path / "a.ics", e.JOUR, e.JOUR + timedelta(days=90), MOI, True)]


def test_the_day_goes_to_the_printer_with_the_agendas_shown(poste: Poste) -> None:
    with poste.qtbot.waitSignal(poste.jours.print_wanted) as voulu:
        poste.screen.actions_["agenda_imprimer"].trigger()
    assert voulu.args[0] == e.JOUR


def test_an_empty_agenda_offers_its_first_appointment(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(VIDE)
    poste.settle()
    assert poste.screen.grille.cartes == [[]]
    assert poste.screen._sous_titre.text().startswith("Aucun rendez-vous. Entrée")
    poste.screen.grille.setFocus(Qt.FocusReason.TabFocusReason)
    poste.key(Qt.Key.Key_Return)
    assert poste.screen.donner.praticien.currentData() == VIDE


def test_reading_again_behind_another_window_keeps_the_place_of_the_keyboard(poste: Poste) -> None:
    poste.focus(poste.card(12))
    autre = QWidget()
    poste.qtbot.addWidget(autre)
    with poste.qtbot.waitActive(autre):
        autre.show()
        autre.activateWindow()
    poste.jours._tick()
    poste.settle()
    assert poste.screen.window().focusWidget() is poste.card(12)
