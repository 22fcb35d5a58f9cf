from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.cartes.lecture_vitale import DonneeAbsente, NatureVitale
from esante.cartes.vitale import VitaleSession, parse_lecture
from esante.errors import CardAbsent, EsanteError, Malformed, Unsupported
from esante.pcsc.tlv import encode
from esante.sandbox.cartes.catalogue import DOMINIQUE_ADRTROIS, MICHELANGELO_NESSI, RUTH_NESSI
from esante.sandbox.cartes.pannes import SwappedCard
from esante.sandbox.cartes.vitale import ATR_VITALE_1, AssureTest, VirtualVitale
from tests.fakes.cartes import DirectConnection, ScriptedCard


def read(card: VirtualVitale):  # type: ignore[no-untyped-def]
    with VitaleSession(DirectConnection(card)) as session:
        return session.read()


def test_beneficiaries_are_joined_with_their_numbers_by_position() -> None:
    lecture = read(VirtualVitale([RUTH_NESSI, MICHELANGELO_NESSI]))
    assert [(b.rang, b.nom, b.prenom, b.nir_facturation) for b in lecture.beneficiaires] == [
        (1, "NESSI", "RUTH", "277076322082910"),
        (2, "NESSI", "MICHELANGELO", "110086322083060"),
    ]
    assert lecture.beneficiaires[1].date_naissance == date(2010, 8, 7)
    assert lecture.debut_validite == date(2020, 1, 1)


def test_corsican_number_is_read() -> None:
    assert read(VirtualVitale([DOMINIQUE_ADRTROIS])).beneficiaires[0].nir_facturation == "297022A02077878"


def test_reading_says_what_the_card_does_not_say() -> None:
    absents = read(VirtualVitale([DOMINIQUE_ADRTROIS])).absents
    assert {DonneeAbsente.NOM_NAISSANCE, DonneeAbsente.NIR_PROPRE, DonneeAbsente.DROITS} <= set(absents)
    assert DonneeAbsente.NIR not in absents


def test_published_number_makes_a_test_card_and_another_leaves_it_open() -> None:
    unknown = replace(RUTH_NESSI, nir="255081416802538")
    assert read(VirtualVitale([RUTH_NESSI])).nature is NatureVitale.TEST
    assert read(VirtualVitale([unknown])).nature is NatureVitale.INDETERMINEE
    assert DonneeAbsente.NATURE in read(VirtualVitale([unknown])).absents


def test_latin_1_names_and_padding_are_decoded() -> None:
    person = AssureTest("MÜLLER-LEFÈVRE", "ANAÏS", "19880229", RUTH_NESSI.nir)
    beneficiaire = read(VirtualVitale([person], padding=40)).beneficiaires[0]
    assert (beneficiaire.nom, beneficiaire.prenom) == ("MÜLLER-LEFÈVRE", "ANAÏS")


def test_nineteen_people_span_several_steps() -> None:
    people = [replace(RUTH_NESSI, prenom=f"ENFANT {n}") for n in range(19)]
    connection = DirectConnection(VirtualVitale(people))
    lecture = VitaleSession(connection).read()
    assert [b.prenom for b in lecture.beneficiaires] == [p.prenom for p in people]
    assert sum(apdu[1] == 0xB0 for apdu in connection.sent) > 6


def test_twenty_people_are_a_damaged_file() -> None:
    with pytest.raises(Malformed):
        read(VirtualVitale([RUTH_NESSI] * 20))


def test_other_published_sequence_is_tried_when_the_root_refuses() -> None:
    lecture = read(VirtualVitale([RUTH_NESSI], root_readable=False))
    assert lecture.beneficiaires[0].prenom == "RUTH"
    assert lecture.beneficiaires[0].nir_facturation == RUTH_NESSI.nir


def test_numbers_that_do_not_answer_the_names_are_given_to_nobody() -> None:
    lecture = read(VirtualVitale([RUTH_NESSI, MICHELANGELO_NESSI], root_readable=False))
    assert [b.nir_facturation for b in lecture.beneficiaires] == [None]
    assert DonneeAbsente.NIR in lecture.absents


