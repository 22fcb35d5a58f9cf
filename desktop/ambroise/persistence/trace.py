"""Stamp rows with who writes, from which seat and when, and keep what they were before a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ambroise.persistence.tables import RevisionRow, Traced
from ambroise.usecases.ports import GenerateurId, Horloge


@dataclass(frozen=True)
class Origine:
    """Who works (national identifier, or the name of a local account) and on which seat."""

    auteur: str
    poste: str


class Tracer:
    """The stamp of one unit of work."""

    def __init__(
        self, session: Session, origine: Origine, horloge: Horloge, generate_id: GenerateurId
    ) -> None:
        self._session = session
        self.origine = origine
        self.now = horloge
        self._generate_id = generate_id

    def stamp(self) -> dict[str, Any]:
        """Return the columns of a new row."""
        instant = self.now()
        return {
            "auteur": self.origine.auteur,
            "poste": self.origine.poste,
            "cree_le": instant,
            "modifie_le": instant,
        }

    def stamp_change(self) -> dict[str, Any]:
        """Return the columns of a changed row."""
        return {"auteur": self.origine.auteur, "poste": self.origine.poste, "modifie_le": self.now()}

    def keep_revision(self, objet: str, row: Traced, avant: dict[str, Any]) -> None:
        """Keep what a row was, under the version it had."""
        self._session.add(
            RevisionRow(
                id=self._generate_id(),
                objet=objet,
                objet_id=row.id,
                version=row.version,
                auteur=row.auteur,
                poste=row.poste,
                instant=row.modifie_le,
                avant=avant,
            )
        )

    def new_id(self) -> UUID:
        """Return a new identifier."""
        return self._generate_id()


def to_json(row: Any, omises: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the columns of a row as JSON values."""
    return {
        colonne.key: _value(getattr(row, colonne.key))
        for colonne in row.__mapper__.column_attrs
        if colonne.key not in omises
    }


def _value(valeur: Any) -> Any:
    if isinstance(valeur, UUID):
        return str(valeur)
    if isinstance(valeur, bool | int | float | dict | list | None):
        return valeur
    if isinstance(valeur, datetime) or hasattr(valeur, "isoformat"):
        return valeur.isoformat()
    return str(valeur)
