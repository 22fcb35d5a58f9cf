"""Open the window of an application, its outbox delivering in the background."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.bootstrap.interface.coquille import Coquille
from ambroise.bootstrap.interface.ecrans import Ecrans
from ambroise.persistence.backup import restore
from ambroise.persistence.profile import default_profile_path, open_profile, remember_profile
from ambroise.settings import Reglages, save_reglages
from ambroise.ui.application import make_application, run_interface
from ambroise.ui.opening import ask_first_launch, ask_phrase
from ambroise.ui.premier_lancement.page import ChoixPremierLancement
from ambroise.ui.premier_lancement.restauration import SauvegardeChoisie
from ambroise.ui.theme import Theme
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def run(app: "Application", *, formation: bool = False) -> int:
    """Run until the window is closed; return the exit code.

    A profile that does not open is explained in a window; a missing passphrase is asked there.
    """
    refus = _open_store(app)
    if refus is not None:
        return refus
    app.garde.require_session()
    ecrans = Ecrans(app)
    app.facteur.start()
    app.veilleur.start()
    app.veilleur_annuaire.start()
    app.veilleur_textes.start()
    return run_interface(Coquille(app, formation=formation), ecrans.factories(), ecrans.join)


def is_first_launch() -> bool:
    """Whether this user never opened Ambroise."""
    return not (default_profile_path() / "config.toml").exists()


def first_launch() -> ChoixPremierLancement | None:
    """Ask the three questions and write the profile they describe; None when the window was closed."""
    qt = make_application(Reglages())
    theme = Theme(qt)
    choix = ask_first_launch(default_profile_path(), _restore)
    theme.deleteLater()
    if choix is None or choix.formation:
        return choix
    profil = open_profile(choix.dossier, choix.environnement)
    save_reglages(
        profil.config,
        replace(profil.reglages, profession=choix.profession.code, environnement=choix.environnement),
    )
    remember_profile(Path(choix.dossier))
    return choix


def _restore(choisie: SauvegardeChoisie) -> int:
    restauree = restore(
        choisie.fichier,
        choisie.dossier,
        passphrase=choisie.phrase or None,
        cle_secours=choisie.cle_secours,
    )
    return restauree.comptes.get("patient", 0)


def _open_store(app: "Application") -> int | None:
    while True:
        try:
            assert app.base
        except AmbroiseError as exc:
            theme = Theme(make_application(Reglages()))
            phrase = ask_phrase(exc)
            theme.deleteLater()
            if phrase is None:
                return exc.exit_code
            app.use_passphrase(phrase)
        else:
            return None
