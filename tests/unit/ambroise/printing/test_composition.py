"""A signed act becomes the page the law asks for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.identite import (
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.mensurations import Mensurations
from ambroise.domain.ordonnance import ConsentementConsultation, Exemption, MotifExemption, TypeOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, SpecialitePrescrite
from ambroise.domain.professionnel import (
    Profession,
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    Structure,
)
from ambroise.domain.unites import unite
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.lignes import compose_ligne, strength_in_letters
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.paragraphes import read_paragraphes
from ambroise.printing.qualite import qualite_of
from ambroise.printing.telephone import international
from ambroise.usecases.ports_actes import ActeSigne
from tests.fakes.ordonnances import LE, NOW, make_ordonnance
from tests.fakes.relecture import read_codes, read_text

CABINET = Structure(
    "299700634807001", "Cabinet des Tilleuls", "12, rue des Tilleuls", "63000", "Clermont-Ferrand",
    "0465710012", "max.libre@cabinet-tilleuls.example",
)  # fmt: skip
SESSION = SessionProfessionnel(
    Professionnel("899900063480", "LIBRE", "MAX", Profession.MEDECIN, "Médecine générale"),
    SituationExercice(CABINET, "SA07", numero_am="639912345"),
    NOW,
    "9990001234",
)
TRAITS = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220", "ZOE")
INS = IdentiteIns(MatriculeIns("275126322074974", "1.2.250.1.213.1.4.10"), TRAITS, NOW)
PROOF = Justificatif(TypeJustificatif.CARTE_IDENTITE, LE, "99900063480")
QUALIFIEE = Patient(UUID(int=2), Identite(TRAITS, ins=INS, justificatifs=(PROOF,)))
DOLIPRANE = LigneOrdonnance(
    id=UUID(int=11),
    produit=SpecialitePrescrite("60234100", "DOLIPRANE 1000 mg, comprimé", "PARACÉTAMOL 1000 mg, comprimé"),
    posologie=parse_posologie("1-1-1 5j si douleur", unite("comprimé")),
)


def act(*lignes: LigneOrdonnance, patient: Patient = QUALIFIEE, **changes) -> ActeSigne:
    order = make_ordonnance(*(lignes or (DOLIPRANE,)))
    order = replace(order, **{"numero": "02AMBTEST2JC4NYGHZ", "signee_le": NOW, **changes})
    if "exemption" not in changes:
        order = replace(order, consentement=ConsentementConsultation(LE, opposition=False))
    else:
        order = replace(order, numero=None)
    return ActeSigne(order, patient, SESSION, "1.2.3")


def test_page_bears_prescriber_patient_and_lines() -> None:
    page = compose_page(act(), OptionsImpression(qr="x"))
    who = page.prescripteur
    assert who.nom == "Docteur Max LIBRE"
    assert who.adresse[-1] == "63000 Clermont-Ferrand, France"
    assert who.telephone == "+33\u00a04\u00a065\u00a071\u00a000\u00a012"
    assert (who.numero_rpps, who.numero_am, who.numero_finess) == ("99900063480", "639912345", None)
    assert page.patient.age == "50 ans"
    assert page.patient.matricule == "275126322074974"
    assert page.zones[0].lignes[0].titre == "PARACÉTAMOL 1000 mg, comprimé (DOLIPRANE 1000 mg)"
    assert page.zones[0].lignes[0].details == ("15\u00a0comprimés",)
    assert page.cloture == "1 médicament prescrit"
    assert page.signature[1] == "par le Dr Max LIBRE, carte CPS"


def test_composed_page_renders_and_its_datamatrix_reads_back() -> None:
    page = compose_page(act(), OptionsImpression(qr="02AMBTEST2JC4NYGHZ", specimen=True))
    pdf = render_ordonnance(page)
    codes = read_codes(pdf)
    assert codes["DataMatrix"].startswith(b"IS01")
    assert b"275126322074974" in codes["DataMatrix"]
    assert codes["QRCode"] == b"02AMBTEST2JC4NYGHZ"
    assert "La patiente a été informée" in read_text(pdf)[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    "identite",
    [Identite(TRAITS), Identite(TRAITS, ins=INS), Identite(TRAITS, justificatifs=(PROOF,))],
    ids=["provisoire", "recuperee", "validee"],
)
def test_identity_not_qualified_never_prints_the_matricule(identite: Identite) -> None:
    page = compose_page(act(patient=Patient(UUID(int=2), identite)))
    assert (page.patient.matricule, page.patient.datamatrix, page.patient.lieu_naissance) == (None, None, "")


def test_opposition_is_printed_as_such() -> None:
    opposed = act()
    order = replace(opposed.ordonnance, consentement=ConsentementConsultation(LE, opposition=True))
    text = compose_page(replace(opposed, ordonnance=order)).paragraphes[0]
    assert "s’oppose à ce que" in text
    assert "ne s’oppose pas" not in text


def test_parent_is_informed_for_a_minor() -> None:
    child = replace(TRAITS, date_naissance=date(2024, 1, 15), sexe=Sexe.MASCULIN)
    page = compose_page(act(patient=Patient(UUID(int=2), Identite(child))))
    assert page.paragraphes[0].startswith("Le titulaire de l’autorité parentale a été informé le")
    baby = replace(child, date_naissance=date(2025, 5, 10))
    signed = replace(
        act(patient=Patient(UUID(int=2), Identite(baby))),
        mensurations=Mensurations(Decimal("9.20"), Decimal(74)),
    )
    page = compose_page(signed)
    assert page.patient.age == "12 mois"
    assert page.patient.complements == (("Poids", "9,2\u00a0kg"), ("Taille", "74\u00a0cm"))


def test_paper_order_says_why_and_asks_for_secure_paper() -> None:
    exemption = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")
    page = compose_page(act(exemption=exemption), OptionsImpression(rangs_securises=frozenset({1})))
    assert page.numero is None
    assert page.paragraphes == ("Ordonnance établie sans téléservice\u00a0: service indisponible.",)
    assert "papier sécurisé" in page.avertissement


def test_two_zones_part_the_lines_and_keep_an_empty_one() -> None:
    ald = replace(DOLIPRANE, id=UUID(int=12), en_rapport_ald=True)
    page = compose_page(act(DOLIPRANE, ald, bizone=True))
    assert [len(z.lignes) for z in page.zones] == [1, 1]
    assert page.zones[0].mention == "AFFECTION EXONÉRANTE"
    page = compose_page(act(ald, bizone=True), OptionsImpression(qr="x"))
    assert [len(z.lignes) for z in page.zones] == [1, 0]
    assert "Néant" in read_text(render_ordonnance(page))[0]


def test_secure_line_is_written_in_full_letters() -> None:
    patch = replace(
        DOLIPRANE,
        posologie=parse_posologie("1 toutes les 72h 28j", unite("patch")),
        boites=2,
        fraction_jours=14,
    )
    line = compose_ligne(patch, en_lettres=True)
    assert line.posologie.replace("\u00a0", " ") == (
        "un (1) dispositif transdermique toutes les soixante-douze heures pendant vingt-huit jours"
    )
    assert line.mentions[0].replace("\u00a0", " ") == "Dosage : mille (1000) milligrammes"
    assert line.mentions[1].replace("\u00a0", " ") == (
        "dix (10) dispositifs transdermiques · deux (2) boîtes"
    )
    assert line.mentions[2] == "Délivrance par fractions de quatorze (14) jours"


@pytest.mark.parametrize(
    ("libelle", "lettres"),
    [
        ("FENTANYL 25 microgrammes/h, dispositif", "vingt-cinq (25) microgrammes"),
        ("MORPHINE 10 mg, gélule (SKENAN L.P. 10 mg)", "dix (10) milligrammes"),
        (
            "CODÉINE 30 mg + PARACÉTAMOL 500 mg, comprimé",
            "trente (30) milligrammes + cinq cents (500) milligrammes",
        ),
        ("BUPRÉNORPHINE 0,4 mg, comprimé", "zéro virgule quatre (0,4) milligramme"),
        ("ALPHAMOL", ""),
    ],
)
def test_strength_is_written_in_letters(libelle: str, lettres: str) -> None:
    assert strength_in_letters(libelle) == lettres


def test_line_mentions_are_all_printed() -> None:
    line = compose_ligne(
        replace(
            DOLIPRANE,
            renouvellements=2,
            mention_non_substituable=MentionNonSubstituable.MTE,
            hors_amm=True,
            non_remboursable=True,
            accident_travail=True,
            indication="céphalées",
            instructions_patient="Boire un grand verre d’eau.",
            instructions_dispensateur="lactose",
            chevauchement_autorise=True,
            delivrance_unique=True,
            date_prochain_diagnostic=date(2026, 12, 1),
        )
    )
    printed = " | ".join(line.details + line.mentions)
    for words in (
        "à renouveler 2 fois",
        "Non substituable (MTE)",
        "Prescription hors AMM",
        "NR",
        "Accident du travail",
        "Indication\u00a0: céphalées",
        "Au pharmacien\u00a0: lactose",
        "Chevauchement",
        "Délivrance en une seule fois",
        "1er\u00a0décembre\u00a02026",
    ):
        assert words in printed
    assert line.consignes == ("Boire un grand verre d’eau.",)


def test_generic_named_after_its_substance_is_not_named_twice() -> None:
    product = SpecialitePrescrite("1", "RAMIPRIL BIOGARAN 5 mg, comprimé sécable", "RAMIPRIL")
    assert (
        compose_ligne(replace(DOLIPRANE, produit=product)).titre == "RAMIPRIL BIOGARAN 5 mg, comprimé sécable"
    )


def test_length_of_the_line_is_printed_when_the_posology_has_none() -> None:
    line = replace(
        DOLIPRANE,
        posologie=parse_posologie("1-0-0", unite("comprimé")),
        duree_traitement=Duree(Decimal(3), UniteTemps.MOIS),
        date_debut=date(2026, 6, 10),
    )
    printed = compose_ligne(line)
    assert (
        printed.posologie.replace("\u00a0", " ")
        == "1 comprimé le matin pendant 3 mois à partir du 10 juin 2026"
    )
    assert printed.details == ("90\u00a0comprimés",)


def test_nurse_acts_and_devices_are_printed_with_what_their_kind_asks() -> None:
    act_line = LigneOrdonnance(
        UUID(int=1),
        ActePrescrit(
            "Pansement d’ulcère", 20, "1 fois par jour", a_domicile=True, dimanches_et_feries=True,
            urgent=True, details=(("Site", "jambe gauche"),),
        ),
        en_rapport_ald=True,
    )  # fmt: skip
    printed = compose_ligne(act_line, TypeOrdonnance.SOINS_INFIRMIERS)
    assert printed.posologie == (
        "20\u00a0actes, 1 fois par jour, à domicile, dimanches et jours fériés compris, urgent"
    )
    assert printed.mentions == ("Site\u00a0: jambe gauche",)
    device = LigneOrdonnance(
        UUID(int=2),
        DispositifPrescrit("Bas de contention classe 2", "2123456", "2 paires", "à porter le jour"),
    )
    printed = compose_ligne(device, TypeOrdonnance.DISPOSITIFS)
    assert printed.posologie == "2 paires, à porter le jour"
    assert printed.mentions == ("Code LPP 2123456",)
    page = compose_page(act(act_line, type=TypeOrdonnance.SOINS_INFIRMIERS))
    assert page.cloture == "1 ligne prescrite"


def test_locum_and_establishment_are_named() -> None:
    base = act()
    prescriber = replace(base.ordonnance.prescripteur, rpps_remplace="99900012345", numero_am=None)
    order = replace(base.ordonnance, prescripteur=prescriber, is_exception=True, remplace=UUID(int=9))
    hospital = replace(CABINET, identifiant="1630000404")
    session = replace(SESSION, situation=replace(SESSION.situation, structure=hospital), numero_carte="")
    page = compose_page(replace(base, ordonnance=order, session=session))
    assert page.prescripteur.mention == "Remplaçant de son confrère (RPPS 99900012345)"
    named = replace(order, prescripteur=replace(prescriber, nom_remplace="Dr Jeanne MARTIN"))
    page_named = compose_page(replace(base, ordonnance=named, session=session))
    assert page_named.prescripteur.mention == "Remplaçant du Dr Jeanne MARTIN (RPPS 99900012345)"
    assert page.prescripteur.numero_finess == "630000404"
    assert page.titre == "Médicament d’exception · Remplace une ordonnance précédente"
    assert page.signature[1].endswith("e-CPS")


def test_draft_has_no_signature() -> None:
    assert compose_page(act(signee_le=None)).signature == ()


def test_profile_may_change_a_sentence_and_keeps_the_others(tmp_path: Path) -> None:
    own = tmp_path / "paragraphes.toml"
    own.write_text('[transmission]\ntexte = "Texte du cabinet."\n', encoding="utf-8")
    words = read_paragraphes(own)
    assert words["transmission"]["texte"] == "Texte du cabinet."
    assert "informé" in words["consentement"]["opposition"]
    assert read_paragraphes(tmp_path / "absent.toml") == read_paragraphes()


@pytest.mark.parametrize(
    ("numero", "attendu"),
    [
        ("0465710012", "+33 4 65 71 00 12"),
        ("04.65.71.00.12", "+33 4 65 71 00 12"),
        ("+33465710012", "+33 4 65 71 00 12"),
        ("0033 465710012", "+33 4 65 71 00 12"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("", ""),
    ],
)
def test_telephone_is_written_with_its_country(numero: str, attendu: str) -> None:
    assert international(numero).replace("\u00a0", " ") == attendu


def test_signing_instant_dates_the_document() -> None:
    assert compose_page(act()).produit_le == datetime(2026, 6, 4, 9, 52, tzinfo=UTC)


@pytest.mark.parametrize(
    ("savoir_faire", "attendu"),
    [
        ("SM26", "Médecin, qualifié en médecine générale"),
        ("SM999", "Médecin"),
        ("", "Médecin"),
        ("Médecine générale", "Médecine générale"),
    ],
)
def test_quality_is_said_in_words(savoir_faire: str, attendu: str) -> None:
    assert qualite_of(replace(SESSION.professionnel, savoir_faire=savoir_faire)) == attendu
