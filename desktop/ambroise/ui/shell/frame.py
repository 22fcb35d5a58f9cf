"""The frame around the screens: rail, top bar, bands, patient banner, and the actions of the shell."""

from PySide6.QtWidgets import QWidget

from ambroise.domain.professionnel import Profession
from ambroise.ui.actions import PATIENT, SHELL, Actions
from ambroise.ui.shell.bands import Bands, TrainingBand
from ambroise.ui.shell.rail import RAILS, Rail
from ambroise.ui.shell.screen_stack import ScreenStack
from ambroise.ui.shell.top_bar import TopBar
from ambroise.ui.shell.workplace import ENVIRONMENTS, Workplace
from ambroise.ui.widgets.banners import Banners
from ambroise.ui.widgets.layouts import column, fill, row
from ambroise.ui.widgets.patient_banner import PatientBanner


class Frame(QWidget):
    """Places its parts. Its actions answer only while it is shown, hence not under the lock."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setProperty("surface", "page")
        self.actions_ = Actions(self, SHELL)
        self.rail = Rail(RAILS[workplace.profession], self.actions_)
        counter = workplace.profession is Profession.PHARMACIEN
        placeholder = "Scanner ou chercher…" if counter else "Patient, médicament, action…"
        self.top_bar = TopBar(placeholder, ENVIRONMENTS[workplace.environnement])
        self.bands = Bands()
        self.banner = PatientBanner()
        self.banners = Banners()
        self.stack = ScreenStack()
        self.training = TrainingBand()
        self.training.setVisible(workplace.formation)
        right = column()
        fill(right, self.top_bar, self.bands, self.banner, self.banners)
        right.addWidget(self.stack, 1)
        middle = row(gap=0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        whole = column(self)
        whole.addWidget(self.training)
        whole.addLayout(middle, 1)

    def allow(self) -> None:
        """Offer only the commands that lead somewhere; those of a patient wait for a patient."""
        for command, action in self.actions_:
            action.setVisible(not command.screen or self.stack.has(command.screen))
            if command.scope == PATIENT:
                action.setEnabled(self.banner.patient is not None and action.isVisible())
            elif command.screen:
                action.setEnabled(action.isVisible())

    def title(self) -> str:
        """Return what the window is called: the patient if the screen shows one, the screen, Ambroise."""
        current, patient = self.stack.current, self.banner.patient
        parts = []
        if patient is not None and current is not None and current.shows_patient:
            parts.append(f"{patient.nom} {patient.prenom}")
        if current is not None:
            parts.append(current.title)
        return " · ".join([*parts, "Ambroise"])
