"""Messages: mail on the left, the document in the middle, the matched file on the right; one key files."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QStackedLayout, QWidget

from ambroise.ui.actions import Command
from ambroise.ui.messages.document import DocumentPane
from ambroise.ui.messages.match import MatchPane
from ambroise.ui.messages.ports import Casier, MessageLu, MessageResume, Messages, Rangement
from ambroise.ui.painting import REGULAR, SEMIBOLD, Span
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import Task
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import Columns
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.filters import Filters
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import clock, short_date

_HEIGHT = 76


class MessagesScreen(Screen):
    """C files in the recognised file and goes to the next message; nothing files by itself here."""

    key, title = "messages", "Messages"
    commands = (
        Command(
            "messages.write", "Écrire", "pen-line", "Ctrl+M", "Écrire un message MSSanté", scope="messages"
        ),
        Command("messages.file", "Classer", "folder-input", "C", "Classer dans ce dossier", scope="messages"),
        Command("messages.patient", "Autre patient", "user-search", "P", scope="messages"),
        Command("messages.reply", "Répondre", "corner-up-left", "R", scope="messages"),
    )

    def __init__(
        self,
        context: Context,
        messages: Messages,
        *,
        choose_patient: Callable[[str], None] | None = None,
        write: Callable[[MessageLu | None], None] | None = None,
    ) -> None:
        super().__init__(context)
        self._messages = messages
        self._reading: Task | None = None
        self._opened: MessageLu | None = None
        self.casiers = Filters("Casier", [(casier.cle, casier.libelle) for casier in Casier])
        self.casiers.choose(Casier.PROFESSIONNELS.cle)
        self.list = SectionList("Messages", height=_HEIGHT, lines=True)
        self.document, self.match = DocumentPane(), MatchPane(self.actions_)
        left = QWidget()
        head = row(margins=(16, 8, 16, 8))
        fill(head, label("Messages", "section"), 0, Button.of(self.actions_["messages.write"]))
        filters = row(margins=(12, 0, 12, 8))
        fill(filters, self.casiers, 0)
        self._nothing = EmptyState(
            "mail", "Aucun message", "Les résultats et courriers arriveront ici, rapprochés du bon dossier."
        )
        lists = QWidget()
        self._faces = QStackedLayout(lists)
        self._faces.addWidget(self.list)
        self._faces.addWidget(self._nothing)
        lines = column(left)
        lines.addLayout(head)
        lines.addLayout(filters)
        lines.addWidget(lists, 1)
        sides = ("les messages", left), ("le dossier reconnu", self.match)
        self.columns = Columns("messages", context.memory, self.document, *sides, widths=(328, 340))
        self.put(self.columns)
        self.casiers.chosen.connect(lambda _key: self.reload())
        self.list.current_changed.connect(self._read)
        self.match.filed.connect(self._file)
        self.actions_.on("messages.file", self.match.file)
        self._write, self._choose_patient = write, choose_patient
        self.actions_.on("messages.write", lambda: self._compose(None))
        self.actions_.on("messages.reply", lambda: self._compose(self._opened))
        self.actions_.on("messages.patient", self._choose)
        self._show(None)

    def first_focus(self) -> QWidget:
        return self.list

    def enter(self, argument: object = None) -> None:
        self.reload(select=argument if isinstance(argument, str) else None)

    @property
    def casier(self) -> Casier:
        """The part of the boxes shown."""
        return next(casier for casier in Casier if casier.cle == self.casiers.current)

    def reload(self, select: str | None = None) -> None:
        """List the messages again."""
        casier = self.casier
        self.run(
            lambda _task: self._messages.list(casier),
            lambda found: self._list(casier, found, select),
            title="Lecture des messages",
        )

    def _list(self, casier: Casier, found: Sequence[MessageResume], select: str | None) -> None:
        if casier is not self.casier:
            return
        now = self.context.now()
        unread = sum(not message.lu for message in found)
        self.casiers.set_words(casier.cle, f"{casier.libelle} {unread}" if unread else casier.libelle)
        self.list.show_items([line(message, now) for message in found])
        self._faces.setCurrentWidget(self.list if found else self._nothing)
        if not found:
            self._show(None)
        elif not (select and self.list.select_data(select)) and self.list.current() is None:
            self.list.select_first()

    def _read(self, message_id: object) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if not isinstance(message_id, str):
            self._show(None)
            return
        self._reading = self.run(lambda _task: self._messages.read(message_id), self._show)

    def _show(self, message: MessageLu | None) -> None:
        self._opened = message
        self.document.show_message(message)
        self.match.show_message(message, self.context.now().date())
        self.actions_["messages.write"].setEnabled(self._write is not None)
        self.actions_["messages.reply"].setEnabled(self._write is not None and message is not None)
        self.actions_["messages.patient"].setEnabled(self._choose_patient is not None and message is not None)

    def _compose(self, answered: MessageLu | None) -> None:
        if self._write is not None:
            self._write(answered)

    def _choose(self) -> None:
        if self._choose_patient is not None and self._opened is not None:
            self._choose_patient(self._opened.resume.id)

    def _file(self, rangement: Rangement) -> None:
        self.actions_["messages.file"].setEnabled(False)
        following = self._following(rangement.message_id)
        self.run(
            lambda _task: self._messages.file(rangement),
            lambda _none: self._filed(rangement, following),
            on_error=self._not_filed,
            title="Classement",
        )

    def _filed(self, rangement: Rangement, following: str | None) -> None:
        words = f"Rangé dans {rangement.rubrique.lower()}. Le message reste lisible ici."
        self.banners.add(Banner("Document classé", words, tone="success", icon="folder-check"))
        self.reload(select=following)
        self.context.shell.refresh()

    def _not_filed(self, error: BaseException) -> None:
        self.actions_["messages.file"].setEnabled(True)
        self.show_error(error)

    def _following(self, message_id: str) -> str | None:
        """Return the message after this one that still waits, so that C goes on."""
        model = self.list.items
        rows = [model.at(number) for number in range(model.rowCount())]
        names = [item.data for item in rows if item is not None]
        place = names.index(message_id) if message_id in names else -1
        return str(names[place + 1]) if place + 1 < len(names) else None


def line(message: MessageResume, now: datetime) -> TwoLine:
    """Return how a message reads in the list."""
    weight = REGULAR if message.lu else SEMIBOLD
    today = message.recu_le.date() == now.date()
    when = clock(message.recu_le) if today else short_date(message.recu_le.date(), now.date())
    tone: Tone = message.classement.ton  # type: ignore[assignment]
    state = (Span(message.classement.libelle, SEMIBOLD, tone, 12),) if message.classement.libelle else ()
    return TwoLine(
        (Span(message.expediteur, SEMIBOLD if not message.lu else 500),),
        (Span(message.objet, weight),),
        right=(Span(when, size=12, tone="secondary"),),
        foot=(Span(message.patient, size=12, tone="secondary"),) if message.patient else (),
        foot_icon="user" if message.patient else "",
        foot_right=state,
        foot_right_icon=message.classement.icone,
        dot=not message.lu,
        spoken="" if message.lu else "non lu",
        bar="danger" if message.urgent else None,
        data=message.id,
    )
