"""Make identifiers: UUID version 7 (RFC 9562 §5.7), increasing within one process."""

import os
import threading
import time
from collections.abc import Callable
from uuid import UUID

from ambroise.usecases.ports import GenerateurId


def uuid7_generator(
    milliseconds: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> GenerateurId:
    """Return a generator; ``rand_a`` counts within a millisecond (method 1), even if the clock goes back."""
    verrou = threading.Lock()
    dernier = -1
    compteur = 0

    def generate() -> UUID:
        nonlocal dernier, compteur
        with verrou:
            instant = milliseconds()
            if instant > dernier:
                dernier, compteur = instant, random_bytes(1)[0]
            else:
                compteur += 1
                if compteur > 0xFFF:
                    dernier, compteur = dernier + 1, 0
            valeur = (dernier & (1 << 48) - 1) << 80 | 0x7 << 76 | compteur << 64
            valeur |= 0b10 << 62 | int.from_bytes(random_bytes(8)) & (1 << 62) - 1
            return UUID(int=valeur)

    return generate


new_id: GenerateurId = uuid7_generator()
