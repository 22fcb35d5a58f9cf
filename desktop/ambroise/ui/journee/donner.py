"""Give an appointment: whom, when, how long, why, with whom and where; in the screen, without a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QWidget

from ambroise.domain.reglage_agenda import TypeRendezVous
from ambroise.ui.journee.dates import read_heure
from ambroise.ui.journee.repeter import Repeter
from ambroise.ui.painting import Span, named
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, born, clock, full_date
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda
from ambroise.usecases.ports import ResultatPatient

DUREES: Final = (10, 15, 20, 30, 45, 60, 90)
SANS_TYPE: Final = 15
"""Minutes of an appointment in an office that withdrew every type."""
PAUSE_MS: Final = 60
_LABELS: Final = 80


@dataclass(frozen=True)
class Place:
    """Where on the agenda an appointment is asked for."""

    jour: date
    debut: datetime | None = None
    praticien: str = ""
    lieu: str = ""


@dataclass(frozen=True)
class Recherche:
    """What free time is looked for; ``apres`` is None from now on."""

    duree: timedelta
    praticien: str = ""
    lieu: str = ""
    apres: datetime | None = None


class DonnerRendezVous(QFrame):
    """The form; hidden until asked."""

    search_wanted = Signal(str)
    given = Signal(object)
    """A NouveauRendezVous."""
    libre_wanted = Signal()
    """Find the next free time for what is asked here."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._place = Place(date.min)
        self._maintenant: datetime | None = None
        self._patient: ResultatPatient | None = None
        self._types: tuple[TypeRendezVous, ...] = ()
        self._offert: object = None
        self._titre = label("Donner un rendez-vous", "section")
        self._quand = label("", "secondary")
        self.qui, self.heure, self.motif = QLineEdit(), QLineEdit(), QLineEdit()
        self.type, self.duree, self.praticien, self.lieu = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.repeter = Repeter()
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
        self.type.currentIndexChanged.connect(self._take_type)
        self._form, self._suite = Form(_LABELS), Form(_LABELS)
        self._build()
        self.offer((), (), ())
        self.hide()

    def offer(self, agendas: Sequence[Agenda], types: Sequence[TypeRendezVous], lieux: Sequence[str]) -> None:
        """Say among what one chooses; a choice of one is not shown, and what is typed stays if all stands."""
        if self._offert == (offert := (tuple(agendas), tuple(types), tuple(lieux))):
            return
        self._offert = offert
        self._types = tuple(types)
        _refill(self.praticien, [(agenda.nom, agenda.praticien) for agenda in agendas])
        _refill(self.type, [(type_.nom, type_.cle) for type_ in types])
        _refill(self.lieu, [("Non précisé", ""), *((lieu, lieu) for lieu in lieux)])
        self._suite.show_field(self.praticien, len(agendas) > 1)
        self._suite.show_field(self.type, bool(types))
        self._suite.show_field(self.lieu, bool(lieux))
        self._take_type()

    def open(self, place: Place, maintenant: datetime) -> None:
        """Ask for an appointment, at a free time when one was pointed at."""
        self._place, self._maintenant, self._patient = place, maintenant, None
        self._quand.setText(full_date(place.jour))
        for champ in (self.qui, self.motif):
            champ.clear()
        self.heure.setText(clock(place.debut.astimezone()) if place.debut is not None else "")
        self.type.setCurrentIndex(0)
        self._take_type()
        self.praticien.setCurrentIndex(max(self.praticien.findData(place.praticien), 0))
        self.lieu.setCurrentIndex(max(self.lieu.findData(place.lieu), 0))
        self.repeter.reset(place.jour)
        self._form.clear_errors()
        self._suite.clear_errors()
        self._trouves.hide()
        self.show()
        self.qui.setFocus()

    def propose(self, place: Place, maintenant: datetime) -> None:
        """Put another time in the form, which keeps what is typed; open it there when it is closed."""
        if not self.isVisible():
            self.open(place, maintenant)
            return
        self._place = place
        self._quand.setText(full_date(place.jour))
        self.heure.setText(clock(place.debut.astimezone()) if place.debut is not None else "")
        self.lieu.setCurrentIndex(max(self.lieu.findData(place.lieu), 0))

    @property
    def recherche(self) -> Recherche:
        """What free time would suit the form as it is, after the one it shows."""
        heure = read_heure(self.heure.text())
        apres = datetime.combine(self._place.jour, heure or time()).astimezone()
        qui, lieu = str(self.praticien.currentData() or ""), str(self.lieu.currentData() or "")
        return Recherche(timedelta(minutes=int(self.duree.currentData())), qui, lieu, apres)

    def usual(self) -> Recherche:
        """What free time suits the first type of appointment."""
        return Recherche(timedelta(minutes=self._types[0].minutes if self._types else SANS_TYPE))

    def show_patients(self, texte: str, patients: Sequence[ResultatPatient]) -> None:
        """Show who answers to what is typed, unless something else was typed since."""
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

    def _chosen_type(self) -> TypeRendezVous | None:
        return next((t for t in self._types if t.cle == self.type.currentData()), None)

    def _take_type(self) -> None:
        """Propose the length of the type; any other one may be chosen after."""
        type_ = self._chosen_type()
        minutes = type_.minutes if type_ else SANS_TYPE
        _refill(self.duree, [(f"{n}{NBSP}min", n) for n in sorted({*DUREES, minutes})])
        self.duree.setCurrentIndex(self.duree.findData(minutes))

    def _give(self) -> None:
        nouveau = self._read()
        if nouveau is not None:
            self.given.emit(nouveau)

    def _read(self) -> NouveauRendezVous | None:
        heure = read_heure(self.heure.text())
        qui = "" if self._patient is not None else "Choisissez un patient dans la liste."
        quand = "" if heure is not None else "L’heure s’écrit par exemple 15 h 15."
        self._form.show_error(self.qui, qui)
        self._suite.show_error(self.heure, quand)
        self._suite.show_error(self.repeter, "")
        if self._patient is None or heure is None:
            return None
        try:
            recurrence = self.repeter.read()
        except ValueError as exc:
            self._suite.show_error(self.repeter, str(exc))
            return None
        debut = datetime.combine(self._place.jour, heure).astimezone()
        type_ = self._chosen_type()
        return NouveauRendezVous(
            self._patient.id,
            debut,
            debut + timedelta(minutes=int(self.duree.currentData())),
            self.motif.text().strip() or (type_.nom if type_ else "Consultation"),
            str(self.praticien.currentData() or ""),
            str(self.lieu.currentData() or ""),
            type_.cle if type_ else "",
            type_.teleconsultation if type_ else False,
            recurrence,
        )

    def _build(self) -> None:
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        tete = row(gap=8)
        fill(tete, self._titre, self._quand, 0)
        self._form.add("&Patient", self.qui, "nom, date de naissance…")
        self._suite.add("&Heure", self.heure, "15 h 15")
        self._suite.add("A&vec", self.praticien)
        self._suite.add("&Type", self.type)
        self._suite.add("&Durée", self.duree)
        self._suite.add("&Lieu", self.lieu)
        self._suite.add("&Motif", self.motif, "celui du type s’il est vide")
        self._suite.add("&Répéter", self.repeter)
        libre = Button("Prochain créneau libre", icon="search", key="Ctrl+Shift+N", variant="flat")
        libre.clicked.connect(self.libre_wanted)
        boutons, chercher = row(gap=8), row()
        fill(chercher, libre, 0)
        annuler = Button("Annuler", variant="quiet")
        annuler.clicked.connect(self.close_form)
        donner = Button("Donner ce rendez-vous", icon="check", key="Return", variant="soft")
        donner.clicked.connect(self._give)
        fill(boutons, 0, annuler, donner)
        fill(layout, tete, self._form, self._trouves, self._suite, chercher, boutons)


def _refill(combo: QComboBox, choix: Sequence[tuple[str, object]]) -> None:
    combo.blockSignals(True)
    combo.clear()
    for mots, valeur in choix:
        combo.addItem(mots, valeur)
    combo.blockSignals(False)


def _row(patient: ResultatPatient, aujourdhui: date) -> TwoLine:
    return TwoLine(
        named(patient.nom_utilise or patient.nom_naissance, patient.prenom.title()),
        (Span(born(patient.date_naissance, aujourdhui), tone="secondary", size=12),),
        "user",
        data=patient,
    )
