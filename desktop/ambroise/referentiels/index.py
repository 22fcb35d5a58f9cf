"""Fill the search index: one document a common name, one a spécialité, and the words that mend typos.

Order inside a rank: name, then strength, both natural; never the maker, the price nor anything commercial.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ambroise.domain.unites import fold
from ambroise.referentiels.dosage import dose_tokens

_DECIMALES = re.compile(r"(\d)[.,](\d)")
_MILLIERS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_LIBERATION = re.compile(r"\bl\. ?p\b\.?")
_MOTS = re.compile(r"[a-z0-9]+")


class _Ligne(NamedTuple):
    """The columns of ``document`` but its number, in their order; prices stay exact, as text."""

    sorte: str
    cle: str
    libelle: str
    dci: str
    forme: str
    cle_dci: str
    generique: int
    commercialise: int
    surveillance: int
    prix: str | None
    taux: int | None
    boite: str
    disponibilite: str | None
    nombre: int
    norme: str
    rang: int
    composants: int


@dataclass(frozen=True)
class _Document:
    """A line and the words that find it: its name, its substances, its codes."""

    ligne: _Ligne
    mots: tuple[str, str, str]


@dataclass
class _Commun:
    """What the spécialités of one common name say of it."""

    codes_atc: set[str] = field(default_factory=set)
    commercialisees: int = 0
    prix: Decimal | None = None

    def add(self, atc: str | None, commercialisee: int, prix: Decimal | None) -> None:
        """Count one spécialité; only what is sold gives a price."""
        self.codes_atc |= {atc} if atc else set()
        self.commercialisees += commercialisee
        if prix is not None and commercialisee:
            self.prix = prix if self.prix is None else min(prix, self.prix)


def fill(base: sqlite3.Connection, libelles_atc: dict[str, str]) -> None:
    """Insert the documents, the index and the dictionary of the base being built."""
    communs: dict[str, _Commun] = defaultdict(_Commun)
    documents = _specialites(base, libelles_atc, communs)
    documents += _denominations(base, libelles_atc, communs)
    documents.sort(key=lambda d: (natural(d.ligne.norme), d.ligne.cle))
    base.executemany(
        f"INSERT INTO document VALUES({','.join('?' * (1 + len(_Ligne._fields)))})",
        [(i, *document.ligne) for i, document in enumerate(documents, 1)],
    )
    base.executemany(
        "INSERT INTO recherche(rowid, nom, substances, codes) VALUES(?,?,?,?)",
        [(i, *document.mots) for i, document in enumerate(documents, 1)],
    )
    base.execute("INSERT INTO recherche(recherche) VALUES('optimize')")
    _dictionary(base, (f"{document.mots[0]} {document.mots[1]}" for document in documents))


def _specialites(
    base: sqlite3.Connection, libelles_atc: dict[str, str], communs: dict[str, _Commun]
) -> list[_Document]:
    """Return one document a spécialité, and count each in its common name."""
    noms, salts = _substances(base)
    packs = _packs(base)
    statuts = dict(base.execute("SELECT cis, min(statut) FROM disponibilite WHERE statut<>'4' GROUP BY cis"))
    substituables = {cis for (cis,) in base.execute("SELECT DISTINCT cis FROM generique")}
    documents = []
    for cis, denomination, forme, commercialisee, surveillance, atc, cle, statut in base.execute(
        "SELECT cis, denomination, forme, commercialisee, surveillance, atc, cle_dci, statut_amm"
        " FROM specialite"
    ).fetchall():
        prix, taux, boite, cips = packs.get(cis, (None, None, "", ""))
        if cle:
            communs[cle].add(atc, commercialisee, prix)
        ligne = _Ligne(
            sorte="specialite",
            cle=cis,
            libelle=denomination,
            dci=" + ".join(noms.get(cis, ())),
            forme=forme,
            cle_dci=cle,
            generique=int(cis in substituables),
            commercialise=commercialisee,
            surveillance=surveillance,
            prix=None if prix is None else str(prix),
            taux=taux,
            boite=boite,
            disponibilite=statuts.get(cis),
            nombre=1,
            norme=fold(denomination),
            rang=(1 if commercialisee else 2) + (3 if statut != "Autorisation active" else 0),
            composants=len(noms.get(cis, ())),
        )
        nom = indexed(f"{denomination} {dose_tokens(denomination)}")
        substances = indexed(f"{' '.join(salts.get(cis, ()))} {libelles_atc.get(atc or '', '')}")
        documents.append(_Document(ligne, (nom, substances, f"{cis} {cips} {atc or ''}")))
    return documents


def _denominations(
    base: sqlite3.Connection, libelles_atc: dict[str, str], communs: dict[str, _Commun]
) -> list[_Document]:
    """Return one document a common name, and write in the base its price and how many are sold."""
    documents = []
    for cle, libelle, forme, count in base.execute(
        "SELECT cle, libelle, forme, specialites FROM dci"
    ).fetchall():
        commun = communs[cle]
        prix = None if commun.prix is None else str(commun.prix)
        nombre = commun.commercialisees or count
        base.execute("UPDATE dci SET prix=?, specialites=? WHERE cle=?", (prix, nombre, cle))
        ligne = _Ligne(
            sorte="dci",
            cle=cle,
            libelle=libelle,
            dci=libelle.rsplit(",", 1)[0],
            forme=forme,
            cle_dci=cle,
            generique=0,
            commercialise=int(commun.commercialisees > 0),
            surveillance=0,
            prix=prix,
            taux=None,
            boite="",
            disponibilite=None,
            nombre=nombre,
            norme=fold(libelle),
            rang=0 if commun.commercialisees else 2,
            composants=libelle.count(" + ") + 1,
        )
        codes = sorted(commun.codes_atc)
        nom = indexed(f"{libelle} {dose_tokens(libelle)}")
        classes = indexed(" ".join(libelles_atc.get(code, "") for code in codes))
        documents.append(_Document(ligne, (nom, classes, " ".join(codes))))
    return documents


def natural(texte: str) -> tuple[tuple[int, str | float], ...]:
    """Return a sort key where « 5 mg » comes before « 10 mg »."""
    parts = re.split(r"(\d+(?:[.,]\d+)?)", texte.replace("/", " zz "))
    return tuple(
        (0, float(p.replace(",", "."))) if i % 2 else (1, " ".join(_MOTS.findall(p)))
        for i, p in enumerate(parts)
        if p
    )


def trigrammes(mot: str) -> set[str]:
    """Return the trigrams of a word, its ends marked."""
    marked = f"^{mot}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}


def indexed(texte: str) -> str:
    """Return a text as it is indexed: folded, « L.P. » and each number one word (``2v5``, ``12000``)."""
    plain = _LIBERATION.sub("lp", _MILLIERS.sub("", fold(texte)))
    return _DECIMALES.sub(r"\1v\2", plain)


def _substances(base: sqlite3.Connection) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the names shown (one a component, the fraction before the salt) and all those searched by."""
    shown: dict[str, dict[tuple[str, int], str]] = defaultdict(dict)
    searched: dict[str, dict[str, None]] = defaultdict(dict)
    for cis, element, liaison, dci, nom in base.execute(
        "SELECT cis, element, liaison, dci, nom FROM composant ORDER BY cis, liaison, nature"
    ):
        shown[cis].setdefault((element, liaison), dci)
        searched[cis][dci] = None
        searched[cis][nom] = None
    return (
        {cis: tuple(dict.fromkeys(names.values())) for cis, names in shown.items()},
        {cis: tuple(names) for cis, names in searched.items()},
    )


