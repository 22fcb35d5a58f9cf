"""Between the tour and what is kept of it: ticks, notes and the end of each passage, offline first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.plaie import PlaieSaisie, parse_dimensions
from ambroise.domain.tournee import ABSENT, Passage
from ambroise.ui.errors import Explanation
from ambroise.ui.patients.state import bandeau_of
from ambroise.ui.tournee.ports import Tournees
from ambroise.ui.tournee.screen import TourneeScreen
from ambroise.ui.tournee.state import EtatTournee
from ambroise.ui.words import clock
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.tournees import PassagePrevu

CONSTANTES_A_CORRIGER = Explanation(
    "Une constante n’est pas comprise",
    "Rien n’est perdu\u00a0: la ligne est gardée telle que vous l’avez tapée.",
    "Corrigez-la avant de quitter ce domicile.",
    "warning",
    "info",
)


PLAIE_A_CORRIGER = Explanation(
    "Les dimensions de la plaie ne sont pas comprises",
    "Rien n’est perdu\u00a0: elles sont gardées telles que vous les avez tapées.",
    "Écrivez longueur × largeur en millimètres, par exemple 28 x 19.",
    "warning",
    "ruler",
)


class TourneeController(QObject):
    """Holds the tour of the day; every change is kept before anything else happens."""

    def __init__(self, screen: TourneeScreen, tournees: Tournees) -> None:
        super().__init__(screen)
        self._screen, self._tournees = screen, tournees
        self._etat: EtatTournee | None = None
        screen.entered.connect(self.refresh)
        screen.home_opened.connect(self._open)
        screen.ticked.connect(lambda rang: self._change(lambda p: p.tick(rang)))
        screen.undone.connect(lambda rang, motif: self._change(lambda p: p.leave_undone(rang, motif)))
        screen.absent.connect(lambda: self._change(lambda p: p.leave_all_undone(ABSENT)))
        screen.typed.connect(self._typed)
        screen.photo_chosen.connect(self._add_photo)
        screen.next_wanted.connect(self._next)

    @property
    def etat(self) -> EtatTournee | None:
        """What is shown."""
        return self._etat

    def refresh(self) -> None:
        """Read the tour of the day."""
        jour = self._screen.context.now().date()
        self._screen.run(lambda _: tuple(self._tournees.load(jour)), self._loaded)

    def follow(self) -> None:
        """Read the tour that another seat changed; what is typed is kept first."""
        self._screen.flush()
        self.refresh()

    def _loaded(self, prevus: Sequence[PassagePrevu]) -> None:
        etat = EtatTournee(tuple(prevus), self._screen.context.now())
        courant = self._etat.courant if self._etat is not None else None
        connus = {p.passage.id for p in prevus}
        self._show(replace(etat, courant=courant) if courant in connus else etat.opened_first())

    def _open(self, passage_id: UUID) -> None:
        if self._etat is not None and passage_id != self._etat.courant:
            self._show(replace(self._etat, courant=passage_id))

    def _change(self, change: Callable[[Passage], Passage]) -> None:
        ouvert = self._etat.ouvert if self._etat is not None else None
        if self._etat is None or ouvert is None or ouvert.passage.is_termine:
            return
        passage = change(ouvert.passage)
        if passage != ouvert.passage:
            self._show(self._etat.with_passage(passage))
            self._keep(passage)

    def _typed(self, passage_id: UUID, constantes: str, note: str, plaie: PlaieSaisie) -> None:
        if self._etat is None:
            return
        for prevu in self._etat.prevus:
            if prevu.passage.id == passage_id and not prevu.passage.is_termine:
                passage = replace(prevu.passage, constantes=constantes, note=note, plaie=plaie)
                self._etat = self._etat.with_passage(passage)
                self._keep(passage)

    def _add_photo(self, chemin: Path) -> None:
        self._screen.flush()
        ouvert = self._etat.ouvert if self._etat is not None else None
        if ouvert is None or ouvert.passage.is_termine:
            return
        passage = ouvert.passage
        self._screen.run(lambda _: self._tournees.add_photo(passage, chemin), self._photo_kept)

    def _photo_kept(self, montre: Passage) -> None:
        """Show the photograph beside what was typed while it was filed."""
        self._screen.flush()
        assert self._etat is not None
        for prevu in self._etat.prevus:
            if prevu.passage.id == montre.id:
                plaie = replace(prevu.passage.plaie, photo=montre.plaie.photo)
                passage = replace(prevu.passage, plaie=plaie)
                self._show(self._etat.with_passage(passage))
                self._keep(passage)

    def _keep(self, passage: Passage) -> None:
        self._screen.run(lambda _: self._tournees.keep(passage), self._kept)

    def _kept(self, instant: datetime) -> None:
        zone = self._screen.context.now().tzinfo
        self._screen.show_kept(f"Gardé ici à {clock(instant.astimezone(zone))}")

    def _next(self) -> None:
        self._screen.flush()
        ouvert = self._etat.ouvert if self._etat is not None else None
        if self._etat is None or ouvert is None:
            return
        if ouvert.passage.is_termine:
            self._go_on()
            return
        if parse_constantes(ouvert.passage.constantes).refus:
            self._screen.show_explanation(CONSTANTES_A_CORRIGER)
            return
        if not _is_understood(ouvert.passage.plaie.mesure):
            self._screen.show_explanation(PLAIE_A_CORRIGER)
            return
        if ouvert.passage.restants:
            return
        fini = ouvert.passage.finish(self._screen.context.now())
        self._screen.run(lambda _: self._tournees.finish(fini), lambda _: self._finished(fini))

    def _finished(self, passage: Passage) -> None:
        assert self._etat is not None
        self._screen.banners.clear()
        self._show(self._etat.with_passage(passage))
        self._go_on()

    def _go_on(self) -> None:
        assert self._etat is not None
        suivant = self._etat.suivant
        if suivant is not None:
            self._show(replace(self._etat, courant=suivant.id))

    def _show(self, etat: EtatTournee) -> None:
        avant, self._etat = self._etat, etat
        self._screen.show_tournee(etat)
        if avant is None or avant.courant != etat.courant:
            self._show_banner(etat)

    def _show_banner(self, etat: EtatTournee) -> None:
        ouvert = etat.ouvert
        if ouvert is None:
            self._screen.context.shell.show_patient(None)
            return
        dossier = DossierPatient(ouvert.patient, (), ouvert.constantes, ouvert.allergies, (), ())
        bandeau = bandeau_of(dossier, etat.maintenant.date())
        self._screen.context.shell.show_patient(replace(bandeau, a_savoir=ouvert.passage.a_savoir))


def _is_understood(mesure: str) -> bool:
    try:
        return not mesure.strip() or bool(parse_dimensions(mesure))
    except ValueError:
        return False
