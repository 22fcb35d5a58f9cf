"""Text shortcuts, on both engines: one's own first, shared ones for all, changed by their author alone."""

from dataclasses import dataclass

import pytest

from ambroise.domain.raccourcis import LONGUEUR_TEXTE, typed_word
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.raccourcis import RaccourciService
from tests.fakes.temps import HorlogeReglable


@dataclass
class _Session:
    auteur: str


@pytest.fixture
def contexte(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1")


def _service(contexte: Contexte, auteur: str) -> RaccourciService:
    return RaccourciService(contexte, _Session(auteur))  # type: ignore[arg-type]


def test_own_shortcut_passes_before_the_one_a_colleague_shares(contexte: Contexte) -> None:
    moi, confrere = _service(contexte, "moi"), _service(contexte, "confrere")
    confrere.keep(None, "normal", "Le sien", partage=True)
    confrere.keep(None, "secret", "À lui", partage=False)
    assert {mot: r.texte for mot, r in moi.usable().items()} == {"normal": "Le sien"}
    moi.keep(None, ";Normal", "Le mien", partage=False)
    assert moi.usable()["normal"].texte == "Le mien"
    assert confrere.usable()["normal"].texte == "Le sien"
    assert [(r.texte, moi.is_mine(r)) for r in moi.list()] == [("Le mien", True), ("Le sien", False)]


def test_shortcut_is_corrected_then_taken_out_and_its_word_is_free_again(contexte: Contexte) -> None:
    moi = _service(contexte, "moi")
    premier = moi.keep(None, "abdo", "Abdomen souple.", partage=False)
    corrige = moi.keep(premier, "abdomen", "Abdomen souple, indolore.", partage=True)
    assert (corrige.id, corrige.version) == (premier.id, 2)
    moi.remove(corrige)
    assert moi.usable() == {}
    assert moi.keep(None, "abdomen", "Souple.", partage=False).id != premier.id


@pytest.mark.parametrize(
    ("mot", "texte"),
    [
        ("", "x"),
        ("deux mots", "x"),
        (";", "x"),
        ("a" * 31, "x"),
        ("mot", "  "),
        ("mot", "x" * (LONGUEUR_TEXTE + 1)),
        ("dejà", "x"),
    ],
)
def test_what_could_not_be_typed_or_is_taken_is_refused(contexte: Contexte, mot: str, texte: str) -> None:
    moi = _service(contexte, "moi")
    moi.keep(None, "déjà", "Pris.", partage=False)
    with pytest.raises(AmbroiseError):
        moi.keep(None, mot, texte, partage=False)
    assert len(moi.list()) == 1


def test_shortcut_of_a_colleague_is_neither_changed_nor_taken_out(contexte: Contexte) -> None:
    partage = _service(contexte, "confrere").keep(None, "normal", "Le sien", partage=True)
    moi = _service(contexte, "moi")
    with pytest.raises(AmbroiseError):
        moi.keep(partage, "autre", "Détourné", partage=True)
    with pytest.raises(AmbroiseError):
        moi.remove(partage)
    assert moi.usable()["normal"].texte == "Le sien"


@pytest.mark.parametrize(
    ("avant", "mot"),
    [
        (";normal", "normal"),
        ("Examen ;examen-normal", "examen-normal"),
        ("fin;normal", None),
        ("; normal", None),
        (";", None),
        ("", None),
    ],
)
def test_shortcut_begins_a_word(avant: str, mot: str | None) -> None:
    assert typed_word(avant) == mot
