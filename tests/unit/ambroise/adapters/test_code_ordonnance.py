"""The code of an order is written and read back, even for names longer than the symbol's field."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.adapters.code_ordonnance import LARGEUR_NOM, read_code, write_code
from ambroise.domain.identite import Identite, Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.domain.regles_ordonnance import ReglesQr
from ambroise.usecases.dispensations import _is_same
from ambroise.usecases.errors import ReponseInvalide
from tests.fakes.ordonnances import make_ordonnance

NUMERO = "02AMBTEST2JC4NYGHZ"
ORDER = replace(make_ordonnance(), numero=NUMERO)


def patient(nom: str) -> Patient:
    return Patient(UUID(int=2), Identite(TraitsIdentite(nom, "ZOE", Sexe.FEMININ, date(1975, 12, 31))))


def test_code_reads_back_what_was_written() -> None:
    code = read_code(write_code(ORDER, patient("ADRUN")))
    assert (code.numero, code.patient_nom.strip(), code.rpps) == (NUMERO, "ADRUN", "99900063480")


def test_name_of_a_hundred_characters_is_cut_and_still_recognised() -> None:
    name = "ABCDEFGHIJ" * 10
    read = read_code(write_code(ORDER, patient(name))).patient_nom
    assert len(read) == LARGEUR_NOM
    assert _is_same(read, name)
    assert not _is_same(read, "X" + name)
    assert not _is_same("ADRU", "ADRUN")


def test_the_key_of_a_locum_is_that_of_the_rules() -> None:
    locum = replace(ORDER, prescripteur=replace(ORDER.prescripteur, rpps_remplace="99900012345"))
    usual = read_code(write_code(locum, patient("ADRUN")))
    assert (usual.rpps, usual.rpps_remplacant) == ("99900012345", "99900063480")
    other = read_code(write_code(locum, patient("ADRUN"), ReglesQr(remplacant_en_rpps=True)))
    assert (other.rpps, other.rpps_remplacant) == ("99900063480", "99900012345")
    alone = write_code(ORDER, patient("ADRUN"), ReglesQr(remplacant_en_rpps=True))
    assert alone == write_code(ORDER, patient("ADRUN"))


def test_an_establishment_is_written_only_under_a_key_that_was_given() -> None:
    hospital = replace(
        ORDER, prescripteur=replace(ORDER.prescripteur, numero_am=None, numero_finess="630000404")
    )
    assert "630000404" not in write_code(hospital, patient("ADRUN"))
    written = write_code(hospital, patient("ADRUN"), ReglesQr(cle_finess="FINESS"))
    assert json.loads(written)["D"]["M"] == {"RPPS": "99900063480", "FINESS": "630000404"}
    assert read_code(written).numero == NUMERO


def test_order_without_number_has_no_code() -> None:
    assert write_code(make_ordonnance(), patient("ADRUN")) == ""


@pytest.mark.parametrize("texte", ["", "Hello :)", "{}", '{"S":{"V":2},"D":{}}', "A" * 5000, "[" * 4000])
def test_other_codes_are_refused(texte: str) -> None:
    with pytest.raises(ReponseInvalide):
        read_code(texte)
