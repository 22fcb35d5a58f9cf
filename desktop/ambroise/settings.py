"""Every option once: name, type, help text, default; kept in the profile's ``config.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tomli_w


class Environnement(StrEnum):
    """Where the national services are.

    Production refuses test cards and test identities; the others refuse real ones.
    """

    BAC_A_SABLE = "bac-a-sable"
    QUALIFICATION = "qualification"
    PRODUCTION = "production"


class RetraitCps(StrEnum):
    """What the removal of the CPS does to the open session."""

    VERROUILLER = "verrouiller"
    AVERTIR = "avertir"
    GARDER = "garder"


class AlimentationDmp(StrEnum):
    """How documents leave for the DMP: alone (the rule of EX_GEN-1060), or held until the user agrees."""

    AUTOMATIQUE = "automatique"
    RETENUE = "retenue"


class Theme(StrEnum):
    """Colours of the interface."""

    SYSTEME = "systeme"
    CLAIR = "clair"
    SOMBRE = "sombre"


@dataclass(frozen=True)
class ComplementStructure:
    """What a CPS does not say of a place of practice; printed on orders. ``nom`` replaces the card's."""

    nom: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    email: str = ""
    numero_am: str = ""
    specialite_amo: str = ""


@dataclass(frozen=True)
class ReglageBoite:
    """A box besides the professional's own, or the servers of his own when its domain publishes none.

    ``type`` is PER, ORG, APP or CAB; ``imap`` and ``smtp`` are ``host:port``, empty to ask the domain.
    """

    type: str = "PER"
    imap: str = ""
    smtp: str = ""


class ReglageInvalide(ValueError):
    """A key or a value of ``config.toml`` is not understood; the message names the key."""


@dataclass(frozen=True)
class Reglages:
    """The options of one profile."""

    environnement: Annotated[Environnement, "services nationaux visés"] = Environnement.BAC_A_SABLE
    profession: Annotated[str, "code TRE_G15 de la profession : 10 médecin, 21 pharmacien, 60 infirmier"] = (
        "10"
    )
    poste: Annotated[str, "nom de ce poste dans les traces ; vide : nom de la machine"] = ""
    base_donnees: Annotated[
        str, "adresse PostgreSQL d’un cabinet de groupe ; vide : base chiffrée de ce profil"
    ] = ""
    dossier_sauvegarde: Annotated[
        str, "dossier où une sauvegarde se fait chaque jour en fermant ; vide : aucune"
    ] = ""
    module_pkcs11: Annotated[str, "chemin du module PKCS#11 de la CPS ; vide : celui du système"] = ""
    autorites: Annotated[
        str, "fichier PEM des autorités de certification de l’environnement ; vide : aucune hors bac à sable"
    ] = ""
    listes_revocation: Annotated[
        str, "adresses des listes de révocation, séparées par des espaces, en plus de celles des autorités"
    ] = ""
    situation: Annotated[str, "Struct_idNat de la situation d’exercice choisie"] = ""
    boite_mssante: Annotated[str, "adresse de la boîte MSSanté du professionnel"] = ""
    boites: Annotated[
        Mapping[str, ReglageBoite],
        'une table [boites."adresse"] par boîte MSSanté en plus, ou réglée à la main',
    ] = field(default_factory=dict)
    alimentation_dmp: Annotated[
        AlimentationDmp, "départ des documents vers le DMP : seuls, ou retenus jusqu’à votre accord"
    ] = AlimentationDmp.AUTOMATIQUE
    retrait_cps: Annotated[RetraitCps, "effet du retrait de la CPS sur la session"] = RetraitCps.VERROUILLER
    verrouillage_minutes: Annotated[int, "minutes d’inactivité avant verrouillage ; 0 : jamais"] = 20
    nuit_heure: Annotated[
        int, "heure de la recherche quotidienne des dossiers en double, de 0 à 23 ; -1 : jamais"
    ] = 2
    nuit_verifications: Annotated[int, "INS vérifiées au plus chaque nuit ; 0 : aucune"] = 200
    theme: Annotated[Theme, "couleurs de l’interface"] = Theme.SYSTEME
    echelle: Annotated[int, "taille de l’interface, de 100 à 200 %"] = 100
    structures: Annotated[
        Mapping[str, ComplementStructure], "une table [structures.<Struct_idNat>] par lieu d’exercice"
    ] = field(default_factory=dict)


def load_reglages(fichier: Path) -> Reglages:
    """Read the options; a missing file gives the defaults.

    Raises:
        ReglageInvalide: the TOML is broken, or a key or value is unknown.
    """
    if not fichier.exists():
        return Reglages()
    try:
        lus = tomllib.loads(fichier.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ReglageInvalide(f"config.toml ne peut être lu : {exc}") from exc
    defaut = Reglages()
    connus = {f.name for f in fields(Reglages)}
    valeurs: dict[str, Any] = {}
    for cle, valeur in lus.items():
        if cle not in connus:
            raise ReglageInvalide(f"config.toml : la clé « {cle} » est inconnue.")
        if cle in _TABLES:
            valeurs[cle] = _read_tables(cle, valeur, _TABLES[cle])
            continue
        type_ = type(getattr(defaut, cle))
        if type_ in (str, int) and type(valeur) is not type_:
            raise ReglageInvalide(f"config.toml : la valeur de « {cle} » n’est pas du bon type.")
        try:
            valeurs[cle] = type_(valeur)
        except ValueError as exc:
            raise ReglageInvalide(f"config.toml : la valeur de « {cle} » est inconnue.") from exc
    reglages = Reglages(**valeurs)
    if not 100 <= reglages.echelle <= 200:
        raise ReglageInvalide("config.toml : « echelle » va de 100 à 200.")
    if not -1 <= reglages.nuit_heure <= 23:
        raise ReglageInvalide("config.toml : « nuit_heure » va de 0 à 23, ou -1.")
    if reglages.nuit_verifications < 0:
        raise ReglageInvalide("config.toml : « nuit_verifications » est un nombre positif, ou 0.")
    return reglages


def save_reglages(fichier: Path, reglages: Reglages) -> None:
    """Write the options that differ from their default, atomically."""
    defaut = Reglages()
    ecarts = {
        f.name: getattr(reglages, f.name)
        for f in fields(Reglages)
        if getattr(reglages, f.name) != getattr(defaut, f.name)
    }
    provisoire = fichier.with_suffix(".tmp")
    provisoire.write_text(
        tomli_w.dumps({cle: _as_toml(valeur) for cle, valeur in ecarts.items()}),
        encoding="utf-8",
    )
    provisoire.replace(fichier)


_T = TypeVar("_T", ComplementStructure, ReglageBoite)
_TABLES: Mapping[str, type] = {"structures": ComplementStructure, "boites": ReglageBoite}


def _read_tables(cle: str, lues: Any, type_: type[_T]) -> Mapping[str, _T]:
    connus = {f.name for f in fields(type_)}
    tables = {}
    for identifiant, table in lues.items() if isinstance(lues, dict) else [("", None)]:
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            raise ReglageInvalide(f"config.toml : « {cle} » attend une table de textes par élément.")
        if inconnus := set(table) - connus:
            raise ReglageInvalide(
                f"config.toml : la clé « {cle}.{identifiant}.{inconnus.pop()} » est inconnue."
            )
        tables[identifiant] = type_(**table)
    return tables


def _as_toml(valeur: Any) -> Any:
    if isinstance(valeur, StrEnum):
        return valeur.value
    if isinstance(valeur, Mapping):
        return {cle: {k: v for k, v in vars(s).items() if v} for cle, s in valeur.items()}
    return valeur
