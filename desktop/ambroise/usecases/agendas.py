"""The agendas of the office: whose they are, what was decided of them, and what a day of each one shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ambroise.domain.agenda import RendezVous, find_ailleurs, find_conflits
from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Role
from ambroise.domain.horaires import day_bounds
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, HorairesLieu, ReglageAgenda, open_times
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

_CONSULTENT = (Role.PRATICIEN, Role.REMPLACANT, Role.INFIRMIER)


@dataclass(frozen=True)
class Agenda:
    """One agenda of the office."""

    praticien: str
    nom: str
    is_mien: bool = False


@dataclass(frozen=True)
class Ouverture:
    """A part of a day when a practitioner receives, and where."""

    lieu: str
    debut: datetime
    fin: datetime


@dataclass(frozen=True)
class JourAgenda:
    """A day of one agenda."""

    agenda: Agenda
    jour: date
    ouvertures: tuple[Ouverture, ...] = ()
    rendez_vous: tuple[RendezVous, ...] = ()
    conflits: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    sans_horaires: bool = False
    """No opening hour was ever written for this practitioner: every time may be given."""

    def lieu_of(self, rdv: RendezVous) -> str:
        """Return where an appointment is: the place it says, else where the practitioner receives then."""
        ici = (o.lieu for o in self.ouvertures if o.debut <= rdv.debut < o.fin)
        return rdv.lieu or next(ici, "")

    @property
    def lieux(self) -> frozenset[str]:
        """The places where the practitioner is that day."""
        return frozenset((*(o.lieu for o in self.ouvertures), *(self.lieu_of(r) for r in self.rendez_vous)))


class AgendasService:
    """Reads the agendas; ``horaires_du_poste`` are those of the settings, for who wrote none of his own."""

    def __init__(
        self, contexte: Contexte, session: SessionService, horaires_du_poste: Callable[[], str]
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._horaires_du_poste = horaires_du_poste

    def list(self, uow: UnitOfWork) -> tuple[Agenda, ...]:
        """Return the agendas of the office, that of who is logged in first."""
        moi = self._session.auteur if self._session.is_ouverte else ""
        jour = self._contexte.horloge().astimezone().date()
        comptes = uow.comptes.list()
        noms = {c.identifiant: c.nom for c in comptes if c.role in _CONSULTENT and c.is_actif(jour)}
        if moi and not any(c.identifiant == moi and c.role not in _CONSULTENT for c in comptes):
            noms = {moi: self._session.nom} | noms
        connus = {c.identifiant for c in comptes} | {"", moi}
        noms |= {qui: qui for qui in uow.rendez_vous.praticiens() if qui not in connus}
        return tuple(Agenda(praticien, nom, praticien == moi) for praticien, nom in noms.items())

    def office(self, uow: UnitOfWork) -> ReglageAgenda:
        """Return the types and places of the office, those proposed before it wrote any."""
        reglage = uow.reglages_agenda.get("")
        return reglage if reglage.types else replace(reglage, types=TYPES_PROPOSES)

    def salles(self) -> tuple[str, ...]:
        """Return the rooms of the office that hold one appointment at a time."""
        with self._contexte.reading() as uow:
            return self.office(uow).salles

    def hours(self, uow: UnitOfWork, praticien: str) -> tuple[HorairesLieu, ...]:
        """Return when and where a practitioner receives; the hours of the seat when he wrote none."""
        siens = uow.reglages_agenda.get(praticien).horaires
        texte = self._horaires_du_poste()
        return siens or ((HorairesLieu("", texte),) if texte else ())

    def read(
        self, uow: UnitOfWork, jours: Sequence[date], praticiens: Sequence[str]
    ) -> tuple[JourAgenda, ...]:
        """Return each day of each agenda wanted, with its conflicts."""
        voulus = [agenda for agenda in self.list(uow) if agenda.praticien in praticiens]
        debut, fin = day_bounds(jours[0])[0], day_bounds(jours[-1])[1]
        tous, salles = uow.rendez_vous.list(debut, fin), self.office(uow).salles
        horaires = {agenda: self.hours(uow, agenda.praticien) for agenda in voulus}
        return tuple(make_day(a, jour, tous, horaires[a], salles) for jour in jours for a in voulus)

    def save(self, reglage: ReglageAgenda) -> ReglageAgenda:
        """Write what was decided of an agenda, or of the office. Raises ConflitVersion."""
        with self._contexte.uow() as uow:
            ecrit = uow.reglages_agenda.save(reglage)
            objet = f"réglages de l’agenda {reglage.praticien or 'du cabinet'}"
            self._contexte.trace(uow, self._session.auteur, ActionAudit.MODIFICATION, objet)
            uow.commit()
        return ecrit


def week_of(jour: date) -> tuple[date, ...]:
    """Return the seven days, from Monday, of the week of a day."""
    lundi = jour - timedelta(days=jour.weekday())
    return tuple(lundi + timedelta(days=n) for n in range(7))


def make_day(
    agenda: Agenda,
    jour: date,
    tous: Sequence[RendezVous],
    horaires: Sequence[HorairesLieu],
    salles: Sequence[str] = (),
) -> JourAgenda:
    """Return a day of an agenda among those of the whole office, with what collides."""
    debut, fin = day_bounds(jour)
    du_jour = [r for r in tous if r.debut < fin and r.fin > debut]
    siens = tuple(r for r in du_jour if r.praticien == agenda.praticien)
    autres = [r for r in du_jour if r.praticien != agenda.praticien]
    plages = tuple(open_times(horaires, jour))
    conflits = find_conflits(siens, autres, salles)
    for id_, phrase in find_ailleurs(siens, plages, salles).items():
        conflits[id_] = (*conflits.get(id_, ()), phrase)
    ouvertures = tuple(Ouverture(*plage) for plage in plages)
    return JourAgenda(agenda, jour, ouvertures, siens, conflits, not horaires)
