"""A seat at the order screen: its controller, its fakes, what a hand does."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import AucuneAllergieConnue, Entree, EtatMaternel
from ambroise.domain.modele_ordonnance import ModeleOrdonnance, find_modeles, make_modele
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.unites import fold
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.ordonnances.controller import OrdonnanceController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ConflitVersion
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.fakes import ordonnance as o
from tests.ui.ecrans import make_context, show

CTRL = Qt.KeyboardModifier.ControlModifier


class SuiviDuJour:
    """Remembers what the patient answered."""

    def declare_no_allergy(self, patient_id: UUID) -> Entree:
        return AucuneAllergieConnue(UUID(int=901), patient_id, e.JOUR)

    def tell_maternite(self, patient_id: UUID, *, grossesse: bool, allaitement: bool) -> Entree:
        return EtatMaternel(UUID(int=902), patient_id, e.JOUR, grossesse, allaitement)


class MesModeles:
    """Models in memory."""

    def __init__(self) -> None:
        self.gardes: list[ModeleOrdonnance] = []

    def find(self, texte: str = "") -> Sequence[ModeleOrdonnance]:
        return find_modeles(self.gardes, texte)

    def keep(self, ordonnance: Ordonnance, nom: str, vu: ModeleOrdonnance | None = None) -> ModeleOrdonnance:
        modele = make_modele(ordonnance, UUID(int=500 + len(self.gardes)), "moi", nom)
        connu = next((garde for garde in self.gardes if fold(garde.nom) == fold(nom)), None)
        if connu is not None:
            if vu != connu:
                raise ConflitVersion("moi", None, connu)
            self.gardes.remove(connu)
        self.gardes.append(modele)
        return modele

    def use(self, modele: ModeleOrdonnance) -> ModeleOrdonnance:
        self.gardes.remove(modele)
        self.gardes.append(replace(modele, usages=modele.usages + 1))
        return self.gardes[-1]

    def remove(self, modele: ModeleOrdonnance) -> None:
        self.gardes.remove(modele)


class Poste:
    """A screen with its controller and fakes."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, self.shell = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen = OrdonnanceScreen(context)
        self.prescription, self.ordonnances = o.FakePrescription(), o.FakeOrdonnances()
        self.modeles = MesModeles()
        ids = count(1)
        self.controller = OrdonnanceController(
            self.screen,
            self.prescription,
            self.ordonnances,
            lambda: UUID(int=next(ids)),
            suivi=SuiviDuJour(),  # type: ignore[arg-type]
            modeles=self.modeles,
        )
        show(qtbot, self.screen)

    def open(self, *, renew: bool = False) -> None:
        self.controller.open(d.DOSSIER, renew=renew)
        self.qtbot.waitUntil(lambda: self.controller.etat is not None)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way and the controls are shown."""
        self.qtbot.waitUntil(
            lambda: (
                not self.tasks.under_way
                and (self.controller.etat is None or self.controller.etat.controles is not None)
            )
        )

    @property
    def ordonnance(self) -> Ordonnance:
        assert self.controller.etat is not None
        return self.controller.etat.ordonnance

    def type(self, texte: str) -> None:
        self.screen.entry.field.setFocus()
        self.qtbot.keyClicks(self.screen.entry.field, texte)
        self.qtbot.waitUntil(lambda: self.screen.entry.current is not None)

    def enter(self) -> None:
        self.qtbot.keyClick(self.screen.entry.field, Qt.Key.Key_Return)
        self.settle()

    def leave_entry(self) -> None:
        self.screen.lignes.setFocus()
