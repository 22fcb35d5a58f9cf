"""A calendar that comes in: each of its lines and what would become of it, before anything is written."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, clock, long_date, plural
from ambroise.usecases.import_agenda import ApercuImport, LigneImport, Sort

MONTREES: Final = 200
"""How many lines of one fate are drawn; the others are counted."""
_DESSINS: Final[dict[Sort, tuple[str, Tone]]] = {
    Sort.REFUSE: ("circle-x", "danger"),
    Sort.CONFLIT: ("triangle-alert", "warning"),
    Sort.NOUVEAU: ("plus", "success"),
    Sort.CHANGE: ("pen-line", "accent"),
    Sort.ANNULE: ("calendar-x-2", "secondary"),
    Sort.INCHANGE: ("check", "secondary"),
}
"""What must be read first comes first."""


class ApportCalendrier(QFrame):
    """Hidden until a calendar was read; ``accepted`` carries what to write."""

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._apercu: ApercuImport | None = None
        self._bilan = label("", "secondary", wrap=True)
        self._liste = SectionList("Lignes du calendrier", framed=True, lines=True)
        self._liste.setMinimumHeight(320)
        self.importer = Button("Importer", icon="check", variant="soft")
        self.importer.clicked.connect(lambda: self.accepted.emit(self._apercu))
        fermer = Button("Ne rien importer", variant="quiet")
        fermer.clicked.connect(self.hide)
        boutons = row(gap=8)
        fill(boutons, 0, fermer, self.importer)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        fill(layout, label("Importer un calendrier", "section"), self._bilan, self._liste, boutons)
        self.hide()

    def show_apercu(self, apercu: ApercuImport) -> None:
        """Show what would be written, and what would not and why."""
        self._apercu = apercu
        comptes = [f"{apercu.count(sort)} {sort.value}" for sort in _DESSINS if apercu.count(sort)]
        vide = "Ce calendrier ne contient aucun rendez-vous de la période."
        self._bilan.setText(" · ".join(comptes) if comptes else vide)
        self._liste.show_items(
            [
                _row(ligne)
                for sort in _DESSINS
                for ligne in [li for li in apercu.lignes if li.sort is sort][:MONTREES]
            ]
        )
        self._liste.setVisible(bool(apercu.lignes))
        self.importer.setText(f"Importer {plural(apercu.a_ecrire, 'ligne')}")
        self.importer.setEnabled(apercu.a_ecrire > 0)
        self.show()
        (self.importer if apercu.a_ecrire else self._liste).setFocus()


def _row(ligne: LigneImport) -> TwoLine:
    icone, ton = _DESSINS[ligne.sort]
    quand = ""
    if ligne.rendez_vous is not None:
        debut, fin = ligne.rendez_vous.debut.astimezone(), ligne.rendez_vous.fin.astimezone()
        quand = f"{long_date(debut.date())}, {clock(debut)} – {clock(fin)}"
    mots = (
        f"{ligne.sort.value.capitalize()}{NBSP}: {ligne.raison}"
        if ligne.raison
        else ligne.sort.value.capitalize()
    )
    return TwoLine(
        (Span(ligne.titre, SEMIBOLD),),
        (Span(" · ".join(filter(None, (quand, mots))), tone="secondary", size=12),),
        icone,
        ton,
    )
