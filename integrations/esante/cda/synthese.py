"""Build the summary of a patient's file: IPS-FR 2024.01, and the VSM that it succeeds."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.ecriture import el, octets
from esante.cda.entete import build_document
from esante.cda.models import Entete
from esante.cda.sections import FR_SECTION, Identifiants, cellule, loinc, section, tableau
from esante.cda.synthese_entrees import (
    acte_el,
    allergie_el,
    dispositif_el,
    periode_lisible,
    probleme_el,
    traitement_el,
)
from esante.cda.synthese_models import (
    ActeCda,
    AllergieCda,
    DispositifPorteCda,
    ProblemeCda,
    SyntheseCda,
    TraitementCda,
)
from esante.cda.vaccination import VaccinationCda, vaccination_el
from esante.cda.valeurs import types_document

MODELE_VSM = (("1.2.250.1.213.1.1.1.13", "201310"),)
MODELE_IPS = (("2.16.840.1.113883.10.22.1.1", ""), ("1.2.250.1.213.1.1.1.51", "2024.01"))


def build_synthese(entete: Entete, synthese: SyntheseCda) -> bytes:
    """Return the exact bytes of an IPS-FR: an empty list is said as "no information", never left out."""
    type_document = types_document()["60591-5"].type
    entete = replace(entete, type=type_document, modele=MODELE_IPS)
    ids = Identifiants(uuid5(UUID(int=0), entete.identifiant))
    parts = [
        section_problemes(ids, synthese.problemes, actifs=True),
        section_problemes(ids, synthese.antecedents, actifs=False) if synthese.antecedents else None,
        section_actes(ids, synthese.actes),
        section_allergies(ids, synthese.allergies),
        _section_dispositifs(ids, synthese.dispositifs),
        _section_vaccinations(ids, entete, synthese.vaccinations) if synthese.vaccinations else None,
        section_traitements(ids, synthese.traitements),
    ]
    return octets(build_document(entete, el("structuredBody", *parts)))


def build_vsm(entete: Entete, synthese: SyntheseCda) -> bytes:
    """Return the exact bytes of a VSM (model of 2013, rules 1.4), while receivers still ask for it."""
    acte = replace(entete.acte, code=loinc("34117-2", "Historique et clinique"))
    entete = replace(entete, type=types_document()["SYNTH"].type, modele=MODELE_VSM, acte=acte)
    ids = Identifiants(uuid5(UUID(int=0), entete.identifiant))
    corps = el(
        "structuredBody",
        section(
            (f"{FR_SECTION}.29",),
            ids.uid("conclusions"),
            loinc("46612-8", "Conclusions de synthèse"),
            "Pathologies en cours, antécédents, allergies et facteurs de risque",
            None,
            sous_sections=(_pathologies(ids, synthese), _risques(ids, synthese)),
        ),
        section(
            ("1.3.6.1.4.1.19376.1.5.3.1.3.27", f"{FR_SECTION}.150"),
            ids.uid("resultats"),
            loinc("30954-2", "Résultats d'examens"),
            "Points de vigilance",
            el("text", el("paragraph", synthese.resultats or "Aucune information")),
        ),
        section(
            (f"{FR_SECTION}.32",),
            ids.uid("traitements"),
            loinc("18776-5", "Plan de traitement"),
            "Traitements au long cours",
            None,
            sous_sections=(section_traitements(ids, synthese.traitements),),
        ),
    )
    return octets(build_document(entete, corps))


def _pathologies(ids: Identifiants, synthese: SyntheseCda) -> etree._Element:
    return section(
        (f"{FR_SECTION}.30",),
        ids.uid("pathologies"),
        loinc("34117-2", "Historique et physique"),
        "Pathologies en cours, antécédents et allergies",
        None,
        sous_sections=(
            section_problemes(ids, synthese.problemes, actifs=True),
            section_problemes(ids, synthese.antecedents, actifs=False),
            section_actes(ids, synthese.actes),
            section_allergies(ids, synthese.allergies),
        ),
    )


def _risques(ids: Identifiants, synthese: SyntheseCda) -> etree._Element:
    metier = section(
        ("1.3.6.1.4.1.19376.1.5.3.1.1.5.3.1", f"{FR_SECTION}.74"),
        ids.uid("metier"),
        loinc("10161-8", "Facteurs de risques professionnels"),
        "Facteurs de risque professionnels",
        el("text", el("paragraph", synthese.risques_professionnels or "Aucune information")),
    )
    return section(
        (f"{FR_SECTION}.31",),
        ids.uid("risques"),
        loinc(
            "57207-3",
            "Facteurs de risque présents ou passés affectant l'état de santé et/ou une circonstance",
        ),
        "Facteurs de risque",
        None,
        sous_sections=(metier,),
    )


def section_problemes(ids: Identifiants, problemes: Sequence[ProblemeCda], *, actifs: bool) -> etree._Element:
    """Write FR-Problemes-actifs or FR-Antecedents-medicaux."""
    modeles: tuple[str, ...]
    if actifs:
        nom, code, titre = "probleme", loinc("11450-4", "Liste des problèmes actifs"), "Problèmes actifs"
        modeles = ("2.16.840.1.113883.10.20.1.11", "1.3.6.1.4.1.19376.1.5.3.1.3.6", f"{FR_SECTION}.132")
    else:
        nom, code, titre = "antecedent", loinc("11348-0", "Antécédents médicaux"), "Antécédents médicaux"
        modeles = ("1.3.6.1.4.1.19376.1.5.3.1.3.8", f"{FR_SECTION}.134")
    lignes = [
        (
            cellule(p.libelle, f"{nom}-{rang}"),
            cellule(p.code.code if p.code else "—"),
            cellule(periode_lisible(p.debut, p.fin)),
            cellule("Actif" if p.is_actif else "Résolu", f"{nom}-{rang}-statut"),
        )
        for rang, p in enumerate(problemes, 1)
    ]
    return section(
        modeles,
        ids.uid(nom),
        code,
        titre,
        _texte(("Problème", "Code", "Période", "Statut"), lignes, nom),
        *(probleme_el(ids, f"{nom}-{rang}", p) for rang, p in enumerate(problemes or (None,), 1)),
    )


def section_actes(ids: Identifiants, actes: Sequence[ActeCda]) -> etree._Element:
    """Write FR-Historique-des-actes."""
    lignes = [
        (
            cellule(a.libelle, f"acte-{rang}"),
            cellule(a.code.code if a.code else "—"),
            cellule(f"{a.date:%d/%m/%Y}" if a.date else "—"),
        )
        for rang, a in enumerate(actes, 1)
    ]
    return section(
        (
            "2.16.840.1.113883.10.20.1.12",
            "1.3.6.1.4.1.19376.1.5.3.1.3.11",
            "1.3.6.1.4.1.19376.1.5.3.1.3.12",
            f"{FR_SECTION}.136",
        ),
        ids.uid("acte"),
        loinc("47519-4", "Historique des actes"),
        "Historique des actes",
        _texte(("Acte", "Code", "Date"), lignes, "acte"),
        *(acte_el(ids, f"acte-{rang}", a) for rang, a in enumerate(actes or (None,), 1)),
    )


def section_allergies(ids: Identifiants, allergies: Sequence[AllergieCda]) -> etree._Element:
    """Write FR-Allergies-et-hypersensibilites."""
    lignes = [
        (
            cellule(a.agent, f"allergie-{rang}"),
            cellule(a.type.libelle),
            cellule(a.reaction or "—", f"allergie-{rang}-reaction"),
            cellule(f"{a.debut:%d/%m/%Y}" if a.debut else "—"),
        )
        for rang, a in enumerate(allergies, 1)
    ]
    return section(
        ("2.16.840.1.113883.10.20.1.2", "1.3.6.1.4.1.19376.1.5.3.1.3.13", f"{FR_SECTION}.137"),
        ids.uid("allergie"),
        loinc("48765-2", "Allergies et hypersensibilités"),
        "Allergies et hypersensibilités",
        _texte(("Agent", "Type", "Réaction", "Depuis"), lignes, "allergie"),
        *(allergie_el(ids, f"allergie-{rang}", a) for rang, a in enumerate(allergies or (None,), 1)),
    )


def section_traitements(ids: Identifiants, traitements: Sequence[TraitementCda]) -> etree._Element:
    """Write FR-Traitements: what the patient takes."""
    lignes = [
        (
            cellule(t.produit.denomination, f"traitement-{rang}"),
            cellule(t.posologie or "—", f"traitement-{rang}-posologie"),
            cellule(periode_lisible(t.debut, t.fin)),
        )
        for rang, t in enumerate(traitements, 1)
    ]
    return section(
        ("2.16.840.1.113883.10.20.1.8", "1.3.6.1.4.1.19376.1.5.3.1.3.19", f"{FR_SECTION}.143"),
        ids.uid("traitement"),
        loinc("10160-0", "Historique de la prise médicamenteuse"),
        "Traitements",
        _texte(("Médicament", "Posologie", "Période"), lignes, "traitement"),
        *(traitement_el(ids, f"traitement-{rang}", t) for rang, t in enumerate(traitements or (None,), 1)),
    )


def _section_dispositifs(ids: Identifiants, dispositifs: Sequence[DispositifPorteCda]) -> etree._Element:
    lignes = [
        (
            cellule(d.libelle, f"dispositif-{rang}"),
            cellule(f"{d.debut:%d/%m/%Y}" if d.debut else "—"),
        )
        for rang, d in enumerate(dispositifs, 1)
    ]
    return section(
        ("2.16.840.1.11383.10.20.1.7", "1.3.6.1.4.1.19376.1.5.3.1.1.5.3.5", f"{FR_SECTION}.1"),
        ids.uid("dispositif"),
        loinc("46264-8", "Dispositifs médicaux"),
        "Dispositifs médicaux",
        _texte(("Dispositif", "Depuis"), lignes, "dispositif"),
        *(dispositif_el(ids, f"dispositif-{rang}", d) for rang, d in enumerate(dispositifs or (None,), 1)),
    )


def _section_vaccinations(
    ids: Identifiants, entete: Entete, vaccinations: Sequence[VaccinationCda]
) -> etree._Element:
    lignes = [
        (
            cellule(f"{v.date:%d/%m/%Y}"),
            cellule(v.produit.denomination, f"vaccin-{rang}"),
            cellule(v.lot or "—"),
            cellule(v.site.libelle if v.site else "—", f"vaccin-{rang}-site"),
            cellule(v.commentaire or "—", f"vaccin-{rang}-commentaire"),
        )
        for rang, v in enumerate(vaccinations, 1)
    ]
    return section(
        ("2.16.840.1.113883.10.20.1.6", "1.3.6.1.4.1.19376.1.5.3.1.3.23", f"{FR_SECTION}.147"),
        ids.uid("vaccin"),
        loinc("11369-6", "Historique des vaccinations"),
        "Vaccinations",
        _texte(("Date", "Vaccin", "Lot", "Région", "Commentaire"), lignes, "vaccin"),
        *(vaccination_el(f"vaccin-{rang}", entete, v) for rang, v in enumerate(vaccinations, 1)),
    )


def _texte(titres: Sequence[str], lignes: Sequence[tuple[etree._Element, ...]], nom: str) -> etree._Element:
    if not lignes:
        return el("text", el("paragraph", el("content", "Aucune information", ID=f"{nom}-1")))
    return el("text", tableau(titres, *lignes))
