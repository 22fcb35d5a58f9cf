"""The window of a real profile: drawn first, then opened, asked its phrase, refused or left."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface import ecrans, secours
from ambroise.bootstrap.interface import ouverture as module
from ambroise.bootstrap.interface.ecrans import FAMILLES, Ecrans
from ambroise.bootstrap.interface.ouverture import Ouverture, write_choice
from ambroise.bootstrap.interface.sauvegardes import SauvegardesEcran
from ambroise.domain.professionnel import Profession
from ambroise.persistence.keys import recovery_key
from ambroise.persistence.profile import default_profile_path, open_profile, remember_profile
from ambroise.settings import Environnement, Reglages, save_reglages
from ambroise.ui import opening
from ambroise.ui.cadre import Cadre, OuverturePage
from ambroise.ui.premier_lancement.page import ChoixPremierLancement
from ambroise.ui.premier_lancement.restauration import RestaurationDialog, SauvegardeChoisie
from ambroise.ui.sauvegardes import changement_cle
from ambroise.ui.sauvegardes.changement_cle import ChangementCle
from ambroise.ui.session.page import SessionPage
from ambroise.usecases.errors import AmbroiseError, NonPrisEnCharge

PHRASE = "une phrase de passe assez longue"
Lancer = Callable[..., Ouverture]


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """A profile whose database was written once."""
    open_profile(tmp_path / "profil", Environnement.QUALIFICATION)
    with Application(tmp_path / "profil", passphrase=PHRASE) as app:
        assert app.base
    return tmp_path / "profil"


@pytest.fixture
def lancer(
    racine: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lancer]:
    """Draw the window of the profile, and close all when the test ends; no medicines base is built."""
    monkeypatch.setattr(Ecrans, "prepare", lambda _self: None)
    lancees: list[tuple[Ouverture, Application]] = []

    def start(phrase: str | None = PHRASE, before: Callable[[], object] = lambda: None) -> Ouverture:
        app = Application(racine, passphrase=phrase)

        def make() -> Application:
            before()
            return app

        cadre = Cadre(qapp, app.reglages, racine, formation=False, now=lambda: datetime.now(UTC).astimezone())
        qtbot.addWidget(cadre.window)
        lancee = Ouverture(cadre, make)
        lancees.append((lancee, app))
        lancee.start()
        return lancee

    yield start
    for lancee, app in lancees:
        lancee.close()
        app.__exit__(None, None, None)


def page_of(lancee: Ouverture) -> object:
    return lancee._cadre.window.pages.currentWidget()


def test_window_stands_before_the_profile_is_open(lancer: Lancer, qtbot: QtBot) -> None:
    may_open = Event()
    lancee = lancer(before=lambda: may_open.wait(60))
    assert lancee._cadre.window.isVisible()
    page = page_of(lancee)
    assert isinstance(page, OuverturePage)
    page.say_it_lasts()
    assert "Rien n’est perdu" in page.words.text()
    may_open.set()
    qtbot.waitUntil(lambda: isinstance(page_of(lancee), SessionPage), timeout=60_000)


def test_what_works_by_itself_starts_after_the_session_is_asked(lancer: Lancer, qtbot: QtBot) -> None:
    lancee = lancer()
    qtbot.waitUntil(lambda: lancee.interface is not None, timeout=60_000)
    app = lancee._app
    assert app is not None
    qtbot.waitUntil(lambda: {"facteur", "veilleur", "veilleur_annuaire"} <= set(vars(app)), timeout=60_000)


def test_what_works_by_itself_starts_though_a_screen_could_not_be_loaded(
    lancer: Lancer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ImportError("un composant manque")

    monkeypatch.setattr(ecrans, "load_screens", fail)
    lancee = lancer()
    qtbot.waitUntil(lambda: lancee.interface is not None, timeout=60_000)
    qtbot.waitUntil(lambda: {"facteur", "veilleur"} <= set(vars(lancee._app)), timeout=60_000)
    assert lancee._cadre.window.banners.shown, "what is missing is told, too"


def test_a_postman_that_cannot_start_is_told_and_holds_back_nothing_else(
    lancer: Lancer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_app: Application) -> object:
        raise NonPrisEnCharge("Le certificat d’organisation ne peut être lu.")

    monkeypatch.setattr(Application, "transmetteurs", property(refuse))
    lancee = lancer()
    qtbot.waitUntil(lambda: lancee.interface is not None, timeout=60_000)
    qtbot.waitUntil(lambda: "veilleur_annuaire" in vars(lancee._app), timeout=60_000)
    [told] = lancee._cadre.window.banners.shown
    assert "certificat d’organisation" in told.accessibleName()


def test_missing_phrase_is_asked_over_the_window(
    lancer: Lancer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(erreur: AmbroiseError, _parent: object) -> str:
        asked.append(erreur.code)
        return PHRASE if len(asked) == 2 else "une autre phrase tapée trop vite"

    monkeypatch.setattr(opening, "ask_phrase", answer)
    lancee = lancer(phrase=None)
    qtbot.waitUntil(lambda: isinstance(page_of(lancee), SessionPage), timeout=60_000)
    assert asked == ["phrase_absente", "phrase_refusee"]


def test_profile_used_elsewhere_is_told_and_left(
    lancer: Lancer, racine: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[AmbroiseError] = []
    monkeypatch.setattr(opening, "ask_phrase", lambda erreur, _parent: told.append(erreur))
    with Application(racine, passphrase=PHRASE) as autre:
        assert autre.base
        lancee = lancer()
        qtbot.waitUntil(lambda: not lancee._cadre.window.isVisible(), timeout=60_000)
    assert [erreur.code for erreur in told] == ["profil_occupe"]
    assert lancee.code == told[0].exit_code
    assert lancee.interface is None


def test_defect_of_the_program_is_not_hidden(lancer: Lancer, qtbot: QtBot) -> None:
    def fail() -> None:
        raise LookupError("défaut")

    lancee = lancer(before=fail)
    qtbot.waitUntil(lambda: not lancee._cadre.window.isVisible(), timeout=60_000)
    assert isinstance(lancee.defaut, LookupError)


def test_window_closed_too_early_leaves_nothing_open(lancer: Lancer, qtbot: QtBot) -> None:
    may_open = Event()
    lancee = lancer(before=lambda: may_open.wait(60))
    lancee._cadre.window.close()
    may_open.set()
    lancee.close()
    assert lancee.interface is None


def test_options_nobody_can_read_are_told(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[AmbroiseError] = []
    monkeypatch.setattr(opening, "ask_phrase", told.append)
    (tmp_path / "config.toml").write_text("environnement = ", encoding="utf-8")
    assert module.run_profile(tmp_path) == told[0].exit_code
    assert told[0].code == "configuration_illisible"


def test_each_family_builds_the_screens_it_is_asked_for(racine: Path, qapp: QApplication) -> None:
    with Application(racine, passphrase=PHRASE) as app:
        composes = Ecrans(app)
        for famille, cles in FAMILLES.items():
            assert set(getattr(composes, famille).factories()) == set(cles)


def modules_after(*lines: str) -> set[str]:
    """Return the modules a fresh interpreter holds after some imports."""
    script = "\n".join((*lines, "import sys", "print(*sys.modules)"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_first_picture_needs_neither_the_store_nor_the_services() -> None:
    loaded = modules_after("import ambroise.bootstrap.interface.ouverture")
    assert "PySide6" in loaded
    assert not loaded & {"sqlalchemy", "sqlcipher3", "esante", "httpx", "cryptography", "smartcard", "lxml"}
    assert not loaded & {
        f"ambroise.domain.{nom}" for nom in ("entrees", "ordonnance", "posologie", "dossier")
    }


def test_session_needs_no_more_than_the_store_and_the_cards(racine: Path) -> None:
    loaded = modules_after(
        "from pathlib import Path",
        "from ambroise.bootstrap.application import Application",
        f"app = Application(Path({str(racine)!r}), passphrase={PHRASE!r})",
        "app.open_seat()",
    )
    assert {"sqlalchemy", "esante"} <= loaded
    drawing, network = {"reportlab", "PIL", "qrcode"}, {"psycopg", "lxml", "signxml", "werkzeug"}
    assert not loaded & (drawing | network | {"alembic", "icalendar"})


def test_a_new_key_is_given_while_nothing_is_open_then_the_profile_opens_again(
    racine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window is played: it asks for a new key the first time, and is just closed the second."""
    monkeypatch.setenv("AMBROISE_PASSPHRASE", PHRASE)
    cles: list[bytes] = []
    montrees: list[str] = []

    def window(make: Callable[[], Application], *_: object, formation: bool) -> int:
        assert not formation
        app = make()
        assert app.base
        cles.append(app.cle)
        if len(cles) == 1:
            assert app.on_key_change
            app.on_key_change("899700000001")
        else:
            assert SauvegardesEcran(app).cle_a_imprimer() == ""
            with app.contexte.uow() as uow:
                derniere = uow.audit.list()[0]
                assert (derniere.objet, derniere.auteur) == ("clé de la base", "899700000001")
                assert uow.audit.verify() == []
        return 0

    def show(changement: ChangementCle) -> None:
        montrees.append(changement.change(lambda _part: None))
        assert changement.render(montrees[0]).startswith(b"%PDF-")
        changement.note_told()

    monkeypatch.setattr(module, "_run", window)
    monkeypatch.setattr(changement_cle, "show_key_change", show)
    assert module.run_profile(racine) == 0
    assert len(cles) == 2
    assert cles[0] != cles[1]
    assert montrees == [recovery_key(cles[1])]


