"""One connection serves many calls to a service, as long as the same card is there."""

import ssl
from dataclasses import replace

import pytest

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.environnement import TableEnvironnement, load_environnement
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.errors import CarteAbsente


class FauxPorte:
    """A card that makes its context once, until it is pulled."""

    def __init__(self) -> None:
        self.context = ssl.create_default_context()
        self.present = True

    def tls_context(self, table: TableEnvironnement) -> ssl.SSLContext:
        if not self.present:
            raise CarteAbsente("La carte CPS a été retirée.")
        return self.context

    cle_signature = certificat_signature = None


class Seat:
    def __init__(self) -> None:
        table = load_environnement("bac-a-sable")
        self.carte = FauxPorte()
        services = {**table.services, "dmp": "https://dmp.invalid/", "autre": "https://autre.invalid/"}
        self.acces = AccesServices(replace(table, services=services), _no_session, lambda: self.carte)  # type: ignore[arg-type,return-value]


def _no_session() -> SessionProfessionnel:
    raise AssertionError


@pytest.fixture
def seat() -> Seat:
    return Seat()


def test_calls_to_one_service_share_a_client(seat: Seat) -> None:
    assert seat.acces.kept_http_card("dmp") is seat.acces.kept_http_card("dmp")
    assert seat.acces.kept_http_card("autre") is not seat.acces.kept_http_card("dmp")
    seat.acces.close()


def test_another_card_or_other_lists_make_another_client(seat: Seat) -> None:
    former = seat.acces.kept_http_card("dmp")
    seat.carte.context = ssl.create_default_context()
    assert seat.acces.kept_http_card("dmp") is not former
    assert former.is_closed
    seat.acces.close()


def test_a_connection_never_outlives_its_card(seat: Seat) -> None:
    seat.acces.kept_http_card("dmp")
    seat.carte.present = False
    with pytest.raises(CarteAbsente):
        seat.acces.kept_http_card("dmp")
    seat.acces.close()


def test_what_was_kept_is_closed_with_the_profile(seat: Seat) -> None:
    client = seat.acces.kept_http_card("dmp")
    seat.acces.close()
    assert client.is_closed
