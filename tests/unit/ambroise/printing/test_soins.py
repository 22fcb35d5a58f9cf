"""Orders of care on paper: every kind prints what it asks, and names the form it does not imitate."""

import io
from uuid import UUID

import pypdfium2
import pytest

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.formulaire_acte import FORMULAIRES
from ambroise.domain.ordonnance import Exemption, MotifExemption, TypeOrdonnance
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.duplicata import mark_annulee
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format
from tests.fakes.ordonnances import NOW
from tests.fakes.relecture import read_codes
from tests.unit.ambroise.printing.test_composition import act

PAPIER = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")


def words(pdf: bytes) -> str:
    """Return what a page reader reads, on one line."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def printed(type_: TypeOrdonnance, *textes: str, **options: object) -> str:
    """Return the words of an order typed line by line."""
    lignes = [to_ligne(type_, parse_acte(type_, t), UUID(int=n)) for n, t in enumerate(textes, 1)]
    acte = act(*lignes, type=type_, exemption=PAPIER)
    return words(render_ordonnance(compose_page(acte, OptionsImpression(**options))))  # type: ignore[arg-type]


@pytest.mark.parametrize(("type_", "formulaire"), FORMULAIRES.items(), ids=lambda v: getattr(v, "value", ""))
@pytest.mark.parametrize("papier", Format)
def test_each_kind_prints_every_field_of_its_example(
    type_: TypeOrdonnance, formulaire, papier: Format
) -> None:
    texte = printed(type_, formulaire.exemple, format=papier)
    saisie = parse_acte(type_, formulaire.exemple)
    for mot in saisie.libelle.split(", "):
        assert mot.casefold() in texte.casefold()
    for cle, valeur in saisie.valeurs:
        champ = formulaire.champ(cle)
        attendu = valeur if valeur != "oui" else champ.libelle.split(" ")[0]
        assert attendu.replace("\u00a0", " ").casefold() in texte.casefold(), cle


def test_a_transport_and_an_exception_on_paper_name_the_form_they_do_not_replace() -> None:
    assert "cerfa 11574" in printed(TypeOrdonnance.TRANSPORT, FORMULAIRES[TypeOrdonnance.TRANSPORT].exemple)
    exception = words(render_ordonnance(compose_page(act(is_exception=True, exemption=PAPIER))))
    assert "Médicament d’exception" in exception
    assert "cerfa 12708" in exception
    assert "cerfa" not in words(render_ordonnance(compose_page(act(is_exception=True))))


def test_sixty_tests_of_biology_are_all_printed_counted_and_closed() -> None:
    texte = printed(TypeOrdonnance.BIOLOGIE, *[f"examen numéro {n} à jeun" for n in range(1, 61)])
    assert all(f"Examen numéro {n} " in texte for n in range(1, 61))
    assert "60 examens prescrits" in texte


def test_a_cancelled_page_says_so_on_every_page_and_its_codes_still_decode() -> None:
    pdf = render_ordonnance(compose_page(act(), OptionsImpression(qr="02AMBTEST2JC4NYGHZ")))
    barree = mark_annulee(pdf, "ANNULÉE le 5 juin 2026\u00a0: erreur de dosage")
    assert "ANNULÉE le 5 juin 2026 : erreur de dosage" in words(barree)
    assert words(barree).count("ANNULÉE") == 2
    assert read_codes(barree) == read_codes(pdf)