@pytest.mark.parametrize("birth", ["00000000", "19770231", "abcdefgh", "1977", "²9770714"])
def test_absurd_birth_date_is_kept_raw(birth: str) -> None:
    beneficiaire = read(VirtualVitale([replace(RUTH_NESSI, date_naissance=birth)])).beneficiaires[0]
    assert beneficiaire.date_naissance is None
    assert beneficiaire.date_naissance_brute == birth


@pytest.mark.parametrize("nir", ["", "27707632208291", "27707632208291X", "AAAAAAAAAAAAAAA"])
def test_number_of_another_form_is_left_out(nir: str) -> None:
    assert read(VirtualVitale([replace(RUTH_NESSI, nir=nir)])).beneficiaires[0].nir_facturation is None


def test_vitale_1_and_cps_are_unsupported() -> None:
    for atr in (ATR_VITALE_1, bytes.fromhex("3BAC00402A001225006480000310009000")):
        with pytest.raises(Unsupported):
            VitaleSession(ScriptedCard((), atr)).read()


def test_card_that_refuses_everything_is_unsupported() -> None:
    class Refusing(ScriptedCard):
        def send_and_receive(self, apdu: bytes) -> bytes:
            return b"\x6a\x82"

    with pytest.raises(Unsupported):
        VitaleSession(Refusing(())).read()


@pytest.mark.parametrize("exchange", range(9))
def test_card_pulled_at_any_exchange_is_absent(exchange: int) -> None:
    connection = DirectConnection(VirtualVitale([RUTH_NESSI]), pulled_after=exchange)
    with pytest.raises(CardAbsent):
        VitaleSession(connection).read()


def test_another_card_in_the_reader_is_noticed_before_use() -> None:
    lecture = read(VirtualVitale([RUTH_NESSI]))
    VitaleSession(DirectConnection(VirtualVitale([RUTH_NESSI]))).confirm(lecture)
    with pytest.raises(CardAbsent):
        VitaleSession(DirectConnection(VirtualVitale([DOMINIQUE_ADRTROIS]))).confirm(lecture)


@pytest.mark.parametrize("root_readable", [True, False])
def test_numbers_of_another_card_never_follow_the_names_of_this_one(root_readable: bool) -> None:
    def card(person: AssureTest) -> VirtualVitale:
        return VirtualVitale([person], root_readable=root_readable)

    whole = DirectConnection(card(RUTH_NESSI))
    VitaleSession(whole).read()
    for after in range(1, len(whole.sent)):
        swapped = SwappedCard(card(RUTH_NESSI), card(DOMINIQUE_ADRTROIS), after)
        with suppress(EsanteError):
            lecture = VitaleSession(DirectConnection(swapped)).read()
            assert {(b.nom, b.nir_facturation) for b in lecture.beneficiaires} <= {
                (RUTH_NESSI.nom, RUTH_NESSI.nir),
                (DOMINIQUE_ADRTROIS.nom, DOMINIQUE_ADRTROIS.nir),
            }


def test_representation_shows_nobody() -> None:
    shown = repr(read(VirtualVitale([RUTH_NESSI])))
    assert "NESSI" not in shown
    assert "277076322082910" not in shown


@given(st.binary(max_size=600), st.binary(max_size=200))
def test_any_files_are_read_or_malformed(identities: bytes, numbers: bytes) -> None:
    for first in (identities, encode(0x65, identities)):
        try:
            lecture = parse_lecture(first, numbers)
        except Malformed:
            continue
        assert lecture.beneficiaires


@given(st.lists(st.binary(max_size=80), min_size=30, max_size=30))
def test_any_answers_end_in_one_of_the_five_errors(answers: list[bytes]) -> None:
    class Random(ScriptedCard):
        def send_and_receive(self, apdu: bytes) -> bytes:
            return answers.pop() if answers else b"\x6f\x00"

    with suppress(EsanteError):
        VitaleSession(Random(())).read()
