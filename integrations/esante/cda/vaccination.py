"""Build the note of one vaccination: document VAC-NOTE 2023.01."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.ecriture import code_el, el, horodatage, jour, modele, octets, original, reference, uid
from esante.cda.entete import assigned_entity, auteur_el, build_document
from esante.cda.models import ActeDocumente, Code, Entete, ProfessionnelCda
from esante.cda.ordonnance_models import ProduitCda
from esante.cda.produit import OID_CIP, OID_CIS
from esante.cda.sections import FR_ENTREE, FR_SECTION, Identifiants, cellule, loinc, section, tableau
from esante.cda.valeurs import jeu_valeurs, types_document

MODELE = (("1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2", ""), ("1.2.250.1.213.1.1.1.46", "2023.01"))
_COLONNES = (
    "Date",
    "Vaccin",
    "Lot",
    "Rang",
    "Voie d’administration",
    "Région d’administration",
    "Commentaire",
    "Vaccinateur",
)


@dataclass(frozen=True)
class VaccinationCda:
    """One vaccination.

    Args:
        identifiant: kept when the note is replaced; the DMP refuses the same CIS and date under another.
        vaccinateur: who injected, when it is not the author of the note.
        vaccinateur_libre: name of a vaccinator known only by name.
    """

    identifiant: UUID
    produit: ProduitCda
    date: date
    lot: str | None = None
    rang: int | None = None
    voie: Code | None = None
    site: Code | None = None
    type: str = "IMMUNIZ"
    vaccinateur: ProfessionnelCda | None = None
    vaccinateur_libre: str = ""
    commentaire: str = ""


def build_vaccination(entete: Entete, vaccination: VaccinationCda) -> bytes:
    """Return the exact bytes of the note: one vaccination, confidentiality ``N`` only.

    Raises:
        ValueError: no CIS code, or a type or a route outside its value set.
    """
    if not vaccination.produit.code_cis:
        raise ValueError("une note de vaccination porte le code CIS du vaccin")
    type_document = types_document()["87273-9"].type
    entete = replace(
        entete,
        type=type_document,
        modele=MODELE,
        confidentialite="N",
        acte=ActeDocumente(code=type_document, debut=entete.instant),
        executant_acte=vaccination.vaccinateur or entete.executant_acte,
    )
    ids = Identifiants(uuid5(UUID(int=0), entete.identifiant))
    corps = el(
        "structuredBody",
        section(
            ("2.16.840.1.113883.10.20.1.6", "1.3.6.1.4.1.19376.1.5.3.1.3.23", f"{FR_SECTION}.147"),
            ids.uid("vaccination"),
            loinc("11369-6", "Historique des vaccinations"),
            "Note de vaccination",
            el("text", _narratif(entete, vaccination)),
            vaccination_el("vac-01", entete, vaccination),
        ),
    )
    return octets(build_document(entete, corps))


def vaccination_el(ref: str, entete: Entete, vaccination: VaccinationCda) -> etree._Element:
    """Write FR-Vaccination, for a note or for the vaccinations of a summary."""
    kind = jeu_valeurs("type_vaccination").find(vaccination.type)
    if kind is None or (vaccination.voie and not jeu_valeurs("voie_vaccination").find(vaccination.voie.code)):
        raise ValueError("type ou voie de vaccination hors du jeu de valeurs")
    instant = horodatage(entete.instant)
    return el(
        "substanceAdministration",
        modele("2.16.840.1.113883.10.20.1.24"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.12"),
        modele(f"{FR_ENTREE}.45"),
        uid(vaccination.identifiant),
        code_el("code", kind),
        reference(ref),
        el("statusCode", code="completed"),
        el("effectiveTime", value=jour(vaccination.date)),
        code_el("routeCode", vaccination.voie) if vaccination.voie else None,
        code_el("approachSiteCode", vaccination.site, original(f"{ref}-site")) if vaccination.site else None,
        el("consumable", _vaccin(ref, vaccination), typeCode="CSM"),
        _performer(entete, vaccination),
        auteur_el(replace(entete.auteurs[0], fonction=None), instant),
        _rang(vaccination.rang) if vaccination.rang else None,
        _commentaire(ref) if vaccination.commentaire else None,
        classCode="SBADM",
        moodCode="EVN",
        negationInd="false",
    )


def _narratif(entete: Entete, vaccination: VaccinationCda) -> etree._Element:
    who = vaccination.vaccinateur or entete.auteurs[0]
    name = vaccination.vaccinateur_libre or f"{who.prenom} {who.nom}"
    return tableau(
        _COLONNES,
        (
            cellule(f"{vaccination.date:%d/%m/%Y}"),
            cellule(vaccination.produit.denomination, "vac-01"),
            cellule(vaccination.lot or "—"),
            cellule(str(vaccination.rang) if vaccination.rang else "—"),
            cellule(vaccination.voie.libelle if vaccination.voie else "—"),
            cellule(vaccination.site.libelle if vaccination.site else "—", "vac-01-site"),
            cellule(vaccination.commentaire or "—", "vac-01-commentaire"),
            cellule(name),
        ),
    )


def _vaccin(ref: str, vaccination: VaccinationCda) -> etree._Element:
    produit = vaccination.produit
    translations = [
        code_el("translation", code)
        for code in (
            produit.atc,
            Code(produit.code_cip13, produit.libelle_cip or produit.denomination, OID_CIP)
            if produit.code_cip13
            else None,
        )
        if code
    ]
    code = (
        code_el("code", Code(produit.code_cis, produit.denomination, OID_CIS), original(ref), *translations)
        if produit.code_cis
        else el("code", original(ref), *translations, nullFlavor="UNK")
    )
    return el(
        "manufacturedProduct",
        modele("2.16.840.1.113883.10.20.1.53"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7.2"),
        modele(f"{FR_ENTREE}.43"),
        el(
            "manufacturedMaterial",
            code,
            el("name", produit.denomination),
            el("lotNumberText", vaccination.lot)
            if vaccination.lot
            else el("lotNumberText", nullFlavor="UNK"),
        ),
    )


def _performer(entete: Entete, vaccination: VaccinationCda) -> etree._Element:
    if vaccination.vaccinateur_libre:
        entity = el(
            "assignedEntity",
            el("id", nullFlavor="UNK"),
            el("assignedPerson", el("name", el("family", vaccination.vaccinateur_libre))),
        )
    else:
        entity = assigned_entity(vaccination.vaccinateur or entete.auteurs[0])
    return el("performer", entity, typeCode="PRF")


def _rang(rang: int) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "observation",
            modele("2.16.840.1.113883.10.20.1.46"),
            modele(f"{FR_ENTREE}.82"),
            code_el("code", loinc("30973-2", "Rang de la vaccination")),
            el("statusCode", code="completed"),
            el("value", value=str(rang), xsi_type="INT"),
            classCode="OBS",
            moodCode="EVN",
        ),
        typeCode="SUBJ",
    )


def _commentaire(ref: str) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "act",
            modele("2.16.840.1.113883.10.20.1.40"),
            modele("1.3.6.1.4.1.19376.1.5.3.1.4.2"),
            modele(f"{FR_ENTREE}.32"),
            code_el("code", loinc("48767-8", "Commentaire")),
            reference(f"{ref}-commentaire"),
            el("statusCode", code="completed"),
            classCode="ACT",
            moodCode="EVN",
        ),
        typeCode="SUBJ",
    )
