"""Every option once: name, type, help text, default; kept in the profile's ``config.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tomli_w

from ambroise.domain.horaires import parse_horaires
from ambroise.domain.message import PolitiqueAccuses
from ambroise.domain.professionnel import is_numero_rpps


class Environnement(StrEnum):
    """Where the national services are.

    Production refuses test cards and test identities; the others refuse real ones.
    """

    BAC_A_SABLE = "bac-a-sable"
    QUALIFICATION = "qualification"
    PRODUCTION = "production"


class RetraitCps(StrEnum):
    """What the removal of the CPS does to the open session: lock, warn, keep under the e-CPS."""

    VERROUILLER = "verrouiller"
    AVERTIR = "avertir"
    GARDER = "garder"


class AlimentationDmp(StrEnum):
    """How documents leave for the DMP: alone (the rule of EX_GEN-1060), or held until the user agrees."""

    AUTOMATIQUE = "automatique"
    RETENUE = "retenue"


class ClassementMessages(StrEnum):
    """Who files a document received by mail: a person, or the software when nothing at all is in doubt."""

    A_LA_MAIN = "a-la-main"
    SEUL = "seul"


GENRES_ALIMENTATION = frozenset({"ordonnance", "dispensation", "vaccination", "synthese", "document"})
"""Kinds of documents that may be held back from the DMP each on its own."""


class CanalPsc(StrEnum):
    """What the professional answers Pro Santé Connect with, or whether it is asked at each login."""

    DEMANDER = "demander"
    CARTE = "carte"
    TELEPHONE = "telephone"


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
    ``certificat`` and ``cle`` are the PEM files of the ORG AUTH_CLI certificate that opens an APP box.
    """

    type: str = "PER"
    imap: str = ""
    smtp: str = ""
    certificat: str = ""
    cle: str = ""


@dataclass(frozen=True)
class ReglageRemplacement:
    """Who a professional replaces: RPPS number, printed name, last day (ISO), empty as long as it lasts."""

    rpps: str = ""
    nom: str = ""
    au: str = ""

    def __post_init__(self) -> None:
        try:
            if self.au:
                date.fromisoformat(self.au)
        except ValueError as exc:
            raise ReglageInvalide("« remplacements » attend une date comme 2026-08-31.") from exc
        if not is_numero_rpps(self.rpps):
            raise ReglageInvalide("« remplacements » attend un numéro RPPS de onze chiffres.")


