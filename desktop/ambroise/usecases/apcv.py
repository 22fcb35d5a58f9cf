"""Receive a patient by the appli carte Vitale: what the phone showed, exchanged once, read, then forgotten.

The content of the QR code is opaque, serves once and lives a minute; the context it opens lives half an hour.
Nothing of either is written anywhere.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ambroise.usecases.ports import Horloge
from ambroise.usecases.ports_cartes import BeneficiaireVitale


@dataclass(frozen=True)
class LectureApcv:
    """Who the phone opens rights for, and until when its context serves."""

    fin_validite: datetime
    beneficiaires: tuple[BeneficiaireVitale, ...] = field(repr=False)


class PortApcv(Protocol):
    """The service that exchanges what a phone showed."""

    def read(self, contenu: str) -> LectureApcv:
        """Exchange the text of a QR code or of an NFC reading.

        Raises a ServiceError (AccesRefuse when the content is stale or used), SessionFermee.
        """

    def read_image(self, image: bytes) -> LectureApcv:
        """Exchange the QR code of a picture. Raises ReponseInvalide when it shows none, and as ``read``."""

    def read_nfc(self) -> LectureApcv:
        """Read the phone laid on a contactless reader and exchange what it shows.

        Raises CarteAbsente without a phone, and as ``read``.
        """

    def close(self) -> None:
        """Give the last context up at the service. Raises a ServiceError."""


class ApcvService:
    """The one context of this seat, kept in memory until its end."""

    def __init__(self, port: PortApcv, horloge: Horloge) -> None:
        self._port, self._horloge = port, horloge
        self._lecture: LectureApcv | None = None

    def open(self, contenu: str | bytes) -> LectureApcv:
        """Exchange a scanned text, or the picture of a code; the former context is forgotten first.

        Raises:
            ReponseInvalide: the picture shows no code, or the answer is not one.
            AccesRefuse: the content is stale, already used, or not that of a phone.
            ServiceInjoignable, NonPrisEnCharge, SessionFermee: insert the Vitale card instead.
        """
        self._lecture = None
        if isinstance(contenu, bytes):
            self._lecture = self._port.read_image(contenu)
        else:
            self._lecture = self._port.read(contenu.strip())
        return self._lecture

    def open_nfc(self) -> LectureApcv:
        """Exchange what the phone on the reader shows; the former context is forgotten first.

        Raises:
            CarteAbsente: no phone lies on a contactless reader.
            AccesRefuse, ReponseInvalide, ServiceInjoignable, NonPrisEnCharge, SessionFermee: as ``open``.
        """
        self._lecture = None
        self._lecture = self._port.read_nfc()
        return self._lecture

    @property
    def courante(self) -> LectureApcv | None:
        """The context that still serves; None once its end is reached."""
        if self._lecture is not None and self._horloge() >= self._lecture.fin_validite:
            self._lecture = None
        return self._lecture

    def close(self) -> None:
        """Give the context up, here even when the service does not answer."""
        if self.courante is not None:
            self._lecture = None
            self._port.close()
