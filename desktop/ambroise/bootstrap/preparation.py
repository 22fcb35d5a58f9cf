"""What the first gestures of a session need, made ready while nobody waits for it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def prepare_gestures(app: "Application") -> None:
    """Import what draws and sends, and compile what reads a posology: the first order would pay for it."""
    from ambroise.bootstrap import documents  # noqa: F401
    from ambroise.domain.posologie_saisie import compile_rules

    compile_rules()
    assert app.transmetteurs
