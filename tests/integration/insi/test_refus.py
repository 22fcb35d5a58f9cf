"""INSi over real TLS: who the service believes, and everyone it refuses."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from lxml import etree

from esante import soap
from esante.errors import Refused
from esante.insi.authentification import (
    AuthentificationCps,
    AuthentificationLogiciel,
    AuthentificationPsc,
)
from esante.insi.messages import AccesRefuse
from esante.insi.models import (
    IdentiteTrouvee,
)
from esante.sandbox import profils
from esante.sandbox.autorite import ORGANISATIONS, PERSONNES, Autorite, Credential
from esante.sandbox.professionnels import MAX_LIBRE, OLIVIER_INFIRMCS
from esante.sandbox.serveur import Sandbox
from tests.integration.insi.outils import LOGICIEL, ZOE, cps, opened


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
