"""What the ApCV gives: a context with an end, then the people it opens rights for."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from esante.errors import Malformed

DUREE_PAR_DEFAUT = timedelta(seconds=1800)
"""Life of a context that came without an end date, as a public integration assumes."""

_TAILLE_MAX = 8192


@dataclass(frozen=True)
class ContenuApcv:
    """What a scanner, an image or an NFC reader took from the phone: opaque, short-lived, never kept."""

    texte: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse only what could not travel in an XML message.

        Raises:
            Malformed: empty, too long, or with control characters.
        """
        if not self.texte or len(self.texte) > _TAILLE_MAX:
            raise Malformed("ce code n’est pas celui d’une appli carte Vitale")
        if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]", self.texte):
            raise Malformed("ce code contient des caractères qui ne se transmettent pas")


@dataclass(frozen=True)
class ContexteApcv:
    """An open context: what the later calls name, and until when."""

    identifiant: str = field(repr=False)
    token: str = field(repr=False)
    fin_validite: datetime

    def is_expired(self, now: datetime) -> bool:
        """Whether its end is reached."""
        return now >= self.fin_validite


@dataclass(frozen=True)
class BeneficiaireApcv:
    """One person of the context; unlike a card's file, names are told apart and the NIR is certified."""

    nom_famille: str = field(repr=False)
    nom_usage: str | None = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: date | None = field(repr=False)
    rang_gemellaire: int | None
    nir_certifie: str | None = field(repr=False)
    cle_nir: str | None = field(repr=False)
