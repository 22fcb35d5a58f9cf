"""The TRAFFIC log level, below DEBUG: APDU bytes, off unless a developer asks; secrets never show."""

import logging

TRAFFIC = 5
"""Level of the bytes; enabling it must be shown to the user, for it writes patient data."""

logging.addLevelName(TRAFFIC, "TRAFFIC")

_SECRET = frozenset((0x20, 0x24, 0x2C))
"""VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER carry the code porteur."""


def log_traffic(log: logging.Logger, direction: str, apdu: bytes) -> None:
    """Write one APDU at TRAFFIC level, only the header of a command that carries a secret."""
    if not log.isEnabledFor(TRAFFIC):
        return
    if direction == ">" and len(apdu) > 1 and apdu[1] in _SECRET:
        log.log(TRAFFIC, "%s %s (masqué)", direction, apdu[:4].hex(" "))
    else:
        log.log(TRAFFIC, "%s %s", direction, apdu.hex(" "))
