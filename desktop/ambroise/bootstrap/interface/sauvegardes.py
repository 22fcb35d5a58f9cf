"""What the screen of the backups asks, over one application."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ambroise.domain.droits import Droit
from ambroise.domain.posologie_texte import render_date
from ambroise.printing.texte import PageTexte, render_texte
from ambroise.settings import Environnement
from ambroise.ui.sauvegardes.ports import EtatSauvegardes, RestaurationVoulue
from ambroise.ui.sauvegardes.screen import age_words

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


_USAGE = (
    "Elle ouvre vos sauvegardes sur un autre ordinateur, quand celui-ci est perdu, volé ou en panne.",
    "Au premier lancement du neuf\u00a0: «\u00a0Restaurer une sauvegarde\u00a0», puis tapez cette clé.",
    "Changer la clé (ambroise key rotate) demande d’imprimer la nouvelle\u202f; celle-ci ouvre encore les "
    "sauvegardes d’avant.",
)


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

    def render_key(self) -> bytes:
        """Return the page of the recovery key, for who may leave with everything; telling it is traced.

        Raises:
            DroitInsuffisant: the account may not.
        """
        app = self._app
        app.acces_dossiers.require(app.auteur, Droit.EXPORTER)
        instant = app.contexte.horloge().astimezone()
        cle = app.recovery_key()
        poste = f"Profil {app.profil.racine.name}, poste {app.poste}, le {render_date(instant.date())}"
        return render_texte(
            PageTexte(
                titre="Clé de secours d’Ambroise",
                entete=(poste,),
                parties=[
                    ("La clé", [cle]),
                    ("À quoi elle sert", _USAGE),
                ],
                pied="À garder sous clé, hors du cabinet. Qui l’a ouvre tous les dossiers.",
                auteur="Ambroise",
                instant=instant,
            )
        )

    def _keep(self, lieu: str, secret: str) -> None:
        if secret:
            self._app.sauvegardes.keep_secret(lieu, secret)
