"""The session of a CPS over a token that tells anything."""

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.errors import CardAbsent, Malformed
from tests.fakes.jeton import SERIE, JetonBavard, certify


@dataclass
class CarteEchangee:
    """A card that tells one serial number, then another, then that it left."""

    series: list[str]

    def numero_serie(self) -> str | None:
        if not self.series:
            raise CardAbsent("la carte n’est plus dans le lecteur")
        return self.series.pop(0)

    def attempts_left(self) -> int | None:
        return None


@pytest.fixture(scope="module")
def cle() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def test_card_that_names_nobody_is_named_by_its_structure_and_number(cle: rsa.RSAPrivateKey) -> None:
    lecture = CpsSession(JetonBavard([certify(cle)] * 2)).read()
    porteur = lecture.porteur
    assert (porteur.type_carte, porteur.nom) == ("CDE-CPE", "CABINET DE L’AVRE")
    assert (porteur.prenom, porteur.numero_rpps) == ("499700735741008-0123", None)
    assert lecture.numero_serie == SERIE


def test_certificate_whose_extensions_repeat_is_malformed(cle: rsa.RSAPrivateKey) -> None:
    sound = certify(cle)
    usage, numero = bytes.fromhex("2A817A0147010205"), bytes.fromhex("2A817A0147010203")
    damaged = sound.replace(usage, numero)
    assert damaged != sound
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([damaged] * 2)).read()


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"aucun certificat"])
def test_certificate_that_is_none_is_malformed(der: bytes) -> None:
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([der] * 2)).read()


def test_token_without_signature_certificate_is_malformed(cle: rsa.RSAPrivateKey) -> None:
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([certify(cle)])).read()


def test_code_is_presented_to_the_card_opened_and_to_no_other(cle: rsa.RSAPrivateKey) -> None:
    jeton = JetonBavard([certify(cle)] * 2)
    session = CpsSession(jeton, CarteEchangee([SERIE, "2600855207"]))
    with pytest.raises(CardAbsent):
        session.login(CodePorteur("1234"))
    assert jeton.codes == []


def test_data_of_a_card_swapped_during_the_reading_are_given_to_nobody(cle: rsa.RSAPrivateKey) -> None:
    session = CpsSession(JetonBavard([certify(cle)] * 2), CarteEchangee([SERIE, "2600855207"]))
    with pytest.raises(CardAbsent):
        session.read()


def test_token_of_a_card_already_gone_is_closed(cle: rsa.RSAPrivateKey) -> None:
    jeton = JetonBavard([certify(cle)] * 2)
    with pytest.raises(CardAbsent):
        CpsSession(jeton, CarteEchangee([]))
    assert jeton.closed
