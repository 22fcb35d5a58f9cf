"""The patient banner: the same place, the same order, on every screen where a file is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QWidget

from ambroise.domain.identite import AttributIdentite, Sexe, StatutIdentite
from ambroise.ui.icons import set_icon
from ambroise.ui.painting import BOLD, MEDIUM, SEMIBOLD, ChipText, Span
from ambroise.ui.tokens import Size, Tone, Type
from ambroise.ui.widgets.chips import Chip, IconLabel, Line
from ambroise.ui.widgets.layouts import clear, column, fill, label, restyle, row
from ambroise.ui.words import born, grouped_matricule

_STATUS: dict[StatutIdentite, ChipText] = {
    StatutIdentite.QUALIFIEE: ChipText("Qualifiée", "success", "shield-check"),
    StatutIdentite.VALIDEE: ChipText("Validée", "info", "shield-check"),
    StatutIdentite.RECUPEREE: ChipText("Récupérée, à vérifier", "warning", "shield-alert"),
    StatutIdentite.PROVISOIRE: ChipText("Provisoire, à qualifier", "warning", "shield-alert"),
}
_IDENTITE = ("INS", "Identité")
_SEXE = {
    Sexe.FEMININ: ("venus", "Féminin"),
    Sexe.MASCULIN: ("mars", "Masculin"),
    Sexe.INDETERMINE: ("non-binary", "Indéterminé"),
}


@dataclass(frozen=True)
class BandeauPatient:
    """What must never leave the screen while a file is open."""

    nom: str
    prenom: str
    date_naissance: date
    sexe: Sexe
    statut: StatutIdentite
    aujourdhui: date
    """For the age."""
    matricule: str = ""
    """Only for a qualified identity."""
    attributs: frozenset[AttributIdentite] = frozenset()
    allergies: tuple[str, ...] | None = None
    """None: not recorded; empty: none known."""
    ald: str = ""
    a_savoir: str = ""
    date_estimee: bool = False
    id: UUID | None = None
    """The file, for the commands that act on it."""


@dataclass(frozen=True)
class DossierOuvert:
    """A file kept open beside this one."""

    id: str
    words: str


_NAME_LEAST: Final = 160


class _Field(QWidget):
    """A label over a value; ``rank`` says when it goes into the menu, 0 never."""

    clicked = Signal()

    def __init__(
        self, name: str, value: Sequence[Span], rank: int, chip: ChipText | None, icon: str = ""
    ) -> None:
        super().__init__()
        self.rank, self.name = rank, name
        self.words = f"{name}\u00a0: " + "".join(span.text for span in value)
        if chip is not None:
            self.words = f"{self.words} {chip.text}".replace("\u00a0:  ", "\u00a0: ")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = column(self, gap=2)
        line = row(gap=6)
        self._long = Line(value) if value else None
        self._has_chip = chip is not None
        if icon:
            fill(line, IconLabel(icon, "text"))
        if self._long is not None:
            fill(line, self._long)
        if chip is not None:
            fill(line, Chip(chip.text, chip.tone, chip.icon))
        fill(line, 0)
        fill(layout, label(name, "label"))
        layout.addLayout(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    @property
    def is_kept(self) -> bool:
        """Whether it never goes into the menu: shortened, its chip stays."""
        return not self.rank or (self._long is not None and self._has_chip)

    def shorten(self, short: bool) -> bool:
        """Keep the chip alone, or not; False when there is nothing to shorten."""
        if self._long is None or not self._has_chip:
            return False
        changed = self._long.isHidden() != short
        self._long.setHidden(short)
        return changed


class PatientBanner(QFrame):
    """Name, birth, sex, INS, allergies, ALD; what does not fit goes into a menu, from the right.

    A fictive or doubtful identity fills the whole banner, with its word.
    """

    identity_asked = Signal()
    """The identity was clicked; the keyboard has its own command."""
    dossier_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "bar")
        self.setFixedHeight(Size.BANNER)
        self.patient: BandeauPatient | None = None
        self._fields: list[_Field] = []
        self._name = Line()
        self._row = row(self, margins=(16, 0, 16, 1), gap=28)
        self._others = _menu_button("chevron-down", self)
        self._more = _menu_button("", self)
        self._more.setText("Plus…")
        self._more.setAccessibleName("Autres informations du patient")
        self.hide()

    def show_patient(self, patient: BandeauPatient | None, dossiers: Sequence[DossierOuvert] = ()) -> None:
        """Show a patient, or nothing; ``dossiers`` are the other files kept open."""
        for kept in (self._others, self._more):
            self._row.removeWidget(kept)
        clear(self._row)
        self._fields = []
        self.patient = None
        self.setVisible(patient is not None)
        if patient is None:
            return
        warning = _warning(patient)
        restyle(self, fill=warning.tone if warning else "")
        name = Line(
            (Span(f"{patient.nom} ", BOLD, size=Type.TITLE), Span(patient.prenom, MEDIUM, size=Type.TITLE))
        )
        name.setToolTip(f"{patient.nom} {patient.prenom}")
        self._row.addWidget(name)
        self._name = name
        self._fields = list(_fields(patient, warning))
        for field in self._fields:
            self._row.addWidget(field)
            if field.name in _IDENTITE:
                field.setCursor(Qt.CursorShape.PointingHandCursor)
                field.setToolTip("Voir l’identité · Ctrl+I")
                field.clicked.connect(self.identity_asked)
        self._row.addStretch(1)
        self._row.addWidget(self._more)
        self._show_others(dossiers)
        self.setAccessibleName(
            f"Patient {patient.nom} {patient.prenom}, " + ", ".join(field.words for field in self._fields)
        )
        self.patient = patient
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, Size.BANNER)

    def _show_others(self, dossiers: Sequence[DossierOuvert]) -> None:
        self._others.setVisible(len(dossiers) > 1)
        self._others.setText(f"{len(dossiers)} dossiers")
        self._others.setAccessibleName(f"{len(dossiers)} dossiers ouverts")
        menu = self._others.menu()
        menu.clear()
        for dossier in dossiers:
            menu.addAction(dossier.words).triggered.connect(
                lambda _checked=False, key=dossier.id: self.dossier_asked.emit(key)
            )
        self._row.addWidget(self._others)

    def _fit(self) -> None:
        if self.patient is None:
            return
        gap = self._row.spacing()
        nom = self._name_width(gap)
        self._name.setFixedWidth(nom)
        room = self.width() - 32 - nom - gap
        if not self._others.isHidden():
            room -= self._others.sizeHint().width() + gap
        shown = list(self._fields)
        hidden: list[_Field] = []

        def needed() -> int:
            more = self._more.sizeHint().width() + gap if hidden else 0
            return sum(field.sizeHint().width() + gap for field in shown) + more

        ranks = {field: field.rank for field in shown}
        for field in shown:
            field.shorten(False)
        while needed() > room and any(ranks.get(field) for field in shown):
            last = max(shown, key=lambda field: ranks.get(field, 0))
            if last.shorten(True):
                ranks.pop(last)
                continue
            shown.remove(last)
            hidden.append(last)
        for field in self._fields:
            field.setVisible(field in shown)
        self._more.setVisible(bool(hidden))
        menu = self._more.menu()
        menu.clear()
        for field in self._fields:
            if field in hidden:
                menu.addAction(field.words)

    def _name_width(self, gap: int) -> int:
        """The width of the name: all it asks, cut at its end where it would hide identity and allergies."""
        for field in self._fields:
            field.shorten(True)
        kept = [field for field in self._fields if field.is_kept]
        room = self.width() - 32 - self._more.sizeHint().width() - gap
        room -= sum(field.sizeHint().width() + gap for field in kept)
        return min(self._name.sizeHint().width(), max(min(self.width() // 2, room), _NAME_LEAST))


def _menu_button(icon: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setMenu(QMenu(button))
    button.hide()
    if icon:
        set_icon(button, icon, "secondary")
    return button


def _warning(patient: BandeauPatient) -> ChipText | None:
    if AttributIdentite.FICTIVE in patient.attributs:
        return ChipText("Patient fictif", "info", "graduation-cap")
    if AttributIdentite.DOUTEUSE in patient.attributs:
        return ChipText("Identité douteuse", "danger", "shield-alert")
    return None


def _fields(patient: BandeauPatient, warning: ChipText | None) -> Sequence[_Field]:
    icon, sexe = _SEXE[patient.sexe]
    born_word = {Sexe.FEMININ: "Née le", Sexe.MASCULIN: "Né le"}.get(patient.sexe, "Naissance")
    birth = born(patient.date_naissance, patient.aujourdhui)
    if patient.date_estimee:
        birth += " (estimée)"
    strong = SEMIBOLD
    fields = [
        _Field(born_word, (Span(birth, strong),), 1, None),
        _Field("Sexe", (Span(sexe, strong),), 5, None, icon),
    ]
    status = warning or _STATUS[patient.statut]
    if patient.matricule and warning is None:
        number = (Span(grouped_matricule(patient.matricule), strong),)
        fields.append(_Field("INS", number, 4, status))
    else:
        fields.append(_Field("Identité", (), 0, status))
    if AttributIdentite.HOMONYME in patient.attributs:
        fields.append(_Field("Attention", (), 0, ChipText("Homonyme", "warning", "users")))
    fields.append(_allergies(patient.allergies))
    for name, value, rank in (("ALD", patient.ald, 7), ("À savoir", patient.a_savoir, 6)):
        if value:
            fields.append(_Field(name, (Span(value, strong),), rank, None))
    return fields


def _allergies(allergies: tuple[str, ...] | None) -> _Field:
    if allergies:
        return _Field("Allergies", (), 0, ChipText(" · ".join(allergies), "danger", "triangle-alert"))
    tone: Tone = "secondary"
    words = "non renseignées" if allergies is None else "aucune connue"
    return _Field("Allergies", (Span(words, tone=tone),), 0, None)
