"""The three ways to prove to INSi who asks: the CPS, the software certificate, Pro Santé Connect.

Guide d'intégration INSi SEL-MP-043 §3.2 and the message samples of the GIE SESAM-Vitale kit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from esante.igc_sante import read_certificat, subject_dn
from esante.saml import Attribut, build_assertion, sign_assertion


class Authentification(Protocol):
    """How one call is authenticated."""

    @property
    def emetteur(self) -> str:
        """``Emetteur`` of both contexts."""

    def token(self, identifier: UUID, instant: datetime) -> etree._Element | None:
        """Return a fresh assertion for one call, ``None`` when TLS alone speaks."""


@dataclass(frozen=True)
class AuthentificationCps:
    """An assertion signed by the SIGNATURE key of the card, made anew for each call.

    ``identifiant_facturation`` is the Assurance Maladie number of a liberal professional (for a structure:
    FINESS géographique, else SIRET); ``code_specialite`` is for doctors and doctors in training only.
    """

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    identifiant_facturation: str
    secteur_activite: str | None = None
    code_specialite: str | None = None

    @property
    def emetteur(self) -> str:
        """The national identifier of the holder."""
        return read_certificat(self.certificate).identifiant

    def token(self, identifier: UUID, instant: datetime) -> etree._Element:
        """Build and sign the PS assertion."""
        holder = read_certificat(self.certificate)
        assertion = build_assertion(
            identifier=identifier,
            issue_instant=instant,
            issuer=subject_dn(self.certificate),
            name_id=holder.identifiant,
            name_qualifier=holder.type_carte or "CPX",
            attributs=_attributs(
                self.identifiant_facturation, self.secteur_activite, self.code_specialite, "codeSpecialite"
            ),
        )
        return sign_assertion(assertion, key=self.key, certificate=self.certificate)


@dataclass(frozen=True)
class AuthentificationLogiciel:
    """No assertion: the TLS client certificate (CN INSI-AUTO or INSI-MANU) speaks for the structure."""

    structure: str

    @property
    def emetteur(self) -> str:
        """The OU of the certificate."""
        return self.structure

    def token(self, identifier: UUID, instant: datetime) -> None:
        """Return nothing: the security header stays empty."""


@dataclass(frozen=True)
class AuthentificationPsc:
    """An unsigned assertion; the relay adds what proves the Pro Santé Connect session.

    How the session's token travels is not public: the client sends this message through the relay's
    ``/send`` and never holds the token.
    """

    identifiant: str
    identifiant_facturation: str
    code_specialite_amo: str | None = None
    profession: str | None = None

    @property
    def emetteur(self) -> str:
        """The national identifier of the professional."""
        return self.identifiant

    def token(self, identifier: UUID, instant: datetime) -> etree._Element:
        """Build the unsigned assertion."""
        attributs = _attributs(
            self.identifiant_facturation, None, self.code_specialite_amo, "codeSpecialiteAMO"
        )
        if self.profession is not None:
            attributs.append(Attribut("gipProfessionCode", (self.profession,)))
        return build_assertion(
            identifier=identifier,
            issue_instant=instant,
            issuer=self.identifiant,
            issuer_format=None,
            name_id=self.identifiant,
            name_qualifier="PSC",
            attributs=attributs,
        )


def _attributs(
    facturation: str, secteur: str | None, specialite: str | None, nom_specialite: str
) -> list[Attribut]:
    attributs = [Attribut("identifiantFacturation", (facturation,))]
    if secteur is not None:
        attributs.append(Attribut("secteurActivite", (secteur,)))
    if specialite is not None:
        attributs.append(Attribut(nom_specialite, (specialite,)))
    return attributs
