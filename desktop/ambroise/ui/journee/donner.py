"""Give an appointment, or write over one: whom, when, how long, why, with whom and where; in the screen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.domain.agenda import RendezVous
from ambroise.domain.reglage_agenda import TypeRendezVous
from ambroise.ui.journee.champs import LABELS, SANS_TYPE, SUITE, Champs, Choix
from ambroise.ui.journee.choix_patient import ChoixPatient
from ambroise.ui.journee.dates import read_date
from ambroise.ui.journee.place import Place, Recherche
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import full_date
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.ports import ResultatPatient


class DonnerRendezVous(QFrame):
    """The form; hidden until asked."""

    search_wanted = Signal(str)
    given = Signal(object)
    """A NouveauRendezVous."""
    edited = Signal(object)
    """An Edition."""
    libre_wanted = Signal()
    """Find the next free time for what is asked here."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._vu: RendezVous | None = None
        """The appointment written over, None while one is given."""
        self._maintenant: datetime | None = None
        self._choix: Choix | None = None
        self._titre, self._quand = label("", "section"), label("", "secondary")
        self._patient, self._champs, self._form = ChoixPatient(self), Champs(), Form(LABELS)
        self._patient.search_wanted.connect(self.search_wanted)
        self._patient.chosen.connect(self._go_on)
        self.qui, self._trouves = self._patient.champ, self._patient.trouves
        champs = self._champs
        self.jour, self.heure, self.motif, self.notes = champs.jour, champs.heure, champs.motif, champs.notes
        self.type, self.duree, self.praticien, self.lieu = (
            champs.type, champs.duree, champs.praticien, champs.lieu
        )  # fmt: skip
        self.repeter, self.portee = champs.repeter, champs.portee
        for champ in (self.jour, self.heure, self.motif):
            champ.returnPressed.connect(self._accept)
        self.jour.textEdited.connect(self._say_day)
        self._build()
        self.offer((), (), ())
        self.hide()

    @property
    def recherche(self) -> Recherche:
        """What free time would suit the form as it is, after the one it shows."""
        return self._champs.recherche

    def usual(self) -> Recherche:
        """What free time suits the first type of appointment."""
        types = self._choix.types if self._choix is not None else ()
        return Recherche(timedelta(minutes=types[0].minutes if types else SANS_TYPE))

    def offer(self, agendas: Sequence[Agenda], types: Sequence[TypeRendezVous], lieux: Sequence[str]) -> None:
        """Say among what one chooses; what is typed stays if all stands."""
        choix = Choix(tuple(agendas), tuple(types), tuple(lieux))
        if self._choix != choix:
            self._choix = choix
            self._champs.offer(choix)

    def open(self, place: Place, maintenant: datetime) -> None:
        """Ask for an appointment, at a free time when one was pointed at."""
        self._vu, self._maintenant = None, maintenant
        self._patient.show_chosen(None, "")
        self._champs.show_new(place.jour)
        self._champs.show_when(place.jour, place.debut)
        self.praticien.setCurrentIndex(max(self.praticien.findData(place.praticien), 0))
        self.lieu.setCurrentIndex(max(self.lieu.findData(place.lieu), 0))
        self._unfold("Donner un rendez-vous", "Donner ce rendez-vous", place.jour, avec_patient=True)
        self.qui.setFocus()

    def edit(self, rdv: RendezVous, qui: str, maintenant: datetime, vu: RendezVous | None = None) -> None:
        """Show an appointment to be written over.

        Args:
            qui: the name of its patient.
            vu: what it is compared with; itself, unless another seat wrote it since.
        """
        self._vu, self._maintenant = vu or rdv, maintenant
        self._patient.show_chosen(rdv.patient_id, qui)
        self._champs.show_rendez_vous(rdv)
        titre = "Modifier le rendez-vous" if not self._vu.is_pause else "Modifier ce temps réservé"
        jour = rdv.debut.astimezone().date()
        self._unfold(titre, "Enregistrer", jour, avec_patient=not self._vu.is_pause)
        self.motif.setFocus()
        self.motif.selectAll()

    def propose(self, place: Place, maintenant: datetime) -> None:
        """Put another time in the form, which keeps what is typed; open it there when it is closed."""
        if not self.isVisible():
            self.open(place, maintenant)
            return
        self._champs.show_when(place.jour, place.debut)
        self._say_day()
        self.lieu.setCurrentIndex(max(self.lieu.findData(place.lieu), 0))

    def show_patients(self, texte: str, patients: Sequence[ResultatPatient]) -> None:
        """Show who answers to what is typed, unless something else was typed since."""
        if self._maintenant is not None:
            self._patient.show_patients(texte, patients, self._maintenant.date())

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

    def _unfold(self, titre: str, bouton: str, jour: date, *, avec_patient: bool) -> None:
        self._titre.setText(titre)
        self._ok.setText(bouton)
        self._quand.setText(full_date(jour))
        self._form.setVisible(avec_patient)
        self._form.clear_errors()
        self.show()

    def _say_day(self) -> None:
        """Name the day typed, as soon as it is one."""
        jour = read_date(self.jour.text())
        self._quand.setText(full_date(jour) if jour is not None else "")

    def _go_on(self) -> None:
        self._form.clear_errors()
        (self.motif if self.heure.text() else self.heure).setFocus()

    def _accept(self) -> None:
        qui = self._patient.patient_id
        sans = qui is None and (self._vu is None or not self._vu.is_pause)
        self._form.show_error(self.qui, "Choisissez un patient dans la liste." if sans else "")
        debut = self._champs.read_start()
        if sans or debut is None:
            return
        if self._vu is not None:
            suite = self._vu.serie is not None and self.portee.current == SUITE
            self.edited.emit(Edition(self._vu, self._read_over(self._vu, debut), suite))
        elif (nouveau := self._read_new(debut)) is not None:
            self.given.emit(nouveau)

    def _read_new(self, debut: datetime) -> NouveauRendezVous | None:
        try:
            recurrence = self.repeter.read()
        except ValueError as exc:
            self._champs.show_error(self.repeter, str(exc))
            return None
        self._champs.show_error(self.repeter, "")
        champs, type_ = self._champs, self._champs.type_choisi
        return NouveauRendezVous(
            self._patient.patient_id,
            debut,
            debut + champs.longueur,
            champs.read_motif(),
            champs.qui,
            champs.ou,
            type_.cle if type_ else "",
            type_.teleconsultation if type_ else False,
            recurrence,
            self.notes.toPlainText().strip(),
        )

    def _read_over(self, vu: RendezVous, debut: datetime) -> RendezVous:
        champs, type_ = self._champs, self._champs.type_choisi
        cle = str(self.type.currentData() or "")
        video = vu.teleconsultation if cle == vu.type or type_ is None else type_.teleconsultation
        return replace(
            vu,
            debut=debut,
            fin=debut + champs.longueur,
            motif=champs.read_motif() if self.motif.text().strip() or not vu.is_pause else vu.motif,
            patient_id=self._patient.patient_id,
            praticien=champs.qui,
            lieu=champs.ou,
            type=cle,
            teleconsultation=video,
            notes=self.notes.toPlainText().strip(),
        )

    def _build(self) -> None:
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        tete = row(gap=8)
        fill(tete, self._titre, self._quand, 0)
        self._form.add("&Patient", self.qui, "nom, date de naissance…")
        libre = Button("Prochain créneau libre", icon="search", key="Ctrl+Shift+N", variant="flat")
        libre.clicked.connect(self.libre_wanted)
        boutons, chercher = row(gap=8), row()
        fill(chercher, libre, 0)
        annuler = Button("Annuler", variant="quiet")
        annuler.clicked.connect(self.close_form)
        self._ok = Button("Donner ce rendez-vous", icon="check", key="Return", variant="soft")
        self._ok.clicked.connect(self._accept)
        fill(boutons, 0, annuler, self._ok)
        fill(layout, tete, self._form, self._trouves, self._champs, chercher, boutons)
