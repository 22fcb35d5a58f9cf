"""Correct what a file says, or take it out with its reason; what it was stays in its history."""

import re
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    Etiquette,
    MembreEquipe,
    Probleme,
    Tache,
    TraitementDeclare,
)
from ambroise.ui.widgets.form_card import FormCard

Corrigible = (
    Ald | Antecedent | ArretTraitement | Etiquette | MembreEquipe | Probleme | Tache | TraitementDeclare
)

_DATE: Final = re.compile(r"(?:(?:(\d{1,2})\s*[/. -]\s*)?(\d{1,2})\s*[/. -]\s*)?(\d{4})")
_NOMS: Final[dict[type, tuple[str, str, str]]] = {
    Ald: ("libelle", "debut", "fin"),
    Probleme: ("libelle", "debut", "fin"),
    Antecedent: ("libelle", "depuis", ""),
    ArretTraitement: ("motif", "le", ""),
    Tache: ("libelle", "echeance", ""),
    TraitementDeclare: ("libelle", "debut", "fin"),
    MembreEquipe: ("nom", "", ""),
    Etiquette: ("libelle", "", ""),
}
"""Per kind: its words, its date if it has one, and the date that ends it."""


class MotifCard(FormCard):
    """Asks why something leaves the file."""

    annulled = Signal(object, str)
    """The UUID of what leaves, and the reason."""

    def __init__(self, verb: str = "Retirer du dossier", parent: QWidget | None = None) -> None:
        super().__init__(verb, 64, parent)
        self._id: UUID | None = None
        self.motif = QLineEdit()
        self.add("&Motif", self.motif, "saisie dans le mauvais dossier", first=True)
        self.accepted.connect(self._annul)

    def ask(self, id_: UUID) -> None:
        """Ask the reason for one thing."""
        self._id = id_
        self.motif.clear()
        self.open()

    def _annul(self) -> None:
        motif = self.motif.text().strip()
        self.form.show_error(self.motif, "" if motif else "Dites pourquoi\u00a0: le motif reste au dossier.")
        if not motif:
            self.motif.setFocus()
        elif self._id is not None:
            self.hide()
            self.annulled.emit(self._id, motif)


class CorrectionCard(FormCard):
    """Shows one entry to correct; with a reason typed instead, it leaves the file."""

    corrected = Signal(object)
    annulled = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Corriger", 64, parent)
        self._entree: Corrigible | None = None
        self.libelle, self.le, self.fin, self.motif = (QLineEdit() for _ in range(4))
        self.add("&Quoi", self.libelle, first=True)
        self.add("&Date", self.le, "12/03/2024, 03/2024 ou 2024")
        self.add("&Fin", self.fin, "vide tant que cela dure")
        self.add("&Retirer", self.motif, "motif, pour l’ôter du dossier")
        self.accepted.connect(self._accept)
        self.motif.textChanged.connect(
            lambda texte: self.ok.setText("Retirer du dossier" if texte.strip() else "Corriger")
        )

    def ask(self, entree: Corrigible, saisie: Corrigible | None = None) -> None:
        """Show an entry, ready to be corrected; ``saisie`` is what was typed of it before it changed."""
        self._entree = entree
        montree = saisie or entree
        libelle, le, fin = _NOMS[type(entree)]
        self.libelle.setText(getattr(montree, libelle))
        self.le.setText(write_day(getattr(montree, le)) if le else "")
        self.le.setEnabled(bool(le))
        self.fin.setText(write_day(getattr(montree, fin)) if fin else "")
        self.fin.setEnabled(bool(fin))
        self.motif.clear()
        self.open()

    def _accept(self) -> None:
        entree = self._entree
        if entree is None:
            return
        if motif := self.motif.text().strip():
            self.hide()
            self.annulled.emit(entree.id, motif)
        elif (corrigee := self._read(entree)) is not None:
            self.hide()
            if corrigee != entree:
                self.corrected.emit(corrigee)

    def _read(self, entree: Corrigible) -> Corrigible | None:
        nom, debut, fin = _NOMS[type(entree)]
        self.form.clear_errors()
        libelle = self.libelle.text().strip()
        if not libelle:
            self.form.show_error(self.libelle, "Écrivez ce qui est suivi.")
            return None
        valeurs: dict[str, object] = {nom: libelle}
        for champ, field in ((debut, self.le), (fin, self.fin)):
            if champ:
                try:
                    valeurs[champ] = read_day(field.text(), getattr(entree, champ))
                except ValueError as erreur:
                    self.form.show_error(field, str(erreur))
                    return None
        if debut and valeurs[debut] is None and not isinstance(entree, Antecedent):
            self.form.show_error(self.le, "Une date est nécessaire.")
            return None
        return replace(entree, **valeurs)  # type: ignore[arg-type]


def write_day(jour: date | None) -> str:
    """Return a day as it is typed, empty for none."""
    return f"{jour:%d/%m/%Y}" if jour else ""


def read_day(texte: str, avant: date | None = None) -> date | None:
    """Read a day, a month or a year, as people remember them; one left as it was is not read again.

    Raises:
        ValueError: not a date; the message is the sentence to show.
    """
    texte = texte.strip()
    if texte == write_day(avant):
        return avant
    if not texte:
        return None
    trouve = _DATE.fullmatch(texte)
    try:
        if trouve is None:
            raise ValueError
        return date(int(trouve[3]), int(trouve[2] or 1), int(trouve[1] or 1))
    except ValueError:
        raise ValueError("La date s’écrit 12/03/2024, 03/2024 ou 2024.") from None
