"""Every option once: name, type, help text, default; kept in the profile's ``config.toml``."""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

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


class Theme(StrEnum):
    """Colours of the interface."""

    SYSTEME = "systeme"
    CLAIR = "clair"
    SOMBRE = "sombre"


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
    module_pkcs11: Annotated[str, "chemin du module PKCS#11 de la CPS ; vide : celui du système"] = ""
    situation: Annotated[str, "Struct_idNat de la situation d’exercice choisie"] = ""
    retrait_cps: Annotated[RetraitCps, "effet du retrait de la CPS sur la session"] = RetraitCps.VERROUILLER
    verrouillage_minutes: Annotated[int, "minutes d’inactivité avant verrouillage ; 0 : jamais"] = 20
    theme: Annotated[Theme, "couleurs de l’interface"] = Theme.SYSTEME
    echelle: Annotated[int, "taille de l’interface, de 100 à 200 %"] = 100


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
        tomli_w.dumps({k: str(v) if isinstance(v, StrEnum) else v for k, v in ecarts.items()}),
        encoding="utf-8",
    )
    provisoire.replace(fichier)
