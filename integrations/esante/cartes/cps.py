"""A CPS: what anyone may read by APDU, and the session that its holder opens.

The public part needs no middleware and works without contact; the session asks a ``Jeton`` (PKCS#11 module
or sandbox) and adds the meaning: which certificate, which key, which situation d'exercice.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

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
from esante.errors import CardAbsent, CodePorteurRefused, Malformed, Refused, Rejected, Unsupported
from esante.fermeture import Closing
from esante.igc_sante import CertificatSante, read_certificat
from esante.pcsc.apdu import CommandApdu, read_file, transmit
from esante.pcsc.atr import TypeCarte, recognize
from esante.pcsc.connection import CardConnection
from esante.pcsc.tlv import parse

AUTHENTIFICATION, SIGNATURE = 0x20, 0x10
"""Last byte of CKA_ID of the two key pairs."""

_ISSUER = bytes.fromhex("8025000001")
_COUNTER_CPS3 = bytes.fromhex("4D087006BF810102A080")


@dataclass(frozen=True)
class DonneesPubliquesCps:
    """What a CPS says to anyone: ten-digit serial, update dates, attempts left when it tells."""

    type_carte: TypeCarte
    numero_serie: str
    debut_validite: date | None
    fin_validite: date | None
    essais_restants: int | None


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


def read_donnees_publiques(connection: CardConnection) -> DonneesPubliquesCps:
    """Read EF.SN.ICC, EF_ACTUA and the attempts counter; open the card with ``reset_on_close=False``.

    Raises:
        Unsupported: not a CPS.
        Malformed: the serial file is not one.
        CardAbsent: the card left.
    """
    card_type = recognize(connection.atr)
    if not card_type.is_cps:
        raise Unsupported("cette carte n’est pas une CPS")
    content = _read(connection, b"\x3f\x00\xd0\x03")
    if len(content) != 12 or content[2:7] != _ISSUER:
        raise Malformed("numéro de série de CPS mal formé")
    begin, end = _dates(connection)
    return DonneesPubliquesCps(
        type_carte=card_type,
        numero_serie=content[7:].hex(),
        debut_validite=begin,
        fin_validite=end,
        essais_restants=read_attempts_left(connection, card_type),
    )


def read_attempts_left(connection: CardConnection, card_type: TypeCarte) -> int | None:
    """Return the attempts before the code porteur blocks, without using any; ``None`` if the card is silent.

    CPS3: security object of the code porteur; CPS4: VERIFY without data (ANS Cryptolib notes).
    """
    if card_type is TypeCarte.CPS_3:
        with suppress(Rejected, Refused, Unsupported, Malformed):
            command = CommandApdu(0x00, 0xCB, 0x3F, 0xFF, _COUNTER_CPS3, le=256)
            for shell in parse(transmit(connection, command).expect_ok()):
                for sdo in shell.children:
                    for attributes in sdo.children:
                        if attributes.tag == 0xA0 and (left := attributes.find(0x9B)):
                            return left[0]
            return None
    if card_type is TypeCarte.CPS_4:
        try:
            transmit(connection, CommandApdu(0x00, 0x20, 0x00, 0x01)).expect_ok()
        except CodePorteurRefused as exc:
            return exc.attempts_left
        except (Rejected, Refused, Unsupported):
            return None
    return None


class CpsSession(Closing):
    """The holder's session: certificates, situations, signatures.

    Args:
        jeton: the token, open and not logged in.
        counter: how to ask the card itself for the attempts left, when the token does not tell.
    """

    def __init__(self, jeton: Jeton, counter: Callable[[], int | None] = lambda: None) -> None:
        self._jeton = jeton
        self._counter = counter
        self._certificates: dict[int, tuple[bytes, x509.Certificate]] = {}

    def attempts_left(self) -> int | None:
        """Return the attempts left, to be shown before the code porteur is asked.

        Raises:
            CardAbsent: the card left; a module may go on telling what it knew of it.
        """
        left = self._counter()
        return self._jeton.attempts_left() if left is None else left

    def login(self, code_porteur: CodePorteur) -> None:
        """Present the code porteur, once; never called again by us after a refusal.

        Raises:
            CodePorteurRefused: wrong, or the card is blocked.
        """
        try:
            self._jeton.login(code_porteur)
        except CodePorteurRefused as exc:
            left = exc.attempts_left
            with suppress(CardAbsent):
                left = self._counter() if left is None else left
            raise CodePorteurRefused(left) from None

    def read(self) -> LectureCps:
        """Read holder, card type, situations and ends of certificates; wants ``login`` for the situations.

        Raises:
            CardAbsent: the card left.
            Malformed: an object or a certificate is damaged.
        """
        fields = self._fields()
        objects = self._jeton.data_objects()
        return LectureCps(
            numero_serie=fields.numero_carte or "",
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
        self._certificates.clear()
        if (self._fields().numero_carte or "") != numero_serie:
            raise CardAbsent("la carte CPS a été remplacée par une autre")

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
    except Exception as exc:
        raise Malformed("certificat de carte illisible") from exc
    return certificate


def _read(connection: CardConnection, path: bytes) -> bytes:
    """Select a path under the master file, step by step, and read it."""
    for index in range(0, len(path), 2):
        transmit(connection, CommandApdu(0x00, 0xA4, 0x00, 0x0C, path[index : index + 2])).expect_ok()
    return read_file(connection)


def _dates(connection: CardConnection) -> tuple[date | None, date | None]:
    """Read EF_ACTUA; missing is fine, incomplete makes the card unusable (ANS Cryptolib notes)."""
    try:
        content = _read(connection, b"\x3f\x00\xd0\x10")
    except (Rejected, Refused):
        return None, None
    template = next((tlv for tlv in parse(content) if tlv.tag == 0xEC), None)
    begin, end = (template.find(0x81), template.find(0x82)) if template else (None, None)
    if begin is None or end is None:
        raise Malformed("dates de la CPS incomplètes\u00a0: carte inutilisable")
    return _date(begin), _date(end)


def _date(value: bytes) -> date | None:
    with suppress(ValueError, UnicodeDecodeError):
        return datetime.strptime(value.decode("ascii"), "%Y%m%d").date()  # noqa: DTZ007 - a calendar date
    return None
