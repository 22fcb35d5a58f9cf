"""The tour of the day: appointments and care plans with the acts due at each home, kept here first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import Allergie, Constante
from ambroise.domain.entrees import MesurePlaie
from ambroise.domain.horaires import day_bounds, local_time
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.plaie import parse_dimensions, same_site
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.tournee import ActeSoin, Passage
from ambroise.usecases.brouillon_passage import note_of, passage_to_text, restore_passage
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.garde import DossierRestreint
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.soins_du_jour import acts_of, care_of, nurse_orders, passage_id, share_care


@dataclass(frozen=True)
class PassagePrevu:
    """A home of the tour with the file of who lives there."""

    passage: Passage
    patient: Patient
    allergies: tuple[Allergie, ...] = ()
    constantes: tuple[Constante, ...] = ()
    plaies: tuple[MesurePlaie, ...] = ()
    """The wounds measured before, the latest first."""

    def plaie_avant(self, site: str) -> MesurePlaie | None:
        """Return the last measure of a wound; of any wound when no site is told yet."""
        vues = (p for p in self.plaies if p.dimensions is not None)
        return next((p for p in vues if not site.strip() or same_site(p.site, site)), None)


class TourneeService:
    """Acts of the nurse on the tour; a passage is a draft until it is finished.

    Args:
        read_photo: returns the JPEG of a picture on the disk, ready for a file.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        patients: PatientService,
        read_photo: Callable[[Path], bytes],
    ) -> None:
        self._read_photo = read_photo
        self._contexte = contexte
        self._session = session
        self._patients = patients

    def load(self, jour: date) -> tuple[PassagePrevu, ...]:
        """Return the homes of a day in the order of their hours, with what was already ticked.

        A home is an appointment, or what a care plan wants at an hour no appointment is near.

        Raises:
            SessionFermee: nobody is logged in.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            rendez_vous: dict[UUID, list[RendezVous]] = {}
            for r in uow.rendez_vous.list(*day_bounds(jour), auteur):
                if r.patient_id is not None and r.etat is not EtatRendezVous.ANNULE:
                    rendez_vous.setdefault(r.patient_id, []).append(r)
            suivis = (
                plan.patient_id
                for plan in uow.entrees.list(PlanSoins)
                if plan.soignant == auteur and plan.due(jour)
            )
            prevus = [
                prevu
                for patient_id in dict.fromkeys((*rendez_vous, *suivis))
                for prevu in self._homes(uow, patient_id, rendez_vous.get(patient_id, []), jour)
            ]
            for prevu in prevus:
                self._trace(uow, ActionAudit.LECTURE, "tournée", prevu.patient.id)
            uow.commit()
        return tuple(sorted(prevus, key=lambda p: p.passage.prevu_le))

    def keep(self, passage: Passage) -> datetime:
        """Keep what was ticked and typed, and return the instant to show."""
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            uow.brouillons.save(_cle(passage.id), passage_to_text(passage), maintenant)
            uow.commit()
        return maintenant

    def finish(self, passage: Passage) -> None:
        """Write the passage to the file in one transaction: acts, measures, note, wound; the appointment is
        seen, or missed.  A passage already written is left as it is.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient or appointment.
            ValueError: the dimensions of the wound are not understood.
        """
        plaie = self._measure(passage)
        mesures = tuple((m.type, m.valeur) for m in parse_constantes(passage.constantes).mesures)
        with self._contexte.uow() as uow:
            garde = uow.brouillons.get(_cle(passage.id))
            if garde is not None and restore_passage(passage, garde[0]).is_termine:
                return
            if passage.is_rendez_vous:
                rendez_vous = uow.rendez_vous.get(passage.id)
                etat = EtatRendezVous.ABSENT if passage.is_absent else EtatRendezVous.VU
                uow.rendez_vous.save(replace(rendez_vous, etat=etat))
            self._patients.write_consultation(
                uow,
                passage.patient_id,
                motif="Passage à domicile",
                note=note_of(passage),
                constantes=mesures,
                debut=passage.prevu_le,
            )
            if plaie is not None:
                uow.entrees.save(plaie)
                self._trace(uow, ActionAudit.CREATION, f"MesurePlaie {plaie.id}", passage.patient_id)
            uow.brouillons.save(_cle(passage.id), passage_to_text(passage), self._contexte.horloge())
            uow.commit()

    def add_photo(self, passage: Passage, chemin: Path) -> Passage:
        """File the photograph of a wound at once, and return the passage that shows it.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient.
            ReponseInvalide, NonPrisEnCharge: not a picture that can be kept.
        """
        contenu = self._read_photo(chemin)
        site = passage.plaie.site.strip()
        document = deposit_document(
            self._contexte,
            passage.patient_id,
            titre=", ".join(filter(None, ("Photo de plaie", site))),
            type_mime="image/jpeg",
            contenu=contenu,
            auteur=self._session.auteur,
        )
        montre = replace(passage, plaie=replace(passage.plaie, photo=document.id))
        self.keep(montre)
        return montre

    def _measure(self, passage: Passage) -> MesurePlaie | None:
        plaie = passage.plaie
        if plaie.is_vide:
            return None
        mesure = parse_dimensions(plaie.mesure) if plaie.mesure.strip() else None
        return MesurePlaie(
            self._contexte.new_id(),
            passage.patient_id,
            plaie.site.strip(),
            self._contexte.horloge().astimezone().date(),
            mesure.longueur if mesure else None,
            mesure.largeur if mesure else None,
            plaie.photo,
        )

    def _homes(
        self, uow: UnitOfWork, patient_id: UUID, rendez_vous: list[RendezVous], jour: date
    ) -> Iterator[PassagePrevu]:
        """Return the passages of a day at one patient's."""
        dossier = _clinique(uow, patient_id)
        plans = [p for p in dossier.plans if p.soignant == self._session.auteur]
        pris, reste = share_care(care_of(plans, jour), rendez_vous)
        if not (rendez_vous or reste):
            return
        patient = uow.patients.get(patient_id)
        ordonnances = nurse_orders(dossier.ordonnances, plans, jour)
        commun = Passage(
            patient_id,
            patient_id,
            local_time(jour),
            _address(patient),
            (),
            manques=tuple(manque for plan in plans if (manque := plan.manque(jour))),
            ordonnance=_order_words(plans, ordonnances, jour),
        )
        for r in rendez_vous:
            actes = (*pris.get(r.id, ()), *acts_of(ordonnances)) or (ActeSoin(r.id, r.motif or "Passage"),)
            yield self._prevu(uow, replace(commun, id=r.id, prevu_le=r.debut, actes=actes), patient, dossier)
        for soin in reste:
            actes = soin.actes if rendez_vous else (*soin.actes, *acts_of(ordonnances))
            passage = replace(
                commun,
                id=passage_id(patient_id, soin.debut),
                prevu_le=soin.debut,
                actes=actes,
                is_rendez_vous=False,
            )
            yield self._prevu(uow, passage, patient, dossier)

    def _prevu(
        self, uow: UnitOfWork, passage: Passage, patient: Patient, dossier: "_Clinique"
    ) -> PassagePrevu:
        garde = uow.brouillons.get(_cle(passage.id))
        if garde is not None:
            passage = restore_passage(passage, garde[0])
        return PassagePrevu(passage, patient, dossier.allergies, dossier.constantes, dossier.plaies)

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID) -> None:
        self._contexte.trace(uow, self._session.auteur, action, objet, patient_id=patient_id)