class ReglageInvalide(ValueError):
    """A key or a value is not understood; the message, a French sentence, names the key."""


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
        str,
        "dossier, sftp://… ou https://… (WebDAV) d’une sauvegarde chaque jour en fermant ; vide : aucune",
    ] = ""
    sauvegarde_empreinte: Annotated[
        str, "empreinte SHA256:… du serveur SFTP des sauvegardes ; vide : aucun serveur n’est cru"
    ] = ""
    sauvegarde_cle_ssh: Annotated[str, "fichier de la clé SSH des sauvegardes ; vide : par mot de passe"] = ""
    dossier_numerisation: Annotated[
        str, "dossier où le numériseur dépose ses fichiers, à joindre aux dossiers ; vide : aucun"
    ] = ""
    dossier_annuaire: Annotated[
        str,
        "dossier où arrivent les extractions de l’annuaire national, relu chaque nuit ; vide : aucun",
    ] = ""
    module_pkcs11: Annotated[str, "chemin du module PKCS#11 de la CPS ; vide : celui du système"] = ""
    autorites: Annotated[
        str, "fichier PEM des autorités de certification de l’environnement ; vide : aucune hors bac à sable"
    ] = ""
    apcv_nfc_aid: Annotated[
        str, "application NFC des téléphones, en hexadécimal ; vide : étiquette NFC Forum de type 4"
    ] = ""
    listes_revocation: Annotated[
        str, "adresses des listes de révocation, séparées par des espaces, en plus de celles des autorités"
    ] = ""
    lecteurs: Annotated[str, "lecteurs attendus sur ce poste, séparés par des virgules"] = ""
    certificat_organisation: Annotated[str, "fichier PEM du certificat d’organisation ; vide : aucun"] = ""
    cle_organisation: Annotated[str, "fichier PEM de la clé de ce certificat ; vide : aucune"] = ""
    relais: Annotated[
        str, "adresse du relais Pro Santé Connect ; vide : celle de la table de l’environnement"
    ] = ""
    proxy: Annotated[
        str, "proxy du réseau, http://serveur:port ; vide : celui que dit le système, s’il en dit un"
    ] = ""
    sans_proxy: Annotated[str, "hôtes joints sans le proxy, séparés par des espaces"] = ""
    maj_source: Annotated[
        str, "dossier, fichier ou adresse https des mises à jour ; vide : aucune mise à jour"
    ] = ""
    maj_racine: Annotated[str, "fichier racine (root.json) dont les clés signent les mises à jour"] = ""
    situation: Annotated[
        str, "Struct_idNat de la situation d’exercice de ce poste, tant que le professionnel n’a rien choisi"
    ] = ""
    situations: Annotated[
        Mapping[str, str], "Struct_idNat que chaque professionnel a choisi, par son identifiant national"
    ] = field(default_factory=dict)
    boite_mssante: Annotated[str, "adresse de la boîte MSSanté du professionnel"] = ""
    boites: Annotated[
        Mapping[str, ReglageBoite],
        'une table [boites."adresse"] par boîte MSSanté en plus, ou réglée à la main',
    ] = field(default_factory=dict)
    remplacements: Annotated[
        Mapping[str, ReglageRemplacement],
        "une table [remplacements.<identifiant national>] par remplaçant : qui il remplace, jusqu’à quand",
    ] = field(default_factory=dict)
    client_ror: Annotated[str, "identifiant de ce logiciel au répertoire des ressources (ROR)"] = ""
    canal_psc: Annotated[
        CanalPsc, "réponse à Pro Santé Connect : demander à chaque fois, carte, telephone (e-CPS)"
    ] = CanalPsc.DEMANDER
    classement_messages: Annotated[
        ClassementMessages, "classement des documents reçus : à la main, ou seul si l’INS est qualifiée"
    ] = ClassementMessages.A_LA_MAIN
    accuses_lecture: Annotated[
        PolitiqueAccuses, "accusés de lecture : demander à chaque fois, seuls si la norme le permet, jamais"
    ] = PolitiqueAccuses.DEMANDER
    alimentation_dmp: Annotated[
        AlimentationDmp, "départ des documents vers le DMP : seuls, ou retenus jusqu’à votre accord"
    ] = AlimentationDmp.AUTOMATIQUE
    alimentation_retenue: Annotated[
        str,
        "genres retenus jusqu’à votre accord quand le reste part seul, séparés par des espaces : "
        "ordonnance, dispensation, vaccination, synthese, document",
    ] = ""
    retrait_cps: Annotated[RetraitCps, "effet du retrait de la CPS sur la session"] = RetraitCps.VERROUILLER
    verrouillage_minutes: Annotated[int, "minutes d’inactivité avant verrouillage ; 0 : jamais"] = 20
    justificatifs: Annotated[
        str, "codes des pièces d’identité proposées, dans l’ordre, séparés par des espaces, neuf au plus"
    ] = "CN PA TS IE TC"
    horaires: Annotated[
        str,
        "heures d’ouverture, comme lun-ven 9:00-12:00 14:00-19:00; sam 9:00-12:00 ; vide : non dites",
    ] = ""
    duree_rendez_vous: Annotated[int, "minutes d’un rendez-vous proposé"] = 20
    nuit_heure: Annotated[
        int, "heure de la recherche quotidienne des dossiers en double, de 0 à 23 ; -1 : jamais"
    ] = 2
    nuit_verifications: Annotated[int, "INS vérifiées au plus chaque nuit ; 0 : aucune"] = 200
    rpps_ecps: Annotated[str, "numéro RPPS proposé pour ouvrir par e-CPS : le dernier qui l’a fait"] = ""
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
    try:
        return make_reglages(lus)
    except ReglageInvalide as exc:
        raise ReglageInvalide(f"config.toml : {exc}") from exc


