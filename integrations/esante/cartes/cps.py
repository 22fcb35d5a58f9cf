"""The session that the holder of a CPS opens.

It asks a ``Jeton`` (PKCS#11 module or sandbox) and adds the meaning: which certificate, which key, which
situation d'exercice.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from esante.cartes.cle_carte import CleCarte
from esante.cartes.code_porteur import CodePorteur
from esante.cartes.donnees_cps import (
    SituationExercice,
    read_situation_facturation,
    read_situations,
    read_specialite,
)
from esante.cartes.jeton import Jeton
from esante.errors import CardAbsent, CodePorteurRefused, EsanteError, Malformed, Unsupported
from esante.fermeture import Closing
from esante.igc_sante import CertificatSante, read_certificat

AUTHENTIFICATION, SIGNATURE = 0x20, 0x10
"""Last byte of CKA_ID of the two key pairs."""

_REMPLACEE = "la carte CPS a été remplacée par une autre"


@dataclass(frozen=True)
class Porteur:
    """The holder, from the card's certificates; absent fields are ``None``.

    ``identifiant_national`` is the PS_IdNat (``8`` + RPPS); ``type_carte`` CPS, CPF, CDE-CPE or CPA.
    """

    identifiant_national: str
    nom: str
    prenom: str
    type_carte: str | None
    profession: str | None
    specialite: str | None
    titre: str | None = None

    @property
    def numero_rpps(self) -> str | None:
        """The 11-digit RPPS, when the national identifier is one."""
        number = self.identifiant_national
        return number[1:] if len(number) == 12 and number.startswith("8") else None


@dataclass(frozen=True)
class LectureCps:
    """A CPS read by its holder's session."""

    numero_serie: str
    porteur: Porteur
    situations: tuple[SituationExercice, ...]
    situation_facturation: tuple[str, ...] | None
    """The texts of the billing situation; what each means is not public."""
    fin_authentification: datetime
    fin_signature: datetime


class CarteDirecte(Protocol):
    """The card itself, asked by APDU beside the token, which may go on telling what it knew of another.

    Each answers ``None`` when the card cannot be asked, and raises CardAbsent when it left.
    """

    def numero_serie(self) -> str | None:
        """Return the serial number."""

    def attempts_left(self) -> int | None:
        """Return the attempts before the code porteur blocks."""


class _JetonSeul:
    """No way to the card but its token."""

    def numero_serie(self) -> None:
        """Tell nothing."""

    def attempts_left(self) -> None:
        """Tell nothing."""


