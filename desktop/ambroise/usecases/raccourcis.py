"""The text shortcuts of who is logged in, and those that others share with the office."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ambroise.domain.entrees import RaccourciTexte
from ambroise.domain.raccourcis import LONGUEUR_MOT, LONGUEUR_TEXTE, by_word, is_word, same_word
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.sessions import SessionService


class RaccourciService:
    """Only its author changes a shortcut."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def usable(self) -> Mapping[str, RaccourciTexte]:
        """Return what each word stands for, by folded word. Raises SessionFermee."""
        return by_word(self._all(), self._session.auteur)

    def list(self) -> Sequence[RaccourciTexte]:
        """Return one's own, then those of others, by word. Raises SessionFermee."""
        auteur = self._session.auteur
        visibles = [r for r in self._all() if r.partage or r.auteur == auteur]
        return sorted(visibles, key=lambda r: (r.auteur != auteur, r.mot))

    def is_mine(self, raccourci: RaccourciTexte) -> bool:
        """Whether who is logged in may change it. Raises SessionFermee."""
        return raccourci.auteur == self._session.auteur

    def keep(self, ancien: RaccourciTexte | None, mot: str, texte: str, *, partage: bool) -> RaccourciTexte:
        """Write a new shortcut, or another word and text for one's own.

        Raises:
            SessionFermee, ConflitVersion.
            AmbroiseError: a word that cannot be typed or is taken, no text, somebody else's shortcut.
        """
        auteur, mot = self._session.auteur, mot.strip().removeprefix(";")
        _check(mot, texte)
        for autre in self._all():
            deja = autre.auteur == auteur and same_word(autre.mot, mot)
            if deja and (ancien is None or autre.id != ancien.id):
                raise AmbroiseError(
                    f"Vous avez déjà «\u00a0;{autre.mot}\u00a0».", remede="Choisissez un autre mot."
                )
        nouveau = RaccourciTexte(self._contexte.new_id(), auteur, mot, texte, partage)
        if ancien is not None:
            self._check_mine(ancien)
            nouveau = replace(ancien, mot=mot, texte=texte, partage=partage)
        with self._contexte.uow() as uow:
            garde = uow.entrees.save(nouveau)
            uow.commit()
        return garde

    def remove(self, raccourci: RaccourciTexte) -> None:
        """Take one's shortcut out of the list; nothing is deleted.

        Raises:
            SessionFermee, ActeFinal.
            AmbroiseError: somebody else's shortcut.
        """
        self._check_mine(raccourci)
        with self._contexte.uow() as uow:
            uow.entrees.annul(raccourci.id, "raccourci retiré par son auteur")
            uow.commit()

    def _check_mine(self, raccourci: RaccourciTexte) -> None:
        if not self.is_mine(raccourci):
            raise AmbroiseError(
                "Ce raccourci est à un confrère.", remede="Faites le vôtre\u00a0: le même mot passera devant."
            )

    def _all(self) -> Sequence[RaccourciTexte]:
        with self._contexte.uow() as uow:
            return uow.entrees.list(RaccourciTexte)


def _check(mot: str, texte: str) -> None:
    if not is_word(mot):
        raise AmbroiseError(
            "Un raccourci est un seul mot.",
            remede=f"Lettres, chiffres et tirets, {LONGUEUR_MOT} au plus.",
        )
    if not texte.strip() or len(texte) > LONGUEUR_TEXTE:
        raise AmbroiseError("Le texte est vide, ou trop long.", remede="Écrivez ce qui remplace le mot.")
