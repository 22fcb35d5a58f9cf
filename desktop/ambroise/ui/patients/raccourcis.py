"""The shortcuts of the notes: one's own and those shared, each with its text to edit."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QStackedWidget, QWidget

from ambroise.domain.entrees import RaccourciTexte
from ambroise.ui.actions import Command
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.usecases.errors import ConflitVersion

_LARGEUR_LISTE: Final = 300

COMMANDS: Final = (
    Command("raccourcis_nouveau", "Nouveau raccourci", "plus", "Ctrl+N", "", "raccourcis"),
    Command("raccourcis_garder", "Enregistrer", "check", "Ctrl+Return", "", "raccourcis"),
    Command("raccourcis_retirer", "Retirer", "x", "", "", "raccourcis"),
    Command("raccourcis_retour", "Revenir au dossier", "folder-open", "", "", "raccourcis"),
)


class Raccourcis(Protocol):
    """Text shortcuts (``usecases.raccourcis.RaccourciService``)."""

    def usable(self) -> Mapping[str, RaccourciTexte]: ...
    def list(self) -> Sequence[RaccourciTexte]: ...
    def is_mine(self, raccourci: RaccourciTexte) -> bool: ...
    def keep(
        self, ancien: RaccourciTexte | None, mot: str, texte: str, *, partage: bool
    ) -> RaccourciTexte: ...
    def remove(self, raccourci: RaccourciTexte) -> None: ...


class RaccourcisScreen(Screen):
    """``kept`` carries the shortcut changed (None for a new one), its word, its text, if it is shared."""

    key, title = "raccourcis", "Raccourcis de texte"
    commands = COMMANDS

    entered = Signal()
    kept = Signal(object, str, str, bool)
    removed = Signal(object)
    back_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._courant: RaccourciTexte | None = None
        self._miens: set[UUID] = set()
        self.list = SectionList("Raccourcis", lines=True)
        self.list.setFixedWidth(_LARGEUR_LISTE)
        self.list.current_changed.connect(self._choose)
        self.mot, self.texte = QLineEdit(), QPlainTextEdit()
        self.texte.setTabChangesFocus(True)
        self.partage = QCheckBox("Partagé avec le cabinet")
        self._a_qui = label("", "secondary", wrap=True)
        actions = self.actions_
        vide = EmptyState(
            "pen-line",
            "Aucun raccourci",
            "Tapez ;mot dans une note\u00a0: il devient le texte que vous écrivez ici.",
            Button.of(actions["raccourcis_nouveau"]),
        )
        self._corps = QStackedWidget()
        self._vide, self._fiche = vide, self._make_form()
        for widget in (vide, self._fiche):
            self._corps.addWidget(widget)
        self._build()
        actions.on("raccourcis_nouveau", self.start_new)
        actions.on("raccourcis_garder", self._keep)
        actions.on("raccourcis_retirer", self._remove)
        actions.on("raccourcis_retour", self.back_wanted.emit)

    def enter(self, argument: object = None) -> None:
        self.entered.emit()

    def first_focus(self) -> QWidget:
        return self.list

    def show_raccourcis(self, raccourcis: Sequence[RaccourciTexte], miens: Sequence[RaccourciTexte]) -> None:
        """Show the shortcuts; only one's own are changed."""
        self._miens, voulu = {r.id for r in miens}, self._courant
        self.list.show_items([_row(r, mien=r.id in self._miens) for r in raccourcis])
        self._carte.setVisible(bool(raccourcis))
        if not raccourcis:
            self._show(None)
            self._corps.setCurrentWidget(self._vide)
        elif voulu is None or not self.list.select_data(voulu):
            self.list.select_first()

    def start_new(self) -> None:
        """Empty the form for another shortcut."""
        self._show(None)
        self._corps.setCurrentWidget(self._fiche)
        self.mot.setFocus()

    def select(self, raccourci: RaccourciTexte) -> None:
        """Remember which shortcut to come back to once the list is read again."""
        self._courant = raccourci

    def _choose(self, data: object) -> None:
        if isinstance(data, RaccourciTexte):
            self._show(data)
            self._corps.setCurrentWidget(self._fiche)

    def _show(self, raccourci: RaccourciTexte | None) -> None:
        self._courant = raccourci
        mien = raccourci is None or raccourci.id in self._miens
        self.mot.setText(raccourci.mot if raccourci else "")
        self.texte.setPlainText(raccourci.texte if raccourci else "")
        self.partage.setChecked(bool(raccourci and raccourci.partage))
        for champ in (self.mot, self.texte):
            champ.setReadOnly(not mien)
        self.partage.setEnabled(mien)
        self.actions_["raccourcis_garder"].setEnabled(mien)
        self.actions_["raccourcis_retirer"].setEnabled(mien and raccourci is not None)
        mots = "" if mien else "Partagé par un confrère. Le même mot, fait par vous, passera devant."
        self._a_qui.setText(mots)
        self._a_qui.setVisible(bool(mots))

    def _keep(self) -> None:
        self.kept.emit(self._courant, self.mot.text(), self.texte.toPlainText(), self.partage.isChecked())

    def _remove(self) -> None:
        if self._courant is not None:
            self.removed.emit(self._courant)

    def _make_form(self) -> QWidget:
        fiche = QWidget()
        form = Form(72)
        form.add("&Mot", self.mot, "examen-normal")
        form.add("&Texte", self.texte, "Abdomen souple, indolore. Auscultation libre.")
        pied = row(gap=8)
        actions = self.actions_
        fill(pied, self.partage, 0, Button.of(actions["raccourcis_retirer"]))
        fill(pied, Button.of(actions["raccourcis_garder"], "primary"))
        layout = column(fiche, gap=10)
        layout.addWidget(self._a_qui)
        layout.addWidget(form, 1)
        aide = "{date}, {age}, {patient} et {ne_le} se remplissent pour le patient de la note."
        fill(layout, label(aide, "label", wrap=True))
        layout.addLayout(pied)
        return fiche

    def _build(self) -> None:
        page = QWidget()
        head = row(gap=12)
        actions = self.actions_
        fill(head, label("Raccourcis de texte", "title"), 0, Button.of(actions["raccourcis_retour"]))
        fill(head, Button.of(actions["raccourcis_nouveau"]))
        self._carte = frame("card")
        column(self._carte, margins=(1, 1, 1, 1)).addWidget(self.list)
        corps = row(gap=20)
        corps.addWidget(self._carte)
        corps.addWidget(self._corps, 1)
        layout = column(page, margins=(24, 16, 24, 24), gap=16)
        layout.addLayout(head)
        layout.addLayout(corps, 1)
        self.put(page)


