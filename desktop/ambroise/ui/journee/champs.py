"""What is asked of an appointment besides its patient: when, with whom, how long, where, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ambroise.domain.agenda import RendezVous
from ambroise.domain.reglage_agenda import TypeRendezVous
from ambroise.ui.journee.dates import read_date, read_heure
from ambroise.ui.journee.place import Recherche
from ambroise.ui.journee.repeter import Repeter
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import fill, label, restyle, row
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NBSP, clock
from ambroise.usecases.agendas import Agenda

LABELS: Final = 80
DUREES: Final = (10, 15, 20, 30, 45, 60, 90)
SANS_TYPE: Final = 15
"""Minutes of an appointment in an office that withdrew every type."""
SUITE: Final = "suite"
_SEUL: Final = "seul"
_HAUTEUR_NOTES: Final = 56
_HEURE, _JOUR = 60, 24 * 60


@dataclass(frozen=True)
class Choix:
    """Among what one chooses."""

    agendas: tuple[Agenda, ...] = ()
    types: tuple[TypeRendezVous, ...] = ()
    lieux: tuple[str, ...] = ()


class Champs(Form):
    """The fields; each one shows its own error."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LABELS, parent)
        self.jour, self.heure, self.motif = QLineEdit(), QLineEdit(), QLineEdit()
        self.type, self.duree, self.praticien, self.lieu = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.notes = QPlainTextEdit()
        self.notes.setFixedHeight(_HAUTEUR_NOTES)
        self.notes.setTabChangesFocus(True)
        self.notes.setPlaceholderText("ce qu’il faut apporter, qui rappeler")
        self.repeter = Repeter()
        self.portee = Segmented("Série", ((_SEUL, "Ce rendez-vous"), (SUITE, "Toute la suite aussi")), _SEUL)
        self._choix = Choix()
        self.type.currentIndexChanged.connect(self.take_type)
        self._quand = self.add("&Jour", self._make_when())
        self.heure.setAccessibleName("Heure")
        self.add("A&vec", self.praticien)
        self.add("&Type", self.type)
        self.add("&Durée", self.duree)
        self.add("&Lieu", self.lieu)
        self.add("&Motif", self.motif, "celui du type s’il est vide")
        self.add("&Notes", self.notes)
        self.add("&Répéter", self.repeter)
        self.add("&Changer", self.portee)

    @property
    def type_choisi(self) -> TypeRendezVous | None:
        """The type chosen, None where there is none, or one that was withdrawn."""
        return next((t for t in self._choix.types if t.cle == self.type.currentData()), None)

    @property
    def recherche(self) -> Recherche:
        """What free time would suit what is typed, after the one it shows."""
        jour, heure = read_date(self.jour.text()), read_heure(self.heure.text())
        apres = datetime.combine(jour, heure or time()).astimezone() if jour is not None else None
        return Recherche(self.longueur, self.qui, self.ou, apres)

    @property
    def longueur(self) -> timedelta:
        """The length chosen."""
        return timedelta(minutes=int(self.duree.currentData()))

    @property
    def qui(self) -> str:
        """The practitioner chosen."""
        return str(self.praticien.currentData() or "")

    @property
    def ou(self) -> str:
        """The place chosen."""
        return str(self.lieu.currentData() or "")

    def offer(self, choix: Choix) -> None:
        """Fill the lists; a choice of one is not shown."""
        self._choix = choix
        _refill(self.praticien, [(agenda.nom, agenda.praticien) for agenda in choix.agendas])
        _refill(self.type, [(type_.nom, type_.cle) for type_ in choix.types])
        _refill(self.lieu, [("Non précisé", ""), *((lieu, lieu) for lieu in choix.lieux)])
        self.show_field(self.praticien, len(choix.agendas) > 1)
        self.show_field(self.type, bool(choix.types))
        self.show_field(self.lieu, bool(choix.lieux))
        self.take_type()

    def show_when(self, jour: date, debut: datetime | None) -> None:
        """Show a day, and an hour when there is one."""
        self.jour.setText(f"{jour:%d/%m/%Y}")
        self.heure.setText(clock(debut.astimezone()) if debut is not None else "")

    def show_new(self, jour: date) -> None:
        """Empty what belongs to one appointment."""
        self.offer(self._choix)
        self.motif.clear()
        self.notes.clear()
        self.repeter.reset(jour)
        self.show_field(self.repeter, True)
        self.show_field(self.portee, False)
        self.clear_errors()
        self._refuse_when("", "")

    def show_rendez_vous(self, rdv: RendezVous) -> None:
        """Show what stands; what the office no longer offers stays chosen until it is changed."""
        self.show_new(rdv.debut.astimezone().date())
        self.show_when(rdv.debut.astimezone().date(), rdv.debut)
        self._pick(self.praticien, rdv.praticien, rdv.praticien or "Sans praticien")
        self._pick(self.type, rdv.type, "Sans type" if not rdv.type else "Type retiré")
        self._pick(self.lieu, rdv.lieu, rdv.lieu)
        minutes = int((rdv.fin - rdv.debut).total_seconds()) // 60
        self._pick(self.duree, minutes, _length(minutes))
        self.motif.setText(rdv.motif)
        self.notes.setPlainText(rdv.notes)
        self.portee.choose(_SEUL)
        self.show_field(self.repeter, False)
        self.show_field(self.portee, rdv.serie is not None)
        for champ in (self.type, self.lieu):
            if champ.count() < 2:
                self.show_field(champ, False)

    def take_type(self) -> None:
        """Propose the length of the type; any other one may be chosen after."""
        type_ = self.type_choisi
        minutes = type_.minutes if type_ else SANS_TYPE
        _refill(self.duree, [(_length(n), n) for n in sorted({*DUREES, minutes})])
        self.duree.setCurrentIndex(self.duree.findData(minutes))

    def read_start(self) -> datetime | None:
        """Return when it begins; None once what is wrong was said."""
        jour, heure = read_date(self.jour.text()), read_heure(self.heure.text())
        self._refuse_when(
            "" if jour else f"La date s’écrit jour, mois, année{NBSP}: 13/07/2026.",
            "" if heure is not None else "L’heure s’écrit par exemple 15 h 15.",
        )
        if jour is None or heure is None:
            return None
        return datetime.combine(jour, heure).astimezone()

    def read_motif(self) -> str:
        """Return the reason, that of the type when none is typed."""
        type_ = self.type_choisi
        return self.motif.text().strip() or (type_.nom if type_ else "Consultation")

    def _make_when(self) -> QWidget:
        """The day and the hour on one line: the form stays whole on the screen of a laptop."""
        quand, heure = QWidget(), label("&Heure", "secondary")
        heure.setBuddy(self.heure)
        self.jour.setPlaceholderText("13/07/2026")
        self.heure.setPlaceholderText("15 h 15")
        fill(row(quand, gap=8), self.jour, heure, self.heure)
        quand.setFocusProxy(self.jour)
        return quand

    def _refuse_when(self, jour: str, heure: str) -> None:
        self.show_error(self._quand, " ".join(filter(None, (jour, heure))))
        for champ, phrase in ((self.jour, jour), (self.heure, heure)):
            champ.setAccessibleDescription(phrase)
            restyle(champ, tone="danger" if phrase else "")

    def _pick(self, combo: QComboBox, valeur: object, mots: str) -> None:
        if combo.findData(valeur) < 0:
            combo.blockSignals(True)
            combo.addItem(mots, valeur)
            combo.blockSignals(False)
        combo.setCurrentIndex(combo.findData(valeur))


def _length(minutes: int) -> str:
    """Return « 45 min », « 2 h 30 », « 3 jours »."""
    if minutes <= 2 * _HEURE or minutes % 5:
        return f"{minutes}{NBSP}min"
    if minutes % _JOUR:
        reste = f"{NBSP}{minutes % _HEURE:02}" if minutes % _HEURE else ""
        return f"{minutes // _HEURE}{NBSP}h{reste}"
    return f"{minutes // _JOUR}{NBSP}jour{'s' if minutes > _JOUR else ''}"


def _refill(combo: QComboBox, choix: Sequence[tuple[str, object]]) -> None:
    combo.blockSignals(True)
    combo.clear()
    for mots, valeur in choix:
        combo.addItem(mots, valeur)
    combo.blockSignals(False)
