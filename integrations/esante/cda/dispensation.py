"""Build the record of what a pharmacy delivered: document eDISP-MED 2024.01."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.ecriture import code_el, el, horodatage, modele, nombre, octets, original, reference, uid
from esante.cda.entete import auteur_el, build_document
from esante.cda.models import ActeDocumente, Code, Entete, ProfessionnelCda
from esante.cda.ordonnance_entrees import instructions
from esante.cda.ordonnance_models import ProduitCda, Quantite
from esante.cda.produit import produit_de_sante
from esante.cda.sections import FR_ENTREE, FR_SECTION, Identifiants, cellule, loinc, section, tableau
from esante.cda.valeurs import jeu_valeurs, types_document

MODELE = (
    ("1.3.6.1.4.1.19376.1.5.3.1.1.1", ""),
    ("1.3.6.1.4.1.19376.1.9.1.1.3", ""),
    ("1.2.250.1.213.1.1.1.54", "2024.01"),
)
_COLONNES = ("Médicament délivré", "Quantité", "Posologie", "Lot", "Péremption", "Substitution")


@dataclass(frozen=True)
class LignePrescrite:
    """Where a delivered line comes from: the line and the document of the order, and who prescribed."""

    identifiant: UUID
    document: str
    prescripteur: ProfessionnelCda
    instant: datetime


@dataclass(frozen=True)
class LigneDispensationCda:
    """One medicine delivered.

    Args:
        substitution: what was said of the substitution, ``None`` when the prescribed medicine was delivered.
    """

    identifiant: UUID
    produit: ProduitCda
    quantite: Quantite
    prescrite: LignePrescrite | None = None
    posologie: str = ""
    lot: str | None = None
    peremption: date | None = None
    substitution: str | None = None
    instructions_patient: str = ""
    note: str = ""


@dataclass(frozen=True)
class DispensationCda:
    """One act of dispensing."""

    instant: datetime
    lignes: tuple[LigneDispensationCda, ...]


def build_dispensation(entete: Entete, dispensation: DispensationCda) -> bytes:
    """Return the exact bytes of the document; its type, model and act are those of a dispensing.

    Raises:
        ValueError: nothing was delivered.
    """
    if not dispensation.lignes:
        raise ValueError("dispensation sans ligne")
    type_document = types_document()["60593-1"].type
    entete = replace(
        entete,
        type=type_document,
        modele=MODELE,
        acte=ActeDocumente(code=type_document, debut=dispensation.instant),
        commandes=tuple(_commandes(dispensation)),
    )
    ids = Identifiants(uuid5(UUID(int=0), entete.identifiant))
    lignes = [(rang, _annotee(ligne)) for rang, ligne in enumerate(dispensation.lignes, 1)]
    corps = el(
        "structuredBody",
        section(
            ("1.3.6.1.4.1.19376.1.9.1.2.3", "2.16.840.1.113883.10.20.1.8", f"{FR_SECTION}.236"),
            ids.uid("dispensation"),
            loinc("60590-7", "Médicaments délivrés"),
            "Médicaments délivrés",
            el("text", *(_narratif(f"med-{rang:03}", ligne) for rang, ligne in lignes)),
            *(_delivrance(f"med-{rang:03}", ligne) for rang, ligne in lignes),
            auteur=auteur_el(_dispensateur(entete.auteurs[0]), horodatage(entete.instant)),
        ),
    )
    return octets(build_document(entete, corps))


def _annotee(ligne: LigneDispensationCda) -> LigneDispensationCda:
    """Return a line with a note when it has any relation: E_supplyEntry_fr then wants one."""
    has_relation = ligne.prescrite or ligne.instructions_patient or ligne.substitution is not None
    if ligne.note or not has_relation:
        return ligne
    return replace(ligne, note=ligne.substitution or "Sans observation")


def _dispensateur(pharmacien: ProfessionnelCda) -> ProfessionnelCda:
    """Return the pharmacist under the bare profession: the rules accept no other code there."""
    code = jeu_valeurs("j01_specialite_auteur").find("G15_21")
    assert code is not None
    return replace(pharmacien, specialite=code, fonction=None)


def _commandes(dispensation: DispensationCda) -> Iterable[tuple[str, str]]:
    documents = (ligne.prescrite.document for ligne in dispensation.lignes if ligne.prescrite)
    return ((document, "") for document in dict.fromkeys(documents))


def _narratif(ref: str, ligne: LigneDispensationCda) -> etree._Element:
    peremption = f"{ligne.peremption:%d/%m/%Y}" if ligne.peremption else "—"
    lignes: list[tuple[etree._Element, ...]] = [
        (
            cellule(ligne.produit.denomination, ref),
            cellule(ligne.quantite.libelle, f"{ref}-quantite"),
            cellule(ligne.posologie or "—", f"{ref}-posologie"),
            cellule(ligne.lot or "—"),
            cellule(peremption),
            cellule(ligne.substitution or "Non", f"{ref}-substitution"),
        )
    ]
    for titre, texte, suffixe in (
        ("Instructions au patient", ligne.instructions_patient, "patient"),
        ("Notes du dispensateur", ligne.note, "note"),
        ("Ligne prescrite", str(ligne.prescrite.identifiant) if ligne.prescrite else "", "prescrite"),
    ):
        if texte:
            lignes.append(
                (
                    el("td", titre, colspan="2"),
                    el("td", el("content", texte, ID=f"{ref}-{suffixe}"), colspan="4"),
                )
            )
    return tableau(_COLONNES, *lignes)


def _delivrance(ref: str, ligne: LigneDispensationCda) -> etree._Element:
    return el(
        "supply",
        modele("2.16.840.1.113883.10.20.1.34"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7.3"),
        modele("1.3.6.1.4.1.19376.1.9.1.3.4"),
        modele(f"{FR_ENTREE}.204"),
        uid(ligne.identifiant),
        reference(ref),
        el("quantity", value=nombre(ligne.quantite.valeur), unit=ligne.quantite.unite or None),
        el("product", produit_de_sante(ligne.produit, ref, ligne.lot, ligne.peremption)),
        _prescrite(ref, ligne.prescrite) if ligne.prescrite else None,
        instructions(f"{ref}-patient", "PINSTRUCT", "49", "3", "33") if ligne.instructions_patient else None,
        instructions(f"{ref}-note", "FINSTRUCT", "43", "3.1", "207") if ligne.note else None,
        _substitution(ref) if ligne.substitution is not None else None,
        classCode="SPLY",
        moodCode="EVN",
    )


def _prescrite(ref: str, prescrite: LignePrescrite) -> etree._Element:
    item = Code("PREItem", "Prescription Item", "1.3.6.1.4.1.19376.1.9.2.2")
    return el(
        "entryRelationship",
        el(
            "substanceAdministration",
            modele("1.3.6.1.4.1.19376.1.9.1.3.11"),
            modele(f"{FR_ENTREE}.90"),
            uid(prescrite.identifiant),
            code_el("code", item, original(f"{ref}-prescrite")),
            el(
                "consumable",
                el(
                    "manufacturedProduct",
                    el("manufacturedMaterial", el("name", nullFlavor="NA"), nullFlavor="NA"),
                ),
            ),
            auteur_el(prescrite.prescripteur, horodatage(prescrite.instant)),
            el("reference", el("externalDocument", el("id", root=prescrite.document)), typeCode="XCRPT"),
            classCode="SBADM",
            moodCode="INT",
        ),
        typeCode="REFR",
        inversionInd="false",
    )


def _substitution(ref: str) -> etree._Element:
    code = Code("G", "Substitution par un produit générique", "2.16.840.1.113883.5.1070")
    return el(
        "entryRelationship",
        el(
            "act",
            modele("1.3.6.1.4.1.19376.1.9.1.3.9.2"),
            modele(f"{FR_ENTREE}.206"),
            code_el("code", code, original(f"{ref}-substitution")),
            el("statusCode", code="completed"),
            classCode="ACT",
            moodCode="EVN",
        ),
        typeCode="COMP",
    )
