"""Build the header of a document, in the order and with the cardinalities of the "structuration minimale"."""

from dataclasses import replace

from lxml import etree

from esante.cda.ecriture import adresse_el, code_el, el, horodatage, jour, modele, telecom_els
from esante.cda.models import (
    OID_PS,
    OID_STRUCTURE,
    Code,
    Entete,
    Participant,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
)
from esante.cda.valeurs import jeu_valeurs


def build_document(entete: Entete, corps: etree._Element) -> etree._Element:
    """Assemble a ClinicalDocument from its header and its body (structuredBody or nonXMLBody)."""
    auteur = entete.auteurs[0]
    validateur = entete.validateur or auteur
    conservateur = entete.conservateur or auteur.structure
    # The schema takes one telecom for the custodian, where other organisations may have several.
    one_telecom = replace(conservateur, telecoms=conservateur.telecoms[:1])
    instant = horodatage(entete.instant)
    confidentialite = jeu_valeurs("j08_confidentialite").find(entete.confidentialite)
    if confidentialite is None:
        raise ValueError("confidentialité hors du jeu de valeurs J08")
    return el(
        "ClinicalDocument",
        el("realmCode", code="FR"),
        el("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040"),
        modele("2.16.840.1.113883.2.8.2.1"),
        modele("1.2.250.1.213.1.1.1.1"),
        *(modele(root, extension) for root, extension in entete.modele),
        el("id", root=entete.identifiant),
        code_el("code", entete.type),
        el("title", entete.titre),
        el("effectiveTime", value=instant),
        code_el("confidentialityCode", confidentialite),
        el("languageCode", code="fr-FR"),
        el("setId", root=entete.identifiant_lot),
        el("versionNumber", value=str(entete.version)),
        _record_target(entete.patient),
        *(auteur_el(a, instant) for a in entete.auteurs),
        el(
            "custodian",
            el("assignedCustodian", _structure("representedCustodianOrganization", one_telecom)),
        ),
        el(
            "legalAuthenticator",
            el("time", value=instant),
            el("signatureCode", code="S"),
            assigned_entity(validateur),
        ),
        *(_participant(p) for p in entete.participants),
        *(
            el("inFulfillmentOf", el("order", el("id", root=root, extension=extension or None)))
            for root, extension in entete.commandes
        ),
        _documentation_of(entete),
        *(
            el("documentationOf", el("serviceEvent", code_el("code", drapeau), classCode="INFO"))
            for drapeau in entete.drapeaux
        ),
        el(
            "relatedDocument",
            el("parentDocument", el("id", root=entete.remplace)),
            typeCode="RPLC",
        )
        if entete.remplace
        else None,
        _component_of(entete),
        el("component", corps),
    )


def assigned_entity(ps: ProfessionnelCda) -> etree._Element:
    """Write a professional who did or answers for something."""
    return el("assignedEntity", *_person(ps, "assignedPerson", "representedOrganization"))


def _record_target(patient: PatientCda) -> etree._Element:
    ids = []
    if patient.matricule and patient.oid_ins:
        ids.append(el("id", root=patient.oid_ins, extension=patient.matricule))
    if patient.ipp and patient.oid_ipp:
        ids.append(el("id", root=patient.oid_ipp, extension=patient.ipp))
    sexe = jeu_valeurs("j143_sexe").find({"I": "UN"}.get(patient.sexe, patient.sexe))
    if sexe is None:
        raise ValueError("sexe hors du jeu de valeurs J143")
    prenoms = patient.prenoms_naissance or patient.premier_prenom
    name = el(
        "name",
        el("family", patient.nom_naissance, qualifier="BR"),
        el("given", prenoms),
        el("given", patient.premier_prenom, qualifier="BR"),
        el("family", patient.nom_utilise, qualifier="CL") if patient.nom_utilise else None,
        el("given", patient.prenom_utilise, qualifier="CL") if patient.prenom_utilise else None,
    )
    naissance = patient.date_naissance
    return el(
        "recordTarget",
        el(
            "patientRole",
            *ids,
            adresse_el(patient.adresse),
            *telecom_els(patient.telecoms),
            el(
                "patient",
                name,
                code_el("administrativeGenderCode", sexe),
                el("birthTime", value=jour(naissance)) if naissance else el("birthTime", nullFlavor="UNK"),
                el("birthplace", el("place", el("addr", el("county", patient.lieu_naissance))))
                if patient.lieu_naissance
                else None,
                classCode="PSN",
            ),
        ),
    )


