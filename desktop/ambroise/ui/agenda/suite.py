"""A series: this appointment alone, or it and all that follow."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.fantome import Fantome
from ambroise.ui.agenda.ports import PortAgenda
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.words import NBSP
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.suite_agenda import Deplace


class SuiteController(QObject):
    """Stands beside the controller of the days: a move touches one, then may take the rest along."""

    def __init__(self, screen: AgendaScreen, port: PortAgenda, jours: AgendaController) -> None:
        super().__init__(screen)
        self._screen, self._port, self._jours = screen, port, jours
        self._modele: Deplace | None = None
        self._entiere: Edition | None = None
        """A move that only the series itself is in the way of."""
        self._aussi = screen.actions_["agenda_suite_aussi"]
        self._aussi.setEnabled(False)
        screen.actions_.on("agenda_suite_aussi", self._move_following)
        screen.actions_.on("agenda_annuler_suite", self._cancel_following)
        screen.grille.serie_wanted.connect(self._propose)
        jours.acted.connect(self._note)

    def _note(self, deplace: object) -> None:
        """Offer the rest after a move within a series, until something else is done."""
        dans_serie = isinstance(deplace, Deplace) and deplace.apres.serie is not None
        self._modele = deplace if dans_serie and isinstance(deplace, Deplace) else None
        self._entiere = None
        self._aussi.setEnabled(dans_serie)
        if dans_serie:
            self._screen.toast.offer(self._aussi)

    def _propose(self, fantome: Fantome) -> None:
        """Offer to move the whole rest with what its own series keeps from moving: its day, its hour."""
        self._entiere = self._jours.as_edition(fantome)
        self._aussi.setEnabled(self._entiere is not None)
        self._screen.toast.say("La suite de la série tient cette place")
        self._screen.toast.offer(self._aussi)

    def _move_following(self) -> None:
        if self._entiere is not None:
            self._jours.save(self._entiere)
            return
        modele = self._modele
        if modele is not None:
            self._jours.malgre.run(
                lambda malgre: self._port.move_following(modele, malgre_salle=malgre),
                partial(self._followed, modele),
            )

    def _followed(self, modele: Deplace, suite: Sequence[Deplace]) -> None:
        verbe = "Déplacé" if modele.avant.debut != modele.apres.debut else "Changé"
        mots = f"{verbe}, et {len(suite)}{NBSP}rendez-vous de la suite" if suite else "Rien ne suit"
        self._jours.done(mots, partial(self._port.put_back, (modele, *suite)))

    def _cancel_following(self) -> None:
        entree = self._screen.grille.current_entree()
        if entree is None:
            return
        id_ = entree.rendez_vous.id

        def cancel() -> Sequence[UUID]:
            suite = self._port.following(id_)
            self._port.cancel(suite)
            return suite

        self._screen.run(
            lambda _: cancel(),
            lambda suite: self._jours.done(
                f"{len(suite)}{NBSP}rendez-vous annulés", partial(self._port.restore, suite)
            ),
        )
