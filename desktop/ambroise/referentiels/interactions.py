"""Turn the ANSM thesaurus into rows: pairs of terms, members of classes, BDPM substances.

Names are capitals in the pairs and lower case in the indexes, accents irregular: all is compared folded.
« AUTRES X » after « X » means two different members of X; its second term is stored as X with ``autres``.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from ambroise.domain.unites import fold
from ambroise.referentiels.lecture import FichierInvalide
from ambroise.referentiels.niveaux import Lexique

Row = tuple[object, ...]

# The thesaurus counts what the salt brings, not a cation that only carries another active substance.
_ESTER = re.compile(r"\bde (?:benzyle|ethyle|methyle|propyle|butyle|isopropyle)\b")
_CATIONS = {"potassium", "sodium", "calcium", "magnesium", "aluminium", "fer", "zinc", "lithium"}
_ANIONS_SIMPLES = re.compile(
    r"chlorure|carbonate|bicarbonate|citrate|gluconate|glycerophosphate|gluceptate|lactate|hydroxyde|oxyde|sulfate|"
    r"phosphate|acetate|aspartate|pidolate|ascorbate|fumarate|succinate|bromure|iodure|sels?\b|levulinate|glubionate|"
    r"gluconolactate|lactogluconate|protoxalate|ferreux|ferrique|alginate|hydrotalcite|trisilicate|silicate|malate"
)
ROUTES = {
    "medicaments administres par voie orale": "orale",
    "medicaments utilises par voie vaginale": "vaginale",
}
_ALIAS = {
    "medicaments a risque d'angio-oedeme": "medicaments, bradykinine et angio-oedeme",
    "sels de fer par voie injectable": "fer",
    "theine": "cafeine",
}


@dataclass
class Thesaurus:
    """Rows of the three tables, the edition, and what could not be tied."""

    edition: str
    paires: list[Row] = field(default_factory=list)
    membres: list[Row] = field(default_factory=list)
    codes: list[Row] = field(default_factory=list)
    defauts: Counter[str] = field(default_factory=Counter)


def read_thesaurus(paires: bytes, classes: bytes, substances: bytes, codes: bytes) -> Thesaurus:
    """Return the thesaurus of one edition.

    Raises:
        FichierInvalide: one file is not what the importer knows.
    """
    try:
        pairs = json.loads(paires)
        groups = json.loads(classes)["classes"]
        index = json.loads(substances)["substances"]
        found = Thesaurus(str(pairs["edition"]))
        libelles = dict(pairs["levels"])
        _read_membres(found, groups, index)
        terms = {fold(c["name"]) for c in groups} | {fold(s["substance"]) for s in index}
        lexique = Lexique(terms)
        for pair in pairs["pairs"]:
            _read_paire(found, pair, libelles, terms, lexique)
        _read_codes(found, codes, {fold(s["substance"]) for s in index})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FichierInvalide("thésaurus ANSM", "structure inattendue") from error
    if not found.paires or not found.codes:
        raise FichierInvalide("thésaurus ANSM", "aucune interaction lisible")
    return found


def _read_membres(found: Thesaurus, groups: list[dict[str, object]], index: list[dict[str, object]]) -> None:
    members: set[Row] = set()
    for group in groups:
        names = group["members"]
        assert isinstance(names, list)
        members |= {(fold(str(name)), fold(str(group["name"]))) for name in names}
    for entry in index:
        names = entry["classes"]
        assert isinstance(names, list)
        members |= {(fold(str(entry["substance"])), fold(str(name))) for name in names}
    found.membres = sorted(members, key=str)


def _read_paire(
    found: Thesaurus, pair: dict[str, object], libelles: dict[str, str], terms: set[str], lexique: Lexique
) -> None:
    a, b = fold(str(pair["a"])), fold(str(pair["b"]))
    base = _without_autres(b)
    others = base != b
    if others and base not in terms:
        base = next((t for t in (f"medicaments {base}", _ALIAS.get(base, base), a) if t in terms), base)
    b = _ALIAS.get(base, base)
    a = _ALIAS.get(a, a)
    for term in (a, b):
        if term not in terms and term not in ROUTES:
            found.defauts["termes_sans_correspondance"] += 1
    levels = [str(level) for level in pair["levels"]]  # type: ignore[attr-defined]
    if not levels or any(level not in libelles for level in levels):
        found.defauts["niveaux_inconnus"] += 1
        return
    found.paires.append(
        (
            a,
            b,
            " ".join(levels),
            str(pair["severity_text"] or ""),
            str(pair["a"]),
            str(pair["b"]),
            str(pair["mechanism"] or ""),
            str(pair["advice"] or ""),
            int(others),
            json.dumps(_conditions(lexique, levels, str(pair["advice"] or ""))),
        )
    )


def _conditions(lexique: Lexique, levels: list[str], advice: str) -> dict[str, list[list[object]]]:
    if len(levels) < 2:
        return {}
    read = lexique.read_conditions(levels, advice)
    return {level: [[c.entre, c.groupes] for c in cases] for level, cases in read.items()}


def _without_autres(term: str) -> str:
    if found := re.fullmatch(r"autres (.+)|(.+) \(autres\)", term):
        return found[1] or found[2]
    return term


def _read_codes(found: Thesaurus, codes: bytes, connues: set[str]) -> None:
    for row in csv.DictReader(io.StringIO(codes.decode("utf-8"))):
        substance, nom = fold(row["thesaurus_substance"] or ""), row["bdpm_name"]
        is_tied = substance and not is_cation_porteur(nom, substance)
        if not is_tied and (acide := acid_of(nom, connues)):
            found.codes.append((row["bdpm_substance_code"], acide, "salt_of_acid"))
        elif not substance:
            found.defauts["substances_sans_interaction_connue"] += 1
        elif is_cation_porteur(row["bdpm_name"], substance):
            found.defauts["cations_ecartes"] += 1
        else:
            found.codes.append((row["bdpm_substance_code"], substance, row["method"]))


def acid_of(nom: str, connues: Collection[str]) -> str:
    """Return the acid of the thesaurus that a salt is made of (« valproate de sodium »), empty when none is.

    An ester is another substance: « nicotinate de benzyle » is not nicotinic acid.
    """
    folded = fold(nom)
    if _ESTER.search(folded):
        return ""
    names = (f"acide {racine}ique" for racine in re.findall(r"\b([a-z]{4,})ate\b", folded))
    return next((name for name in names if name in connues), "")


def is_cation_porteur(nom: str, substance: str) -> bool:
    """Tell whether the thesaurus substance is only the cation of another active substance."""
    folded = fold(nom)
    return substance in _CATIONS and folded != substance and not _ANIONS_SIMPLES.search(folded)
