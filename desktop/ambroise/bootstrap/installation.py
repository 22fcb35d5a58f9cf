"""Install, join and update from the terminal: what needs the place of a profile before its opening."""

import getpass
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from ambroise.adapters.annuaire import AnnuaireLocal
from ambroise.adapters.mandataire import open_http
from ambroise.installation.certificats import KEY_VARIABLE
from ambroise.installation.fichier import read_fichier
from ambroise.installation.jonction import CODE_VARIABLE, Jeton, JonctionPoste, make_code, write_jeton
from ambroise.installation.mises_a_jour.confiance import Canal, check_racine
from ambroise.installation.mises_a_jour.donnees import Donnees, DonneesLocales, DonneesServeur
from ambroise.installation.mises_a_jour.emplacement import Emplacement, running_installation
from ambroise.installation.mises_a_jour.etapes import BilanMiseAJour, MiseAJour
from ambroise.installation.mises_a_jour.versions import Publication, Version, parse_version
from ambroise.installation.planification import Planification, plan_backup
from ambroise.installation.poste import BilanPoste, MiseEnPlace, Secrets
from ambroise.installation.tls_serveur import FichiersTls, make_server_certificate
from ambroise.persistence.keys import PASSPHRASE_VARIABLE
from ambroise.persistence.serveur import (
    AdresseServeur,
    EtatServeur,
    add_seat,
    pg_hba_lines,
    prepare_server,
    print_preparation,
)
from ambroise.usecases.errors import AccesRefuse, NonPrisEnCharge

if TYPE_CHECKING:
    from ambroise.bootstrap.socle import Socle

_ESSAI_S = 1800
_VALIDITE_JETON = timedelta(hours=24)


