"""Read a Vitale 2 card over plain PC/SC: who is on it, and what it does not say.

The file layout is known from public readers only (Cardpeek ``vitale_2.lua``, the Rufus ophthalmology
software); rights, certified NIR, addresses and signatures belong to the licensed library of GIE SESAM-Vitale.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain

from esante.cartes.identites_test import NIR_DE_TEST
from esante.cartes.lecture_vitale import Beneficiaire, DonneeAbsente, LectureVitale, NatureVitale
from esante.errors import CardAbsent, EsanteError, Malformed, Refused, Rejected, Unsupported
from esante.fermeture import Closing
from esante.pcsc.apdu import CommandApdu, read_file, select_application, transmit
from esante.pcsc.atr import TypeCarte, recognize
from esante.pcsc.connection import CardConnection
from esante.pcsc.tlv import Tlv, parse

AID_VITALE = bytes.fromhex("D250000002564954414C45")
AID_MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
_MASTER_FILE = b"\x3f\x00"
_HOLDER_FILE = b"\xd0\x01"
_PERSONS, _RIGHTS = 2, 2
"""Short identifiers, of the identity file at the root and of the NIR file in the VITALE application."""

_TAG_PERSON, _TAG_CARD = 0x65, 0x66
_NIR = re.compile(r"[0-9]{6}[0-9AB][0-9]{8}")
_MAX_PERSONS = 19
"""A card carries at most nineteen beneficiaries; more is a damaged file."""


_NEVER_SAID = tuple(d for d in DonneeAbsente if d not in (DonneeAbsente.NIR, DonneeAbsente.NATURE))

_Select = Callable[[], int | None]
"""Selects a file and returns its short identifier, ``None`` when it became the current one."""


class VitaleSession(Closing):
    """Read one inserted Vitale card."""

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection

    def read(self) -> LectureVitale:
        """Read identities and numbers, by the short published sequence or else the other.

        Raises:
            CardAbsent: the card left during the reading, or another answered in its place.
            Unsupported: a Vitale 1, or not a Vitale.
            Malformed: the files are damaged.
            Unreachable: the reader failed.
        """
        card_type = recognize(self._connection.atr)
        if card_type is TypeCarte.VITALE_1:
            raise Unsupported(
                "carte Vitale de première génération\u00a0: lecture par les composants homologués seulement"
            )
        if card_type.is_cps:
            raise Unsupported("cette carte n’est pas une carte Vitale")
        identities, objects, select = self._read_identities()
        numbers = self._read_numbers()
        self._require_same(identities, select)
        return _join(identities, objects, numbers)

    def confirm(self, lecture: LectureVitale) -> None:
        """Read again and make sure it is still the card of ``lecture``, before its data are used.

        Raises:
            CardAbsent: no card, or another one.
        """
        if self.read().empreinte != lecture.empreinte:
            raise CardAbsent("la carte Vitale a été remplacée par une autre")

    def close(self) -> None:
        """Release the card."""
        self._connection.close()

    def _read_identities(self) -> tuple[bytes, tuple[Tlv, ...], _Select]:
        """Published sequences: root file by its short identifier; else the holder file of MF_VITALE.

        Return the file, its objects, and what selects it again.
        """
        failures: list[EsanteError] = []
        for select in (self._select_root, self._select_holder):
            try:
                content = read_file(self._connection, select())
                objects = parse(content)
                if _persons(objects):
                    return content, objects, select
            except (Rejected, Refused, Unsupported, Malformed) as exc:
                failures.append(exc)
        damaged = [exc for exc in failures if isinstance(exc, Malformed)]
        raise damaged[0] if damaged else Unsupported("aucune séquence connue ne lit cette carte")

    def _select_root(self) -> int | None:
        transmit(self._connection, CommandApdu(0x00, 0xA4, 0x00, 0x00, _MASTER_FILE)).expect_ok()
        return _PERSONS

    def _select_holder(self) -> int | None:
        select_application(self._connection, AID_MF_VITALE)
        transmit(self._connection, CommandApdu(0x00, 0xA4, 0x02, 0x00, _HOLDER_FILE)).expect_ok()
        return None

    def _require_same(self, identities: bytes, select: _Select) -> None:
        """Read the beginning of the identities again: numbers of another card would follow these names."""
        begin = identities[:256]
        short_id = select()
        command = CommandApdu(0x00, 0xB0, 0x80 | short_id if short_id else 0x00, 0x00, le=len(begin))
        if transmit(self._connection, command).data != begin:
            raise CardAbsent("la carte Vitale a changé pendant la lecture")

    def _read_numbers(self) -> bytes:
        """Return the NIR file, empty when the card has none or keeps it to itself."""
        with suppress(Rejected, Refused):
            select_application(self._connection, AID_VITALE)
            return read_file(self._connection, _RIGHTS)
        return b""


def parse_lecture(identities: bytes, numbers: bytes) -> LectureVitale:
    """Join the two files by position.

    Raises:
        Malformed: a file is damaged or names nobody.
    """
    return _join(identities, parse(identities), numbers)


def _join(identities: bytes, objects: Sequence[Tlv], numbers: bytes) -> LectureVitale:
    persons = _persons(objects)
    if not persons:
        raise Malformed("la carte Vitale ne nomme personne")
    nirs = [_nir(person) for person in parse_persons(numbers)]
    if len(nirs) != len(persons):
        # Positions that do not answer each other would put someone's number beside someone else's name.
        nirs = [None] * len(persons)
    beneficiaires = tuple(
        _beneficiaire(rank, person, nir)
        for rank, (person, nir) in enumerate(zip(persons, nirs, strict=True), 1)
    )
    known = {nir[:13] for nir in nirs if nir}
    nature = NatureVitale.TEST if known and known <= NIR_DE_TEST else NatureVitale.INDETERMINEE
    absents: list[DonneeAbsente] = list(_NEVER_SAID)
    if any(b.nir_facturation is None for b in beneficiaires):
        absents.append(DonneeAbsente.NIR)
    if nature is NatureVitale.INDETERMINEE:
        absents.append(DonneeAbsente.NATURE)
    return LectureVitale(
        type_carte=TypeCarte.VITALE_2,
        nature=nature,
        beneficiaires=beneficiaires,
        debut_validite=_debut_validite(objects),
        absents=tuple(absents),
        empreinte=hashlib.sha256(len(identities).to_bytes(4, "big") + identities + numbers).hexdigest(),
    )


def parse_persons(content: bytes) -> tuple[Tlv, ...]:
    """Return the ``65`` templates of a file, in order.

    Raises:
        Malformed: the file is not made of templates, or holds more people than a card may.
    """
    return _persons(parse(content))


def _persons(objects: Sequence[Tlv]) -> tuple[Tlv, ...]:
    persons = tuple(tlv for tlv in objects if tlv.tag == _TAG_PERSON)
    if len(persons) > _MAX_PERSONS:
        raise Malformed("plus de personnes qu’une carte Vitale n’en porte")
    return persons


def _beneficiaire(rank: int, person: Tlv, nir: str | None) -> Beneficiaire:
    fields = _fields(person.children)
    birth = fields.get(0x82, "")
    return Beneficiaire(
        rang=rank,
        nom=fields.get(0x80, ""),
        prenom=fields.get(0x81, ""),
        date_naissance=_date(birth),
        date_naissance_brute=birth,
        nir_facturation=nir,
        nationalite=fields.get(0x90) or None,
    )


def _fields(objects: Sequence[Tlv]) -> dict[int, str]:
    """Decode as ISO-8859-1 without padding nor control characters; the first of a tag counts."""
    fields: dict[int, str] = {}
    for tlv in objects:
        text = tlv.value.decode("iso-8859-1")
        if not text.isprintable():
            text = "".join(c for c in text if c.isprintable())
        fields.setdefault(tlv.tag, text.strip())
    return fields


def _nir(person: Tlv) -> str | None:
    text = _fields(person.children).get(0x93, "")
    return text if _NIR.fullmatch(text) else None


def _debut_validite(objects: Sequence[Tlv]) -> date | None:
    """Look for the card's dates beside the persons, else inside the first that has them."""
    inside = (child for person in _persons(objects) for child in person.children)
    for tlv in chain(objects, inside):
        if tlv.tag == _TAG_CARD:
            return _date((tlv.find(0x80) or b"").decode("iso-8859-1"))
    return None


def _date(text: str) -> date | None:
    """Read AAAAMMJJ; lunar, empty (``00000000``) and absurd dates give ``None``."""
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    with suppress(ValueError):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return None
