"""The search box over patients: what is spelt so first, then what sounds so, then one typing error away.

Every step reads an index and stops at the number of lines shown, so that the time does not grow with
the number of patients. The near spellings are only looked up when nothing is spelt as typed.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from ambroise.domain.identite import StatutIdentite
from ambroise.domain.phonetique import is_one_error, phonetic_key
from ambroise.persistence.lazy import Lazy
from ambroise.persistence.search.index import MIN_NEAR_LENGTH, SOUND_MARK, Genre
from ambroise.persistence.search.neighbours import deletions
from ambroise.persistence.search.query import Demande, parse_query
from ambroise.usecases.ports import ResultatPatient

SON = "se prononce pareil"
PROCHE = "orthographe proche"
_BROAD = 300
_FIN = "\U0010ffff"
_LIGNE = (
    "i.numero, i.patient_id, i.nom_naissance, i.nom_utilise, i.prenom, i.date_naissance, i.sexe, i.statut"
)

_PAR_CLE = f"""
SELECT {_LIGNE} FROM patient_cle k JOIN patient_index i ON i.numero = k.numero
WHERE k.genre = :genre AND k.cle >= :debut AND k.cle < :fin {{filtre}} ORDER BY k.cle, k.numero LIMIT :limite
"""  # noqa: S608
_PAR_MOTS = {
    "sqlite": f"""
SELECT {_LIGNE} FROM (SELECT rowid AS numero FROM patient_fts WHERE patient_fts MATCH :mots LIMIT {_BROAD}) f
JOIN patient_index i ON i.numero = f.numero WHERE true {{filtre}} ORDER BY i.tri, i.numero LIMIT :limite
""",  # noqa: S608
    "postgresql": f"""
