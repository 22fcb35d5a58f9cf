"""A component that ships with the application."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Composant:
    """A library inside the application; ``licence`` names its licence, ``textes`` are its notices, whole."""

    nom: str
    version: str
    licence: str
    textes: tuple[str, ...]
