"""What the open document proposes to the file: nothing is ticked, nothing enters unasked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from ambroise.domain.apports import Apport, GenreApport, Propositions
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import plural


class ApportsPanel(QWidget):
    """``accepted`` carries the proposals that were ticked."""

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cases: list[tuple[QCheckBox, Apport]] = []
        inside = QWidget()
        self._lignes = column(inside, margins=(4, 4, 4, 4), gap=6)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("Propositions du document")
        self.ajouter = Button("Ajouter au dossier", icon="plus", variant="soft")
        self.ajouter.clicked.connect(lambda: self.accepted.emit(tuple(self.chosen)))
        bas = row()
        fill(bas, self.ajouter, 0)
        layout = column(self, gap=8)
        layout.addWidget(scroll, 1)
        layout.addLayout(bas)
        self.show_propositions(Propositions())

    @property
    def chosen(self) -> list[Apport]:
        """The proposals ticked."""
        return [apport for case, apport in self.cases if case.isChecked() and case.isEnabled()]

    def show_propositions(self, propositions: Propositions) -> None:
        """Show what a document proposes, or why it proposes nothing."""
        clear(self._lignes)
        self.cases = []
        if propositions.ecart or not propositions.apports:
            phrase = propositions.ecart or "Ce document ne propose rien que le dossier puisse reprendre."
            self._lignes.addWidget(label(phrase, "secondary", wrap=True))
        for genre in GenreApport:
            siens = [a for a in propositions.apports if a.genre is genre]
            if siens:
                self._lignes.addWidget(label(genre.value, "heading"))
            for apport in siens:
                self._add(apport)
        self._lignes.addStretch(1)
        self._follow()

    def _add(self, apport: Apport) -> None:
        case = QCheckBox(apport.libelle.replace("&", "&&"))
        case.setAccessibleDescription(apport.detail)
        case.setEnabled(not apport.is_connu)
        case.toggled.connect(self._follow)
        ligne = row(gap=8)
        fill(ligne, case, 0)
        if apport.is_critique:
            ligne.addWidget(Chip("Critique", "danger", "octagon-alert"))
        elif apport.is_anormal:
            ligne.addWidget(Chip("Anormal", "warning", "triangle-alert"))
        if apport.is_connu:
            ligne.addWidget(Chip("Déjà au dossier", "secondary", "check"))
        self._lignes.addLayout(ligne)
        if apport.detail:
            self._lignes.addWidget(label(apport.detail, "secondary", wrap=True))
        self.cases.append((case, apport))

    def _follow(self) -> None:
        combien = len(self.chosen)
        self.ajouter.setEnabled(combien > 0)
        mots = f"Ajouter {plural(combien, 'élément')} au dossier" if combien else "Ajouter au dossier"
        self.ajouter.setText(mots)
