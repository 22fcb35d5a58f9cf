"""The agenda on screen: walked, given, moved by mouse and by keyboard, refused, taken back, imported."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.reglage_agenda import Teinte
from ambroise.ui.agenda.carte import CarteRendezVous
from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.exterieur import ExterieurController
from ambroise.ui.agenda.screen import TOUS, AgendaScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import ecrans as e
from tests.fakes.agenda import COLLEGUE, MOI, VIDE, FauxAgenda
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

ALT, MAJ = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Poste:
    """The agenda open on Thursday, and what a person does there."""

    qtbot: QtBot
    screen: AgendaScreen
    jours: AgendaController
    exterieur: ExterieurController
    port: FauxAgenda
    tasks: Tasks

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def card(self, heure: int, minute: int = 0, praticien: str = MOI) -> CarteRendezVous:
        debut = e.local(heure, minute)
        for cartes in self.screen.grille.cartes:
            for carte in cartes:
                rdv = carte.fiche.entree.rendez_vous
                if rdv.debut == debut and rdv.praticien == praticien:
                    return carte
        raise AssertionError(heure, minute, praticien)

    def held(self, carte: CarteRendezVous) -> RendezVous:
        return self.port.tenus[carte.fiche.entree.rendez_vous.id]

    def focus(self, carte: CarteRendezVous) -> None:
        carte.setFocus(Qt.FocusReason.OtherFocusReason)
        self.qtbot.waitUntil(carte.hasFocus)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        foyer = self.screen.window().focusWidget()
        QTest.keyClick(foyer, key, modifier)
        self.settle()

    def drag(self, carte: CarteRendezVous, dx: int, dy: int, *, pied: bool = False, fin: bool = True) -> None:
        prise = QPoint(20, carte.height() - 3 if pied else 6)
        QTest.mousePress(carte, Qt.MouseButton.LeftButton, pos=prise)
        QTest.mouseMove(carte, prise + QPoint(dx // 2, dy // 2))
        QTest.mouseMove(carte, prise + QPoint(dx, dy))
        if fin:
            QTest.mouseRelease(carte, Qt.MouseButton.LeftButton, pos=prise + QPoint(dx, dy))
            self.settle()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, port = AgendaScreen(context), FauxAgenda()
    jours = AgendaController(screen, port)
    show(qtbot, screen)
    ouvert = Poste(qtbot, screen, jours, ExterieurController(screen, port, jours), port, tasks)
    screen.enter(e.JOUR)
    qtbot.waitUntil(lambda: bool(screen.grille.colonnes))
    ouvert.settle()
    return ouvert


def hour(screen: AgendaScreen) -> int:
    """The pixels of an hour."""
    return screen.grille.echelle.pixels_heure


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


def test_an_appointment_is_given_where_one_double_clicks(poste: Poste) -> None:
    grille = poste.screen.grille
    point = QPoint(grille.column_rect(0).center().x(), grille.top_of(17 * 60) + 3)
    QTest.mouseDClick(grille, Qt.MouseButton.LeftButton, pos=point)
    donner = poste.screen.donner
    assert donner.isVisible()
    assert donner.lieu.currentData() == "Maison de santé"
    poste.qtbot.keyClicks(donner.qui, "adr")
    poste.qtbot.waitUntil(lambda: donner._trouves.isVisible())
    poste.qtbot.keyClick(donner.qui, Qt.Key.Key_Return)
    donner.type.setCurrentIndex(donner.type.findData("long"))
    poste.qtbot.keyClick(donner.motif, Qt.Key.Key_Return)
    poste.settle()
    donne = poste.held(poste.card(17))
    assert (donne.fin - donne.debut, donne.type, donne.motif) == (
        timedelta(minutes=30),
        "long",
        "Première consultation",
    )
    poste.screen.toast.undo()
    poste.settle()
    assert poste.port.tenus[donne.id].etat is EtatRendezVous.ANNULE


def test_a_time_drawn_with_the_mouse_opens_the_form_there(poste: Poste) -> None:
    grille = poste.screen.grille
    point = QPoint(grille.column_rect(0).center().x(), grille.top_of(16 * 60) + 3)
    QTest.mousePress(grille, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseMove(grille, point + QPoint(0, hour(poste.screen) // 2))
    assert grille.fantome is not None
    assert (grille.fantome.debut, grille.fantome.fin) == (16 * 60, 16 * 60 + 45)
    QTest.mouseRelease(grille, Qt.MouseButton.LeftButton, pos=point)
    assert poste.screen.donner.heure.text() == "16\u00a0h\u00a000"


def test_a_card_dragged_moves_and_comes_back(poste: Poste) -> None:
    carte = poste.card(12)
    avant = poste.held(carte)
    poste.drag(carte, 0, hour(poste.screen))
    assert poste.held(carte).debut == avant.debut + timedelta(hours=1)
    assert "Déplacé" in poste.screen.toast.text
    poste.screen.actions_["agenda_undo"].trigger()
    poste.settle()
    assert poste.port.tenus[avant.id].debut == avant.debut


def test_a_card_dragged_onto_a_taken_time_says_why_and_stays(poste: Poste) -> None:
    carte = poste.card(12)
    avant = poste.held(carte)
    poste.drag(carte, 0, -hour(poste.screen), fin=False)
    fantome = poste.screen.grille.fantome
    assert fantome is not None
    assert fantome.refus == "Déjà pris\u00a0: ADRUN Zoe, 11\u00a0h\u00a000 – 11\u00a0h\u00a020"
    assert fantome.refus in poste.screen.pied._titre.text()
    QTest.mouseRelease(carte, Qt.MouseButton.LeftButton)
    poste.settle()
    assert poste.port.tenus[avant.id] == avant
    assert "Rien n’a bougé" in poste.screen.pied._titre.text()


def test_a_card_dragged_to_another_practitioner_changes_agenda(poste: Poste) -> None:
    poste.screen.agenda_wanted.emit(TOUS)
    poste.settle()
    carte = poste.card(12)
    poste.drag(carte, poste.screen.grille.column_rect(1).width(), hour(poste.screen))
    assert (poste.held(carte).praticien, poste.held(carte).debut) == (COLLEGUE, e.local(13))


def test_the_foot_of_a_card_changes_its_length(poste: Poste) -> None:
    carte = poste.card(15, 30)
    poste.drag(carte, 0, hour(poste.screen) // 2, pied=True)
    assert poste.held(carte).debut == e.local(15, 30)
    assert poste.held(carte).fin == e.local(16, 15)
    assert "Durée changée" in poste.screen.toast.text


def test_a_card_is_carried_by_the_keyboard_and_put_down(poste: Poste) -> None:
    poste.focus(poste.card(12))
    id_ = poste.card(12).fiche.entree.rendez_vous.id
    poste.screen.actions_["agenda_deplacer"].trigger()
    poste.key(Qt.Key.Key_Up)
    assert "Déjà pris" in poste.screen.pied.accessibleName()
    poste.key(Qt.Key.Key_Return)
    assert poste.port.tenus[id_].debut == e.local(12)
    poste.screen.actions_["agenda_deplacer"].trigger()
    for _ in range(3):
        poste.key(Qt.Key.Key_Down)
    poste.key(Qt.Key.Key_Return)
    assert poste.port.tenus[id_].debut == e.local(12, 45)
    poste.screen.actions_["agenda_deplacer"].trigger()
    poste.key(Qt.Key.Key_Down)
    poste.key(Qt.Key.Key_Escape)
    assert poste.screen.grille.fantome is None
    assert poste.port.tenus[id_].debut == e.local(12, 45)


def test_one_key_moves_lengthens_and_notes_the_state(poste: Poste) -> None:
    poste.focus(poste.card(12))
    id_ = poste.card(12).fiche.entree.rendez_vous.id
    poste.key(Qt.Key.Key_Down, ALT)
    assert poste.port.tenus[id_].debut == e.local(12, 15)
    assert poste.card(12, 15).hasFocus()
    poste.key(Qt.Key.Key_Down, ALT | MAJ)
    assert poste.port.tenus[id_].fin == e.local(12, 50)
    for touche, etat in (
        (Qt.Key.Key_A, EtatRendezVous.EN_SALLE),
        (Qt.Key.Key_C, EtatRendezVous.EN_CONSULTATION),
        (Qt.Key.Key_F, EtatRendezVous.A_FACTURER),
        (Qt.Key.Key_V, EtatRendezVous.VU),
        (Qt.Key.Key_B, EtatRendezVous.ABSENT),
        (Qt.Key.Key_R, EtatRendezVous.ATTENDU),
        (Qt.Key.Key_Delete, EtatRendezVous.ANNULE),
    ):
        poste.key(touche)
        assert poste.port.tenus[id_].etat is etat
    poste.screen.toast.undo()
    poste.settle()
    assert poste.port.tenus[id_].etat is EtatRendezVous.ATTENDU


def test_the_rest_of_a_series_is_cancelled_and_put_back(poste: Poste) -> None:
    poste.focus(poste.card(9, 30))
    assert poste.screen.actions_["agenda_annuler_suite"].isEnabled()
    poste.screen.actions_["agenda_annuler_suite"].trigger()
    poste.settle()
    serie = [r for r in poste.port.tenus.values() if r.serie is not None]
    assert [r.etat is EtatRendezVous.ANNULE for r in serie] == [False, False, True, True]
    assert "2\u00a0rendez-vous annulés" in poste.screen.toast.text
    poste.screen.toast.undo()
    poste.settle()
    assert poste.port.tenus[serie[3].id].etat is EtatRendezVous.ATTENDU


def test_a_move_that_another_seat_made_first_is_told_and_the_agenda_read_again(poste: Poste) -> None:
    poste.port.panne = AmbroiseError("Ce rendez-vous a été déplacé depuis un autre poste.")
    lus = len(poste.port.lus)
    poste.focus(poste.card(12))
    poste.key(Qt.Key.Key_Down, ALT)
    assert len(poste.screen.banners.shown) == 1
    assert len(poste.port.lus) == lus + 1


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
    assert poste.screen._sous_titre.text() == "0\u00a0rendez-vous"
    poste.screen.grille.setFocus(Qt.FocusReason.TabFocusReason)
    poste.key(Qt.Key.Key_Return)
    assert poste.screen.donner.praticien.currentData() == VIDE
