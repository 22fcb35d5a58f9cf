"""Messages: mail on the left, the document in the middle, the matched file on the right; one key files."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ambroise.ui.actions import Command
from ambroise.ui.messages.document import DocumentPane
from ambroise.ui.messages.liste import MessageList
from ambroise.ui.messages.match import MatchPane
from ambroise.ui.messages.ports import PAGE, Casier, EtatBoites, MessageLu, MessageResume, Messages, Rangement
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import NETWORK, Task
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.columns import Columns


class MessagesScreen(Screen):
    """C files in the recognised file and goes to the next message; what is kept here needs no network."""

    key, title = "messages", "Messages"
    commands = (
        Command(
            "messages.write", "Écrire", "pen-line", "Ctrl+M", "Écrire un message MSSanté", scope="messages"
        ),
        Command("messages.refresh", "Relever", "refresh-cw", "F5", "Lire les boîtes", scope="messages"),
        Command("messages.file", "Classer", "folder-input", "C", "Classer dans ce dossier", scope="messages"),
        Command("messages.patient", "Autre patient", "user-search", "P", scope="messages"),
        Command("messages.reply", "Répondre", "corner-up-left", "R", scope="messages"),
        Command("messages.forward", "Transférer", "send", "T", scope="messages"),
    )

    def __init__(
        self,
        context: Context,
        messages: Messages,
        *,
        choose_patient: Callable[[str], None] | None = None,
        write: Callable[[MessageLu | None, bool], None] | None = None,
    ) -> None:
        """Build the screen.

        Args:
            write: opens the writing of a new message, of an answer, or (True) of a forwarded message.
        """
        super().__init__(context)
        self._messages = messages
        self._reading: Task | None = None
        self._opened: MessageLu | None = None
        self._write, self._choose_patient = write, choose_patient
        self.left = MessageList(self.actions_)
        self.list, self.casiers = self.left.list, self.left.casiers
        self.document, self.match = DocumentPane(self.actions_), MatchPane(self.actions_)
        sides = ("les messages", self.left), ("le dossier reconnu", self.match)
        self.columns = Columns("messages", context.memory, self.document, *sides, widths=(328, 340))
        self.put(self.columns)
        self.casiers.chosen.connect(lambda _key: self.reload())
        self.list.current_changed.connect(self._read)
        self.left.older_wanted.connect(self._load_older)
        self.match.filed.connect(self._file)
        self.document.receipt_answered.connect(self._answer_receipt)
        self.actions_.on("messages.refresh", self.refresh)
        self.actions_.on("messages.file", self.match.file)
        self.actions_.on("messages.write", lambda: self._compose(None))
        self.actions_.on("messages.reply", lambda: self._compose(self._opened))
        self.actions_.on("messages.forward", lambda: self._compose(self._opened, forward=True))
        self.actions_.on("messages.patient", self._choose)
        self._show(None)

    def first_focus(self) -> QWidget:
        return self.list

    def enter(self, argument: object = None) -> None:
        self.reload(select=argument if isinstance(argument, str) else None)
        self.refresh()

    @property
    def casier(self) -> Casier:
        """The part of the boxes shown."""
        return next(casier for casier in Casier if casier.cle == self.casiers.current)

    def reload(self, select: str | None = None) -> None:
        """List what is kept here again."""
        casier = self.casier
        self.run(
            lambda _task: (self._messages.list(casier), self._messages.state()),
            lambda found: self._list(casier, *found, select),
            title="Lecture des messages",
        )

    def refresh(self) -> None:
        """Read the boxes; what is already here stays readable meanwhile."""
        self.actions_["messages.refresh"].setEnabled(False)
        self.run(
            lambda _task: self._messages.refresh(),
            self._refreshed,
            on_done=lambda: self.actions_["messages.refresh"].setEnabled(True),
            queue=NETWORK,
            title="Relève des boîtes",
        )

    def _refreshed(self, state: EtatBoites) -> None:
        for sentence in state.pannes:
            banner = Banner(sentence, "Les autres boîtes sont lues.", tone="warning", icon="wifi-off")
            self.banners.add(banner)
        self.reload()

    def _list(
        self, casier: Casier, found: Sequence[MessageResume], state: EtatBoites, select: str | None
    ) -> None:
        if casier is not self.casier:
            return
        self.left.show_state(state)
        self.left.show_messages(casier, found, self.context.now(), more=len(found) >= PAGE)
        if not found:
            self._show(None)
        elif not (select and self.list.select_data(select)) and self.list.current() is None:
            self.list.select_first()

    def _load_older(self) -> None:
        casier, held = self.casier, self.left.shown
        if not held:
            return

        def join(found: Sequence[MessageResume]) -> None:
            if casier is self.casier:
                more = len(found) >= PAGE
                self.left.show_messages(casier, (*held, *found), self.context.now(), more=more)

        self.run(lambda _task: self._messages.list(casier, held[-1].recu_le), join)

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
        writes = self._write is not None
        self.actions_["messages.write"].setEnabled(writes)
        self.actions_["messages.reply"].setEnabled(writes and message is not None and not message.is_clos)
        self.actions_["messages.forward"].setEnabled(writes and message is not None)
        self.actions_["messages.patient"].setEnabled(self._choose_patient is not None and message is not None)

    def _compose(self, answered: MessageLu | None, *, forward: bool = False) -> None:
        if self._write is not None:
            self._write(answered, forward)

    def _choose(self) -> None:
        if self._choose_patient is not None and self._opened is not None:
            self._choose_patient(self._opened.resume.id)

    def _answer_receipt(self, accept: bool) -> None:
        if self._opened is None:
            return
        message_id = self._opened.resume.id
        self.run(
            lambda _task: self._messages.answer_receipt(message_id, accept=accept), title="Accusé de lecture"
        )

    def _file(self, rangement: Rangement) -> None:
        self.actions_["messages.file"].setEnabled(False)
        following = self.left.following(rangement.message_id)
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
