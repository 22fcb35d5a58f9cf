"""Between the screen of the accounts and the accounts."""

from PySide6.QtCore import QObject

from ambroise.domain.droits import Compte
from ambroise.ui.comptes.ports import Comptes, CompteSaisi, LigneCompte
from ambroise.ui.comptes.screen import ComptesScreen
from ambroise.ui.widgets.toast import Toast
from ambroise.usecases.errors import ConflitVersion


class ComptesController(QObject):
    """Reads the accounts again after each act."""

    def __init__(self, screen: ComptesScreen, comptes: Comptes) -> None:
        super().__init__(screen)
        self._screen, self._comptes = screen, comptes
        self._toast = Toast(screen)
        screen.entered.connect(self.load)
        screen.saved.connect(self._save)
        screen.code_wanted.connect(self._give_code)
        screen.close_wanted.connect(self._close)
        screen.founded.connect(self._found)

    def load(self) -> None:
        """Read the accounts again."""
        self._screen.run(lambda _: self._comptes.etat(), self._screen.show_etat)

    def _save(self, saisi: CompteSaisi) -> None:
        def saved(_compte: object) -> None:
            self._screen.card.hide()
            self._screen.table.setFocus()
            self._done(f"Compte de {saisi.nom} enregistré")

        self._screen.run(lambda _: self._comptes.save(saisi), saved, on_error=self._refused)

    def _refused(self, error: BaseException) -> None:
        """What was typed stays beside what another seat wrote: writing it again replaces it knowingly."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, Compte):
            self._screen.card.write_over(actuel)
        self._screen.show_error(error)

    def _close(self, ligne: LigneCompte) -> None:
        identifiant, nom = ligne.compte.identifiant, ligne.compte.nom
        self._screen.run(
            lambda _: self._comptes.close(identifiant),
            lambda _: self._done(f"Le compte de {nom} ferme ce soir"),
        )

    def _give_code(self, ligne: LigneCompte) -> None:
        identifiant, nom = ligne.compte.identifiant, ligne.compte.nom

        def given(code: str) -> None:
            self._screen.banners.clear()
            self._screen.show_code(nom, code)
            self.load()

        self._screen.run(lambda _: self._comptes.give_code(identifiant), given)

    def _found(self, praticien: CompteSaisi, administrateur: CompteSaisi) -> None:
        def founded(code: str) -> None:
            self._screen.banners.clear()
            self._screen.show_code(administrateur.nom, code)
            self.load()

        self._screen.run(lambda _: self._comptes.found(praticien, administrateur), founded)

    def _done(self, words: str) -> None:
        self._screen.banners.clear()
        self._toast.say(words)
        self.load()
