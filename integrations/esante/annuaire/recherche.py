"""Search the index: a few letters of a name, a profession, a town, a RPPS, in any order."""

import re
import sqlite3
from pathlib import Path

from esante.annuaire.models import ActiviteAnnuaire, BalAnnuaire, FicheAnnuaire
from esante.annuaire.schema import SEPARATOR, VERSION
from esante.errors import Malformed, Unreachable
from esante.fermeture import Closing

_CANDIDATES = 150
_COLUMNS = (
    "f.identifiant, f.nom, f.prenom, f.civilite, f.profession, f.libelle_profession, f.savoir_faire, "
    "f.communes, f.structures"
)


class Annuaire(Closing):
    """The index opened read-only; one object a thread.

    Raises (at construction):
        Unreachable: there is no index yet.
    """

    def __init__(self, index: Path) -> None:
        try:
            self._base = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
            self._base.execute("PRAGMA mmap_size = 268435456")
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            self._base.execute("SELECT 1 FROM fiche LIMIT 1")
        except sqlite3.OperationalError:
            raise Unreachable("annuaire absent\u00a0: importez les extractions nationales") from None
        except sqlite3.DatabaseError:
            raise Malformed("annuaire illisible\u00a0: importez à nouveau les extractions") from None
        if version != VERSION:
            raise Malformed("annuaire d’une autre version\u00a0: importez à nouveau les extractions")

    def close(self) -> None:
        self._base.close()

    def search(
        self, text: str, *, profession: str | None = None, commune: str | None = None, limit: int = 30
    ) -> tuple[FicheAnnuaire, ...]:
        """Return the cards that hold every word, whole names first.

        Args:
            profession: code of TRE_G15, or the beginning of its label.
            commune: beginning of a town's name, or its postal or INSEE code.
        """
        words = re.findall(r"\w+", text)[:8]
        if not words and not (profession or commune):
            return ()
        conditions = [f'"{word}"*' for word in words]
        if commune:
            column = "codes" if commune[:1].isdigit() else "communes"
            conditions += [f'{column} : "{word}"*' for word in re.findall(r"\w+", commune)]
        if profession and not profession.isdigit():
            conditions += [f'libelle_profession : "{word}"*' for word in re.findall(r"\w+", profession)]
        exact = [f'{{nom prenom identifiant}} : "{words[0]}"', *conditions[1:]] if words else None
        found: dict[int, tuple[str, ...]] = {}
        for terms in (exact, conditions):
            if terms is not None and len(found) < limit:
                found |= self._match(
                    " AND ".join(terms), profession if (profession or "").isdigit() else None
                )
        wanted = [word.casefold() for word in words]
        rows = sorted(found.values(), key=lambda row: _rank(row, wanted))[:limit]
        return tuple(self._card(row) for row in rows)

    def find(self, identifiant: str) -> FicheAnnuaire | None:
        """Return the card of a national identifier (``8`` + RPPS…)."""
        row = self._base.execute(
            f"SELECT {_COLUMNS} FROM fiche f WHERE f.identifiant = ?",
            (identifiant,),
        ).fetchone()
        return self._card(row) if row else None

    def activites(self, identifiant: str) -> tuple[ActiviteAnnuaire, ...]:
        """Return where a professional practises."""
        rows = self._base.execute(
            "SELECT libelle_profession, libelle_savoir_faire, mode_exercice, secteur, structure, "
            "raison_sociale, "
            "trim(numero_voie || ' ' || type_voie || ' ' || voie), code_postal, commune, telephone "
            "FROM activite WHERE identifiant = ? ORDER BY rowid",
            (identifiant,),
        )
        return tuple(ActiviteAnnuaire(*(value or "" for value in row)) for row in rows)

    def _match(self, query: str, profession: str | None) -> dict[int, tuple[str, ...]]:
        source, filters, arguments = "fiche f", [], list[str | int]()
        if query:
            source = "recherche JOIN fiche f ON f.id = recherche.rowid"
            filters.append("recherche MATCH ?")
            arguments.append(query)
        if profession:
            filters.append("instr(char(31) || f.profession || char(31), ?) > 0")
            arguments.append(f"{SEPARATOR}{profession}{SEPARATOR}")
        sql = f"SELECT f.id, {_COLUMNS} FROM {source} WHERE {' AND '.join(filters)}"
        rows = self._base.execute(f"{sql} LIMIT ?", [*arguments, _CANDIDATES])
        return {row[0]: tuple(value or "" for value in row[1:]) for row in rows}

    def _card(self, row: tuple[str, ...]) -> FicheAnnuaire:
        structure, slash, address = row[0].partition("/")
        if not slash and "@" in row[0]:
            boxes = self._base.execute("SELECT DISTINCT adresse, type FROM bal WHERE adresse = ?", (row[0],))
        elif slash:  # a box of a service, which is nobody's
            boxes = self._base.execute(
                "SELECT DISTINCT adresse, type FROM bal WHERE structure = ? AND adresse = ?",
                (structure, address),
            )
        else:
            boxes = self._base.execute(
                "SELECT DISTINCT adresse, type FROM bal WHERE identifiant = ? ORDER BY type DESC, adresse",
                (row[0],),
            )
        communes, structures = (tuple(filter(None, (value or "").split(SEPARATOR))) for value in row[7:9])
        identifiant, nom, prenom, civilite, profession, libelle, savoir_faire = (v or "" for v in row[:7])
        return FicheAnnuaire(
            identifiant,
            nom,
            prenom,
            civilite,
            profession.partition(SEPARATOR)[0],
            libelle,
            savoir_faire.replace(SEPARATOR, ", "),
            communes,
            structures,
            tuple(BalAnnuaire(*box) for box in boxes),
        )


def _rank(row: tuple[str, ...], words: list[str]) -> tuple[int, str, str]:
    nom, prenom = row[1].casefold(), row[2].casefold()
    exact = sum(word in {nom, prenom, row[0]} for word in words)
    starts = sum(nom.startswith(word) for word in words)
    return (-2 * exact - starts, nom, prenom)
