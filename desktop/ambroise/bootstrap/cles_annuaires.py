"""The keys of the national directories: in the keyring of this session, else in the environment."""

import os

import keyring
from keyring.errors import KeyringError

from ambroise.usecases.errors import NonPrisEnCharge

_SERVICE = "ambroise-annuaires"
_VARIABLES = {"annuaire": "AMBROISE_CLE_ANNUAIRE", "ror": "AMBROISE_SECRET_ROR"}


def read_cle(nom: str) -> str:
    """Return the key of a directory, ``annuaire`` or ``ror``; empty when there is none."""
    try:
        kept = keyring.get_password(_SERVICE, nom)
    except KeyringError:
        kept = None
    return kept or os.environ.get(_VARIABLES[nom], "")


def keep_cle(nom: str, cle: str) -> None:
    """Keep a key. Raises NonPrisEnCharge where there is no keyring."""
    try:
        keyring.set_password(_SERVICE, nom, cle)
    except KeyringError:
        raise NonPrisEnCharge(
            "Ce poste n’a pas de trousseau de clés.",
            remede=f"Donnez la clé dans la variable {_VARIABLES[nom]}.",
        ) from None
