"""A process that delivers the outbox of a profile until it is killed."""

import sys
import time
from datetime import timedelta
from pathlib import Path

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LecteursVirtuels
from ambroise.usecases.envois import PolitiqueEnvoi

POLITIQUE = PolitiqueEnvoi(base=timedelta(milliseconds=20), maximum=timedelta(milliseconds=80))


def main(profil: Path, pret: Path, phrase: str) -> None:
    """Log in with the sandbox card and deliver, for ever."""
    lecteurs = LecteursVirtuels(profil / "sandbox")
    with Application(profil, passphrase=phrase, bac_a_sable=pret, lecteurs=lecteurs) as app:
        lecteurs.insert("cps-libre", LECTEUR_CPS, app.bac_a_sable.adresses.autorite.parent)
        app.session.open("1234")
        app.psc.connect()
        sys.stdout.write("prêt\n")
        sys.stdout.flush()
        while True:
            app.deliver_due(POLITIQUE)
            time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
