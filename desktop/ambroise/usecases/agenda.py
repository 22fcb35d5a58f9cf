"""Appointments given, repeated, moved, cancelled and put back; free times and leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous, find_creneaux_libres
from ambroise.domain.audit import ActionAudit
from ambroise.domain.horaires import day_bounds, local_time
from ambroise.domain.recurrence import Recurrence
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ConflitVersion, CreneauOccupe
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.salles import require_salles
from ambroise.usecases.sessions import SessionService

JOURS_CHERCHES = 120
ABSENCE = "Absence"


@dataclass(frozen=True)
class NouveauRendezVous:
    """What is asked to be given; an empty ``praticien`` is who is logged in."""

    patient_id: UUID | None
    debut: datetime
    fin: datetime
    motif: str
    praticien: str = ""
    lieu: str = ""
    type: str = ""
    teleconsultation: bool = False
    recurrence: Recurrence | None = None
    notes: str = ""
    malgre_salle: bool = False
    """Give it although its room is taken then."""


class AgendaService:
    """Acts on the appointments.

    Args:
        duree: that of the settings at that moment.
        auteur: who acts when nobody is logged in: a command of the terminal.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        agendas: AgendasService,
        duree: Callable[[], timedelta],
        auteur: str = "",
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._agendas = agendas
        self._duree = duree
        self._auteur = auteur

    def free(
        self, uow: UnitOfWork, jour: date, praticien: str = "", duree: timedelta | None = None
    ) -> tuple[CreneauLibre, ...]:
        """Return the free times of a day that are not past, in the transaction that reads it."""
        qui = praticien or self.praticien
        pris = uow.rendez_vous.list(*day_bounds(jour), qui)
        longueur = duree or self._duree()
        return tuple(
            creneau
            for plage in self._agendas.hours(uow, qui)
            for ouverture, fermeture in plage.horaires.plages(jour)
            for creneau in find_creneaux_libres(pris, ouverture, fermeture, longueur, plage.lieu)
            if creneau.debut >= self._contexte.horloge()
        )

    def next_free(
        self, apres: datetime, praticien: str = "", duree: timedelta | None = None, lieu: str = ""
    ) -> CreneauLibre:
        """Return the first free time after an instant, whatever the day; in a room, when it is free too.

        Raises:
            AmbroiseError: no opening hour is set, or nothing is free for months.
        """
        premier = apres.astimezone().date()
        with self._contexte.uow() as uow:
            if not self._agendas.hours(uow, praticien or self.praticien):
                raise AmbroiseError(
                    "Les heures d’ouverture ne sont pas écrites.",
                    code="sans_horaires",
                    remede="Écrivez-les dans les réglages, par exemple\u00a0: lun-ven 9:00-12:00.",
                )
            salle = lieu if lieu in self._agendas.office(uow).salles else ""
            for n in range(JOURS_CHERCHES):
                for creneau in self.free(uow, premier + timedelta(days=n), praticien, duree):
                    ici = lieu in ("", creneau.lieu) or creneau.lieu == "" or bool(salle)
                    if ici and creneau.debut > apres and not (salle and _is_taken(uow, salle, creneau)):
                        return replace(creneau, lieu=lieu or creneau.lieu)
        raise AmbroiseError("Rien n’est libre dans les quatre mois.", code="agenda_plein")

    def give(self, nouveau: NouveauRendezVous) -> tuple[UUID, ...]:
        """Write an appointment, or a whole series or nothing; each keeps its hour, summer and winter.

        Raises:
            CreneauOccupe: one of these times is taken; none was written.
            SalleOccupee: the room is taken at one of these times; none was written.
            AmbroiseError: a series too long.
        """
        debuts = _starts(nouveau)
        serie = self._contexte.new_id() if nouveau.recurrence else None
        with self._contexte.uow() as uow:
            ecrits = [
                uow.rendez_vous.save(
                    RendezVous(
                        self._contexte.new_id(),
                        debut,
                        debut + (nouveau.fin - nouveau.debut),
                        nouveau.motif,
                        nouveau.patient_id,
                        teleconsultation=nouveau.teleconsultation,
                        praticien=nouveau.praticien or self.praticien,
                        lieu=nouveau.lieu,
                        type=nouveau.type,
                        serie=serie,
                        notes=nouveau.notes,
                    )
                )
                for debut in debuts
            ]
            self._check_salles(uow, ecrits, nouveau.malgre_salle)
            objet = f"{len(ecrits)} rendez-vous"
            if nouveau.recurrence is not None:
                objet += f", {nouveau.recurrence.to_rrule()}"
            self._trace(uow, ActionAudit.CREATION, objet, nouveau.patient_id)
            uow.commit()
        return tuple(rdv.id for rdv in ecrits)

    def set_etat(self, id_: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        """Say where an appointment stands; who comes into the room begins to wait.

        Raises:
            CreneauOccupe: it is no longer cancelled, and its time, or its room, was given since.
            Introuvable: no such appointment.
        """
        with self._contexte.uow() as uow:
            rdv = uow.rendez_vous.get(id_)
            arrive = self._contexte.horloge() if etat is EtatRendezVous.EN_SALLE else rdv.arrive_le
            ecrit = uow.rendez_vous.save(replace(rdv, etat=etat, arrive_le=arrive))
            if rdv.is_libre:
                self._check_salles(uow, [ecrit], malgre_salle)
            self._trace(uow, ActionAudit.MODIFICATION, f"rendez-vous {id_} {etat.value}", rdv.patient_id)
            uow.commit()

    def cancel(self, ids: Sequence[UUID]) -> None:
        """Free the times of appointments. Raises Introuvable."""
        with self._contexte.uow() as uow:
            for id_ in ids:
                rdv = uow.rendez_vous.get(id_)
                uow.rendez_vous.save(replace(rdv, etat=EtatRendezVous.ANNULE))
                self._trace(uow, ActionAudit.ANNULATION, f"rendez-vous {id_}", rdv.patient_id)
            uow.commit()

    def restore(self, ids: Sequence[UUID], *, malgre_salle: bool = False) -> None:
        """Put cancelled appointments back. Raises CreneauOccupe: then none is."""
        with self._contexte.uow() as uow:
            remis = []
            for id_ in ids:
                rdv = uow.rendez_vous.get(id_)
                remis.append(uow.rendez_vous.save(replace(rdv, etat=EtatRendezVous.ATTENDU)))
                self._trace(uow, ActionAudit.MODIFICATION, f"rendez-vous {id_} rétabli", rdv.patient_id)
            self._check_salles(uow, remis, malgre_salle)
            uow.commit()

    def following(self, id_: UUID) -> tuple[UUID, ...]:
        """Return this appointment and those of its series that come after it and are still expected."""
        with self._contexte.uow() as uow:
            rdv = uow.rendez_vous.get(id_)
            serie = uow.rendez_vous.serie(rdv.serie) if rdv.serie is not None else (rdv,)
        return tuple(
            r.id for r in serie if r.debut >= rdv.debut and (r.id == id_ or r.etat is EtatRendezVous.ATTENDU)
        )

    def move(
        self,
        vu: RendezVous,
        debut: datetime,
        fin: datetime | None = None,
        praticien: str = "",
        *,
        malgre_salle: bool = False,
    ) -> RendezVous:
        """Put an appointment, as it was seen, at another time, of another length or in another agenda.

        Raises:
            CreneauOccupe: that time is taken, or its room then.
            ConflitVersion: another seat moved it first; it stays where that seat put it.
            AmbroiseError: it would end before it begins.
        """
        termine = fin or debut + (vu.fin - vu.debut)
        if termine <= debut:
            raise AmbroiseError("Un rendez-vous finit après son début.", code="duree_nulle")
        with self._contexte.uow() as uow:
            actuel = uow.rendez_vous.get(vu.id)
            if (actuel.debut, actuel.fin, actuel.praticien) != (vu.debut, vu.fin, vu.praticien):
                raise moved_elsewhere(actuel)
            deplace = replace(actuel, debut=debut, fin=termine, praticien=praticien or actuel.praticien)
            try:
                deplace = uow.rendez_vous.save(deplace)
            except ConflitVersion as exc:
                raise moved_elsewhere(actuel) from exc
            self._check_salles(uow, [deplace], malgre_salle)
            self._trace(uow, ActionAudit.MODIFICATION, f"rendez-vous {vu.id} déplacé", vu.patient_id)
            uow.commit()
        return deplace

    def block(self, du: date, au: date, motif: str = "", praticien: str = "") -> UUID:
        """Keep whole days for no patient; who has an appointment then is told, and nothing is written.

        Raises:
            CreneauOccupe: patients are expected on these days.
            AmbroiseError: the days are the wrong way round.
        """
        if au < du:
            raise AmbroiseError("Le dernier jour précède le premier.", code="dates_inversees")
        qui = praticien or self.praticien
        debut, fin = day_bounds(du)[0], day_bounds(au)[1]
        conge = RendezVous(self._contexte.new_id(), debut, fin, motif.strip() or ABSENCE, praticien=qui)
        with self._contexte.uow() as uow:
            attendus = [
                r
                for r in uow.rendez_vous.list(debut, fin, qui)
                if not r.is_pause and r.etat is EtatRendezVous.ATTENDU
            ]
            if attendus:
                raise CreneauOccupe(
                    f"{len(attendus)} rendez-vous sont déjà donnés ces jours-là, le premier le "
                    f"{attendus[0].debut.astimezone():%d/%m à %H:%M}.",
                    code="creneau_occupe",
                    remede="Déplacez-les d’abord, ou choisissez d’autres jours.",
                )
            uow.rendez_vous.save(conge)
            self._trace(uow, ActionAudit.CREATION, f"absence du {du:%d/%m/%Y} au {au:%d/%m/%Y}", None)
            uow.commit()
        return conge.id

    @property
    def praticien(self) -> str:
        """Whose agenda it is when none is named."""
        return self._session.auteur if self._session.is_ouverte else ""

    def _check_salles(self, uow: UnitOfWork, ecrits: Sequence[RendezVous], malgre: bool) -> None:
        if not malgre:
            require_salles(uow, ecrits, self._agendas.office(uow).salles)

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID | None) -> None:
        self._contexte.trace(uow, self.praticien or self._auteur, action, objet, patient_id=patient_id)


