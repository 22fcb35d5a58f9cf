"""The place of the licensed library of GIE SESAM-Vitale: what plain PC/SC cannot give.

Certified NIR, rights, covers, addresses, Vitale 1 cards and the Vitale assertion come from the GIE's
components (SSV/FSV, MICA) under a contract with each publisher.  Nothing here imitates them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from esante.errors import Unsupported


@dataclass(frozen=True)
class BeneficiaireCertifie:
    """One person as the certified reading tells it; empty values are ``None``."""

    numero: int
    nom_usuel: str | None = field(repr=False)
    nom_patronymique: str | None = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: str = field(repr=False)
    rang_gemellaire: int | None
    nir_certifie: str | None = field(repr=False)
    cle_nir_certifie: str | None = field(repr=False)
    date_certification: date | None
    droits: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True)
class LectureCertifiee:
    """A Vitale card read by the licensed components."""

    numero_serie: str = field(repr=False)
    type_carte: str
    nature: str
    """``R`` real, ``D`` demonstration, ``T`` test."""
    libelle_regime: str | None
    libelle_caisse: str | None
    beneficiaires: tuple[BeneficiaireCertifie, ...]


class LecteurHomologue(Protocol):
    """What a publisher under contract plugs here."""

    def read_vitale(self, lecteur: str) -> LectureCertifiee:
        """Read a Vitale 1 or 2 with its rights."""

    def sign_assertion_vitale(self, lecteur: str, signed_info: bytes) -> bytes:
        """Sign the SHA-256 of a SignedInfo as INSi's Vitale assertion wants."""


class SansLecteurHomologue:
    """The port with nothing plugged in: says so, and where the way out is."""

    def read_vitale(self, lecteur: str) -> LectureCertifiee:  # noqa: ARG002 - whatever the reader
        """Refuse.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("droits et carte Vitale 1\u00a0: il faut les composants du GIE SESAM-Vitale")

    def sign_assertion_vitale(self, lecteur: str, signed_info: bytes) -> bytes:  # noqa: ARG002
        """Refuse; INSi is then asked by traits.

        Raises:
            Unsupported: always.
        """
        raise Unsupported("signature Vitale\u00a0: il faut les composants du GIE SESAM-Vitale")
