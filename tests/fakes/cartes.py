"""Cards for tests: a script of exchanges, a connection straight to a virtual card, a licensed reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from esante.cartes.homologue import BeneficiaireCertifie, LectureCertifiee
from esante.cartes.lecture_vitale import NatureVitale
from esante.errors import CardAbsent
from esante.fermeture import Closing
from esante.pcsc.atr import TypeCarte
from esante.sandbox.cartes.carte import VirtualCard

ATR_VITALE = bytes.fromhex("3B751300004809EA9000")


class ScriptedCard(Closing):
    """Answer the expected commands in order; anything else fails the test."""

    def __init__(self, exchanges: Iterable[tuple[bytes, bytes]], atr: bytes = ATR_VITALE) -> None:
        self.atr = atr
        self._exchanges = iter(exchanges)
        self.closed = False

    def send_and_receive(self, apdu: bytes) -> bytes:
        expected, answer = next(self._exchanges, (b"", b""))
        assert apdu == expected, f"{apdu.hex()} au lieu de {expected.hex()}"
        return answer

    def close(self) -> None:
        self.closed = True


class DirectConnection(ScriptedCard):
    """A connection to a virtual card, pulled out after ``pulled_after`` exchanges."""

    def __init__(self, card: VirtualCard, pulled_after: int | None = None) -> None:
        super().__init__((), card.atr)
        card.reset()
        self.card, self.left = card, pulled_after
        self.sent: list[bytes] = []

    def send_and_receive(self, apdu: bytes) -> bytes:
        if self.left is not None:
            if not self.left:
                raise CardAbsent("la carte n’est plus dans le lecteur")
            self.left -= 1
        self.sent.append(apdu)
        return self.card.transmit(apdu)


@dataclass
class LecteurSousContrat:
    """What a publisher under contract would plug in: one invented person, no certified number."""

    type_carte: TypeCarte = TypeCarte.VITALE_2
    nature: str = "R"
    numero_serie: str = "1"

    def read_vitale(self, lecteur: str) -> LectureCertifiee:
        personne = BeneficiaireCertifie(1, "DURAND", None, "LOU", date(2001, 2, 3), None, None, None, None)
        nature = NatureVitale.from_code(self.nature)
        return LectureCertifiee(self.numero_serie, self.type_carte, nature, None, None, (personne,))

    def sign_assertion_vitale(self, lecteur: str, signed_info: bytes) -> bytes:
        return b""
