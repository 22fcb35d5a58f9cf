"""Open the window of an application, its outbox delivering in the background."""

from typing import TYPE_CHECKING

from ambroise.bootstrap.interface.coquille import Coquille
from ambroise.bootstrap.interface.ecrans import Ecrans
from ambroise.ui.application import run_interface

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def run(app: "Application", *, formation: bool = False) -> int:
    """Run until the window is closed; return the exit code."""
    ecrans = Ecrans(app)
    app.facteur.start()
    return run_interface(Coquille(app, formation=formation), ecrans.factories(), ecrans.join)
