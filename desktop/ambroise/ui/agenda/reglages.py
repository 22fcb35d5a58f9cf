"""What the office decides of its agenda: types of appointment, places, and the hours at each of them."""

from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QWidget

from ambroise.domain.reglage_agenda import HorairesLieu, ReglageAgenda, Teinte, TypeRendezVous
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP
from ambroise.usecases.agendas import Agenda

_TEINTES = {
    Teinte.ACCENT: "Sarcelle",
    Teinte.INFO: "Bleu",
    Teinte.SUCCESS: "Vert",
    Teinte.WARNING: "Ocre",
    Teinte.SECONDARY: "Gris",
}
_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120)


class LigneType(QWidget):
    """One type: its name, its length, its colour, and a way to withdraw it."""

    def __init__(self, type_: TypeRendezVous, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._type = type_
        self.nom, self.minutes, self.teinte = QLineEdit(type_.nom), QComboBox(), QComboBox()
        for minutes in sorted({*_MINUTES, type_.minutes}):
            self.minutes.addItem(f"{minutes}{NBSP}min", minutes)
        for teinte, mot in _TEINTES.items():
            self.teinte.addItem(mot, teinte)
        self.minutes.setCurrentIndex(self.minutes.findData(type_.minutes))
        self.teinte.setCurrentIndex(list(_TEINTES).index(type_.teinte))
        for champ, mot in ((self.nom, "Nom du type"), (self.minutes, "Durée"), (self.teinte, "Couleur")):
            champ.setAccessibleName(f"{mot}, {type_.nom}")
        self.retirer = IconButton("trash-2", f"Retirer {type_.nom}")
        self.nom.setCursorPosition(0)
        ligne = row(self, gap=6)
        fill(ligne, self.nom, self.minutes, self.teinte, self.retirer)
        ligne.setStretch(0, 1)

    def read(self) -> TypeRendezVous:
        """Return what is written. Raises ValueError."""
        return replace(
            self._type,
            nom=self.nom.text().strip(),
            minutes=int(self.minutes.currentData()),
            teinte=Teinte(self.teinte.currentData()),
        )


class ReglagesAgenda(QFrame):
    """Hidden until asked; emits the settings of the office and those of the practitioner."""

    saved = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._cabinet, self._mien = ReglageAgenda(), ReglageAgenda()
        self.types: list[LigneType] = []
        self.lieux, self.salles = QLineEdit(), QLineEdit()
        self.heures: dict[str, QLineEdit] = {}
        self._de_qui, self.erreur = label("", "strong"), label("", "label", "danger", wrap=True)
        self._types, self._heures = column(gap=6), column(gap=0)
        self._build()
        self.hide()

    def open(self, cabinet: ReglageAgenda, mien: ReglageAgenda, agenda: Agenda) -> None:
        """Show what stands."""
        self._cabinet, self._mien = cabinet, mien
        self._de_qui.setText(f"Heures d’ouverture de {agenda.nom}")
        self.erreur.hide()
        clear(self._types)
        self.types = []
        for type_ in cabinet.types:
            self._add(type_)
        self.lieux.setText(", ".join(cabinet.lieux))
        self.salles.setText(", ".join(cabinet.salles))
        self._show_hours()
        self.show()
        self.lieux.setFocus()

    def _add(self, type_: TypeRendezVous) -> LigneType:
        ligne = LigneType(type_)
        ligne.retirer.clicked.connect(lambda: self._remove(ligne))
        self.types.append(ligne)
        self._types.addWidget(ligne)
        return ligne

    def _remove(self, ligne: LigneType) -> None:
        self.types.remove(ligne)
        ligne.hide()
        ligne.deleteLater()

    def _new(self) -> None:
        ligne = self._add(TypeRendezVous(uuid4().hex[:8], "Nouveau type"))
        ligne.nom.setFocus()
        ligne.nom.selectAll()

    def _show_hours(self) -> None:
        """One line of hours a place, one for all when no place is named."""
        ecrites = {lieu: champ.text() for lieu, champ in self.heures.items()}
        connues = {plage.lieu: plage.texte for plage in self._mien.horaires} | ecrites
        clear(self._heures)
        form = Form(124)
        self.heures = {}
        for lieu in _split(self.lieux) or ("",):
            champ = QLineEdit(connues.get(lieu, ""))
            champ.setCursorPosition(0)
            form.add(lieu or "&Horaires", champ, "lun-ven 9:00-12:00 14:00-19:00")
            self.heures[lieu] = champ
        self._heures.addWidget(form)

    def _save(self) -> None:
        try:
            cabinet = replace(
                self._cabinet,
                types=tuple(ligne.read() for ligne in self.types),
                lieux=_split(self.lieux),
                salles=_split(self.salles),
            )
            horaires = tuple(
                HorairesLieu(lieu, texte)
                for lieu, champ in self.heures.items()
                if (texte := champ.text().strip())
            )
        except ValueError as exc:
            self.erreur.setText(str(exc))
            self.erreur.show()
            return
        self.saved.emit(cabinet, replace(self._mien, horaires=horaires))

    def _build(self) -> None:
        ajouter = Button("Ajouter un type", icon="plus", variant="flat")
        ajouter.clicked.connect(self._new)
        form = Form(124)
        form.add("&Lieux", self.lieux, "Cabinet, Maison de santé")
        form.add("&Salles", self.salles, "Une personne à la fois\u00a0: Échographie")
        self.lieux.editingFinished.connect(self._show_hours)
        boutons = row(gap=8)
        fermer, garder = (
            Button("Fermer", variant="quiet"),
            Button("Enregistrer", icon="check", variant="soft"),
        )
        fermer.clicked.connect(self.hide)
        garder.clicked.connect(self._save)
        fill(boutons, 0, fermer, garder)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        fill(layout, label("Réglages de l’agenda", "section"), label("Types de rendez-vous", "strong"))
        fill(layout, self._types, ajouter, form, self._de_qui, self._heures, self.erreur, boutons)


def _split(champ: QLineEdit) -> tuple[str, ...]:
    """Return the names written in a field, without repeats."""
    return tuple(dict.fromkeys(filter(None, (nom.strip() for nom in champ.text().split(",")))))
