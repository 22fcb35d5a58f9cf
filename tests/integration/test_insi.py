"""INSi over real TLS: the published test people, the search strategy, and everything the service refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from lxml import etree

from esante import soap
from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.insi.authentification import (
    Authentification,
    AuthentificationCps,
    AuthentificationLogiciel,
    AuthentificationPsc,
)
from esante.insi.client import InsiClient
from esante.insi.messages import AccesRefuse, ServiceIndisponible
from esante.insi.models import (
    AucuneIdentite,
    BeneficiaireVitale,
    IdentiteTrouvee,
    Logiciel,
    PlusieursIdentites,
    TraitsRecherche,
)
from esante.insi.traits import TraitRefuse
from esante.sandbox import profils
from esante.sandbox.autorite import ORGANISATIONS, PERSONNES, Autorite, Credential
from esante.sandbox.professionnels import MAX_LIBRE, OLIVIER_INFIRMCS
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from esante.xml import parse_xml

LOGICIEL = Logiciel("AMBROISE-BAC-A-SABLE", "urn:lps:ambroise:0.1.0", "0.1.0", UUID(int=7))
ZOE = TraitsRecherche("ADRUN", ("ZOE",), "F", "1975-12-31")
OID_NIR, OID_NIA = "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"


def cps(credential: Credential) -> AuthentificationCps:
    return AuthentificationCps(credential.key, credential.certificate, "991111111", "SA07", "SM26")


@contextmanager
def opened(
    sandbox: Sandbox,
    authentification: Authentification | None = None,
    *,
    service: str = "insi",
    credential: Credential | None = None,
    logiciel: Logiciel = LOGICIEL,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], UUID] = uuid4,
    timeout: float = 10,
) -> Iterator[InsiClient]:
    context = tls_context(
        sandbox.adresses.autorite,
        certificate_file=credential.certificate_file if credential else None,
        key_file=credential.key_file if credential else None,
    )
    http = http_client(context, timeout=httpx.Timeout(timeout))
    url = f"{sandbox.adresses.services[service]}/lps"
    chosen = authentification or cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with InsiClient(http, url, logiciel, chosen, now=now, new_id=new_id) as client:
        yield client


@pytest.mark.parametrize(
    ("traits", "matricule", "oid", "appels"),
    [
        (TraitsRecherche("ADRTROIS", ("TOUSSAINT",), "M", "1960-01-01"), "160012B02077713", OID_NIR, 1),
        (TraitsRecherche("ADRTROIS", ("DOMINIQUE",), "F", "1997-02-26"), "297022A02077878", OID_NIR, 1),
        (ZOE, "275126322074974", OID_NIR, 1),
        (
            TraitsRecherche("NESSI", ("MICHELANGELO", "ANTHONY"), "M", "2010-08-07"),
            "110086322083060",
            OID_NIR,
            1,
        ),
        (TraitsRecherche("NESSI", ("RUTH",), "F", "1977-07-14", "63220"), "277076322082910", OID_NIR, 1),
        (
            TraitsRecherche("TCHITCHI", ("OLA", "CATARINA", "BELLA"), "F", "1936-06-21"),
            "236066322083656",
            OID_NIR,
            2,
        ),
        (
            TraitsRecherche("D'ARTAGNAN DE L'HERAULT", ("PIERRE-ALAIN", "MURIEL"), "M", "2001-06-17"),
            "101066322075460",
            OID_NIR,
            1,
        ),
        (TraitsRecherche("PROVISOIRE", ("MATRICULE",), "M", "2009-07-01"), "109076322088835", OID_NIA, 1),
        (TraitsRecherche("HERMANN", ("GATIEN",), "M", "1981-03-24"), "181036322045660", OID_NIR, 1),
        (TraitsRecherche("PATB-QUATRE", ("LAURENCE",), "F", "1907-05-25"), "207058575627097", OID_NIR, 1),
    ],
)
def test_the_published_test_people_are_found(
    sandbox: Sandbox, traits: TraitsRecherche, matricule: str, oid: str, appels: int
) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(traits)
    assert isinstance(found, IdentiteTrouvee)
    assert (found.ins.matricule, found.ins.oid, found.appels) == (matricule, oid, appels)
    assert found.traits.nom_naissance == traits.nom_naissance


def test_the_history_comes_raw_with_its_contradictory_dates(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(
            TraitsRecherche("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14")
        )
    assert isinstance(found, IdentiteTrouvee)
    assert [(h.matricule, h.debut, h.fin) for h in found.historique] == [
        ("209076322083439", "2019-03-01", "2019-02-28"),
        ("209066322012355", None, None),
    ]
    assert found.traits.prenom is None


def test_the_history_may_repeat_the_active_ins(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(TraitsRecherche("CORSE", ("ANTHONY",), "M", "1980-03-02"))
    assert isinstance(found, IdentiteTrouvee)
    assert [h.matricule for h in found.historique] == [found.ins.matricule]


def sent_prenoms(found: AucuneIdentite | PlusieursIdentites | IdentiteTrouvee) -> list[str | None]:
    return [parse_xml(e.requete).findtext(".//{*}Prenom") for e in found.echanges]


def test_nobody_is_said_after_each_given_name_then_all_of_them(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(
            TraitsRecherche("HOUILLES", ("PIERRE", "PAUL", "JACQUES"), "M", "1993-01-27")
        )
    assert isinstance(result, AucuneIdentite)
    assert sent_prenoms(result) == ["PIERRE", "PAUL", "JACQUES", "PIERRE PAUL JACQUES"]
    assert result.libelle == "Aucune identite trouvee"


def test_several_persons_are_a_result(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(TraitsRecherche("DE VINCI", ("LEONARDO",), "M", "2014-02-01"))
    assert isinstance(result, PlusieursIdentites)
    assert result.code == "02"


HOMONYME = TraitsRecherche("HOMONYME", ("CLAUDE",), "M", "1950-05-05")


def test_an_ambiguous_search_is_narrowed_by_the_other_given_names(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, prenoms=("CLAUDE", "HENRI")))
    assert isinstance(result, IdentiteTrouvee)
    assert result.traits.lieu_naissance == "69123"
    assert sent_prenoms(result) == ["CLAUDE", "CLAUDE HENRI"]


def test_an_ambiguous_search_is_narrowed_by_the_birth_place(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, lieu_naissance="13055"))
    assert isinstance(result, IdentiteTrouvee)
    assert result.traits.lieu_naissance == "13055"


def test_narrowing_an_ambiguous_search_to_nobody_leaves_it_ambiguous(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, prenoms=("CLAUDE", "ABEL"), lieu_naissance="29019"))
    assert isinstance(result, PlusieursIdentites)
    assert result.appels == 4


def test_a_technical_failure_of_the_service_is_unreachable_with_its_code(sandbox: Sandbox) -> None:
    with opened(sandbox) as client, pytest.raises(ServiceIndisponible) as caught:
        client.find_identite(TraitsRecherche("DE VINCI", ("RUTH",), "F", "1976-07-14"))
    assert caught.value.code == "insi_102"


def test_the_card_operation_has_its_own_failure_code(sandbox: Sandbox) -> None:
    ruth = BeneficiaireVitale("2760775000000", "DE VINCI", "1976-07-14")
    with opened(sandbox) as client, pytest.raises(ServiceIndisponible) as caught:
        client.find_identite_vitale(ruth)
    assert caught.value.code == "insi_101"


def test_traits_insi_refuses_are_refused_without_a_call(sandbox: Sandbox) -> None:
    before = sandbox.compteurs["insi"].requests
    with opened(sandbox) as client, pytest.raises(TraitRefuse):
        client.find_identite(TraitsRecherche("D'ÆION", ("CŒUR",), "M", "1987-01-01"))
    assert sandbox.compteurs["insi"].requests == before


def test_every_call_has_its_own_identifiers_and_assertion(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(
            TraitsRecherche("HOUILLES", ("PIERRE", "PAUL", "JACQUES"), "M", "1993-01-27")
        )
    ids = [
        e
        for exchange in result.echanges
        for e in (
            *parse_xml(exchange.requete).xpath("//*[local-name()='Id']/text()"),  # type: ignore[union-attr]
            *parse_xml(exchange.requete).xpath("//@ID"),  # type: ignore[union-attr]
            exchange.message_id,
        )
    ]
    assert len(ids) == 16
    assert len(set(ids)) == 16


def test_the_raw_exchange_is_kept(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(ZOE)
    (exchange,) = result.echanges
    assert soap.parse_envelope(exchange.requete).message_id == exchange.message_id
    assert soap.parse_envelope(exchange.reponse).relates_to == exchange.message_id
    assert b"ADRUN" not in repr(exchange).encode()


def test_a_child_is_found_with_the_card_of_the_parent(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        child = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "2010-08-07", cle_assure="10")
        )
        parent = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "1977-07-14", matricule_individu="2770763220829")
        )
        nobody = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "1977-07-14", matricule_individu="1770763220829")
        )
    assert isinstance(child, IdentiteTrouvee)
    assert isinstance(parent, IdentiteTrouvee)
    assert (child.ins.numero, parent.ins.numero) == ("1100863220830", "2770763220829")
    assert isinstance(nobody, AucuneIdentite)


@pytest.mark.parametrize("name", ["INSI-AUTO", "INSI-MANU"])
def test_the_software_certificate_speaks_alone(sandbox: Sandbox, name: str) -> None:
    credential = sandbox.autorite.organisation(name)
    software = AuthentificationLogiciel("499900063480001")
    with opened(sandbox, software, service="insi_tlsm", credential=credential) as client:
        result = client.find_identite(ZOE)
    assert isinstance(result, IdentiteTrouvee)
    assert soap.parse_envelope(result.echanges[0].requete).security_token() is None


@pytest.mark.parametrize(
    ("name", "structure"),
    [("Insi-auto", "499900063480001"), ("INSI_AUTO", "499900063480001"), ("INSI-AUTO", "499900063480002")],
)
def test_another_name_or_structure_has_no_right(sandbox: Sandbox, name: str, structure: str) -> None:
    credential = sandbox.autorite.organisation(name, structure=structure)
    software = AuthentificationLogiciel("499900063480001")
    with (
        opened(sandbox, software, service="insi_tlsm", credential=credential) as client,
        pytest.raises(AccesRefuse) as caught,
    ):
        client.find_identite(ZOE)
    assert caught.value.code == "DESIR_560"


def expired(autorite: Autorite) -> Credential:
    return autorite.issue(
        "insi-org-expiree",
        ORGANISATIONS,
        profils.organisation_subject("CABINET", "499900063480001", "INSI-AUTO"),
        profils.organisation_auth(),
        not_after=datetime.now(UTC) - timedelta(hours=1),
    )


def revoked(autorite: Autorite) -> Credential:
    credential = autorite.organisation("INSI-AUTO", structure="499900063480009")
    autorite.revoke(credential.certificate)
    return credential


def none(autorite: Autorite) -> None:
    return None


@pytest.mark.parametrize("make", [expired, revoked, none])
def test_a_software_certificate_out_of_force_is_refused_by_tls(
    sandbox: Sandbox, make: Callable[[Autorite], Credential | None]
) -> None:
    software = AuthentificationLogiciel("499900063480001")
    with (
        opened(sandbox, software, service="insi_tlsm", credential=make(sandbox.autorite)) as client,
        pytest.raises(Refused, match="certificat"),
    ):
        client.find_identite(ZOE)


def test_an_unknown_software_number_is_refused(sandbox: Sandbox) -> None:
    with (
        opened(sandbox, logiciel=replace(LOGICIEL, numero_autorisation="XX")) as client,
        pytest.raises(AccesRefuse) as caught,
    ):
        client.find_identite(ZOE)
    assert caught.value.code == "desir_550"


@dataclass(frozen=True)
class Tampered:
    """An authentication whose signed assertion is changed before it leaves."""

    inner: AuthentificationCps
    change: Callable[[etree._Element], etree._Element | None]

    @property
    def emetteur(self) -> str:
        return self.inner.emetteur

    def token(self, identifier: UUID, instant: datetime) -> etree._Element | None:
        return self.change(self.inner.token(identifier, instant))


def unsigned(assertion: etree._Element) -> etree._Element:
    assertion.remove(assertion[1])
    return assertion


def altered(assertion: etree._Element) -> etree._Element:
    value = assertion.find(".//{*}AttributeValue")
    assert value is not None
    value.text = "999999999"
    return assertion


def absent(assertion: etree._Element) -> None:
    return None


def wrapped(assertion: etree._Element) -> etree._Element:
    """The signed assertion hidden inside a forged one that names another professional."""
    forged = deepcopy(assertion)
    forged.set("ID", "_forged")
    signature = forged[1]
    name = forged.find(".//{*}NameID")
    assert name is not None
    name.text = "899900038839"
    etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object").append(assertion)
    return forged


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (absent, "SecurityTokenUnavailable"),
        (unsigned, "FailedCheck"),
        (altered, "FailedCheck"),
        (wrapped, "FailedCheck"),
    ],
)
def test_an_assertion_absent_unsigned_or_altered_is_refused(
    sandbox: Sandbox, change: Callable[[etree._Element], etree._Element | None], code: str
) -> None:
    tampered = Tampered(cps(sandbox.autorite.carte(MAX_LIBRE).signature), change)
    with opened(sandbox, tampered) as client, pytest.raises(AccesRefuse) as caught:
        client.find_identite(ZOE)
    assert caught.value.code == code


def card(autorite: Autorite, label: str, not_after: datetime | None = None) -> Credential:
    return autorite.issue(
        label,
        PERSONNES,
        profils.professionnel_subject(MAX_LIBRE),
        profils.carte_signature(MAX_LIBRE),
        not_after=not_after,
    )


def expired_card(autorite: Autorite) -> Credential:
    return card(autorite, "insi-cps-expiree", datetime.now(UTC) - timedelta(hours=1))


def revoked_card(autorite: Autorite) -> Credential:
    credential = card(autorite, "insi-cps-revoquee")
    autorite.revoke(credential.certificate)
    return credential


def authentication_key(autorite: Autorite) -> Credential:
    return autorite.carte(MAX_LIBRE).authentification


def someone_elses_key(autorite: Autorite) -> Credential:
    mine, other = autorite.carte(MAX_LIBRE).signature, autorite.carte(OLIVIER_INFIRMCS).signature
    return replace(mine, key=other.key)


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (expired_card, "InvalidSecurityToken", "expiré"),
        (revoked_card, "InvalidSecurityToken", "révoqué"),
        (authentication_key, "InvalidSecurityToken", "usage"),
        (someone_elses_key, "FailedCheck", "Signature"),
    ],
)
def test_a_card_that_may_not_sign_is_refused(
    sandbox: Sandbox, make: Callable[[Autorite], Credential], code: str, words: str
) -> None:
    with opened(sandbox, cps(make(sandbox.autorite))) as client, pytest.raises(AccesRefuse) as caught:
        client.find_identite(ZOE)
    assert caught.value.code == code
    assert words in caught.value.libelle


def test_a_card_of_another_authority_is_refused(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Autorite(tmp_path_factory.mktemp("autre"))
    with opened(sandbox, cps(other.carte(MAX_LIBRE).signature)) as client, pytest.raises(AccesRefuse):
        client.find_identite(ZOE)


def test_an_assertion_older_than_twenty_minutes_is_refused(sandbox: Sandbox) -> None:
    with (
        opened(sandbox, now=lambda: datetime.now(UTC) - timedelta(minutes=21)) as client,
        pytest.raises(AccesRefuse) as caught,
    ):
        client.find_identite(ZOE)
    assert caught.value.code == "MessageExpired"


def test_a_service_whose_clock_is_a_day_ahead_refuses(sandbox: Sandbox) -> None:
    sandbox.reglages["insi"].clock_offset = 86400
    with opened(sandbox) as client, pytest.raises(AccesRefuse):
        client.find_identite(ZOE)


def test_a_replayed_message_is_refused(sandbox: Sandbox) -> None:
    same = UUID("12345678-1234-4234-8234-123456789abc")
    with opened(sandbox, new_id=lambda: same) as client:
        assert isinstance(client.find_identite(ZOE), IdentiteTrouvee)
        with pytest.raises(AccesRefuse, match="InvalidSecurity"):
            client.find_identite(ZOE)


def test_an_unsigned_psc_assertion_does_not_pass_for_a_card(sandbox: Sandbox) -> None:
    psc = AuthentificationPsc("899900063480", "991111111", "01", "10")
    token = psc.token(UUID(int=1), datetime.now(UTC))
    name = token.find(".//{*}NameID")
    assert name is not None
    assert name.get("NameQualifier") == "PSC"
    with opened(sandbox, psc) as client, pytest.raises(AccesRefuse) as caught:
        client.find_identite(ZOE)
    assert caught.value.code == "FailedCheck"


def raw(sandbox: Sandbox, change: Callable[[bytes], bytes]) -> httpx.Response:
    """Send a request rebuilt by hand, as a client that checks nothing would."""
    recorded: list[bytes] = []

    def record(request: httpx.Request) -> httpx.Response:
        recorded.append(request.read())
        return httpx.Response(503)

    chosen = cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with httpx.Client(transport=httpx.MockTransport(record)) as http, pytest.raises(Unreachable):
        InsiClient(http, "https://localhost/lps", LOGICIEL, chosen).find_identite(ZOE)
    with http_client(tls_context(sandbox.adresses.autorite)) as http:
        return http.post(f"{sandbox.adresses.services['insi']}/lps", content=change(recorded[0]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b.replace(b"<ins:Sexe>F</ins:Sexe>", b"<ins:Sexe></ins:Sexe>"), "insi_24"),
        (lambda b: b.replace(b"<ins:Sexe>F</ins:Sexe>", b""), "insi_24"),
        (lambda b: b.replace(b"ADRUN", b"adrun"), "nom de naissance"),
        (lambda b: b.replace(b"ADRUN", "ADRÛN".encode()), "nom de naissance"),
        (lambda b: b.replace(b"<ins:Prenom>ZOE</ins:Prenom>", b""), "prénom"),
        (lambda b: b.replace(b"1975-12-31", b"31/12/1975"), "date"),
        (lambda b: b.replace(b"rechercherInsAvecTraitsIdentite", b"rechercherInsAvecCarteVitale"), "Action"),
        (lambda b: b.replace(b'Version="01_02"', b'Version="01_01"'), "ContexteBAM"),
        (
            lambda b: b.replace(b"http://www.cnamts.fr/INSiRecSans", b"http://www.cnamts.fr/Autre"),
            "Opération",
        ),
        (lambda b: b"<html/>", "illisible"),
        (lambda b: b"<!DOCTYPE a [<!ENTITY x 'y'>]>" + b.split(b"?>", 1)[1], "illisible"),
        (lambda b: b[: len(b) // 2], "illisible"),
    ],
)
def test_a_request_out_of_the_contract_is_refused(
    sandbox: Sandbox, change: Callable[[bytes], bytes], expected: str
) -> None:
    answer = raw(sandbox, change)
    assert answer.status_code == 500
    fault = soap.parse_envelope(answer.content).fault
    assert fault is not None
    assert fault.detail is not None
    assert expected in (fault.detail.get("code"), "") or expected in fault.reason


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"garbage": True}, Malformed),
        ({"fail_next": 1}, Unreachable),
        ({"down": True}, Unreachable),
        ({"lose_answers": 1}, Unreachable),
        ({"refuse": "insi_102"}, ServiceIndisponible),
        ({"refuse": "desir_550"}, AccesRefuse),
        ({"refuse": "insi_999"}, Rejected),
        ({"slow": 10.0}, Unreachable),
    ],
)
def test_each_failure_of_the_service_is_sorted(
    sandbox: Sandbox, settings: dict[str, object], error: type[Exception]
) -> None:
    for name, value in settings.items():
        setattr(sandbox.reglages["insi"], name, value)
    with opened(sandbox, timeout=0.5) as client, pytest.raises(error):
        client.find_identite(ZOE)


def test_a_server_of_another_authority_is_not_believed(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Autorite(tmp_path_factory.mktemp("faux"))
    http = http_client(tls_context(other.ca_file))
    chosen = cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(http, sandbox.adresses.services["insi"], LOGICIEL, chosen) as client,
        pytest.raises(Refused, match="reconnu"),
    ):
        client.find_identite(ZOE)


def answering(content: bytes, status: int = 200) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, content=content)))


OTHER_REQUEST = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
    b"<e:Header><a:RelatesTo>uuid:une-autre</a:RelatesTo></e:Header><e:Body>"
    b'<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>01</CodeCR><LibelleCR>x</LibelleCR></CR>'
    b"</RESULTAT></e:Body></e:Envelope>"
)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (OTHER_REQUEST, 200),
        (OTHER_REQUEST.replace(b"uuid:une-autre", b""), 500),
        (OTHER_REQUEST, 302),
        (b"", 200),
        (b"<html><body>Maintenance</body></html>", 200),
        (OTHER_REQUEST[:200], 200),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + OTHER_REQUEST, 200),
        (b"<a>" * 400_000, 200),
    ],
)
def test_an_answer_out_of_the_contract_is_malformed(autorite: Autorite, content: bytes, status: int) -> None:
    chosen = cps(autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(answering(content, status), "https://localhost/lps", LOGICIEL, chosen) as client,
        pytest.raises(Malformed),
    ):
        client.find_identite(ZOE)


def test_a_fault_under_http_200_is_still_a_fault(autorite: Autorite) -> None:
    fault = soap.build_fault("Receiver", "Panne", subcodes=[("urn:siram", "siram_40")])
    content = soap.envelope_bytes(soap.build_envelope(fault, action="a", message_id="m"))
    chosen = cps(autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(answering(content), "https://localhost/lps", LOGICIEL, chosen) as client,
        pytest.raises(ServiceIndisponible),
    ):
        client.find_identite(ZOE)
