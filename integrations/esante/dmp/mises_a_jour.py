"""Change what the registry says of a document (TD3.3, ITI-57): who sees it, and whether it is there."""

from dataclasses import replace
from uuid import uuid5

from esante.dmp import messages
from esante.dmp.appel import Appel
from esante.dmp.models import ErreurRegistre, MiseAJour, PatientDmp
from esante.dmp.recherche import find_entry
from esante.dmp.refus import DmpRejected, check_registered
from esante.dmp.soumission import ESPACE, build_lot
from esante.xds.depuis_cda import masque
from esante.xds.ebrim_ecriture import submit_objects_request
from esante.xds.modeles import (
    INVISIBLE_PATIENT,
    INVISIBLE_REPRESENTANTS_LEGAUX,
    OID_MASQUES,
    AssociationXds,
    EtatDocument,
    FicheDocument,
    LotSoumission,
    Soumission,
    TypeAssociation,
)


def set_visibilite(appel: Appel, target: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
    """TD3.3a/b: give an entry new visibility codes, by a new version of its metadata.

    Raises:
        ValueError: the change would hide from the patient what the patient already sees.
    """
    hidden = {INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX}
    if (set(envoi.masques) & hidden) - {c.code for c in fiche.confidentialites}:
        raise ValueError("un document visible du patient ne peut plus lui être caché")
    lot = _lot(appel, target, envoi)
    kept = tuple(c for c in fiche.confidentialites if c.systeme != OID_MASQUES)
    codes = (*kept, *(masque(code) for code in envoi.masques))
    uuid = f"urn:uuid:{uuid5(ESPACE, f'{envoi.identifiant}/{fiche.identifiant}')}"
    changed = replace(fiche, confidentialites=codes, entry_uuid=uuid)
    link = AssociationXds(
        TypeAssociation.CONTIENT, lot.entry_uuid, uuid, "Original", precedente=str(fiche.version)
    )
    _update(appel, target, Soumission(lot, (changed,), (link,)))


def change_etat(
    appel: Appel,
    target: PatientDmp,
    identifiant: str,
    passage: tuple[EtatDocument, EtatDocument],
    envoi: MiseAJour,
) -> None:
    """TD3.3c/d: take a document from one state to another, both given.

    Raises:
        DmpRejected: the DMP no longer holds it.
    """
    lot = _lot(appel, target, envoi)
    # The entryUUID of a list may be stale: it is looked up again just before (EX_3.1-1090).
    current = find_entry(appel, target, identifiant)
    if current is None:
        raise DmpRejected([ErreurRegistre("XDSUnknownDocument", "Le document n’est plus dans le DMP")])
    avant, apres = passage
    link = AssociationXds(
        TypeAssociation.CHANGE_ETAT,
        lot.entry_uuid,
        current,
        etat_initial=avant.value,
        etat_final=apres.value,
    )
    _update(appel, target, Soumission(lot, (), (link,)))


def _lot(appel: Appel, target: PatientDmp, envoi: MiseAJour) -> LotSoumission:
    return build_lot(target, appel.acteur, appel.logiciel, envoi.identifiant, envoi.contenu, appel.now())


def _update(appel: Appel, target: PatientDmp, soumission: Soumission) -> None:
    body = submit_objects_request(soumission)
    answer, _ = appel.call("registry", messages.ACTION_MISE_A_JOUR, body, target)
    check_registered(answer)
