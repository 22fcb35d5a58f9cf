"""Lots that are recalled: no pack of them may leave a pharmacy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class LotRappele:
    """One lot of one product, the day and the reason of its recall."""

    code_cip13: str
    lot: str
    le: date
    motif: str


@dataclass(frozen=True, slots=True)
class LotsRappeles:
    """The lots of one list; ``defaut`` says why it could not be read, empty when it was."""

    lots: Mapping[tuple[str, str], LotRappele] = field(default_factory=dict)
    defaut: str = ""

    def find(self, code_cip13: str | None, lot: str | None) -> LotRappele | None:
        """Return the recall of a pack; its lot is compared as printed, capitals aside."""
        return self.lots.get((code_cip13, lot.upper())) if code_cip13 and lot else None
