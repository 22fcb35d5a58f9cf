"""Training: the same screens on a sandbox of one's own, a day of test people, forgotten at the end."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LECTEUR_VITALE
from ambroise.demo.journee import fill_journee
from ambroise.demo.monde import CODE_PORTEUR, Monde


def run_training(dire: Callable[[str], None]) -> int:
    """Prepare the day, open the window with the test doctor's session, forget all at its closing."""
    with tempfile.TemporaryDirectory(prefix="ambroise-formation-") as travail:
        dire("Préparation du bac à sable et de la base des médicaments…")
        with Monde(Path(travail), Path(travail)) as monde:
            app = monde.medecin
            monde.insert("cps-libre", LECTEUR_CPS)
            monde.insert("vitale-adrun-zoe", LECTEUR_VITALE)
            app.session.open(CODE_PORTEUR)
            app.psc.connect()
            fill_journee(app)
            dire(f"Mode formation\u00a0: patients fictifs. Code porteur de la carte\u00a0: {CODE_PORTEUR}.")
            return app.run_interface(formation=True)
