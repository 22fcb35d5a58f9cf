"""Write over an appointment from the day or from the agenda, and take it back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ambroise.domain.agenda import RendezVous
from ambroise.ui.agenda.phrases import who
from ambroise.ui.journee.champs import SUITE
from ambroise.ui.journee.donner import DonnerRendezVous
from ambroise.ui.journee.malgre import MalgreTout
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.screen import Screen
from ambroise.ui.words import NBSP
from ambroise.usecases.edition_agenda import EcritAilleurs, Edition
from ambroise.usecases.errors import ConflitVersion
from ambroise.usecases.suite_agenda import Deplace, changes

Done = Callable[[str, Callable[[], object] | None], None]
"""Shows the appointments again and says what was done, with the way back."""


class PortEdition(Protocol):
    """What writes an appointment over."""

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        """Write what changed. Raises CreneauOccupe, SalleOccupee, ConflitVersion, AmbroiseError."""

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        """Put appointments back as they were. Raises CreneauOccupe, AmbroiseError."""


class ModifierController(QObject):
    """Stands between the form and the office; what is typed stays until it is written."""

    edited = Signal(object)
    """The Deplace of an appointment written over alone."""

    def __init__(
        self, screen: Screen, donner: DonnerRendezVous, port: PortEdition, malgre: MalgreTout, done: Done
    ) -> None:
        super().__init__(screen)
        self._screen, self._donner, self._port = screen, donner, port
        self._malgre, self._done = malgre, done
        donner.edited.connect(self.save)

    def open(self, entree: RendezVousDuJour | None) -> None:
        """Show an appointment in the form."""
        if entree is not None:
            self._donner.edit(entree.rendez_vous, who(entree), self._screen.context.now())

    def save(self, demande: Edition) -> None:
        """Write what changed of it."""
        self._malgre.run(
            lambda malgre: self._port.edit(replace(demande, malgre_salle=malgre)),
            partial(self._saved, demande),
            partial(self._refused, demande),
        )

    def _saved(self, demande: Edition, ecrits: Sequence[Deplace]) -> None:
        self._donner.close_form()
        if not ecrits:
            self._done("Rien n’a changé", None)
            return
        suite = len(ecrits) - 1
        mots = f"Rendez-vous modifié, et {suite}{NBSP}de la suite" if suite else "Rendez-vous modifié"
        self._done(mots, partial(self._port.put_back, ecrits))
        if not demande.suite:
            self.edited.emit(ecrits[0])

    def _refused(self, demande: Edition, erreur: BaseException) -> None:
        """Put what another seat wrote under what is typed here: writing it again replaces it knowingly."""
        ailleurs = erreur.actuel if isinstance(erreur, ConflitVersion) else None
        if isinstance(ailleurs, EcritAilleurs) and self._donner.isVisible():
            self._take_up(demande, ailleurs.rendez_vous)
        self._screen.show_error(erreur)

    def _take_up(self, demande: Edition, actuel: RendezVous) -> None:
        miens = changes(demande.vu, demande.voulu)
        garde = replace(actuel, **{nom: getattr(demande.voulu, nom) for nom in miens})
        meme = garde.patient_id == demande.voulu.patient_id
        qui = self._donner.qui.text() if meme else "Patient choisi sur l’autre poste"
        self._donner.edit(garde, qui, self._screen.context.now(), vu=actuel)
        if demande.suite:
            self._donner.portee.choose(SUITE)
