"""The day open with its appointments, and what is asked of it: shared by its tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.identite import StatutIdentite
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.journee.controller import JourneeController
from ambroise.ui.journee.ports import JourneeChargee
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.suite_agenda import Deplace
from tests.fakes import ecrans as e
from tests.fakes.journee import JOURNEE
from tests.ui.ecrans import make_context, show


class FakeAgenda:
    """The day of the fakes, an empty one any other day."""

    def __init__(self) -> None:
        self.jours: list[date] = []
        self.etats: list[tuple[UUID, EtatRendezVous]] = []
        self.donnes: list[NouveauRendezVous] = []
        self.panne: Exception | None = None
        self.annules: list[UUID] = []
        self.deplaces: list[tuple[UUID, datetime]] = []
        self.absences: list[tuple[date, date, str]] = []
        self.editions: list[Edition] = []
        self.remis: list[Deplace] = []

    def load(self, jour: date) -> JourneeChargee:
        self.jours.append(jour)
        return JOURNEE if jour == e.JOUR else JourneeChargee(jour)

    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        self.etats.append((rendez_vous_id, etat))

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        naissance = e.ADRUN.identite.traits.date_naissance
        return [ResultatPatient(e.ADRUN.id, "ADRUN", "", "ZOE", naissance, "F", StatutIdentite.QUALIFIEE)]

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        if self.panne is not None:
            raise self.panne
        self.donnes.append(nouveau)
        fois = nouveau.recurrence.fois if nouveau.recurrence else 1
        return [e.ident(f"donne {n}") for n in range(fois or 1)]

    def cancel(self, ids: Sequence[UUID]) -> None:
        self.annules.extend(ids)

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        self.editions.append(demande)
        return [Deplace(demande.vu, demande.voulu)]

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        self.remis.extend(deplaces)

    def move(self, vu: RendezVous, debut: datetime, *, malgre_salle: bool = False) -> RendezVous:
        self.deplaces.append((vu.id, debut))
        return replace(vu, debut=debut, fin=debut + (vu.fin - vu.debut))

    def next_free(
        self, apres: datetime, duree: timedelta, praticien: str = "", lieu: str = ""
    ) -> CreneauLibre:
        if self.panne is not None:
            raise self.panne
        debut = apres + timedelta(days=3)
        return CreneauLibre(debut, debut + timedelta(minutes=20))

    def block(self, du: date, au: date, motif: str = "") -> UUID:
        self.absences.append((du, au, motif))
        return e.ident("absence")


def open_journee(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[JourneeScreen, JourneeController, FakeAgenda]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, agenda = JourneeScreen(context), FakeAgenda()
    controller = JourneeController(screen, agenda)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.suivant.entree is not None)
    return screen, controller, agenda
