"""Read ebXML RIM 3.0: unknown codes are kept, unknown objects ignored, missing identifiers refused."""

from collections.abc import Iterable, Iterator

from lxml import etree

from esante.cda.models import Code
from esante.errors import Malformed
from esante.xds.modeles import (
    AssociationXds,
    AuteurXds,
    EtatDocument,
    FicheDocument,
    LotSoumission,
    Soumission,
    TypeAssociation,
)
from esante.xds.schemas import FICHE_IDS, LOT_AUTEUR, LOT_CONTENU, LOT_IDS, LOT_NOEUD, SCHEMES, R


def read_soumission(request: etree._Element) -> Soumission:
    """Read a SubmitObjectsRequest, or anything holding one RegistryObjectList.

    Raises:
        Malformed: no submission set, several, or an object without its identifiers.
    """
    packages = [p for p in request.iter(f"{R}RegistryPackage") if _is_lot(p)]
    if len(packages) != 1:
        raise Malformed("une soumission porte exactement un lot")
    return Soumission(read_lot(packages[0]), tuple(read_fiches(request)), tuple(read_associations(request)))


def read_fiches(node: etree._Element) -> Iterator[FicheDocument]:
    return (read_fiche(found) for found in node.iter(f"{R}ExtrinsicObject"))


def read_associations(node: etree._Element) -> Iterator[AssociationXds]:
    for found in node.iter(f"{R}Association"):
        try:
            kind = TypeAssociation(found.get("associationType", ""))
        except ValueError:
            continue
        slots = _slots(found)
        yield AssociationXds(
            kind,
            found.get("sourceObject", ""),
            found.get("targetObject", ""),
            _first(slots, "SubmissionSetStatus"),
            _first(slots, "PreviousVersion"),
            _first(slots, "OriginalStatus"),
            _first(slots, "NewStatus"),
            found.get("id", ""),
        )


def read_lots(node: etree._Element) -> Iterator[LotSoumission]:
    return (read_lot(found) for found in node.iter(f"{R}RegistryPackage") if _is_lot(found))


def read_lot(node: etree._Element) -> LotSoumission:
    codes, authors, externals = _codes(node), _authors(node, LOT_AUTEUR), _externals(node)
    contenu = codes.get(LOT_CONTENU, ())
    return LotSoumission(
        identifiant=_required(externals, LOT_IDS["uniqueId"], "uniqueId du lot"),
        source_id=externals.get(LOT_IDS["sourceId"], ""),
        patient_id=_required(externals, LOT_IDS["patientId"], "patientId du lot"),
        auteur=authors[0] if authors else AuteurXds(""),
        contenu=contenu[0] if contenu else Code("", "", ""),
        instant=_first(_slots(node), "submissionTime"),
        titre=_localized(node, "Name"),
        commentaire=_localized(node, "Description"),
        entry_uuid=node.get("id", ""),
    )


def read_fiche(node: etree._Element) -> FicheDocument:
    slots, codes, externals = _slots(node), _codes(node), _externals(node)
    size = _first(slots, "size")
    version = node.find(f"{R}VersionInfo")
    name = version.get("versionName", "1") if version is not None else "1"
    return FicheDocument(
        identifiant=_required(externals, FICHE_IDS["uniqueId"], "uniqueId du document"),
        patient_id=_required(externals, FICHE_IDS["patientId"], "patientId du document"),
        auteurs=_authors(node, SCHEMES["auteur"]),
        creation=_first(slots, "creationTime"),
        type=_one(codes, "type"),
        classe=_one(codes, "classe"),
        format=_one(codes, "format"),
        cadre=_one(codes, "cadre"),
        structure=_one(codes, "structure"),
        confidentialites=codes.get(SCHEMES["confidentialite"], ()),
        titre=_localized(node, "Name"),
        media=node.get("mimeType", ""),
        empreinte=_first(slots, "hash"),
        taille=int(size) if size.isascii() and size.isdigit() and len(size) < 12 else 0,
        source_patient_id=_first(slots, "sourcePatientId"),
        source_patient_info=slots.get("sourcePatientInfo", ()),
        responsable=_first(slots, "legalAuthenticator"),
        debut_acte=_first(slots, "serviceStartTime"),
        fin_acte=_first(slots, "serviceStopTime"),
        evenements=codes.get(SCHEMES["evenement"], ()),
        commentaire=_localized(node, "Description"),
        langue=_first(slots, "languageCode"),
        references=slots.get("urn:ihe:iti:xds:2013:referenceIdList", ()),
        entry_uuid=node.get("id", ""),
        logical_id=node.get("lid", ""),
        version=int(name) if name.isascii() and name.isdigit() and len(name) < 9 else 1,
        etat=_etat(node.get("status")),
        depot=_first(slots, "repositoryUniqueId"),
        uri=_first(slots, "URI"),
    )


def _slots(node: etree._Element) -> dict[str, tuple[str, ...]]:
    return {
        slot.get("name", ""): tuple(
            (value.text or "").strip() for value in slot.iterfind(f"{R}ValueList/{R}Value")
        )
        for slot in node.findall(f"{R}Slot")
    }


def _first(slots: dict[str, tuple[str, ...]], name: str) -> str:
    values = slots.get(name, ())
    return values[0] if values else ""


def _codes(node: etree._Element) -> dict[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for classification in node.findall(f"{R}Classification"):
        scheme = classification.get("classificationScheme", "")
        code = Code(
            classification.get("nodeRepresentation", ""),
            _localized(classification, "Name"),
            _first(_slots(classification), "codingScheme"),
        )
        found[scheme] = (*found.get(scheme, ()), code)
    return found


def _authors(node: etree._Element, scheme: str) -> tuple[AuteurXds, ...]:
    found = []
    for classification in node.findall(f"{R}Classification"):
        if classification.get("classificationScheme") == scheme:
            slots = _slots(classification)
            found.append(
                AuteurXds(
                    _first(slots, "authorPerson"),
                    _first(slots, "authorInstitution"),
                    _first(slots, "authorSpecialty"),
                    _first(slots, "authorRole"),
                    slots.get("authorInstitution", ())[1:],
                )
            )
    return tuple(found)


def _externals(node: etree._Element) -> dict[str, str]:
    return {
        e.get("identificationScheme", ""): e.get("value", "") for e in node.findall(f"{R}ExternalIdentifier")
    }


def _required(values: dict[str, str], key: str, what: str) -> str:
    if not values.get(key):
        raise Malformed(f"{what} absent")
    return values[key]


def _one(codes: dict[str, tuple[Code, ...]], scheme: str) -> Code:
    found: Iterable[Code] = codes.get(SCHEMES[scheme], ())
    return next(iter(found), Code("", "", ""))


def _localized(node: etree._Element, tag: str) -> str:
    found = node.find(f"{R}{tag}/{R}LocalizedString")
    return found.get("value", "") if found is not None else ""


def _is_lot(package: etree._Element) -> bool:
    return any(
        c.get("classificationNode") == LOT_NOEUD or c.get("classificationScheme") == LOT_CONTENU
        for c in package.findall(f"{R}Classification")
    )


def _etat(status: str | None) -> EtatDocument:
    try:
        return EtatDocument(status or EtatDocument.APPROUVE.value)
    except ValueError:
        return EtatDocument.OBSOLETE
