"""The code of an order is written and read back, even for names longer than the symbol's field."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.adapters.code_ordonnance import LARGEUR_NOM, read_code, write_code
from ambroise.domain.identite import Identite, Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
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


def test_order_without_number_has_no_code() -> None:
    assert write_code(make_ordonnance(), patient("ADRUN")) == ""


@pytest.mark.parametrize("texte", ["", "Hello :)", "{}", '{"S":{"V":2},"D":{}}', "A" * 5000, "[" * 4000])
def test_other_codes_are_refused(texte: str) -> None:
    with pytest.raises(ReponseInvalide):
        read_code(texte)
