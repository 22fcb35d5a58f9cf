"""The units a posology speaks of, with their plural, their gender, their abbreviations and their code.

Codes: EDQM standard terms as used by the ANS FHIR guide and the PN13 concept map (15054000 comprimé,
15012000 gélule ou capsule molle…), UCUM for physical units; the others are words only.
"""

import re
import unicodedata

from ambroise.domain.posologie import UnitePrise

_TABLE: tuple[tuple[UnitePrise, tuple[str, ...]], ...] = (
    (UnitePrise("comprimé", "comprimés", code_edqm="15054000"), ("cp", "cpr", "cps", "comp")),
    (UnitePrise("gélule", "gélules", feminin=True, code_edqm="15012000"), ("gel", "gl", "gell")),
    (UnitePrise("capsule", "capsules", feminin=True, code_edqm="15012000"), ("caps",)),
    (UnitePrise("sachet", "sachets", code_edqm="15045000"), ("sach", "sac", "sachet-dose")),
    (UnitePrise("ampoule", "ampoules", feminin=True, code_edqm="15002000"), ("amp",)),
    (UnitePrise("suppositoire", "suppositoires", code_edqm="15051000"), ("sup", "supp", "suppo")),
    (UnitePrise("ovule", "ovules", code_edqm="15039000"), ("ov",)),
    (UnitePrise("goutte", "gouttes", feminin=True, code_edqm="15022000"), ("gtt", "gtte", "gttes", "gte")),
    (UnitePrise("bouffée", "bouffées", feminin=True, code_edqm="15001000"), ("bouf", "bff", "inhal")),
    (UnitePrise("pulvérisation", "pulvérisations", feminin=True), ("pulv", "spray")),
    (UnitePrise("application", "applications", feminin=True), ("app", "appl")),
    (UnitePrise("injection", "injections", feminin=True), ("inj",)),
    (UnitePrise("seringue", "seringues", feminin=True, code_edqm="15052000"), ("ser", "sering")),
    (UnitePrise("stylo", "stylos", code_edqm="15037000"), ()),
    (UnitePrise("cartouche", "cartouches", feminin=True, code_edqm="15013000"), ("cart",)),
    (UnitePrise("flacon", "flacons", code_edqm="15060000"), ("fl", "flac")),
    (
        UnitePrise("dispositif transdermique", "dispositifs transdermiques", code_edqm="15036000"),
        ("patch", "patchs", "dispositif"),
    ),
    (UnitePrise("emplâtre", "emplâtres", code_edqm="15042000"), ("empl",)),
    (UnitePrise("pastille", "pastilles", feminin=True, code_edqm="15029000"), ("past",)),
    (UnitePrise("gomme", "gommes", feminin=True), ()),
    (UnitePrise("lyophilisat", "lyophilisats", code_edqm="15030000"), ("lyoc",)),
    (UnitePrise("film", "films", code_edqm="15023000"), ()),
    (UnitePrise("granule", "granules", code_edqm="15040000"), ("gran",)),
    (UnitePrise("récipient unidose", "récipients unidoses"), ("unidose", "unidoses")),
    (UnitePrise("anneau", "anneaux"), ()),
    (UnitePrise("implant", "implants", code_edqm="15025000"), ()),
    (UnitePrise("poche", "poches", feminin=True, code_edqm="15005000"), ()),
    (UnitePrise("cuillère à café", "cuillères à café", feminin=True), ("cac", "c-a-c")),
    (UnitePrise("cuillère à soupe", "cuillères à soupe", feminin=True), ("cas", "c-a-s")),
    (UnitePrise("cuillère-mesure", "cuillères-mesure", feminin=True, code_edqm="15047000"), ("cm",)),
    (UnitePrise("dose", "doses", feminin=True), ("ds",)),
    (UnitePrise("unité", "unités", feminin=True), ("u", "unites")),
    (UnitePrise("unité internationale", "unités internationales", feminin=True, code_ucum="[IU]"), ("ui",)),
    (UnitePrise("gramme", "grammes", code_ucum="g"), ("g",)),
    (UnitePrise("milligramme", "milligrammes", code_ucum="mg"), ("mg",)),
    (
        UnitePrise("microgramme", "microgrammes", code_ucum="ug"),
        ("µg", "μg", "mcg", "microg", "ug", "gamma"),
    ),
    (UnitePrise("millilitre", "millilitres", code_ucum="mL"), ("ml",)),
    (UnitePrise("millimole", "millimoles", feminin=True, code_ucum="mmol"), ("mmol",)),
    (UnitePrise("séance", "séances", feminin=True), ()),
    (UnitePrise("bain", "bains"), ()),
    (UnitePrise("lavage", "lavages"), ()),
)

