"""The code porteur of a virtual card and its attempts, which survive removal as they do in silicon."""

import hmac
import json
from pathlib import Path

ESSAIS = 3


class CompteurEssais:
    """Check a code porteur, three attempts in all; right or wrong is written before it is said.

    Args:
        code: the code porteur of this sandbox card.
        file: where the attempts left are kept; ``None`` keeps them in memory.
    """

    def __init__(self, code: str, file: Path | None = None) -> None:
        self._code, self._file = code, file
        self._left = ESSAIS
        if file is not None and file.exists():
            self._left = min(ESSAIS, max(0, int(json.loads(file.read_text())["essais_restants"])))

    @property
    def restants(self) -> int:
        """Attempts left; 0 is a blocked card."""
        return self._left

    def check(self, code: bytes) -> bool:
        """Compare after counting the attempt, so that pulling the card out gains nothing."""
        if not self._left:
            return False
        self._write(self._left - 1)
        right = hmac.compare_digest(code.rstrip(b"\xff\x00"), self._code.encode())
        if right:
            self._write(ESSAIS)
        return right

    def block(self) -> None:
        """Use up the attempts."""
        self._write(0)

    def _write(self, left: int) -> None:
        self._left = left
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".tmp")
            temporary.write_text(json.dumps({"essais_restants": left}))
            temporary.replace(self._file)
