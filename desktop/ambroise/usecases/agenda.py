"""The agenda of who is logged in: free times, appointments given, repeated, moved, and leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import Horaires, free_slots
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, CreneauOccupe
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

JOURS_CHERCHES = 120
REPETITIONS_MAXIMUM = 200
ABSENCE = "Absence"


@dataclass(frozen=True)
class Repetition:
    """An appointment given several times, every so many days: a tour, a series of dressings."""

    fois: int = 1
    tous_les: int = 1


class AgendaService:
    """Acts on the appointments; ``horaires`` and ``duree`` are those of the settings at that moment."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        horaires: Callable[[], Horaires],
        duree: Callable[[], timedelta],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._horaires = horaires
        self._duree = duree

    def free(self, uow: UnitOfWork, jour: date) -> tuple[CreneauLibre, ...]:
        """Return the free times of a day, in the transaction that reads it."""
        debut = datetime.combine(jour, time()).astimezone()
        rendez_vous = uow.rendez_vous.list(debut, debut + timedelta(days=1), self.praticien)
        return free_slots(self._horaires(), jour, rendez_vous, self._duree(), self._maintenant)

    def next_free(self, apres: datetime) -> CreneauLibre:
        """Return the first free time after an instant, whatever the day.

        Raises:
            AmbroiseError: no opening hour is set, or nothing is free for months.
        """
        if self._horaires().is_vide:
            raise AmbroiseError(
                "Les heures d’ouverture ne sont pas écrites.",
                code="sans_horaires",
                remede="Écrivez-les dans les réglages, par exemple\u00a0: lun-ven 9:00-12:00 14:00-19:00.",
            )
        premier = apres.astimezone().date()
        with self._contexte.uow() as uow:
            for n in range(JOURS_CHERCHES):
                for creneau in self.free(uow, premier + timedelta(days=n)):
                    if creneau.debut > apres:
                        return creneau
        raise AmbroiseError("Rien n’est libre dans les quatre mois.", code="agenda_plein")

    def give(
        self,
        patient_id: UUID,
        debut: datetime,
        fin: datetime,
        motif: str,
        repetition: Repetition | None = None,
    ) -> tuple[UUID, ...]:
        """Write an appointment, or a whole series or nothing; each keeps its hour, summer and winter.

        Raises:
            CreneauOccupe: one of these times is taken; none was written.
            AmbroiseError: a series without end.
        """
        serie = repetition or Repetition()
        if not (1 <= serie.fois <= REPETITIONS_MAXIMUM and 1 <= serie.tous_les <= 366):
            raise AmbroiseError(f"Une série compte de 1 à {REPETITIONS_MAXIMUM} rendez-vous.")
        ids = []
        with self._contexte.uow() as uow:
            for n in range(serie.fois):
                decale = _shifted(debut, n * serie.tous_les)
                rendez_vous = RendezVous(
                    self._contexte.new_id(), decale, decale + (fin - debut), motif, patient_id
                )
                self._save(uow, rendez_vous)
                ids.append(rendez_vous.id)
            self._trace(uow, ActionAudit.CREATION, f"{len(ids)} rendez-vous", patient_id)
            uow.commit()
        return tuple(ids)

    def cancel(self, ids: Sequence[UUID]) -> None:
        """Free the times of appointments. Raises Introuvable."""
        with self._contexte.uow() as uow:
            for id_ in ids:
                rendez_vous = uow.rendez_vous.get(id_)
                self._save(uow, replace(rendez_vous, etat=EtatRendezVous.ANNULE))
            uow.commit()

    def move(self, id_: UUID, debut: datetime) -> RendezVous:
        """Put an appointment at another time, of the same length, and return it.

        Raises:
            CreneauOccupe: that time is taken.
            Introuvable: no such appointment.
        """
        with self._contexte.uow() as uow:
            rendez_vous = uow.rendez_vous.get(id_)
            longueur = rendez_vous.fin - rendez_vous.debut
            deplace = replace(rendez_vous, debut=debut, fin=debut + longueur)
            self._save(uow, deplace)
            self._trace(uow, ActionAudit.MODIFICATION, f"rendez-vous {id_} déplacé", rendez_vous.patient_id)
            uow.commit()
        return deplace

    def block(self, du: date, au: date, motif: str = "") -> UUID:
        """Keep whole days for no patient; who has an appointment then is told, and nothing is written.

        Raises:
            CreneauOccupe: patients are expected on these days.
            AmbroiseError: the days are the wrong way round.
        """
        if au < du:
            raise AmbroiseError("Le dernier jour précède le premier.", code="dates_inversees")
        debut = datetime.combine(du, time()).astimezone()
        fin = datetime.combine(au + timedelta(days=1), time()).astimezone()
        conge = RendezVous(self._contexte.new_id(), debut, fin, motif.strip() or ABSENCE)
        with self._contexte.uow() as uow:
            attendus = [
                r
                for r in uow.rendez_vous.list(debut, fin, self.praticien)
                if not r.is_pause and r.etat is EtatRendezVous.ATTENDU
            ]
            if attendus:
                raise CreneauOccupe(
                    f"{len(attendus)} rendez-vous sont déjà donnés ces jours-là, le premier le "
                    f"{attendus[0].debut.astimezone():%d/%m à %H:%M}.",
                    code="creneau_occupe",
                    remede="Déplacez-les d’abord, ou choisissez d’autres jours.",
                )
            self._save(uow, conge)
            uow.commit()
        return conge.id

    @property
    def praticien(self) -> str:
        """Whose agenda it is."""
        return self._session.auteur if self._session.is_ouverte else ""

    @property
    def _maintenant(self) -> datetime:
        return self._contexte.horloge().astimezone()

    def _save(self, uow: UnitOfWork, rendez_vous: RendezVous) -> None:
        uow.rendez_vous.save(rendez_vous, self.praticien)

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID | None) -> None:
        self._contexte.trace(uow, self.praticien, action, objet, patient_id=patient_id)


def _shifted(debut: datetime, jours: int) -> datetime:
    """Return the same hour of the clock, days later."""
    locale = debut.astimezone()
    return datetime.combine(locale.date() + timedelta(days=jours), locale.time()).astimezone()
