"""The entry line is cut between the medicine and the posology, never inside a dosage."""

import re

import pytest

from ambroise.domain.saisie_ligne import SaisieLigne, split_saisie


def _is_posologie(texte: str) -> bool:
    """A reader of a few shorthands, enough to know where one begins."""
    return (
        re.fullmatch(r"(\d+(-\d+){2}|\d+/j)( \d+[jsm])?( si douleur)?|1 lun mer ven 3m|\d+", texte)
        is not None
    )


@pytest.mark.parametrize(
    ("texte", "medicament", "posologie"),
    [
        ("doliprane 1000 1-1-1 5j", "doliprane 1000", "1-1-1 5j"),
        ("doliprane 1000 · 1-1-1 5j", "doliprane 1000", "1-1-1 5j"),
        ("doliprane; 2/j si douleur", "doliprane", "2/j si douleur"),
        ("doliprane 1000", "doliprane 1000", ""),
        ("doliprane", "doliprane", ""),
        ("", "", ""),
        ("methotrexate 2,5 mg 1 lun mer ven 3m", "methotrexate 2,5 mg", "1 lun mer ven 3m"),
        ("amoxicilline 500mg 2/j 6j", "amoxicilline 500mg", "2/j 6j"),
        ("doliprane 1000 ·", "doliprane 1000", ""),
        ("doliprane · n’importe quoi", "doliprane", "n’importe quoi"),
    ],
)
def test_entry_is_cut_where_the_posology_begins(texte: str, medicament: str, posologie: str) -> None:
    assert split_saisie(texte, _is_posologie) == SaisieLigne(medicament, posologie)
