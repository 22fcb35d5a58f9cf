"""The profile: the one directory that holds everything of an installation, and its log.

Created with mode 0700, its files 0600. ``bac-a-sable``, ``qualification`` and ``production`` are the
environments; each profile names one in its ``config.toml``.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_data_path

from ambroise.persistence.files import write_private
from ambroise.settings import Environnement, ReglageInvalide, Reglages, load_reglages
from ambroise.usecases.errors import ProfilIllisible

_DOSSIERS = ("journaux", "cles", "sandbox", "referentiels", "sauvegardes")
_MODELE = """\
# Configuration de ce profil d’Ambroise.
environnement = "{environnement}"
"""


@dataclass(frozen=True)
class Profil:
    """Where each thing of an installation lies."""

    racine: Path
    reglages: Reglages

    @property
    def config(self) -> Path:
        """The settings of this profile."""
        return self.racine / "config.toml"

    @property
    def base(self) -> Path:
        """The encrypted database."""
        return self.racine / "base.sqlite"

    @property
    def journaux(self) -> Path:
        """Folder of the logs."""
        return self.racine / "journaux"

    @property
    def cles(self) -> Path:
        """Folder of the wrapped keys and references to the keyring."""
        return self.racine / "cles"

    @property
    def sandbox(self) -> Path:
        """Folder of the simulated services' state."""
        return self.racine / "sandbox"

    @property
    def referentiels(self) -> Path:
        """Folder of the imported national tables."""
        return self.racine / "referentiels"

    @property
    def sauvegardes(self) -> Path:
        """Default folder of the backups and of the copies made before a migration."""
        return self.racine / "sauvegardes"


def default_profile_path() -> Path:
    """Return the user's own profile directory: where it was put, else as the system places it."""
    try:
        return Path(_pointer().read_text(encoding="utf-8").strip() or _system_path())
    except OSError:
        return _system_path()


def remember_profile(racine: Path) -> None:
    """Make a directory the user's own profile from now on."""
    pointer = _pointer()
    if racine == _system_path():
        pointer.unlink(missing_ok=True)
        return
    pointer.parent.mkdir(parents=True, exist_ok=True)
    write_private(pointer, str(racine).encode())


def _system_path() -> Path:
    return Path(user_data_path("ambroise", appauthor=False))


def _pointer() -> Path:
    return Path(user_config_path("ambroise", appauthor=False)) / "profil"


def open_profile(
    racine: Path | None = None, environnement: Environnement = Environnement.BAC_A_SABLE
) -> Profil:
    """Return the profile of a directory, creating what is missing.

    Raises:
        ProfilIllisible: the directory cannot be written or its configuration cannot be read.
    """
    racine = (racine or default_profile_path()).expanduser().resolve()
    try:
        racine.mkdir(mode=0o700, parents=True, exist_ok=True)
        for nom in _DOSSIERS:
            (racine / nom).mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix":
            racine.chmod(0o700)
        config = racine / "config.toml"
        if not config.exists():
            write_private(config, _MODELE.format(environnement=environnement.value).encode())
    except OSError as erreur:
        raise ProfilIllisible(
            "Le dossier du profil ne peut pas être écrit.",
            code="lecture_seule",
            remede="Vérifiez les droits du dossier et l’espace libre, ou choisissez un autre profil.",
        ) from erreur
    return Profil(racine, read_configuration(config))


def setup_logs(profil: Profil, niveau: int = logging.INFO) -> logging.Handler:
    """Send the log to a rotating file of the profile; callers log no patient datum and no secret."""
    from logging.handlers import RotatingFileHandler  # brings sockets and pickles that no window waits for

    chemin = profil.journaux / "ambroise.log"
    sortie = RotatingFileHandler(chemin, maxBytes=2_000_000, backupCount=5, encoding="utf-8", delay=False)
    sortie.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    if os.name == "posix":
        chemin.chmod(0o600)
    for nom in ("ambroise", "esante"):
        journal = logging.getLogger(nom)
        journal.addHandler(sortie)
        journal.setLevel(niveau)
    return sortie


def close_logs(sortie: logging.Handler) -> None:
    """Detach and close what :func:`setup_logs` opened."""
    for nom in ("ambroise", "esante"):
        logging.getLogger(nom).removeHandler(sortie)
    sortie.close()


def read_configuration(fichier: Path) -> Reglages:
    """Return the options of a profile; a missing file gives the defaults.

    Raises:
        ProfilIllisible: the file cannot be read, or holds what is not understood.
    """
    try:
        return load_reglages(fichier)
    except ReglageInvalide as erreur:
        constat = str(erreur)
    except OSError as erreur:
        constat = f"config.toml ne peut être lu ({type(erreur).__name__})."
    raise ProfilIllisible(
        f"Le profil ne peut pas être ouvert. {constat}",
        code="configuration_illisible",
        remede="Corrigez ce fichier, ou renommez-le pour repartir des réglages d’origine.",
    )
