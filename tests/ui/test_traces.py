"""Who opened a file, and what everybody did: filtered, printed for the patient, verified from a button."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ambroise.domain.audit import ActionAudit, EntreeAudit, FiltreTraces, TraceRangee
from ambroise.domain.droits import Compte, Role
from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.application import Interface
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.screen import Screen
from ambroise.ui.tasks import Tasks
from ambroise.ui.traces import acces, journal
from ambroise.ui.traces.acces import AccesController, AccesScreen
from ambroise.ui.traces.journal import JournalController, JournalScreen
from ambroise.ui.traces.objets import object_words
from ambroise.ui.traces.ports import Restriction
from ambroise.ui.traces.restriction import OUVERT
from ambroise.ui.words import author_words
from ambroise.usecases.traces import LignesTraces
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.fakes import FakeServices
from tests.ui.seat import OpenInterface

PATIENT = UUID(int=9)
MAX, ANNE = "899700366240", "anne"
MATIN = datetime(2026, 6, 4, 8, 12, tzinfo=UTC)
ACTES = (
    (ANNE, ActionAudit.CREATION, "document", "courrier"),
    (MAX, ActionAudit.LECTURE, "dossier", ""),
    ("899700366257", ActionAudit.BRIS_DE_GLACE, "dossier", "Détresse respiratoire, médecin absent"),
    (MAX, ActionAudit.IMPRESSION, "document", ""),
    ("", ActionAudit.ENVOI, "envoi dmp", "remis"),
    ("terminal:paule", ActionAudit.EXPORT, "cabinet", ""),
)
TRACES = tuple(
    TraceRangee(
        rang,
        EntreeAudit(
            UUID(int=rang), MATIN + timedelta(hours=rang), qui, "poste-1", quoi, objet, PATIENT, detail
        ),
    )
    for rang, (qui, quoi, objet, detail) in enumerate(ACTES, 1)
)
COMPTES = (
    Compte(UUID(int=31), MAX, "Dr LIBRE Max", Role.PRATICIEN),
    Compte(UUID(int=32), "899700366257", "Dr TRAL Ademis", Role.PRATICIEN),
    Compte(UUID(int=33), "ide", "Julie Sage", Role.INFIRMIER),
)
NOMS = {MAX: "Dr LIBRE Max", ANNE: "Anne Roy"}


class FakeTraces:
    """Answers the filters, and notes what is asked."""

    def __init__(self) -> None:
        self.demandes: list[FiltreTraces] = []
        self.constats: tuple[str, ...] = ()
        self.lecteurs: frozenset[str] = frozenset()

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> LignesTraces:
        assert patient_id == PATIENT
        return self.journal(filtre)

    def journal(self, filtre: FiltreTraces) -> LignesTraces:
        self.demandes.append(filtre)
        kept = [
            trace
            for trace in reversed(TRACES)
            if (not filtre.actions or trace.entree.action in filtre.actions)
            and filtre.auteur in ("", trace.entree.auteur)
            and (filtre.avant is None or trace.rang < filtre.avant)
        ]
        return LignesTraces(kept[: filtre.limite], NOMS)

    def render(self, patient_id: UUID) -> bytes:
        assert patient_id == PATIENT
        return b"%PDF-1.4"

    def restriction(self, patient_id: UUID) -> Restriction:
        return Restriction(COMPTES, self.lecteurs, MAX)

    def restrict(self, patient_id: UUID, lecteurs: Collection[str]) -> Restriction:
        self.lecteurs = frozenset(lecteurs)
        return self.restriction(patient_id)

    def verify(self) -> Sequence[str]:
        return self.constats


@pytest.mark.parametrize(
    ("objet", "detail", "mots"),
    [
        (
            "dmp 2.25.217048503586070564018",
            "en_attente",
            "document au DMP · pas encore remis, nouvel essai prévu",
        ),
        ("mssante <3aa7d4a9@medecin.test>", "remis", "message MSSanté · remis"),
        (
            "ordonnance_numerique GNS3CXPKCR2C127BX1",
            "remis",
            "ordonnance numérique GNS3CXPKCR2C127BX1 · remis",
        ),
        ("ordonnance 01a2052c-a2f6-7060-9237-c3f77e28c2c9", "GNS3CXPK", "ordonnance · GNS3CXPK"),
        ("5 rendez-vous, FREQ=DAILY;COUNT=5", "", "5 rendez-vous, en série"),
        ("INSi 02", "", "INSi, plusieurs personnes trouvées"),
        ("justificatif PA", "", "justificatif\u00a0: Passeport"),
        (f"réglages de l’agenda {MAX}", "", "réglages de l’agenda, Dr LIBRE Max"),
        ("dossier", "Détresse respiratoire", "dossier · Détresse respiratoire"),
    ],
)
def test_the_trail_is_read_without_the_keys_of_machines(objet: str, detail: str, mots: str) -> None:
    entree = replace(TRACES[0].entree, objet=objet, detail=detail)
    assert object_words(entree, NOMS) == mots


@pytest.fixture
def traces() -> FakeTraces:
    return FakeTraces()


@pytest.fixture
def ecran(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, traces: FakeTraces) -> AccesScreen:
    screen = AccesScreen(make_context(tmp_path, tasks, errors)[0])
    AccesController(screen, traces)
    show(qtbot, screen)
    with qtbot.waitSignal(screen.list.model.modelReset):
        screen.enter(PATIENT)
    return screen


def texts(screen: Screen) -> str:
    return " ".join(x.text() for x in screen.findChildren(QLabel) if x.isVisibleTo(screen))


def test_each_access_says_when_who_what_and_from_where(
    ecran: AccesScreen, qtmodeltester: ModelTester
) -> None:
    assert len(ecran.list.rows()) == len(TRACES)
    assert [ligne.qui for ligne in ecran.list.rows()] == [
        "Terminal, paule",
        "Ambroise, seul",
        "Dr LIBRE Max",
        "RPPS 99700366257",
        "Dr LIBRE Max",
        "Anne Roy",
    ]
    bris = [str(ecran.list.model.index(3, column).data()) for column in range(5)]
    assert bris[2:4] == ["bris de glace", "dossier · Détresse respiratoire, médecin absent"]
    qtmodeltester.check(ecran.list.model)
    assert_accessible(ecran)
    assert not conflicts((*SHELL, *acces.COMMANDS))
    assert not conflicts((*SHELL, *journal.COMMANDS))


def test_the_accesses_are_filtered_by_kind_author_and_day(
    ecran: AccesScreen, traces: FakeTraces, qtbot: QtBot
) -> None:
    liste = ecran.list
    liste.filtres.choose("bris")
    with qtbot.waitSignal(liste.model.modelReset):
        liste.ask()
    assert len(liste.rows()) == 1
    liste.filtres.choose("toutes")
    liste.qui.setCurrentIndex(liste.qui.findData(MAX))
    with qtbot.waitSignal(liste.model.modelReset):
        liste.ask()
    assert {ligne.qui for ligne in liste.rows()} == {"Dr LIBRE Max"}
    liste.du.setText("04/06/2026")
    liste.au.setText("pas une date")
    with qtbot.waitSignal(liste.model.modelReset):
        liste.ask()
    assert traces.demandes[-1].du is not None
    assert traces.demandes[-1].au is None


def test_the_older_ones_come_below_on_demand(ecran: AccesScreen, traces: FakeTraces, qtbot: QtBot) -> None:
    liste = ecran.list
    liste._filtre = replace(FiltreTraces(), limite=4)
    with qtbot.waitSignal(liste.model.modelReset):
        liste.wanted.emit(liste._filtre, False)
    assert len(liste.rows()) == 4
    assert liste.plus.isVisibleTo(ecran)
    with qtbot.waitSignal(liste.model.modelReset):
        liste.plus.click()
    assert [ligne.trace.rang for ligne in liste.rows()] == [6, 5, 4, 3, 2, 1]
    assert not liste.plus.isVisibleTo(ecran)


def test_a_file_is_kept_to_a_few_people_and_opened_again(
    ecran: AccesScreen, traces: FakeTraces, tasks: Tasks, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: OUVERT in texts(ecran))
    ecran.actions_["acces_restrict"].trigger()
    qtbot.waitUntil(ecran.restriction.isVisible)
    assert_accessible(ecran)
    cases = ecran.restriction.cases
    assert cases[MAX].isChecked()
    assert not cases[MAX].isEnabled()
    assert cases["899700366257"].hasFocus()
    qtbot.keyClick(cases["ide"], Qt.Key.Key_Space)
    ecran.restriction.garder.click()
    qtbot.waitUntil(lambda: traces.lecteurs == {MAX, "ide"})
    qtbot.waitUntil(lambda: "Gardé à\u00a0: Dr LIBRE Max, Julie Sage" in texts(ecran))
    assert not ecran.restriction.isVisible()
    ecran.actions_["acces_undo"].trigger()
    qtbot.waitUntil(lambda: OUVERT in ecran._gardes.text())
    qtbot.waitUntil(lambda: not tasks.under_way)


def test_nothing_to_show_is_told(ecran: AccesScreen, qtbot: QtBot) -> None:
    ecran.list.filtres.choose("bris")
    ecran.list.qui.setCurrentIndex(ecran.list.qui.findData(MAX))
    with qtbot.waitSignal(ecran.list.model.modelReset):
        ecran.list.ask()
    assert "Aucune trace" in texts(ecran)


def test_the_list_is_written_as_a_pdf_that_only_its_owner_reads(
    ecran: AccesScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fichier = tmp_path / "acces.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(fichier), ""))
    ecran.actions_["acces_save"].trigger()
    qtbot.waitUntil(lambda: "est enregistrée" in texts(ecran))
    assert fichier.read_bytes().startswith(b"%PDF")
    assert fichier.stat().st_mode & 0o077 == 0


def test_the_journal_is_verified_from_a_button(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, traces: FakeTraces
) -> None:
    screen = JournalScreen(make_context(tmp_path, tasks, errors)[0])
    JournalController(screen, traces)
    show(qtbot, screen)
    with qtbot.waitSignal(screen.list.model.modelReset):
        screen.enter()
    assert_accessible(screen)
    screen.actions_["journal_verify"].trigger()
    qtbot.waitUntil(lambda: "Le journal est intact" in texts(screen))
    qtbot.waitUntil(screen.actions_["journal_verify"].isEnabled)
    traces.constats = ("La trace n° 2 ne correspond plus à son empreinte.",)
    screen.actions_["journal_verify"].trigger()
    qtbot.waitUntil(lambda: "a été altéré" in texts(screen))
    assert "trace n° 2" in texts(screen)
    assert "intact" not in texts(screen).replace("était intact", "")


def test_a_broken_chain_is_told_on_every_screen(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface: Interface = open_interface()
    interface.window.show_page(None)
    services.poste = replace(services.poste, traces_alterees=("Il manque 2 trace(s).",))
    interface.seat.refresh()
    qtbot.waitUntil(lambda: interface.window.bands.isVisible())
    assert "altéré" in " ".join(x.text() for x in interface.window.bands.findChildren(QLabel))
    services.poste = replace(services.poste, traces_alterees=())
    interface.seat.refresh()
    qtbot.waitUntil(lambda: not interface.window.bands.isVisible())


def test_an_author_unknown_here_is_shown_by_number() -> None:
    assert author_words("899700366257", {}) == "RPPS 99700366257"
    assert author_words("secretariat", {}) == "secretariat"
