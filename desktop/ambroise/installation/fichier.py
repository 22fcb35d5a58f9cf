"""The profile file of an installer (``practice.toml``): one reading, every fault with its line.

Its sections are those a person thinks in; each key becomes an option of :mod:`ambroise.settings`, which alone
knows what a value may be. Paths are relative to the file. No secret is accepted in it.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ambroise.installation.positions import Chemin, find_line, locate_keys
from ambroise.settings import ReglageInvalide, check_value
from ambroise.usecases.errors import AmbroiseError

VERSION = 1
_TAILLE_MAXIMALE = 256 * 1024
_PROFESSIONS = {"medecin": "10", "pharmacien": "21", "infirmier": "60"}
_SECRETS = re.compile(r"(?i)passe|password|secret|code_porteur|^pin$|jeton_acces|token|^cle_privee$")


@dataclass(frozen=True)
class Faute:
    """What is wrong with one line of the file."""

    ligne: int
    cle: str
    message: str


class FichierPosteInvalide(AmbroiseError):
    """The profile file cannot be followed; nothing was changed."""

    kind = "Malformed"
    exit_code = 6

    def __init__(self, fichier: Path, fautes: tuple[Faute, ...]) -> None:
        super().__init__(
            "\n".join(f"{fichier.name}, ligne {f.ligne}\u00a0: {f.message}" for f in fautes),
            code="fichier_poste_invalide",
            remede="Corrigez ces lignes. Rien n’a été modifié.",
        )
        self.fautes = fautes


@dataclass(frozen=True)
class FichierPoste:
    """What the file asks of a seat.

    Args:
        reglages: options named by the file, as ``config.toml`` keeps them.
        lignes: where each of them is written.
        certificats: files to import, by the option that will lead to the copy.
        profil, jeton, annuaire: where the profile lies, the token to join an office, the directory to import.
    """

    chemin: Path
    reglages: Mapping[str, Any]
    lignes: Mapping[str, int]
    certificats: Mapping[str, Path] = field(default_factory=dict)
    profil: Path | None = None
    jeton: Path | None = None
    annuaire: Path | None = None


@dataclass(frozen=True)
class _Champ:
    """One key of the file: the option it sets, and how its value becomes the option's."""

    reglage: str
    convert: Callable[[Any], Any] = lambda valeur: valeur


def _profession(valeur: Any) -> Any:
    return _PROFESSIONS.get(valeur, valeur) if isinstance(valeur, str) else valeur


def _joined(separateur: str) -> Callable[[Any], Any]:
    def join(valeur: Any) -> Any:
        if not isinstance(valeur, list) or not all(isinstance(v, str) and v for v in valeur):
            raise ReglageInvalide("une liste de textes est attendue.")
        return separateur.join(valeur)

    return join


def _url(*schemes: str) -> Callable[[Any], Any]:
    def check(valeur: Any) -> Any:
        parts = urlsplit(valeur) if isinstance(valeur, str) else None
        if (
            parts is None
            or parts.scheme not in schemes
            or not (parts.hostname or parts.scheme == "postgresql")
        ):
            raise ReglageInvalide(f"une adresse {' ou '.join(s + '://…' for s in schemes)} est attendue.")
        if parts.password:
            raise ReglageInvalide("une adresse du fichier ne porte pas de mot de passe.")
        return valeur

    return check