def _cle(passage_id: UUID) -> str:
    return f"passage/{passage_id}"


@dataclass(frozen=True)
class _Clinique:
    """What a visit needs of a file."""

    plans: tuple[PlanSoins, ...] = ()
    ordonnances: tuple[Ordonnance, ...] = ()
    allergies: tuple[Allergie, ...] = ()
    constantes: tuple[Constante, ...] = ()
    plaies: tuple[MesurePlaie, ...] = ()


def _clinique(uow: UnitOfWork, patient_id: UUID) -> _Clinique:
    """Read what a visit needs; one file kept to others leaves the rest of the tour readable."""
    try:
        return _Clinique(
            tuple(uow.entrees.list(PlanSoins, patient_id)),
            tuple(uow.ordonnances.list(patient_id)),
            tuple(uow.dossiers.allergies(patient_id)),
            tuple(uow.dossiers.constantes(patient_id)),
            tuple(uow.entrees.list(MesurePlaie, patient_id)),
        )
    except DossierRestreint:
        return _Clinique()


def _address(patient: Patient) -> str:
    lieu = patient.coordonnees
    adresse = ", ".join(filter(None, (lieu.adresse, f"{lieu.code_postal} {lieu.commune}".strip())))
    return adresse or "Adresse non renseignée"


def _order_words(plans: Iterable[PlanSoins], ordonnances: Iterable[Ordonnance], jour: date) -> str:
    """Return which order the acts of a day come from, the latest one."""
    dates = [o.date for o in ordonnances]
    dates += [p.prescrite_le for p in plans if p.prescrite_le is not None and p.debut <= jour <= p.fin]
    return f"ordonnance du {max(dates):%d/%m/%Y}" if dates else ""
