"""Documents are masked, shown, archived and deleted by those who may."""

from dataclasses import replace
from uuid import uuid4

import pytest

from esante.cda.ecriture import oid_de
from esante.dmp.models import (
    CriteresRecherche,
    MiseAJour,
    PatientDmp,
)
from esante.dmp.refus import DmpRejected
from esante.xds.modeles import EtatDocument
from tests.fakes.dmp_client import CONTENU, PHARMACIENNE, document, envoi
from tests.integration.dmp.conftest import ClientFactory, code


def test_a_document_is_masked_then_shown_again(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.submit(patient, envoi(document(patient)))
    dmp.set_autorisation(patient, ajout=True)
    (before,) = dmp.search(patient)
    dmp.set_visibilite(patient, before, MiseAJour(oid_de(uuid4()), CONTENU, ("MASQUE_PS",)))
    (masked,) = dmp.search(patient)
    assert masked.is_masque_ps
    assert masked.version == before.version + 1
    assert masked.entry_uuid != before.entry_uuid
    assert masked.identifiant == before.identifiant
    dmp.set_visibilite(patient, masked, MiseAJour(oid_de(uuid4()), CONTENU))
    assert not dmp.search(patient)[0].is_masque_ps
    with pytest.raises(DmpRejected) as caught:
        dmp.set_visibilite(patient, before, MiseAJour(oid_de(uuid4()), CONTENU, ("MASQUE_PS",)))
    assert code(caught) == "XDSMetadataVersionError"


def test_a_masked_document_is_seen_by_its_author_alone(client: ClientFactory, patient: PatientDmp) -> None:
    doctor, pharmacist = client(), client(PHARMACIENNE)
    doctor.submit(patient, envoi(document(patient, ("MASQUE_PS",))))
    for each in (doctor, pharmacist):
        each.set_autorisation(patient, ajout=True)
    assert len(doctor.search(patient)) == 1
    assert pharmacist.search(patient) == ()


def test_visibility_once_given_is_never_taken_back(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.submit(patient, envoi(document(patient, ("INVISIBLE_PATIENT",))))
    dmp.set_autorisation(patient, ajout=True)
    (hidden,) = dmp.search(patient)
    dmp.set_visibilite(patient, hidden, MiseAJour(oid_de(uuid4()), CONTENU))
    (shown,) = dmp.search(patient)
    again = MiseAJour(oid_de(uuid4()), CONTENU, ("INVISIBLE_PATIENT",))
    with pytest.raises(ValueError, match="caché"):
        dmp.set_visibilite(patient, shown, again)
    lying = replace(shown, confidentialites=hidden.confidentialites)
    with pytest.raises(DmpRejected, match="caché"):
        dmp.set_visibilite(patient, lying, again)


def test_an_author_deletes_without_consultation_right(client: ClientFactory, patient: PatientDmp) -> None:
    dmp, sent = client(), document(patient)
    dmp.submit(patient, envoi(sent))
    dmp.delete(patient, sent.fiche, MiseAJour(oid_de(uuid4()), CONTENU))
    assert not dmp.exists(patient, sent.fiche.identifiant)
    with pytest.raises(DmpRejected) as caught:
        dmp.delete(patient, sent.fiche, MiseAJour(oid_de(uuid4()), CONTENU))
    assert code(caught) == "XDSUnknownDocument"


def test_another_professional_does_not_delete(client: ClientFactory, patient: PatientDmp) -> None:
    sent = document(patient)
    client().submit(patient, envoi(sent))
    with pytest.raises(DmpRejected) as caught:
        client(PHARMACIENNE).delete(patient, sent.fiche, MiseAJour(oid_de(uuid4()), CONTENU))
    assert code(caught) == "DMPAccessDeniedByRightsService"


def test_archived_documents_leave_the_list_and_come_back(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.submit(patient, envoi(document(patient)))
    dmp.set_autorisation(patient, ajout=True)
    (fiche,) = dmp.search(patient)
    dmp.archive(patient, fiche, MiseAJour(oid_de(uuid4()), CONTENU))
    assert dmp.search(patient) == ()
    (archived,) = dmp.search(patient, CriteresRecherche(etats=(EtatDocument.ARCHIVE.value,)))
    dmp.unarchive(patient, archived, MiseAJour(oid_de(uuid4()), CONTENU))
    assert len(dmp.search(patient)) == 1
