"""Bring a seat to what a profile file asks: say the differences, or apply them, once."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ambroise.installation.certificats import check_certificates, check_key
from ambroise.installation.fichier import Faute, FichierPoste, FichierPosteInvalide
from ambroise.installation.jonction import JonctionPoste
from ambroise.installation.mises_a_jour.confiance import check_racine
from ambroise.persistence.files import write_private
from ambroise.persistence.profile import (
    default_profile_path,
    open_profile,
    read_configuration,
    remember_profile,
)
from ambroise.settings import Reglages, save_reglages
from ambroise.usecases.errors import AmbroiseError


@dataclass(frozen=True)
class Ecart:
    """One thing that is not yet as the file asks."""

    cle: str
    actuel: str
    voulu: str


@dataclass(frozen=True)
class BilanPoste:
    """What differed, and what the installer should look at."""

    profil: Path
    ecarts: tuple[Ecart, ...]
    alertes: tuple[str, ...]


@dataclass(frozen=True)
class Secrets:
    """Questions asked of the installer, or of the environment; never written where they are read."""

    ask_phrase_cle: Callable[[], str | None]
    ask_code_jonction: Callable[[], str]
    passphrase: str | None


class MiseEnPlace:
    """One profile file on one seat.

    Args:
        racine: the profile's directory, when the command names one.
        import_annuaire: imports the national directory of a folder into the profile once in place.
    """

    def __init__(
        self,
        fichier: FichierPoste,
        racine: Path | None,
        horloge: Callable[[], datetime],
        secrets: Secrets,
        import_annuaire: Callable[[Path, Path], None],
    ) -> None:
        self._fichier = fichier
        self._is_own = racine is None and fichier.profil is not None
        self.racine = (racine or fichier.profil or default_profile_path()).expanduser().resolve()
        self._horloge = horloge
        self._secrets = secrets
        self._import_annuaire = import_annuaire

    def compare(self) -> BilanPoste:
        """Say what differs; nothing is written.

        Raises:
            FichierPosteInvalide: a certificate, a key or a trust root that cannot serve.
            ProfilIllisible: the present configuration cannot be read.
        """
        alertes = tuple(self._check_files())
        return BilanPoste(self.racine, tuple(self._list_ecarts()), (*alertes, *self._warn()))

    def apply(self) -> BilanPoste:
        """Apply what differs, and only that."""
        bilan = self.compare()
        if not bilan.ecarts:
            return bilan
        profil = open_profile(self.racine)
        for option, source in self._fichier.certificats.items():
            copie = self._copy_of(option)
            if _digest(copie) != _digest(source):
                copie.parent.mkdir(mode=0o700, exist_ok=True)
                write_private(copie, source.read_bytes())
        voulus = self._wanted(profil.reglages)
        if voulus != profil.reglages:
            save_reglages(profil.config, voulus)
        if self._must_join(profil.reglages) and self._fichier.jeton is not None:
            jonction = JonctionPoste(profil, self._secrets.passphrase)
            jonction.join(self._fichier.jeton, self._secrets.ask_code_jonction())
        if self._fichier.annuaire is not None and not self._annuaire.exists():
            self._import_annuaire(self.racine, self._fichier.annuaire)
        if self._is_own:
            remember_profile(self.racine)
        return bilan

    # --- what is wanted and what is ------------------------------------------------------------------

    def _wanted(self, actuels: Reglages) -> Reglages:
        copies = {option: str(self._copy_of(option)) for option in self._fichier.certificats}
        return replace(actuels, **{**self._fichier.reglages, **copies})

    def _list_ecarts(self) -> Iterator[Ecart]:
        actuels = read_configuration(self.racine / "config.toml")
        voulus = self._wanted(actuels)
        if not (self.racine / "config.toml").exists():
            yield Ecart("profil", "absent", str(self.racine))
        for option in vars(actuels):
            avant, apres = getattr(actuels, option), getattr(voulus, option)
            if avant != apres:
                yield Ecart(option, _text(avant), _text(apres))
            elif option in self._fichier.certificats:
                source, copie = self._fichier.certificats[option], self._copy_of(option)
                if _digest(source) != _digest(copie):
                    yield Ecart(option, "autre contenu", source.name)
        if self._must_join(actuels):
            yield Ecart("base.jeton", "poste non joint", "poste joint au cabinet")
        if self._fichier.annuaire is not None and not self._annuaire.exists():
            yield Ecart("annuaire", "non importé", self._fichier.annuaire.name)
        if self._is_own and default_profile_path() != self.racine:
            yield Ecart("poste.profil", str(default_profile_path()), str(self.racine))

    def _must_join(self, actuels: Reglages) -> bool:
        return self._fichier.jeton is not None and not actuels.base_donnees

    def _check_files(self) -> Iterator[str]:
        """Check every file named; yield the ends that come near."""
        fautes, alertes = [], []
        for option, fichier in self._fichier.certificats.items():
            try:
                alertes.append(self._check_file(option, fichier))
            except AmbroiseError as exc:
                message = " ".join(filter(None, (exc.message, exc.remede)))
                fautes.append(Faute(self._fichier.lignes[option], option, message))
        for option, chemin in (("jeton", self._fichier.jeton), ("annuaire", self._fichier.annuaire)):
            if chemin is not None and not chemin.exists() and self._is_needed(option):
                message = f"{chemin.name} n’existe pas."
                fautes.append(Faute(self._fichier.lignes[option], option, message))
        if fautes:
            raise FichierPosteInvalide(self._fichier.chemin, tuple(fautes))
        yield from filter(None, alertes)

    def _is_needed(self, option: str) -> bool:
        """Whether a file that serves once still has to: a token is destroyed when it has served."""
        if option == "jeton":
            return self._must_join(read_configuration(self.racine / "config.toml"))
        return not self._annuaire.exists()

    def _check_file(self, option: str, fichier: Path) -> str:
        if option == "maj_racine":
            check_racine(fichier)
            return ""
        if option == "cle_organisation":
            check_key(
                self._fichier.certificats["certificat_organisation"], fichier, self._secrets.ask_phrase_cle()
            )
            return ""
        return check_certificates(fichier, self._horloge()).alerte

    def _warn(self) -> Iterator[str]:
        module = self._fichier.reglages.get("module_pkcs11")
        if module and not Path(module).exists():
            yield f"Ligne {self._fichier.lignes['module_pkcs11']}\u00a0: {module} n’existe pas sur ce poste."
        dossier = self._fichier.reglages.get("dossier_sauvegarde")
        if dossier and "://" not in dossier and not Path(dossier).expanduser().is_dir():
            ligne = self._fichier.lignes["dossier_sauvegarde"]
            yield (
                f"Ligne {ligne}\u00a0: le dossier de sauvegarde n’est pas là\u202f; le disque "
                "est-il branché\u202f?"
            )

    @property
    def _annuaire(self) -> Path:
        return self.racine / "referentiels" / "annuaire.sqlite"

    def _copy_of(self, option: str) -> Path:
        suffixe = ".json" if option == "maj_racine" else ".pem"
        return self.racine / "certificats" / f"{option}{suffixe}"


def _text(valeur: Any) -> str:
    if isinstance(valeur, Mapping):
        return ", ".join(sorted(valeur)) or "(rien)"
    return str(valeur) if valeur != "" else "(rien)"


def _digest(fichier: Path) -> str:
    try:
        return hashlib.sha256(fichier.read_bytes()).hexdigest()
    except OSError:
        return ""
