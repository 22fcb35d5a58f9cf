"""Stamp rows with who writes, from which seat and when, and keep what they were before a change."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from ambroise.persistence.tables import RevisionRow, Traced
from ambroise.usecases.ports import GenerateurId, Horloge

CANAL = "ambroise"
MAX_AVIS = 200


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
        self._changes: list[tuple[str, str]] = []

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

    def changed(self, objet: str, id_: UUID | str = "") -> None:
        """Note an object written, or some of a kind, for the other seats to read again."""
        self._changes.append((objet, str(id_)))

    def notify(self) -> None:
        """Tell the other seats, when this transaction commits; only the server has others."""
        changes, self._changes = self._changes, []
        if changes and self._session.get_bind().dialect.name == "postgresql":
            dits = changes[:MAX_AVIS]
            # Beyond, each kind is still told once: a list of that kind has to be read again.
            tus = dict.fromkeys(objet for objet, _ in changes[MAX_AVIS:])
            avis = [
                {"m": json.dumps([objet, id_, self.origine.poste])}
                for objet, id_ in (*dits, *((objet, "") for objet in tus))
            ]
            self._session.execute(text(f"SELECT pg_notify('{CANAL}', :m)"), avis)

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
