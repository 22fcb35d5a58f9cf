"""A past act read in place of the draft: what was found, measured, decided; nothing can be changed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ambroise.domain.constantes_saisie import MesureSaisie
from ambroise.domain.dossier import Consultation
from ambroise.domain.ordonnance import Ordonnance
from ambroise.ui.patients.constantes import BandeConstantes
from ambroise.ui.patients.correction import MotifCard
from ambroise.ui.patients.state import consultation_title, tiles
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.words import long_date, plural


class LecturePanel(QWidget):
    """Shows one past consultation or order; ``closed`` when the user goes back to the draft."""

    closed = Signal()
    open_wanted = Signal(object)
    annulled = Signal(object, str)
    """The UUID of a consultation that leaves the file, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._acte: object = None
        self._titre = label("", "title")
        self._quand = label("", "secondary")
        self._bande = BandeConstantes()
        self._texte = QPlainTextEdit()
        self._texte.setReadOnly(True)
        self._texte.setProperty("frameless", True)
        self._texte.setAccessibleName("Contenu, en lecture seule")
        self._ouvrir = Button("Ouvrir", icon="eye")
        self._ouvrir.clicked.connect(lambda: self.open_wanted.emit(self._acte))
        self.annuler = Button("Retirer…", icon="file-x", variant="quiet")
        self.annuler.clicked.connect(self._ask_motif)
        self.motif = MotifCard("Retirer la consultation")
        self.motif.annulled.connect(self.annulled)
        retour = Button("Revenir à la consultation", icon="pen-line")
        retour.clicked.connect(self.closed)
        head = row(gap=8)
        fill(head, self._titre, self._quand, 0, self.annuler, self._ouvrir, retour)
        card = frame("card")
        inner = column(card, margins=(12, 8, 8, 8))
        inner.addWidget(self._texte)
        layout = column(self, margins=(20, 14, 20, 16), gap=10)
        fill(layout, head, self.motif, self._bande)
        layout.addWidget(card, 1)

    def show_consultation(self, consultation: Consultation, age: int | None) -> None:
        """Show a past consultation with its measures."""
        self._acte = consultation
        self._titre.setText(consultation.motif or "Consultation")
        self._quand.setText(consultation_title(consultation.debut))
        mesures = [MesureSaisie(c.type, c.valeur) for c in consultation.constantes]
        self._bande.show_tuiles(tiles(mesures, (), age, consultation.debut.astimezone().date()))
        self._texte.setPlainText(consultation.note or "Aucune note.")
        self._ouvrir.hide()
        self._can_annul(True)

    def show_ordonnance(self, ordonnance: Ordonnance, phrases: tuple[str, ...]) -> None:
        """Show a signed order, a line a paragraph."""
        self._acte = ordonnance
        self._titre.setText(f"Ordonnance, {plural(len(ordonnance.lignes), 'ligne')}")
        self._quand.setText(f"du {long_date(ordonnance.date)}")
        self._bande.show_tuiles(())
        self._texte.setPlainText("\n\n".join(phrases))
        self._ouvrir.show()
        self._can_annul(False)

    def _can_annul(self, oui: bool) -> None:
        """A consultation leaves with its reason; a signed order is replaced or cancelled as such."""
        self.annuler.setVisible(oui)
        self.motif.hide()

    def _ask_motif(self) -> None:
        if isinstance(self._acte, Consultation):
            self.motif.ask(self._acte.id)
