"""Fuzz everything that reads what a card, a PKCS#11 module or a phone says.

``python -m tests.fuzz.cartes 1000000 [SEED]`` prints how often each target accepted, and each typed error.
Only the five typed errors may come out; anything else ends the run with the seed and the input.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa

from esante.apcv.models import ContenuApcv
from esante.apcv.nfc import parse_ndef, read_nfc
from esante.cartes.cps import CpsSession
from esante.cartes.cps_publique import read_donnees_publiques
from esante.cartes.donnees_cps import (
    FACTURATION,
    INFO,
    parse_situation,
    read_situation_facturation,
    read_specialite,
)
from esante.cartes.isolation import unpack
from esante.cartes.vitale import VitaleSession, parse_lecture
from esante.errors import EsanteError
from esante.pcsc.apdu import CommandApdu, ResponseApdu, transmit
from esante.pcsc.atr import recognize
from esante.pcsc.tlv import encode, parse
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.cartes.telephone import VirtualPhone
from esante.sandbox.cartes.vitale import AssureTest, VirtualVitale
from tests.fakes.cartes import ATR_VITALE, DirectConnection, ScriptedCard
from tests.fakes.jeton import JetonBavard, certify

_PERSON = AssureTest("NESSI", "RUTH", "19770714", "277076322082910")
_IDENTITIES = encode(
    0x65,
    encode(0x80, b"NESSI"),
    encode(0x81, b"RUTH"),
    encode(0x82, b"19770714"),
    encode(0x66, encode(0x80, b"20200101")),
)
_NUMBERS = encode(0x65, encode(0x93, b"277076322082910"))
_SITUATION = encode(0xEE, encode(0x84, b"CABINET"), encode(0x85, b"499900063480001"), encode(0x86, b"SA07"))
_NDEF = b"\xd1\x01\x11T\x02frAPCV.abc.12345"
_SERIAL = bytes.fromhex("5A0A80250000012600855206")
_DATES = encode(0xEC, encode(0x81, b"20250101"), encode(0x82, b"20280101"))
_ENDS = (b"\x61\x05", b"\x6c\x05", b"\x6a\x82", b"\x63\xc2", b"\x62\x82", b"")
_ATR_CPS = bytes.fromhex("3BAC00402A001225006480000310009000")


class MutatingCard(DirectConnection):
    """A good virtual card whose answers are damaged now and then."""

    def __init__(self, rng: random.Random, card: VirtualCard) -> None:
        super().__init__(card)
        self._rng = rng

    def send_and_receive(self, apdu: bytes) -> bytes:
        answer = super().send_and_receive(apdu)
        return mutate(self._rng, answer) if self._rng.random() < 0.2 else answer


class RandomCard(ScriptedCard):
    """Files of the wrong card, damaged, and any status word; at times what was selected."""

    def __init__(self, rng: random.Random, atr: bytes) -> None:
        super().__init__((), atr)
        self._rng = rng
        self._selected = b""
        self._said: dict[bytes, bytes] | None = {} if rng.random() < 0.5 else None

    def send_and_receive(self, apdu: bytes) -> bytes:
        """Answer anything; half of these cards answer the same question the same way."""
        if apdu[1:2] == b"\xa4":
            self._selected = apdu[5:7]
        if self._said is None:
            return self._invent()
        question = self._selected + apdu[1:4]
        return self._said.setdefault(question, self._invent())

    def _invent(self) -> bytes:
        rng = self._rng
        body = {b"\xd0\x03": _SERIAL, b"\xd0\x10": _DATES}.get(self._selected, b"")
        if not body or rng.random() < 0.3:
            body = rng.choice((_IDENTITIES, _NUMBERS, _SERIAL, b"", rng.randbytes(rng.randint(0, 40))))
        return mutate(rng, body) + (
            b"\x90\x00" if rng.random() < 0.7 else rng.choice(_ENDS) or rng.randbytes(2)
        )


def mutate(rng: random.Random, data: bytes) -> bytes:
    """Flip, cut, repeat, insert, or lie about a length."""
    mutated = bytearray(data)
    for _ in range(rng.randint(0, 4)):
        where = rng.randrange(len(mutated) + 1)
        kind = rng.randrange(6)
        if kind == 0 and mutated:
            mutated[where % len(mutated)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del mutated[where:]
        elif kind == 2:
            mutated[where:where] = rng.randbytes(rng.randint(1, 8))
        elif kind == 3:
            mutated[where:where] = mutated[where : where + 20]
        elif kind == 4 and mutated:
            mutated[where % len(mutated)] = rng.choice((0x00, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF))
        else:
            mutated = bytearray(encode(rng.choice((0x65, 0x66, 0x70, 0xA0, 0xEE)), bytes(mutated)))
    return bytes(mutated)


def _damaged_vitale(rng: random.Random) -> MutatingCard:
    return MutatingCard(rng, VirtualVitale([_PERSON] * rng.randint(1, 3)))


def _walk(data: bytes, depth: int = 0) -> None:
    for tlv in parse(data):
        if depth < 6:
            try:
                _walk(tlv.value, depth + 1)
            except EsanteError:
                continue


def _message(rng: random.Random) -> bytes:
    line = json.dumps(["ok", [{"b": "QUJD"}, rng.choice((None, 3, "texte", [1], {"b": 1}))]]).encode()
    return mutate(rng, line)


@cache
def _certificate() -> bytes:
    return certify(rsa.generate_private_key(65537, 2048))


def _read_certificates(rng: random.Random) -> None:
    CpsSession(JetonBavard([mutate(rng, _certificate()) for _ in range(2)])).read()


TARGETS: dict[str, Callable[[random.Random], object]] = {
    "tlv": lambda rng: _walk(mutate(rng, rng.choice((_IDENTITIES, _SITUATION, rng.randbytes(60))))),
    "ndef": lambda rng: parse_ndef(mutate(rng, _NDEF)),
    "telephone": lambda rng: read_nfc(MutatingCard(rng, VirtualPhone(lambda: "APCV.abc.12345"))),
    "vitale": lambda rng: parse_lecture(mutate(rng, _IDENTITIES), mutate(rng, _NUMBERS)),
    "situation": lambda rng: parse_situation(1, mutate(rng, _SITUATION)),
    "facturation": lambda rng: read_situation_facturation({FACTURATION: mutate(rng, _SITUATION)}),
    "specialite": lambda rng: read_specialite({INFO: mutate(rng, b"\xe1\x0a\x80\x0210\x81\x04SM26")}),
    "commande": lambda rng: CommandApdu.decode(rng.randbytes(rng.randint(0, 20))),
    "reponse": lambda rng: ResponseApdu.decode(mutate(rng, b"abc\x90\x00")).expect_ok(),
    "enchainement": lambda rng: transmit(RandomCard(rng, ATR_VITALE), CommandApdu(0, 0xB0, le=256)),
    "session vitale": lambda rng: VitaleSession(_damaged_vitale(rng)).read(),
    "session folle": lambda rng: VitaleSession(RandomCard(rng, ATR_VITALE)).read(),
    "cps publique": lambda rng: read_donnees_publiques(RandomCard(rng, _ATR_CPS)),
    "atr": lambda rng: recognize(mutate(rng, rng.choice((ATR_VITALE, _ATR_CPS)))),
    "certificats": _read_certificates,
    "module": lambda rng: unpack(_message(rng)),
    "apcv": lambda rng: ContenuApcv(mutate(rng, b"APCV.abc.def").decode("latin-1")),
}


def run(count: int, seed: int = 0) -> dict[str, Counter[str]]:
    """Run ``count`` cases over all targets in turn; return the outcomes of each.

    Raises:
        AssertionError: something else than a typed error came out.
    """
    outcomes: dict[str, Counter[str]] = {name: Counter() for name in TARGETS}
    names = list(TARGETS)
    for case in range(count):
        name = names[case % len(names)]
        rng = random.Random(f"{seed}-{case}")
        try:
            TARGETS[name](rng)
        except EsanteError as exc:
            outcomes[name][type(exc).__name__] += 1
        except Exception as exc:
            raise AssertionError(f"cible {name}, cas {case}, graine {seed}") from exc
        else:
            outcomes[name]["ok"] += 1
    return outcomes


if __name__ == "__main__":
    total, graine = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    debut = time.monotonic()
    for cible, resultats in run(total, graine).items():
        print(f"{cible:15}", dict(resultats.most_common()))
    print(f"{total} cas en {time.monotonic() - debut:.0f} s")
