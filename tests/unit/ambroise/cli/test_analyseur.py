"""A wrong usage is told in French, on stderr, with the code 2 of the terminal contract."""

from datetime import date

import pytest

from ambroise.cli.analyseur import Analyseur
from ambroise.cli.commandes import build_parser


@pytest.fixture
def analyseur() -> Analyseur:
    """A parser with one of each kind of argument."""
    parser = Analyseur(prog="essai")
    parser.add_argument("texte")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--du", type=date.fromisoformat)
    parser.add_argument("--forme", choices=("page", "texte"))
    parser.add_argument("--pieces", nargs="+")
    lieu = parser.add_mutually_exclusive_group()
    lieu.add_argument("--ici", action="store_true")
    lieu.add_argument("--loin", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "il manque texte."),
        ("a b", "b n’est pas compris ici."),
        ("a --limit", "--limit\u00a0: une valeur est attendue."),
        ("a --limit l’un", "--limit\u00a0: «\u00a0l’un\u00a0» n’est pas un nombre entier."),
        ("a --du hier", "--du\u00a0: «\u00a0hier\u00a0» n’est pas une date comme 2026-05-31."),
        (
            "a --forme x",
            "--forme\u00a0: «\u00a0x\u00a0» n’est pas un choix possible. Les choix sont\u00a0: page, texte.",
        ),
        ("a --pieces", "--pieces\u00a0: une valeur au moins est attendue."),
        ("a --ici --loin", "--loin\u00a0: ne va pas avec --ici."),
        ("a --ici=1", "--ici\u00a0: aucune valeur n’est attendue, et «\u00a01\u00a0» est donnée."),
        ("a --p x", "«\u00a0--p\u00a0» est trop court\u00a0: --profile, --pieces."),
    ],
)
def test_a_wrong_usage_is_told_in_french(
    analyseur: Analyseur, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    with pytest.raises(SystemExit) as left:
        analyseur.parse_args(words.split())
    told = capsys.readouterr()
    assert left.value.code == 2
    assert told.out == ""
    assert told.err.startswith("usage\u00a0: essai")
    assert told.err.splitlines()[-1] == f"essai\u00a0: {said}"


def test_the_help_is_french(analyseur: Analyseur) -> None:
    aide = analyseur.format_help()
    assert "montrer cette aide" in aide
    assert not [mot for mot in ("usage:", "show this", "positional") if mot in aide]


def test_a_missing_verb_and_an_unknown_family_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["ins"], ["inconnue"]):
        with pytest.raises(SystemExit):
            build_parser().parse_args(words)
    told = capsys.readouterr().err
    assert "il manque" in told
    assert "«\u00a0inconnue\u00a0» n’est pas un choix possible" in told
