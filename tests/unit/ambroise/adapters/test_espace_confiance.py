"""The whitelist: fetched once a day, the last one kept, a broken one never believed."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ambroise.adapters.espace_confiance import EspaceConfiance
from esante.errors import Malformed, Refused, Unreachable
from esante.mssante.adresses import AdresseMss
from esante.mssante.liste_blanche import fetch_liste_blanche
from esante.sandbox.mssante.service import liste_blanche_xml

LE = datetime(2026, 11, 22, 10, tzinfo=UTC)
CONFRERE = AdresseMss("claire@medecin.formation.mssante.fr")


class Operateur:
    """Answers with ``contenu``, or fails when there is none; counts."""

    def __init__(self, contenu: bytes | None) -> None:
        self.contenu, self.appels = contenu, 0

    def __call__(self) -> bytes:
        self.appels += 1
        if self.contenu is None:
            raise Unreachable("panne")
        return self.contenu


class Temps:
    maintenant = LE

    def __call__(self) -> datetime:
        return self.maintenant


def test_list_is_fetched_once_a_day_and_serves_offline(tmp_path: Path) -> None:
    operateur, temps, fichier = Operateur(liste_blanche_xml().encode()), Temps(), tmp_path / "liste.xml"
    espace = EspaceConfiance(fichier, operateur, temps)
    for _ in range(3):
        liste = espace()
    assert liste is not None
    assert liste.contains(CONFRERE)
    assert operateur.appels == 1
    os.utime(fichier, (LE.timestamp(), LE.timestamp()))
    operateur.contenu = None
    temps.maintenant = LE + timedelta(days=2)
    later = EspaceConfiance(fichier, operateur, temps)
    assert later() == liste, "an old list is better than none"
    assert later() == liste
    assert operateur.appels == 2, "one try an hour"
    temps.maintenant += timedelta(hours=2)
    later()
    assert operateur.appels == 3


@pytest.mark.parametrize("contenu", [None, b"<html>portail captif</html>", b"pas du XML"])
def test_without_a_list_nobody_is_said_to_be_outside(tmp_path: Path, contenu: bytes | None) -> None:
    fichier = tmp_path / "liste.xml"
    assert EspaceConfiance(fichier, Operateur(contenu), Temps())() is None
    assert not fichier.exists()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda _: httpx.Response(503), Unreachable),
        (lambda _: httpx.Response(403), Refused),
        (lambda _: httpx.Response(302, headers={"Location": "https://ailleurs.example"}), Refused),
        (lambda _: httpx.Response(200, content=b"x" * (21 * 1024 * 1024)), Malformed),
    ],
)
def test_wrong_answers_have_their_errors(
    answer: Callable[[httpx.Request], httpx.Response], error: type[Exception]
) -> None:
    with httpx.Client(transport=httpx.MockTransport(answer)) as http, pytest.raises(error):
        fetch_liste_blanche(http, "https://espacedeconfiance.example/liste.xml")
