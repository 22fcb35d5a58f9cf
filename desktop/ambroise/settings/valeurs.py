"""What each option accepts: raw values become typed ones, or a French sentence says why not."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from ambroise.domain.horaires import parse_horaires
from ambroise.domain.papier_securise import parse_carre
from ambroise.settings.options import Reglages
from ambroise.settings.tableaux import ComplementStructure, ReglageBoite, ReglageInvalide, ReglageRemplacement

GENRES_ALIMENTATION = frozenset({"ordonnance", "dispensation", "vaccination", "synthese", "document"})
"""Kinds of documents that may be held back from the DMP each on its own."""
_BORNES: Mapping[str, tuple[int | None, int | None]] = {
    "echelle": (100, 200),
    "duree_rendez_vous": (5, 240),
    "nuit_heure": (-1, 23),
    "nuit_verifications": (0, None),
    "verrouillage_minutes": (0, None),
}
_LECTURES: Mapping[str, Callable[[str], object]] = {"horaires": parse_horaires, "carre_securise": parse_carre}
"""Options whose words are understood elsewhere, which says why not."""
_T = TypeVar("_T", ComplementStructure, ReglageBoite, ReglageRemplacement)
_TABLES: Mapping[str, type] = {
    "structures": ComplementStructure,
    "boites": ReglageBoite,
    "remplacements": ReglageRemplacement,
}


def make_reglages(lus: Mapping[str, Any]) -> Reglages:
    """Return the options that raw values make, the others at their default. Raises ReglageInvalide."""
    return Reglages(**{cle: check_value(cle, valeur) for cle, valeur in lus.items()})


def check_value(cle: str, valeur: Any) -> Any:
    """Return the value of one option, typed, or say why it is none.

    Raises:
        ReglageInvalide: the option does not exist, or may not have that value.
    """
    if cle not in {f.name for f in fields(Reglages)}:
        raise ReglageInvalide(f"la clé «\u00a0{cle}\u00a0» est inconnue.")
    if cle == "situations":
        return _read_situations(valeur)
    if cle in _TABLES:
        return _read_tables(cle, valeur, _TABLES[cle])
    type_ = type(getattr(Reglages(), cle))
    if type_ in (str, int) and type(valeur) is not type_:
        raise ReglageInvalide(f"la valeur de «\u00a0{cle}\u00a0» n’est pas du bon type.")
    if issubclass(type_, StrEnum) and valeur not in list(type_):
        raise ReglageInvalide(f"la valeur de «\u00a0{cle}\u00a0» est inconnue\u00a0: {', '.join(type_)}.")
    if cle == "alimentation_retenue" and (inconnus := set(valeur.split()) - GENRES_ALIMENTATION):
        raise ReglageInvalide(f"«\u00a0{min(inconnus)}\u00a0» n’est pas un genre de document du DMP.")
    least, most = _BORNES.get(cle, (None, None))
    if (least is not None and valeur < least) or (most is not None and valeur > most):
        raise ReglageInvalide(f"«\u00a0{cle}\u00a0» {_describe_range(least, most)}.")
    if cle in _LECTURES:
        try:
            _LECTURES[cle](valeur)
        except ValueError as exc:
            raise ReglageInvalide(f"«\u00a0{cle}\u00a0»\u00a0: {exc}") from exc
    return type_(valeur)


def _describe_range(least: int | None, most: int | None) -> str:
    return f"est au moins {least}" if most is None else f"va de {least} à {most}"


def _read_tables(cle: str, lues: Any, type_: type[_T]) -> Mapping[str, _T]:
    connus = {f.name for f in fields(type_)}
    tables = {}
    for identifiant, table in lues.items() if isinstance(lues, dict) else [("", None)]:
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            raise ReglageInvalide(f"«\u00a0{cle}\u00a0» attend une table de textes par élément.")
        if inconnus := set(table) - connus:
            raise ReglageInvalide(f"la clé «\u00a0{cle}.{identifiant}.{inconnus.pop()}\u00a0» est inconnue.")
        tables[identifiant] = type_(**table)
    return tables


def _read_situations(lues: Any) -> Mapping[str, str]:
    if not isinstance(lues, dict) or not all(isinstance(v, str) for v in lues.values()):
        raise ReglageInvalide("«\u00a0situations\u00a0» attend une table de textes.")
    return lues
