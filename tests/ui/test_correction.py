"""What a file says is corrected, or taken out with its reason, from the file itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    Entree,
    Etiquette,
    MembreEquipe,
    Probleme,
    TraitementDeclare,
)
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.correction import CorrectionCard, Corrigible
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.suivi import suivi_rows
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ConflitVersion
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes.journee import PENICILLINES
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.poste_dossier import FakeBrouillons, FakePatients, FakeSuivi

PROBLEME = Probleme(e.ident("hta"), e.ADRUN.id, "Hypertension artériele", date(2020, 1, 1), version=1)


@pytest.fixture
def ouvert(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[DossierScreen, FakePatients, FakeSuivi]:
    """The file of ADRUN with one problem, opened."""
    context, _ = make_context(tmp_path, tasks, errors)
    patients = FakePatients()
    patients.entrees = (PROBLEME,)
    suivi = FakeSuivi(patients)
    screen = DossierScreen(context)
    DossierController(screen, patients, FakeBrouillons(), d.describe, suivi)
    show(qtbot, screen, height=900)
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: screen.dossier is not None and not tasks.under_way)
    return screen, patients, suivi


def test_an_entry_is_corrected_by_opening_it_and_the_correction_can_be_taken_back(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakePatients, FakeSuivi]
) -> None:
    screen, patients, _ = ouvert
    liste = screen.cotes.suivi._list
    liste.select_first()
    qtbot.keyClick(liste, Qt.Key.Key_Return)
    carte = screen.cotes.suivi.correction
    assert (carte.libelle.text(), carte.le.text(), carte.fin.text()) == (
        "Hypertension artériele",
        "01/01/2020",
        "",
    )
    assert_accessible(screen)
    carte.libelle.setText("Hypertension artérielle")
    carte.fin.setText("03/2026")
    qtbot.keyClick(carte.fin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    (corrige,) = patients.entrees
    assert isinstance(corrige, Probleme)
    assert (corrige.libelle, corrige.fin, corrige.version) == (
        "Hypertension artérielle",
        date(2026, 3, 1),
        1,
    )
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: patients.entrees == (PROBLEME,) and not tasks.under_way)


def test_an_entry_leaves_the_file_with_a_reason(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakePatients, FakeSuivi]
) -> None:
    screen, patients, suivi = ouvert
    carte = screen.cotes.suivi.correction
    carte.ask(PROBLEME)
    carte.motif.setText("Saisi dans le mauvais dossier")
    assert carte.ok.text() == "Retirer du dossier"
    carte.ok.click()
    qtbot.waitUntil(lambda: patients.entrees == () and not tasks.under_way)
    assert (suivi.annules, suivi.motifs) == ([PROBLEME.id], ["Saisi dans le mauvais dossier"])


def test_a_consultation_leaves_the_file_with_a_reason_never_without(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakePatients, FakeSuivi]
) -> None:
    screen, _, suivi = ouvert
    consultation = d.DOSSIER.consultations[0]
    screen.chronologie.list.select_data(consultation)
    screen.lecture.annuler.click()
    motif = screen.lecture.motif
    assert motif.isVisible()
    assert_accessible(screen)
    motif.ok.click()
    assert suivi.annules == []
    qtbot.keyClicks(motif.motif, "Autre patient")
    qtbot.keyClick(motif.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: suivi.annules == [consultation.id] and not tasks.under_way)
    assert suivi.motifs == ["Autre patient"]


def test_a_signed_order_is_not_taken_out_like_this(
    ouvert: tuple[DossierScreen, FakePatients, FakeSuivi],
) -> None:
    screen, *_ = ouvert
    screen.chronologie.list.select_data(d.DOSSIER.ordonnances[0])
    assert screen.lecture.isVisible()
    assert not screen.lecture.annuler.isVisible()


def test_an_allergy_that_was_none_leaves_with_a_reason(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakePatients, FakeSuivi]
) -> None:
    screen, _, suivi = ouvert
    boutons = [*screen.cotes.findChildren(QToolButton), *screen.cotes.findChildren(QPushButton)]
    retirer = next(b for b in boutons if b.accessibleName().startswith(f"Retirer {PENICILLINES.libelle}"))
    retirer.click()
    screen.cotes.allergies.motif.motif.setText("Confirmé sans réaction par l’allergologue")
    screen.cotes.allergies.motif.ok.click()
    qtbot.waitUntil(lambda: suivi.annules == [PENICILLINES.id] and not tasks.under_way)


@pytest.mark.parametrize(
    ("entree", "le", "fin", "attendue"),
    [
        (Antecedent(e.ident("a"), e.ADRUN.id, "Appendicectomie"), "1998", "", date(1998, 1, 1)),
        (Ald(e.ident("b"), e.ADRUN.id, "Diabète", date(2020, 1, 1)), "02/03/2021", "", date(2021, 3, 2)),
    ],
)
def test_dates_are_read_as_people_write_them(
    qtbot: QtBot, entree: Corrigible, le: str, fin: str, attendue: date | None
) -> None:
    carte = CorrectionCard()
    qtbot.addWidget(carte)
    corrigees: list[Corrigible] = []
    carte.corrected.connect(corrigees.append)
    carte.ask(entree)
    carte.le.setText(le)
    carte.fin.setText(fin)
    carte.ok.click()
    if attendue is None:
        assert corrigees == []
        return
    (corrigee,) = corrigees
    assert attendue in (getattr(corrigee, "depuis", None), getattr(corrigee, "debut", None))


@pytest.mark.parametrize(("libelle", "le"), [("", "01/01/2020"), ("HTA", "pas une date"), ("HTA", "")])
def test_what_cannot_be_understood_is_told_and_nothing_is_written(
    qtbot: QtBot, libelle: str, le: str
) -> None:
    carte = CorrectionCard()
    qtbot.addWidget(carte)
    carte.ask(PROBLEME)
    carte.libelle.setText(libelle)
    carte.le.setText(le)
    with qtbot.assertNotEmitted(carte.corrected):
        carte.ok.click()
    assert not carte.isHidden()


def test_what_has_no_date_is_corrected_by_its_words(qtbot: QtBot) -> None:
    carte = CorrectionCard()
    qtbot.addWidget(carte)
    corrigees: list[Corrigible] = []
    carte.corrected.connect(corrigees.append)
    membre = MembreEquipe(e.ident("m"), e.ADRUN.id, "médecin traitant", "Dr LIBR", version=1)
    carte.ask(membre)
    assert not carte.le.isEnabled()
    carte.libelle.setText("Dr LIBRE")
    carte.ok.click()
    assert [c.nom for c in corrigees if isinstance(c, MembreEquipe)] == ["Dr LIBRE"]


def test_team_declared_treatments_and_tags_are_read_with_the_rest() -> None:
    entrees = (
        Etiquette(e.ident("t"), e.ADRUN.id, "Visites à domicile"),
        MembreEquipe(e.ident("m"), e.ADRUN.id, "médecin traitant", "Dr LIBRE Max"),
        TraitementDeclare(e.ident("d"), e.ADRUN.id, "Millepertuis", date(2026, 1, 1)),
        TraitementDeclare(e.ident("f"), e.ADRUN.id, "Fini", date(2020, 1, 1), date(2020, 2, 1)),
    )
    rows = suivi_rows(entrees, e.JOUR)
    assert ["".join(s.text for s in r.title) for r in rows] == [
        "Millepertuis",
        "Dr LIBRE Max",
        "Visites à domicile",
    ]


def test_the_second_of_two_seats_sees_who_wrote_what_and_keeps_what_was_typed(
    qtbot: QtBot,
    tasks: Tasks,
    ouvert: tuple[DossierScreen, FakePatients, FakeSuivi],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, patients, suivi = ouvert
    autre = replace(PROBLEME, libelle="HTA sévère", version=2)
    corriger = suivi.correct

    def correct(entree: Entree) -> Entree:
        if entree.version == 1:
            patients.entrees = (autre,)
            conflit = ConflitVersion("899700366257", e.MAINTENANT, autre)
            conflit.nom = "Dr BREL Léa"
            raise conflit
        return corriger(entree)

    monkeypatch.setattr(suivi, "correct", correct)
    liste = screen.cotes.suivi._list
    liste.select_first()
    qtbot.keyClick(liste, Qt.Key.Key_Return)
    carte = screen.cotes.suivi.correction
    carte.libelle.setText("Hypertension artérielle")
    qtbot.keyClick(carte.libelle, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(screen.banners.shown) and not tasks.under_way)
    dit = screen.banners.shown[-1].accessibleName()
    assert "Dr BREL Léa a écrit «\u00a0HTA sévère\u00a0» avant vous" in dit
    assert carte.isVisible()
    assert carte.libelle.text() == "Hypertension artérielle"
    qtbot.keyClick(carte.libelle, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    (corrige,) = patients.entrees
    assert isinstance(corrige, Probleme)
    assert (corrige.libelle, corrige.version) == ("Hypertension artérielle", autre.version)