class RaccourcisController(QObject):
    """Reads, writes and takes out shortcuts; what fails is said in the screen."""

    def __init__(self, screen: RaccourcisScreen, raccourcis: Raccourcis) -> None:
        super().__init__(screen)
        self._screen, self._raccourcis = screen, raccourcis
        screen.entered.connect(self._read)
        screen.kept.connect(self._keep)
        screen.removed.connect(self._remove)

    def _read(self) -> None:
        def read(_: object) -> tuple[Sequence[RaccourciTexte], list[RaccourciTexte]]:
            tous = self._raccourcis.list()
            return tous, [r for r in tous if self._raccourcis.is_mine(r)]

        self._screen.run(read, lambda lus: self._screen.show_raccourcis(*lus))

    def _keep(self, ancien: RaccourciTexte | None, mot: str, texte: str, partage: bool) -> None:
        self._screen.run(
            lambda _: self._raccourcis.keep(ancien, mot, texte, partage=partage),
            self._kept,
            on_error=self._refused,
        )

    def _refused(self, error: BaseException) -> None:
        """What was typed stays beside what another seat wrote: keeping it again replaces it knowingly."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, RaccourciTexte):
            self._screen.select(actuel)
        self._screen.show_error(error)

    def _kept(self, raccourci: RaccourciTexte) -> None:
        self._screen.banners.clear()
        self._screen.select(raccourci)
        self._read()

    def _remove(self, raccourci: RaccourciTexte) -> None:
        self._screen.run(lambda _: self._raccourcis.remove(raccourci), lambda _: self._read())


class NoteRaccourcis(QObject):
    """Gives the note of a file its shortcuts each time the screen is shown."""

    wanted = Signal()

    def __init__(self, screen: DossierScreen, raccourcis: Raccourcis) -> None:
        super().__init__(screen)
        self._screen, self._raccourcis = screen, raccourcis
        screen.entered.connect(lambda _argument: self._read())
        screen.consultation.note.raccourcis.clicked.connect(self.wanted)

    def _read(self) -> None:
        self._screen.run(
            lambda _: self._raccourcis.usable(),
            self._screen.consultation.show_raccourcis,
            on_error=lambda _error: None,  # the file itself says what cannot be read
        )


def _row(raccourci: RaccourciTexte, *, mien: bool) -> TwoLine:
    debut = " ".join(raccourci.texte.split())[:80]
    de_qui = ("partagé" if raccourci.partage else "") if mien else "d’un confrère"
    return TwoLine.of(f";{raccourci.mot}", debut, right=de_qui, data=raccourci)
