"""The inventory of refusals, bad inputs and national numbers: none may lose its test."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.insi import test_contrat, test_refus
from tests.unit.ambroise.domain import test_datamatrix_ins, test_noms_francais
from tests.unit.esante.insi import test_messages

REFUS: dict[str, tuple[Callable[..., object], str]] = {
    "assertion absente": (test_refus.test_an_assertion_absent_unsigned_or_altered_is_refused, "absent"),
    "assertion non signée": (test_refus.test_an_assertion_absent_unsigned_or_altered_is_refused, "unsigned"),
    "assertion altérée": (test_refus.test_an_assertion_absent_unsigned_or_altered_is_refused, "altered"),
    "assertion enveloppée": (test_refus.test_an_assertion_absent_unsigned_or_altered_is_refused, "wrapped"),
    "clé d’authentification": (test_refus.test_a_card_that_may_not_sign_is_refused, "authentication_key"),
    "clé d’un autre": (test_refus.test_a_card_that_may_not_sign_is_refused, "someone_elses_key"),
    "carte révoquée": (test_refus.test_a_card_that_may_not_sign_is_refused, "revoked_card"),
    "carte expirée": (test_refus.test_a_card_that_may_not_sign_is_refused, "expired_card"),
    "certificat logiciel révoqué": (
        test_refus.test_a_software_certificate_out_of_force_is_refused_by_tls,
        "revoked",
    ),
    "certificat logiciel expiré": (
        test_refus.test_a_software_certificate_out_of_force_is_refused_by_tls,
        "expired",
    ),
    "autre autorité": (test_refus.test_a_card_of_another_authority_is_refused, ""),
    "numéro de logiciel inconnu": (test_refus.test_an_unknown_software_number_is_refused, ""),
    "droits insuffisants": (test_refus.test_another_name_or_structure_has_no_right, ""),
    "traits faux": (test_contrat.test_a_request_out_of_the_contract_is_refused, ""),
    "assertion rejouée": (test_refus.test_a_replayed_message_is_refused, ""),
    "assertion ancienne": (test_refus.test_an_assertion_older_than_twenty_minutes_is_refused, ""),
}

MAUVAISES_ENTREES: dict[str, tuple[Callable[..., object], str]] = {
    "XML à entités": (test_contrat.test_an_answer_out_of_the_contract_is_malformed, "<!ENTITY"),
    "page HTML": (test_contrat.test_an_answer_out_of_the_contract_is_malformed, "<html>"),
    "corps tronqué": (test_contrat.test_an_answer_out_of_the_contract_is_malformed, "OTHER_REQUEST[:"),
    "réponse à une autre demande": (
        test_contrat.test_an_answer_out_of_the_contract_is_malformed,
        "(OTHER_REQUEST, 200)",
    ),
    "200 avec une erreur": (test_contrat.test_a_fault_under_http_200_is_still_a_fault, "siram_40"),
    "silence de dix secondes": (test_contrat.test_each_failure_of_the_service_is_sorted, '"slow": 10.0'),
    "mauvais espace de noms": (test_messages.test_an_answer_in_another_namespace_is_malformed, "Malformed"),
    "blocs absents": (
        test_messages.test_an_answer_ok_without_the_whole_identity_is_malformed,
        "Malformed",
    ),
    "identité à une lettre près": (
        test_noms_francais.test_a_name_that_differs_in_one_letter_is_another_one_and_its_file_is_proposed,
        "differing_traits",
    ),
    "datamatrix aux blocs permutés": (test_datamatrix_ins.test_blocks_come_in_any_order, "decode"),
    "datamatrix aux longueurs hostiles": (
        test_datamatrix_ins.test_hostile_symbols_are_refused_without_quoting_them,
        "DatamatrixInvalide",
    ),
}

NUMEROS = {
    "CNDA-1.02", "CNDA-2.03-cas-1", "CNDA-2.03-cas-2", "CNDA-2.03-cas-3", "CNDA-2.04", "CNDA-2.05",
    "CNDA-2.08-cas-1", "CNDA-2.08-cas-2", "EXI-ID-08", "EXI-ID-10", "EXI-ID-11", "EXI-ID-12", "EXI-ID-19",
    "EXI-ID-24", "EXI-ID-26", "EXI-ID-29", "EXI-DIF-02", "EXI-REC-08", "EF_INS01_03",
    "EF_INS10_01", "EF_INS10_02", "EF_INS25_04",
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


@pytest.mark.parametrize("entree", MAUVAISES_ENTREES)
def test_every_bad_input_has_its_test(entree: str) -> None:
    test, cas = MAUVAISES_ENTREES[entree]
    assert cas in inspect.getsource(test)


def test_every_published_number_is_carried_by_a_scenario() -> None:
    portes = {
        numero
        for fichier in Path(__file__).parent.glob("*.feature")
        for numero in re.findall(r"@([\w.-]+)", fichier.read_text(encoding="utf-8"))
    }
    assert portes >= NUMEROS