# Symbols written beside a figure; « microg. » and not µg, which is easily misread.
_SYMBOLES = {"mg": "mg", "g": "g", "ug": "microg.", "mL": "mL", "[IU]": "UI", "mmol": "mmol"}

_FORMES: tuple[tuple[str, str], ...] = (
    ("comprime", "comprimé"),
    ("gelule", "gélule"),
    ("capsule", "capsule"),
    ("suppositoire", "suppositoire"),
    ("ovule", "ovule"),
    ("pastille", "pastille"),
    ("gomme", "gomme"),
    ("lyophilisat", "lyophilisat"),
    ("film", "film"),
    ("emplatre", "emplâtre"),
    ("dispositif", "dispositif transdermique"),
    ("sachet", "sachet"),
    ("granules", "granule"),
    ("gouttes", "goutte"),
    ("collyre", "goutte"),
    ("creme", "application"),
    ("pommade", "application"),
    ("gel", "application"),
    ("pate", "application"),
    ("pour inhalation", "bouffée"),
    ("pulverisation", "pulvérisation"),
    ("seringue", "seringue"),
    ("ampoule", "ampoule"),
    ("injectable", "injection"),
    ("sirop", "millilitre"),
    ("buvable", "dose"),
)


def fold(texte: str) -> str:
    """Return the text in lower case without accents, ligatures undone, for comparisons only."""
    if texte.isascii():
        return texte.casefold()
    texte = texte.translate(_SANS_ACCENT)
    if not texte.isascii():
        decomposed = unicodedata.normalize("NFD", texte)
        texte = "".join(c for c in decomposed if not unicodedata.combining(c))
    return texte.casefold()


def _unaccented() -> dict[int, str]:
    """Return the letters of French and its neighbours without their accents, for one fast pass."""
    table = {ord(ligature): plain for ligature, plain in _LIGATURES.items()}
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base
    return table


_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'"}
_SANS_ACCENT = _unaccented()


_INDEX: dict[str, UnitePrise] = {}
for _unite, _aliases in _TABLE:
    for _name in (_unite.libelle, _unite.pluriel, *_aliases):
        _INDEX[fold(_name)] = _unite


def find_unite(mot: str) -> UnitePrise | None:
    """Return the unit a word or an abbreviation means, or None."""
    return _INDEX.get(fold(mot).rstrip("."))


def unite(libelle: str) -> UnitePrise:
    """Return a unit of the table by its name.

    Raises:
        KeyError: no such unit.
    """
    return _INDEX[fold(libelle)]


def unite_of_forme(forme: str, denomination: str = "") -> UnitePrise | None:
    """Return the unit in which a pharmaceutical form is taken, or None when the form does not tell."""
    folded = fold(forme)
    if "sachet" in fold(denomination) and "poudre" in folded:
        return unite("sachet")
    for fragment, name in _FORMES:
        if re.search(rf"\b{fragment}", folded):
            return unite(name)
    if "ampoule" in fold(denomination):
        return unite("ampoule")
    return None


def symbole(valeur: UnitePrise) -> str | None:
    """Return the printed symbol of a physical unit, or None when it is written in words."""
    return _SYMBOLES.get(valeur.code_ucum or "")