def test_a_damaged_base_is_kept_and_its_last_backup_restored_beside_it(
    lancer: Lancer, racine: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", PHRASE)
    with Application(racine, passphrase=PHRASE) as app:
        sauvegarde = app.sauvegardes.make(str(app.profil.sauvegardes)).fichier
    octets = bytearray((racine / "base.sqlite").read_bytes())
    octets[0] ^= 1
    (racine / "base.sqlite").write_bytes(octets)
    proposees: list[str] = []

    class Refus(opening.RefusOuverture):
        """Agreed to at once."""

        def exec(self) -> int:
            proposees.extend(x.text() for x in self.findChildren(QLabel))
            return QDialog.DialogCode.Accepted

    class Restauration(RestaurationDialog):
        """Its button pressed as soon as it is shown."""

        def exec(self) -> int:
            proposees.append(self.fichier.text())
            secours_neufs.append(
                self._do(SauvegardeChoisie(Path(self.fichier.text()), self._dossier, "", PHRASE))
            )
            return QDialog.DialogCode.Accepted

    secours_neufs: list[int] = []
    monkeypatch.setattr(opening, "RefusOuverture", Refus)
    monkeypatch.setattr(secours, "RestaurationDialog", Restauration)
    lancee = lancer()
    qtbot.waitUntil(lambda: not lancee._cadre.window.isVisible(), timeout=60_000)
    neuf = racine.with_name("profil-restaure-1")
    assert secours_neufs == [0]
    assert str(sauvegarde) in proposees
    assert any("La dernière sauvegarde à portée" in mots for mots in proposees)
    assert (racine / "base.sqlite").read_bytes() == octets
    assert (neuf / "config.toml").read_bytes() == (racine / "config.toml").read_bytes()
    with Application(neuf, passphrase=PHRASE) as app:
        assert app.base.verify() == ()


def test_a_damaged_base_without_any_backup_is_only_explained(
    lancer: Lancer, racine: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (racine / "base.sqlite").write_bytes(b"x" * 8192)
    dits: list[str] = []

    class Refus(opening.RefusOuverture):
        """Read, then left."""

        def exec(self) -> int:
            dits.extend(bouton.text() for bouton in self.findChildren(QPushButton))
            return QDialog.DialogCode.Rejected

    monkeypatch.setattr(opening, "RefusOuverture", Refus)
    lancee = lancer()
    qtbot.waitUntil(lambda: not lancee._cadre.window.isVisible(), timeout=60_000)
    assert dits == ["Fermer"]
    assert lancee.code != 0


@pytest.mark.parametrize(("is_restaure", "profession"), [(True, "21"), (False, "60")])
def test_the_first_launch_writes_its_answers_unless_a_practice_was_restored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_restaure: bool, profession: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    profil = open_profile(tmp_path / "neuf")
    if is_restaure:
        profil.base.touch()
        save_reglages(profil.config, Reglages(profession="21"))
    choix = ChoixPremierLancement(Profession.INFIRMIER, Environnement.QUALIFICATION, False, profil.racine)
    write_choice(choix)
    assert open_profile(profil.racine).reglages.profession == profession
    assert default_profile_path() == profil.racine


def test_the_place_of_the_user_becomes_that_of_the_restored_practice(
    racine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    neuf = tmp_path / "neuf"
    neuf.mkdir()
    profil = open_profile(racine)
    secours.take_over(profil, neuf)
    assert default_profile_path() != neuf
    remember_profile(racine)
    secours.take_over(profil, neuf)
    assert default_profile_path() == neuf