def _packs(base: sqlite3.Connection) -> dict[str, tuple[Decimal | None, int | None, str, str]]:
    """Return, by CIS, the lowest price, the rate, the size of that pack, and every CIP."""
    rows: dict[str, list[tuple[str, str, int, int | None, str | None, str | None]]] = defaultdict(list)
    for cis, *pack in base.execute(
        "SELECT cis, cip13, cip7, commercialisee, taux, prix, unites FROM presentation"
    ):
        rows[cis].append(tuple(pack))
    found = {}
    for cis, packs in rows.items():
        sold = [p for p in packs if p[2]] or packs
        best = min(sold, key=lambda p: (p[4] is None, Decimal(p[4] or 0), p[0]))
        codes = " ".join(f"{p[0]} {p[1]}" for p in packs)
        found[cis] = (None if best[4] is None else Decimal(best[4]), best[3], best[5] or "", codes)
    return found


def _dictionary(base: sqlite3.Connection, textes: Iterable[str]) -> None:
    words: Counter[str] = Counter()
    for texte in textes:
        words.update({w for w in _MOTS.findall(texte) if len(w) >= 4 and not w[0].isdigit()})
    base.executemany("INSERT INTO mot VALUES(?,?)", sorted(words.items()))
    base.executemany(
        "INSERT INTO trigramme VALUES(?,?)", sorted((t, w) for w in words for t in trigrammes(w))
    )