def make_reglages(lus: Mapping[str, Any]) -> Reglages:
    """Return the options that raw values make, the others at their default. Raises ReglageInvalide."""
    return Reglages(**{cle: check_value(cle, valeur) for cle, valeur in lus.items()})


def check_value(cle: str, valeur: Any) -> Any:
    """Return the value of one option, typed, or say why it is none.

    Raises:
        ReglageInvalide: the option does not exist, or may not have that value.
    """
    if cle not in {f.name for f in fields(Reglages)}:
        raise ReglageInvalide(f"la clé « {cle} » est inconnue.")
    if cle == "situations":
        return _read_situations(valeur)
    if cle in _TABLES:
        return _read_tables(cle, valeur, _TABLES[cle])
    type_ = type(getattr(Reglages(), cle))
    if type_ in (str, int) and type(valeur) is not type_:
        raise ReglageInvalide(f"la valeur de « {cle} » n’est pas du bon type.")
    if issubclass(type_, StrEnum) and valeur not in list(type_):
        raise ReglageInvalide(f"la valeur de « {cle} » est inconnue : {', '.join(type_)}.")
    if cle == "alimentation_retenue" and (inconnus := set(valeur.split()) - GENRES_ALIMENTATION):
        raise ReglageInvalide(f"« {min(inconnus)} » n’est pas un genre de document du DMP.")
    least, most = _BORNES.get(cle, (None, None))
    if (least is not None and valeur < least) or (most is not None and valeur > most):
        raise ReglageInvalide(f"« {cle} » {_describe_range(least, most)}.")
    if cle == "horaires":
        try:
            parse_horaires(valeur)
        except ValueError as exc:
            raise ReglageInvalide(f"« horaires » : {exc}") from exc
    return type_(valeur)


def _describe_range(least: int | None, most: int | None) -> str:
    return f"est au moins {least}" if most is None else f"va de {least} à {most}"


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


_BORNES: Mapping[str, tuple[int | None, int | None]] = {
    "echelle": (100, 200),
    "duree_rendez_vous": (5, 240),
    "nuit_heure": (-1, 23),
    "nuit_verifications": (0, None),
    "verrouillage_minutes": (0, None),
}
_T = TypeVar("_T", ComplementStructure, ReglageBoite, ReglageRemplacement)
_TABLES: Mapping[str, type] = {
    "structures": ComplementStructure,
    "boites": ReglageBoite,
    "remplacements": ReglageRemplacement,
}


def _read_tables(cle: str, lues: Any, type_: type[_T]) -> Mapping[str, _T]:
    connus = {f.name for f in fields(type_)}
    tables = {}
    for identifiant, table in lues.items() if isinstance(lues, dict) else [("", None)]:
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            raise ReglageInvalide(f"« {cle} » attend une table de textes par élément.")
        if inconnus := set(table) - connus:
            raise ReglageInvalide(f"la clé « {cle}.{identifiant}.{inconnus.pop()} » est inconnue.")
        tables[identifiant] = type_(**table)
    return tables


def _read_situations(lues: Any) -> Mapping[str, str]:
    if not isinstance(lues, dict) or not all(isinstance(v, str) for v in lues.values()):
        raise ReglageInvalide("« situations » attend une table de textes.")
    return lues


def _as_toml(valeur: Any) -> Any:
    if isinstance(valeur, StrEnum):
        return valeur.value
    if isinstance(valeur, Mapping):
        return {
            cle: s if isinstance(s, str) else {k: v for k, v in vars(s).items() if v}
            for cle, s in valeur.items()
        }
    return valeur
