"""The inventory of what the INSi sandbox refuses and of the national numbers: none may lose its test."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration import test_insi

REFUS: dict[str, tuple[Callable[..., object], str]] = {
    "assertion absente": (test_insi.test_an_assertion_absent_unsigned_or_altered_is_refused, "absent"),
    "assertion non signée": (test_insi.test_an_assertion_absent_unsigned_or_altered_is_refused, "unsigned"),
    "assertion altérée": (test_insi.test_an_assertion_absent_unsigned_or_altered_is_refused, "altered"),
    "assertion enveloppée": (test_insi.test_an_assertion_absent_unsigned_or_altered_is_refused, "wrapped"),
    "clé d’authentification": (test_insi.test_a_card_that_may_not_sign_is_refused, "authentication_key"),
    "clé d’un autre": (test_insi.test_a_card_that_may_not_sign_is_refused, "someone_elses_key"),
    "carte révoquée": (test_insi.test_a_card_that_may_not_sign_is_refused, "revoked_card"),
    "carte expirée": (test_insi.test_a_card_that_may_not_sign_is_refused, "expired_card"),
    "certificat logiciel révoqué": (
        test_insi.test_a_software_certificate_out_of_force_is_refused_by_tls,
        "revoked",
    ),
    "certificat logiciel expiré": (
        test_insi.test_a_software_certificate_out_of_force_is_refused_by_tls,
        "expired",
    ),
    "autre autorité": (test_insi.test_a_card_of_another_authority_is_refused, ""),
    "numéro de logiciel inconnu": (test_insi.test_an_unknown_software_number_is_refused, ""),
    "traits faux": (test_insi.test_a_request_out_of_the_contract_is_refused, ""),
    "assertion rejouée": (test_insi.test_a_replayed_message_is_refused, ""),
    "assertion ancienne": (test_insi.test_an_assertion_older_than_twenty_minutes_is_refused, ""),
}

NUMEROS = {
    "CNDA-1.02", "CNDA-2.03-cas-1", "CNDA-2.03-cas-2", "CNDA-2.03-cas-3", "CNDA-2.04", "CNDA-2.05",
    "CNDA-2.08-cas-1", "CNDA-2.08-cas-2", "EXI-ID-08", "EXI-ID-10", "EXI-ID-11", "EXI-ID-12", "EXI-ID-19",
    "EXI-ID-24", "EXI-ID-26", "EXI-ID-29", "EXI-DIF-02",
}  # fmt: skip


@pytest.mark.parametrize("refus", REFUS)
def test_every_refusal_has_its_test_and_its_case(refus: str) -> None:
    test, cas = REFUS[refus]
    marques = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
    noms = {
        getattr(valeur, "__name__", "")
        for marque in marques
        for ligne in marque.args[1]
        for valeur in (ligne if isinstance(ligne, tuple) else (ligne,))
    }
    assert not cas or cas in noms
    assert "raises" in inspect.getsource(test) or "fault" in inspect.getsource(test)


def test_every_published_number_is_carried_by_a_scenario() -> None:
    portes = {
        numero
        for fichier in Path(__file__).parent.glob("*.feature")
        for numero in re.findall(r"@([\w.-]+)", fichier.read_text(encoding="utf-8"))
    }
    assert portes >= NUMEROS
