"""Between the screen of the directory and the directory: one import at a time, the last search wins."""

from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from ambroise.domain.nombres import figures
from ambroise.ui.annuaire.ports import Annuaire, EtatAnnuaire
from ambroise.ui.annuaire.screen import AnnuaireScreen
from ambroise.ui.errors import Explanation
from ambroise.ui.tasks import Queue, Task
from ambroise.ui.words import NBSP
from ambroise.usecases.ports_en_ligne import BilanAnnuaire

IMPORT: Final = Queue("annuaire")
RECHERCHE: Final = Queue("annuaire-recherche")


class AnnuaireController(QObject):
    """Tells what an import kept and what it left out."""

    def __init__(self, screen: AnnuaireScreen, annuaire: Annuaire) -> None:
        super().__init__(screen)
        self._screen, self._annuaire = screen, annuaire
        self._last: Task | None = None
        screen.entered.connect(self._read)
        screen.import_wanted.connect(self._import)
        screen.nightly_wanted.connect(self._keep)
        screen.search_wanted.connect(self._search)

    def _read(self) -> None:
        self._screen.run(lambda _: self._annuaire.etat(), self._show_etat, queue=RECHERCHE)

    def _show_etat(self, etat: EtatAnnuaire) -> None:
        self._screen.show_etat(etat, self._screen.context.now())

    def _import(self, dossier: Path) -> None:
        self._screen.banners.clear()
        self._screen.show_progress(0.0)
        self._screen.run(
            lambda task: self._annuaire.import_dossier(dossier, task.report, task.cancelled),
            self._imported,
            on_progress=lambda part, _words: self._screen.show_progress(part),
            on_done=lambda: self._screen.show_progress(None),
            queue=IMPORT,
            title="Import de l’annuaire national",
        )

    def _imported(self, bilan: BilanAnnuaire) -> None:
        refus = sum(bilan.ecartees.values())
        raisons = ", ".join(f"{_count(n)} {raison}" for raison, n in sorted(bilan.ecartees.items()))
        self._screen.show_explanation(
            Explanation(
                "L’annuaire est à jour",
                f"{_count(bilan.correspondants)} correspondants et {_count(bilan.boites)} boîtes. "
                f"{_count(bilan.ajoutees)} lignes ajoutées, {_count(bilan.supprimees)} retirées.",
                f"Lignes écartées{NBSP}: {raisons}." if refus else "",
                "success",
                "circle-check",
            )
        )
        self._read()
        self._search(self._screen.texte.text().strip())

    def _keep(self, dossier: str) -> None:
        self._screen.run(lambda _: self._annuaire.keep_dossier(dossier), lambda _: self._read())

    def _search(self, texte: str) -> None:
        if self._last is not None:
            self._last.cancel()
        if not texte:
            self._screen.show_found(texte, ())
            return
        self._last = self._screen.run(
            lambda _: self._annuaire.search(texte),
            lambda trouves: self._screen.show_found(texte, trouves),
            queue=RECHERCHE,
        )


def _count(nombre: int) -> str:
    return figures(Decimal(nombre))