def auteur_el(auteur: ProfessionnelCda, instant: str) -> etree._Element:
    """Write an author, of the document or of one of its parts."""
    return el(
        "author",
        code_el("functionCode", auteur.fonction) if auteur.fonction else None,
        el("time", value=instant),
        el("assignedAuthor", *_person(auteur, "assignedPerson", "representedOrganization")),
        typeCode="AUT",
        contextControlCode="OP",
    )


def _person(
    ps: ProfessionnelCda, person_tag: str, organization_tag: str, cadre: bool = False
) -> tuple[etree._Element, ...]:
    return (
        el("id", root=OID_PS, extension=ps.identifiant),
        code_el("code", ps.specialite),
        adresse_el(ps.adresse or ps.structure.adresse),
        *telecom_els(ps.telecoms or ps.structure.telecoms),
        el(person_tag, _name(ps)),
        _structure(organization_tag, ps.structure, cadre=cadre),
    )


def _name(ps: ProfessionnelCda) -> etree._Element:
    """Write a name; that of a doctor who is replaced is one run of words."""
    return el(
        "name",
        el("prefix", ps.civilite) if ps.civilite else None,
        el("given", ps.prenom) if ps.prenom else None,
        el("family", ps.nom),
        el("suffix", ps.titre) if ps.titre else None,
    )


def _structure(tag: str, structure: StructureCda, *, cadre: bool = False) -> etree._Element:
    return el(
        tag,
        el("id", root=OID_STRUCTURE, extension=structure.identifiant),
        el("name", structure.nom),
        *telecom_els(structure.telecoms),
        adresse_el(structure.adresse),
        code_el("standardIndustryClassCode", structure.cadre_exercice)
        if cadre and structure.cadre_exercice
        else None,
    )


def _participant(participant: Participant) -> etree._Element:
    ps = participant.professionnel
    moment = (
        el("time", el("high", value=horodatage(participant.instant)), xsi_type="IVL_TS")
        if participant.instant
        else el("time", nullFlavor="UNK")
    )
    entity = (
        el("associatedEntity", *_person(ps, "associatedPerson", "scopingOrganization"), classCode="PROV")
        if ps
        else el("associatedEntity", el("id", nullFlavor="UNK"), classCode="PROV")
    )
    return el(
        "participant",
        code_el("functionCode", participant.fonction) if participant.fonction else None,
        moment,
        entity,
        typeCode=participant.type.value,
    )


def _documentation_of(entete: Entete) -> etree._Element:
    acte = entete.acte
    executant = entete.executant_acte or entete.auteurs[0]
    return el(
        "documentationOf",
        el(
            "serviceEvent",
            *(el("id", root=root, extension=extension or None) for root, extension in acte.identifiants),
            code_el("code", acte.code) if acte.code else None,
            el(
                "effectiveTime",
                el("low", value=horodatage(acte.debut)),
                el("high", value=horodatage(acte.fin)) if acte.fin else None,
            ),
            el(
                "performer",
                el(
                    "assignedEntity",
                    *_person(executant, "assignedPerson", "representedOrganization", cadre=True),
                ),
                typeCode="PRF",
            ),
            classCode="ACT" if acte.identifiants else None,
        ),
    )


def _component_of(entete: Entete) -> etree._Element:
    structure = (entete.executant_acte or entete.auteurs[0]).structure
    low, high = entete.debut_rencontre, entete.fin_rencontre
    facility: Code | None = structure.type
    return el(
        "componentOf",
        el(
            "encompassingEncounter",
            code_el("code", entete.rencontre),
            el(
                "effectiveTime",
                el("low", value=horodatage(low)) if low else None,
                el("high", value=horodatage(high)) if high else None,
            )
            if low or high
            else el("effectiveTime", nullFlavor="UNK"),
            el(
                "location",
                el(
                    "healthCareFacility",
                    el("id", root=OID_STRUCTURE, extension=structure.identifiant),
                    code_el("code", facility) if facility else None,
                ),
            ),
        ),
    )
