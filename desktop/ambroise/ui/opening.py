"""Before the window: the three questions of a first launch, and what to do when a profile does not open."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QMainWindow, QWidget

from ambroise.ui.premier_lancement.page import ChoixPremierLancement, PremierLancementPage
from ambroise.ui.premier_lancement.restauration import RestaurationDialog, Restaurer
from ambroise.ui.sauvegardes.screen import instant_words
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.usecases.errors import AmbroiseError

PHRASE_DEMANDEE = frozenset({"phrase_absente", "phrase_refusee", "trousseau_verrouille"})
"""Codes of refusals that a passphrase can lift."""
_WIDTH = 460


class RefusOuverture(QDialog):
    """Says why the profile does not open and what to do; asks the passphrase when that is what is missing.

    Args:
        sauvegarde: name of the last backup, proposed to be restored elsewhere.
    """

    def __init__(self, erreur: AmbroiseError, parent: QWidget | None = None, *, sauvegarde: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Ambroise ne peut pas ouvrir ce profil")
        self.setMinimumWidth(_WIDTH)
        layout = column(self, margins=(24, 24, 24, 16), gap=12)
        titre = label(erreur.message, "section")
        remede = label(erreur.remede, "secondary")
        for texte in (titre, remede):
            texte.setWordWrap(True)
        fill(layout, titre, remede)
        self.phrase = QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        boutons = row(gap=8)
        boutons.addStretch(1)
        fermer = Button("Fermer")
        fermer.clicked.connect(self.reject)
        boutons.addWidget(fermer)
        if sauvegarde:
            quand = f"La dernière sauvegarde à portée est celle du {instant_words(sauvegarde).lower()}."
            layout.addWidget(label(quand, wrap=True))
            restaurer = Button("Restaurer cette sauvegarde…", icon="download", variant="primary")
            restaurer.setDefault(True)
            restaurer.clicked.connect(self.accept)
            boutons.addWidget(restaurer)
        if erreur.code in PHRASE_DEMANDEE:
            form = Form()
            form.add("&Phrase de passe", self.phrase)
            layout.addWidget(form)
            ouvrir = Button("Ouvrir", variant="primary")
            ouvrir.setDefault(True)
            ouvrir.clicked.connect(self.accept)
            boutons.addWidget(ouvrir)
            self.phrase.setFocus(Qt.FocusReason.OtherFocusReason)
        layout.addLayout(boutons)


def ask_phrase(erreur: AmbroiseError, parent: QWidget | None = None) -> str | None:
    """Show a refusal; return the passphrase typed, None when there is nothing to try."""
    dialogue = RefusOuverture(erreur, parent)
    if dialogue.exec() != QDialog.DialogCode.Accepted:
        return None
    return dialogue.phrase.text() or None


def say_restored(dossier: Path, parent: QWidget | None = None) -> None:
    """Say where the practice is now, and that the damaged one is kept."""
    RefusOuverture(
        AmbroiseError(
            f"Le cabinet est restauré dans {dossier}.",
            remede="La base endommagée est restée à sa place, intacte. Ouvrez de nouveau Ambroise.",
        ),
        parent,
    ).exec()


def ask_first_launch(dossier: Path, restaurer: Restaurer) -> ChoixPremierLancement | None:
    """Ask the three questions; None when the window was closed instead."""
    reponse: list[ChoixPremierLancement] = []
    tasks = Tasks()
    boucle = QEventLoop()
    fenetre = QMainWindow()
    fenetre.setWindowTitle("Bienvenue dans Ambroise")
    page = PremierLancementPage(dossier, tasks)
    fenetre.setCentralWidget(page)
    fenetre.resize(1100, 760)

    def answered(choix: object) -> None:
        assert isinstance(choix, ChoixPremierLancement)
        reponse.append(choix)
        fenetre.close()

    page.finished.connect(answered)
    page.restore_asked.connect(
        lambda: RestaurationDialog(Path(page.dossier.text()).expanduser(), restaurer, tasks, fenetre).exec()
    )
    fenetre.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fenetre.destroyed.connect(boucle.quit)
    fenetre.show()
    boucle.exec()
    tasks.close()
    return reponse[0] if reponse else None
