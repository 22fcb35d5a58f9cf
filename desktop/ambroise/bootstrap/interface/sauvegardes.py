"""What the screen of the backups asks, over one application."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ambroise.bootstrap.socle import utc_now
from ambroise.domain.droits import Droit
from ambroise.domain.posologie_texte import render_date
from ambroise.printing.texte import PageTexte, render_texte
from ambroise.settings import Environnement
from ambroise.ui.sauvegardes.ports import EtatSauvegardes, RestaurationVoulue
from ambroise.ui.sauvegardes.screen import age_words
from ambroise.usecases.errors import NonPrisEnCharge

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.bootstrap.socle import Socle


_USAGE = (
    "Elle ouvre vos sauvegardes sur un autre ordinateur, quand celui-ci est perdu, volé ou en panne.",
    "Au premier lancement du neuf\u00a0: «\u00a0Restaurer une sauvegarde\u00a0», puis tapez cette clé.",
    "Si la clé du cabinet est changée, imprimez la nouvelle\u202f; celle-ci ouvre encore les "
    "sauvegardes d’avant.",
)


class SauvegardesEcran:
    """``ui.sauvegardes.ports.Sauvegardes``."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def etat(self) -> EtatSauvegardes:
        return EtatSauvegardes(
            self._app.reglages.dossier_sauvegarde, self._app.sauvegardes.last(), self.cle_a_imprimer()
        )

    def cle_a_imprimer(self) -> str:
        """Say that the recovery key on paper opens this practice no more; nothing when it does."""
        return (
            "La clé du cabinet a changé\u00a0: imprimez la nouvelle."
            if self._app.is_printed_key_stale
            else ""
        )

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
        return render_recovery_key(app, app.recovery_key())

    def ask_new_key(self) -> None:
        """Have this profile closed, given a new key and opened again, once its window is closed.

        Raises:
            DroitInsuffisant: the account may not.
            NonPrisEnCharge: the office is on a server, or this window is not of a profile of its own.
        """
        app = self._app
        app.acces_dossiers.require(app.auteur, Droit.EXPORTER)
        app.require_own_key()
        if app.on_key_change is None:
            raise NonPrisEnCharge(
                "En entraînement, la clé ne se change pas.", remede="Rien n’est à protéger ici."
            )
        app.on_key_change(app.auteur)

    def _keep(self, lieu: str, secret: str) -> None:
        if secret:
            self._app.sauvegardes.keep_secret(lieu, secret)


def render_recovery_key(app: "Socle", cle: str) -> bytes:
    """Return the page of a recovery key, as a PDF."""
    instant = utc_now().astimezone()
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