class InstallationPoste:
    """What an installer asks of one seat. ``app`` is opened only by the acts that say so."""

    def __init__(self, app: "Socle", racine: Path | None, horloge: Callable[[], datetime]) -> None:
        self._app, self._racine, self._horloge = app, racine, horloge

    # --- the profile file ----------------------------------------------------------------------------

    def install(self, fichier: Path, *, check: bool) -> BilanPoste:
        """Compare this seat with a profile file, or bring it there. Raises FichierPosteInvalide."""
        secrets = Secrets(
            lambda: (
                _ask(KEY_VARIABLE, "Phrase secrète de la clé d’organisation (vide s’il n’y en a pas)\u00a0: ")
                or None
            ),
            lambda: _ask(CODE_VARIABLE, "Code du jeton de jonction\u00a0: "),
            self._app.passphrase,
        )
        mise_en_place = MiseEnPlace(
            read_fichier(fichier), self._racine, self._horloge, secrets, _import_annuaire
        )
        return mise_en_place.compare() if check else mise_en_place.apply()

    # --- the group practice --------------------------------------------------------------------------

    def prepare_server(self, administration: str, base: str) -> EtatServeur:
        """Prepare the server as its administrator. Raises ProfilIllisible, AccesRefuse."""
        return prepare_server(administration, base)

    def describe_preparation(self, base: str, reseau: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the SQL and the ``pg_hba.conf`` lines for an administrator who runs them himself."""
        return print_preparation(base), pg_hba_lines(base, reseau)

    def make_server_certificate(self, hotes: tuple[str, ...], dossier: Path) -> FichiersTls:
        """Write the certificate of a server and the authority that seats check it by."""
        return make_server_certificate(hotes, dossier, self._horloge())

    def make_token(
        self, administration: str, base: str, poste: str, autorite: Path | None, fichier: Path
    ) -> tuple[str, datetime]:
        """Write the token by which a seat joins; return the code to tell, and the end of both.

        The profile is opened: its key becomes, or is, the key of the office.
        """
        fin = self._horloge() + _VALIDITE_JETON
        cle = self._app.cle
        role, mot_de_passe = add_seat(administration, base, poste, fin)
        adresse = AdresseServeur(administration).for_base(base)
        code = make_code()
        pem = autorite.read_text("ascii") if autorite else ""
        write_jeton(Jeton(adresse.texte, pem, role, mot_de_passe, cle, fin), code, fichier)
        return code, fin

    def join(self, fichier: Path) -> str:
        """Bring this profile into an office. Raises AccesRefuse, ReponseInvalide, ProfilIllisible."""
        code = _ask(CODE_VARIABLE, "Code du jeton de jonction\u00a0: ")
        return JonctionPoste(self._app.profil, self._app.passphrase).join(fichier, code)

    def plan_backup(self, dossier: str, heure: int, *, imprimer: bool) -> Planification:
        """Plan the nightly backup from this seat, its files written unless they are only to be printed."""
        programme = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ambroise"]
        commande = [*programme, "backup", dossier, "--profile", str(self._app.profil.racine.resolve())]
        plan = plan_backup(platform.system(), Path.home(), commande, heure)
        for chemin, texte in () if imprimer else plan.fichiers:
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_text(texte, encoding="utf-8")
        return plan

    # --- updates -------------------------------------------------------------------------------------

    def lay_program(self, racine: Path, source: Path | None, version: str) -> Emplacement:
        """Lay a frozen program where it will update itself."""
        if source is None and not getattr(sys, "frozen", False):
            raise NonPrisEnCharge(
                "Ce programme tourne depuis ses sources.",
                code="sources",
                remede="Donnez le dossier de l’application gelée\u00a0: --from DOSSIER.",
            )
        lieu = Emplacement(racine.expanduser().resolve())
        try:
            lieu.install(source or Path(sys.executable).resolve().parent, parse_version(version))
        except OSError as exc:
            raise AccesRefuse(
                "Le dossier d’installation ne peut pas être écrit.",
                code="lecture_seule",
                remede="Lancez cette commande avec un compte qui a le droit d’y écrire.",
            ) from exc
        return lieu

    def check_update(self, source: str | None, racine: Path | None) -> tuple[Version, Publication]:
        """Return the version in use and the one the channel offers; nothing is installed."""
        lieu = self._installation(racine)
        canal = self._open_channel(lieu, source)
        return lieu.version, canal.latest(platform_name(), self._horloge())

    def update(
        self, source: str | None, racine: Path | None, on_step: Callable[[str], None]
    ) -> BilanMiseAJour:
        """Update this installation and this profile."""
        lieu = self._installation(racine)
        mise_a_jour = self._open_update(lieu, on_step)
        mise_a_jour.repair()
        return mise_a_jour.run(self._open_channel(lieu, source), platform_name())

    def repair_update(self, racine: Path | None) -> str:
        """Finish or undo an update that was cut; return which version is in use, nothing when none was."""
        return self._open_update(self._installation(racine), lambda _etape: None).repair()

    def _open_update(self, lieu: Emplacement, on_step: Callable[[str], None]) -> MiseAJour:
        profil = self._app.profil
        donnees: Donnees = (
            DonneesServeur() if self._app.reglages.base_donnees else DonneesLocales(profil, self._app.cle)
        )
        return MiseAJour(lieu, donnees, self._try_program, profil.sauvegardes, self._horloge, on_step)

    def _installation(self, racine: Path | None) -> Emplacement:
        lieu = Emplacement(racine.expanduser().resolve()) if racine else running_installation()
        if lieu is None:
            raise NonPrisEnCharge(
                "Ce programme ne se met pas à jour lui-même.",
                code="pas_une_installation",
                remede="Un paquet se met à jour par son système\u202f; sinon, donnez le dossier avec --root.",
            )
        assert lieu.version
        return lieu

    def _open_channel(self, lieu: Emplacement, source: str | None) -> Canal:
        reglages = self._app.reglages
        origine = source or reglages.maj_source
        if not origine or not reglages.maj_racine:
            raise NonPrisEnCharge(
                "Ce poste n’a pas de canal de mises à jour.",
                code="canal_absent",
                remede="Donnez-le dans le fichier de poste, section [mises_a_jour]\u00a0: source et racine.",
            )
        racine = check_racine(Path(reglages.maj_racine))
        http: httpx.Client | None = open_http(reglages) if "://" in origine else None
        return Canal(origine, racine, lieu.atelier / "confiance", http)

    def _try_program(self, programme: Path) -> str:
        """Run the self-test of a version on this profile; return what does not work."""
        profil = ["--profile", str(self._app.profil.racine), "--json"]
        commande = [str(programme), "update", "selftest", "--copied", *profil]
        secret = {PASSPHRASE_VARIABLE: self._app.passphrase} if self._app.passphrase else {}
        try:
            fini = subprocess.run(
                commande, env={**os.environ, **secret}, capture_output=True, timeout=_ESSAI_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            return f"La nouvelle version ne démarre pas ou ne finit pas ({type(exc).__name__})."
        if fini.returncode == 0:
            return ""
        return (
            _read_refusal(fini.stdout) or f"La nouvelle version échoue à son essai (code {fini.returncode})."
        )


def platform_name() -> str:
    """Return the name channels give to this system."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    return f"{sys.platform}-{machine}"


def _read_refusal(sortie: bytes) -> str:
    try:
        return str(json.loads(sortie)["erreur"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""


def _import_annuaire(profil: Path, dossier: Path) -> None:
    AnnuaireLocal(profil / "referentiels" / "annuaire.sqlite").import_dossier(dossier, lambda *_: None)


def _ask(variable: str, question: str) -> str:
    """Take a secret from the environment, else from who sits at the terminal."""
    if variable in os.environ:
        return os.environ[variable]
    return getpass.getpass(question) if sys.stdin.isatty() else ""
