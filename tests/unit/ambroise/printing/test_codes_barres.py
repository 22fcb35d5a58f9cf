"""The barcodes of the prescriber, measured on the page as it is drawn (arrêté du 10/08/2010)."""

from dataclasses import replace
from functools import cache

import pytest

from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import BlocPrescripteur, Format
from tests.fakes.mesures import CodeMesure, find_words, letters_of, measure_barcodes
from tests.fakes.pages import PAGE, PRESCRIPTEUR

LEGENDE, VALEUR = 1.0, 2.0
"""Least heights of the characters above and below a code, in millimetres."""
HAUTEUR, MODULE = 5.0, 0.19
"""What a hand scanner needs (NF EN 799): bars of five millimetres, a narrowest one of 7.5 mils."""
MARGE_MODULES = 10

CABINET = (("N° RPPS", "99900063480"), ("N° AM", "639912345"))
HOPITAL = (("N° RPPS", "99900063480"), ("N° FINESS", "630000404"))
CAS = [(PRESCRIPTEUR, CABINET), (replace(PRESCRIPTEUR, numero_finess="630000404"), HOPITAL)]


@cache
def drawn(qui: BlocPrescripteur, papier: Format) -> tuple[bytes, list[CodeMesure]]:
    pdf = render_ordonnance(replace(PAGE, prescripteur=qui, format=papier, specimen=False))
    return pdf, measure_barcodes(pdf)


@pytest.mark.parametrize("papier", Format)
@pytest.mark.parametrize(("qui", "attendus"), CAS, ids=["cabinet", "hopital"])
def test_two_codes_with_their_legend_above_and_their_value_below(
    qui: BlocPrescripteur, attendus: tuple[tuple[str, str], ...], papier: Format
) -> None:
    pdf, codes = drawn(qui, papier)
    assert [code.texte for code in codes] == [valeur for _, valeur in attendus]
    for code, (legende, valeur) in zip(codes, attendus, strict=True):
        (au_dessus,) = find_words(pdf, legende)
        assert au_dessus.bas >= code.barres.haut
        assert au_dessus.bas - code.barres.haut < 3
        assert au_dessus.gauche == pytest.approx(code.barres.gauche, abs=0.5)
        au_dessous = next(v for v in find_words(pdf, valeur) if v.haut <= code.barres.bas)
        assert code.barres.bas - au_dessous.haut < 3
        assert au_dessous.gauche == pytest.approx(code.barres.gauche, abs=0.5)


@pytest.mark.parametrize("papier", Format)
@pytest.mark.parametrize(("qui", "attendus"), CAS, ids=["cabinet", "hopital"])
def test_the_characters_have_the_height_the_order_of_2010_wants(
    qui: BlocPrescripteur, attendus: tuple[tuple[str, str], ...], papier: Format
) -> None:
    pdf, codes = drawn(qui, papier)
    lettres = letters_of(pdf)
    for code, (legende, valeur) in zip(codes, attendus, strict=True):
        (au_dessus,) = find_words(pdf, legende)
        au_dessous = next(v for v in find_words(pdf, valeur) if v.haut <= code.barres.bas)
        small = [b.hauteur for c, b in lettres if au_dessus.covers(b) and c.isupper()]
        big = [b.hauteur for c, b in lettres if au_dessous.covers(b) and c.isdigit()]
        assert len(small) == len([c for c in legende if c.isupper()])
        assert min(small) >= LEGENDE
        assert len(big) == len(valeur)
        assert min(big) >= VALEUR


@pytest.mark.parametrize("papier", Format)
@pytest.mark.parametrize(("qui", "attendus"), CAS, ids=["cabinet", "hopital"])
def test_a_hand_scanner_has_bars_enough_and_quiet_on_both_sides(
    qui: BlocPrescripteur, attendus: tuple[tuple[str, str], ...], papier: Format
) -> None:
    _, codes = drawn(qui, papier)
    assert len(codes) == len(attendus)
    for code in codes:
        assert code.barres.hauteur >= HAUTEUR
        assert code.module >= MODULE
        assert code.marge_gauche >= MARGE_MODULES * code.module
        assert code.marge_droite >= MARGE_MODULES * code.module


@pytest.mark.parametrize("papier", Format)
def test_the_codes_of_two_prescribers_are_never_within_thirty_millimetres(papier: Format) -> None:
    """One prescriber writes a page: a locum signs with his own codes, whom he replaces is in words."""
    qui = replace(PRESCRIPTEUR, mention="Remplaçant du Dr Jeanne MARTIN (RPPS 99900012345)")
    pdf, codes = drawn(qui, papier)
    assert [code.texte for code in codes] == ["99900063480", "639912345"]
    (ecrit,) = find_words(pdf, "99900012345")
    assert not any(code.barres.meets(ecrit) for code in codes)
