"""The vaccination calendar that is shipped, read once from its table."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from ambroise.domain.calendrier_vaccinal import (
    CalendrierVaccinal,
    DoseAttendue,
    SaisonVaccinale,
    SchemaVaccinal,
    SerieVaccinale,
    VaccinDeGrossesse,
)
from ambroise.domain.phonetique import fold
from ambroise.resources import resource

_DUREE: Final = re.compile(r"(\d{1,3}) (mois|ans?)")
_JOUR: Final = re.compile(r"(\d{2})-(\d{2})")


class CalendrierInvalide(ValueError):
    """The table of the calendar does not say what it must; the message names the line at fault."""


@cache
def shipped_calendrier() -> CalendrierVaccinal:
    """Return the calendar of the edition that is shipped."""
    return read_calendrier(resource("vaccinations/calendrier.toml"))


def read_calendrier(chemin: Path) -> CalendrierVaccinal:
    """Read a calendar.

    Raises:
        CalendrierInvalide: not a table of vaccinations.
    """
    try:
        table = tomllib.loads(chemin.read_text(encoding="utf-8"))
        return CalendrierVaccinal(
            edition=str(table["edition"]),
            publie_le=_date(table["publie_le"]),
            series=tuple(_serie(serie) for serie in table["series"]),
            saisons=tuple(_saison(saison) for saison in table.get("saisons", ())),
            grossesses=tuple(
                VaccinDeGrossesse(g["libelle"], g["valence"], int(g["de_sa"]), int(g["a_sa"]))
                for g in table.get("grossesses", ())
            ),
            vaccins=tuple(
                (fold(nom), frozenset(v["valences"])) for v in table["vaccins"] for nom in v["noms"]
            ),
            complement=str(table.get("complement", "")),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as erreur:
        raise CalendrierInvalide(f"calendrier des vaccinations illisible\u00a0: {erreur}") from erreur


def _serie(table: Mapping[str, Any]) -> SerieVaccinale:
    depuis, obligatoire = table.get("nes_depuis"), table.get("obligatoire_nes_depuis")
    schemas = tuple(
        SchemaVaccinal(tuple(_dose(dose) for dose in schema["doses"]), _mois(schema.get("avant")))
        for schema in table["schemas"]
    )
    if not schemas or not all(schema.doses for schema in schemas):
        raise ValueError(f"série sans dose\u00a0: {table['libelle']}")
    return SerieVaccinale(
        table["libelle"],
        table["valence"],
        schemas,
        jusque=_mois(table.get("jusque")),
        acheve=bool(table.get("acheve", False)),
        nes_depuis=None if depuis is None else _date(depuis),
        abrege=table.get("abrege", ""),
        obligatoire_nes_depuis=None if obligatoire is None else _date(obligatoire),
    )


def _dose(table: Mapping[str, Any]) -> DoseAttendue:
    return DoseAttendue(
        table["nom"],
        age=_mois(table.get("age")) or 0,
        retard=_mois(table.get("retard")),
        intervalle=_mois(table.get("intervalle")) or 0,
        delai=_mois(table.get("delai")),
        rappel=bool(table.get("rappel", False)),
        des=_mois(table.get("des")) or 0,
        jusque=_mois(table.get("jusque")),
    )


def _saison(table: Mapping[str, Any]) -> SaisonVaccinale:
    age = _mois(table["age"])
    assert age is not None
    compte, debut, fin = (_jour(table[nom]) for nom in ("compte", "debut", "fin"))
    return SaisonVaccinale(table["libelle"], table["valence"], age, compte, debut, fin)


def _mois(duree: object) -> int | None:
    """Read « 11 mois », « 25 ans »."""
    if duree is None:
        return None
    trouve = _DUREE.fullmatch(str(duree))
    if trouve is None:
        raise ValueError(f"durée inconnue\u00a0: {duree}")
    return int(trouve[1]) * (1 if trouve[2] == "mois" else 12)


def _jour(texte: object) -> tuple[int, int]:
    trouve = _JOUR.fullmatch(str(texte))
    if trouve is None:
        raise ValueError(f"jour inconnu\u00a0: {texte}")
    date(2001, int(trouve[1]), int(trouve[2]))
    return int(trouve[1]), int(trouve[2])


def _date(valeur: object) -> date:
    if not isinstance(valeur, date):
        raise TypeError(f"date attendue\u00a0: {valeur}")
    return valeur
