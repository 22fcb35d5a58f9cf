"""Between the agenda and the office: loads days, moves, gives, cancels, and takes each gesture back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.ui.agenda.choix import PARTOUT, TOUS, Vue, at_place, places_of, without_closed
from ambroise.ui.agenda.echelle import instant_of
from ambroise.ui.agenda.fantome import Fantome
from ambroise.ui.agenda.ports import AgendaCharge, PortAgenda
from ambroise.ui.agenda.screen import AgendaScreen
from ambroise.ui.journee.malgre import MalgreTout
from ambroise.ui.journee.modifier import ModifierController
from ambroise.ui.journee.place import Place
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.words import NBSP, clock, full_date
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda, week_of
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.suite_agenda import Deplace

MINUTE_MS: Final = 60_000
CARRY_MS: Final = 500


class AgendaController(QObject):
    """Holds the days and the agendas shown; every gesture that writes leaves a way back."""

    patient_wanted = Signal(object)
    """UUID of the file to open."""
    acted = Signal(object)
    """After each gesture: the Deplace of a move, None for any other."""
    print_wanted = Signal(object, object)
    """The day, and whose agendas to print."""

    def __init__(self, screen: AgendaScreen, agenda: PortAgenda) -> None:
        super().__init__(screen)
        self._screen, self._agenda = screen, agenda
        self._jour: date | None = None
        self._semaine, self._qui, self._lieu = True, "", PARTOUT
        self._charge: AgendaCharge | None = None
        self._vue: Vue | None = None
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        self.malgre = MalgreTout(screen)
        self._modifier = ModifierController(screen, screen.donner, agenda, self.malgre, self.done)
        self._modifier.edited.connect(self.acted)
        self._wire()

    @property
    def jour(self) -> date:
        """The day around which the agenda is shown, today until another is asked."""
        return self._jour or self._screen.context.now().date()

    @property
    def lieu(self) -> str:
        """The place shown, empty for all."""
        return self._lieu

    @property
    def premier_jour(self) -> date:
        """The first day shown."""
        return week_of(self.jour)[0] if self._semaine else self.jour

    @property
    def agenda(self) -> Agenda | None:
        """The agenda of the column under the cursor; None before the first reading."""
        colonnes, slot = self._charge.colonnes if self._charge else (), self._screen.grille.cursor_slot()
        rang = min(slot.colonne, len(colonnes) - 1) if slot is not None else 0
        return colonnes[rang].jour.agenda if colonnes else None

    def refresh(self) -> None:
        """Read the days again."""
        jours = week_of(self.jour) if self._semaine else (self.jour,)
        praticiens = self._chosen()
        self._screen.run(
            lambda _: self._agenda.read(jours, praticiens),
            lambda charge: self._loaded(jours, praticiens, charge),
        )

    def follow(self) -> None:
        """Read again what another seat changed, once nothing is carried any more."""
        if self._screen.grille.fantome is not None:
            QTimer.singleShot(CARRY_MS, self, self.follow)
        else:
            self.refresh()

    def _wire(self) -> None:
        screen = self._screen
        screen.entered.connect(self._enter)
        screen.step_wanted.connect(self._step)
        screen.date_wanted.connect(self._go_to)
        screen.semaine_wanted.connect(self._set_semaine)
        screen.agenda_wanted.connect(self._choose)
        screen.lieu_wanted.connect(self._choose_place)
        screen.etat_wanted.connect(self._set_etat)
        screen.grille.opened.connect(self._open)
        screen.grille.slot_wanted.connect(self._ask_at)
        screen.grille.moved.connect(self._move)
        screen.donner.search_wanted.connect(self._search)
        screen.donner.given.connect(self._give)
        screen.absence.asked.connect(self._take_leave)
        on = screen.actions_.on
        on("agenda_rdv", lambda: self._ask_at(screen.grille.cursor_slot()))
        on("agenda_modifier", lambda: self._modifier.open(screen.grille.current_entree()))
        on("agenda_absence", self._ask_leave)
        on("agenda_imprimer", lambda: self.print_wanted.emit(self.jour, self._chosen()))

    # --- what is shown ---------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Move the line of the hour, and read what the other seats wrote meanwhile."""
        self._screen.grille.set_now(self._screen.context.now())
        if self._screen.isVisible() and self._screen.grille.fantome is None:
            self.refresh()

    def _enter(self, argument: object) -> None:
        if isinstance(argument, date):
            self._jour, self._semaine = argument, False
        self.refresh()

    def _loaded(self, jours: Sequence[date], praticiens: Sequence[str], charge: AgendaCharge) -> None:
        attendus = week_of(self.jour) if self._semaine else (self.jour,)
        if tuple(jours) != tuple(attendus) or tuple(praticiens) != self._chosen():
            return
        lieux = places_of(charge)
        charge = at_place(without_closed(charge) if self._semaine else charge, self._lieu)
        vue = Vue(self._semaine, self._qui or _first(charge), self._lieu, lieux)
        if (charge, vue) == (self._charge, self._vue):
            return  # read again for nothing: what has the focus stays as it is
        self._charge, self._vue = charge, vue
        self._screen.show_agenda(charge, self._screen.context.now(), vue)

    def _chosen(self) -> tuple[str, ...]:
        if self._qui == TOUS:
            return tuple(a.praticien for a in self._charge.agendas) if self._charge else ()
        return (self._qui,) if self._qui else ()

    def _here(self) -> str:
        """Return whose column the cursor is in."""
        agenda = self.agenda
        return agenda.praticien if agenda else ""

    def _step(self, pas: int) -> None:
        self._jour = self.jour + timedelta(days=pas * (7 if self._semaine else 1)) if pas else None
        self.refresh()

    def show_day(self, jour: date) -> None:
        """Show the day or the week of a date."""
        self._jour = jour
        self.refresh()

    def _go_to(self, jour: date) -> None:
        self._jour, self._semaine = jour, False
        self.refresh()

    def _set_semaine(self, oui: bool) -> None:
        self._semaine = oui
        self.refresh()

    def _choose(self, qui: str) -> None:
        self._qui = qui
        self.refresh()

    def _choose_place(self, lieu: str) -> None:
        self._lieu = lieu
        self.refresh()

    def _open(self, entree: RendezVousDuJour) -> None:
        if entree.rendez_vous.patient_id is not None:
            self.patient_wanted.emit(entree.rendez_vous.patient_id)

    # --- given, moved, cancelled ----------------------------------------------------------------------

    def _ask_at(self, fantome: Fantome | None) -> None:
        if fantome is None or self._charge is None:
            return
        colonne = self._charge.colonnes[fantome.colonne].jour
        debut = instant_of(fantome.debut, colonne.jour)
        lieu = next((o.lieu for o in colonne.ouvertures if o.debut <= debut < o.fin), "")
        place = Place(colonne.jour, debut, colonne.agenda.praticien, lieu)
        self._screen.donner.open(place, self._screen.context.now())

    def _search(self, texte: str) -> None:
        donner = self._screen.donner
        if texte:
            self._screen.run(lambda _: self._agenda.search(texte), lambda r: donner.show_patients(texte, r))

    def _give(self, nouveau: NouveauRendezVous) -> None:
        self.malgre.run(
            lambda malgre: self._agenda.give(replace(nouveau, malgre_salle=malgre)),
            lambda ids: self._given(ids, nouveau),
        )

    def _given(self, ids: Sequence[UUID], nouveau: NouveauRendezVous) -> None:
        self._screen.donner.close_form()
        debut = nouveau.debut.astimezone()
        quand = f"{full_date(debut.date())} à {clock(debut)}"
        mots = (
            f"Rendez-vous donné, {quand}" if len(ids) == 1 else f"{len(ids)} rendez-vous donnés dès {quand}"
        )
        self.done(mots, partial(self._agenda.cancel, ids))

    def as_edition(self, fantome: Fantome) -> Edition | None:
        """Return the move of an appointment, and of the rest of its series, to where it was carried."""
        if self._charge is None or fantome.fiche is None:
            return None
        vu, colonne = fantome.fiche.entree.rendez_vous, self._charge.colonnes[fantome.colonne].jour
        debut, fin = instant_of(fantome.debut, colonne.jour), instant_of(fantome.fin, colonne.jour)
        voulu = replace(vu, debut=debut, fin=fin, praticien=colonne.agenda.praticien)
        return Edition(vu, voulu, suite=True)

    def save(self, demande: Edition) -> None:
        """Write an appointment over, as its form does."""
        self._modifier.save(demande)

    def _move(self, fantome: Fantome) -> None:
        if (demande := self.as_edition(fantome)) is None:
            return
        vu, voulu = demande.vu, demande.voulu
        if voulu != vu:
            place = (vu, voulu.debut, voulu.fin, voulu.praticien)
            self.malgre.run(
                lambda malgre: self._agenda.move(*place, malgre_salle=malgre),
                lambda mis: self._moved(mis, vu),
                self._not_moved,
            )

    def _moved(self, mis: RendezVous, avant: RendezVous) -> None:
        debut = mis.debut.astimezone()
        mots = f"Déplacé{NBSP}: {full_date(debut.date())} à {clock(debut)}"
        if (mis.debut, mis.praticien) == (avant.debut, avant.praticien):
            mots = f"Durée changée{NBSP}: jusqu’à {clock(mis.fin.astimezone())}"
        self.done(mots, partial(self._agenda.put_back, (Deplace(avant, mis),)))
        self.acted.emit(Deplace(avant, mis))

    def _not_moved(self, erreur: BaseException) -> None:
        self._screen.show_error(erreur)
        self.refresh()

    def _set_etat(self, etat: EtatRendezVous) -> None:
        entree = self._screen.grille.current_entree()
        if entree is None or (entree.rendez_vous.is_pause and etat is not EtatRendezVous.ANNULE):
            return
        id_, avant = entree.rendez_vous.id, entree.rendez_vous.etat
        mots = f"Noté{NBSP}: {etat.value}" if not entree.rendez_vous.is_pause else "Absence retirée"
        back = partial(self._agenda.set_etat, id_, avant)
        write = partial(self._agenda.set_etat, id_, etat)
        self.malgre.run(lambda malgre: write(malgre_salle=malgre), lambda _: self.done(mots, back))

    def _ask_leave(self) -> None:
        if (agenda := self.agenda) is not None:
            self._screen.absence.open_for("" if agenda.is_mien else agenda.nom)

    def _take_leave(self, du: date, au: date, motif: str) -> None:
        self._screen.run(
            lambda _: self._agenda.block(du, au, motif, self._here()), lambda id_: self._left(id_, du)
        )

    def _left(self, id_: UUID, du: date) -> None:
        self._screen.absence.close_form()
        self._jour = du
        self.done("Absence notée", partial(self._agenda.cancel, (id_,)))

    # --- writing, and taking back ---------------------------------------------------------------------

    def _write(self, act: Callable[[], object], then: Callable[[object], None]) -> None:
        self._screen.run(lambda _: act(), then)

    def done(self, mots: str, undo: Callable[[], object] | None = None) -> None:
        """Show the agenda again, and say what was done; ``undo`` takes it back."""
        self.refresh()
        back = None if undo is None else partial(self._write, undo, lambda _: self.refresh())
        self._screen.toast.say(mots, back)
        self.acted.emit(None)


def _first(charge: AgendaCharge) -> str:
    return charge.colonnes[0].jour.agenda.praticien if charge.colonnes else ""
