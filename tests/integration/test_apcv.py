"""The ApCV over real TLS: content exchanged once, contexts that end, everything the service refuses."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import qrcode
from lxml import etree
from PIL import Image

from esante.apcv.client import ApcvClient, ContexteExpire, ProfessionnelApcv
from esante.apcv.lecture import read_qr
from esante.apcv.messages import NS, parse_beneficiaires, parse_contexte
from esante.apcv.models import ContenuApcv, ContexteApcv
from esante.errors import Malformed, Refused, Unreachable
from esante.insi.authentification import AuthentificationCps
from esante.insi.models import Logiciel
from esante.sandbox.apcv import Telephone
from esante.sandbox.professionnels import MAX_LIBRE, OLIVIER_INFIRMCS, ProfessionnelTest
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context

LOGICIEL = Logiciel("AMBROISE-BAC-A-SABLE", "urn:lps:ambroise:0.1.0", "0.1.0", UUID(int=7))


@contextmanager
def opened(
    sandbox: Sandbox,
    professionnel: ProfessionnelTest = MAX_LIBRE,
    *,
    logiciel: Logiciel = LOGICIEL,
    facturation: str = "991111111",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[ApcvClient]:
    credential = sandbox.autorite.carte(professionnel).signature
    authentification = AuthentificationCps(
        credential.key, credential.certificate, "991111111", "SA07", "SM26"
    )
    with ApcvClient(
        http_client(tls_context(sandbox.adresses.autorite)),
        sandbox.adresses.services["apcv"] + "/wssoap/apcv/auth/1/0",
        logiciel,
        authentification,
        ProfessionnelApcv(facturation, "9", "01"),
        now=now,
    ) as client:
        yield client


@pytest.fixture
def telephone(sandbox: Sandbox) -> Telephone:
    return Telephone(sandbox.folder / "apcv", "nessi-ruth")


def now() -> datetime:
    return datetime.now(UTC)


def test_content_of_a_phone_becomes_a_context_then_its_people(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox) as client:
        contexte = client.open_contexte(telephone.show(now()))
        assert timedelta(minutes=29) < contexte.fin_validite - now() <= timedelta(minutes=30)
        (person,) = client.read_beneficiaires(contexte)
    assert (person.nom_famille, person.nom_usage, person.prenom) == ("NESSI", "DE VINCI", "RUTH")
    assert (person.nir_certifie, person.cle_nir) == ("2770763220829", "10")
    assert person.date_naissance == date(1977, 7, 14)
    assert person.rang_gemellaire == 1


def test_content_serves_once(sandbox: Sandbox, telephone: Telephone) -> None:
    contenu = telephone.show(now())
    with opened(sandbox) as client:
        client.open_contexte(contenu)
        with pytest.raises(Refused):
            client.open_contexte(contenu)


def test_stale_content_is_refused(sandbox: Sandbox, telephone: Telephone) -> None:
    contenu = telephone.show(now() - timedelta(seconds=61))
    with opened(sandbox) as client, pytest.raises(Refused, match="expiré"):
        client.open_contexte(contenu)


@pytest.mark.parametrize("texte", ["bonjour", "APCV.e30.00", "https://exemple.fr/", "APCV..", "é" * 8192])
def test_another_code_is_refused(sandbox: Sandbox, texte: str) -> None:
    with opened(sandbox) as client, pytest.raises(Refused):
        client.open_contexte(ContenuApcv(texte))


def test_expired_context_is_not_even_asked(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox) as client:
        contexte = client.open_contexte(telephone.show(now()))
    before = sandbox.compteurs["apcv"].requests
    with opened(sandbox, now=lambda: now() + timedelta(minutes=31)) as late, pytest.raises(ContexteExpire):
        late.read_beneficiaires(contexte)
    assert sandbox.compteurs["apcv"].requests == before


def test_service_ends_contexts_by_its_own_clock(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox) as client:
        contexte = client.open_contexte(telephone.show(now()))
        longer = ContexteApcv(contexte.identifiant, contexte.token, now() + timedelta(hours=9))
        sandbox.reglages["apcv"].clock_offset = 1801
        with opened(sandbox, now=lambda: now() + timedelta(seconds=1801)) as late, pytest.raises(Refused):
            late.read_beneficiaires(longer)


def test_context_given_up_is_unknown(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox) as client:
        contexte = client.open_contexte(telephone.show(now()))
        client.close_contexte(contexte)
        with pytest.raises(Refused):
            client.read_beneficiaires(contexte)


def test_context_of_another_professional_is_unknown(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox) as client:
        contexte = client.open_contexte(telephone.show(now()))
    with opened(sandbox, OLIVIER_INFIRMCS) as other, pytest.raises(Refused):
        other.read_beneficiaires(contexte)


def test_billing_number_must_be_that_of_the_assertion(sandbox: Sandbox, telephone: Telephone) -> None:
    with opened(sandbox, facturation="123456789") as client, pytest.raises(Refused):
        client.open_contexte(telephone.show(now()))


def test_unknown_software_is_refused(sandbox: Sandbox, telephone: Telephone) -> None:
    other = Logiciel("INCONNU", "urn:lps:ambroise:0.1.0", "0.1.0", UUID(int=7))
    with opened(sandbox, logiciel=other) as client, pytest.raises(Refused, match="desir_550"):
        client.open_contexte(telephone.show(now()))


def test_service_down_is_unreachable(sandbox: Sandbox, telephone: Telephone) -> None:
    sandbox.reglages["apcv"].down = True
    with opened(sandbox) as client, pytest.raises(Unreachable):
        client.open_contexte(telephone.show(now()))


def test_garbage_is_malformed(sandbox: Sandbox, telephone: Telephone) -> None:
    sandbox.reglages["apcv"].garbage = True
    with opened(sandbox) as client, pytest.raises(Malformed):
        client.open_contexte(telephone.show(now()))


def test_qr_code_is_read_from_an_image(sandbox: Sandbox, telephone: Telephone) -> None:
    contenu = telephone.show(now())
    picture = io.BytesIO()
    qrcode.make(contenu.texte).save(picture)
    with opened(sandbox) as client:
        assert client.open_contexte(read_qr(picture.getvalue())).identifiant


def test_image_without_code_or_not_an_image_is_malformed() -> None:
    blank = io.BytesIO()
    Image.new("L", (200, 200), 255).save(blank, "PNG")
    for data in (b"", b"pas une image", blank.getvalue(), blank.getvalue()[:40]):
        with pytest.raises(Malformed):
            read_qr(data)


@pytest.mark.parametrize("texte", ["", "a" * 8193, "a\x00b", "\ud800"])
def test_content_that_cannot_travel_is_malformed(texte: str) -> None:
    with pytest.raises(Malformed):
        ContenuApcv(texte)


def test_nothing_secret_shows_in_a_representation() -> None:
    shown = repr((ContenuApcv("SECRET-1"), ContexteApcv("SECRET-2", "SECRET-3", now())))
    assert "SECRET" not in shown


@pytest.mark.parametrize(
    "xml",
    [
        "<a/>",
        "<ContexteApCV/>",
        "<r><ContexteApCV><Identifiant>1</Identifiant></ContexteApCV></r>",
        "<r><ContexteApCV><Identifiant>1</Identifiant><Token>2</Token>"
        "<DateFinValidite>demain</DateFinValidite></ContexteApCV></r>",
    ],
)
def test_answer_without_a_context_is_malformed(xml: str) -> None:
    body = etree.fromstring(xml.replace(">", f' xmlns="{NS}">', 1) if not xml.endswith("/>") else xml)
    with pytest.raises(Malformed):
        parse_contexte(body, now())
    with pytest.raises(Malformed):
        parse_beneficiaires(body)


def test_context_without_an_end_lasts_half_an_hour() -> None:
    xml = f'<r xmlns="{NS}"><ContexteApCV><Identifiant>1</Identifiant><Token>2</Token></ContexteApCV></r>'
    instant = now()
    assert parse_contexte(etree.fromstring(xml), instant).fin_validite == instant + timedelta(seconds=1800)
