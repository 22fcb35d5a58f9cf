"""Take the content of an ApCV from a phone laid on a contactless reader.

What the real application answers by NFC is not public.  The nearest public format stands for it: an NFC Forum
Type 4 tag (application, capability container, NDEF file) of one text record, whose text is as opaque as that
of the QR code.  The application identifier is an argument, so that the true one may be set the day it is
given; another layout will need another function here, behind the same result.
"""

from typing import Final

from esante.apcv.models import ContenuApcv
from esante.errors import Malformed, Refused, Rejected, Unsupported
from esante.pcsc.apdu import CommandApdu, transmit
from esante.pcsc.connection import CardConnection

AID_NDEF: Final = bytes.fromhex("D2760000850101")
"""NFC Forum Type 4 Tag, NDEF application."""

_CAPACITES: Final = b"\xe1\x03"
_TAILLE_CAPACITES: Final = 15
_TAILLE_MAX: Final = 16_384
_MB, _ME, _CF, _SR, _IL = 0x80, 0x40, 0x20, 0x10, 0x08
_BIEN_CONNU, _MIME = 0x01, 0x02


def read_nfc(connection: CardConnection, aid: bytes = AID_NDEF) -> ContenuApcv:
    """Read what the phone shows now.

    Raises:
        Unsupported: no such application on it, or another kind of content.
        Refused: the phone shows nothing, or wants to be unlocked first.
        Malformed: it answers against the format.
        CardAbsent: it was taken away.
    """
    try:
        transmit(connection, CommandApdu(0x00, 0xA4, 0x04, 0x00, aid, le=256)).expect_ok()
    except (Rejected, Unsupported) as exc:
        raise Unsupported("ce téléphone ne présente pas d’appli carte Vitale lisible ici") from exc
    _select(connection, _CAPACITES)
    fichier, pas = _parse_capacites(_read(connection, 0, _TAILLE_CAPACITES, _TAILLE_CAPACITES))
    _select(connection, fichier)
    size = int.from_bytes(_read(connection, 0, 2, pas), "big")
    if not size:
        raise Refused("le téléphone ne montre rien\u00a0: ouvrez l’appli carte Vitale et recommencez")
    if size > _TAILLE_MAX:
        raise Malformed("contenu NFC démesuré")
    return ContenuApcv(parse_ndef(_read(connection, 2, size, pas)))


def parse_ndef(message: bytes) -> str:
    """Return the text of a message of one record (NFC Forum NDEF 1.0 §3.2, Text RTD 1.0 §3.2).

    Raises:
        Malformed: cut, chained, of several records, or undecodable.
        Unsupported: a record of another kind.
    """
    if len(message) < 3:
        raise Malformed("message NFC coupé")
    drapeaux, taille_type = message[0], message[1]
    if drapeaux & (_MB | _ME | _CF) != _MB | _ME:
        raise Malformed("message NFC en plusieurs morceaux")
    largeur = 1 if drapeaux & _SR else 4
    debut = 2 + largeur
    taille = int.from_bytes(message[2:debut], "big")
    taille_id = 0
    if drapeaux & _IL:
        taille_id, debut = (message[debut] if debut < len(message) else 0), debut + 1
    fin_type = debut + taille_type
    contenu = message[fin_type + taille_id :]
    if len(contenu) != taille:
        raise Malformed("longueur de message NFC incohérente")
    nature = drapeaux & 0x07, message[debut:fin_type]
    try:
        if nature == (_BIEN_CONNU, b"T"):
            return _decode_text(contenu)
        if nature == (_MIME, b"text/plain"):
            return contenu.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("texte NFC illisible") from None
    raise Unsupported("contenu NFC d’une autre sorte")


def _decode_text(contenu: bytes) -> str:
    if not contenu:
        raise Malformed("texte NFC vide")
    statut = contenu[0]
    texte = contenu[1 + (statut & 0x3F) :]
    if not statut & 0x80:
        return texte.decode("utf-8")
    # Without a byte order mark the high byte comes first (Text RTD 1.0 §3.4).
    return texte.decode("utf-16" if texte[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-be")


def _parse_capacites(contenu: bytes) -> tuple[bytes, int]:
    """Return the NDEF file and how much is read at once."""
    if contenu[7:9] != b"\x04\x06":
        raise Malformed("répertoire NFC illisible")
    if contenu[2] >> 4 not in (1, 2, 3):
        raise Unsupported("version NFC inconnue")
    if contenu[13]:
        raise Refused("le téléphone refuse la lecture")
    return contenu[9:11], min(max(int.from_bytes(contenu[3:5], "big"), 1), 255)


def _select(connection: CardConnection, fichier: bytes) -> None:
    transmit(connection, CommandApdu(0x00, 0xA4, 0x00, 0x0C, fichier)).expect_ok()


def _read(connection: CardConnection, debut: int, taille: int, pas: int) -> bytes:
    contenu = b""
    while len(contenu) < taille:
        position, reste = debut + len(contenu), taille - len(contenu)
        command = CommandApdu(0x00, 0xB0, position >> 8, position & 0xFF, le=min(reste, pas))
        lu = transmit(connection, command).expect_ok()
        if not lu or len(lu) > reste:
            raise Malformed("lecture NFC coupée")
        contenu += lu
    return contenu
