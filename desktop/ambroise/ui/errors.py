"""The one door of errors: an exception becomes what happened, what is safe, what to do; in French."""

import platform
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Signal

from ambroise import __version__ as ambroise_version
from ambroise.ui.tasks import Cancelled
from ambroise.ui.tokens import Tone
from ambroise.ui.words import author_words, clock, plural
from ambroise.usecases import errors as known

NOTHING_CHANGED: Final = "Rien n’a été changé, votre saisie est intacte."


@dataclass(frozen=True)
class Explanation:
    """What a banner says: one sentence each for what happened, what is safe, what to do."""

    happened: str
    safe: str
    remedy: str
    tone: Tone = "danger"
    icon: str = "octagon-alert"
    code: str = ""
    """The official code, shown last and small."""
    unknown: bool = False
    """No known error: a report can be written."""


def explain(error: BaseException) -> Explanation | None:
    """Return what to tell the user of an error; None when they cancelled it themselves."""
    if isinstance(error, Cancelled):
        return None
    for kind, words in _KNOWN:
        if isinstance(error, kind):
            return words(error)
    return Explanation(
        "Un défaut d’Ambroise a interrompu cette action.",
        "Le reste de votre travail est intact.",
        "Recommencez. Si le défaut revient, envoyez le rapport\u00a0: il ne contient aucune donnée "
        "de patient.",
        unknown=True,
        code=type(error).__name__,
    )


def crash_report(error: BaseException, *, instant: datetime) -> str:
    """Return a report without any patient datum: types, files and lines, never a value nor a message."""
    lines = [
        f"Ambroise {ambroise_version}",
        f"{instant.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, PySide6 {pyside_version}",
        f"{platform.system()} {platform.release()}",
        "",
    ]
    current: BaseException | None = error
    while current is not None:
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [
            f"  {_relative(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines) + "\n"


class ErrorDoor(QObject):
    """Receives what nobody caught, keeps its report in the profile and asks the window to say so."""

    reported = Signal(object)
    """An Explanation to show."""

    def __init__(self, folder: Path, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._now = now
        self.last_report: Path | None = None

    def open_to(self, error: BaseException) -> Explanation | None:
        """Explain an error; an unknown one leaves a report in the profile."""
        explanation = explain(error)
        if explanation is not None and explanation.unknown:
            self.last_report = self._write(error)
        return explanation

    def receive(self, error: BaseException) -> None:
        """Explain an error that no screen waits for, in the window itself."""
        explanation = self.open_to(error)
        if explanation is not None:
            self.reported.emit(explanation)

    def excepthook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Stand in for ``sys.excepthook`` while the window lives."""
        if issubclass(kind, KeyboardInterrupt):
            raise error.with_traceback(trace)
        self.receive(error.with_traceback(trace))

    def _write(self, error: BaseException) -> Path | None:
        instant = self._now()
        path = self._folder / f"arret-{instant:%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(crash_report(error, instant=instant), encoding="utf-8")
        except OSError:
            return None
        return path


def _relative(filename: str) -> str:
    parts = Path(filename).parts
    for root in ("ambroise", "esante", "site-packages"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1] if parts else "?"


def _from(error: BaseException, safe: str, remedy: str, tone: Tone, icon: str) -> Explanation:
    assert isinstance(error, known.AmbroiseError)
    return Explanation(error.message, safe, error.remede or remedy, tone, icon, error.code)


def _plainly(
    safe: str, remedy: str, tone: Tone = "danger", icon: str = "octagon-alert"
) -> Callable[[BaseException], Explanation]:
    return lambda error: _from(error, safe, remedy, tone, icon)


def _code_porteur(error: BaseException) -> Explanation:
    assert isinstance(error, known.CodePorteurRefuse)
    left = error.essais_restants
    if left is None and error.remede:
        return Explanation(error.message, error.remede, "Vérifiez-le, puis recommencez.", "warning", "lock")
    if left == 0:
        return Explanation(
            "La carte CPS est bloquée",
            "Le code n’a pas été réessayé. Aucune donnée n’est perdue.",
            "Débloquez-la avec le code de déblocage, ou continuez avec e-CPS.",
            icon="lock",
            code=error.code,
        )
    happened = "Code de la carte CPS refusé"
    if left is not None:
        happened += f", il reste {plural(left, 'essai')}"
    return Explanation(
        happened,
        "Le code n’est jamais essayé à votre place.",
        "Vérifiez-le avant de recommencer, la carte se bloque au troisième refus.",
        "warning",
        "lock",
        error.code,
    )


def _conflict(error: BaseException) -> Explanation:
    """Say who wrote first, what, and when; what was typed here is still typed."""
    # Orders and plans are told here alone: the first picture of the window does without them.
    from ambroise.ui.conflits import written_words

    assert isinstance(error, known.ConflitVersion)
    who = error.nom or author_words(error.auteur, {})
    what = written_words(error.actuel)
    when = f" à {clock(error.instant.astimezone())}" if error.instant is not None else ""
    happened = (
        f"{who} a écrit «\u00a0{what}\u00a0» avant vous{when}" if what else f"{who} a écrit avant vous{when}"
    )
    return Explanation(
        happened,
        "Rien n’a été écrasé, et ce que vous avez tapé est gardé.",
        "Relisez la version enregistrée, puis reprenez la vôtre.",
        "warning",
        "users",
    )


_KNOWN: Final[tuple[tuple[type[BaseException], Callable[[BaseException], Explanation]], ...]] = (
    (known.CodePorteurRefuse, _code_porteur),
    (
        known.CarteAbsente,
        _plainly(NOTHING_CHANGED, "Remettez la carte, puis recommencez.", "danger", "credit-card"),
    ),
    (
        known.ServiceInjoignable,
        _plainly(
            "Tout est enregistré sur cet ordinateur.",
            "Continuez\u00a0: ce qui doit partir partira seul au retour du service.",
            "warning",
            "cloud-off",
        ),
    ),
    (
        known.AccesRefuse,
        _plainly(NOTHING_CHANGED, "Vérifiez votre carte et vos droits, puis recommencez.", icon="lock"),
    ),
    (
        known.DemandeRejetee,
        _plainly(NOTHING_CHANGED, "Corrigez ce qui est indiqué, puis recommencez.", icon="circle-x"),
    ),
    (
        known.ReponseInvalide,
        _plainly(
            "Rien n’a été enregistré de cette réponse.",
            "Recommencez. Si cela persiste, prévenez l’assistance en donnant le code.",
            icon="shield-alert",
        ),
    ),
    (known.NonPrisEnCharge, _plainly(NOTHING_CHANGED, "Passez par une autre voie.", "warning", "info")),
    (known.ConflitVersion, _conflict),
    (
        known.AmbroiseError,
        _plainly(NOTHING_CHANGED, "Corrigez ce qui est indiqué, puis recommencez.", "warning", "info"),
    ),
    (
        PermissionError,
        lambda _error: Explanation(
            "Ce dossier n’accepte pas l’écriture",
            NOTHING_CHANGED,
            "Choisissez un autre dossier, ou demandez les droits à votre installateur.",
            icon="hard-drive",
        ),
    ),
    (
        OSError,
        lambda _error: Explanation(
            "Le disque ou l’appareil n’a pas répondu comme attendu",
            NOTHING_CHANGED,
            "Vérifiez la place libre et les branchements, puis recommencez.",
            icon="hard-drive",
        ),
    ),
)
