"""The tables of ``config.toml``: a place of practice, a mailbox, a replacement."""

from dataclasses import dataclass
from datetime import date

from ambroise.domain.professionnel import is_numero_rpps


class ReglageInvalide(ValueError):
    """A key or a value is not understood; the message, a French sentence, names the key."""


@dataclass(frozen=True)
class ComplementStructure:
    """What a CPS does not say of a place of practice; printed on orders. ``nom`` replaces the card's."""

    nom: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    email: str = ""
    numero_am: str = ""
    specialite_amo: str = ""


@dataclass(frozen=True)
class ReglageBoite:
    """A box besides the professional's own, or the servers of his own when its domain publishes none.

    ``type`` is PER, ORG, APP or CAB; ``imap`` and ``smtp`` are ``host:port``, empty to ask the domain.
    ``certificat`` and ``cle`` are the PEM files of the ORG AUTH_CLI certificate that opens an APP box.
    """

    type: str = "PER"
    imap: str = ""
    smtp: str = ""
    certificat: str = ""
    cle: str = ""


@dataclass(frozen=True)
class ReglageRemplacement:
    """Who a professional replaces: RPPS number, printed name, last day (ISO), empty as long as it lasts."""

    rpps: str = ""
    nom: str = ""
    au: str = ""

    def __post_init__(self) -> None:
        try:
            if self.au:
                date.fromisoformat(self.au)
        except ValueError as exc:
            raise ReglageInvalide("«\u00a0remplacements\u00a0» attend une date comme 2026-08-31.") from exc
        if not is_numero_rpps(self.rpps):
            raise ReglageInvalide("«\u00a0remplacements\u00a0» attend un numéro RPPS de onze chiffres.")
