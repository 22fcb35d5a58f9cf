"""What is typed at the reception becomes traits, or says what is wrong."""

from datetime import date

import pytest

from ambroise.domain.identite import (
    Sexe,
)
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.ui.identites.saisie import SaisiePatient, read_date, read_saisie
from tests.fakes import ecrans as e


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("31/12/1975", (date(1975, 12, 31), False)),
        ("31.12.1975", (date(1975, 12, 31), False)),
        ("31 12 1975", (date(1975, 12, 31), False)),
        ("31121975", (date(1975, 12, 31), False)),
        ("12/1975", (date(1975, 12, 1), True)),
        ("1975", (date(1975, 12, 31), True)),
        ("2026", (date(2026, 12, 31), True)),
    ],
)
def test_birth_date_is_read_whole_or_estimated(texte: str, attendu: tuple[date, bool]) -> None:
    assert read_date(texte, e.JOUR) == attendu


@pytest.mark.parametrize("texte", ["31/02/1975", "5/6/2026", "1/1/1850", "hier", "31/12/75", "13/1975"])
def test_impossible_birth_date_is_refused(texte: str) -> None:
    with pytest.raises(TraitInvalide):
        read_date(texte, e.JOUR)


def test_each_wrong_field_has_its_sentence() -> None:
    lecture = read_saisie(SaisiePatient("N3SSI", "RUTH-", "32/01/1977", Sexe.FEMININ, "ABC"), e.JOUR)
    assert lecture.traits is None
    assert set(lecture.erreurs) == {"nom", "prenoms", "date", "lieu"}


def test_nothing_typed_says_what_is_missing() -> None:
    lecture = read_saisie(SaisiePatient(), e.JOUR)
    assert lecture.erreurs == {}
    assert len(lecture.manques) == 4