SELECT {_LIGNE} FROM
(SELECT numero FROM patient_fts WHERE mots @@ CAST(:mots AS tsquery) LIMIT {_BROAD}) f
JOIN patient_index i ON i.numero = f.numero WHERE true {{filtre}}
ORDER BY i.tri COLLATE "C", i.numero LIMIT :limite
""",  # noqa: S608
}
_FILTRE = "AND i.date_naissance BETWEEN :du AND :au"
_PROCHES = "SELECT mot FROM mot_proche WHERE cle = :cle LIMIT 40"


Trouves = dict[int, tuple[Sequence[Any], str]]
"""The rows found, by the number of the patient, each with why it matched."""


Execute = Callable[[str, dict[str, Any]], Iterable[Any]]


@lru_cache(maxsize=32)
def _compiled(requete: str) -> TextClause:
    return text(requete)


class PatientSearch:
    """Searches with ``execute``: a key stroke costs up to five small queries.

    On SQLite they are given to the driver itself: SQLAlchemy's own work on each is longer than the query.
    """

    def __init__(self, execute: Execute, aujourdhui: date, *, sqlite: bool) -> None:
        self._rows = execute
        self._sqlite = sqlite
        self._aujourdhui = aujourdhui

    @classmethod
    def on_connection(cls, connexion: Connection, aujourdhui: date) -> "PatientSearch":
        """Search in an open transaction."""
        if connexion.dialect.name == "sqlite":
            return cls.on_driver(connexion.connection.driver_connection, aujourdhui)
        return cls(
            lambda requete, valeurs: connexion.execute(_compiled(requete), valeurs), aujourdhui, sqlite=False
        )

    @classmethod
    def on_driver(cls, driver: Any, aujourdhui: date) -> "PatientSearch":
        """Search with a bare connection of SQLite, on what is committed."""
        return cls(driver.execute, aujourdhui, sqlite=True)

    def search(self, texte: str, limite: int) -> Sequence[ResultatPatient]:
        """Return at most ``limite`` lines, the most likely first."""
        demande = parse_query(texte, self._aujourdhui)
        trouves: Trouves = {}
        if demande.courriel:
            self._by_key(Genre.COURRIEL, demande.courriel, Demande(), trouves, limite)
        elif demande.numero:
            self._search_number(demande, trouves, limite)
        elif demande.mots:
            self._search_words(demande, trouves, limite)
            if not trouves:
                self._search_near(demande, trouves, limite)
        elif demande.has_dates:
            self._search_birth(demande, trouves, limite)
        lignes = list(trouves.values())
        return Lazy(len(lignes), lambda n: _to_resultat(*lignes[n]))

    def _search_words(self, demande: Demande, trouves: Trouves, limite: int) -> None:
        debut = " ".join(demande.mots)
        for genre in (Genre.NOM, Genre.PRENOM, Genre.AUTRE_MOT):
            self._by_key(genre, debut, demande, trouves, limite)
        if len(demande.mots) > 1 and len(trouves) < limite:
            inverse = " ".join((*demande.mots[1:], demande.mots[0]))
            self._by_key(Genre.NOM, inverse, demande, trouves, limite)
            self._by_words([self._prefix(mot) for mot in demande.mots], demande, trouves, limite)
        elif not trouves:
            self._by_key(Genre.COMMUNE, debut, demande, trouves, limite)

    def _search_near(self, demande: Demande, trouves: Trouves, limite: int) -> None:
        """Replace the words nobody bears by those that sound the same, then by one-error neighbours."""
        inconnus = [mot for mot in demande.mots if not self._is_known(mot)] or list(demande.mots)
        for motif, alternatives in ((SON, self._same_sound), (PROCHE, self._one_error)):
            propositions = {mot: alternatives(mot) for mot in inconnus}
            if not any(propositions.values()):
                continue
            if len(demande.mots) == 1:
                for mot in propositions[demande.mots[0]]:
                    for genre in (Genre.NOM, Genre.AUTRE_MOT, Genre.PRENOM):
                        self._by_key(genre, mot + " ", demande, trouves, limite, motif)
            else:
                termes = [
                    self._any_of([self._prefix(mot), *propositions.get(mot, ())]) for mot in demande.mots
                ]
                self._by_words(termes, demande, trouves, limite, motif)
            if trouves:
                return

    def _search_number(self, demande: Demande, trouves: Trouves, limite: int) -> None:
        for genre in (Genre.TELEPHONE, Genre.MATRICULE):
            self._by_key(genre, demande.numero, Demande(), trouves, limite)
        if demande.mots:
            voulus = Demande(mots=demande.mots)
            noms: Trouves = {}
            self._search_words(voulus, noms, 1000)
            for numero in [n for n in trouves if n not in noms]:
                del trouves[numero]
        if not trouves and 4 <= len(demande.numero) <= 5:
            mots = (*demande.mots, demande.numero)
            self._by_words([self._prefix(mot) for mot in mots], Demande(), trouves, limite)

    def _search_birth(self, demande: Demande, trouves: Trouves, limite: int) -> None:
        assert demande.nee_du
        assert demande.nee_au
        self._run(
            _PAR_CLE.format(filtre=""),
            {
                "genre": int(Genre.NAISSANCE),
                "debut": f"{demande.nee_du:%Y%m%d}",
                "fin": f"{demande.nee_au:%Y%m%d}" + _FIN,
            },
            trouves,
            limite,
        )

    def _by_key(
        self,
        genre: Genre,
        debut: str,
        demande: Demande,
        trouves: Trouves,
        limite: int,
        motif: str = "",
    ) -> None:
        valeurs = {"genre": int(genre), "debut": debut, "fin": debut + _FIN}
        self._run(*self._filtered(_PAR_CLE, valeurs, demande), trouves, limite, motif)

    def _by_words(
        self,
        termes: Iterable[str],
        demande: Demande,
        trouves: Trouves,
        limite: int,
        motif: str = "",
    ) -> None:
        mots = " AND ".join(termes) if self._sqlite else " & ".join(termes)
        requete = _PAR_MOTS["sqlite" if self._sqlite else "postgresql"]
        self._run(*self._filtered(requete, {"mots": mots}, demande), trouves, limite, motif)

    def _filtered(
        self, requete: str, valeurs: dict[str, Any], demande: Demande
    ) -> tuple[str, dict[str, Any]]:
        if demande.nee_du is None or demande.nee_au is None:
            return requete.format(filtre=""), valeurs
        du, au = (d.isoformat() if self._sqlite else d for d in (demande.nee_du, demande.nee_au))
        return requete.format(filtre=_FILTRE), valeurs | {"du": du, "au": au}

    def _run(
        self,
        requete: str,
        valeurs: dict[str, Any],
        trouves: Trouves,
        limite: int,
        motif: str = "",
    ) -> None:
        if len(trouves) >= limite:
            return
        for ligne in self._rows(requete, valeurs | {"limite": limite}):
            if len(trouves) >= limite:
                break
            trouves.setdefault(ligne[0], (ligne, motif))

    def _is_known(self, mot: str) -> bool:
        trouves: Trouves = {}
        for genre in (Genre.NOM, Genre.PRENOM, Genre.AUTRE_MOT):
            self._by_key(genre, mot, Demande(), trouves, 1)
        return bool(trouves)

    def _same_sound(self, mot: str) -> list[str]:
        son = phonetic_key(mot)
        return self._near(SOUND_MARK + son) if len(mot) >= MIN_NEAR_LENGTH - 1 and son else []

    def _one_error(self, mot: str) -> list[str]:
        if len(mot) < MIN_NEAR_LENGTH:
            return []
        proches = {p for cle in deletions(mot) for p in self._near(cle) if is_one_error(mot, p)}
        return sorted(proches, key=lambda p: (p[0] != mot[0], p))

    def _near(self, cle: str) -> list[str]:
        return [mot for (mot,) in self._rows(_PROCHES, {"cle": cle})]

    def _prefix(self, mot: str) -> str:
        return f'"{mot}"*' if self._sqlite else f"'{mot}':*"

    def _any_of(self, termes: Sequence[str]) -> str:
        quotes = [t if t.endswith("*") or self._sqlite else f"'{t}'" for t in termes]
        return "(" + (" OR " if self._sqlite else " | ").join(quotes) + ")"


def _to_resultat(ligne: Sequence[Any], motif: str) -> ResultatPatient:
    _, id_, nom, utilise, prenom, naissance, sexe, statut = ligne
    return ResultatPatient(
        id=id_ if isinstance(id_, UUID) else UUID(id_),
        nom_naissance=nom,
        nom_utilise=utilise,
        prenom=prenom,
        date_naissance=naissance if isinstance(naissance, date) else date.fromisoformat(naissance),
        sexe=sexe,
        statut=StatutIdentite(statut),
        motif=motif,
    )