class CpsSession(Closing):
    """The holder's session: certificates, situations, signatures.

    Args:
        jeton: the token, open and not logged in.
        carte: the card in the same reader, to be asked itself.
    """

    def __init__(self, jeton: Jeton, carte: CarteDirecte | None = None) -> None:
        self._jeton = jeton
        self._carte = carte or _JetonSeul()
        try:
            self._ouverte = self._carte.numero_serie()
        except EsanteError:
            jeton.close()
            raise
        self._certificates: dict[int, tuple[bytes, x509.Certificate]] = {}

    def attempts_left(self) -> int | None:
        """Return the attempts left, to be shown before the code porteur is asked.

        Raises:
            CardAbsent: the card left; a module may go on telling what it knew of it.
        """
        left = self._carte.attempts_left()
        return self._jeton.attempts_left() if left is None else left

    def login(self, code_porteur: CodePorteur) -> None:
        """Present the code porteur, once; never called again by us after a refusal.

        Raises:
            CardAbsent: no card, or another than the one opened; no attempt was used.
            CodePorteurRefused: wrong, or the card is blocked.
        """
        self._require(self._ouverte)
        try:
            self._jeton.login(code_porteur)
        except CodePorteurRefused as exc:
            left = exc.attempts_left
            with suppress(CardAbsent):
                left = self._carte.attempts_left() if left is None else left
            raise CodePorteurRefused(left) from None

    def read(self) -> LectureCps:
        """Read holder, card type, situations and ends of certificates; wants ``login`` for the situations.

        Raises:
            CardAbsent: the card left, or another answered in its place.
            Malformed: an object or a certificate is damaged.
        """
        fields = self._fields()
        objects = self._jeton.data_objects()
        numero_serie = fields.numero_carte or self._ouverte or ""
        self._require(numero_serie)
        return LectureCps(
            numero_serie=numero_serie,
            porteur=_porteur(fields, read_specialite(objects)),
            situations=read_situations(objects),
            situation_facturation=read_situation_facturation(objects),
            fin_authentification=self.certificat_authentification.not_valid_after_utc,
            fin_signature=self.certificat_signature.not_valid_after_utc,
        )

    def read_situations(self) -> tuple[SituationExercice, ...]:
        """Return the situations d'exercice, of which the user chooses one."""
        return read_situations(self._jeton.data_objects())

    def confirm(self, numero_serie: str) -> None:
        """Make sure the card in the reader is still that one, before its key is used.

        Raises:
            CardAbsent: no card, or another one.
        """
        if not self._require(numero_serie):
            self._certificates.clear()
            if (self._fields().numero_carte or "") != numero_serie:
                raise CardAbsent(_REMPLACEE)

    @property
    def certificat_authentification(self) -> x509.Certificate:
        """Certificate of mutual TLS."""
        return self._certificate(AUTHENTIFICATION)[1]

    @property
    def certificat_signature(self) -> x509.Certificate:
        """Certificate of assertions and documents."""
        return self._certificate(SIGNATURE)[1]

    @property
    def cle_authentification(self) -> CleCarte:
        """Key of mutual TLS, in the card."""
        return self._key(AUTHENTIFICATION)

    @property
    def cle_signature(self) -> CleCarte:
        """Key of assertions and documents, in the card."""
        return self._key(SIGNATURE)

    def sign_sha256_rsa(self, data: bytes) -> bytes:
        """Sign by SHA-256 with RSA PKCS#1 v1.5 and the signature key.

        Raises:
            CardAbsent: the card left, or another one took its place.
            Refused: no code porteur was given.
        """
        return self.cle_signature.sign(data, PKCS1v15(), hashes.SHA256())

    def close(self) -> None:
        """Log out and release the token."""
        self._jeton.close()

    def _require(self, numero_serie: str | None) -> bool:
        """Refuse another card; tell whether the card could be asked."""
        told = self._carte.numero_serie()
        if told is not None and numero_serie and told != numero_serie:
            raise CardAbsent(_REMPLACEE)
        return told is not None

    def _fields(self) -> CertificatSante:
        try:
            return read_certificat(self.certificat_signature)
        except ValueError as exc:
            raise Malformed("certificat de carte illisible") from exc

    def _certificate(self, usage: int) -> tuple[bytes, x509.Certificate]:
        if usage not in self._certificates:
            for entry in self._jeton.certificates():
                if entry.identifiant and entry.identifiant[-1] in (AUTHENTIFICATION, SIGNATURE):
                    self._certificates.setdefault(
                        entry.identifiant[-1], (entry.identifiant, _load_certificate(entry.der))
                    )
        try:
            return self._certificates[usage]
        except KeyError as exc:
            raise Malformed("la carte ne présente pas le certificat attendu") from exc

    def _key(self, usage: int) -> CleCarte:
        identifier, certificate = self._certificate(usage)
        public_key = certificate.public_key()
        if not isinstance(public_key, rsa.RSAPublicKey):
            raise Unsupported("la clé de la carte n’est pas RSA")
        return CleCarte(
            public_key,
            lambda digest_info: self._jeton.sign_digest(identifier, digest_info),
            lambda data: self._jeton.sign_sha256(identifier, data),
        )


def _porteur(fields: CertificatSante, specialite: str | None) -> Porteur:
    """Name the holder; cards « non directement nominatives » have no SN nor GN: O and CN stand for them
    (GIE SESAM-Vitale, PDT-INF-617)."""
    given = fields.identifiant
    replaced = "".join(c if c.isalnum() or c in "' -" else "-" for c in given)
    return Porteur(
        identifiant_national=fields.identifiant,
        nom=fields.nom or fields.organisation or "",
        prenom=fields.prenom or replaced,
        type_carte=fields.type_carte,
        profession=fields.profession,
        specialite=fields.specialite or specialite,
        titre=fields.titre,
    )


def _load_certificate(der: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.subject.rfc4514_string()
        certificate.public_key()
        _ = certificate.not_valid_after_utc
    except Exception as exc:
        raise Malformed("certificat de carte illisible") from exc
    return certificate
