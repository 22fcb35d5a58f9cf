"""Answer the registry's questions and updates: ITI-18 queries, ITI-43 retrieval rights, ITI-57 updates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

from lxml import etree

from esante.dmp import requetes
from esante.dmp.models import ErreurRegistre, ModeAuthentification
from esante.sandbox.dmp.alimentation import is_auteur
from esante.sandbox.dmp.depot import Depot
from esante.sandbox.dmp.securite import Demandeur
from esante.xds.ebrim_ecriture import write_association, write_fiche, write_lot
from esante.xds.modeles import (
    INVISIBLE_PATIENT,
    INVISIBLE_REPRESENTANTS_LEGAUX,
    EtatDocument,
    FicheDocument,
    Soumission,
    TypeAssociation,
)
from esante.xds.schemas import QUERY, RIM

_REGISTRE = "XDSRegistryError"
_SUPPORTED = (EtatDocument.APPROUVE, EtatDocument.ARCHIVE, EtatDocument.OBSOLETE)


class RefusRegistre(Exception):
    """A query or an update refused with registry errors."""

    def __init__(self, *erreurs: ErreurRegistre) -> None:
        super().__init__(erreurs[0].code)
        self.erreurs = erreurs


def answer_query(body: etree._Element, demandeur: Demandeur, depot: Depot) -> Iterator[etree._Element]:
    """Yield the objects that answer an AdhocQueryRequest.

    Raises:
        RefusRegistre: unknown query, another patient, too many identifiers, no right.
    """
    adhoc = body.find(f"{{{RIM}}}AdhocQuery")
    option = body.find(f"{{{QUERY}}}ResponseOption")
    if adhoc is None or option is None:
        raise RefusRegistre(ErreurRegistre(_REGISTRE, "Requête illisible"))
    slots = {
        slot.get("name", ""): [
            (v.text or "").strip() for v in slot.iterfind(f"{{{RIM}}}ValueList/{{{RIM}}}Value")
        ]
        for slot in adhoc.findall(f"{{{RIM}}}Slot")
    }
    references = option.get("returnType") == "ObjectRef"
    query = adhoc.get("id", "")
    if not references:
        check_consultation(demandeur, depot)
    handler = _HANDLERS.get(query)
    if handler is None:
        raise RefusRegistre(ErreurRegistre("XDSUnknownStoredQuery", "Requête inconnue"))
    found = handler(slots, demandeur, depot)
    if references:
        return (etree.Element(f"{{{RIM}}}ObjectRef", id=node.get("id", "")) for node in found)
    return found


def check_consultation(demandeur: Demandeur, depot: Depot) -> None:
    """Refuse whoever may not consult: no consent, blocked, break-glass opposed, indirect mode.

    Raises:
        RefusRegistre: with the published code.
    """
    patient = demandeur.patient or ""
    dossier = depot.dossier(patient)
    if demandeur.mode is ModeAuthentification.INDIRECTE:
        raise RefusRegistre(ErreurRegistre("DMPAccessDeniedByRightsService", "Fonction interdite à ce mode"))
    if dossier.statut != "ouvert":
        raise RefusRegistre(ErreurRegistre("DMPClosed", "Le DMP est fermé ou n’existe pas"))
    autorisation = depot.autorisation(patient, demandeur.identifiant)
    if autorisation is not None and autorisation.etat == "BLOQUEE":
        raise RefusRegistre(ErreurRegistre("DMPAccessForbidden", "Le patient a bloqué ce professionnel"))
    if demandeur.acces.value != "normal":
        if not demandeur.motif and demandeur.acces.value == "bris_de_glace":
            raise RefusRegistre(ErreurRegistre(_REGISTRE, "Le bris de glace demande un motif"))
        if dossier.opposition_bris:
            raise RefusRegistre(ErreurRegistre("DMPAccessForbidden", "Le patient s’oppose à cet accès"))
        return
    if autorisation is None:
        raise RefusRegistre(
            ErreurRegistre("DMPAccessDeniedByRightsService", "Consultation sans autorisation du patient")
        )


def is_visible(fiche: FicheDocument, demandeur: Demandeur) -> bool:
    """Tell whether this user sees that entry: masked ones only by their authors, signatures by nobody."""
    if fiche.etat is EtatDocument.SUPPRIME or fiche.langue == "art":
        return False
    return not fiche.is_masque_ps or is_auteur(demandeur, fiche.auteurs, fiche.responsable)


def update(soumission: Soumission, demandeur: Demandeur, depot: Depot) -> None:
    """Apply an UpdateDocumentSet (ITI-57): states, or a new version of the metadata.

    Raises:
        RefusRegistre: not the author, unknown entry, irreversible change undone.
    """
    with depot.transaction():
        done = False
        for link in soumission.associations:
            if link.type is TypeAssociation.CHANGE_ETAT:
                _change_etat(link.cible, link.etat_initial, link.etat_final, demandeur, depot)
                done = True
            elif link.type is TypeAssociation.CONTIENT and link.precedente:
                _change_metadata(soumission, link.cible, link.precedente, demandeur, depot)
                done = True
        if not done:
            raise RefusRegistre(ErreurRegistre(_REGISTRE, "Aucune mise à jour dans la demande"))
        if not soumission.lot.contenu.code:
            raise RefusRegistre(ErreurRegistre("XDSRegistryMetadataError", "contentTypeCode absent"))


def _change_etat(cible: str, before: str, after: str, demandeur: Demandeur, depot: Depot) -> None:
    fiche = _target(cible, demandeur, depot)
    if fiche.etat.value != before:
        raise RefusRegistre(ErreurRegistre("XDSMetadataUpdateError", "L’état du document a changé"))
    try:
        state = EtatDocument(after)
    except ValueError:
        raise RefusRegistre(ErreurRegistre("XDSMetadataUpdateError", "État inconnu")) from None
    author = is_auteur(demandeur, fiche.auteurs, fiche.responsable) or (
        # A structure deletes its own documents in indirect mode (TD3.3c).
        demandeur.structure in {a.identifiant_structure for a in fiche.auteurs}
    )
    if state is EtatDocument.SUPPRIME and not author:
        raise RefusRegistre(ErreurRegistre("DMPAccessDeniedByRightsService", "Seul l’auteur supprime"))
    if state is not EtatDocument.SUPPRIME and not author and demandeur.profession != "10":
        raise RefusRegistre(ErreurRegistre("DMPAccessDeniedByRightsService", "Archivage non permis"))
    depot.change_etat(fiche, etat=state)


def _change_metadata(
    soumission: Soumission, cible: str, precedente: str, demandeur: Demandeur, depot: Depot
) -> None:
    new = next((f for f in soumission.fiches if f.entry_uuid == cible), None)
    if new is None:
        raise RefusRegistre(ErreurRegistre("XDSMetadataUpdateError", "Nouvelle version absente"))
    old = next(
        (
            f
            for f in depot.fiches(demandeur.patient or "")
            if f.logical_id == new.logical_id and new.logical_id
        ),
        None,
    )
    if old is None or str(old.version) != precedente or old.identifiant != new.identifiant:
        raise RefusRegistre(ErreurRegistre("XDSMetadataVersionError", "Version du document dépassée"))
    _target(old.entry_uuid, demandeur, depot)
    allowed = replace(
        new,
        entry_uuid=old.entry_uuid,
        confidentialites=old.confidentialites,
        version=old.version,
        etat=old.etat,
        depot=old.depot,
    )
    if allowed != old:
        raise RefusRegistre(ErreurRegistre("XDSMetadataUpdateError", "Seule la visibilité se modifie"))
    before, after = (
        {c.code for c in f.confidentialites} & {INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX}
        for f in (old, new)
    )
    if after - before:
        raise RefusRegistre(
            ErreurRegistre(
                "XDSMetadataUpdateError", "Un document visible du patient ne peut plus lui être caché"
            )
        )
    kept = replace(
        new, entry_uuid=f"urn:uuid:{uuid4()}", version=old.version + 1, etat=old.etat, depot=old.depot
    )
    depot.update(old, kept)


def _target(cible: str, demandeur: Demandeur, depot: Depot) -> FicheDocument:
    fiche = depot.entry(cible)
    if fiche is None or fiche.patient_id != demandeur.patient:
        raise RefusRegistre(ErreurRegistre("XDSMetadataUpdateError", "Document introuvable", objet=cible))
    return fiche


Slots = dict[str, list[str]]


def _find_documents(slots: Slots, demandeur: Demandeur, depot: Depot) -> Iterator[etree._Element]:
    patient = _unquote(_one(slots, "$XDSDocumentEntryPatientId"))
    if patient != demandeur.patient:
        raise RefusRegistre(ErreurRegistre("XDSPatientIdDoesNotMatch", "Le patient n’est pas celui du VIHF"))
    states = set(_values(slots, "$XDSDocumentEntryStatus"))
    if not states:
        raise RefusRegistre(ErreurRegistre("XDSStoredQueryMissingParam", "État absent"))
    for fiche in depot.fiches(patient):
        if (
            fiche.etat.value in states
            and fiche.etat in _SUPPORTED
            and is_visible(fiche, demandeur)
            and _matches(slots, fiche)
        ):
            yield write_fiche(fiche, registry=True)


def _matches(slots: Slots, fiche: FicheDocument) -> bool:
    for name, code in (
        ("$XDSDocumentEntryTypeCode", fiche.type),
        ("$XDSDocumentEntryClassCode", fiche.classe),
        ("$XDSDocumentEntryPracticeSettingCode", fiche.cadre),
        ("$XDSDocumentEntryHealthcareFacilityTypeCode", fiche.structure),
    ):
        wanted = _values(slots, name)
        if wanted and f"{code.code}^^{code.systeme}" not in wanted:
            return False
    for prefix, value in (
        ("$XDSDocumentEntryCreationTime", fiche.creation),
        ("$XDSDocumentEntryServiceStartTime", fiche.debut_acte),
    ):
        # Documents whose start lies after From and before To.
        after, before = _one(slots, f"{prefix}From"), _one(slots, f"{prefix}To")
        if (after and value < after) or (before and value >= before):
            return False
    return True


def _get_documents(slots: Slots, demandeur: Demandeur, depot: Depot) -> Iterator[etree._Element]:
    uuids = _values(slots, "$XDSDocumentEntryEntryUUID")
    uniques = _values(slots, "$XDSDocumentEntryUniqueId")
    if len(uuids) > requetes.MAX_ENTRY_UUIDS or len(uniques) > requetes.MAX_UNIQUE_IDS:
        raise RefusRegistre(ErreurRegistre(_REGISTRE, "Trop de documents demandés"))
    if any(value.startswith("urn:uuid:") for value in uniques):
        raise RefusRegistre(ErreurRegistre("XDSDocumentUniqueIdError", "Identifiant de document incorrect"))
    found = [depot.entry(uuid) for uuid in uuids] + [depot.find(unique) for unique in uniques]
    for fiche in found:
        if fiche is not None and fiche.patient_id == demandeur.patient and is_visible(fiche, demandeur):
            yield write_fiche(fiche, registry=True)


def _find_lots(slots: Slots, demandeur: Demandeur, depot: Depot) -> Iterator[etree._Element]:
    patient = _unquote(_one(slots, "$XDSSubmissionSetPatientId"))
    if patient != demandeur.patient:
        raise RefusRegistre(ErreurRegistre("XDSPatientIdDoesNotMatch", "Le patient n’est pas celui du VIHF"))
    for lot in depot.lots(patient, _one(slots, "$XDSSubmissionSetSubmissionTimeFrom")):
        yield write_lot(lot)


def _get_associations(slots: Slots, _: Demandeur, depot: Depot) -> Iterator[etree._Element]:
    uuids = _values(slots, "$uuid")
    if len(uuids) > requetes.MAX_ASSOCIATION_UUIDS:
        raise RefusRegistre(ErreurRegistre(_REGISTRE, "Trop d’identifiants demandés"))
    for rank, link in enumerate(depot.associations(uuids), 1):
        yield write_association(link, rank)


_HANDLERS: dict[str, Callable[[Slots, Demandeur, Depot], Iterator[etree._Element]]] = {
    requetes.FIND_DOCUMENTS: _find_documents,
    requetes.GET_DOCUMENTS: _get_documents,
    requetes.FIND_SUBMISSION_SETS: _find_lots,
    requetes.GET_ASSOCIATIONS: _get_associations,
}


def _one(slots: Slots, name: str) -> str:
    values = slots.get(name, [])
    return values[0] if values else ""


def _unquote(value: str) -> str:
    return value[1:-1].replace("''", "'") if value[:1] == "'" and value[-1:] == "'" else value


def _values(slots: Slots, name: str) -> list[str]:
    found: list[str] = []
    for value in slots.get(name, []):
        if not (value.startswith("(") and value.endswith(")")):
            raise RefusRegistre(
                ErreurRegistre("XDSStoredQueryParamNumber", "Liste attendue entre parenthèses")
            )
        found.extend(_unquote(v.strip()) for v in value[1:-1].split(","))
    return found
