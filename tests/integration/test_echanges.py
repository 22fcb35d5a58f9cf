"""Every message of the DMP client, cut by another tool than ours, holds together and is rebuilt."""

import pytest
from lxml import etree

from esante.sandbox.serveur import Sandbox
from tests.fakes.echanges import INCLUDE, MESSAGES, Message, converse, differences, lost, messages_of, part_of


@pytest.fixture
def echanges(sandbox: Sandbox) -> list[Message]:
    return converse(sandbox)


def test_every_kind_of_message_was_exchanged(echanges: list[Message]) -> None:
    found = {m.tag for message in echanges for racine in messages_of(message.corps) for m in racine.iter()}
    assert found >= set(MESSAGES)


def test_what_is_written_is_read_back_unchanged(echanges: list[Message]) -> None:
    counts = [differences(racine) for message in echanges for racine in messages_of(message.corps)]
    assert [wrong for _, wrong in counts if wrong] == []
    assert sum(count for count, _ in counts) > 10


def test_nothing_that_an_entry_says_is_lost(echanges: list[Message]) -> None:
    total = 0
    for message in echanges:
        count, missing = lost(message.corps)
        assert not missing
        total += count
    assert total > 100


def test_each_part_is_named_once_by_the_message_and_comes_once(echanges: list[Message]) -> None:
    carried = 0
    for message in echanges:
        named = [part_of(node) for node in message.corps.iter(INCLUDE)]
        assert sorted(named) == sorted(message.pieces)
        carried += len(named)
    assert carried >= 5


def test_no_document_travels_in_the_body_of_a_message(echanges: list[Message]) -> None:
    for message in echanges:
        assert b"ClinicalDocument" not in etree.tostring(message.corps)
