"""Ask the registry (TD3.1): an answer for another patient is refused whole."""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from esante.dmp import messages, requetes
from esante.dmp.appel import Appel
from esante.dmp.models import CriteresRecherche, PatientDmp
from esante.dmp.refus import check_registered
from esante.errors import Malformed
from esante.xds.ebrim_lecture import read_associations, read_fiches, read_lots
from esante.xds.modeles import EtatDocument, FicheDocument, TypeAssociation, instant_utc


def find_entry(appel: Appel, target: PatientDmp, identifiant: str) -> str | None:
    """TD3.1b: return the current entryUUID of a document, ``None`` when the DMP does not hold it."""
    found = requetes.read_references(_query(appel, target, requetes.get_document_reference(identifiant)))
    if len(found) > 1:
        raise Malformed("plusieurs documents portent le même identifiant")
    return found[0] if found else None


def search(appel: Appel, target: PatientDmp, criteres: CriteresRecherche) -> tuple[FicheDocument, ...]:
    """TD3.1a: list the documents."""
    return _own(_query(appel, target, requetes.find_documents(target, criteres)), target)


def search_since(appel: Appel, target: PatientDmp, depuis: datetime) -> tuple[FicheDocument, ...]:
    """List what was submitted since a visit: submission sets, their members, then the entries."""
    answer = _query(appel, target, requetes.find_submission_sets(target, instant_utc(depuis)))
    lots = [lot.entry_uuid for lot in read_lots(answer)]
    members: list[str] = []
    for chunk in _chunks(lots, requetes.MAX_ASSOCIATION_UUIDS):
        links = read_associations(_query(appel, target, requetes.get_associations(chunk)))
        members.extend(link.cible for link in links if link.type is TypeAssociation.CONTIENT)
    fiches: list[FicheDocument] = []
    for chunk in _chunks(list(dict.fromkeys(members)), requetes.MAX_ENTRY_UUIDS):
        fiches.extend(_own(_query(appel, target, requetes.get_documents(chunk)), target))
    return tuple(f for f in fiches if f.etat is not EtatDocument.SUPPRIME)


def _query(appel: Appel, target: PatientDmp, body: etree._Element) -> etree._Element:
    answer, _ = appel.call("registry", messages.ACTION_RECHERCHE, body, target)
    check_registered(answer)
    return answer


def _own(answer: etree._Element, patient: PatientDmp) -> tuple[FicheDocument, ...]:
    fiches = tuple(read_fiches(answer))
    # Some answers add the qualification date after the identifier (…^NH^^20100907).
    if any(not f.patient_id.startswith(patient.cx) for f in fiches):
        raise Malformed("le registre a répondu pour un autre patient")
    return fiches


def _chunks(values: Sequence[str], size: int) -> list[Sequence[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
