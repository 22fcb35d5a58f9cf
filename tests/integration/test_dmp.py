"""The DMP over mutual TLS: what a doctor feeds is fetched back, once, and everything wrong is refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from esante.cda.ecriture import oid_de
from esante.cda.lecture import read_cda
from esante.cda.models import Code
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.dmp.client import DmpClient
from esante.dmp.environnement import sandbox as environnement_sandbox
from esante.dmp.models import (
    Acces,
    Acteur,
    CriteresRecherche,
    DocumentAEnvoyer,
    EnvoiDmp,
    Logiciel,
    MiseAJour,
    ModeAcces,
    ModeAuthentification,
    PatientDmp,
    Signataire,
    StatutDmp,
)
from esante.dmp.refus import DmpRejected, DocumentNonConforme
from esante.dmp.web import PageWeb, url_carte
from esante.errors import Malformed, Refused, Unreachable, Unsupported
from esante.sandbox.autorite import Autorite, Credential
from esante.sandbox.dmp.depot import Depot, Dossier
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import EtatDocument
from tests.fakes.documents import MEDECIN, PATIENTE, PDF, PHARMACIEN, entete, ordonnance

OID_TEST = "1.2.250.1.213.1.4.10"
LOGICIEL = Logiciel("Ambroise", "0.1.0", "1.2.250.1.999.1.1.7898", "AMBROISE-BAC-A-SABLE")
CONTENU = Code("07", "Consultations externes", "1.2.250.1.213.2.2")
ACTEUR = Acteur(
    identifiant="899900063480",
    nom="LIBRE",
    prenom="Max",
    structure="499900063480001",
    nom_structure="CABINET M LIBRE",
    secteur="SA07",
    roles=(
        Code("10", "Médecin", "1.2.250.1.71.1.2.7"),
        Code("SM26", "Qualifié en Médecine Générale (SM)", "1.2.250.1.71.4.2.5"),
    ),
    specialite=MEDECIN.specialite,
)
PHARMACIENNE = Acteur(
    identifiant="899900038839",
    nom="TRAL",
    prenom="Ademis",
    structure="10B0127189",
    nom_structure="PHARMACIE TRAL",
    secteur="SA33",
    roles=(Code("21", "Pharmacien", "1.2.250.1.71.1.2.7"), Code("A", "Section A", "1.2.250.1.213.1.6.1.4")),
    specialite=PHARMACIEN.specialite,
)
MATRICULES = iter(f"{prefix:013}" for prefix in range(2790351216000, 2790351299000))

ClientFactory = Callable[..., DmpClient]


@pytest.fixture
def patient() -> PatientDmp:
    """A new invented patient each time: the sandbox keeps its state for the session."""
    number = next(MATRICULES)
    return PatientDmp(f"{number}{97 - int(number) % 97:02}", OID_TEST)


@pytest.fixture
def depot(sandbox: Sandbox) -> Iterator[Depot]:
    opened = Depot(sandbox.folder / "dmp")
    yield opened
    opened.close()


@pytest.fixture
def client(sandbox: Sandbox, autorite: Autorite) -> Iterator[ClientFactory]:
    opened: list[httpx.Client] = []

    def build(
        acteur: Acteur = ACTEUR,
        *,
        signature: Credential | None = None,
        authentification: Credential | None = None,
        logiciel: Logiciel = LOGICIEL,
        acces: Acces | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> DmpClient:
        carte = autorite.carte(ADEMIS_TRAL if acteur.secteur == "SA33" else MAX_LIBRE)
        connexion = authentification or carte.authentification
        signer = signature or carte.signature
        http = http_client(
            tls_context(
                sandbox.adresses.autorite,
                certificate_file=connexion.certificate_file,
                key_file=connexion.key_file,
            )
        )
        opened.append(http)
        return DmpClient(
            http,
            environnement_sandbox(sandbox.adresses.services["dmp"]),
            acteur,
            Signataire(signer.key, signer.certificate, signer.chain),
            logiciel,
            acces=acces,
            now=now,
        )

    yield build
    for http in opened:
        http.close()


def document(
    patient: PatientDmp, masques: tuple[str, ...] = (), remplace: str | None = None, **changes: object
) -> DocumentAEnvoyer:
    person = replace(PATIENTE, matricule=patient.matricule, oid_ins=patient.oid)
    header = entete(
        **{"patient": person, "identifiant": oid_de(uuid4()), "identifiant_lot": oid_de(uuid4()), **changes}  # type: ignore[arg-type]
    )
    data = build_ordonnance(header, ordonnance())
    return DocumentAEnvoyer(describe_cda(data, masques), data, remplace)


def envoi(*documents: DocumentAEnvoyer) -> EnvoiDmp:
    return EnvoiDmp(oid_de(uuid4()), oid_de(uuid4()), documents, CONTENU, "Envoi")


def code(caught: pytest.ExceptionInfo[DmpRejected]) -> str:
    return caught.value.code


# --- what works ------------------------------------------------------------------------------------------


def test_what_is_fed_is_what_is_fetched_back(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    sent = document(patient)
    assert dmp.check_existence(patient).statut is StatutDmp.OUVERT
    dmp.submit(patient, envoi(sent))
    dmp.set_autorisation(patient, ajout=True)
    assert dmp.check_existence(patient).can_consult
    (fetched,) = dmp.retrieve(patient, [sent.fiche.identifiant])
    assert fetched.donnees == sent.donnees
    (listed,) = dmp.search(patient)
    assert listed.identifiant == sent.fiche.identifiant
    assert listed.empreinte == sent.fiche.empreinte
    assert listed.version == 1


def test_the_identifier_is_enough_to_know_whether_it_arrived(
    client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    assert not dmp.exists(patient, sent.fiche.identifiant)
    dmp.submit(patient, envoi(sent))
    assert dmp.exists(patient, sent.fiche.identifiant)


def test_an_answer_lost_after_storage_is_never_doubled(
    sandbox: Sandbox, client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    submission = envoi(sent)
    sandbox.reglages["dmp"].lose_answers = 1
    with pytest.raises(Unreachable):
        dmp.submit(patient, submission)
    assert dmp.exists(patient, sent.fiche.identifiant)
    with pytest.raises(DmpRejected) as caught:
        dmp.submit(patient, submission)
    assert code(caught) == "XDSDuplicateUniqueIdInRegistry"
    assert sandbox.compteurs["dmp"].accepted[sent.fiche.identifiant] == 1
    assert sandbox.compteurs["dmp"].received[sent.fiche.identifiant] == 2


def test_an_outage_leaves_nothing_behind(
    sandbox: Sandbox, client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    sandbox.reglages["dmp"].fail_next = 2
    for _ in range(2):
        with pytest.raises(Unreachable):
            dmp.submit(patient, envoi(sent))
    assert not dmp.exists(patient, sent.fiche.identifiant)
    dmp.submit(patient, envoi(sent))
    assert sandbox.compteurs["dmp"].accepted[sent.fiche.identifiant] == 1


def test_several_documents_of_one_submission_arrive_together(
    client: ClientFactory, patient: PatientDmp
) -> None:
    dmp = client()
    person = replace(PATIENTE, matricule=patient.matricule, oid_ins=patient.oid)
    letter = build_non_structure(entete("11488-4", identifiant=oid_de(uuid4()), patient=person), PDF)
    sent = (document(patient), DocumentAEnvoyer(describe_cda(letter), letter))
    dmp.submit(patient, envoi(*sent))
    dmp.set_autorisation(patient, ajout=True)
    fetched = dmp.retrieve(patient, [d.fiche.identifiant for d in sent])
    assert [f.donnees for f in fetched] == [d.donnees for d in sent]


def test_a_replacement_makes_the_former_version_obsolete(client: ClientFactory, patient: PatientDmp) -> None:
    dmp, first = client(), document(patient)
    dmp.submit(patient, envoi(first))
    newer = document(patient, remplace=first.fiche.identifiant)
    dmp.submit(patient, envoi(newer))
    dmp.set_autorisation(patient, ajout=True)
    assert [f.identifiant for f in dmp.search(patient)] == [newer.fiche.identifiant]
    with pytest.raises(DmpRejected) as caught:
        dmp.submit(patient, envoi(document(patient, remplace=first.fiche.identifiant)))
    assert code(caught) == "XDSReplaceFailed"


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


def test_an_organisation_feeds_for_its_professional(
    client: ClientFactory, autorite: Autorite, patient: PatientDmp
) -> None:
    structure = MAX_LIBRE.structure
    dmp = client(
        replace(
            ACTEUR,
            mode=ModeAuthentification.INDIRECTE,
            contexte_authentification="urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
        ),
        signature=autorite.organisation(structure=structure, signature=True),
        authentification=autorite.organisation(structure=structure),
    )
    sent = document(patient)
    dmp.submit(patient, envoi(sent))
    assert dmp.exists(patient, sent.fiche.identifiant)
    with pytest.raises(DmpRejected) as caught:
        dmp.search(patient)
    assert code(caught) == "DMPAccessDeniedByRightsService"


def test_reinforced_access_reads_but_never_feeds(
    client: ClientFactory, autorite: Autorite, patient: PatientDmp
) -> None:
    dmp = client(
        replace(ACTEUR, mode=ModeAuthentification.INDIRECTE_RENFORCEE),
        signature=autorite.organisation(structure=MAX_LIBRE.structure, signature=True),
        authentification=autorite.organisation(structure=MAX_LIBRE.structure),
    )
    with pytest.raises(Unsupported):
        dmp.submit(patient, envoi(document(patient)))
    dmp.set_autorisation(patient, ajout=True)
    assert dmp.search(patient) == ()


def test_records_that_may_be_opened_are_listed(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    dmp.set_autorisation(patient, ajout=True, medecin_traitant=True)
    listed = {d.patient: d for d in dmp.list_dmp(datetime.now(UTC) - timedelta(hours=1))}
    assert listed[patient].is_medecin_traitant
    assert [a.identifiant for a in dmp.list_autorisations(patient)] == ["899900063480"]
    dmp.set_autorisation(patient, ajout=False)
    assert not dmp.check_existence(patient).can_consult


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


# --- what is refused -------------------------------------------------------------------------------------


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


def test_the_authentication_key_does_not_sign_an_assertion(
    client: ClientFactory, autorite: Autorite, patient: PatientDmp
) -> None:
    dmp = client(signature=autorite.carte(MAX_LIBRE).authentification)
    with pytest.raises(DmpRejected) as caught:
        dmp.check_existence(patient)
    assert code(caught) == "DMPInvalidCertificate"


def test_a_doctor_without_a_speciality_is_refused(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client(replace(ACTEUR, roles=ACTEUR.roles[:1]))
    with pytest.raises(DmpRejected, match="Aucune spécialité dans le vihf"):
        dmp.check_existence(patient)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"structure": "499999999999999"}, "Structure introuvable ou Inactive"),
        ({"structure": "10B0127189"}, "PS et Structure non liés"),
        ({"identifiant": "899900038839"}, "n’est pas le porteur de la carte"),
    ],
)
def test_identities_that_do_not_match_are_refused(
    client: ClientFactory, patient: PatientDmp, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(DmpRejected, match=sentence):
        client(replace(ACTEUR, **changes)).check_existence(patient)


def test_an_unknown_software_is_refused(client: ClientFactory, patient: PatientDmp) -> None:
    with pytest.raises(DmpRejected, match="homologation"):
        client(logiciel=replace(LOGICIEL, numero_homologation="AUTRE")).check_existence(patient)


def test_a_clock_half_an_hour_off_is_refused(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client(now=lambda: datetime.now(UTC) - timedelta(minutes=30))
    with pytest.raises(DmpRejected, match="périmé"):
        dmp.check_existence(patient)


def test_an_ins_without_its_key_is_refused(client: ClientFactory) -> None:
    with pytest.raises(DmpRejected, match="Resource_id"):
        client().check_existence(PatientDmp("2790351215189", OID_TEST))


def test_a_waiting_number_never_leaves(client: ClientFactory, patient: PatientDmp) -> None:
    with pytest.raises(Unsupported):
        client().check_existence(PatientDmp(patient.matricule, "1.2.250.1.213.1.4.9"))


def test_a_document_of_another_patient_is_not_sent(client: ClientFactory, patient: PatientDmp) -> None:
    other = document(PatientDmp("279035121518989", OID_TEST))
    with pytest.raises(Unsupported):
        client().submit(patient, envoi(other))


def test_a_document_of_another_author_is_refused(client: ClientFactory, patient: PatientDmp) -> None:
    other = document(patient, auteurs=(PHARMACIEN,))
    with pytest.raises(DmpRejected, match="ne correspond à l'utilisateur du VIHF"):
        client().submit(patient, envoi(other))


def test_a_code_outside_the_affinity_domain_is_refused(client: ClientFactory, patient: PatientDmp) -> None:
    sent = document(patient)
    wrong = replace(sent.fiche, structure=Code("SA999", "Inconnu", "1.2.250.1.71.4.2.4"))
    with pytest.raises(DmpRejected, match="SA999 ne fait pas partie du domaine d'affinité"):
        client().submit(patient, envoi(replace(sent, fiche=wrong)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"empreinte": "0" * 40}, "empreinte"),
        ({"taille": 12}, "taille"),
        ({"titre": "Autre titre"}, "title"),
        ({"creation": "20200101000000"}, "creationTime"),
        ({"source_patient_info": ()}, "PID5"),
    ],
)
def test_metadata_that_differ_from_the_document_are_refused(
    client: ClientFactory, patient: PatientDmp, change: dict[str, object], sentence: str
) -> None:
    sent = document(patient)
    wrong = replace(sent.fiche, **change)  # type: ignore[arg-type]
    with pytest.raises(DmpRejected) as caught:
        client().submit(patient, envoi(replace(sent, fiche=wrong)))
    assert any(sentence in error.libelle for error in caught.value.erreurs)


def test_a_document_that_breaks_our_rules_is_refused_by_the_sandbox_too(
    client: ClientFactory, patient: PatientDmp
) -> None:
    sent = document(patient)
    broken = sent.donnees.replace(b'extension="2024.01"', b'extension="1999.01"')
    wrong = DocumentAEnvoyer(describe_cda(broken), broken)
    with pytest.raises(DocumentNonConforme):
        client().submit(patient, envoi(wrong))
    with pytest.raises(DmpRejected, match="modele-version"):
        client().submit(patient, envoi(wrong), controler=False)


def test_masked_and_invisible_together_are_refused(client: ClientFactory, patient: PatientDmp) -> None:
    sent = document(patient, ("MASQUE_PS", "INVISIBLE_PATIENT"))
    with pytest.raises(DmpRejected, match="cumulent"):
        client().submit(patient, envoi(sent))


def test_nothing_is_kept_of_a_refused_submission(client: ClientFactory, patient: PatientDmp) -> None:
    dmp, good = client(), document(patient)
    bad = document(patient)
    wrong = replace(bad, fiche=replace(bad.fiche, taille=1))
    with pytest.raises(DmpRejected):
        dmp.submit(patient, envoi(good, wrong))
    assert not dmp.exists(patient, good.fiche.identifiant)


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


def test_garbage_is_malformed_and_downtime_unreachable(
    sandbox: Sandbox, client: ClientFactory, patient: PatientDmp
) -> None:
    dmp = client()
    sandbox.reglages["dmp"].garbage = True
    with pytest.raises(Malformed):
        dmp.check_existence(patient)
    sandbox.rest()
    sandbox.reglages["dmp"].down = True
    with pytest.raises(Unreachable):
        dmp.check_existence(patient)


def test_a_server_of_another_authority_is_refused(
    tmp_path_factory: pytest.TempPathFactory, client: ClientFactory, patient: PatientDmp
) -> None:
    other = Autorite(tmp_path_factory.mktemp("autre"))
    dmp = client()
    with http_client(tls_context(other.ca_file)) as http:
        stranger = DmpClient(
            http,
            dmp.environnement,
            ACTEUR,
            Signataire(other.carte(MAX_LIBRE).signature.key, other.carte(MAX_LIBRE).signature.certificate),
            LOGICIEL,
        )
        with pytest.raises(Refused):
            stranger.check_existence(patient)
