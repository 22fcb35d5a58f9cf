"""Opens a session without a card: one's name in a list, one's code, and another one when it was given."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.droits import Compte, SessionCompte
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.shell.ports import Sessions
from ambroise.ui.tasks import DATABASE, Tasks
from ambroise.ui.widgets.alert_card import Answer, AnswerRow
from ambroise.ui.widgets.banners import Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, row, rule, scroller
from ambroise.usecases.codes import CodeProvisoire

_ROWS_SHOWN = 5
_ROW = 41
_LABELS = 120


class CompteList(QWidget):
    """The accounts that a code opens, with their digit; nothing when there is none."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comptes: tuple[Compte, ...] = ()
        self._rows = QWidget()
        self._lines = column(self._rows)
        self._scroll = scroller(self._rows)
        fill(column(self, gap=4), label("Sans carte, avec votre code", "strong"), self._scroll)
        self.hide()

    def show_comptes(self, comptes: Sequence[Compte]) -> None:
        """Offer these accounts; the same ones again change nothing."""
        if tuple(comptes) == self._comptes:
            return
        self._comptes = tuple(comptes)
        clear(self._lines)
        for number, compte in enumerate(comptes, 1):
            line = AnswerRow(str(number) if number < 10 else "", Answer(compte.identifiant, words_of(compte)))
            line.clicked.connect(lambda _checked=False, chosen=compte: self.chosen.emit(chosen))
            fill(self._lines, rule(), line)
        self._lines.addStretch(1)
        self._scroll.setFixedHeight(min(len(self._comptes), _ROWS_SHOWN) * _ROW + 2)
        self.setVisible(bool(comptes))

    def press(self, digit: int) -> bool:
        """Choose an account by its digit; False when there is no such one."""
        if not 1 <= digit <= len(self._comptes):
            return False
        self.chosen.emit(self._comptes[digit - 1])
        return True


class CompteFace(QWidget):
    """Asks the code of one account, gives it once, forgets it; a code that was given is replaced first."""

    opened = Signal(object)
    """The SessionCompte."""
    left = Signal()

    def __init__(
        self, sessions: Sessions, tasks: Tasks, errors: ErrorDoor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sessions, self._tasks, self._errors = sessions, tasks, errors
        self._compte: Compte | None = None
        self._given = ""
        self._busy = False
        self._title = label("", "title")
        self._why = label("", "secondary", wrap=True)
        self.field, self.new, self.again = (_secret() for _ in range(3))
        self._form = Form(_LABELS)
        self._form.add("&Code", self.field)
        self._form.add("&Nouveau code", self.new, "six chiffres, ou une phrase")
        self._form.add("&Encore une fois", self.again)
        self._banners = Banners(margins=(0, 0, 0, 0))
        self._go = Button("Ouvrir la session", icon="key-round", key="Return", variant="primary")
        self._go.clicked.connect(lambda _checked=False: self._try())
        for field in (self.field, self.new, self.again):
            field.returnPressed.connect(self._try)
            field.textChanged.connect(lambda _text: self._follow())
        back = Button("Ce n’est pas moi", variant="flat")
        back.clicked.connect(lambda _checked=False: self.leave())
        title, buttons = row(gap=12), row()
        fill(title, IconLabel("user", "accent", 24), self._title, 0)
        fill(buttons, back, 0, self._go)
        words = column(self, gap=12)
        fill(words, title, self._why, self._form, self._banners, 4, buttons)

    def ask(self, compte: Compte) -> None:
        """Ask the code of an account."""
        self._compte, self._given = compte, ""
        self._title.setText(compte.nom)
        self._why.setText(f"{compte.role.value.capitalize()}. Rien ne se signe ni ne se transmet sans carte.")
        self._banners.clear()
        self._show_fields()

    def leave(self) -> None:
        """Forget what was typed and go back to the names."""
        self._compte, self._given = None, ""
        for field in (self.field, self.new, self.again):
            field.clear()
        self._banners.clear()
        self.left.emit()

    @property
    def is_choosing(self) -> bool:
        """Whether a code that was given is being replaced."""
        return bool(self._given)

    def _show_fields(self) -> None:
        choosing = self.is_choosing
        for field, shown in ((self.field, not choosing), (self.new, choosing), (self.again, choosing)):
            field.clear()
            self._form.show_field(field, shown)
        self._form.clear_errors()
        self._follow()
        (self.new if choosing else self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        fields = (self.new, self.again) if self.is_choosing else (self.field,)
        self._go.setEnabled(not self._busy and all(field.text() for field in fields))

    def _try(self) -> None:
        compte = self._compte
        if compte is None or not self._go.isEnabled():
            return
        if not self.is_choosing:
            code = self.field.text()
            self.field.clear()
            self._open(compte.identifiant, code)
            return
        nouveau, encore = self.new.text(), self.again.text()
        self.again.clear()
        if nouveau != encore:
            self._form.show_error(self.again, "Les deux codes diffèrent.")
            self.again.setFocus()
            return
        self._form.clear_errors()
        self._choose(compte.identifiant, self._given, nouveau)

    def _open(self, identifiant: str, code: str) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, CodeProvisoire):
                self._given = code
                self._why.setText("Ce code vous a été donné\u00a0: choisissez le vôtre, vous seul le saurez.")
                self._show_fields()
            else:
                self._refuse(error)

        self._run(lambda: self._sessions.open_by_code(identifiant, code), self.opened.emit, refused)

    def _choose(self, identifiant: str, actuel: str, nouveau: str) -> None:
        def work() -> SessionCompte:
            self._sessions.choose_code(identifiant, actuel, nouveau)
            return self._sessions.open_by_code(identifiant, nouveau)

        self._run(work, self.opened.emit, self._refuse)

    def _run(
        self,
        work: Callable[[], SessionCompte],
        done: Callable[[SessionCompte], None],
        refused: Callable[[BaseException], None],
    ) -> None:
        self._busy = True
        self._banners.clear()
        self._follow()
        self._tasks.run(
            lambda _task: work(),
            owner=self,
            on_success=done,
            on_error=refused,
            on_done=self._ready,
            queue=DATABASE,
            title="Vérification du code",
        )

    def _refuse(self, error: BaseException) -> None:
        self._banners.add_error(self._errors, error)

    def _ready(self) -> None:
        self._busy = False
        self._follow()
        if self.isVisible():
            (self.new if self.is_choosing else self.field).setFocus(Qt.FocusReason.OtherFocusReason)


def words_of(compte: Compte) -> str:
    """Return « Anne Roy, secrétaire »."""
    return f"{compte.nom}, {compte.role.value}"


def _secret() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(128)
    field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    return field