def _is_taken(uow: UnitOfWork, salle: str, creneau: CreneauLibre) -> bool:
    la = uow.rendez_vous.list(creneau.debut, creneau.fin)
    return any(rdv.lieu == salle and not rdv.is_libre for rdv in la)


def _starts(nouveau: NouveauRendezVous) -> list[datetime]:
    if nouveau.recurrence is None:
        return [nouveau.debut]
    ici = nouveau.debut.astimezone()
    try:
        debuts = [local_time(jour, ici.time()) for jour in nouveau.recurrence.dates(ici.date())]
    except ValueError as exc:
        raise AmbroiseError(str(exc), code="serie_trop_longue") from exc
    if not debuts:
        raise AmbroiseError("Cette série finit avant son premier jour.", code="serie_vide")
    return debuts


def moved_elsewhere(actuel: RendezVous) -> AmbroiseError:
    """Return what says where an appointment stands that another seat moved first."""
    debut = actuel.debut.astimezone()
    return AmbroiseError(
        f"Ce rendez-vous a été déplacé depuis un autre poste, au {debut:%d/%m à %H:%M}. Rien n’a changé ici.",
        code="deplace_ailleurs",
        remede="L’agenda montre sa nouvelle place\u00a0: déplacez-le de là s’il le faut.",
    )
