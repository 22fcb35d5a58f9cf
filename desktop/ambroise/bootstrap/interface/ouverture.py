"""Draw the window of a profile, open the profile behind it, then put the session and the screens in."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ambroise.demarrage import importing
from ambroise.persistence.profile import default_profile_path, open_profile, remember_profile
from ambroise.settings import Reglages, save_reglages
from ambroise.ui.cadre import Cadre, OuverturePage, make_application
from ambroise.ui.tasks import Queue
from ambroise.ui.theme import dressed
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.bootstrap.interface.ecrans import Ecrans
    from ambroise.persistence.profile import Profil
    from ambroise.ui.application import Interface
    from ambroise.ui.premier_lancement.page import ChoixPremierLancement
    from ambroise.ui.premier_lancement.restauration import SauvegardeChoisie

OUVERTURE: Final = Queue("ouverture")


def run_profile(racine: Path | None) -> int:
    """Open the window of a profile, the user's own by default; return the exit code when it is closed.

    A profile whose very options cannot be read is explained without it.
    """
    try:
        profil = open_profile(racine)
    except AmbroiseError as erreur:
        from ambroise.ui.opening import ask_phrase

        with dressed(make_application(Reglages())):
            ask_phrase(erreur)
        return erreur.exit_code
    phrase: str | None = None
    while True:
        demandes: list[DemandeCle] = []
        code = _open_once(profil, phrase, demandes)
        if not demandes:
            return code
        phrase = demandes[-1].phrase
        from ambroise.bootstrap.interface.changement_cle import change_key

        change_key(profil.racine, phrase, demandes[-1].auteur)


@dataclass(frozen=True)
class DemandeCle:
    """Who asked for a new key, and the passphrase that opens the profile, if one does."""

    auteur: str
    phrase: str | None


def _open_once(profil: "Profil", phrase: str | None, demandes: list[DemandeCle]) -> int:
    """Open the window of a profile until it is closed; ``demandes`` receives who then wants a new key."""
    with ExitStack() as fermetures:

        def make() -> "Application":
            from ambroise.bootstrap.application import Application

            app = fermetures.enter_context(Application(profil.racine, passphrase=phrase))
            app.on_key_change = lambda auteur: demandes.append(DemandeCle(auteur, app.passphrase))
            return app

        return _run(make, profil.reglages, profil.racine, formation=False)


def run(app: "Application", *, formation: bool = False) -> int:
    """Open the window of an application that stands already; return the exit code when it is closed."""
    return _run(lambda: app, app.reglages, app.profil.racine, formation=formation)


def _run(make: "Callable[[], Application]", reglages: Reglages, racine: Path, *, formation: bool) -> int:
    qt = make_application(reglages)
    cadre = Cadre(qt, reglages, racine, formation=formation, now=lambda: datetime.now().astimezone())
    ouverture = Ouverture(cadre, make)
    ouverture.start()
    try:
        qt.exec()
    finally:
        ouverture.close()
        cadre.theme.deleteLater()
    if ouverture.defaut is not None:
        raise ouverture.defaut
    return ouverture.code


class Ouverture(QObject):
    """Opens a profile behind its window.

    A profile that does not open is explained over the window; a missing passphrase is asked there.

    Args:
        make: gives the application, from a worker; importing what it is made of takes most of the time.
    """

    def __init__(self, cadre: Cadre, make: "Callable[[], Application]") -> None:
        super().__init__()
        self._cadre, self._make = cadre, make
        self._app: Application | None = None
        self._page = OuverturePage()
        self.interface: Interface | None = None
        self.code = 0
        self.defaut: BaseException | None = None
        """What no sentence explains, to be raised once the window is gone."""

    def start(self) -> None:
        """Draw the window, then open the profile in a worker."""
        self._cadre.window.show_page(self._page)
        self._cadre.window.show()
        QApplication.processEvents()  # drawn before a worker takes the interpreter
        self._open()

    def close(self) -> None:
        """Stop the workers, whether or not the profile ever opened."""
        if self.interface is not None:
            self.interface.close()
        self._cadre.tasks.close()

    def _open(self) -> None:
        self._cadre.tasks.run(
            lambda _task: self._open_store(),
            owner=self,
            on_success=self._opened,
            on_error=self._refused,
            queue=OUVERTURE,
        )

    def _open_store(self) -> "Application":
        with importing():
            from ambroise.bootstrap.interface import coquille, ecrans  # noqa: F401
            from ambroise.ui import application  # noqa: F401

            if self._app is None:
                self._app = self._make()
            self._app.open_seat()
        self._app.garde.require_session()
        return self._app

    def _opened(self, app: "Application") -> None:
        from ambroise.bootstrap.interface.coquille import Coquille
        from ambroise.bootstrap.interface.ecrans import Ecrans
        from ambroise.ui.application import Interface

        ecrans = Ecrans(app)
        self.interface = Interface(Coquille(app), ecrans.factories(), self._cadre, ecrans.join)
        self._page.deleteLater()
        self._cadre.tasks.run(
            lambda _task: _load(app),
            owner=self,
            on_success=lambda _none: self._loaded(app, ecrans),
            on_error=lambda erreur: self._half_loaded(app, ecrans, erreur),
            queue=OUVERTURE,
        )

    def _half_loaded(self, app: "Application", ecrans: "Ecrans", erreur: BaseException) -> None:
        """Tell what is missing; what is due leaves nevertheless."""
        self._cadre.errors.receive(erreur)
        self._loaded(app, ecrans)

    def _loaded(self, app: "Application", ecrans: "Ecrans") -> None:
        """What works by itself starts once nobody waits for a code; one refusal holds back no other."""
        starts: tuple[Callable[[], None], ...] = (
            lambda: app.facteur.start(),
            lambda: app.veilleur.start(),
            lambda: app.veilleur_annuaire.start(),
            lambda: app.veilleur_textes.start(),
        )
        for start in starts:
            try:
                start()
            except AmbroiseError as erreur:
                self._cadre.errors.receive(erreur)
        ecrans.prepare()

    def _refused(self, erreur: BaseException) -> None:
        if not isinstance(erreur, AmbroiseError):
            self.defaut = erreur
            self._leave(1)
            return
        if self._app is not None and erreur.code == "base_endommagee":
            from ambroise.bootstrap.interface.secours import offer_restoration

            offer_restoration(self._app.profil, erreur, _restore, self._cadre.tasks, self._cadre.window)
            self._leave(erreur.exit_code)
            return
        from ambroise.ui.opening import ask_phrase

        phrase = ask_phrase(erreur, self._cadre.window)
        if phrase is None or self._app is None:
            self._leave(erreur.exit_code)
            return
        self._app.use_passphrase(phrase)
        self._open()

    def _leave(self, code: int) -> None:
        self.code = code
        self._cadre.window.close()


def _load(app: "Application") -> None:
    """Import what the next gestures need, while the code is typed."""
    with importing():
        from ambroise.bootstrap.interface.ecrans import load_screens
        from ambroise.bootstrap.preparation import prepare_gestures

        load_screens()
        prepare_gestures(app)


def is_first_launch() -> bool:
    """Whether this user never opened Ambroise."""
    return not (default_profile_path() / "config.toml").exists()


def first_launch() -> "ChoixPremierLancement | None":
    """Ask the three questions and write the profile they describe; None when the window was closed."""
    from ambroise.ui.opening import ask_first_launch

    with dressed(make_application(Reglages())):
        choix = ask_first_launch(default_profile_path(), _restore)
    if choix is not None and not choix.formation:
        write_choice(choix)
    return choix


def write_choice(choix: "ChoixPremierLancement") -> None:
    """Write the answers of the first launch; a practice restored meanwhile keeps its own options."""
    profil = open_profile(choix.dossier, choix.environnement)
    if not (profil.base.exists() and profil.reglages != Reglages()):
        save_reglages(
            profil.config,
            replace(profil.reglages, profession=choix.profession.code, environnement=choix.environnement),
        )
    remember_profile(Path(choix.dossier))


def _restore(choisie: "SauvegardeChoisie") -> int:
    from ambroise.persistence.backup import restore

    restauree = restore(
        choisie.fichier,
        choisie.dossier,
        passphrase=choisie.phrase or None,
        cle_secours=choisie.cle_secours,
    )
    return restauree.comptes.get("patient", 0)
