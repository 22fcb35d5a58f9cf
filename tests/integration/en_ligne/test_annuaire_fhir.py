"""The directory's API: detail by RPPS, pace, pages, refusals."""

import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from esante.annuaire.fhir import AnnuaireFhirClient, Cadence
from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.sandbox.annuaire import service
from esante.sandbox.mssante.boites import CABINET, MEDECIN
from esante.sandbox.serveur import Sandbox
from tests.fakes.patience import ATTENTE_S

Open = Callable[..., AnnuaireFhirClient]


@pytest.fixture
def annuaire(sandbox: Sandbox) -> Iterator[Open]:
    trust = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
    http = httpx.Client(
        base_url=f"{sandbox.adresses.services['annuaire']}/fhir/v2/", verify=trust, timeout=ATTENTE_S
    )
    with http:
        yield lambda cle=service.CLE: AnnuaireFhirClient(http, cle)


def test_professional_is_found_with_boxes_and_activities(annuaire: Open) -> None:
    fiche = annuaire().find("99900063480")
    assert fiche is not None
    assert (fiche.identifiant_national, fiche.nom, fiche.professions) == ("899900063480", "LIBRE", ("10",))
    assert {(b.adresse, b.type) for b in fiche.bal} == {(MEDECIN.adresse, "PER"), (CABINET.adresse, "ORG")}
    (activity,) = fiche.activites
    assert (activity.structure, activity.commune) == ("499900063480001", "MARSAC-EN-LIVRADOIS")


def test_those_who_left_and_the_unknown_are_not_found(annuaire: Open) -> None:
    assert annuaire().find("99900099999") is None
    assert annuaire().find("10000000000") is None
    assert [f.nom for f in annuaire().search("lib", "max")] == ["LIBRE"]
    assert annuaire().search("parti") == ()


def test_pages_are_followed_and_never_elsewhere(annuaire: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE", 1)
    assert {f.nom for f in annuaire().search("")} == {"LIBRE", "TRAL", "INFIRMCS ADELI8751"}
    assert annuaire().find("99900063480") is not None
    thief = {
        "resourceType": "Bundle",
        "link": [{"relation": "next", "url": "https://voleur.example/page2"}],
    }
    http = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json=thief)), base_url="https://annuaire/"
    )
    with pytest.raises(Malformed, match="autre adresse"):
        AnnuaireFhirClient(http, "secret").search("x")


def test_wrong_key_wrong_number_and_trouble_have_their_errors(sandbox: Sandbox, annuaire: Open) -> None:
    with pytest.raises(Refused) as caught:
        annuaire("fausse").find("99900063480")
    assert "fausse" not in str(caught.value)
    with pytest.raises(Malformed):
        annuaire().find("1234")
    with pytest.raises(Malformed):
        annuaire("clé\r\nX: y")
    reglages = sandbox.reglages["annuaire"]
    reglages.garbage = True
    with pytest.raises(Malformed):
        annuaire().find("99900063480")
    reglages.garbage, reglages.refuse = False, "invalid"
    with pytest.raises(Rejected) as rejected:
        annuaire().find("99900063480")
    assert rejected.value.code == "invalid"
    reglages.refuse, reglages.down = None, True
    with pytest.raises(Unreachable):
        annuaire().find("99900063480")


def test_pace_used_up_by_others_is_waited_for_once() -> None:
    slept, statuses = list[float](), [429, 200, 429, 429]
    cadence = Cadence(clock=lambda: 0.0, sleep=slept.append)
    empty = {"resourceType": "Bundle", "entry": []}
    transport = httpx.MockTransport(lambda _: httpx.Response(statuses.pop(0), json=empty))
    client = AnnuaireFhirClient(httpx.Client(transport=transport, base_url="https://a/"), "secret", cadence)
    assert client.search("libre") == ()
    assert slept == [1.0]
    with pytest.raises(Unreachable, match="429"):
        client.search("libre")
    assert not statuses


def test_pace_never_exceeds_seventeen_calls_a_second() -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    cadence = Cadence(clock=lambda: now[0], sleep=sleep)
    for _ in range(35):
        cadence.wait()
    assert now[0] == pytest.approx(2.0)
    assert len(slept) == 34


@pytest.mark.parametrize(
    "tree",
    [
        [],
        {"entry": 3},
        {"entry": [3, {"resource": 4}, {"resource": {"resourceType": "Practitioner", "identifier": "x"}}]},
        {"entry": [{"resource": {"resourceType": "Practitioner", "name": [3], "qualification": [3]}}]},
    ],
)
def test_foreign_answers_never_crash(tree: object) -> None:
    http = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json=tree)), base_url="https://annuaire/"
    )
    client = AnnuaireFhirClient(http, "clé".encode().hex())
    if isinstance(tree, list):
        with pytest.raises(Malformed):
            client.search("x")
    else:
        assert client.search("x") == ()
