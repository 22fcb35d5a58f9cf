"""What is typed after a posology: boxes, renewals, « non substituable », who pays, how a narcotic leaves.

``1-0-1 3m ar2 ns mte`` is a posology, then « à renouveler 2 fois », then « non substituable (MTE) ». The
words are read from the end, so that a posology never has to know them; :func:`write_options` gives them back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ambroise.domain.chirurgie import parse_chirurgie
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.posologie_valeurs import flatten

BOITES_MAXIMUM = 99
RENOUVELLEMENTS_MAXIMUM = 12
FRACTION_MAXIMUM = 28
"""A fraction is never longer than the longest order of a narcotic (CSP R5132-30)."""


@dataclass(frozen=True, slots=True)
class OptionsLigne:
    """The options of a line; what is not typed keeps its default."""

    boites: int | None = None
    renouvellements: int = 0
    renouvellement_interdit: bool = False
    mention_non_substituable: MentionNonSubstituable | None = None
    en_rapport_ald: bool = False
    accident_travail: bool = False
    non_remboursable: bool = False
    hors_amm: bool = False
    medicament_exception: bool = False
    fraction_jours: int | None = None
    delivrance_unique: bool = False
    chevauchement_autorise: bool = False
    indication: str = ""
    instructions_dispensateur: str = ""

    def apply(self, ligne: LigneOrdonnance) -> LigneOrdonnance:
        """Return the line with these options in place of its own."""
        return replace(ligne, **{nom: getattr(self, nom) for nom in self.__slots__})


def options_of(ligne: LigneOrdonnance) -> OptionsLigne:
    """Return the options a line has."""
    return OptionsLigne(**{nom: getattr(ligne, nom) for nom in OptionsLigne.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class _Mot:
    """One option: how it is typed, what it changes, how it is written back."""

    motif: str
    read: Callable[[OptionsLigne, re.Match[str]], OptionsLigne | None]
    write: Callable[[LigneOrdonnance], str]


def _counted(nom: str, maximum: int) -> Callable[[OptionsLigne, re.Match[str]], OptionsLigne | None]:
    def read(options: OptionsLigne, found: re.Match[str]) -> OptionsLigne | None:
        count = int(found["n"])
        changes: dict[str, Any] = {nom: count}
        return replace(options, **changes) if 1 <= count <= maximum else None

    return read


def _flag(nom: str) -> Callable[[OptionsLigne, re.Match[str]], OptionsLigne]:
    changes: dict[str, Any] = {nom: True}
    return lambda options, _found: replace(options, **changes)


def _mention(options: OptionsLigne, found: re.Match[str]) -> OptionsLigne:
    return replace(options, mention_non_substituable=MentionNonSubstituable(found["n"].upper()))


def _chirurgie(options: OptionsLigne, found: re.Match[str]) -> OptionsLigne | None:
    chirurgie = parse_chirurgie(found["n"], found["fin"])
    return replace(options, instructions_dispensateur=chirurgie.mention) if chirurgie else None


def _written(nom: str, mots: str) -> Callable[[LigneOrdonnance], str]:
    return lambda ligne: mots.format(getattr(ligne, nom)) if getattr(ligne, nom) else ""


def _write_mention(ligne: LigneOrdonnance) -> str:
    mention = ligne.mention_non_substituable
    return f"ns {mention.value.lower()}" if mention is not None else ""


_MOTS: tuple[_Mot, ...] = (
    _Mot(r"(?P<n>\d{1,3}) ?(?:bt|boites?)", _counted("boites", BOITES_MAXIMUM), _written("boites", "{}bt")),
    _Mot(
        r"(?:ar|a renouveler) ?0|a ne pas renouveler",
        _flag("renouvellement_interdit"),
        _written("renouvellement_interdit", "ar0"),
    ),
    _Mot(
        r"(?:ar|a renouveler) ?(?P<n>\d{1,2})(?: fois)?",
        _counted("renouvellements", RENOUVELLEMENTS_MAXIMUM),
        _written("renouvellements", "ar{}"),
    ),
    _Mot(r"ns[ :(]*(?P<n>mte|efg|cif)\)?", _mention, _write_mention),
    _Mot(r"ald", _flag("en_rapport_ald"), _written("en_rapport_ald", "ald")),
    _Mot(r"at ?/ ?mp", _flag("accident_travail"), _written("accident_travail", "at/mp")),
    _Mot(r"nr", _flag("non_remboursable"), _written("non_remboursable", "nr")),
    _Mot(r"hors ?amm", _flag("hors_amm"), _written("hors_amm", "hors amm")),
    _Mot(
        r"(?:medicament d'|med )?exception",
        _flag("medicament_exception"),
        _written("medicament_exception", "exception"),
    ),
    _Mot(
        r"(?:frac|fractions? de|par fractions? de) ?(?P<n>\d{1,2}) ?(?:j|jours?)?",
        _counted("fraction_jours", FRACTION_MAXIMUM),
        _written("fraction_jours", "frac {}j"),
    ),
    _Mot(
        r"(?:delivrance )?en une (?:seule )?fois",
        _flag("delivrance_unique"),
        _written("delivrance_unique", "en une fois"),
    ),
    _Mot(
        r"chevauchement(?: autorise)?",
        _flag("chevauchement_autorise"),
        _written("chevauchement_autorise", "chevauchement"),
    ),
    _Mot(
        r"(?:chir|chirurgie)(?: programmee)?(?: le)? (?P<n>\d\d/\d\d/\d{4})(?: ?-| au| sortie)? "
        r"?(?P<fin>\d\d/\d\d/\d{4})",
        _chirurgie,
        lambda _ligne: "",  # written back as the mention it became
    ),
)
_LUS = tuple((re.compile(rf"[\s,;·](?:{mot.motif})[\s,.]*$", re.ASCII), mot) for mot in _MOTS)
PHARMACIE_CHOISIE = "Pharmacie choisie avec le patient\u00a0: "
"""What the order of an opioid substitution says to its pharmacy (CSS L162-4-2)."""
_PHRASES = {"ind": "indication", "ph": "instructions_dispensateur"}
"""What is said in free words, to the end of the line or to the next mark."""
_PHRASE = re.compile(
    r"(?:^|\s)(?P<m>ind|ph|pharmacie) ?: ?(?P<mots>(?:(?!\s(?:ind|ph|pharmacie) ?:)[^;])+)$", re.ASCII
)


def split_options(texte: str) -> tuple[str, OptionsLigne]:
    """Return what was typed without its options, and the options; a number out of bounds stays."""
    options = OptionsLigne()
    while (phrase := _PHRASE.search(flatten(texte))) is not None:
        mots = texte[phrase.start("mots") :].strip()
        if phrase["m"] == "pharmacie":
            options = replace(options, instructions_dispensateur=f"{PHARMACIE_CHOISIE}{mots}")
        else:
            dite: dict[str, Any] = {_PHRASES[phrase["m"]]: mots}
            options = replace(options, **dite)
        texte = texte[: phrase.start()]
    while True:
        plat = flatten(texte)
        for motif, mot in _LUS:
            found = motif.search(plat)
            lues = mot.read(options, found) if found else None
            if found is not None and lues is not None:
                options, texte = lues, texte[: found.start()]
                break
        else:
            return texte.rstrip(" ,"), options


def write_options(ligne: LigneOrdonnance) -> str:
    """Return the options of a line as they are typed."""
    mots = [mot.write(ligne) for mot in _MOTS]
    mots += [f"{marque}: {getattr(ligne, nom)}" for marque, nom in _PHRASES.items() if getattr(ligne, nom)]
    return " ".join(filter(None, mots))
