"""The left pane: the part of the boxes shown, what waits to be filed, the messages page by page."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ambroise.ui.actions import Actions
from ambroise.ui.messages.ports import Casier, EtatBoites, MessageResume
from ambroise.ui.painting import REGULAR, SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.filters import Filters
from ambroise.ui.widgets.layouts import column, fill, label, restyle, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import clock, plural, short_date

_HEIGHT = 76
_VIEUX = 3
"""Days after which a document that waits is said in another colour."""


class MessageList(QWidget):
    """Shows messages; asks for the older ones."""

    older_wanted = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[MessageResume, ...] = ()
        self.casiers = Filters("Casier", [(casier.cle, casier.libelle) for casier in Casier])
        self.casiers.choose(Casier.PROFESSIONNELS.cle)
        self.list = SectionList("Messages", height=_HEIGHT, lines=True)
        self.waiting = label("", "label", wrap=True)
        self.waiting.hide()
        self._older = Button("Messages plus anciens", icon="chevron-down", variant="flat")
        self._older.clicked.connect(lambda _checked=False: self.older_wanted.emit())
        self._older.hide()
        head = row(margins=(16, 8, 16, 8))
        fill(head, label("Messages", "section"), 0, Button.of(actions["messages.write"]))
        filters = row(margins=(12, 0, 12, 8))
        fill(filters, self.casiers, 0)
        waiting = row(margins=(16, 0, 16, 8))
        fill(waiting, self.waiting)
        self.nothing = EmptyState(
            "mail",
            "Aucun message",
            "Les résultats et courriers arriveront ici, rapprochés du bon dossier.",
            Button.of(actions["messages.refresh"]),
        )
        lists = QWidget()
        self._faces = QStackedLayout(lists)
        self._faces.addWidget(self.list)
        self._faces.addWidget(self.nothing)
        lines = column(self)
        for part in (head, filters, waiting):
            lines.addLayout(part)
        lines.addWidget(lists, 1)
        lines.addWidget(self._older)

    def show_messages(
        self, casier: Casier, found: Sequence[MessageResume], now: datetime, *, more: bool
    ) -> None:
        """Show messages, and whether older ones may be asked for."""
        self.shown = tuple(found)
        unread = sum(not message.lu for message in found)
        self.casiers.set_words(casier.cle, f"{casier.libelle} {unread}" if unread else casier.libelle)
        self.list.show_items([line(message, now) for message in found])
        self._faces.setCurrentWidget(self.list if found else self.nothing)
        self._older.setVisible(more)

    def show_state(self, state: EtatBoites) -> None:
        """Say what waits to be filed, and since when."""
        self.waiting.setVisible(bool(state.a_classer))
        words = f"{plural(state.a_classer, 'document')} à classer"
        if state.plus_ancien_jours:
            words += f", le plus ancien depuis {plural(state.plus_ancien_jours, 'jour')}"
        self.waiting.setText(f"{words}.")
        restyle(self.waiting, tone="warning" if state.plus_ancien_jours >= _VIEUX else "")

    def following(self, message_id: str) -> str | None:
        """Return the message after this one, so that C goes on."""
        names = [message.id for message in self.shown]
        place = names.index(message_id) if message_id in names else -1
        return names[place + 1] if 0 <= place < len(names) - 1 else None


def line(message: MessageResume, now: datetime) -> TwoLine:
    """Return how a message reads in the list."""
    weight = REGULAR if message.lu else SEMIBOLD
    today = message.recu_le.date() == now.date()
    when = clock(message.recu_le) if today else short_date(message.recu_le.date(), now.date())
    about = " · ".join(filter(None, (message.patient, message.genre)))
    state, icon = _state(message)
    return TwoLine(
        (Span(message.expediteur, SEMIBOLD if not message.lu else 500),),
        (Span(message.objet, weight),),
        right=(Span(when, size=12, tone="secondary"),),
        foot=(Span(about, size=12, tone="secondary"),) if about else (),
        foot_icon="user" if message.patient else "",
        foot_right=(state,) if state else (),
        foot_right_icon=icon,
        dot=not message.lu,
        spoken=", ".join(_spoken(message)),
        bar="danger" if message.urgent or message.critique or message.is_echec else None,
        data=message.id,
    )


def _state(message: MessageResume) -> tuple[Span | None, str]:
    """Return what matters most of a message: a critical result, its fate, or its filing."""
    if message.critique:
        return Span("Résultat critique", SEMIBOLD, "danger", 12), "triangle-alert"
    if message.suivi:
        tone: Tone = "danger" if message.is_echec else "success"
        return Span(message.suivi, SEMIBOLD, tone, 12), "circle-alert" if message.is_echec else "check"
    if not message.classement.libelle:
        return None, message.classement.icone
    tone = message.classement.ton  # type: ignore[assignment]
    return Span(message.classement.libelle, SEMIBOLD, tone, 12), message.classement.icone


def _spoken(message: MessageResume) -> list[str]:
    said = ["non lu"] if not message.lu else []
    return said + (["urgent"] if message.urgent else [])
