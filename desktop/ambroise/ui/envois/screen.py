"""The outbox screen: the table, and for the current row what happened, what is safe, what to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.envois.ports import EnvoiSuivi
from ambroise.ui.envois.state import COLONNES, FILTRES, LigneEnvoi, arrange, count, identifiant_court
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, row, rule
from ambroise.ui.widgets.rows import RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import NBSP, plural

COMMANDS: Final = (
    Command("envois_retry", "Relancer", "refresh-cw", "Ctrl+Return", "Envoyer maintenant", "envois"),
    Command("envois_cancel", "Annuler cet envoi", "x", "Del", "Il ne partira pas", "envois"),
    Command("envois_open", "Ouvrir le dossier", "folder-open", "", "Le dossier du patient", "envois"),
    Command(
        "envois_copy", "Copier pour l’assistance", "copy", "Ctrl+Shift+C", "Sans donnée de patient", "envois"
    ),
)


class EnvoisScreen(Screen):
    """Shows the outbox; says what the user wants done with an envoi."""

    key, title = "envois", "Envois"
    commands = COMMANDS

    retry_wanted = Signal(object)
    cancel_wanted = Signal(object)
    patient_wanted = Signal(object)
    entered = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._suivis: Sequence[EnvoiSuivi] = ()
        self._maintenant: datetime | None = None
        self._filtre = Segmented("Envois montrés", FILTRES, "jour")
        self._filtre.chosen.connect(lambda _: self._fill())
        self._model: RowsModel[LigneEnvoi] = RowsModel(COLONNES, parent=self)
        self._table: DataTable[LigneEnvoi] = DataTable(self._model, "Envois")
        self._table.current_changed.connect(self._show_detail)
        self._table.opened.connect(lambda ligne: self._want_patient(ligne))
        self._detail = frame("card")
        self._detail_layout = row(self._detail, margins=(1, 1, 1, 1), gap=0)
        self._empty = EmptyState(
            "send", "Tout est parti", "Les envois en attente ou refusés s’afficheront ici."
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self._build()
        self.actions_.on("envois_retry", lambda: self._emit(self.retry_wanted))
        self.actions_.on("envois_cancel", lambda: self._emit(self.cancel_wanted))
        self.actions_.on("envois_open", lambda: self._want_patient(self._table.current()))
        self.actions_.on("envois_copy", self._copy)
        self._show_detail(None)

    def first_focus(self) -> QWidget:
        return self._table

    def show_envois(self, suivis: Sequence[EnvoiSuivi], maintenant: datetime) -> None:
        """Show the outbox as it is, keeping the current row."""
        self._suivis, self._maintenant = suivis, maintenant
        self._fill()

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    @property
    def current(self) -> LigneEnvoi | None:
        """The row the detail is about."""
        return self._table.current()

    def _fill(self) -> None:
        if self._maintenant is None:
            return
        before = self._table.current()
        garde: UUID | None = before.envoi.id if before else None
        filtre = self._filtre.current or "jour"
        lignes = arrange(self._suivis, filtre, self._maintenant)
        for cle, mots in FILTRES[:2]:
            self._filtre.set_words(cle, f"{mots} {count(self._suivis, cle, self._maintenant)}")
        self._model.show_rows(lignes)
        self._stack.setCurrentWidget(self._table if lignes else self._empty)
        rangs = [n for n, ligne in enumerate(lignes) if isinstance(ligne, LigneEnvoi)]
        for n in rangs:
            ligne = lignes[n]
            if isinstance(ligne, LigneEnvoi) and ligne.envoi.id == garde:
                self._table.select(n)
                break
        else:
            if rangs:
                self._table.select(rangs[0])
        self._show_detail(self._table.current())

    def _show_detail(self, ligne: LigneEnvoi | None) -> None:
        self._detail.setVisible(ligne is not None)
        self.actions_["envois_retry"].setEnabled(ligne is not None and ligne.can_retry)
        self.actions_["envois_cancel"].setEnabled(ligne is not None and ligne.envoi.is_annulable)
        self.actions_["envois_open"].setEnabled(ligne is not None and ligne.envoi.patient_id is not None)
        self.actions_["envois_copy"].setEnabled(ligne is not None)
        clear(self._detail_layout)
        if ligne is None:
            return
        self._detail_layout.addWidget(self._explain(ligne), 1)
        self._detail_layout.addWidget(rule("vertical"))
        self._detail_layout.addWidget(self._parcours(ligne))

    def _explain(self, ligne: LigneEnvoi) -> QWidget:
        result = QWidget()
        layout: QVBoxLayout = column(result, margins=(24, 14, 24, 14), gap=10)
        head = row(gap=12)
        fill(head, IconLabel(ligne.icone, ligne.ton, 20), label(ligne.titre, "section", ligne.ton, wrap=True))
        head.setStretch(1, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 132)
        grid.setColumnStretch(1, 1)
        phrases = (
            ("Ce qui s’est passé", ligne.ce_qui_s_est_passe),
            ("Ce qui est sûr", ligne.ce_qui_est_sur),
            ("Que faire", ligne.que_faire),
        )
        for n, (quoi, phrase) in enumerate(phrases):
            grid.addWidget(label(quoi, "secondary"), n, 0)
            grid.addWidget(label(phrase, wrap=True), n, 1)
        buttons = row(gap=8)
        for name, variant in (("envois_retry", "primary"), ("envois_open", ""), ("envois_cancel", "flat")):
            action = self.actions_[name]
            if action.isEnabled():
                buttons.addWidget(Button.of(action, variant))  # type: ignore[arg-type]
        buttons.addStretch(1)
        fill(layout, head, grid, 0, buttons)
        return result

    def _parcours(self, ligne: LigneEnvoi) -> QWidget:
        result = QFrame()
        result.setFixedWidth(360)
        layout = column(result, margins=(24, 14, 24, 14), gap=8)
        fill(layout, label("Parcours", "heading"))
        for icone, ton, mots, heure in ligne.parcours:
            pas = row(gap=12)
            fill(pas, IconLabel(icone, ton), label(mots), 0, label(heure, "label"))
            layout.addLayout(pas)
        copy = Button.of(self.actions_["envois_copy"], "flat")
        fill(layout, 0, rule(), label(f"Envoi {identifiant_court(ligne.envoi.id)}", "label"))
        line = row()
        fill(line, copy, 0)
        layout.addLayout(line)
        return result

    def _build(self) -> None:
        page = QWidget()
        layout = column(page, margins=(24, 16, 24, 24), gap=0)
        head = row(gap=16)
        phrase = label("Chaque envoi part une seule fois, même après une coupure.", "secondary")
        fill(head, label("Envois", "title"), phrase, 0, self._filtre)
        fill(layout, head, 12)
        layout.addWidget(self._stack, 1)
        layout.addSpacing(16)
        self._detail.setFixedHeight(236)
        layout.addWidget(self._detail)
        self.put(page)

    def _emit(self, signal: object) -> None:
        ligne = self._table.current()
        if ligne is not None:
            signal.emit(ligne.envoi.id)  # type: ignore[attr-defined]

    def _want_patient(self, ligne: LigneEnvoi | None) -> None:
        if ligne is not None and ligne.envoi.patient_id is not None:
            self.patient_wanted.emit(ligne.envoi.patient_id)

    def _copy(self) -> None:
        ligne = self._table.current()
        if ligne is None:
            return
        lines = (
            f"Envoi {ligne.envoi.id}",
            f"Service{NBSP}: {ligne.envoi.type.value}",
            f"État{NBSP}: {ligne.envoi.etat.value}",
            f"Essais{NBSP}: {plural(ligne.envoi.essais, 'essai')}",
            f"Créé le{NBSP}: {ligne.envoi.cree_le.isoformat(timespec='seconds')}",
        )
        QGuiApplication.clipboard().setText("\n".join(lines))
