"""Three questions, then the training patient is open: profession, environment, where the data are kept."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement
from ambroise.ui.icons import set_icon
from ambroise.ui.premier_lancement.choice import Option, Options
from ambroise.ui.tasks import Tasks
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import centred, column, fill, frame, label, row, scroller

_WIDTH: Final = 960
FORMATION: Final = "formation"

METIERS: Final = (
    Option(Profession.MEDECIN.code, "Médecin", "Ou autre cabinet de soins", "stethoscope"),
    Option(Profession.PHARMACIEN.code, "Pharmacien", "Comptoir, registre", "shopping-basket"),
    Option(Profession.INFIRMIER.code, "Infirmier", "Tournée, soins", "route"),
    Option(FORMATION, "Formation", "Patients fictifs", "graduation-cap"),
)
ENVIRONNEMENTS: Final = (
    Option(
        Environnement.BAC_A_SABLE.value, "Bac à sable", "Sans carte, ni contrat, ni réseau", "flask-conical"
    ),
    Option(Environnement.QUALIFICATION.value, "Qualification", "Services nationaux d’essai", "test-tube"),
    Option(Environnement.PRODUCTION.value, "Production", "Vrais patients, carte CPS requise", "hospital"),
)


@dataclass(frozen=True)
class ChoixPremierLancement:
    """What was answered."""

    profession: Profession
    environnement: Environnement
    formation: bool
    dossier: Path


class PremierLancementPage(QWidget):
    """Everything is already answered safely: Ctrl+Entrée alone opens the training patient.

    Args:
        dossier: where the profile goes unless told otherwise.
        free_space: returns the bytes free for a folder; called in a worker.
    """

    finished = Signal(object)
    """A ChoixPremierLancement."""
    restore_asked = Signal()

    def __init__(
        self,
        dossier: Path,
        tasks: Tasks,
        *,
        free_space: Callable[[Path], int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._free_space = free_space or _free_space
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Bienvenue dans Ambroise")
        self.metier = Options("Métier", METIERS, 4)
        self.environnement = Options("Environnement", ENVIRONNEMENTS, 3)
        self.metier.chosen.connect(lambda _key: self._follow())
        self.environnement.chosen.connect(lambda _key: self._follow())
        self.dossier = QLineEdit(str(dossier))
        self.dossier.setAccessibleName("Dossier des données")
        self.dossier.textChanged.connect(lambda _text: self._measure())
        self._free = label("", "label")
        self._refused = label("", "label", "danger")
        self._open = QAction("Ouvrir le patient d’entraînement", self)
        self._open.setShortcut(QKeySequence("Ctrl+Return"))
        set_icon(self._open, "arrow-right")
        self._open.triggered.connect(lambda _checked=False: self._finish())
        self.addAction(self._open)
        layout = column(self)
        layout.addWidget(self._build(), 1)
        layout.addWidget(self._foot())
        self._follow()
        self._measure()

    @property
    def choix(self) -> ChoixPremierLancement:
        """The answers as they stand."""
        formation = self.metier.current == FORMATION
        code = Profession.MEDECIN.code if formation else self.metier.current
        return ChoixPremierLancement(
            Profession.from_code(code),
            Environnement(self.environnement.current),
            formation or self.environnement.current == Environnement.BAC_A_SABLE.value,
            Path(self.dossier.text()).expanduser(),
        )

    def _follow(self) -> None:
        training = self.metier.current == FORMATION
        if training:
            self.environnement.choose(Environnement.BAC_A_SABLE.value)
        for card in self.environnement.cards[1:]:
            card.setEnabled(not training)
        real = self.environnement.current == Environnement.PRODUCTION.value
        safe = self.environnement.current == Environnement.BAC_A_SABLE.value
        self._open.setText(
            "Ouvrir le patient d’entraînement" if safe else "Ouvrir Ambroise" if real else "Ouvrir les essais"
        )

    def _measure(self) -> None:
        folder, free_space = Path(self.dossier.text()).expanduser(), self._free_space
        self._open.setEnabled(bool(self.dossier.text().strip()) and folder.is_absolute())
        self._tasks.run(
            lambda _task: free_space(folder),
            owner=self,
            on_success=lambda size: self._show_space(folder, size),
            on_error=lambda _error: self._show_space(folder, None),
        )

    def _show_space(self, folder: Path, size: int | None) -> None:
        if folder != Path(self.dossier.text()).expanduser():
            return
        self._free.setText("" if size is None else f"{size / 1e9:.0f}\u00a0Go libres")
        refused = "" if size is not None else "Ce dossier ne peut pas être créé ici. Choisissez-en un autre."
        self._refused.setText(refused)
        self._refused.setVisible(bool(refused))
        self._open.setEnabled(size is not None and folder.is_absolute())

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Où garder les données", self.dossier.text())
        if chosen:
            self.dossier.setText(str(Path(chosen) / "Ambroise"))

    def _finish(self) -> None:
        self._open.setEnabled(False)
        self.finished.emit(self.choix)

    def _build(self) -> QWidget:
        place = row()
        browse = Button("Parcourir", icon="folder")
        browse.clicked.connect(lambda _checked=False: self._browse())
        fill(place, IconLabel("hard-drive", "secondary"), self.dossier, self._free, browse)
        where = QWidget()
        lines = column(where, gap=4)
        lines.addLayout(place)
        lines.addWidget(self._refused)
        self._refused.hide()
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        whole = column(content, margins=(0, 40, 0, 24), gap=8)
        lead = "Trois questions, puis un patient d’entraînement s’ouvre. Tout se change dans les réglages."
        fill(whole, label("Bienvenue dans Ambroise", "hero"), label(lead, "lead"), 16)
        for number, (title, sub, answer) in enumerate(
            (
                ("Quel est votre métier\u202f?", "Il décide des écrans proposés.", self.metier),
                (
                    "Où travaillez-vous\u202f?",
                    "Les identités d’essai ne passent jamais en production, ni l’inverse.",
                    self.environnement,
                ),
                (
                    "Où garder les données\u202f?",
                    "Un dossier dont la base est chiffrée. La clé est confiée au trousseau de l’ordinateur.",
                    where,
                ),
            ),
            1,
        ):
            whole.addLayout(_question(number, title, sub, answer))
            whole.addSpacing(16)
        fill(whole, 0)
        return scroller(centred(content))

    def _foot(self) -> QWidget:
        foot = frame("foot")
        foot.setMinimumHeight(Size.FOOT + 8)
        inner = QWidget()
        inner.setFixedWidth(_WIDTH)
        restore = Button("Restaurer une sauvegarde")
        restore.clicked.connect(lambda _checked=False: self.restore_asked.emit())
        nothing = label("Rien n’est envoyé. Aucun compte n’est créé.", "secondary")
        open_ = Button.of(self._open, "primary")
        fill(row(inner, gap=12), IconLabel("cloud-off"), nothing, 0, restore, open_)
        fill(row(foot, margins=(0, 8, 0, 8)), 0, inner, 0)
        return foot


def _question(number: int, title: str, sub: str, answer: QWidget) -> QHBoxLayout:
    badge = QLabel(str(number))
    badge.setProperty("type", "number")
    badge.setFixedSize(28, 28)
    badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words = column(gap=2)
    fill(words, label(title, "section"), label(sub, "secondary"), 6, answer)
    line = row(gap=20)
    line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    return line


def _free_space(folder: Path) -> int:
    """Return the bytes free where a folder is or would be.

    Raises:
        OSError: nothing of this path exists, or it may not be written.
    """
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir():
        raise NotADirectoryError(str(existing))
    probe = existing / ".ambroise-essai"
    probe.touch(exist_ok=True)
    probe.unlink()
    return shutil.disk_usage(existing).free
