"""The sentence that pauses a treatment for some days: printed for the patient, and gone at the renewal."""

import re
from datetime import date, timedelta

from ambroise.domain.posologie_texte import render_date

_CONSIGNE = re.compile(r"Ne pas prendre du [^.]*\. Reprendre le [^.]*\.\s*")


def write_suspension(instructions: str, debut: date, fin: date) -> str:
    """Return the instructions with the pause of these days, both included."""
    periode = f"du {render_date(debut)} au {render_date(fin)}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        periode = f"du {debut.day} au {render_date(fin)}"
    consigne = f"Ne pas prendre {periode}. Reprendre le {render_date(fin + timedelta(days=1))}."
    return f"{instructions} {consigne}".strip()


def drop_suspension(instructions: str) -> str:
    """Return the instructions without the pause, which was that of other days."""
    return _CONSIGNE.sub("", instructions).strip()
