"""The card of the next patient: name, birth and age, what must be known before the door opens."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ambroise.domain.identite import Sexe
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.painting import MEDIUM, SEMIBOLD, Span
from ambroise.ui.tokens import Type
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip, IconLabel, Line
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP, born, clock

_SEXES = {Sexe.MASCULIN: "Masculin", Sexe.FEMININ: "Féminin", Sexe.INDETERMINE: "Sexe indéterminé"}


class CarteSuivant(QFrame):
    """Shows whom to call; says so when nobody is left."""

    open_wanted = Signal(object)
    call_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._layout = column(self, margins=(16, 14, 16, 16), gap=6)
        self._entree: RendezVousDuJour | None = None

    @property
    def entree(self) -> RendezVousDuJour | None:
        """The appointment shown."""
        return self._entree

    def show_suivant(self, entree: RendezVousDuJour | None, maintenant: datetime) -> None:
        """Show an appointment, None when the day is over."""
        self._entree = entree
        clear(self._layout)
        if entree is None or entree.patient is None:
            fill(self._layout, label("Plus personne n’est attendu.", "secondary"))
            return
        patient, traits = entree.patient, entree.patient.identite.traits
        feminin = traits.sexe is Sexe.FEMININ
        self._layout.addLayout(_head(entree, maintenant, feminin))
        nom = (
            Span(f"{patient.nom_affiche} ", SEMIBOLD, size=Type.TITLE),
            Span(patient.prenom_affiche, MEDIUM, size=Type.TITLE),
        )
        ne = "Née le" if feminin else "Né le"
        jour = maintenant.astimezone().date()
        naissance = f"{ne} {born(traits.date_naissance, jour)} · {_SEXES[traits.sexe]}"
        fill(self._layout, Line(nom), label(naissance, "secondary", wrap=True), 2)
        self._layout.addLayout(_chips(entree))
        buttons = row(gap=8)
        ouvrir = Button("Ouvrir le dossier", icon="folder-open", key="F8", variant="primary")
        ouvrir.clicked.connect(lambda: self.open_wanted.emit(entree))
        appeler = Button("Appeler", icon="bell")
        appeler.clicked.connect(lambda: self.call_wanted.emit(entree))
        fill(buttons, ouvrir, appeler, 0)
        self._layout.addSpacing(6)
        self._layout.addLayout(buttons)


def _head(entree: RendezVousDuJour, maintenant: datetime, feminin: bool) -> QHBoxLayout:
    head = row(gap=6)
    fill(head, label("Patiente suivante" if feminin else "Patient suivant", "heading"), 0)
    attente = entree.rendez_vous.attente(maintenant)
    if attente is not None:
        minutes = int(attente.total_seconds() // 60)
        mots = label(f"En salle depuis {minutes}{NBSP}min", "heading", "success")
        fill(head, IconLabel("armchair", "success"), mots)
    else:
        fill(head, label(f"Attendu à {clock(entree.rendez_vous.debut.astimezone())}", "heading"))
    return head


def _chips(entree: RendezVousDuJour) -> QHBoxLayout:
    assert entree.patient is not None
    chips = row(gap=8)
    if entree.patient.identite.is_qualifiee:
        fill(chips, Chip("INS qualifiée", "success", "shield-check"))
    else:
        mot = f"Identité {entree.patient.identite.statut.value}"
        fill(chips, Chip(mot, "warning", "shield-alert"))
    for allergie in entree.allergies[:2]:
        fill(chips, Chip(allergie.libelle, "danger", "triangle-alert"))
    if entree.ald:
        fill(chips, Chip(entree.ald))
    fill(chips, 0)
    return chips
