# ruff: noqa: E501
"""A level leaves only when its clause is a plain list, wholly understood, that names nobody here."""

import pytest

from ambroise.referentiels.niveaux import Lexique, kept_levels

LEXIQUE = Lexique(
    [
        "rifampicine",
        "citalopram",
        "erythromycine",
        "sodium (oxybate de)",
        "barbituriques",
        "gemfibrozil",
        "simvastatine",
        "rosuvastatine",
        "sacubitril",
        "inhibiteurs de l'enzyme de conversion",
        "macrolides (sauf spiramycine)",
        "fesoterodine",
        "sodium",
    ]
)
DEUX, TROIS = ("CI", "AD"), ("CI", "AD", "APC")


@pytest.mark.parametrize(
    ("conduite", "niveaux", "presents", "gardes"),
    [
        ("Contre-indication : - avec la rifampicine Association déconseillée : - avec les autres inducteurs",
         DEUX, {"carbamazepine"}, ("AD",)),
        ("Contre-indication : - avec la rifampicine Association déconseillée : - avec les autres inducteurs",
         DEUX, {"rifampicine"}, DEUX),
        ("Contre-indication : - avec la rifampicine et la zorglubine", DEUX, {"x"}, DEUX),
        ("Contre-indication : - en cas d'insuffisance rénale", DEUX, {"x"}, DEUX),
        ("Contre-indication : - Pour l'érythromycine, seules les formes IV sont concernées", DEUX, {"x"}, DEUX),
        ("Contre-indication : - avec la rifampicine. - Le citalopram est contre-indiqué", DEUX, {"x"}, DEUX),
        ("Contre-indication : - avec les macrolides", DEUX, {"itraconazole"}, ("AD",)),
        ("Contre-indication : - avec les macrolides", DEUX, {"macrolides (sauf spiramycine)"}, DEUX),
        ("Contre-indication : - avec la fésotérodine, en cas d'insuffisance rénale ou hépatique", DEUX, {"x"}, ("AD",)),
        ("Contre-indication entre sacubitril et IEC", DEUX, {"sacubitril"}, ("AD",)),
        ("Contre-indication entre sacubitril et IEC", DEUX,
         {"sacubitril", "inhibiteurs de l'enzyme de conversion"}, DEUX),
        ("La contre-indication s'applique : - entre le gemfibrozil et la simvastatine - pour des doses de rosuvastatine"
         " de 40 mg", DEUX, {"simvastatine", "fenofibrate"}, ("AD",)),
        ("La contre-indication s'applique : - entre le gemfibrozil et la simvastatine - pour des doses de rosuvastatine"
         " de 40 mg", DEUX, {"rosuvastatine"}, DEUX),
        ("A prendre en compte: - pour tous sauf: - avec l'oxybate de sodium (association déconseillée) - entre"
         " l'oxybate de sodium et les opiacés ou les barbituriques (contre- indication)",
         TROIS, {"tramadol"}, ("APC",)),
        ("A prendre en compte: - pour tous sauf: - avec l'oxybate de sodium (association déconseillée) - entre"
         " l'oxybate de sodium et les opiacés ou les barbituriques (contre- indication)",
         TROIS, {"sodium (oxybate de)"}, TROIS),
        ("", DEUX, {"x"}, DEUX),
        ("Surveillance clinique.", DEUX, {"x"}, DEUX),
    ],
)  # fmt: skip
def test_levels_kept(
    conduite: str, niveaux: tuple[str, ...], presents: set[str], gardes: tuple[str, ...]
) -> None:
    conditions = LEXIQUE.read_conditions(niveaux, conduite)
    assert kept_levels(niveaux, conditions, presents) == gardes


def test_last_level_never_leaves() -> None:
    conditions = LEXIQUE.read_conditions(("CI",), "Contre-indication : - avec la rifampicine")
    assert kept_levels(("CI",), conditions, set()) == ("CI",)
