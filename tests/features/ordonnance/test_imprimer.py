"""Steps of the feature on the printed page: what is asserted is read back from the PDF."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest
from pytest_bdd import parsers, scenarios, then, when

from ambroise.domain.identite import Identite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.ordonnance import ConsentementConsultation, Exemption, MotifExemption, TypeOrdonnance
from ambroise.domain.patient import Patient
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from tests.fakes.ordonnances import LE, NOW
from tests.fakes.pages import QR
from tests.fakes.relecture import read_codes, read_text
from tests.unit.ambroise.printing.test_composition import DOLIPRANE, QUALIFIEE, TRAITS, act

scenarios("ordonnance/imprimer.feature")


@dataclass
class Page:
    """The PDF printed by the scenario."""

    pdf: bytes = b""

    def print(
        self,
        ligne: LigneOrdonnance = DOLIPRANE,
        patient: Patient = QUALIFIEE,
        en_lettres: frozenset[int] = frozenset(),
        **changes: object,
    ) -> None:
        acte = act(ligne, patient=patient, **changes)
        acte = replace(acte, ordonnance=replace(acte.ordonnance, **changes))  # type: ignore[arg-type]
        options = OptionsImpression(qr="" if "exemption" in changes else QR, rangs_securises=en_lettres)
        self.pdf = render_ordonnance(compose_page(acte, options))

    @property
    def text(self) -> str:
        return " ".join(re.sub(r"\s+", " ", t) for t in read_text(self.pdf))


@pytest.fixture
def page() -> Page:
    return Page()


@when("j’imprime l’ordonnance du médecin de test")
def plain(page: Page) -> None:
    page.print()


@when("j’imprime une ordonnance dont la ligne est en rapport avec l’ALD")
def bizone(page: Page) -> None:
    page.print(replace(DOLIPRANE, en_rapport_ald=True), bizone=True)


@when("j’imprime une ordonnance exemptée pour connexion insuffisante")
def exempted(page: Page) -> None:
    exemption = Exemption(MotifExemption.CONNEXION_INSUFFISANTE, NOW, "99900063480")
    page.print(exemption=exemption, numero=None)


@when(parsers.re(r"j’imprime une ordonnance dont le patient (?P<choix>ne s’oppose pas|s’oppose)$"))
def consent(page: Page, choix: str) -> None:
    page.print(consentement=ConsentementConsultation(LE, opposition=choix == "s’oppose"))


@when("j’imprime la ligne en toutes lettres")
def letters(page: Page) -> None:
    page.print(en_lettres=frozenset({1}))


CAS: Mapping[str, LigneOrdonnance] = {
    "dont le prochain diagnostic est à une date": replace(
        DOLIPRANE, date_prochain_diagnostic=date(2026, 12, 4)
    ),
    "non substituable": replace(DOLIPRANE, mention_non_substituable=MentionNonSubstituable.MTE),
    "hors AMM": replace(DOLIPRANE, hors_amm=True),
    "non remboursable": replace(DOLIPRANE, non_remboursable=True),
    "renouvelée deux fois": replace(DOLIPRANE, renouvellements=2),
}


@when(parsers.re(r"j’imprime une ligne (?P<cas>.+)"))
def special(page: Page, cas: str) -> None:
    page.print(CAS[cas])


@when("j’imprime l’ordonnance d’une identité provisoire")
def provisional(page: Page) -> None:
    page.print(patient=replace(QUALIFIEE, identite=Identite(TRAITS)))


@when("je cherche l’arrêt de travail parmi les types d’ordonnance")
def look_for_leave() -> None:
    """The kinds of orders are looked at by the next step."""


@then(parsers.re(r"la page porte (?P<mentions>.+)"))
def bears(page: Page, mentions: str) -> None:
    text = page.text
    for mention in re.findall(r"«\s*(.+?)\s*»", mentions):
        assert mention in text, f"{mention!r} is not on the page"


@then(parsers.parse("la page ne porte pas « {mention} »"))
def bears_not(page: Page, mention: str) -> None:
    assert mention not in page.text.replace(" ", "")


@then("la page ne porte aucun QR code")
def no_qr(page: Page) -> None:
    assert not any(nom.startswith("QRCode") for nom in read_codes(page.pdf))


@then(parsers.parse("les codes à barres de la page se lisent « {rpps} » et « {am} »"))
def bars(page: Page, rpps: str, am: str) -> None:
    codes = {nom: lu for nom, lu in read_codes(page.pdf).items() if nom.startswith("Code128")}
    assert set(codes.values()) == {rpps.encode(), am.encode()}


@then("il n’y est pas")
def no_leave() -> None:
    assert not any("arret" in type_.name.lower() for type_ in TypeOrdonnance)
