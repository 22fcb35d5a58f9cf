"""Audit the locked dependencies: ``python installer/failles.py installer/verrous/execution.txt [AUTRE…]``.

PyPI says the known vulnerabilities of a version (``/pypi/NAME/VERSION/json``, fields of the advisory database
of the Python Packaging Authority). A mirror may only serve the page of the project: it speaks of its last
version, and serves when that is the one locked. Unlike pip-audit, what nobody could tell is a failure: 0 all
audited, no vulnerability; 1 at least one; 2 at least one dependency could not be audited.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

BASE = "https://pypi.org/pypi"
_VERROUILLEE = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Faille:
    """A known vulnerability of a locked version, and the versions that mend it."""

    composant: str
    nom: str
    corrigee: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What was asked, what was found, what nobody could tell."""

    audites: tuple[str, ...]
    failles: tuple[Faille, ...]
    inconnus: tuple[str, ...]

    @property
    def code(self) -> int:
        """Exit code of the command."""
        return 1 if self.failles else 2 if self.inconnus else 0


def read_verrous(verrous: list[Path]) -> list[tuple[str, str]]:
    """Return each name and version locked, once."""
    return sorted({paire for v in verrous for paire in _VERROUILLEE.findall(v.read_text("utf-8"))})


def audit(composants: list[tuple[str, str]], client: httpx.Client) -> Audit:
    """Ask for each component."""
    audites, failles, inconnus = [], [], []
    for nom, version in composants:
        composant = f"{nom} {version}"
        annonces = _ask(client, nom, version)
        if annonces is None:
            inconnus.append(composant)
            continue
        audites.append(composant)
        failles += [
            Faille(composant, a["id"], tuple(a["fixed_in"])) for a in annonces if not a.get("withdrawn")
        ]
    return Audit(tuple(audites), tuple(failles), tuple(inconnus))


def _ask(client: httpx.Client, nom: str, version: str) -> list[dict[str, object]] | None:
    """Return the vulnerabilities of a version, or None when no page speaks of it."""
    for page in (f"{BASE}/{nom}/{version}/json", f"{BASE}/{nom}/json"):
        try:
            reponse = client.get(page)
            corps = reponse.json() if reponse.is_success else {}
        except (httpx.HTTPError, ValueError):
            continue
        if corps.get("info", {}).get("version") == version and "vulnerabilities" in corps:
            return list(corps["vulnerabilities"])
    return None


def describe(fait: Audit) -> Iterator[str]:
    """Say what must be acted upon, one line each, then how much was audited."""
    for faille in fait.failles:
        remede = ", ".join(faille.corrigee) or "aucune version"
        yield f"FAILLE {faille.composant} : {faille.nom}, corrigée par {remede}"
    yield from (f"NON AUDITÉ {inconnu}" for inconnu in fait.inconnus)
    yield f"{len(fait.audites)} audités, {len(fait.failles)} faille(s), {len(fait.inconnus)} non audité(s)"


def main(verrous: list[str]) -> int:
    """Audit, print, and return the exit code."""
    with httpx.Client(timeout=30, follow_redirects=True) as client:
        fait = audit(read_verrous([Path(v) for v in verrous]), client)
    sys.stdout.writelines(f"{ligne}\n" for ligne in describe(fait))
    return fait.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