_CHAMPS: Mapping[str, Mapping[str, _Champ]] = {
    "poste": {
        "nom": _Champ("poste"),
        "environnement": _Champ("environnement"),
        "profession": _Champ("profession", _profession),
        "situation": _Champ("situation"),
    },
    "base": {"adresse": _Champ("base_donnees", _url("postgresql"))},
    "cartes": {
        "lecteurs": _Champ("lecteurs", _joined(", ")),
        "module_pkcs11": _Champ("module_pkcs11"),
        "retrait": _Champ("retrait_cps"),
    },
    "relais": {"adresse": _Champ("relais", _url("https"))},
    "messagerie": {"boite": _Champ("boite_mssante"), "boites": _Champ("boites")},
    "certificats": {"listes_revocation": _Champ("listes_revocation", _joined(" "))},
    "reseau": {
        "proxy": _Champ("proxy", _url("http", "https")),
        "sans_proxy": _Champ("sans_proxy", _joined(" ")),
    },
    "sauvegarde": {"dossier": _Champ("dossier_sauvegarde")},
    "mises_a_jour": {"source": _Champ("maj_source")},
    "interface": {
        "theme": _Champ("theme"),
        "echelle": _Champ("echelle"),
        "verrouillage_minutes": _Champ("verrouillage_minutes"),
        "alimentation_dmp": _Champ("alimentation_dmp"),
    },
    "nuit": {"heure": _Champ("nuit_heure"), "verifications": _Champ("nuit_verifications")},
}
_FICHIERS: Mapping[Chemin, str] = {
    ("certificats", "autorites"): "autorites",
    ("certificats", "organisation"): "certificat_organisation",
    ("certificats", "cle"): "cle_organisation",
    ("mises_a_jour", "racine"): "maj_racine",
}
_LIEUX = {"dossier_sauvegarde", "maj_source", "module_pkcs11"}
"""Options that are places of this seat: relative, they start from the folder of the file."""
_CHEMINS: Mapping[Chemin, str] = {
    ("poste", "profil"): "profil",
    ("base", "jeton"): "jeton",
    ("annuaire", "dossier"): "annuaire",
}


def read_fichier(chemin: Path) -> FichierPoste:
    """Read and check the file.

    Raises:
        FichierPosteInvalide: every fault found, each with its line.
    """
    texte = _read_text(chemin)
    try:
        lu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"at line (\d+)", str(exc))
        ligne = int(found.group(1)) if found else len(texte.splitlines()) or 1
        faute = Faute(ligne, "", "ce n’est pas du TOML\u00a0: guillemets, crochets ou signe égal à vérifier.")
        raise FichierPosteInvalide(chemin, (faute,)) from None
    lecture = _Lecture(chemin, lu, locate_keys(texte))
    return lecture.run()


def _read_text(chemin: Path) -> str:
    try:
        brut = chemin.read_bytes()
        if len(brut) > _TAILLE_MAXIMALE:
            raise FichierPosteInvalide(chemin, (Faute(1, "", "le fichier est trop grand."),))
        return brut.decode("utf-8-sig")
    except OSError:
        raise FichierPosteInvalide(chemin, (Faute(1, "", "le fichier ne peut être lu."),)) from None
    except UnicodeDecodeError as exc:
        ligne = brut[: exc.start].count(b"\n") + 1
        raise FichierPosteInvalide(chemin, (Faute(ligne, "", "le texte n’est pas en UTF-8."),)) from None


