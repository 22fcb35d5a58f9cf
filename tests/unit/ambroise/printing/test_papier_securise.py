"""The number of lines stands alone in the square of the secure sheet, wherever that is (R5132-5)."""

from dataclasses import replace

import pytest
from reportlab.lib.units import mm

from ambroise.domain.papier_securise import CarreSecurise
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format
from tests.fakes.mesures import Boite, letters_of, read_within
from tests.fakes.pages import PAGE, page_of
from tests.fakes.relecture import read_images
from tests.unit.ambroise.printing.test_composition import DOLIPRANE, act
from tests.unit.ambroise.printing.test_soins import PAPIER

PLACES = [
    CarreSecurise(12, 12, 22),
    CarreSecurise(0, 0, 15),
    CarreSecurise(25, 40, 18),
    CarreSecurise(5, 8, 35),
]


def zone_of(carre: CarreSecurise, papier: Format) -> Boite:
    right = papier.value[0] / mm - carre.droite
    return Boite(right - carre.cote, carre.bas, right, carre.bas + carre.cote)


@pytest.mark.parametrize("papier", Format)
@pytest.mark.parametrize("carre", PLACES, ids=str)
@pytest.mark.parametrize(("lignes", "mots"), [(1, "1un"), (21, "21vingtetun"), (60, "60soixante")])
def test_figures_and_letters_are_in_the_square_and_nothing_else_is(
    carre: CarreSecurise, papier: Format, lignes: int, mots: str
) -> None:
    page = replace(page_of(lignes), qr=None, numero=None, carre=carre, format=papier, specimen=False)
    pdf = render_ordonnance(page)
    zone = zone_of(carre, papier)
    *others, last = range(len(read_images(pdf, 0.2)))
    assert read_within(pdf, zone, last).replace("-", "") == mots
    for number in (*others, last):
        crossing = [
            c for c, b in letters_of(pdf, number) if c.strip() and zone.meets(b) and not zone.covers(b)
        ]
        assert crossing == []
    for number in others:
        assert read_within(pdf, zone, number) == "", "the square of each sheet before the last stays blank"
        _assert_blank(pdf, zone, number, papier)


def test_only_a_narcotic_on_paper_has_its_number_in_a_square() -> None:
    carre = CarreSecurise(12, 12, 22)
    secure = OptionsImpression(carre=carre, rangs_securises=frozenset({1}))
    zone = zone_of(carre, Format.A4)
    assert read_within(render_ordonnance(compose_page(act(exemption=PAPIER), secure)), zone) == "1un"
    ordinary = OptionsImpression(carre=carre)
    for acte, options in ((act(exemption=PAPIER), ordinary), (act(), secure)):
        assert compose_page(acte, options).carre is None


def test_every_line_counts_even_those_that_are_not_secure() -> None:
    options = OptionsImpression(carre=CarreSecurise(12, 12, 22), rangs_securises=frozenset({2}))
    pdf = render_ordonnance(compose_page(act(DOLIPRANE, DOLIPRANE, exemption=PAPIER), options))
    assert read_within(pdf, zone_of(CarreSecurise(12, 12, 22), Format.A4)) == "2deux"


def test_a_page_without_a_square_uses_its_whole_width() -> None:
    plain = letters_of(render_ordonnance(replace(PAGE, specimen=False)))
    assert max(b.droite for c, b in plain if c.strip()) == pytest.approx(
        Format.A4.value[0] / mm - 14.3, abs=0.4
    )


def _assert_blank(pdf: bytes, zone: Boite, number: int, papier: Format) -> None:
    image = read_images(pdf, 2.0)[number]
    height = papier.value[1] / mm
    per_mm = image.height / height
    box = (zone.gauche, height - zone.haut, zone.droite, height - zone.bas)
    assert image.crop(tuple(round(v * per_mm) for v in box)).getextrema() == (255, 255)  # type: ignore[arg-type]
