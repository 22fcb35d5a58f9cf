"""The entries of a summary; ``None`` in place of a thing writes "no information" as the IPS codes it."""

from datetime import date

from lxml import etree

from esante.cda.ecriture import code_el, el, jour, modele, original, reference, uid
from esante.cda.models import Code
from esante.cda.produit import produit_de_sante
from esante.cda.sections import FR_ENTREE, Identifiants, loinc
from esante.cda.synthese_models import (
    ALLERGIE,
    ActeCda,
    AllergieCda,
    DispositifPorteCda,
    ProblemeCda,
    TraitementCda,
)

ABSENT = "2.16.840.1.113883.5.1150.1"
_SNOMED = "2.16.840.1.113883.6.96"
_DIAGNOSTIC = Code("282291009", "interprétation diagnostique", _SNOMED)
_CLINIQUE = "2.16.840.1.113883.4.642.1.1074"
_MEDICAMENT = Code("DRUG", "Médicament", "2.16.840.1.113883.5.4")


def probleme_el(ids: Identifiants, ref: str, probleme: ProblemeCda | None) -> etree._Element:
    """Write FR-Liste-des-problemes with one FR-Probleme."""
    actif = probleme is None or probleme.is_actif
    if probleme is None:
        value = code_el(
            "value",
            Code("no-problem-info", "Pas d’information sur les problèmes", ABSENT),
            original(ref),
            xsi_type="CD",
        )
    elif probleme.code:
        value = code_el("value", probleme.code, original(ref), xsi_type="CD")
    else:
        value = el("value", original(ref), nullFlavor="OTH", xsi_type="CD")
    statut = Code("active", "Actif", _CLINIQUE) if actif else Code("resolved", "Résolu", _CLINIQUE)
    observation = el(
        "observation",
        modele("2.16.840.1.113883.10.20.1.28"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5"),
        modele(f"{FR_ENTREE}.37"),
        uid(probleme.identifiant) if probleme else ids.uid(ref, "observation"),
        code_el("code", _DIAGNOSTIC),
        reference(ref),
        el("statusCode", code="completed"),
        _periode(probleme.debut if probleme else None, probleme.fin if probleme else None),
        value,
        _statut(f"{ref}-statut", statut) if probleme else None,
        classCode="OBS",
        moodCode="EVN",
        negationInd="false",
    )
    return el(
        "act",
        modele("2.16.840.1.113883.10.20.1.27"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5.1"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5.2"),
        modele(f"{FR_ENTREE}.39"),
        ids.uid(ref),
        el("code", nullFlavor="NA"),
        el("statusCode", code="active" if actif else "completed"),
        _periode(
            probleme.debut if probleme else None,
            probleme.fin if probleme else None,
            ended=not actif,
        ),
        el("entryRelationship", observation, typeCode="SUBJ", inversionInd="false"),
        classCode="ACT",
        moodCode="EVN",
    )


def acte_el(ids: Identifiants, ref: str, acte: ActeCda | None) -> etree._Element:
    """Write FR-Acte."""
    if acte is None:
        code = code_el(
            "code", Code("no-procedure-info", "Pas d’information sur les actes", ABSENT), original(ref)
        )
    elif acte.code:
        code = code_el("code", acte.code, original(ref))
    else:
        code = code_el("code", Code("GEN-092.04.13", "Autre acte", "1.2.250.1.213.1.1.4.322"), original(ref))
    return el(
        "procedure",
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.19"),
        modele("2.16.840.1.113883.10.20.1.29"),
        modele(f"{FR_ENTREE}.62"),
        uid(acte.identifiant) if acte else ids.uid(ref),
        code,
        reference(ref),
        el("statusCode", code="completed"),
        el("effectiveTime", value=jour(acte.date))
        if acte and acte.date
        else el("effectiveTime", nullFlavor="UNK"),
        classCode="PROC",
        moodCode="EVN",
    )


def allergie_el(ids: Identifiants, ref: str, allergie: AllergieCda | None) -> etree._Element:
    """Write FR-Liste-des-allergies with one FR-Allergie."""
    if allergie is None:
        value = code_el(
            "value",
            Code("no-allergy-info", "Pas d’information sur les allergies", ABSENT),
            original(ref),
            xsi_type="CD",
        )
    else:
        value = el("value", original(ref), nullFlavor="OTH", xsi_type="CD")
    observation = el(
        "observation",
        modele("2.16.840.1.113883.10.20.1.18"),
        modele("2.16.840.1.113883.10.20.1.28"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.6"),
        modele(f"{FR_ENTREE}.41"),
        uid(allergie.identifiant) if allergie else ids.uid(ref, "observation"),
        code_el("code", allergie.type if allergie else ALLERGIE),
        reference(ref),
        el("statusCode", code="completed"),
        _periode(allergie.debut if allergie else None, None),
        value,
        _agent(ref, allergie) if allergie else None,
        _reaction(ids, ref, allergie) if allergie and allergie.reaction else None,
        classCode="OBS",
        moodCode="EVN",
        negationInd="false",
    )
    return el(
        "act",
        modele("2.16.840.1.113883.10.20.1.27"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5.1"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.5.3"),
        modele(f"{FR_ENTREE}.40"),
        ids.uid(ref),
        el("code", nullFlavor="NA"),
        el("statusCode", code="active"),
        _periode(allergie.debut if allergie else None, None),
        el("entryRelationship", observation, typeCode="SUBJ", inversionInd="false"),
        classCode="ACT",
        moodCode="EVN",
    )


def traitement_el(ids: Identifiants, ref: str, traitement: TraitementCda | None) -> etree._Element:
    """Write FR-Traitement."""
    if traitement is None:
        code = Code("no-medication-info", "Pas d’information sur les traitements", ABSENT)
        product = produit_de_sante(None)
    else:
        code, product = _MEDICAMENT, produit_de_sante(traitement.produit, ref)
    return el(
        "substanceAdministration",
        modele("2.16.840.1.113883.10.20.1.24"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7"),
        modele(f"{FR_ENTREE}.42"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7.1"),
        uid(traitement.identifiant) if traitement else ids.uid(ref),
        code_el("code", code),
        reference(ref),
        el("statusCode", code="completed"),
        _periode(
            traitement.debut if traitement else None,
            traitement.fin if traitement else None,
            ended=True,
            xsi_type="IVL_TS",
        ),
        el("consumable", product),
        classCode="SBADM",
        moodCode="EVN",
    )


def dispositif_el(ids: Identifiants, ref: str, dispositif: DispositifPorteCda | None) -> etree._Element:
    """Write FR-Dispositif-medical of a summary."""
    if dispositif is None:
        code = code_el(
            "code", Code("no-device-info", "Pas d’information sur les dispositifs", ABSENT), original(ref)
        )
    elif dispositif.emdn:
        code = code_el("code", dispositif.emdn, original(ref))
    else:
        code = code_el(
            "code",
            Code("GEN-092.02.02", "Autre dispositif médical", "1.2.250.1.213.1.1.4.322"),
            original(ref),
        )
    return el(
        "supply",
        modele("2.16.840.1.113883.10.20.1.34"),
        modele(f"{FR_ENTREE}.20"),
        uid(dispositif.identifiant) if dispositif else ids.uid(ref),
        reference(ref),
        _periode(dispositif.debut if dispositif else None, None, xsi_type="IVL_TS"),
        el(
            "participant",
            el(
                "participantRole",
                el("id", nullFlavor="UNK"),
                el("playingDevice", code, classCode="DEV", determinerCode="INSTANCE"),
                classCode="MANU",
            ),
            typeCode="DEV",
        ),
        classCode="SPLY",
        moodCode="EVN",
    )


def periode_lisible(debut: date | None, fin: date | None) -> str:
    if debut and fin:
        return f"du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}"
    if debut:
        return f"depuis le {debut:%d/%m/%Y}"
    return f"jusqu’au {fin:%d/%m/%Y}" if fin else "—"


def _periode(
    debut: date | None, fin: date | None, *, ended: bool = False, xsi_type: str | None = None
) -> etree._Element:
    high = el("high", value=jour(fin)) if fin else el("high", nullFlavor="UNK") if ended else None
    low = el("low", value=jour(debut)) if debut else el("low", nullFlavor="UNK")
    return el("effectiveTime", low, high, xsi_type=xsi_type)


def _statut(ref: str, code: Code) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "observation",
            modele("2.16.840.1.113883.10.20.1.50"),
            modele("2.16.840.1.113883.10.20.1.57"),
            modele("1.3.6.1.4.1.19376.1.5.3.1.4.1.1"),
            modele(f"{FR_ENTREE}.30"),
            code_el("code", loinc("33999-4", "Statut")),
            reference(ref),
            el("statusCode", code="completed"),
            code_el("value", code, xsi_type="CE"),
            classCode="OBS",
            moodCode="EVN",
            negationInd="false",
        ),
        typeCode="REFR",
        inversionInd="false",
    )


def _agent(ref: str, allergie: AllergieCda) -> etree._Element:
    return el(
        "participant",
        el(
            "participantRole",
            el(
                "playingEntity",
                code_el("code", allergie.code_agent, original(ref))
                if allergie.code_agent
                else el("code", original(ref), nullFlavor="OTH"),
                el("name", allergie.agent),
                classCode="MMAT",
            ),
            classCode="MANU",
        ),
        typeCode="CSM",
    )


def _reaction(ids: Identifiants, ref: str, allergie: AllergieCda) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "observation",
            modele("2.16.840.1.113883.10.20.1.28"),
            modele("1.3.6.1.4.1.19376.1.5.3.1.4.5"),
            modele("2.16.840.1.113883.10.20.1.54"),
            modele(f"{FR_ENTREE}.37"),
            ids.uid(ref, "reaction"),
            code_el(
                "code",
                Code("418799008", "symptôme rapporté par le patient ou le répondant", _SNOMED),
            ),
            reference(f"{ref}-reaction"),
            el("statusCode", code="completed"),
            _periode(allergie.debut, None),
            el("value", original(f"{ref}-reaction"), nullFlavor="OTH", xsi_type="CD"),
            classCode="OBS",
            moodCode="EVN",
        ),
        typeCode="MFST",
    )
