"""What an order owes to texts we only recall: the copies of a paper order, the keys of the QR code.

What a published text says is written in the code, with its article. What is only recalled is here, read from
``resources/ordonnance/regles.toml``, and a profile may change it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.type_ordonnance import TypeOrdonnance

EXEMPLAIRES_MAXIMUM = 4
"""The most a form has (cerfa 12708: patient, insurance twice, pharmacy)."""


@dataclass(frozen=True, slots=True)
class ReglesQr:
    """Who is under ``RPPS`` when a locum signs; the key of an establishment, empty when it is not written."""

    remplacant_en_rpps: bool = False
    cle_finess: str = ""


@dataclass(frozen=True, slots=True)
class ReglesOrdonnance:
    """The recalled rules; ``exemplaires`` are the copies of each kind on paper, one when it is not said."""

    qr: ReglesQr = ReglesQr()
    exemplaires: Mapping[TypeOrdonnance, int] = field(default_factory=dict)

    def count_exemplaires(self, ordonnance: Ordonnance) -> int:
        """Return how many copies of an order are printed.

        One when the Assurance Maladie already has it (ordonnance numérique), or when the sheet only sends
        back to an official form, which has its own copies.
        """
        if ordonnance.numero is not None or ordonnance.is_exception:
            return 1
        return self.exemplaires.get(ordonnance.type, 1)
