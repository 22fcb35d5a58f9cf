"""Steps of the feature on the printed page: what is asserted is read back from the PDF."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from pytest_bdd import parsers, scenarios, then, when

from ambroise.bootstrap.documents import Papier
from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.identite import Identite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.mensurations import Mensurations
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Prescripteur,
    TypeOrdonnance,
)
from ambroise.domain.papier_securise import CarreSecurise
from ambroise.domain.patient import Patient
from ambroise.domain.produit_prescrit import PreparationPrescrite
from ambroise.domain.professionnel import SessionProfessionnel, SituationExercice
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format
from ambroise.usecases.ports_actes import ActeSigne
from tests.fakes.mesures import Boite, read_within
from tests.fakes.ordonnances import LE, NOW
from tests.fakes.pages import QR
from tests.fakes.relecture import read_codes, read_images, read_text
from tests.unit.ambroise.printing.test_composition import CABINET, DOLIPRANE, QUALIFIEE, SESSION, TRAITS, act

scenarios("ordonnance/imprimer.feature")

CARRE = CarreSecurise(12, 12, 22)
EXEMPTION = Exemption(MotifExemption.CONNEXION_INSUFFISANTE, NOW, "99900063480")


@dataclass
class Page:
    """The PDF printed by the scenario."""

    pdf: bytes = b""

    def print(
        self,
        ligne: LigneOrdonnance = DOLIPRANE,
        patient: Patient = QUALIFIEE,
        en_lettres: frozenset[int] = frozenset(),
        mensurations: Mensurations = Mensurations(),  # noqa: B008 (immutable)
        session: SessionProfessionnel = SESSION,
        **changes: object,
    ) -> None:
        acte = replace(act(ligne, patient=patient, **changes), mensurations=mensurations, session=session)
        acte = replace(acte, ordonnance=replace(acte.ordonnance, **changes))  # type: ignore[arg-type]
        options = OptionsImpression(qr="" if "exemption" in changes else QR, rangs_securises=en_lettres)
        self.pdf = render_ordonnance(compose_page(acte, options))

    def copies(self, acte: ActeSigne) -> None:
        pdf = render_ordonnance(
            compose_page(acte, OptionsImpression(qr=QR if acte.ordonnance.numero else ""))
        )
        self.pdf = Papier().make_exemplaires(pdf, acte.ordonnance)

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
    page.print(exemption=EXEMPTION, numero=None)


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
    "par fractions de 14 jours": replace(DOLIPRANE, fraction_jours=14),
    "délivrée en une fois": replace(DOLIPRANE, delivrance_unique=True),
    "dont le chevauchement est autorisé": replace(DOLIPRANE, chevauchement_autorise=True),
}


@when(parsers.re(r"j’imprime une ligne (?P<cas>.+)"))
def special(page: Page, cas: str) -> None:
    page.print(CAS[cas])


@when("j’imprime l’ordonnance d’un médecin hospitalier")
def hospital(page: Page) -> None:
    chu = replace(CABINET, identifiant="1630000123", nom="CHU de Riom")
    session = replace(SESSION, situation=SituationExercice(chu, "SA01"))
    page.print(session=session, prescripteur=Prescripteur("99900063480", "LIBRE", "Max"))


@when(parsers.parse("j’imprime la préparation « {formule} »"))
def preparation(page: Page, formule: str) -> None:
    page.print(replace(DOLIPRANE, produit=PreparationPrescrite(formule)))


@when(parsers.parse("j’imprime la mention « {mention} »"))
def mention_to_pharmacist(page: Page, mention: str) -> None:
    page.print(replace(DOLIPRANE, instructions_dispensateur=mention))


@when("j’imprime l’ordonnance d’un enfant de 14,2 kg et 95 cm")
def child(page: Page) -> None:
    enfant = replace(TRAITS, date_naissance=date(2023, 1, 15))
    patient = replace(QUALIFIEE, identite=Identite(enfant))
    page.print(patient=patient, mensurations=Mensurations(Decimal("14.2"), Decimal(95)))


@when(parsers.parse("j’imprime le dispositif « {saisie} »"))
def device(page: Page, saisie: str) -> None:
    care(page, "DISPOSITIFS", saisie)


@when(parsers.parse("j’imprime en « {genre} » : « {saisie} »"))
def care(page: Page, genre: str, saisie: str) -> None:
    type_ = TypeOrdonnance[genre]
    page.print(to_ligne(type_, parse_acte(type_, saisie), UUID(int=1)), type=type_)


@when("j’imprime un médicament d’exception exempté pour connexion insuffisante")
def exception(page: Page) -> None:
    page.print(replace(DOLIPRANE, medicament_exception=True), is_exception=True, exemption=EXEMPTION)


@when("j’imprime en toutes lettres une ordonnance exemptée pour connexion insuffisante")
def secure_paper(page: Page) -> None:
    page.print(en_lettres=frozenset({1}), exemption=EXEMPTION, numero=None)


@when(parsers.parse("j’imprime une ordonnance destinée à la pharmacie « {nom} »"))
def chosen_pharmacy(page: Page, nom: str) -> None:
    page.print(pharmacie_designee=nom)


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


@when(
    parsers.re(
        r"j’imprime (?P<lignes>\d+) lignes en toutes lettres sur un papier sécurisé en (?P<papier>A\d)"
    )
)
def secure_sheet(page: Page, lignes: str, papier: str) -> None:
    acte = act(*[DOLIPRANE] * int(lignes), exemption=EXEMPTION)
    options = OptionsImpression(rangs_securises=frozenset({1}), carre=CARRE, format=Format[papier])
    page.pdf = render_ordonnance(compose_page(acte, options))


@then(parsers.parse("le carré du papier sécurisé porte « {nombre} », « {mots} » et rien d’autre"))
def in_the_square(page: Page, nombre: str, mots: str) -> None:
    largeur = read_images(page.pdf, 25.4 / 72)[0].width
    right = largeur - CARRE.droite
    square = Boite(right - CARRE.cote - 1, CARRE.bas, right + 1, CARRE.bas + CARRE.cote)
    assert read_within(page.pdf, square) == nombre + mots


@when(parsers.parse("j’imprime les exemplaires d’une ordonnance exemptée pour connexion insuffisante"))
def copies_of_paper(page: Page) -> None:
    page.copies(act(exemption=EXEMPTION))


@when("j’imprime les exemplaires d’une ordonnance numérique")
def copies_of_numeric(page: Page) -> None:
    page.copies(act())


@when(parsers.parse("j’imprime les exemplaires du dispositif « {saisie} » exempté"))
def copies_of_device(page: Page, saisie: str) -> None:
    type_ = TypeOrdonnance.DISPOSITIFS
    ligne = to_ligne(type_, parse_acte(type_, saisie), UUID(int=1))
    page.copies(act(ligne, type=type_, exemption=EXEMPTION))


@when(parsers.parse("j’imprime {lignes:d} lignes en A5"))
def several_pages(page: Page, lignes: int) -> None:
    page.pdf = render_ordonnance(
        compose_page(act(*[DOLIPRANE] * lignes), OptionsImpression(format=Format.A5))
    )


@then(parsers.re(r"(?:l’exemplaire|la feuille) (?P<rang>\d) porte (?P<mentions>.+)"))
def sheet_bears(page: Page, rang: str, mentions: str) -> None:
    text = re.sub(r"\s+", " ", read_text(page.pdf)[int(rang) - 1])
    for mention in re.findall(r"«\s*(.+?)\s*»", mentions):
        assert mention in text, f"{mention!r} is not on the sheet"


@then(parsers.re(r"il y a (?P<combien>\d) feuilles?"))
def sheets(page: Page, combien: str) -> None:
    assert len(read_text(page.pdf)) == int(combien)


@then("il n’y est pas")
def no_leave() -> None:
    assert not any("arret" in type_.name.lower() for type_ in TypeOrdonnance)
