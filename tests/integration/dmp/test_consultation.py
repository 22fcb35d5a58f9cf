"""What is there is found by who may look for it."""

from datetime import UTC, datetime, timedelta

import pytest

from esante.cda.lecture import read_cda
from esante.cda.models import Code
from esante.dmp.models import (
    Acces,
    CriteresRecherche,
    ModeAcces,
    PatientDmp,
    StatutDmp,
)
from esante.dmp.refus import DmpRejected
from esante.dmp.web import PageWeb, url_carte
from esante.sandbox.dmp.depot import Depot, Dossier
from esante.xds.modeles import EtatDocument
from tests.fakes.dmp_client import OID_TEST, document, envoi
from tests.integration.dmp.conftest import ClientFactory, code


def test_what_is_new_since_the_last_visit_is_found_by_submission_sets(
    client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, old, new = client(), document(patient), document(patient)
    long_ago = client(now=lambda: datetime.now(UTC))
    long_ago.submit(patient, envoi(old))
    dmp.set_autorisation(patient, ajout=True)
    assert {f.identifiant for f in dmp.search_since(patient, datetime.now(UTC) - timedelta(hours=1))} == {
        old.fiche.identifiant
    }
    assert dmp.search_since(patient, datetime.now(UTC) + timedelta(hours=1)) == ()
    dmp.submit(patient, envoi(new))
    found = dmp.search_since(patient, datetime.now(UTC) - timedelta(hours=1))
    assert {f.identifiant for f in found} == {old.fiche.identifiant, new.fiche.identifiant}
    assert all(f.etat is EtatDocument.APPROUVE for f in found)


def test_records_that_may_be_opened_are_listed(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.set_autorisation(patient, ajout=True, medecin_traitant=True)
    listed = {d.patient: d for d in dmp.list_dmp(datetime.now(UTC) - timedelta(hours=1))}
    assert listed[patient].is_medecin_traitant
    assert [a.identifiant for a in dmp.list_autorisations(patient)] == ["899900063480"]
    dmp.set_autorisation(patient, ajout=False)
    assert not dmp.check_existence(patient).can_consult


def test_filters_select_by_type_and_date(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.submit(patient, envoi(document(patient)))
    dmp.set_autorisation(patient, ajout=True)
    (fiche,) = dmp.search(patient)
    assert dmp.search(patient, CriteresRecherche(types=(fiche.type,))) == (fiche,)
    assert dmp.search(patient, CriteresRecherche(classes=(Code("10", "", fiche.classe.systeme),))) == ()
    assert dmp.search(patient, CriteresRecherche(actes_depuis="20260201")) == ()
    assert dmp.search(patient, CriteresRecherche(actes_avant="20260201")) == (fiche,)


def test_a_published_test_person_has_a_plausible_past(client: ClientFactory) -> None:
    patient = PatientDmp("277076322082910", OID_TEST)
    dmp = client()
    dmp.set_autorisation(patient, ajout=True)
    listed = dmp.search(patient)
    assert {f.type.code for f in listed} >= {"11490-0", "11502-2", "11488-4", "DOCPAT02"}
    assert any(f.is_du_patient for f in listed)
    assert any(f.is_invisible_patient for f in listed)
    every = CriteresRecherche(etats=(EtatDocument.ARCHIVE.value, EtatDocument.OBSOLETE.value))
    assert {f.etat for f in dmp.search(patient, every)} == {EtatDocument.ARCHIVE, EtatDocument.OBSOLETE}
    for document_recu in dmp.retrieve(patient, [f.identifiant for f in listed]):
        lu = read_cda(document_recu.donnees)
        assert lu.page is not None
        assert (lu.patient.nom_naissance, lu.avertissements) == ("NESSI", ())
    assert len(dmp.search(patient)) == len(listed)


def test_a_closed_or_absent_record_is_told_apart(
    client: ClientFactory, patient: PatientDmp, depot: Depot
) -> None:
    dmp = client()
    depot.set_dossier(Dossier(patient.cx, "fermé", date_fermeture="20260101", motif_fermeture="DEMANDE"))
    answer = dmp.check_existence(patient)
    assert (answer.statut, str(answer.date_fermeture)) == (StatutDmp.FERME, "2026-01-01")
    with pytest.raises(DmpRejected) as caught:
        dmp.submit(patient, envoi(document(patient)))
    assert code(caught) == "DMPClosed"
    depot.set_dossier(Dossier(patient.cx, "inexistant"))
    assert dmp.check_existence(patient).statut is StatutDmp.INEXISTANT


def test_consultation_needs_the_patient_s_consent(client: ClientFactory, patient: PatientDmp) -> None:
    dmp, sent = client(), document(patient)
    dmp.submit(patient, envoi(sent))
    for call in (lambda: dmp.search(patient), lambda: dmp.retrieve(patient, [sent.fiche.identifiant])):
        with pytest.raises(DmpRejected) as caught:
            call()
        assert code(caught) == "DMPAccessDeniedByRightsService"


def test_breaking_the_glass_needs_a_motive_and_may_be_opposed(
    client: ClientFactory, patient: PatientDmp, depot: Depot
) -> None:
    with pytest.raises(ValueError, match="motif"):
        Acces(ModeAcces.BRIS_DE_GLACE)
    dmp = client(acces=Acces(ModeAcces.BRIS_DE_GLACE, "Patient inconscient"))
    assert dmp.search(patient) == ()
    depot.set_dossier(Dossier(patient.cx, opposition_bris=True))
    assert dmp.read_gestion(patient).opposition_bris_de_glace is True
    with pytest.raises(DmpRejected) as caught:
        dmp.search(patient)
    assert code(caught) == "DMPAccessForbidden"


def test_the_web_dmp_opens_on_the_patient_with_the_card(client: ClientFactory, patient: PatientDmp) -> None:
    opened = client()
    http, environnement = opened._appel.http, opened.environnement
    page = http.get(url_carte(environnement, PageWeb.DOSSIER, patient))
    assert (page.status_code, patient.matricule in page.text) == (200, True)
    form = {"INS": patient.matricule, "typeINS": patient.oid}
    base = f"{environnement.web_psc}/AccesDirect"
    assert http.post(f"{base}/CarnetVaccination", data=form).status_code == 200
    assert http.post(f"{base}/CarnetVaccination", data=form | {"INS": "2790351215189"}).status_code == 400
    assert http.get(f"{base}/Ailleurs/{patient.matricule}/{patient.oid}").status_code == 404
