"""The right pane: the file that was recognised, trait by trait, and how the document is filed in it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QGridLayout, QStackedLayout, QWidget

from ambroise.domain.comparaison import Morceau, compare_texts
from ambroise.domain.identite import Sexe, StatutIdentite
from ambroise.ui.actions import Actions
from ambroise.ui.messages.ports import RUBRIQUES, Classement, DossierRapproche, MessageLu, Rangement
from ambroise.ui.painting import MEDIUM, REGULAR, SEMIBOLD, ChipText, Span
from ambroise.ui.tokens import Tone, Type
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip, IconLabel, Line
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, panel_head, row, rule
from ambroise.ui.words import born, plural

_STATUS = {
    StatutIdentite.QUALIFIEE: ChipText("INS qualifiée", "success", "shield-check"),
    StatutIdentite.VALIDEE: ChipText("Identité validée", "info", "shield-check"),
    StatutIdentite.RECUPEREE: ChipText("INS récupérée", "warning", "shield-alert"),
    StatutIdentite.PROVISOIRE: ChipText("Identité provisoire", "warning", "shield-alert"),
}
_BORN = {Sexe.FEMININ: "Née le", Sexe.MASCULIN: "Né le"}
_WIDE = 14
"""Values longer than this span both columns: once when identical, one above the other when not."""
_SEXE = {Sexe.FEMININ: "Féminin", Sexe.MASCULIN: "Masculin", Sexe.INDETERMINE: "Indéterminé"}


class MatchPane(QWidget):
    """Files only what a person asked to file; what is not recognised is never filed by itself."""

    filed = Signal(object)
    """A Rangement."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._message: MessageLu | None = None
        self._today = date.min
        self._score = Chip("", "success", "circle-check")
        self._who = QWidget()
        self._facts = column(self._who, margins=(16, 12, 16, 12), gap=6)
        self._traits = QWidget()
        self._grid = QGridLayout(self._traits)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._empty = EmptyState(
            "user-search",
            "Aucun dossier reconnu",
            "Choisissez le patient\u00a0: les traits seront comparés avant de classer.",
            Button.of(actions["messages.patient"]),
        )
        recognised = QWidget()
        layout = column(recognised)
        fill(layout, panel_head("Dossier reconnu", self._score), rule(), self._who, rule(), self._traits)
        fill(layout, rule(), self._build_filing(), 0)
        self._faces = QStackedLayout(self)
        self._faces.addWidget(self._empty)
        self._faces.addWidget(recognised)
        self._recognised = recognised

    def show_message(self, message: MessageLu | None, today: date) -> None:
        """Show what was recognised for a message."""
        self._message, self._today = message, today
        file = None if message is None else message.dossier
        self._faces.setCurrentWidget(self._empty if file is None else self._recognised)
        waits = message is not None and message.resume.classement is not Classement.CLASSE
        may_file = file is not None and message is not None and message.document is not None and waits
        self._actions["messages.file"].setEnabled(may_file)
        self._actions["messages.file"].setText("Classer" if waits else "Déjà classé")
        if message is None or file is None:
            return
        self._show_file(file)
        document = message.document
        self._filing.setVisible(document is not None)
        if document is not None:
            self.rubrique.setCurrentText(document.rubrique)
            acte = document.date_acte or message.resume.recu_le.date()
            self.acte.setDate(QDate(acte.year, acte.month, acte.day))
            self.results.setVisible(bool(document.resultats))
            self.results.setText(f"Ajouter {plural(document.resultats, 'résultat')} aux courbes")
            self.results.setChecked(bool(document.resultats))
            self.recall.setChecked(message.resume.urgent)

    def file(self) -> None:
        """Ask that the document be filed as shown."""
        message = self._message
        if message is None or message.dossier is None or message.document is None:
            return
        acte = self.acte.date()
        self.filed.emit(
            Rangement(
                message.resume.id,
                message.dossier.patient_id,
                self.rubrique.currentText(),
                date(acte.year(), acte.month(), acte.day()),
                self.results.isChecked() and bool(message.document.resultats),
                self.recall.isChecked(),
            )
        )

    def _show_file(self, file: DossierRapproche) -> None:
        same, all_ = file.identiques, len(file.traits)
        certain = file.is_certain
        tone: Tone = "success" if certain else "warning"
        icon = "circle-check" if certain else "equal-not" if same < all_ else "shield-alert"
        self._score.show_chip(ChipText(f"{same} traits sur {all_}", tone, icon))
        clear(self._facts)
        name = (Span(f"{file.nom} ", SEMIBOLD, size=Type.TITLE), Span(file.prenom, MEDIUM, size=Type.TITLE))
        birth = f"{_BORN.get(file.sexe, 'Naissance')} {born(file.date_naissance, self._today)}"
        chips = row()
        status = _STATUS[file.statut]
        fill(chips, Chip(status.text, status.tone, status.icon))
        if file.ald:
            fill(chips, Chip(file.ald))
        fill(chips, 0)
        fill(self._facts, Line(name), label(f"{birth} · {_SEXE[file.sexe]}", "secondary", wrap=True))
        self._facts.addLayout(chips)
        self._show_traits(file)

    def _show_traits(self, file: DossierRapproche) -> None:
        clear(self._grid)
        for place, title in enumerate(("Trait", "Document", "Dossier")):
            self._grid.addWidget(label(title, "heading"), 0, place)
        for line, trait in enumerate(file.traits, 1):
            self._grid.addWidget(label(trait.nom, "label"), line, 0)
            compared = compare_texts(trait.dossier, trait.document)
            document, ici = Line(_lit(compared.droite)), Line(_lit(compared.gauche))
            if max(len(trait.document), len(trait.dossier)) <= _WIDE:
                self._grid.addWidget(document, line, 1)
                self._grid.addWidget(ici, line, 2)
            elif trait.is_identique:
                self._grid.addWidget(Line([Span(trait.document)]), line, 1, 1, 2)
            else:
                both = column()
                fill(both, document, ici)
                self._grid.addLayout(both, line, 1, 1, 2)
            mark = IconLabel(
                "check" if trait.is_identique else "equal-not", "success" if trait.is_identique else "warning"
            )
            mark.setAccessibleName("identique" if trait.is_identique else "différent")
            self._grid.addWidget(mark, line, 3)

    def _build_filing(self) -> QWidget:
        self._filing = QWidget()
        form = Form(label_width=92)
        self.rubrique, self.acte = QComboBox(), QDateEdit()
        self.rubrique.addItems(RUBRIQUES)
        self.acte.setDisplayFormat("d MMMM yyyy")
        self.acte.setCalendarPopup(True)
        form.add("Ran&ger dans", self.rubrique)
        form.add("&Date d’acte", self.acte)
        self.results, self.recall = QCheckBox(), QCheckBox("Rappeler le patient aujourd’hui")
        buttons = row()
        fill(buttons, Button.of(self._actions["messages.patient"], bare=True), 0)
        layout = column(self._filing, margins=(16, 12, 16, 12), gap=8)
        fill(layout, form, self.results, self.recall, 4)
        fill(layout, Button.of(self._actions["messages.file"], "primary"))
        layout.addLayout(buttons)
        return self._filing


def _lit(runs: Sequence[Morceau]) -> list[Span]:
    """Return the runs of one side, those that differ in a filled box."""
    return [Span(run.texte or " ", SEMIBOLD if run.differe else REGULAR, marked=run.differe) for run in runs]
