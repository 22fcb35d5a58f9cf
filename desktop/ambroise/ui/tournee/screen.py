"""The tour: homes at the left, acts and note in the middle, measures at the right; no dialog ever."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QProgressBar, QStackedWidget, QWidget

from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.ui.actions import Command
from ambroise.ui.patients.constantes import BandeConstantes
from ambroise.ui.patients.state import tiles
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tokens import Size
from ambroise.ui.tournee.actes import ActesPanel
from ambroise.ui.tournee.plaie import PlaiePanel
from ambroise.ui.tournee.state import EtatTournee, home_rows
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, restyle, row, scroller
from ambroise.ui.widgets.lists import SectionList

PAUSE_MS: Final = 400

COMMANDS: Final = (
    Command(
        "tournee_next", "Domicile suivant", "arrow-right", "Ctrl+Return", "Terminer ce passage", "tournee"
    ),
    Command("tournee_absent", "Patient absent", "calendar-x-2", "Alt+A", "Aucun soin fait", "tournee"),
    Command("tournee_soins", "Plan de soins", "bandage", "Alt+S", "De ce patient", "tournee"),
    Command("tournee_note", "Aller à la note", "notebook-pen", "Alt+N", "", "tournee"),
    Command("tournee_plaie", "Mesurer la plaie", "ruler", "Alt+P", "", "tournee"),
    *(
        Command(f"tournee_acte_{n}", f"Cocher le soin {n}", "check", str(n), "", "tournee", in_palette=False)
        for n in range(1, 10)
    ),
)


class TourneeScreen(Screen):
    """Shows an :class:`EtatTournee`; what is typed is kept when typing pauses."""

    key, title, shows_patient = "tournee", "Tournée", True
    commands = COMMANDS

    entered = Signal()
    home_opened = Signal(object)
    ticked = Signal(int)
    undone = Signal(int, str)
    typed = Signal(object, str, str, object)
    """UUID of the passage, line of measures, note, :class:`PlaieSaisie`."""
    photo_chosen = Signal(object)
    """Path of a picture of the wound."""
    next_wanted = Signal()
    absent = Signal()
    soins_wanted = Signal(object)
    """The UUID of the patient of the home."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._etat: EtatTournee | None = None
        self._montre: UUID | None = None
        self._titre, self._combien = label("", "section"), label("", "secondary")
        self._barre = QProgressBar()
        self._barre.setTextVisible(False)
        self._barre.setAccessibleName("Domiciles faits")
        self.homes = SectionList("Domiciles de la tournée", height=Size.TOUCH_ROW, lines=True)
        self.homes.current_changed.connect(self._opened)
        self._ordonnance = label("", "secondary")
        self._a_savoir = label("", "strong", "warning", wrap=True)
        self.manques = label("", "strong", "warning", wrap=True)
        self.actes = ActesPanel()
        self.constantes, self.note = QLineEdit(), QPlainTextEdit()
        self.bande, self.plaie = BandeConstantes(), PlaiePanel()
        self._refus = label("", "label", "danger", wrap=True)
        self._garde = label("", "label")
        self._reste = label("", "secondary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                "route", "Aucun domicile aujourd’hui", "Les passages du jour s’afficheront ici, dans l’ordre."
            )
        )
        self._stack.addWidget(self._make_tour())
        self.put(self._stack)
        suivant = Button.of(self.actions_["tournee_next"], "primary")
        restyle(suivant, touch="true")
        absent = Button.of(self.actions_["tournee_absent"])
        plan = Button.of(self.actions_["tournee_soins"], "flat")
        restyle(absent, touch="true")
        self.put_foot(self._reste, 0, self._garde, plan, absent, suivant)
        self._wire()

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def leave(self) -> bool:
        self.flush()
        return True

    def first_focus(self) -> QWidget:
        return self.homes

    def show_tournee(self, etat: EtatTournee) -> None:
        """Show the tour; the fields of the home being typed are left alone."""
        self._etat = etat
        first = bool(etat.prevus) and self._stack.currentIndex() == 0
        self._stack.setCurrentIndex(int(bool(etat.prevus)))
        self._titre.setText(etat.titre)
        self._combien.setText(f"{etat.faits} sur {len(etat.prevus)} faits")
        self._barre.setRange(0, max(1, len(etat.prevus)))
        self._barre.setValue(etat.faits)
        self.homes.blockSignals(True)
        self.homes.show_items(home_rows(etat))
        if etat.courant is not None:
            self.homes.select_data(etat.courant)
        self.homes.blockSignals(False)
        if first and self.isVisible():
            self.homes.setFocus()
        self._show_passage(etat)
        self._reste.setText(etat.reste)
        ouvert = etat.ouvert
        suivant = self.actions_["tournee_next"]
        suivant.setEnabled(ouvert is not None and (ouvert.passage.is_termine or not ouvert.passage.restants))
        suivant.setText("Domicile suivant" if etat.suivant is not None else "Terminer la tournée")

    def show_kept(self, mots: str) -> None:
        """Say when what is typed was kept."""
        self._garde.setText(mots)

    def flush(self) -> None:
        """Ask for what is typed to be kept now."""
        if self._pause.isActive():
            self._pause.stop()
            self._tell()

    def _tell(self) -> None:
        if self._montre is not None:
            saisie = self.plaie.saisie
            self.typed.emit(self._montre, self.constantes.text(), self.note.toPlainText(), saisie)

    def _show_passage(self, etat: EtatTournee) -> None:
        ouvert = etat.ouvert
        if ouvert is None:
            return
        passage = ouvert.passage
        self.actes.show_passage(passage)
        self._ordonnance.setText(passage.ordonnance)
        self._a_savoir.setText(passage.a_savoir)
        self._a_savoir.setVisible(bool(passage.a_savoir))
        self.manques.setText("\n".join(passage.manques))
        self.manques.setVisible(bool(passage.manques))
        self.actions_["tournee_absent"].setEnabled(bool(passage.restants) and not passage.is_termine)
        autre = self._montre != passage.id
        self.plaie.show_passage(ouvert, retype=autre)
        if autre:
            self._montre = passage.id
            self._garde.clear()
            for champ, poser, texte in (
                (self.constantes, self.constantes.setText, passage.constantes),
                (self.note, self.note.setPlainText, passage.note),
            ):
                champ.blockSignals(True)
                poser(texte)
                champ.blockSignals(False)
            self._show_constantes()
        for champ in (self.constantes, self.note):
            champ.setReadOnly(passage.is_termine)

    def _show_constantes(self) -> None:
        ouvert = self._etat.ouvert if self._etat is not None else None
        if ouvert is None:
            return
        saisie = parse_constantes(self.constantes.text())
        jour = self.context.now().date()
        age = ouvert.patient.identite.traits.age(jour)
        self.bande.show_tuiles(tiles(saisie.mesures, ouvert.constantes, age, jour))
        self._refus.setText("\n".join(f"«\u00a0{r.texte}\u00a0»\u00a0: {r.raison}" for r in saisie.refus))
        self._refus.setVisible(bool(saisie.refus))

    def _make_tour(self) -> QWidget:
        gauche = QWidget()
        layout = column(gauche)
        tete = QWidget()
        tete.setFixedHeight(52)
        fill(row(tete, margins=(16, 0, 16, 0)), self._titre, 0, self._combien)
        fill(layout, tete, self._barre)
        layout.addWidget(self.homes, 1)
        work = QWidget()
        corps = column(work, margins=(20, 14, 20, 14), gap=10)
        corps.addLayout(_titre("Soins du passage", self._ordonnance))
        fill(corps, self._a_savoir, self.manques, self.actes)
        corps.addLayout(_titre("Note", label("Alt+N", "label")))
        self.note.setAccessibleName("Note du passage")
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(72)
        corps.addWidget(self.note, 1)
        droite = QWidget()
        cote = column(droite, margins=(16, 14, 16, 14), gap=10)
        nom = label("Constantes", "section")
        nom.setBuddy(self.constantes)
        self.constantes.setAccessibleName("Constantes")
        self.constantes.setPlaceholderText("gly 1,42 ta 142/78 fc 72")
        fill(cote, nom, self.constantes, self._refus, self.bande, 8, self.plaie, 0)
        return Columns(
            self.key,
            self.context.memory,
            scroller(work),
            ("les domiciles", gauche),
            ("les constantes et la plaie", droite),
            widths=(344, 344),
        )

    def _wire(self) -> None:
        self.actes.ticked.connect(self.ticked)
        self.actes.undone.connect(self.undone)
        self.note.textChanged.connect(self._pause.start)
        self.constantes.textChanged.connect(self._show_constantes)
        self.constantes.textChanged.connect(lambda _: self._pause.start())
        self.plaie.edited.connect(self._pause.start)
        self.plaie.photo_chosen.connect(self.photo_chosen)
        self.actions_.on("tournee_next", self.next_wanted.emit)
        self.actions_.on("tournee_absent", self.absent.emit)
        self.actions_.on("tournee_soins", self._want_soins)
        self.actions_.on("tournee_note", self.note.setFocus)
        self.actions_.on("tournee_plaie", self.plaie.mesure.setFocus)
        for n in range(1, 10):
            self.actions_.on(f"tournee_acte_{n}", partial(self.ticked.emit, n))

    def _want_soins(self) -> None:
        ouvert = self._etat.ouvert if self._etat is not None else None
        if ouvert is not None:
            self.flush()
            self.soins_wanted.emit(ouvert.patient.id)

    def _opened(self, data: object) -> None:
        if isinstance(data, UUID):
            self.flush()
            self.home_opened.emit(data)


def _titre(mots: str, droite: QWidget) -> QHBoxLayout:
    ligne = row(gap=8)
    fill(ligne, label(mots, "section"), droite, 0)
    return ligne
