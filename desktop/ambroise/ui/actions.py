"""Every command once: its words, icon, key and scope; menus, buttons and palette reuse them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ambroise.ui.icons import set_icon

EVERYWHERE: Final = "partout"
PATIENT: Final = "dossier"


@dataclass(frozen=True)
class Command:
    """A command: ``name`` identifies it, ``scope`` says where its key acts.

    A key is unique among the commands of one scope, and no scope may take a key of :data:`EVERYWHERE`.
    Bare letters and digits act only when no text field has the focus: a field accepts them first.
    ``screen`` is the screen that the command leads to: it is offered where that screen exists.
    """

    name: str
    text: str
    icon: str = ""
    key: str = ""
    tip: str = ""
    scope: str = EVERYWHERE
    in_palette: bool = True
    screen: str = ""

    def keys_text(self) -> str:
        """Return the key as printed on a control."""
        return key_words(self.key)


SHELL: Final = (
    Command("palette", "Chercher", "search", "Ctrl+K", "Patient, médicament, action…", in_palette=False),
    Command("lock", "Verrouiller", "lock", "Ctrl+Shift+L", "Cacher l’écran jusqu’à votre code"),
    Command("settings", "Réglages", "settings", "Ctrl+,", "Poste, cabinet, apparence", screen="reglages"),
    Command("help", "Aide des touches", "keyboard", "F1", "Toutes les touches de cet écran"),
    Command("next_pane", "Volet suivant", "panel-right-open", "F6", "Passer d’un volet à l’autre"),
    Command("back", "Revenir", "arrow-left", "Esc", "Revenir, sans rien perdre", in_palette=False),
    Command("next_patient", "Patient suivant", "folder-open", "F8", "Ouvrir le dossier du patient suivant"),
    Command("to_do", "À faire", "clipboard-list", "F7", "Aller à ce qui attend"),
    Command("ordonnance", "Ordonnance", "pill", "Ctrl+O", "Prescrire dans le dossier ouvert", PATIENT),
    Command(
        "courrier",
        "Courrier",
        "file-text",
        "Ctrl+L",
        "Écrire un courrier dans ce dossier",
        PATIENT,
        screen="courriers",
    ),
    Command(
        "identite", "Corriger l’identité", "shield-check", "Ctrl+I", "Traits, INSi, justificatif", PATIENT
    ),
    Command(
        "coordonnees",
        "Coordonnées",
        "phone",
        "Ctrl+Shift+I",
        "Téléphone, adresses",
        PATIENT,
        screen="coordonnees",
    ),
    Command(
        "plan_prises",
        "Plan de prise",
        "clipboard-list",
        "Ctrl+Shift+T",
        "Une feuille en gros pour le patient",
        PATIENT,
    ),
    Command("psc", "Se connecter à Pro Santé Connect", "id-card", "", "Pour quatre heures"),
    Command("psc_logout", "Se déconnecter de Pro Santé Connect", "log-out", "", "Les boîtes se ferment"),
    Command("situation", "Changer de lieu d’exercice", "building-2", "", "Parmi ceux de votre carte CPS"),
    Command(
        "sauvegardes",
        "Sauvegardes",
        "hard-drive",
        "",
        "Sauvegarder le cabinet, ou le restaurer",
        screen="sauvegardes",
    ),
    Command(
        "acces",
        "Qui a consulté ce dossier\u202f?",
        "history",
        "",
        "Lectures, écritures, impressions, envois",
        PATIENT,
        screen="acces",
    ),
    Command("journal", "Journal du cabinet", "history", "", "Qui a fait quoi, d’où", screen="journal"),
    Command(
        "reprise",
        "Importer, exporter",
        "folder-input",
        "",
        "Patients d’un autre logiciel, tout le cabinet",
        screen="reprise",
    ),
    Command("comptes", "Comptes du cabinet", "users", "", "Rôles, dates, codes", screen="comptes"),
    Command(
        "annuaire", "Annuaire national", "users", "", "L’importer, y chercher quelqu’un", screen="annuaire"
    ),
    Command("raccourcis", "Raccourcis de texte", "pen-line", "", "Les ;mots des notes", screen="raccourcis"),
    Command(
        "licences", "Licences", "scale", "", "Les composants du logiciel et leurs auteurs", screen="licences"
    ),
    Command(
        "pratique",
        "Ma pratique",
        "chart-line",
        "",
        "Qui prend ce médicament\u202f? Quelles alertes\u202f?",
        screen="pratique",
    ),
    Command("mes_dmp", "Mes DMP", "cloud", "", "Ceux que vous pouvez ouvrir", screen="dmp_liste"),
    Command("theme", "Thème clair ou sombre", "sun-moon", "", "Changer l’apparence"),
)
"""The commands of the shell; a screen adds its own with its key as scope."""
SCREEN_OF: Final = {
    command.name: command.screen for command in SHELL if command.screen and command.scope != PATIENT
}
"""What is only shown; a command of a patient is answered by who knows the open file."""

_WORDS: Final = {
    "Return": "Entrée",
    "Enter": "Entrée",
    "Esc": "Échap",
    "Escape": "Échap",
    "Shift": "Maj",
    "Del": "Suppr",
    "Delete": "Suppr",
    "Backspace": "Retour arrière",
    "Space": "Espace",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Home": "Début",
    "End": "Fin",
    "PgUp": "Page préc.",
    "PgDown": "Page suiv.",
}


class Actions:
    """The QActions of a widget, made from commands; they act while that widget is shown."""

    def __init__(self, owner: QWidget, commands: Iterable[Command]) -> None:
        self._owner = owner
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        for command in commands:
            self.add(command)

    def add(self, command: Command, do: Callable[[], object] | None = None) -> QAction:
        """Make the QAction of a command and, if given, what it does."""
        if command.name in self._actions:
            raise ValueError(f"commande déclarée deux fois\u00a0: {command.name}")
        action = QAction(command.text, self._owner)
        action.setObjectName(command.name)
        action.setStatusTip(command.tip)
        action.setToolTip(" · ".join(filter(None, (command.text, command.tip, command.keys_text()))))
        if command.key:
            action.setShortcut(QKeySequence(command.key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.icon:
            set_icon(action, command.icon)
        if do is not None:
            action.triggered.connect(lambda _checked=False: do())
        self._owner.addAction(action)
        self._commands[command.name] = command
        self._actions[command.name] = action
        return action

    def on(self, name: str, do: Callable[[], object]) -> None:
        """Say what a command does."""
        self._actions[name].triggered.connect(lambda _checked=False: do())

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[tuple[Command, QAction]]:
        return ((command, self._actions[name]) for name, command in self._commands.items())


def key_words(key: str) -> str:
    """Return a key as French keyboards name it: « Ctrl+Entrée », « Échap »."""
    return "+".join(_WORDS.get(part, part) for part in key.split("+")) if key != "+" else key


def action_key(action: QAction) -> str:
    """Return the key of an action as printed on a control."""
    return key_words(action.shortcut().toString(QKeySequence.SequenceFormat.PortableText))


def conflicts(commands: Iterable[Command]) -> list[tuple[Command, Command]]:
    """Return the pairs of commands that would fight for one key."""
    seen: dict[str, list[Command]] = {}
    clashes: list[tuple[Command, Command]] = []
    for command in commands:
        if not command.key:
            continue
        key = QKeySequence(command.key).toString()
        clashes += [
            (other, command)
            for other in seen.setdefault(key, [])
            if EVERYWHERE in (command.scope, other.scope) or command.scope == other.scope
        ]
        seen[key].append(command)
    return clashes
