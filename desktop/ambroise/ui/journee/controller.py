"""Between the home of the day and the agenda: loads a day, keeps the hour, notes who arrived."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.ui.journee.malgre import MalgreTout
from ambroise.ui.journee.modifier import ModifierController
from ambroise.ui.journee.place import Place
from ambroise.ui.journee.ports import AgendaDuJour, JourneeChargee, RendezVousDuJour
from ambroise.ui.journee.screen import JourneeScreen
from ambroise.ui.journee.state import present
from ambroise.ui.words import NBSP, clock
from ambroise.usecases.agenda import NouveauRendezVous

MINUTE_MS: Final = 60_000


class JourneeController(QObject):
    """Holds the day shown; waiting times and the line of the hour move each minute without a query."""

    patient_wanted = Signal(object)
    """UUID of the file to open."""
    tache_wanted = Signal(object)
    agenda_wanted = Signal(object)
    """The day to show to scale."""

    def __init__(self, screen: JourneeScreen, agenda: AgendaDuJour) -> None:
        super().__init__(screen)
        self._screen, self._agenda = screen, agenda
        self._jour: date | None = None
        self._chargee: JourneeChargee | None = None
        self._deplie = False
        self._deplace: RendezVousDuJour | None = None
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._show)
        self._minute.start()
        screen.entered.connect(self.refresh)
        screen.patient_wanted.connect(self._open)
        screen.jour_wanted.connect(self._move)
        screen.etat_wanted.connect(self._set_etat)
        screen.unfold_wanted.connect(self._unfold)
        screen.agenda_wanted.connect(lambda: self.agenda_wanted.emit(self.jour))
        screen.rendez_vous_wanted.connect(self._ask_rendez_vous)
        screen.donner.search_wanted.connect(self._search)
        screen.donner.given.connect(self._give)
        screen.tache_wanted.connect(self.tache_wanted)
        screen.libre_wanted.connect(self._find_libre)
        screen.donner.libre_wanted.connect(self._find_libre)
        screen.move_wanted.connect(self._start_move)
        screen.shift_wanted.connect(self._shift)
        screen.absence_wanted.connect(self._take_leave)
        self._malgre = MalgreTout(screen)
        modifier = ModifierController(screen, screen.donner, agenda, self._malgre, self._done)
        screen.edit_wanted.connect(modifier.open)

    @property
    def jour(self) -> date:
        """The day shown, today until another is asked."""
        return self._jour or self._screen.context.now().date()

    def refresh(self) -> None:
        """Read the day again."""
        jour = self.jour
        self._screen.run(lambda _: self._agenda.load(jour), self._loaded)

    def open_next(self) -> None:
        """Open the file of the next patient (F8)."""
        if self._screen.suivant.entree is not None:
            self._open(self._screen.suivant.entree)

    def _loaded(self, chargee: JourneeChargee) -> None:
        if chargee.jour == self.jour:
            self._chargee = chargee
            cabinet = chargee.cabinet
            self._screen.donner.offer(chargee.agendas, cabinet.types, cabinet.endroits)
            self._show()

    def _show(self) -> None:
        if self._chargee is not None:
            self._screen.show_journee(present(self._chargee, self._screen.context.now(), deplie=self._deplie))

    def _go_to(self, jour: date) -> None:
        """Show another day."""
        self._jour = jour
        self.refresh()

    def _unfold(self) -> None:
        self._deplie = True
        self._show()

    def _move(self, pas: int) -> None:
        self._deplie = False
        self._jour = self.jour + timedelta(days=pas) if pas else None
        self.refresh()

    def _open(self, entree: RendezVousDuJour) -> None:
        if entree.rendez_vous.patient_id is not None:
            self.patient_wanted.emit(entree.rendez_vous.patient_id)

    def _set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous) -> None:
        avant = self._etat_of(rendez_vous_id)
        undo = None if avant is None else partial(self._write_etat, rendez_vous_id, avant)
        self._write_etat(
            rendez_vous_id, etat, lambda: self._screen.toast.say(f"Noté{NBSP}: {etat.value}", undo)
        )

    def _write_etat(
        self, rendez_vous_id: UUID, etat: EtatRendezVous, then: Callable[[], object] = lambda: None
    ) -> None:
        def written(_: object) -> None:
            self.refresh()
            then()

        write = partial(self._agenda.set_etat, rendez_vous_id, etat)
        self._malgre.run(lambda malgre: write(malgre_salle=malgre), written)

    def _etat_of(self, rendez_vous_id: UUID) -> EtatRendezVous | None:
        entrees = self._chargee.rendez_vous if self._chargee is not None else ()
        return next((e.rendez_vous.etat for e in entrees if e.rendez_vous.id == rendez_vous_id), None)

    def _ask_rendez_vous(self, creneau: CreneauLibre | None) -> None:
        en_deplacement, self._deplace = self._deplace, None
        if en_deplacement is not None and creneau is not None:
            self._put(en_deplacement, creneau.debut)
            return
        debut = creneau.debut if creneau is not None else None
        self._screen.donner.open(Place(self.jour, debut), self._screen.context.now())

    def _search(self, texte: str) -> None:
        if texte:
            self._screen.run(
                lambda _: self._agenda.search(texte), lambda r: self._screen.donner.show_patients(texte, r)
            )

    def _give(self, nouveau: NouveauRendezVous) -> None:
        self._malgre.run(
            lambda malgre: self._agenda.give(replace(nouveau, malgre_salle=malgre)),
            lambda ids: self._given(ids, nouveau),
        )

    def _given(self, ids: Sequence[UUID], nouveau: NouveauRendezVous) -> None:
        self._screen.donner.close_form()
        quand = clock(nouveau.debut.astimezone())
        mots = f"Rendez-vous donné à {quand}" if len(ids) == 1 else f"{len(ids)} rendez-vous donnés à {quand}"
        self._done(mots, partial(self._agenda.cancel, ids))

    # --- moved, looked for, away ---------------------------------------------------------------------

    def _start_move(self, entree: RendezVousDuJour) -> None:
        self._deplace = entree
        self._screen.toast.say("Choisissez un créneau libre, ce jour ou un autre, puis Entrée")

    def _shift(self, entree: RendezVousDuJour, minutes: int) -> None:
        self._put(entree, entree.rendez_vous.debut + timedelta(minutes=minutes))

    def _put(self, entree: RendezVousDuJour, debut: datetime) -> None:
        vu = entree.rendez_vous
        self._malgre.run(
            lambda malgre: self._agenda.move(vu, debut, malgre_salle=malgre),
            lambda mis: self._moved(mis, vu.debut),
        )

    def _moved(self, mis: RendezVous, avant: datetime) -> None:
        back = partial(self._agenda.move, mis, avant, malgre_salle=True)  # it had that room
        self._done(f"Déplacé à {clock(mis.debut.astimezone())}", back)

    def _find_libre(self) -> None:
        donner, maintenant = self._screen.donner, self._screen.context.now()
        voulu = donner.recherche if donner.isVisible() else donner.usual()
        depart = max(maintenant, voulu.apres or datetime.combine(self.jour, time(), maintenant.tzinfo))
        self._screen.run(
            lambda _: self._agenda.next_free(depart, voulu.duree, voulu.praticien, voulu.lieu),
            lambda creneau: self._show_libre(creneau, voulu.praticien),
        )

    def _show_libre(self, creneau: CreneauLibre, praticien: str) -> None:
        self._go_to(creneau.debut.astimezone().date())
        place = Place(self.jour, creneau.debut, praticien, creneau.lieu)
        self._screen.donner.propose(place, self._screen.context.now())

    def _take_leave(self, du: date, au: date, motif: str) -> None:
        self._screen.run(lambda _: self._agenda.block(du, au, motif), lambda id_: self._left(id_, du))

    def _left(self, id_: UUID, du: date) -> None:
        self._screen.absence.close_form()
        self._go_to(du)
        self._screen.toast.say("Absence notée", partial(self._do, partial(self._agenda.cancel, (id_,))))

    def _done(self, mots: str, undo: Callable[[], object] | None) -> None:
        self.refresh()
        self._screen.toast.say(mots, None if undo is None else partial(self._do, undo))

    def _do(self, act: Callable[[], object], then: Callable[[], object] = lambda: None) -> None:
        def done(_: object) -> None:
            self.refresh()
            then()

        self._screen.run(lambda _: act(), done)
