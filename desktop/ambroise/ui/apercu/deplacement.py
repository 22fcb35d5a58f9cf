"""A document filed in the wrong file: asks whose it is and why it moves."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.painting import Span, named
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import long_date
from ambroise.usecases.ports import ResultatPatient

PAUSE_MS: Final = 200
_MONTRES: Final = 5


class DeplacementCard(QWidget):
    """Asks whose the document is and why; ``confirmed`` carries the ResultatPatient and the reason."""

    searched = Signal(str)
    confirmed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = frame("card")
        column(self, margins=(16, 12, 16, 0)).addWidget(card)
        layout = column(card, margins=(16, 12, 16, 12), gap=8)
        self.nom, self.motif = QLineEdit(), QLineEdit()
        self.motif.setText("erreur de classement")
        self._trouves = SectionList("Dossiers trouvés", framed=True, lines=True, height=48)
        self._trouves.clicked.connect(lambda _: self._show_state())
        self._trouves.opened.connect(lambda _: self._confirm())
        form = Form(152)
        form.add("&Bon dossier", self.nom, "nom, prénom ou date de naissance")
        raison = Form(152)
        raison.add("&Raison", self.motif)
        self.deplacer = Button("Déplacer", icon="folder-open", variant="primary")
        self.deplacer.clicked.connect(self._confirm)
        garder = Button("Laisser ici", variant="flat")
        garder.clicked.connect(self.hide)
        pied = row(gap=8)
        fill(pied, 0, garder, self.deplacer)
        titre = label("Ce document est d’un autre patient", "section")
        fill(layout, titre, form, self._trouves, raison, pied)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.searched.emit(self.nom.text().strip()))
        self.nom.textChanged.connect(lambda _: self._pause.start())
        self.motif.returnPressed.connect(self._confirm)
        self.motif.textChanged.connect(lambda _: self._show_state())
        self.hide()

    def ask(self) -> None:
        """Unfold, empty, the name first."""
        self.nom.clear()
        self.show_trouves(())
        self.show()
        self.nom.setFocus()

    def show_trouves(self, trouves: Sequence[ResultatPatient]) -> None:
        """Show the files found; the first one is proposed."""
        self._trouves.show_items([_row(t) for t in trouves[:_MONTRES]])
        self._trouves.setVisible(bool(trouves))
        self._trouves.setFixedHeight(self._trouves.content_height())
        self._trouves.select_first()
        self._show_state()

    def _show_state(self) -> None:
        choisi = isinstance(self._trouves.current(), ResultatPatient)
        self.deplacer.setEnabled(choisi and bool(self.motif.text().strip()))

    def _confirm(self) -> None:
        choisi = self._trouves.current()
        if isinstance(choisi, ResultatPatient) and self.deplacer.isEnabled():
            self.confirmed.emit(choisi, self.motif.text().strip())


def _row(trouve: ResultatPatient) -> TwoLine:
    return TwoLine(
        named(trouve.nom_utilise or trouve.nom_naissance, trouve.prenom),
        (Span(long_date(trouve.date_naissance), tone="secondary", size=12),),
        "user",
        data=trouve,
    )
