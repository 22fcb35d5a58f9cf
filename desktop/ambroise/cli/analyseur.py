"""The parser of the terminal: its help and what it says of a wrong usage are French, like all the rest."""

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

_TYPES = {
    "int": "un nombre entier",
    "float": "un nombre",
    "UUID": "un identifiant",
    "fromisoformat": "une date comme 2026-05-31",
}
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"il manque \1."),
    (r"one of the arguments (.+) is required", r"il manque l’un de \1."),
    (r"unrecognized arguments: (.+)", r"\1 n’est pas compris ici."),
    (r"expected one argument", "une valeur est attendue."),
    (r"expected at least one argument", "une valeur au moins est attendue."),
    (r"expected at most one argument", "une seule valeur est attendue."),
    (r"expected (\d+) arguments", r"\1 valeurs sont attendues."),
    (r"ignored explicit argument '(.*)'", "aucune valeur n’est attendue, et «\u00a0\\1\u00a0» est donnée."),
    (r"not allowed with argument (.+)", r"ne va pas avec \1."),
    (r"ambiguous option: (.+) could match (.+)", "«\u00a0\\1\u00a0» est trop court\u00a0: \\2."),
    (
        r"invalid choice: '(.*)' \(choose from '?(.+?)'?\)",
        "«\u00a0\\1\u00a0» n’est pas un choix possible. Les choix sont\u00a0: \\2.",
    ),
)
"""What argparse says, and how it is said here; a sentence it does not have yet is shown as it comes."""


class Analyseur(argparse.ArgumentParser):
    """Every command and sub-command takes ``--profile`` and ``--json``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Aide, **kwargs)
        self._positionals.title = "arguments"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")
        self.add_argument(
            "--profile",
            type=Path,
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="dossier du profil (par défaut\u00a0: celui de l’utilisateur)",
        )
        self.add_argument(
            "--json",
            dest="en_json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="un objet JSON sur la sortie standard",
        )

    def error(self, message: str) -> NoReturn:
        """Say on stderr what is expected and what is wrong, then leave with the code of a wrong usage."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}\u00a0: {to_french(message)}\n")


class _Aide(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "usage\u00a0: " if prefix is None else prefix)


def to_french(message: str) -> str:
    """Return what argparse says of a wrong usage, in French."""
    if found := re.fullmatch(r"argument (\S+): (.+)", message, re.DOTALL):
        return f"{found[1]}\u00a0: {to_french(found[2])}"
    if found := re.fullmatch(r"invalid (\w+) value: '(.*)'", message, re.DOTALL):
        return f"«\u00a0{found[2]}\u00a0» n’est pas {_TYPES.get(found[1], 'une valeur reconnue')}."
    for phrase, francaise in _PHRASES:
        if found := re.fullmatch(phrase, message, re.DOTALL):
            return found.expand(francaise).replace("', '", ", ")
    return message
