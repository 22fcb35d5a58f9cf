"""Find a patient, or words in the notes: one field, ranked answers, why each one is there."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ambroise.domain.identite import StatutIdentite
from ambroise.ui.actions import Command
from ambroise.ui.painting import ChipText, Span, named
from ambroise.ui.patients.notes import NotesPanel
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import age, long_date, plural
from ambroise.usecases.patients import RESULTATS
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.recherche_notes import PassageTrouve

PAUSE_NOTES_MS: Final = 250
"""Each search in the notes is a reading that leaves its trace; patients are searched at each key."""

COMMANDS: Final = (
    Command(
        "patients_notes",
        "Chercher dans les notes",
        "notebook-pen",
        "Ctrl+Shift+F",
        "Consultations, courriers, documents",
        "patients",
    ),
    Command(
        "patients_nouveau",
        "Nouveau patient",
        "plus",
        "Ctrl+Shift+N",
        "Depuis une carte ou ses traits",
        "patients",
    ),
    Command(
        "patients_coordonnees",
        "Coordonnées",
        "phone",
        "Ctrl+Shift+C",
        "Celles du patient choisi, sans ouvrir son dossier",
        "patients",
    ),
    Command(
        "patients_carte",
        "Lire la carte Vitale",
        "credit-card",
        "Ctrl+Shift+V",
        "Ouvrir le bon dossier",
        "patients",
    ),
    Command(
        "patients_doublons",
        "Dossiers en double",
        "users",
        "Ctrl+Shift+D",
        "Les comparer et les réunir",
        "patients",
    ),
)

_STATUTS: Final = {
    StatutIdentite.QUALIFIEE: ChipText("Qualifiée", "success", "shield-check"),
    StatutIdentite.VALIDEE: ChipText("Validée", "info", "shield-check"),
    StatutIdentite.RECUPEREE: ChipText("Récupérée", "warning", "shield-alert"),
    StatutIdentite.PROVISOIRE: ChipText("Provisoire", "warning", "shield-alert"),
}

_SEXES: Final = {"F": "Féminin", "M": "Masculin", "I": "Indéterminé"}


class PatientsScreen(Screen):
    """The list of the patients found."""

    key, title = "patients", "Patients"
    commands = COMMANDS

    search_wanted = Signal(str)
    notes_wanted = Signal(str)
    textes_wanted = Signal()
    """Which documents are found by their words."""
    passage_wanted = Signal(object)
    """The PassageTrouve to read in its file."""
    patient_wanted = Signal(object)
    coordonnees_wanted = Signal(object)
    """UUID of the patient."""
    new_wanted = Signal()
    card_wanted = Signal()
    doublons_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self._combien = label("", "secondary")
        self._montre = ""
        """The text whose answers are shown: asked again, it keeps the row chosen."""
        self._is_entered = False
        self._model: RowsModel[ResultatPatient] = RowsModel(self._columns(), parent=self)
        self.table: DataTable[ResultatPatient] = DataTable(self._model, "Patients trouvés")
        self.table.opened.connect(lambda r: self.patient_wanted.emit(r.id))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._ask)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._open_first)
        carte = Button.of(self.actions_["patients_carte"])
        self._debut = EmptyState(
            "users",
            "Aucun dossier ouvert",
            "Insérez une carte Vitale ou cherchez un nom, le dossier s’ouvre seul.",
            carte,
        )
        self._rien = EmptyState(
            "user-search",
            "Aucun patient sous ce nom",
            "Essayez le nom de naissance, la date de naissance ou quelques lettres.",
            Button.of(self.actions_["patients_nouveau"]),
        )
        self.mode = Segmented("Chercher", [("patients", "Patients"), ("notes", "Dans les notes")])
        self.mode.chosen.connect(self._choose_mode)
        self.notes = NotesPanel()
        self.notes.changed.connect(self._ask)
        self.notes.opened.connect(self.passage_wanted)
        self._stack = QStackedWidget()
        for widget in (self._debut, self.table, self._rien, self.notes):
            self._stack.addWidget(widget)
        self.put(self._build())
        self.setFocusProxy(self.field)
        self._set_mode("patients")
        self.actions_.on("patients_notes", lambda: self._choose_mode("notes"))
        self.actions_.on("patients_coordonnees", self._want_coordonnees)
        self.actions_.on("patients_nouveau", self.new_wanted.emit)
        self.actions_.on("patients_carte", self.card_wanted.emit)
        self.actions_.on("patients_doublons", self.doublons_wanted.emit)

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, UUID):
            self.patient_wanted.emit(argument)
            return
        if isinstance(argument, str):
            self._set_mode("patients")
            self.field.setText(argument)
        self.field.setFocus()
        self.field.selectAll()
        self._montre = ""
        self._ask()

    def show_resultats(self, texte: str, resultats: Sequence[ResultatPatient]) -> None:
        """Show what was found for a text; an answer to an older text is dropped."""
        if texte != self.field.text().strip() or self.is_in_notes:
            return
        choisi = self.table.current() if texte == self._montre else None
        self._montre = texte
        self._model.show_rows(resultats)
        self._combien.setText(count_words(len(resultats)))
        if resultats:
            self._stack.setCurrentWidget(self.table)
            rangs = (n for n, r in enumerate(resultats) if choisi is not None and r.id == choisi.id)
            self.table.select(next(rangs, 0))
        else:
            self._stack.setCurrentWidget(self._rien if texte else self._debut)
        self._open_if_entered()

    def show_passages(self, texte: str, trouves: Sequence[PassageTrouve]) -> None:
        """Show the passages found for a text; an answer to an older text is dropped."""
        if texte != self.field.text().strip() or not self.is_in_notes:
            return
        self._montre = texte
        self.notes.show_passages(texte, trouves, self.context.now().date())
        self._combien.setText(plural(len(trouves), "passage") if trouves else "")
        self._open_if_entered()

    @property
    def is_in_notes(self) -> bool:
        """Whether words are searched rather than people."""
        return self.mode.current == "notes"

    @property
    def _is_settled(self) -> bool:
        """Whether what is shown answers what is typed: the first line of an older list is another person."""
        return self._montre == self.field.text().strip()

    def _build(self) -> QWidget:
        page = QWidget()
        layout = column(page, margins=(24, 16, 24, 24), gap=12)
        head = row(gap=12)
        fill(
            head,
            label("Patients", "title"),
            self.mode,
            self._combien,
            0,
            Button.of(self.actions_["patients_doublons"], "flat"),
            Button.of(self.actions_["patients_nouveau"]),
        )
        ligne = row(gap=8)
        fill(ligne, self.field, Button.of(self.actions_["patients_coordonnees"], "flat"))
        ligne.setStretch(0, 1)
        fill(layout, head, ligne)
        layout.addWidget(self._stack, 1)
        return page

    def _typed(self) -> None:
        self._is_entered = False
        self._pause.start()

    def _ask(self) -> None:
        texte = self.field.text().strip()
        (self.notes_wanted if self.is_in_notes else self.search_wanted).emit(texte)

    def _choose_mode(self, mode: str) -> None:
        self._set_mode(mode)
        if self.is_in_notes:
            self.textes_wanted.emit()
        self.field.setFocus()
        self.field.selectAll()
        self._ask()

    def _set_mode(self, mode: str) -> None:
        self.mode.choose(mode)
        notes = mode == "notes"
        self._montre = ""
        self._pause.setInterval(PAUSE_NOTES_MS if notes else 0)
        mots = "Mots des notes, des courriers…" if notes else "Nom, prénom, date de naissance, matricule…"
        self.field.setPlaceholderText(mots)
        self.field.setAccessibleName("Chercher dans les notes" if notes else "Chercher un patient")
        self._combien.clear()
        self._stack.setCurrentWidget(self.notes if notes else self._debut)

    def _open_first(self) -> None:
        self._is_entered = True
        if self._is_settled:
            self._open_if_entered()

    def _open_if_entered(self) -> None:
        """Open the line chosen, once the answers to what was entered are there."""
        if not self._is_entered:
            return
        self._is_entered = False
        if self.is_in_notes:
            if (trouve := self.notes.current) is not None:
                self.passage_wanted.emit(trouve)
        elif (courant := self.table.current()) is not None:
            self.patient_wanted.emit(courant.id)

    def _want_coordonnees(self) -> None:
        courant = None if self.is_in_notes else self.table.current()
        if courant is not None and self._is_settled:
            self.coordonnees_wanted.emit(courant.id)

    def _columns(self) -> tuple[Column[ResultatPatient], ...]:
        return (
            Column("Patient", _nom, 0),
            Column("Né le", lambda r: self._naissance(r.date_naissance), 260),
            Column("Sexe", lambda r: Cell.of(_SEXES.get(r.sexe, r.sexe), "secondary"), 112),
            Column("Identité", lambda r: Cell(chips=(_STATUTS[r.statut],)), 148),
            Column("", lambda r: Cell.of(r.motif, "secondary"), 200),
        )

    def _naissance(self, jour: date) -> Cell:
        ans = age(jour, self.context.now().date())
        return Cell((Span(long_date(jour)), Span(f" · {ans}", tone="secondary")))


def count_words(combien: int) -> str:
    """Return how many files are shown, and that more would answer when the list is full."""
    if combien >= RESULTATS:
        return f"Les {combien} premiers, précisez"
    return plural(combien, "dossier") if combien else ""


def _nom(resultat: ResultatPatient) -> Cell:
    if resultat.nom_utilise and resultat.nom_utilise != resultat.nom_naissance:
        reste = (
            f"  née {resultat.nom_naissance}" if resultat.sexe == "F" else f"  né {resultat.nom_naissance}"
        )
        return Cell(named(resultat.nom_utilise, resultat.prenom.title(), rest=reste))
    return Cell(named(resultat.nom_naissance, resultat.prenom.title()))
