"""The client against scripted answers: other patients, partial success, answers to other requests."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from lxml import etree

from esante import soap
from esante.cda.models import Code
from esante.cda.ordonnance import build_ordonnance
from esante.dmp import messages
from esante.dmp.client import DmpClient
from esante.dmp.environnement import HOMOLOGATION, PRODUCTION, sandbox
from esante.dmp.models import Acteur, CriteresRecherche, Logiciel, PatientDmp, Signataire, StatutDmp
from esante.dmp.refus import DmpRejected
from esante.dmp.web import PageWeb, formulaire_psc, url_carte
from esante.errors import Malformed, Unreachable, Unsupported
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.xds.depuis_cda import describe_cda
from esante.xds.ebrim_ecriture import write_fiche
from tests.fakes.documents import MEDECIN, entete, ordonnance

PATIENT = PatientDmp("279035121518989", "1.2.250.1.213.1.4.10")
ACTEUR = Acteur(
    "899900063480",
    "LIBRE",
    "Max",
    "499900063480001",
    "CABINET",
    "SA07",
    (Code("10", "Médecin", "1.2.250.1.71.1.2.7"),),
    MEDECIN.specialite,
)
LOGICIEL = Logiciel("Ambroise", "0.1.0", "1.2.250.1.999.1", "X")
RS = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"
QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"

Scripted = Callable[[Callable[[str], bytes | httpx.Response]], DmpClient]


@pytest.fixture
def scripted(autorite: Autorite) -> Scripted:
    credential = autorite.carte(MAX_LIBRE).signature

    def build(answer: Callable[[str], bytes | httpx.Response]) -> DmpClient:
        def handle(request: httpx.Request) -> httpx.Response:
            message_id = soap.parse_envelope(request.read()).message_id or ""
            found = answer(message_id)
            if isinstance(found, httpx.Response):
                return found
            return httpx.Response(200, content=found, headers={"Content-Type": soap.CONTENT_TYPE})

        return DmpClient(
            httpx.Client(transport=httpx.MockTransport(handle)),
            sandbox("https://dmp.invalid"),
            ACTEUR,
            Signataire(credential.key, credential.certificate),
            LOGICIEL,
        )

    return build


def envelope(body: etree._Element, relates_to: str | None) -> bytes:
    return soap.envelope_bytes(
        soap.build_envelope(body, action="urn:x", message_id="urn:uuid:1", relates_to=relates_to)
    )


def query_answer(*objects: etree._Element, status: str = messages.SUCCES) -> etree._Element:
    root = etree.Element(f"{{{QUERY}}}AdhocQueryResponse", status=status)
    etree.SubElement(root, f"{{{RIM}}}RegistryObjectList").extend(objects)
    return root


def test_an_entry_of_another_patient_refuses_the_whole_answer(scripted: Scripted) -> None:
    fiche = describe_cda(build_ordonnance(entete(), ordonnance()))
    other = replace(fiche, patient_id="155069999999934^^^&1.2.250.1.213.1.4.10&ISO^NH")
    nodes = [write_fiche(f, registry=True) for f in (fiche, other)]
    with pytest.raises(Malformed, match="autre patient"):
        scripted(lambda m: envelope(query_answer(*nodes), m)).search(PATIENT)


def test_an_identifier_with_its_qualification_date_is_the_same_patient(scripted: Scripted) -> None:
    fiche = describe_cda(build_ordonnance(entete(), ordonnance()))
    dated = replace(fiche, patient_id=f"{fiche.patient_id}^^20100907")
    found = scripted(lambda m: envelope(query_answer(write_fiche(dated)), m)).search(PATIENT)
    assert len(found) == 1


def test_partial_success_is_a_refusal_with_its_reasons(scripted: Scripted) -> None:
    root = etree.Element(f"{{{RS}}}RegistryResponse", status=messages.PARTIEL)
    errors = etree.SubElement(root, f"{{{RS}}}RegistryErrorList")
    for code, severity in (("XDSRegistryMetadataError", "Error"), ("XDSRegistryError", "Warning")):
        etree.SubElement(
            errors,
            f"{{{RS}}}RegistryError",
            errorCode=code,
            codeContext="x",
            severity=f"urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:{severity}",
        )
    with pytest.raises(DmpRejected) as caught:
        scripted(lambda m: envelope(root, m)).search(PATIENT)
    assert [e.code for e in caught.value.erreurs] == ["XDSRegistryMetadataError"]


@pytest.mark.parametrize("relates_to", ["urn:uuid:autre", None])
def test_the_answer_to_another_request_is_refused(scripted: Scripted, relates_to: str | None) -> None:
    with pytest.raises(Malformed):
        scripted(lambda _: envelope(query_answer(), relates_to)).search(PATIENT)


def test_an_unknown_fault_keeps_its_code(scripted: Scripted) -> None:
    fault = soap.build_fault("Receiver", "Incident", subcodes=[("urn:x", "DMPInconnu")])
    with pytest.raises(DmpRejected) as caught:
        scripted(lambda m: httpx.Response(500, content=envelope(fault, m))).search(PATIENT)
    assert (caught.value.code, caught.value.libelle) == ("DMPInconnu", "Incident")


@pytest.mark.parametrize("status", [502, 503, 504, 429])
def test_an_overloaded_service_is_unreachable(scripted: Scripted, status: int) -> None:
    with pytest.raises(Unreachable):
        scripted(lambda _: httpx.Response(status)).search(PATIENT)


@pytest.mark.parametrize("content", [b"", b"<html/>", b"\x00" * 50, b"<a>"])
def test_anything_else_is_malformed(scripted: Scripted, content: bytes) -> None:
    with pytest.raises(Malformed):
        scripted(lambda _: content).search(PATIENT)


def hl7(inside: str, answer: str = "OK") -> etree._Element:
    return etree.fromstring(
        '<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3"><acknowledgement typeCode="AA"/>'
        f'<controlActProcess>{inside}<queryAck><queryResponseCode code="{answer}"/></queryAck>'
        "</controlActProcess></PRPA_IN201308UV02>"
    )


def patient_node(matricule: str = PATIENT.matricule, status: str = "active") -> str:
    return (
        f'<subject><patient><id root="{PATIENT.oid}" extension="{matricule}"/>'
        f'<statusCode code="{status}"/></patient></subject>'
    )


def test_existence_is_read_with_care(scripted: Scripted) -> None:
    def ask(body: etree._Element) -> StatutDmp:
        return scripted(lambda m: envelope(body, m)).check_existence(PATIENT).statut

    assert ask(hl7(patient_node())) is StatutDmp.OUVERT
    assert ask(hl7(patient_node(status="terminated"))) is StatutDmp.FERME
    assert ask(hl7("", "NF")) is StatutDmp.INEXISTANT
    with pytest.raises(Malformed, match="autre patient"):
        ask(hl7(patient_node("155069999999934")))
    with pytest.raises(Malformed):
        ask(hl7("", "AE"))


def test_more_than_twenty_documents_are_never_asked_at_once(scripted: Scripted) -> None:
    with pytest.raises(ValueError, match="vingt"):
        scripted(lambda m: envelope(query_answer(), m)).retrieve(PATIENT, [str(n) for n in range(21)])


def test_quotes_in_a_filter_do_not_leave_their_string(scripted: Scripted) -> None:
    seen: list[str] = []

    def answer(message_id: str) -> bytes:
        seen.append(message_id)
        return envelope(query_answer(), message_id)

    criteres = CriteresRecherche(types=(Code("x') or ('1'='1", "", "1.2.3"),))
    assert scripted(answer).search(PATIENT, criteres) == ()
    assert seen


def test_each_environment_sends_the_oid_it_knows(scripted: Scripted) -> None:
    assert HOMOLOGATION.oids_ins["1.2.250.1.213.1.4.8"] == "1.2.250.1.213.1.4.10"
    assert "1.2.250.1.213.1.4.9" not in PRODUCTION.oids_ins
    assert PRODUCTION.url("registry") == "https://lps2.dmp.gouv.fr/si-dmp-server/v2/services/registry"


def test_the_web_dmp_opens_by_address_or_by_form() -> None:
    patient = PatientDmp("279035121518989", "1.2.250.1.213.1.4.8")
    assert (
        url_carte(HOMOLOGATION, PageWeb.DOSSIER, patient)
        == "https://wps-cps.dev1.dmp.gouv.fr/AccesDirect/DossierPatient/279035121518989/1.2.250.1.213.1.4.10"
    )
    form = formulaire_psc(HOMOLOGATION, PageWeb.VACCINATION, patient)
    assert 'action="https://wps-psc.dev1.dmp.gouv.fr/AccesDirect/CarnetVaccination"' in form
    assert 'name="INS" value="279035121518989"' in form
    with pytest.raises(Unsupported):
        url_carte(PRODUCTION, PageWeb.DOSSIER, replace(patient, matricule='"><script>'))
    with pytest.raises(Unsupported):
        url_carte(PRODUCTION, PageWeb.DOSSIER, replace(patient, oid="1.2.250.1.213.1.4.9"))
