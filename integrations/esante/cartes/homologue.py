"""The place of the licensed library of GIE SESAM-Vitale: what plain PC/SC cannot give.

Certified NIR, rights, covers, addresses, the nature of the card, Vitale 1 cards and the Vitale assertion come
from the GIE's components (SSV/FSV, MICA) under a contract with each publisher.  Nothing here imitates them;
``AccesCartes`` asks this place first, and reads a Vitale 2 by itself when nothing is plugged in.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from esante.cartes.lecture_vitale import Beneficiaire, DonneeAbsente, LectureVitale, NatureVitale
from esante.errors import Unsupported
from esante.pcsc.atr import TypeCarte

_ABSENTS = (
    DonneeAbsente.NOM_NAISSANCE,
    DonneeAbsente.PRENOMS_NAISSANCE,
    DonneeAbsente.SEXE,
    DonneeAbsente.LIEU_NAISSANCE,
    DonneeAbsente.MATRICULE_INS,
)


@dataclass(frozen=True)
class BeneficiaireCertifie:
    """One person as the certified reading tells it; empty values are ``None``."""

    numero: int
    nom_usuel: str | None = field(repr=False)
    nom_patronymique: str | None = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: date | None = field(repr=False)
    rang_gemellaire: int | None
    nir_certifie: str | None = field(repr=False)
    cle_nir_certifie: str | None = field(repr=False)
    date_certification: date | None
    droits: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True)
class LectureCertifiee:
    """A Vitale card read by the licensed components."""

    numero_serie: str = field(repr=False)
    type_carte: TypeCarte
    nature: NatureVitale
    libelle_regime: str | None
    libelle_caisse: str | None
    beneficiaires: tuple[BeneficiaireCertifie, ...]

    def as_lecture(self) -> LectureVitale:
        """Return the part of it that every reading has."""
        people = tuple(_beneficiaire(rang, b) for rang, b in enumerate(self.beneficiaires, 1))
        absents = [*_ABSENTS]
        if any(b.nir_facturation is None for b in people):
            absents.append(DonneeAbsente.NIR)
        if self.nature is NatureVitale.INDETERMINEE:
            absents.append(DonneeAbsente.NATURE)
        told = repr([self.numero_serie, [(b.nom, b.prenom, b.nir_facturation) for b in people]])
        return LectureVitale(
            type_carte=self.type_carte,
            nature=self.nature,
            beneficiaires=people,
            debut_validite=None,
            absents=tuple(absents),
            empreinte=hashlib.sha256(told.encode()).hexdigest(),
        )


class LecteurHomologue(Protocol):
    """What a publisher under contract plugs here."""

    def read_vitale(self, lecteur: str) -> LectureCertifiee:
        """Read a Vitale 1 or 2 with its rights. Raises Unsupported where this reader cannot."""

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


def _beneficiaire(rang: int, lu: BeneficiaireCertifie) -> Beneficiaire:
    nir = f"{lu.nir_certifie}{lu.cle_nir_certifie or ''}" if lu.nir_certifie else None
    return Beneficiaire(
        rang=rang,
        nom=lu.nom_usuel or lu.nom_patronymique or "",
        prenom=lu.prenom,
        date_naissance=lu.date_naissance,
        date_naissance_brute=f"{lu.date_naissance:%Y%m%d}" if lu.date_naissance else "",
        nir_facturation=nir,
    )
