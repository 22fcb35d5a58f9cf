"""The plan of intakes on paper: its boxes, its words, its pages, and nothing cut in two."""

from datetime import UTC, date, datetime

import pypdfium2

from ambroise.domain.plan_prises import Prise, make_plan
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.unites import unite_of_forme
from ambroise.printing.page import BlocPatient
from ambroise.printing.plan_prises import PagePlan, render_plan
from tests.fakes.pdfa import assert_pdfa
from tests.fakes.relecture import read_text

LE = date(2026, 6, 4)
PATIENTE = BlocPatient("PAT-TROIS", "DOMINIQUE", date(1979, 3, 28), "F", age="47 ans")


def prise(nom: str, saisie: str, forme: str = "comprimé", consigne: str = "") -> Prise:
    return Prise(nom, parse_posologie(saisie, unite_of_forme(forme)), LE, consigne=consigne)


def page(*prises: Prise, specimen: bool = False) -> PagePlan:
    instant = datetime(2026, 6, 4, 9, tzinfo=UTC)
    return PagePlan(
        make_plan(prises, LE), PATIENTE, "Dr Max LIBRE", ("Cabinet des Tilleuls",), instant, specimen
    )


def words(pdf: bytes) -> str:
    return " ".join(" ".join(read_text(pdf)).split())


def test_plan_says_what_when_for_whom_and_by_whom() -> None:
    pdf = render_plan(
        page(
            prise("Metformine 1 000 mg", "1 après le petit-déjeuner et après le dîner 3m"),
            prise("Méthotrexate 2,5 mg", "6 soir lun 3m", consigne="Une seule fois par semaine"),
            prise("Paracétamol 1 g", "2/j si douleur max 3"),
            specimen=True,
        )
    )
    lu = words(pdf)
    for mots in (
        "PAT-TROIS", "DOMINIQUE", "Dr Max LIBRE", "Cabinet des Tilleuls", "Matin Midi Soir Coucher",
        "Metformine 1 000 mg", "après le dîner", "Une seule fois par semaine",
        "Prochaines prises : lun. 08/06", "Seulement si besoin", "sans dépasser 3 comprimés par jour",
        "Il ne remplace pas votre ordonnance", "Page 1/1", "SPÉCIMEN",
    ):  # fmt: skip
        assert mots in lu, mots
    assert_pdfa(pdf)


def test_number_of_a_box_stands_whole_and_so_does_what_is_counted() -> None:
    lignes = read_text(render_plan(page(prise("Ventoline", "2-0-2", "suspension pour inhalation"))))
    texte = "\n".join(lignes)
    assert "2" in texte.split()
    assert texte.count("pulvérisations") + texte.count("inhalations") + texte.count("bouffées") >= 2


def test_quarter_of_a_tablet_is_written_big() -> None:
    assert "1/4" in words(render_plan(page(prise("Digoxine", "1/4-0-0")))).split()


def test_twenty_treatments_take_several_pages_each_naming_the_patient_and_the_moments() -> None:
    noms = [f"MÉDICAMENT NUMÉRO {n:02d} AU NOM FORT LONG, comprimé pelliculé sécable" for n in range(20)]
    pdf = render_plan(page(*(prise(nom, "1-1-1 3m") for nom in noms)))
    pages = [" ".join(texte.split()) for texte in read_text(pdf)]
    assert len(pages) > 1
    for rang, texte in enumerate(pages, 1):
        assert "PAT-TROIS" in texte
        assert "Matin Midi Soir Coucher" in texte
        assert f"Page {rang}/{len(pages)}" in texte
    for n in range(20):
        assert sum(f"NUMÉRO {n:02d}" in texte for texte in pages) == 1


def test_a_name_of_a_hundred_characters_and_traps_of_unicode_still_draw() -> None:
    pdf = render_plan(
        page(prise("A" * 100, "1-0-0"), Prise("\u202e\x00日本語\n…", None, LE, mots="\u200d" * 5))
    )
    assert len(pypdfium2.PdfDocument(pdf)) == 1


def test_same_plan_gives_the_same_bytes() -> None:
    assert render_plan(page(prise("X", "1-0-1"))) == render_plan(page(prise("X", "1-0-1")))
