"""Everything wrong is refused: keys, identities, codes, metadata, servers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from esante.cda.models import Code
from esante.dmp.client import DmpClient
from esante.dmp.models import (
    DocumentAEnvoyer,
    PatientDmp,
    Signataire,
)
from esante.dmp.refus import DmpRejected, DocumentNonConforme
from esante.errors import Malformed, Refused, Unreachable, Unsupported
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from esante.xds.depuis_cda import describe_cda
from tests.fakes.dmp_client import ACTEUR, LOGICIEL, OID_TEST, document, envoi
from tests.fakes.documents import PHARMACIEN
from tests.integration.dmp.conftest import ClientFactory, code


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


@pytest.mark.parametrize("minutes", [-60, -30, 60])
def test_a_clock_off_by_the_hour_of_summer_is_refused(
    client: ClientFactory, patient: PatientDmp, minutes: int
) -> None:
    dmp = client(now=lambda: datetime.now(UTC) + timedelta(minutes=minutes))
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
