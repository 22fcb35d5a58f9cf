"""Each role at the real screens of a real office: what it opens works, the rest is refused in words."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.agenda import AgendasEcran
from ambroise.bootstrap.interface.ecrans import Ecrans
from ambroise.bootstrap.interface.traces import TracesEcran
from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Role
from ambroise.domain.professionnel import Profession
from ambroise.persistence.empreintes import Empreintes
from ambroise.persistence.keys import CoutArgon2
from ambroise.settings import Environnement
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.main_window import CLOSED, MainWindow, Workplace
from ambroise.ui.memory import Memory
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.shell.acces import closed_screens
from ambroise.ui.tasks import Tasks
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.codes import CodeProvisoire
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.garde import DroitInsuffisant
from tests.fakes.dossiers import make_patient

CODE = "tilleul en fleur"
ECRANS = (
    "journee",
    "agenda",
    "patients",
    "accueil",
    "doublons",
    "tournee",
    "soins",
    "envois",
    "dossiers",
    "coordonnees",
    "acces",
    "comptes",
    "journal",
)
"""The screens that ask for neither network, nor card, nor the base of the medicines."""
PATIENT = make_patient()
MOTIF = "Détresse respiratoire, médecin absent"


class Cabinet:
    """A real office of six people, and the window of one of its seats."""

    def __init__(self, app: Application, window: MainWindow, qtbot: QtBot) -> None:
        self.app, self.window, self.qtbot = app, window, qtbot
        jour = app.contexte.horloge().astimezone().date()
        with app.contexte.uow() as uow:
            uow.patients.add(PATIENT)
            uow.commit()
        service = CompteService(app.contexte, "terminal:essai", app.empreintes)
        for role in Role:
            du, au = (jour, jour + timedelta(days=7)) if role is Role.REMPLACANT else (None, None)
            service.open(role.name.lower(), role.value.title(), role, du, au)
        service.open("parti", "Paul Parti", Role.REMPLACANT, date(2020, 1, 1), jour - timedelta(days=1))
        self.codes = {c.identifiant: service.give_code(c.identifiant) for c in service.list()}
        app.garde.require_session()
        self.ecrans = Ecrans(app)
        self.ecrans.join(window)
        for cle, make in self.ecrans.factories().items():
            window.register(cle, make)
        window.show()

    def log_in(self, identifiant: str, *, deja: bool = False) -> None:
        """Open the session of an account, which chooses its code the first time."""
        self.app.session.close()
        if not deja:
            with pytest.raises(CodeProvisoire):
                self.app.session.open_by_code(identifiant, self.codes[identifiant])
            self.app.session.choose_code(identifiant, self.codes[identifiant], CODE)
        self.app.session.open_by_code(identifiant, CODE)
        self.window.change_user(closed_screens(self.app.session.role))

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.context.tasks.under_way)

    def go(self, cle: str) -> str:
        """Go to a screen; return what it refuses, in words, empty when it works."""
        self.window.banners.clear()
        self.window.go(cle, PATIENT.id if cle in ("dossiers", "coordonnees", "acces") else None)
        self.settle()
        montres = [*self.window.banners.shown]
        if self.window.current is not None:
            montres += self.window.current.banners.shown
        return " ".join(banner.accessibleName() for banner in montres)

    def first_card(self, jour: date) -> str:
        """Return what the first appointment of the practitioner says on the agenda of a day."""
        self.window.go("agenda", jour)
        self.settle()
        agenda = self.window.current
        assert isinstance(agenda, AgendaScreen)
        agenda.agenda_wanted.emit("praticien")
        self.settle()
        return agenda.grille.cartes[0][0].accessibleName()

    def words(self) -> str:
        ecran = self.window.current
        assert ecran is not None
        return " ".join(mots.text() for mots in ecran.findChildren(QLabel) if mots.isVisibleTo(ecran))


@pytest.fixture
def cabinet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Cabinet]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    tasks = Tasks()
    with Application(tmp_path / "profil", passphrase="phrase des essais") as app:
        vars(app)["empreintes"] = Empreintes(CoutArgon2(32, 1, 4))
        window = MainWindow(
            Workplace(Profession.MEDECIN, Environnement.BAC_A_SABLE, False, 10),
            tasks=tasks,
            errors=ErrorDoor(tmp_path / "rapports", app.contexte.horloge),
            memory=Memory(tmp_path / "memoire"),
            now=lambda: app.contexte.horloge().astimezone(),
        )
        qtbot.addWidget(window)
        ouvert = Cabinet(app, window, qtbot)
        yield ouvert
        ouvert.settle()
        window.close()
        tasks.close()


def test_what_a_role_opens_works_and_the_rest_is_refused_in_words(cabinet: Cabinet) -> None:
    for role in Role:
        cabinet.log_in(role.name.lower())
        fermes = closed_screens(role)
        refus = {cle: cabinet.go(cle) for cle in ECRANS}
        assert {cle: mots for cle, mots in refus.items() if cle not in fermes and mots} == {}, role
        assert {cle for cle, mots in refus.items() if CLOSED.happened in mots} == fermes & set(ECRANS), role


def test_a_secretary_reads_names_and_an_administrator_only_that_a_time_is_taken(cabinet: Cabinet) -> None:
    cabinet.log_in("secretaire")
    debut = cabinet.app.contexte.horloge().astimezone() + timedelta(hours=1)
    nouveau = NouveauRendezVous(PATIENT.id, debut, debut + timedelta(minutes=15), "Suivi", "praticien")
    cabinet.app.agenda.give(nouveau)
    assert "MARTIN" in cabinet.first_card(debut.date())
    assert AgendasEcran(cabinet.app).print_day(debut.date(), ["praticien"]).startswith(b"%PDF")
    with cabinet.app.contexte.uow() as uow, pytest.raises(DroitInsuffisant):
        uow.dossiers.consultations(PATIENT.id)
    cabinet.log_in("administrateur")
    assert "MARTIN" not in cabinet.first_card(debut.date())
    assert "De " in cabinet.first_card(debut.date())


def test_a_replacement_works_between_two_dates_and_no_longer(cabinet: Cabinet) -> None:
    cabinet.log_in("remplacant")
    assert cabinet.go("dossiers") == ""
    assert CLOSED.happened in cabinet.go("acces")
    cabinet.app.session.close()
    with pytest.raises(DroitInsuffisant):
        cabinet.app.session.open_by_code("parti", cabinet.codes["parti"])


def test_the_glass_is_broken_at_the_screen_with_a_reason_that_the_list_shows(cabinet: Cabinet) -> None:
    cabinet.log_in("praticien")
    TracesEcran(cabinet.app).restrict(PATIENT.id, {"praticien"})
    cabinet.log_in("infirmier")
    assert "restreint" in cabinet.go("dossiers")
    dossier = cabinet.window.current
    assert isinstance(dossier, DossierScreen)
    (banner,) = dossier.banners.shown
    (motif,) = banner.findChildren(QLineEdit)
    (ouvrir,) = [b for b in banner.findChildren(QPushButton) if "urgence" in b.text()]
    ouvrir.click()
    assert motif.hasFocus()
    motif.setText(MOTIF)
    ouvrir.click()
    cabinet.settle()
    cabinet.qtbot.waitUntil(lambda: dossier.dossier is not None)
    cabinet.log_in("praticien", deja=True)
    assert cabinet.go("acces") == ""
    assert "Gardé à" in cabinet.words()
    with cabinet.app.contexte_machine.uow() as uow:
        bris = [t for t in uow.audit.list() if t.action is ActionAudit.BRIS_DE_GLACE]
    assert [(t.auteur, t.detail, t.patient_id) for t in bris] == [("infirmier", MOTIF, PATIENT.id)]
    cabinet.window.current.actions_["acces_print"].trigger()  # type: ignore[union-attr]
    cabinet.settle()
    assert cabinet.window.current.key == "apercu"  # type: ignore[union-attr]
