"""The public medicines base behind its port: one read-only SQLite file, one connection a thread."""

import json
import sqlite3
import threading
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.medicament import (
    DenominationCommune,
    Presentation,
    Specialite,
    TypeGenerique,
)
from ambroise.domain.unites import fold
from ambroise.referentiels import avis, fiche, recherche, schema, thesaurus
from ambroise.referentiels.lecture import FichierInvalide
from ambroise.usecases.ports_medicaments import (
    ChoixGenerique,
    EditionSource,
    InteractionAnsm,
    ResumeMedicament,
)

_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


class BaseMedicamentsSqlite:
    """The base built by ``construction.build``; safe to share between threads."""

    def __init__(self, chemin: Path) -> None:
        """Open the file.

        Raises:
            FichierInvalide: absent, damaged, or built by another version.
        """
        self.chemin = chemin
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        try:
            found = self._sql("SELECT valeur FROM meta WHERE cle='schema'").fetchone()
            complete = self._sql("SELECT valeur FROM meta WHERE cle='empreinte'").fetchone()
        except sqlite3.Error as error:
            self.close()
            raise FichierInvalide(chemin.name, "base illisible") from error
        if found != (str(schema.VERSION),) or complete is None:
            self.close()
            raise FichierInvalide(chemin.name, "base d’une autre version")
        self.empreinte = str(complete[0])
        self._specialite = lru_cache(maxsize=2048)(self._read_specialite)
        self._interactions = lru_cache(maxsize=8192)(self._read_interactions)

    def close(self) -> None:
        """Close the connections of every thread."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def search(self, texte: str, limite: int = 20) -> Sequence[ResumeMedicament]:
        """Find by brand, common name, CIS, CIP7, CIP13 or ATC."""
        return recherche.search(self._connection(), texte, limite)

    def list_specialites(self, cle_dci: str) -> Sequence[ResumeMedicament]:
        """Return the marketed spécialités of a common name, by name."""
        return recherche.list_specialites(self._connection(), cle_dci)

    def find_specialite(self, code_cis: str) -> Specialite | None:
        """Return one spécialité, or None."""
        return self._specialite(code_cis)

    def find_presentation(self, code_cip: str) -> Presentation | None:
        """Return one pack by its CIP13 or CIP7, or None."""
        column = "cip7" if len(code_cip) == 7 else "cip13"
        sql = f"SELECT {fiche.PRESENTATION} FROM presentation WHERE {column}=?"  # noqa: S608
        row = self._sql(sql, code_cip).fetchone()
        return None if row is None else fiche.read_presentation(row)

    def find_denomination(self, cle: str) -> DenominationCommune | None:
        """Return one common name by its key, or None."""
        row = self._sql(
            "SELECT libelle, codes, forme, specialites, prix FROM dci WHERE cle=?", cle
        ).fetchone()
        if row is None:
            return None
        libelle, codes, forme, count, prix = row
        return DenominationCommune(cle, libelle, tuple(codes.split()), forme, count, fiche.as_decimal(prix))

    def read_avis(self, code_cis: str) -> AvisMedicament:
        """Return every opinion of HAS and information of ANSM on a spécialité."""
        return avis.read_avis(self._connection(), code_cis)

    def list_generiques(self, code_cis: str) -> Sequence[ChoixGenerique]:
        """Return the marketed packs of the groups of that spécialité: reference, then price, then name."""
        rows = self._sql(
            "SELECT s.denomination, g.type, g.groupe, p.cip13 FROM generique mine"
            " JOIN generique g USING(groupe) JOIN specialite s ON s.cis=g.cis"
            " JOIN presentation p ON p.cis=g.cis WHERE mine.cis=? AND p.commercialisee",
            code_cis,
        ).fetchall()
        found = []
        for denomination, kind, groupe, cip13 in rows:
            pack = self.find_presentation(cip13)
            assert pack is not None
            found.append(ChoixGenerique(denomination, pack.code_cis, TypeGenerique(kind), groupe, pack))
        found.sort(
            key=lambda c: (
                c.type is not TypeGenerique.PRINCEPS,
                c.presentation.prix_public is None,
                c.presentation.prix_public or Decimal(0),
                fold(c.specialite),
            )
        )
        return found

    def find_interactions(
        self, codes_a: frozenset[str], voies_a: Sequence[str], codes_b: frozenset[str], voies_b: Sequence[str]
    ) -> Sequence[InteractionAnsm]:
        """Return the pairs of the thesaurus met between two products."""
        return self._interactions(codes_a, tuple(voies_a), codes_b, tuple(voies_b))

    def is_substance_couverte(self, code: str) -> bool:
        """Tell whether the thesaurus knows that substance."""
        return self._sql("SELECT 1 FROM ansm_code WHERE code=?", code).fetchone() is not None

    def find_substances(self, texte: str) -> frozenset[str]:
        """Return the codes of the substances with, for each word, one of their name that begins with it."""
        words = [w for w in fold(texte).replace("'", " ").split() if len(w) > 2]
        if not words:
            return frozenset()
        return frozenset(code for code, nom in self._noms() if all(f" {w}" in nom for w in words))

    def list_atc(self, codes: frozenset[str]) -> frozenset[str]:
        """Return the ATC codes of the products made of one of those substances alone."""
        marks = ",".join("?" * len(codes))
        rows = self._sql(
            "SELECT DISTINCT s.atc FROM composant c JOIN specialite s USING(cis)"  # noqa: S608
            f" WHERE s.atc IS NOT NULL AND c.code IN ({marks})"
            " AND NOT EXISTS(SELECT 1 FROM composant o WHERE o.cis=c.cis AND o.liaison<>c.liaison)",
            *codes,
        )
        return frozenset(str(atc) for (atc,) in rows)

    def libelle_atc(self, code: str) -> str | None:
        """Return the WHO label of an ATC code, or None."""
        row = self._sql("SELECT libelle FROM atc WHERE code=?", code).fetchone()
        return None if row is None else str(row[0])

    @property
    def edition_interactions(self) -> str:
        """Return the edition of the thesaurus in French."""
        year, month = str(self._sql("SELECT valeur FROM meta WHERE cle='edition_ansm'").fetchone()[0]).split(
            "-"
        )
        return f"{_MOIS[int(month) - 1]} {year}"

    def editions(self) -> Sequence[EditionSource]:
        """Return the sources, their dates and their import report."""
        rows = self._sql("SELECT nom, edition, lignes, defauts FROM source ORDER BY nom")
        return [
            EditionSource(nom, fiche.as_date(edition), lignes, tuple(json.loads(defauts).items()))
            for nom, edition, lignes, defauts in rows
        ]

    def _noms(self) -> list[tuple[str, str]]:
        if not hasattr(self, "_substances"):
            rows = self._sql("SELECT DISTINCT code, nom FROM composant")
            self._substances = [(code, " " + fold(nom).replace("'", " ")) for code, nom in rows]
        return self._substances

    def _read_interactions(
        self,
        codes_a: frozenset[str],
        voies_a: tuple[str, ...],
        codes_b: frozenset[str],
        voies_b: tuple[str, ...],
    ) -> tuple[InteractionAnsm, ...]:
        return thesaurus.find(self._connection(), codes_a, voies_a, codes_b, voies_b)

    def _read_specialite(self, code_cis: str) -> Specialite | None:
        return fiche.read_specialite(self._connection(), code_cis, self.libelle_atc)

    def _sql(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._connection().execute(sql, values)

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            uri = f"{self.chemin.absolute().as_uri()}?mode=ro&immutable=1"
            found = sqlite3.connect(uri, uri=True, check_same_thread=False)
            found.execute("PRAGMA query_only=1")
            found.execute("PRAGMA mmap_size=67108864")
            self._local.connection = found
            self._connections.append(found)
        return found
