"""The gestures of the agenda: given, dragged, carried, lengthened, noted by one key, and taken back."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ambroise.domain.agenda import EtatRendezVous
from ambroise.ui.agenda.choix import TOUS
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import ecrans as e
from tests.fakes.agenda import COLLEGUE
from tests.ui.poste_agenda import ALT, MAJ, Poste, poste

__all__ = ["poste"]


def hour(screen: AgendaScreen) -> int:
    """The pixels of an hour."""
    return screen.grille.echelle.pixels_heure


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


def test_a_move_within_a_series_takes_the_rest_along_when_asked(poste: Poste) -> None:
    serie = sorted((r for r in poste.port.tenus.values() if r.serie is not None), key=lambda r: r.debut)
    jeudi, vendredi = serie[2:]
    aussi = poste.screen.actions_["agenda_suite_aussi"]
    assert not aussi.isEnabled()
    poste.focus(poste.card(9, 30))
    poste.key(Qt.Key.Key_Up, ALT)
    assert poste.port.tenus[vendredi.id] == vendredi
    poste.key(Qt.Key.Key_M, MAJ)
    assert [poste.port.tenus[r.id].debut - r.debut for r in serie] == [
        timedelta(0), timedelta(0), timedelta(minutes=-15), timedelta(minutes=-15)
    ]  # fmt: skip
    assert "1\u00a0rendez-vous de la suite" in poste.screen.toast.text
    assert not aussi.isEnabled()
    poste.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [poste.port.tenus[r.id] for r in (jeudi, vendredi)] == [jeudi, vendredi]


def test_a_move_that_another_seat_made_first_is_told_and_the_agenda_read_again(poste: Poste) -> None:
    poste.port.panne = AmbroiseError("Ce rendez-vous a été déplacé depuis un autre poste.")
    lus = len(poste.port.lus)
    poste.focus(poste.card(12))
    poste.key(Qt.Key.Key_Down, ALT)
    assert len(poste.screen.banners.shown) == 1
    assert len(poste.port.lus) == lus + 1
