"""Text being typed, saved as it is typed."""

from datetime import datetime

from sqlalchemy.orm import Session

from ambroise.persistence.tables import BrouillonRow


class SqlBrouillonRepository:
    """``BrouillonRepository`` on the open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, cle: str, contenu: str, maintenant: datetime) -> None:
        """Keep the last text typed under a key."""
        self._session.merge(BrouillonRow(cle=cle, contenu=contenu, modifie_le=maintenant))
        self._session.flush()

    def get(self, cle: str) -> tuple[str, datetime] | None:
        """Return the text and when it was typed."""
        row = self._session.get(BrouillonRow, cle)
        return (row.contenu, row.modifie_le) if row else None

    def delete(self, cle: str) -> None:
        """Forget the text: it became an act, or the user gave it up."""
        row = self._session.get(BrouillonRow, cle)
        if row:
            self._session.delete(row)
            self._session.flush()