class _Lecture:
    """One reading, which gathers the faults so that all are told at once."""

    def __init__(self, chemin: Path, lu: Mapping[str, Any], lignes: dict[Chemin, int]) -> None:
        self._chemin, self._lu, self._lignes = chemin, lu, lignes
        self._fautes: list[Faute] = []
        self._reglages: dict[str, Any] = {}
        self._lignes_reglages: dict[str, int] = {}
        self._fichiers: dict[str, Path] = {}
        self._chemins: dict[str, Path] = {}

    def run(self) -> FichierPoste:
        if self._lu.get("version") != VERSION or type(self._lu.get("version")) is not int:
            self._fault(("version",), f"«\u00a0version = {VERSION}\u00a0» est attendu en tête.")
        for section, contenu in self._lu.items():
            if section != "version":
                self._read_section(section, contenu)
        self._check_together()
        if self._fautes:
            raise FichierPosteInvalide(self._chemin, tuple(sorted(self._fautes, key=lambda f: f.ligne)))
        return FichierPoste(
            self._chemin, self._reglages, self._lignes_reglages, self._fichiers, **self._chemins
        )

    def _read_section(self, section: str, contenu: Any) -> None:
        if section == "structures":
            self._set(("structures",), _Champ("structures"), contenu)
        elif section not in _CHAMPS and section != "annuaire":
            self._fault((section,), f"la section «\u00a0{section}\u00a0» est inconnue.")
        elif not isinstance(contenu, dict):
            self._fault((section,), f"«\u00a0{section}\u00a0» est une section\u00a0: [{section}].")
        else:
            for cle, valeur in contenu.items():
                self._read_key((section, cle), valeur)

    def _read_key(self, chemin: Chemin, valeur: Any) -> None:
        champ = _CHAMPS.get(chemin[0], {}).get(chemin[1])
        if champ is not None:
            self._set(chemin, champ, valeur)
        elif chemin in _FICHIERS or chemin in _CHEMINS:
            self._read_path(chemin, valeur)
        elif _SECRETS.search(chemin[1]):
            self._fault(
                chemin, "un secret ne s’écrit pas ici\u00a0: il est demandé, ou donné par l’environnement."
            )
        else:
            self._fault(chemin, f"la clé «\u00a0{'.'.join(chemin)}\u00a0» est inconnue.")

    def _set(self, chemin: Chemin, champ: _Champ, valeur: Any) -> None:
        try:
            voulu = check_value(champ.reglage, champ.convert(valeur))
        except ReglageInvalide as exc:
            message = str(exc).replace(f"«\u00a0{champ.reglage}\u00a0»", f"«\u00a0{'.'.join(chemin)}\u00a0»")
            self._fault(
                chemin, message if "«" in message else f"«\u00a0{'.'.join(chemin)}\u00a0»\u00a0: {message}"
            )
            return
        if champ.reglage in _LIEUX and voulu and "://" not in voulu:
            voulu = str(self._chemin.parent.resolve() / Path(voulu).expanduser())
        self._reglages[champ.reglage] = voulu
        self._lignes_reglages[champ.reglage] = find_line(self._lignes, chemin)

    def _read_path(self, chemin: Chemin, valeur: Any) -> None:
        if not isinstance(valeur, str) or not valeur:
            self._fault(chemin, f"«\u00a0{'.'.join(chemin)}\u00a0» est un chemin, en texte.")
            return
        fichier = (self._chemin.parent / Path(valeur).expanduser()).resolve()
        if chemin in _FICHIERS:
            self._fichiers[_FICHIERS[chemin]] = fichier
            self._lignes_reglages[_FICHIERS[chemin]] = find_line(self._lignes, chemin)
        else:
            self._chemins[_CHEMINS[chemin]] = fichier
            if chemin == ("annuaire", "dossier"):
                self._reglages["dossier_annuaire"] = str(fichier)
                self._lignes_reglages["dossier_annuaire"] = find_line(self._lignes, chemin)
            self._lignes_reglages[_CHEMINS[chemin]] = find_line(self._lignes, chemin)

    def _check_together(self) -> None:
        """What two keys say of each other."""
        if ("certificat_organisation" in self._fichiers) != ("cle_organisation" in self._fichiers):
            self._fault(("certificats",), "«\u00a0organisation\u00a0» et «\u00a0cle\u00a0» vont ensemble.")
        if "jeton" in self._chemins and "base_donnees" in self._reglages:
            self._fault(
                ("base",),
                "«\u00a0adresse\u00a0» et «\u00a0jeton\u00a0» s’excluent\u00a0: le jeton porte l’adresse.",
            )
        if self._reglages.get("maj_source") and "maj_racine" not in self._fichiers:
            self._fault(
                ("mises_a_jour",), "«\u00a0racine\u00a0» manque\u00a0: sans elle rien ne peut être vérifié."
            )

    def _fault(self, chemin: Chemin, message: str) -> None:
        self._fautes.append(Faute(find_line(self._lignes, chemin), ".".join(chemin), message))


def known_keys() -> Iterator[str]:
    """Yield every key of the format, ``section.key``, in the order of the documentation."""
    for section, champs in _CHAMPS.items():
        yield from (f"{section}.{cle}" for cle in champs)
    yield from (".".join(chemin) for chemin in (*_FICHIERS, *_CHEMINS))
