"""What the screen of the national directory asks, over one application."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ambroise.ui.annuaire.ports import EtatAnnuaire
from ambroise.usecases.ports_en_ligne import BilanAnnuaire, Correspondant

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_TROUVES = 30


class AnnuaireEcran:
    """``ui.annuaire.ports.Annuaire``."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def etat(self) -> EtatAnnuaire:
        annuaire, dossier = self._app.annuaire, self._app.reglages.dossier_annuaire
        return EtatAnnuaire(
            annuaire.date_donnees(), dossier, bool(dossier) and annuaire.has_nouveautes(Path(dossier))
        )

    def keep_dossier(self, dossier: str) -> None:
        self._app.save_reglages(replace(self._app.reglages, dossier_annuaire=dossier))

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[float], None], annule: Event
    ) -> BilanAnnuaire:
        return self._app.annuaire.import_dossier(
            dossier, lambda fait, total: on_avance(fait / total if total else 1.0), annule
        )

    def search(self, texte: str) -> Sequence[Correspondant]:
        return self._app.annuaire.search(texte, limite=_TROUVES)
