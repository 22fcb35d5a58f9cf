"""The next free time: of the length, the place and the practitioner that the form asks for."""

from dataclasses import replace
from datetime import datetime, time

from PySide6.QtCore import QObject

from ambroise.domain.agenda import CreneauLibre
from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.ports import PortAgenda
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.journee.place import Place, Recherche


class LibreController(QObject):
    """Stands beside the controller of the days; asked again, it goes on from the time it found."""

    def __init__(self, screen: AgendaScreen, port: PortAgenda, jours: AgendaController) -> None:
        super().__init__(screen)
        self._screen, self._port, self._jours = screen, port, jours
        screen.actions_.on("agenda_libre", self.find)
        screen.donner.libre_wanted.connect(self.find)

    def find(self) -> None:
        """Look for it, from the time of the form, else from the first moment shown."""
        voulu, maintenant = self._wanted(), self._screen.context.now()
        depart = voulu.apres or datetime.combine(self._jours.jour, time(), maintenant.tzinfo)
        self._screen.run(
            lambda _: self._port.next_free(replace(voulu, apres=max(maintenant, depart))),
            lambda creneau: self._show(creneau, voulu),
        )

    def _wanted(self) -> Recherche:
        donner = self._screen.donner
        if donner.isVisible():
            return donner.recherche
        agenda = self._jours.agenda
        return replace(donner.usual(), praticien=agenda.praticien if agenda else "", lieu=self._jours.lieu)

    def _show(self, creneau: CreneauLibre, voulu: Recherche) -> None:
        jour = creneau.debut.astimezone().date()
        self._jours.show_day(jour)
        self._screen.donner.propose(
            Place(jour, creneau.debut, voulu.praticien, creneau.lieu), self._screen.context.now()
        )
