"""The codes of the accounts as they are kept: stretched by Argon2id, each with its own salt and cost."""

import base64
import binascii
import hmac
import os

from ambroise.persistence.keys import CoutArgon2, stretch


class Empreintes:
    """``PortEmpreintes``; what is kept tells its own cost, so that it can rise one day."""

    def __init__(self, cout: CoutArgon2 | None = None) -> None:
        self._cout = cout or CoutArgon2()

    def make(self, code: str) -> str:
        """Stretch a code under a new salt."""
        sel = os.urandom(16)
        cout = self._cout
        valeurs = (str(n) for n in (cout.memoire_kio, cout.passes, cout.voies))
        return "$".join((*valeurs, _words(sel), _words(stretch(code, sel, cout))))

    def is_matching(self, code: str, empreinte: str) -> bool:
        """Whether this code gave that; what cannot be read matches nothing."""
        try:
            memoire, passes, voies, sel, attendue = empreinte.split("$")
            cout = CoutArgon2(int(memoire), int(passes), int(voies))
            trouvee = stretch(code, base64.b64decode(sel, validate=True), cout)
            return hmac.compare_digest(trouvee, base64.b64decode(attendue, validate=True))
        except (ValueError, binascii.Error):
            return False


def _words(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
