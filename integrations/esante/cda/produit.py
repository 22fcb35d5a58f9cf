"""The entry FR-Produit-de-sante (1.2.250.1.213.1.1.3.43): a medicine and its codes."""

from datetime import date

from lxml import etree

from esante.cda.ecriture import code_el, el, jour, modele, nombre, original
from esante.cda.models import Code
from esante.cda.ordonnance_models import ProduitCda, Substance

OID_CIS = "1.2.250.1.213.2.3.1"
OID_CIP = "1.2.250.1.213.2.3.2"
OID_MV = "1.2.250.1.213.2.59"
OID_ATC = "2.16.840.1.113883.6.73"
OID_SMS = "2.16.840.1.113883.3.6905.2"


def produit_de_sante(
    produit: ProduitCda | None,
    renvoi: str | None = None,
    lot: str | None = None,
    peremption: date | None = None,
) -> etree._Element:
    """Write the product; ``None`` writes the empty product of a subordinate dose."""
    return el(
        "manufacturedProduct",
        modele("2.16.840.1.113883.10.20.1.53"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7.2"),
        modele("1.2.250.1.213.1.1.3.43"),
        el(
            "manufacturedMaterial",
            modele("1.3.6.1.4.1.19376.1.9.1.3.1"),
            _code(produit, renvoi),
            el("name", produit.denomination)
            if produit and (produit.code_cis or produit.code_cip13)
            else el("name", nullFlavor="NA"),
            code_el("pharm:formCode", produit.forme) if produit and produit.forme else None,
            el("lotNumberText", lot) if lot else None,
            el("pharm:expirationTime", value=jour(peremption)) if peremption else None,
            *(_pharm(produit) if produit else ()),
            classCode="MMAT",
            determinerCode="KIND",
        ),
        classCode="MANU",
    )


def _code(produit: ProduitCda | None, renvoi: str | None) -> etree._Element:
    words = original(renvoi) if renvoi else None
    if produit is None or not (produit.code_cis or produit.code_cip13):
        return el("code", words, nullFlavor="NA")
    translations = []
    if produit.code_mv:
        translations.append(code_el("translation", Code(produit.code_mv, produit.libelle_mv, OID_MV)))
    cip = (
        Code(produit.code_cip13, produit.libelle_cip or produit.denomination, OID_CIP)
        if produit.code_cip13
        else None
    )
    if cip:
        translations.append(code_el("translation", cip))
    if produit.code_cis is None:
        # The rules accept only a CIS code here; what was delivered is then known by its translation.
        return el("code", words, *translations, nullFlavor="UNK")
    return code_el("code", Code(produit.code_cis or "", produit.denomination, OID_CIS), words, *translations)


def _pharm(produit: ProduitCda) -> tuple[etree._Element, ...]:
    parts = []
    if produit.atc:
        parts.append(
            el(
                "pharm:asSpecializedKind",
                el(
                    "pharm:generalizedMedicineClass",
                    code_el("pharm:code", produit.atc),
                    el("pharm:name", produit.atc.libelle),
                    classCode="MMAT",
                ),
                classCode="GRIC",
            )
        )
    parts.extend(_ingredient(substance) for substance in produit.substances)
    return tuple(parts)


def _ingredient(substance: Substance) -> etree._Element:
    dosage = substance.dosage
    return el(
        "pharm:ingredient",
        el(
            "pharm:quantity",
            el("numerator", value=nombre(dosage.valeur), unit=dosage.unite, xsi_type="PQ"),
            el("denominator", value="1", xsi_type="PQ"),
        )
        if dosage
        else None,
        el(
            "pharm:ingredient",
            code_el("pharm:code", Code(substance.code_sms, substance.nom, OID_SMS))
            if substance.code_sms
            else el("pharm:code", nullFlavor="UNK"),
            el("pharm:name", substance.nom),
            classCode="MMAT",
            determinerCode="KIND",
        ),
        classCode="ACTI",
    )
