"""What the screen of the backups asks, over one application."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ambroise.settings import Environnement
from ambroise.ui.sauvegardes.ports import EtatSauvegardes, RestaurationVoulue
from ambroise.ui.sauvegardes.screen import age_words

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class SauvegardesEcran:
    """``ui.sauvegardes.ports.Sauvegardes``."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def etat(self) -> EtatSauvegardes:
        return EtatSauvegardes(self._app.reglages.dossier_sauvegarde, self._app.sauvegardes.last())

    def retard(self) -> str:
        """Say how old the last good backup is when it is too old; training data need none."""
        reglages = self._app.reglages
        if reglages.environnement is Environnement.BAC_A_SABLE and not reglages.dossier_sauvegarde:
            return ""
        maintenant = self._app.contexte.horloge().astimezone()
        ton, phrase = age_words(self._app.sauvegardes.last(), maintenant)
        return "" if ton == "success" else phrase

    def make(self, lieu: str, secret: str) -> str:
        self._keep(lieu, secret)
        return self._app.sauvegardes.make(lieu).fichier.name

    def list(self, lieu: str, secret: str) -> Sequence[str]:
        self._keep(lieu, secret)
        return self._app.sauvegardes.list(lieu)

    def restore(self, voulue: RestaurationVoulue) -> int:
        restauree = self._app.sauvegardes.restore(
            f"{voulue.lieu.rstrip('/')}/{voulue.nom}",
            voulue.dossier,
            cle_secours=voulue.cle_secours,
            passphrase=self._app.passphrase,
        )
        return restauree.comptes.get("patient", 0)

    def _keep(self, lieu: str, secret: str) -> None:
        if secret:
            self._app.sauvegardes.keep_secret(lieu, secret)
