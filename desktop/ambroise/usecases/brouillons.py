"""Keep what is being typed, so that a crash, a lock or a power cut loses no character."""

from datetime import datetime

from ambroise.usecases.contexte import Contexte


class BrouillonService:
    """Drafts by key (``consultation/<patient>``); no trace is kept: a draft is not yet an act."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    def read(self, cle: str) -> tuple[str, datetime] | None:
        """Return the text and when it was kept, None when there is none."""
        with self._contexte.uow() as uow:
            return uow.brouillons.get(cle)

    def keep(self, cle: str, contenu: str) -> datetime:
        """Keep a text and return the instant to show."""
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            uow.brouillons.save(cle, contenu, maintenant)
            uow.commit()
        return maintenant

    def drop(self, cle: str) -> None:
        """Forget a draft; forgetting an absent one is nothing."""
        with self._contexte.uow() as uow:
            uow.brouillons.delete(cle)
            uow.commit()
