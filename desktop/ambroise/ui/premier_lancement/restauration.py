"""Give back a practice from a backup before anything else: the file, and the key that opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import foldable, plural
from ambroise.usecases.errors import AmbroiseError

_WIDTH = 560


@dataclass(frozen=True)
class SauvegardeChoisie:
    """The file of a backup, where its profile goes, and what opens it: recovery key or passphrase."""

    fichier: Path
    dossier: Path
    cle_secours: str = ""
    phrase: str = ""


Restaurer = Callable[[SauvegardeChoisie], int]
"""Restores and returns how many patients came back. Raises AmbroiseError."""


class RestaurationDialog(QDialog):
    """Accepted once the backup is restored, verified, into the folder chosen on the page."""

    def __init__(
        self, dossier: Path, restaurer: Restaurer, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dossier, self._do, self._tasks = dossier, restaurer, tasks
        self.setWindowTitle("Restaurer une sauvegarde")
        self.setMinimumWidth(_WIDTH)
        self.fichier, self.cle, self.phrase = QLineEdit(), QLineEdit(), QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._form = Form(130)
        self._form.add("&Sauvegarde", self.fichier, "fichier .ambroise d’un disque")
        self._form.add("&Clé de secours", self.cle, "celle que vous avez imprimée")
        self._form.add("&Phrase de passe", self.phrase, "si le profil en demandait une")
        self.dit = label("", "secondary", wrap=True)
        layout = column(self, margins=(24, 20, 24, 16), gap=12)
        phrase = f"Le cabinet sera restauré dans {foldable(str(dossier))}, qui doit être neuf."
        vers = label(phrase, "secondary", wrap=True)
        fill(layout, vers, self._form, self.dit)
        parcourir = Button("Parcourir…", icon="folder-open")
        parcourir.clicked.connect(self._browse)
        fermer = Button("Fermer", variant="quiet")
        fermer.clicked.connect(self.reject)
        self.restaurer = Button("Restaurer", icon="download", variant="primary")
        self.restaurer.setDefault(True)
        self.restaurer.clicked.connect(self._restore)
        boutons = row(gap=8)
        fill(boutons, parcourir, 0, fermer, self.restaurer)
        layout.addLayout(boutons)

    def _restore(self) -> None:
        fichier = self.fichier.text().strip()
        self._form.show_error(self.fichier, "" if fichier else "Choisissez le fichier de la sauvegarde.")
        if not fichier:
            self.fichier.setFocus()
            return
        choisie = SauvegardeChoisie(
            Path(fichier).expanduser(), self._dossier, self.cle.text().strip(), self.phrase.text()
        )
        self.restaurer.setEnabled(False)
        self.dit.setText("Restauration et vérification…")
        self._tasks.run(
            lambda _: self._do(choisie),
            owner=self,
            on_success=self._restored,
            on_error=self._refused,
            on_done=lambda: self.restaurer.setEnabled(True),
        )

    def _restored(self, patients: int) -> None:
        self.dit.setText(f"{plural(patients, 'patient')} restaurés." if patients > 1 else "Restauré.")
        self.accept()

    def _refused(self, erreur: BaseException) -> None:
        if not isinstance(erreur, AmbroiseError):
            raise erreur
        self.dit.setText(f"{erreur.message} {erreur.remede}".strip())

    def _browse(self) -> None:
        choisi, _ = QFileDialog.getOpenFileName(
            self, "Sauvegarde", self.fichier.text(), "Sauvegardes (*.ambroise)"
        )
        if choisi:
            self.fichier.setText(choisi)
