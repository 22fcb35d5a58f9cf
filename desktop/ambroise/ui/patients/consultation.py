"""The consultation being written: reason, measures in one line, note; kept as it is typed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.constantes_saisie import SaisieConstantes, parse_constantes
from ambroise.domain.entrees import RaccourciTexte
from ambroise.domain.modele_courrier import fill_places
from ambroise.domain.unites import fold
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.constantes import BandeConstantes
from ambroise.ui.patients.note import NoteEditor
from ambroise.ui.patients.state import age_at, tiles
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import clock, full_date
from ambroise.usecases.patients import DossierPatient, NouvelleAllergie

PAUSE_MS: Final = 400
"""A draft is kept when typing pauses this long, and at once when the screen is left."""


class ConsultationPanel(QWidget):
    """Shows and edits one draft; ``draft_changed`` carries the patient and what is typed."""

    draft_changed = Signal(object, object)
    ordonnance_wanted = Signal()

    def __init__(self, finish: QAction, dmp: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patient_id: UUID | None = None
        self._dossier: DossierPatient | None = None
        self._allergies: tuple[NouvelleAllergie, ...] = ()
        self._garde = BrouillonConsultation()
        self._jour = date.min
        self._quand = label("", "secondary")
        self._icone = IconLabel("check", "success")
        self._enregistre = label("", "label")
        self.motif = QLineEdit()
        self.constantes = QLineEdit()
        self.bande = BandeConstantes()
        self.note = NoteEditor()
        self._form = Form()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._build(finish, dmp)
        self.motif.textChanged.connect(self._typed)
        self.constantes.textChanged.connect(self._typed_constantes)
        self.note.field.textChanged.connect(self._typed)

    def show_consultation(
        self,
        dossier: DossierPatient,
        brouillon: BrouillonConsultation,
        maintenant: datetime,
        garde_le: datetime | None = None,
    ) -> None:
        """Show the draft of a patient; nothing of another one stays."""
        self._pause.stop()
        self._patient_id, self._dossier = dossier.patient.id, dossier
        self._garde, self._allergies = brouillon, brouillon.allergies
        self._jour = maintenant.date()
        self._quand.setText(f"du {full_date(maintenant.date())}, {clock(maintenant)}")
        self._form.clear_errors()
        for field, texte in ((self.motif, brouillon.motif), (self.constantes, brouillon.constantes)):
            field.blockSignals(True)
            field.setText(texte)
            field.blockSignals(False)
        self.note.field.blockSignals(True)
        self.note.show_note(brouillon.note, dossier.consultations[0].note if dossier.consultations else "")
        self.note.field.blockSignals(False)
        self._show_bande(self.saisie)
        self.show_saved(garde_le if not brouillon.is_vide else None)

    @property
    def brouillon(self) -> BrouillonConsultation:
        """What is typed now."""
        return BrouillonConsultation(
            self.motif.text(), self.constantes.text(), self.note.text, self._allergies
        )

    @property
    def saisie(self) -> SaisieConstantes:
        """The measures as understood."""
        return parse_constantes(self.constantes.text())

    def set_allergies(self, allergies: tuple[NouvelleAllergie, ...]) -> None:
        """Put the allergies told today in the draft."""
        self._allergies = allergies
        self._typed()

    def show_saved(self, instant: datetime | None) -> None:
        """Say when the draft was last kept."""
        self._icone.setVisible(instant is not None)
        self._enregistre.setText(f"Enregistré à {clock(instant)}" if instant is not None else "")

    def show_refus(self) -> bool:
        """Say under the line what was not understood; True when there is something."""
        refus = self.saisie.refus
        self._form.show_error(
            self.constantes, "\n".join(f"«\u00a0{r.texte}\u00a0»\u00a0: {_lower(r.raison)}" for r in refus)
        )
        return bool(refus)

    def flush(self) -> None:
        """Ask for the draft to be kept now, if anything changed."""
        self._pause.stop()
        brouillon = self.brouillon
        if self._patient_id is not None and brouillon != self._garde:
            self._garde = brouillon
            self.draft_changed.emit(self._patient_id, brouillon)

    def show_raccourcis(self, raccourcis: Mapping[str, RaccourciTexte]) -> None:
        """Take the shortcuts of the note, by folded word."""

        def expand(mot: str) -> str | None:
            raccourci = raccourcis.get(fold(mot))
            if raccourci is None or self._dossier is None:
                return None
            return fill_places(raccourci.texte, self._dossier.patient, self._jour)

        self.note.expand = expand

    def focus_note(self) -> None:
        """Go to the note (Alt+N)."""
        self.note.field.setFocus()

    def _typed(self) -> None:
        if self._patient_id is not None:
            self._pause.start()

    def _typed_constantes(self) -> None:
        saisie = self.saisie
        self._show_bande(saisie)
        if not saisie.refus:
            self._form.show_error(self.constantes, "")
        self._typed()

    def _show_bande(self, saisie: SaisieConstantes) -> None:
        if self._dossier is None:
            return
        age = age_at(self._dossier, self._jour)
        sexe = self._dossier.patient.identite.traits.sexe.value
        self.bande.show_tuiles(tiles(saisie.mesures, self._dossier.constantes, age, self._jour, sexe))

    def _build(self, finish: QAction, dmp: QAction) -> None:
        layout = column(self, margins=(20, 14, 20, 16), gap=10)
        head = row(gap=8)
        fill(head, label("Consultation", "title"), self._quand, 0, self._icone, self._enregistre)
        self._form.add("&Motif", self.motif)
        self._form.add("&Constantes", self.constantes, "ta 138/84 fc 88 t 38,4 sat 97 p 74,5")
        self.constantes.editingFinished.connect(self.show_refus)
        bande = row(gap=0)
        fill(bande, 96, self.bande)
        foot = row(gap=8)
        ordonnance = Button("Ordonnance", icon="pill", key="Ctrl+O")
        ordonnance.clicked.connect(self.ordonnance_wanted)
        fill(foot, ordonnance, Button.of(dmp), 0, Button.of(finish, "primary"))
        fill(layout, head, self._form, bande)
        layout.addWidget(self.note, 1)
        layout.addLayout(foot)


def _lower(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]
