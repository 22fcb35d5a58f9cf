"""Fill the search index: one document a common name, one a spécialité, and the words that mend typos.

Order inside a rank: name, then strength, both natural; never the maker, the price nor anything commercial.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ambroise.domain.unites import fold
from ambroise.referentiels.dosage import dose_tokens

_DECIMALES = re.compile(r"(\d)[.,](\d)")
_MILLIERS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_LIBERATION = re.compile(r"\bl\. ?p\b\.?")
_MOTS = re.compile(r"[a-z0-9]+")


def fill(base: sqlite3.Connection, libelles_atc: dict[str, str]) -> None:
    """Insert the documents, the index and the dictionary of the base being built."""
    noms, salts = _substances(base)
    packs = _packs(base)
    statuts = dict(base.execute("SELECT cis, min(statut) FROM disponibilite WHERE statut<>'4' GROUP BY cis"))
    substituables = {cis for (cis,) in base.execute("SELECT DISTINCT cis FROM generique")}
    documents: list[tuple[tuple[object, ...], tuple[str, str, str]]] = []
    specialites = base.execute(
        "SELECT cis, denomination, forme, commercialisee, surveillance, atc, cle_dci, statut_amm"
        " FROM specialite"
    ).fetchall()
    dci_codes: dict[str, set[str]] = defaultdict(set)
    marketed: Counter[str] = Counter()
    cheapest: dict[str, Decimal] = {}
    for cis, denomination, forme, commercialisee, surveillance, atc, cle, statut in specialites:
        prix, taux, boite, cips = packs.get(cis, (None, None, "", ""))
        if cle:
            dci_codes[cle] |= {atc} if atc else set()
            marketed[cle] += commercialisee
            if prix is not None and commercialisee:
                cheapest[cle] = min(prix, cheapest.get(cle, prix))
        row = (
            "specialite",
            cis,
            denomination,
            " + ".join(noms.get(cis, ())),
            forme,
            cle,
            int(cis in substituables),
            commercialisee,
            surveillance,
            None if prix is None else str(prix),
            taux,
            boite,
            statuts.get(cis),
            1,
            fold(denomination),
            (1 if commercialisee else 2) + (3 if statut != "Autorisation active" else 0),
            len(noms.get(cis, ())),
        )
        text = indexed(f"{denomination} {dose_tokens(denomination)}")
        words = indexed(f"{' '.join(salts.get(cis, ()))} {libelles_atc.get(atc or '', '')}")
        documents.append((row, (text, words, f"{cis} {cips} {atc or ''}")))
    for cle, libelle, forme, count in base.execute(
        "SELECT cle, libelle, forme, specialites FROM dci"
    ).fetchall():
        lowest = cheapest.get(cle)
        base.execute(
            "UPDATE dci SET prix=?, specialites=? WHERE cle=?",
            (None if lowest is None else str(lowest), marketed[cle] or count, cle),
        )
        row = (
            "dci",
            cle,
            libelle,
            libelle.rsplit(",", 1)[0],
            forme,
            cle,
            0,
            int(marketed[cle] > 0),
            0,
            None if lowest is None else str(lowest),
            None,
            "",
            None,
            marketed[cle] or count,
            fold(libelle),
            0 if marketed[cle] else 2,
            libelle.count(" + ") + 1,
        )
        labels = indexed(" ".join(libelles_atc.get(code, "") for code in sorted(dci_codes[cle])))
        text = indexed(f"{libelle} {dose_tokens(libelle)}")
        documents.append((row, (text, labels, " ".join(sorted(dci_codes[cle])))))
    documents.sort(key=lambda d: (natural(str(d[0][14])), str(d[0][1])))
    base.executemany(
        f"INSERT INTO document VALUES({','.join('?' * 18)})",
        [(i, *row) for i, (row, _) in enumerate(documents, 1)],
    )
    base.executemany(
        "INSERT INTO recherche(rowid, nom, substances, codes) VALUES(?,?,?,?)",
        [(i, *texts) for i, (_, texts) in enumerate(documents, 1)],
    )
    base.execute("INSERT INTO recherche(recherche) VALUES('optimize')")
    _dictionary(base, (f"{texts[0]} {texts[1]}" for _, texts in documents))


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
