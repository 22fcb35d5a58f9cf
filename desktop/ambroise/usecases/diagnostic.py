"""Check a seat: what works, what does not, how to mend it; and a report that names nobody."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ambroise.usecases.errors import AmbroiseError


class EtatControle(StrEnum):
    """Result of one check, as the terminal contract spells it."""

    OK = "ok"
    ALERTE = "alerte"
    ECHEC = "echec"


@dataclass(frozen=True)
class Controle:
    """One line of the diagnosis; ``remede`` says what to do on this system, ``None`` when all is well."""

    nom: str
    etat: EtatControle
    constat: str
    remede: str | None = None


Examen = Callable[[], Iterable[Controle]]


def run_examens(examens: Sequence[tuple[str, Examen]]) -> tuple[Controle, ...]:
    """Run each examination; one that fails is a line of the diagnosis, never the end of it."""
    controles: list[Controle] = []
    for nom, examen in examens:
        try:
            controles += examen()
        except AmbroiseError as exc:
            controles.append(Controle(nom, EtatControle.ECHEC, exc.message, exc.remede or None))
        except Exception as exc:  # noqa: BLE001 - a diagnosis goes on, whatever it meets
            constat = f"Contrôle impossible ({type(exc).__name__})."
            controles.append(
                Controle(nom, EtatControle.ECHEC, constat, "Joignez ce rapport à votre demande.")
            )
    return tuple(controles)


def write_report(controles: Iterable[Controle], contexte: Iterable[str]) -> str:
    """Return the report to attach to a ticket: no identity, secret, path of a person, nor base64."""
    lines = ["Diagnostic d’Ambroise", *contexte, ""]
    for c in controles:
        lines.append(f"[{c.etat.value:>6}] {c.nom}\u00a0: {c.constat}")
        if c.remede:
            lines.append(f"         → {c.remede}")
    return anonymise("\n".join(lines)) + "\n"


_MASKS = (
    # Order matters: what is longest and surest first.
    (re.compile(r"-----BEGIN [^-]+-----.*?-----END [^-]+-----", re.DOTALL), "[PEM]"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[adresse]"),
    (re.compile(r"(?:/home/|/Users/|[A-Za-z]:\\Users\\)[^/\\\s]+"), "[dossier personnel]"),
    (
        re.compile(r"\b[12378]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?\b"),
        "[matricule]",
    ),
    (re.compile(r"\b\d{9,}\b"), "[numéro]"),
    (re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b"), "[date]"),
    # A base64 blob mixes cases or ends in « = »; ATRs and OIDs, in one case, stay readable.
    (
        re.compile(r"(?<![\w/+])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/_-]{20,}={0,2}"),
        "[blob]",
    ),
    (re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{6,}={1,2}(?![\w=])"), "[blob]"),
    (
        re.compile(r"(?i)((?:code porteur|pin|mot de passe|passphrase|token|jeton)\s*[:=]\s*)\S+"),
        r"\1[masqué]",
    ),
)


def anonymise(texte: str) -> str:
    """Mask what could name a person or open a door."""
    for pattern, replacement in _MASKS:
        texte = pattern.sub(replacement, texte)
    return texte
