"""Every kind of order, on A4 and A5, is read back from its PDF: codes, mentions, pages, archive, ink."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

import pytest

from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.formulaire_acte import FORMULAIRES
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.papier_securise import CarreSecurise
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import ProduitLibre, SpecialitePrescrite
from ambroise.domain.unites import unite
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format
from ambroise.usecases.ports_actes import ActeSigne
from tests.fakes.encre import fax, greys_of_words
from tests.fakes.pages import QR
from tests.fakes.pdfa import assert_pdfa
from tests.fakes.relecture import read_codes, read_image, read_text
from tests.unit.ambroise.printing.test_composition import DOLIPRANE, QUALIFIEE, act
from tests.unit.ambroise.printing.test_soins import PAPIER

PATCH = replace(
    DOLIPRANE,
    produit=SpecialitePrescrite(
        "1", "DUROGESIC 25 microgrammes/heure, dispositif", "FENTANYL 25 microgrammes/heure, dispositif"
    ),
    posologie=parse_posologie("1 toutes les 72h 28j", unite("patch")),
    boites=2,
    fraction_jours=14,
)
LIBRE = LigneOrdonnance(UUID(int=31), ProduitLibre("Régime pauvre en sel"))
SECURISEE = OptionsImpression(rangs_securises=frozenset(range(1, 61)), carre=CarreSecurise(12, 12, 22))
TOUJOURS = (
    "Docteur Max LIBRE", "Médecine générale", "Cabinet des Tilleuls", "12, rue des Tilleuls", "France", "+33",
    "max.libre@cabinet-tilleuls.example", "N° RPPS", "99900063480", "N° AM", "639912345",
    "ADRUN", "ZOE", "Née le", "31/12/1975", "Sexe", "63220", "INS-NIR", "2 75 12 63 220 749 74",
    "Le 4 juin 2026", "Signé le 4 juin 2026", "par le Dr Max LIBRE, carte CPS",
)  # fmt: skip


@dataclass(frozen=True)
class Cas:
    """A kind of order: how it is signed, what its page must bear besides, whether it has a number."""

    make: Callable[[], ActeSigne]
    mentions: tuple[str, ...]
    options: OptionsImpression = OptionsImpression()  # noqa: RUF009 (frozen)
    numerique: bool = True


def care(type_: TypeOrdonnance) -> Cas:
    """Return the order of the example that the form of a kind shows."""
    ligne = to_ligne(type_, parse_acte(type_, FORMULAIRES[type_].exemple), UUID(int=21))
    titres = OptionsImpression().paragraphes["genres"]

    def make() -> ActeSigne:
        return act(ligne, type=type_) if type_.is_numerique else act(ligne, type=type_, exemption=PAPIER)

    return Cas(make, (titres[type_.value],), numerique=type_.is_numerique)


CAS = {
    "simple": Cas(act, ("PARACÉTAMOL 1000 mg", "1 médicament prescrit", "ne s’oppose pas", "e-prescription")),
    "bizone": Cas(
        lambda: act(replace(DOLIPRANE, en_rapport_ald=True), DOLIPRANE, bizone=True),
        ("AFFECTION EXONÉRANTE", "MALADIES INTERCURRENTES", "2 médicaments prescrits"),
    ),
    "securisee": Cas(
        lambda: act(PATCH),
        ("Ordonnance sécurisée", "vingt-cinq (25) microgrammes", "vingt-huit jours", "quatorze (14) jours"),
        SECURISEE,
    ),
    "securisee papier": Cas(
        lambda: act(PATCH, exemption=PAPIER),
        ("Ordonnance sécurisée", "papier sécurisé", "deux (2) boîtes", "service indisponible"),
        SECURISEE,
        numerique=False,
    ),
    "exception": Cas(
        lambda: act(replace(DOLIPRANE, medicament_exception=True, indication="migraine"), is_exception=True),
        ("Médicament d’exception", "Indication : migraine"),
    ),
    "exception papier": Cas(
        lambda: act(
            replace(DOLIPRANE, medicament_exception=True, indication="migraine"),
            is_exception=True,
            exemption=PAPIER,
        ),
        ("Médicament d’exception", "cerfa 12708"),
        numerique=False,
    ),
    "libre": Cas(
        lambda: act(LIBRE, type=TypeOrdonnance.LIBRE, exemption=PAPIER),
        ("Régime pauvre en sel", "1 ligne prescrite"),
        numerique=False,
    ),
    **{type_.name.lower(): care(type_) for type_ in FORMULAIRES},
}


@cache
def printed(nom: str, papier: Format, lignes: int = 0, nom_patient: str = "") -> bytes:
    """Return the PDF of a kind, of as many lines as wanted."""
    cas = CAS[nom]
    acte = cas.make()
    if lignes:
        premiere = acte.ordonnance.lignes[0]
        acte = replace(acte, ordonnance=replace(acte.ordonnance, lignes=(premiere,) * lignes))
    if nom_patient:
        traits = replace(QUALIFIEE.identite.traits, nom_naissance=nom_patient)
        acte = replace(
            acte, patient=replace(QUALIFIEE, identite=replace(QUALIFIEE.identite, traits=traits, ins=None))
        )
    options = replace(cas.options, format=papier, qr=QR if cas.numerique else "")
    return render_ordonnance(compose_page(acte, options))


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", t.replace("\u00a0", " ").replace("\ufffe", "-")) for t in read_text(pdf)]


every_page = pytest.mark.parametrize("papier", Format)
every_kind = pytest.mark.parametrize("nom", CAS)


@every_kind
@every_page
def test_every_code_of_the_kind_decodes_and_no_other_is_there(nom: str, papier: Format) -> None:
    codes = read_codes(printed(nom, papier))
    expected = {"DataMatrix", "Code128:99900063480", "Code128:639912345"}
    assert set(codes) == expected | ({"QRCode"} if CAS[nom].numerique else set())
    assert codes.get("QRCode", QR.encode()) == QR.encode()
    assert b"275126322074974" in codes["DataMatrix"]


@every_kind
@every_page
def test_every_mandatory_mention_is_on_the_page(nom: str, papier: Format) -> None:
    text = " ".join(pages_of(printed(nom, papier)))
    missing = [m for m in (*TOUJOURS, *CAS[nom].mentions) if m and m not in text]
    assert missing == []
    assert ("e-prescription" in text) is CAS[nom].numerique
    assert re.search(r"\d+ (?:\w+ )?(?:prescrite?s?|demandés?)\b", text)


@every_kind
@every_page
def test_each_page_is_an_archive_that_says_whose_it_is_and_its_rank(nom: str, papier: Format) -> None:
    pdf = printed(nom, papier)
    assert_pdfa(pdf)
    pages = pages_of(pdf)
    for rank, text in enumerate(pages, 1):
        assert "ADRUN Zoe · née le 31/12/1975" in text
        assert f"Page {rank}/{len(pages)}" in text


@every_kind
@every_page
def test_a_fax_keeps_the_codes_and_no_word_is_paler_than_a_grey_printer_prints(
    nom: str, papier: Format
) -> None:
    pdf = printed(nom, papier)
    assert max(greys_of_words(pdf)) <= 0.35, "seven to one against white"
    assert set(read_image(fax(pdf))) <= set(read_codes(pdf))
    assert {"Code128:99900063480", "Code128:639912345", "DataMatrix"} <= set(read_image(fax(pdf)))


@every_kind
@every_page
def test_sixty_lines_are_whole_numbered_and_closed_once(nom: str, papier: Format) -> None:
    pages = pages_of(printed(nom, papier, 60))
    assert len(pages) > 1
    whole = _line_pattern(nom, papier)
    assert sum(len(whole.findall(text)) for text in pages) == 60, (
        "a line is on one page, from its name to its end"
    )
    closing = re.compile(r"\b60 (?:\w+ )?(?:prescrite?s|demandés)\b")
    assert [bool(closing.search(text)) for text in pages] == [False] * (len(pages) - 1) + [True]
    for rank, text in enumerate(pages, 1):
        assert f"Page {rank}/{len(pages)}" in text
        assert "ADRUN" in text
        assert "4 juin 2026" in text


@pytest.mark.parametrize("papier", Format)
@pytest.mark.parametrize("nom", ["simple", "bizone", "securisee papier", "biologie"])
def test_a_name_of_a_hundred_letters_is_whole_on_every_page(nom: str, papier: Format) -> None:
    long = "-".join(["DELATOURDUPIN"] * 7) + "XY"
    assert len(long) == 99
    pages = pages_of(printed(nom, papier, 30, long))
    assert len(pages) > 1
    for text in pages:
        assert long.replace("-", "") in re.sub(r"[\s-]", "", text)


def _line_pattern(nom: str, papier: Format) -> re.Pattern[str]:
    """Return a line as its own single page says it, its rank apart: no page foot, no head within it."""
    text = pages_of(printed(nom, papier))[0].partition("Le 4 juin 2026")[2]
    start = re.search(r"\b1 (?=[A-ZÉÀ])", text)
    assert start is not None
    body = text[start.end() :]
    end = re.search(
        r" (?:2 [A-Z]|\d+ (?:\w+ )?(?:prescrite?s?|demandés?)\b|Prescriptions sans rapport)", body
    )
    assert end is not None
    return re.compile(rf"\b\d{{1,2}} {re.escape(body[: end.start()])}")
