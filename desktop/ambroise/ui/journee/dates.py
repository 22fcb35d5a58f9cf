"""Days and hours as people type them."""

import re
from datetime import date, time
from typing import Final

from ambroise.ui.words import NBSP

_DATE: Final = re.compile(r"(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{4})")
_HEURE: Final = re.compile(r"(\d{1,2})\s*(?:h|:|\.)\s*(\d{2})?|(\d{1,2})(\d{2})|(\d{1,2})")


def read_date(texte: str) -> date | None:
    """Return « 13/07/2026 » as a day; None when it is none."""
    trouve = _DATE.fullmatch(texte.strip())
    if trouve is None:
        return None
    try:
        return date(int(trouve[3]), int(trouve[2]), int(trouve[1]))
    except ValueError:
        return None


def read_heure(texte: str) -> time | None:
    """Return « 15 h 15 », « 15:15 », « 1515 » or « 15 » as a time; None when it is none."""
    trouve = _HEURE.fullmatch(texte.strip().lower().replace(NBSP, " "))
    if trouve is None:
        return None
    heure = int(trouve[1] or trouve[3] or trouve[5])
    minute = int(trouve[2] or trouve[4] or 0)
    return time(heure, minute) if heure < 24 and minute < 60 else None
