"""What the agenda is made of and exchanges: its settings, the calendars that come in and go out."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.ui.agenda.controller import AgendaController
from ambroise.ui.agenda.ports import PortAgenda
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.import_agenda import ApercuImport, BilanAgenda

FILTRE: Final = "Calendriers (*.ics)"
_EXPORT: Final = timedelta(days=90)


class ExterieurController(QObject):
    """Stands beside the controller of the days, and shows them again after each change."""

    def __init__(self, screen: AgendaScreen, port: PortAgenda, jours: AgendaController) -> None:
        super().__init__(screen)
        self._screen, self._port, self._jours = screen, port, jours
        screen.reglages.saved.connect(self._save_reglages)
        screen.apport.accepted.connect(self._bring_in)
        on = screen.actions_.on
        on("agenda_importer", self._choose_calendar)
        on("agenda_exporter", lambda: self._choose_export(noms=False))
        on("agenda_exporter_noms", lambda: self._choose_export(noms=True))
        on("agenda_reglages", self._open_reglages)

    def _open_reglages(self) -> None:
        agenda = self._jours.agenda
        if agenda is None:
            return
        self._screen.run(
            lambda _: (self._port.reglage(""), self._port.reglage(agenda.praticien)),
            lambda lus: self._screen.reglages.open(lus[0], lus[1], agenda),
        )

    def _save_reglages(self, cabinet: ReglageAgenda, mien: ReglageAgenda) -> None:
        def saved(_: object) -> None:
            self._screen.reglages.hide()
            self._jours.done("Réglages de l’agenda enregistrés")

        def save() -> None:
            self._port.save_reglage(cabinet)
            self._port.save_reglage(mien)

        self._screen.run(lambda _: save(), saved)

    def _choose_calendar(self) -> None:
        choisi, _ = QFileDialog.getOpenFileName(self._screen, "Importer un calendrier", "", FILTRE)
        if choisi:
            self.read_calendar(Path(choisi))

    def read_calendar(self, chemin: Path) -> None:
        """Show what a calendar would bring to the agenda shown, before writing anything."""
        praticien = self._here()
        self._screen.run(
            lambda _: self._port.preview(chemin, praticien),
            self._screen.apport.show_apercu,
            title="Lecture du calendrier",
        )

    def _bring_in(self, apercu: ApercuImport) -> None:
        self._screen.run(lambda _: self._port.bring_in(apercu), self._brought)

    def _brought(self, bilan: BilanAgenda) -> None:
        self._screen.apport.hide()
        mots = [plural(bilan.crees, "créneau ajouté", "créneaux ajoutés")]
        if bilan.modifies or bilan.annules:
            mots.append(plural(bilan.modifies + bilan.annules, "modifié"))
        if bilan.conflits:
            mots.append(f"{len(bilan.conflits)} laissés, déjà pris")
        self._jours.done(", ".join(mots))

    def _choose_export(self, *, noms: bool) -> None:
        nom = f"agenda-{self._jours.jour:%Y-%m-%d}.ics"
        choisi, _ = QFileDialog.getSaveFileName(self._screen, "Exporter l’agenda", nom, FILTRE)
        if choisi:
            self.write_calendar(Path(choisi), noms=noms)

    def write_calendar(self, chemin: Path, *, noms: bool) -> None:
        """Write the agenda shown, three months from the first day shown."""
        du = self._jours.premier_jour
        praticien = self._here()
        self._screen.run(
            lambda _: self._port.write_out(chemin, du, du + _EXPORT, praticien, noms=noms),
            lambda n: self._screen.toast.say(f"{n}{NBSP}rendez-vous exportés"),
        )

    def _here(self) -> str:
        agenda = self._jours.agenda
        return agenda.praticien if agenda else ""
