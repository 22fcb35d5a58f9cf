"""Give an appointment: whom, when, how long, why; in the screen, without a window."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QWidget

from ambroise.ui.painting import Span, named
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, born, clock, full_date
from ambroise.usecases.agenda import Repetition
from ambroise.usecases.ports import ResultatPatient

DUREES: Final = (15, 20, 30, 45, 60)
FOIS: Final = (2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 60, 90)
RYTHMES: Final = (("Une fois", 0), ("Chaque jour", 1), ("Un jour sur deux", 2), ("Chaque semaine", 7))
PAUSE_MS: Final = 60
_HEURE: Final = re.compile(r"(\d{1,2})\s*(?:h|:|\.)\s*(\d{2})?|(\d{1,2})(\d{2})|(\d{1,2})")


@dataclass(frozen=True)
class RendezVousVoulu:
    """What the form asks to write."""

    patient_id: UUID
    debut: datetime
    minutes: int
    motif: str
    repetition: Repetition = field(default_factory=Repetition)


def read_heure(texte: str) -> time | None:
    """Return « 15 h 15 », « 15:15 », « 1515 » or « 15 » as a time; None when it is none."""
    trouve = _HEURE.fullmatch(texte.strip().lower().replace(NBSP, " "))
    if trouve is None:
        return None
    heure = int(trouve[1] or trouve[3] or trouve[5])
    minute = int(trouve[2] or trouve[4] or 0)
    return time(heure, minute) if heure < 24 and minute < 60 else None


class DonnerRendezVous(QFrame):
    """The form; hidden until asked."""

    search_wanted = Signal(str)
    given = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._jour = date.min
        self._maintenant: datetime | None = None
        self._patient: ResultatPatient | None = None
        self._titre = label("Donner un rendez-vous", "section")
        self._quand = label("", "secondary")
        self.qui, self.heure, self.motif, self.duree = QLineEdit(), QLineEdit(), QLineEdit(), QComboBox()
        for minutes in DUREES:
            self.duree.addItem(f"{minutes}{NBSP}min", minutes)
        self.rythme, self.fois = QComboBox(), QComboBox()
        for mots, jours in RYTHMES:
            self.rythme.addItem(mots, jours)
        for fois in FOIS:
            self.fois.addItem(f"{fois}{NBSP}fois", fois)
        self.rythme.currentIndexChanged.connect(lambda rang: self.fois.setVisible(rang > 0))
        self._trouves = SectionList("Patients trouvés", framed=True, lines=True)
        self._trouves.opened.connect(self._choose)
        self._trouves.clicked.connect(lambda _: self._choose(self._trouves.current()))
        self._trouves.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.search_wanted.emit(self.qui.text().strip()))
        self.qui.textEdited.connect(self._typed)
        self.qui.returnPressed.connect(lambda: self._choose(self._trouves.current()))
        self.heure.returnPressed.connect(self._give)
        self.motif.returnPressed.connect(self._give)
        self._form, self._suite = Form(72), Form(72)
        self._build()
        self.hide()

    def open(self, jour: date, maintenant: datetime, debut: datetime | None = None) -> None:
        """Ask for an appointment of a day, at a free time when one was pointed at."""
        self._jour, self._maintenant, self._patient = jour, maintenant, None
        self._quand.setText(full_date(jour))
        for champ in (self.qui, self.motif):
            champ.clear()
        self.heure.setText(clock(debut.astimezone()) if debut is not None else "")
        self.duree.setCurrentIndex(0)
        self.rythme.setCurrentIndex(0)
        self.fois.setCurrentIndex(FOIS.index(7))
        self.fois.hide()
        self._form.clear_errors()
        self._suite.clear_errors()
        self._trouves.hide()
        self.show()
        self.qui.setFocus()

    def show_patients(self, texte: str, patients: Sequence[ResultatPatient]) -> None:
        """Show who was found for a text; an older answer is dropped."""
        if texte != self.qui.text().strip() or self._patient is not None or self._maintenant is None:
            return
        aujourdhui = self._maintenant.date()
        self._trouves.show_items([_row(p, aujourdhui) for p in patients[:5]])
        self._trouves.setFixedHeight(self._trouves.content_height())
        self._trouves.setVisible(bool(patients))
        self._trouves.select_first()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:  # closes the form, and does not leave the screen
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
            return
        super().keyPressEvent(event)

    def close_form(self) -> None:
        """Give up."""
        self.hide()
        self.closed.emit()

    def _typed(self, _texte: str) -> None:
        self._patient = None
        self._pause.start()

    def _choose(self, patient: object) -> None:
        if isinstance(patient, ResultatPatient):
            self._patient = patient
            self.qui.setText(f"{patient.nom_utilise or patient.nom_naissance} {patient.prenom.title()}")
            self._trouves.hide()
            self._form.clear_errors()
            (self.motif if self.heure.text() else self.heure).setFocus()

    def _give(self) -> None:
        heure = read_heure(self.heure.text())
        qui = "" if self._patient is not None else "Choisissez un patient dans la liste."
        quand = "" if heure is not None else "L’heure s’écrit par exemple 15 h 15."
        self._form.show_error(self.qui, qui)
        self._suite.show_error(self.heure, quand)
        if self._patient is None or heure is None or self._maintenant is None:
            return
        debut = datetime.combine(self._jour, heure, tzinfo=self._maintenant.tzinfo)
        self.given.emit(
            RendezVousVoulu(
                self._patient.id,
                debut,
                int(self.duree.currentData()),
                self.motif.text().strip() or "Consultation",
                self._repetition(),
            )
        )

    def _repetition(self) -> Repetition:
        jours = int(self.rythme.currentData())
        return Repetition(int(self.fois.currentData()), jours) if jours else Repetition()

    def _build(self) -> None:
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        tete = row(gap=8)
        fill(tete, self._titre, self._quand, 0)
        self._form.add("&Patient", self.qui, "nom, date de naissance…")
        self._suite.add("&Heure", self.heure, "15 h 15")
        self._suite.add("&Durée", self.duree)
        self._suite.add("&Motif", self.motif)
        repeter = QWidget()
        fill(row(repeter, gap=8), self.rythme, self.fois)
        self._suite.add("&Répéter", repeter)
        repeter.setFocusProxy(self.rythme)
        self.rythme.setAccessibleName("Répéter")
        self.fois.setAccessibleName("Combien de fois")
        boutons = row(gap=8)
        annuler = Button("Annuler", variant="quiet")
        annuler.clicked.connect(self.close_form)
        donner = Button("Donner ce rendez-vous", icon="check", key="Return", variant="soft")
        donner.clicked.connect(self._give)
        fill(boutons, 0, annuler, donner)
        fill(layout, tete, self._form, self._trouves, self._suite, boutons)


def _row(patient: ResultatPatient, aujourdhui: date) -> TwoLine:
    return TwoLine(
        named(patient.nom_utilise or patient.nom_naissance, patient.prenom.title()),
        (Span(born(patient.date_naissance, aujourdhui), tone="secondary", size=12),),
        "user",
        data=patient,
    )


def end_of(voulu: RendezVousVoulu) -> datetime:
    """Return when an appointment asked for would end."""
    return voulu.debut + timedelta(minutes=voulu.minutes)
