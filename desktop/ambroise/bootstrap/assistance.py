"""The bundle an office sends for help: only words that this program itself is made of may leave.

A log could hold anything one day: a name in the text of a driver's error, a token in an address. So nothing
is searched for to be masked: of each line, what is kept is the instant, the level, the part of the program,
and the sentence only as the program's own code spells it; what was put in the sentence is kept when it is a
number shorter than a PIN or the name of a kind of error. Settings leave as names, with the values that are
choices; what they say in free text is masked wherever it comes back.
"""

import importlib.util
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from types import CodeType

from ambroise.bootstrap.diagnostic import Diagnostic
from ambroise.persistence.files import write_private
from ambroise.persistence.profile import Profil
from ambroise.settings import Reglages
from ambroise.usecases.diagnostic import anonymise, write_report

_LIGNE = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ([a-z0-9_.]+) (.*)"
)
_TROU = re.compile(r"%[-+ #0-9.]*[sdrfxi]")
_GARDE = re.compile(r"\d{1,3}(?:\.\d{1,3})?|[A-Z][A-Za-z]*(?:Error|Exception|Timeout|Warning)")
_LIGNES_MAXIMALES = 5000
_DEPENDANCES = re.compile(
    r"(?i)pyside6|shiboken6|sqlalchemy|alembic|sqlcipher3|cryptography|httpx|pyscard|python-pkcs11|psycopg|tuf|lxml"
)


def write_support(fichier: Path, profil: Profil, diagnostic: Diagnostic) -> tuple[str, ...]:
    """Write the bundle and return the names of what is in it."""
    provisoire = fichier.with_name(f".{fichier.name}.tmp")
    contenu = {
        "diagnostic.txt": _mask(
            write_report(diagnostic.controles, diagnostic.contexte), _free_texts(profil.reglages)
        ),
        "reseau.json": _dump(
            [
                {"nom": x.nom, "hote": x.hote, "port": x.port, "via": x.via, "etat": x.etat.value}
                for x in diagnostic.liaisons
            ]
        ),
        "reglages.json": _dump(_describe_settings(profil.reglages)),
        "versions.json": _dump(_list_versions()),
        "journal.txt": "\n".join(_read_logs(profil.journaux)) + "\n",
    }
    try:
        with zipfile.ZipFile(provisoire, "w", zipfile.ZIP_DEFLATED) as zip_:
            for nom, texte in contenu.items():
                zip_.writestr(nom, texte)
        write_private(fichier, provisoire.read_bytes())
    finally:
        provisoire.unlink(missing_ok=True)
    return tuple(contenu)


def reduce_line(ligne: str) -> str:
    """Return what may leave of a line of the log, empty when it is none (a traceback's own lines)."""
    found = _LIGNE.fullmatch(ligne)
    if found is None:
        return ""
    instant, niveau, module, message = found.groups()
    if importlib.util.find_spec(module.split(".")[0]) is None or not _is_ours(module):
        return f"{instant} {niveau} [autre]"
    return f"{instant} {niveau} {module} {_reduce_message(module, message)}"


def _reduce_message(module: str, message: str) -> str:
    for modele in _templates(module):
        motif = "(.*?)".join(re.escape(part) for part in _TROU.split(modele))
        found = re.fullmatch(motif, message, re.DOTALL)
        if found is not None:
            valeurs = [v if _GARDE.fullmatch(v) else "[…]" for v in found.groups()]
            debut, *suite = _TROU.split(modele)
            return debut + "".join(v + p for v, p in zip(valeurs, suite, strict=True))
    return "[…]"


def _is_ours(module: str) -> bool:
    return module.split(".")[0] in ("ambroise", "esante")


@cache
def _templates(module: str) -> tuple[str, ...]:
    """Return the texts that the code of a module holds, the longest first."""
    try:
        spec = importlib.util.find_spec(module)
        # The loader of the frozen program has the method of InspectLoader without being one.
        get_code = getattr(spec.loader, "get_code", None) if spec else None
        code = get_code(module) if get_code else None
    except (ImportError, ValueError):
        code = None
    textes = {t for t in _texts(code) if len(_TROU.sub("", t).strip()) >= 4} if code else set()
    return tuple(sorted(textes, key=len, reverse=True))


def _texts(code: CodeType) -> Iterator[str]:
    for constante in code.co_consts:
        if isinstance(constante, str):
            yield constante
        elif isinstance(constante, CodeType):
            yield from _texts(constante)


def _read_logs(dossier: Path) -> list[str]:
    lignes: list[str] = []
    for fichier in sorted(dossier.glob("ambroise.log*"), reverse=True):
        texte = fichier.read_text("utf-8", "replace")
        lignes += filter(None, (reduce_line(ligne) for ligne in texte.splitlines()))
    return lignes[-_LIGNES_MAXIMALES:]


def _describe_settings(reglages: Reglages) -> dict[str, object]:
    """Return the options: a choice or a number as it is, a text only as set or not."""
    decrits: dict[str, object] = {}
    for champ in fields(reglages):
        valeur = getattr(reglages, champ.name)
        if isinstance(valeur, StrEnum | int):
            decrits[champ.name] = valeur
        elif isinstance(valeur, Mapping):
            decrits[champ.name] = f"{len(valeur)} élément(s)"
        else:
            decrits[champ.name] = "renseigné" if valeur else ""
    return decrits


def _free_texts(reglages: Reglages) -> Iterator[str]:
    """Yield what the options say in free text, whole and by the items of its lists."""
    for champ in fields(reglages):
        valeur = getattr(reglages, champ.name)
        if isinstance(valeur, Mapping):
            yield from (str(v) for element in valeur.values() for v in vars(element).values())
            yield from valeur
        elif isinstance(valeur, str) and not isinstance(valeur, StrEnum):
            yield valeur
            yield from valeur.split(", ")


def _mask(texte: str, libres: Iterator[str]) -> str:
    for libre in sorted({t for t in libres if len(t) >= 3}, key=len, reverse=True):
        texte = texte.replace(libre, "[réglage]")
    return texte


def _list_versions() -> dict[str, str]:
    noms = ((d.metadata["Name"], d.version) for d in distributions())
    return {nom: numero for nom, numero in sorted(noms) if nom and _DEPENDANCES.match(nom)}


def _dump(objet: object) -> str:
    return anonymise(json.dumps(objet, ensure_ascii=False, indent=1))
