"""How a number and an address are typed, shown in the empty fields that ask them."""

from typing import Final

TELEPHONE: Final = "06 12 34 56 78 (portable); 04 73 01 02 03 (sa fille)"
EMAIL: Final = "nom@domaine.fr; autre@domaine.fr (travail)"
