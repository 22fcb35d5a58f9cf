"""Birth places: communes, former communes and countries of the code officiel géographique, by day of birth.

Sources and limits: ``resources/geo/SOURCE.md``.  A code that these lists do not know is never a reason to
refuse a person: INSi answers the code that was valid at birth.
"""

import csv
import gzip
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ambroise.domain.lieu import CommunePostale, Lieu
from ambroise.domain.phonetique import fold

_TYPES = {"ARM": "arrondissement", "COMD": "commune déléguée", "COMA": "commune associée"}
_ORDRE = {"COM": 0, "ARM": 1, "COMA": 2, "COMD": 3}


@dataclass(frozen=True, slots=True)
class _Periode:
    """A name that a code bore until a day."""

    libelle: str
    precision: str
    fin: date | None


class Lieux:
    """Read once from ``resources/geo`` when first asked; a few tens of milliseconds."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    def find(self, code: str, naissance: date | None = None) -> Lieu | None:
        """Return the place of a code as it was named on a day; ``None`` when our lists do not know it.

        A code that was no longer in force that day is returned with its end, so that the screen can say so.
        """
        periodes = self._periodes.get(code.upper())
        if not periodes:
            return None
        day = naissance or date.max
        chosen = next((p for p in periodes if p.fin is None or day < p.fin), periodes[-1])
        return Lieu(code.upper(), chosen.libelle, chosen.precision, chosen.fin)

    def search(self, texte: str, naissance: date | None = None, limite: int = 20) -> Sequence[Lieu]:
        """Find places by the beginning of a name, a code or a postal code; those in force that day first."""
        wanted = fold(texte)
        if not wanted:
            return ()
        codes: dict[str, None] = {}
        if wanted.upper() in self._periodes:
            codes[wanted.upper()] = None
        codes.update(dict.fromkeys(self._codes_postaux.get(wanted, ())))
        codes.update(dict.fromkeys(self._starting(wanted)))
        found = [lieu for code in codes if (lieu := self.find(code, naissance)) is not None]
        day = naissance or date.max
        exact = fold(texte)
        found.sort(key=lambda p: (p.fin is not None and p.fin <= day, fold(p.libelle) != exact))
        return tuple(found[:limite])

    def find_communes(self, texte: str, limite: int = 8) -> Sequence[CommunePostale]:
        """Find present communes by the beginning of a postal code or of a name, one line a postal code."""
        wanted = fold(texte)
        if not wanted:
            return ()
        if wanted.isdigit():
            start = bisect_left(self._postales, (wanted, ""))
            lignes = self._postales[start : start + limite]
            return tuple(CommunePostale(*ligne) for ligne in lignes if ligne[0].startswith(wanted))
        start = bisect_left(self._nommees, (wanted, "", ""))
        nommees = self._nommees[start : start + limite]
        return tuple(CommunePostale(code, nom) for pli, nom, code in nommees if pli.startswith(wanted))

    @cached_property
    def _postales(self) -> list[tuple[str, str]]:
        """Postal code and name; a postal code belongs to communes, not to what they absorbed."""
        return sorted(
            (postal, row["nom"])
            for row in self._communes
            if row["type"] == "COM"
            for postal in row["codes_postaux"].split(";")
            if postal
        )

    @cached_property
    def _nommees(self) -> list[tuple[str, str, str]]:
        return sorted((fold(nom), nom, postal) for postal, nom in self._postales)

    def _starting(self, wanted: str) -> Iterator[str]:
        start = bisect_left(self._noms, (wanted, ""))
        for nom, code in self._noms[start : start + 400]:
            if not nom.startswith(wanted):
                return
            yield code

    @cached_property
    def _communes(self) -> list[dict[str, str]]:
        rows = _read(self._dossier / "communes_2026.csv.gz")
        return sorted(rows, key=lambda r: (r["code_insee"], _ORDRE.get(r["type"], 9)))

    @cached_property
    def _periodes(self) -> dict[str, list[_Periode]]:
        periodes: dict[str, list[_Periode]] = {}
        for row in _read(self._dossier / "communes_anciennes_1943_2024.csv.gz"):
            moved = row["code_apres"] != row["code_insee"]
            now = f"aujourd’hui {row['libelle_apres']}" + (f" ({row['code_apres']})" if moved else "")
            day = date.fromisoformat(row["date_effet"])
            periodes.setdefault(row["code_insee"], []).append(_Periode(row["libelle_avant"], now, day))
        for old in periodes.values():
            old.sort(key=lambda p: p.fin or date.max)
        current: set[str] = set()
        for row in self._communes:
            code = row["code_insee"]
            if code in current:
                continue
            current.add(code)
            kind = _TYPES.get(row["type"])
            where = f"département {row['departement']}" if row["departement"] else ""
            precision = ", ".join(p for p in (kind, where) if p)
            periodes.setdefault(code, []).append(_Periode(row["nom"], precision, None))
        for row in _read(self._dossier / "pays_cog_2025.csv"):
            kind = "ancien pays" if row["statut"] == "historique" else ""
            periodes.setdefault(row["code_cog"], []).append(_Periode(row["libelle"], kind, None))
        return periodes

    @cached_property
    def _noms(self) -> list[tuple[str, str]]:
        noms = {(fold(p.libelle), code) for code, periodes in self._periodes.items() for p in periodes}
        return sorted(noms)

    @cached_property
    def _codes_postaux(self) -> dict[str, list[str]]:
        codes: dict[str, list[str]] = {}
        for row in self._communes:
            for postal in row["codes_postaux"].split(";"):
                if postal:
                    codes.setdefault(postal, []).append(row["code_insee"])
        return codes


def _read(path: Path) -> Iterator[dict[str, str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
    else:
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
