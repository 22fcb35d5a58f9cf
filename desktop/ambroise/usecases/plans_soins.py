"""The care plans of a nurse: made from an order received, scanned or on paper, followed, renewed in time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document
from ambroise.domain.entrees import Courrier, MembreEquipe
from ambroise.domain.identite import Sexe
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.plan_soins import EtatPlan, PlanSoins
from ambroise.domain.saisie_soin import SoinIllisible, parse_soin, render_rythme
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.garde import DossierRestreint
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.soins_du_jour import nurse_orders

OBJET_RENOUVELLEMENT: Final = "Renouvellement de soins infirmiers"
_URGENCE: Final = tuple(EtatPlan)


@dataclass(frozen=True)
class PlanSuivi:
    """A plan with whom it is about, and when its renewal was last asked for."""

    plan: PlanSoins
    patient: Patient
    etat: EtatPlan
    demande_le: date | None = None


@dataclass(frozen=True)
class PlanSaisi:
    """A plan as the user types it: one act a line; ``plan`` is the one corrected, None for another."""

    patient_id: UUID
    actes: str
    prescripteur: str = ""
    adresse_prescripteur: str = ""
    prescrite_le: date | None = None
    signee: bool = False
    document: UUID | None = None
    ordonnance: UUID | None = None
    plan: PlanSoins | None = None


@dataclass(frozen=True)
class SourcesPlan:
    """What a plan of a patient may start from: his doctors, the documents of his file, its nurse orders."""

    patient: Patient
    equipe: tuple[MembreEquipe, ...] = ()
    documents: tuple[Document, ...] = ()
    ordonnances: tuple[Ordonnance, ...] = ()


class PlanSoinsService:
    """Acts of the nurse on the plans; each is one transaction, none needs a network."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def list(self, le: date) -> tuple[PlanSuivi, ...]:
        """Return the plans of who is logged in, what is missing first, then what ends soonest.

        Raises:
            SessionFermee: nobody is logged in.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            suivis = [
                suivi
                for plan in uow.entrees.list(PlanSoins)
                if plan.soignant == auteur
                and not plan.is_clos(le)
                and (suivi := self._follow(uow, plan, le)) is not None
            ]
        return tuple(sorted(suivis, key=lambda s: (_URGENCE.index(s.etat), s.plan.fin)))

    def sources(self, patient_id: UUID) -> SourcesPlan:
        """Return what a plan may start from.

        Raises:
            Introuvable: no such patient.
        """
        jour = self._today()
        with self._contexte.uow() as uow:
            plans = uow.entrees.list(PlanSoins, patient_id)
            return SourcesPlan(
                uow.patients.get(patient_id),
                tuple(uow.entrees.list(MembreEquipe, patient_id)),
                tuple(uow.dossiers.documents(patient_id)),
                nurse_orders(uow.ordonnances.list(patient_id), plans, jour),
            )

    def keep(self, saisi: PlanSaisi) -> PlanSoins:
        """Write a plan, or its next version.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: a line is not understood, or the order bears a day to come.
            ConflitVersion: another seat changed it first.
        """
        auteur = self._session.auteur
        if saisi.prescrite_le is not None and saisi.prescrite_le > self._today():
            raise AmbroiseError("Cette prescription porte une date à venir.")
        connus = {acte.libelle: acte.id for acte in saisi.plan.actes} if saisi.plan else {}
        actes = []
        for ligne in filter(str.strip, saisi.actes.splitlines()):
            try:
                acte = parse_soin(ligne, saisi.prescrite_le or self._today(), self._contexte.new_id())
            except SoinIllisible as raison:
                raise AmbroiseError(f"«\u00a0{ligne.strip()}\u00a0»\u00a0: {raison}") from raison
            actes.append(replace(acte, id=connus.get(acte.libelle, acte.id)))
        if not actes:
            raise AmbroiseError("Un plan de soins compte au moins un soin.")
        base = saisi.plan or PlanSoins(self._contexte.new_id(), saisi.patient_id, tuple(actes), auteur)
        plan = replace(
            base,
            actes=tuple(actes),
            prescripteur=saisi.prescripteur.strip(),
            adresse_prescripteur=saisi.adresse_prescripteur.strip(),
            prescrite_le=saisi.prescrite_le,
            signee=saisi.signee and saisi.prescrite_le is not None,
            document=saisi.document,
            ordonnance=saisi.ordonnance,
        )
        return self._save(plan, ActionAudit.MODIFICATION if saisi.plan else ActionAudit.CREATION)

    def suspend(self, plan: PlanSoins) -> PlanSoins:
        """Interrupt the care from today on: hospital, holidays. Raises SessionFermee, ConflitVersion."""
        return self._save(plan.suspend(self._today()), ActionAudit.MODIFICATION)

    def resume(self, plan: PlanSoins) -> PlanSoins:
        """Take the care up again today. Raises SessionFermee, ConflitVersion."""
        return self._save(plan.resume(self._today()), ActionAudit.MODIFICATION)

    def stop(self, plan: PlanSoins, motif: str) -> None:
        """End the care for good; the plan leaves the list and stays in the history.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: no reason is given.
        """
        auteur = self._session.auteur
        if not motif.strip():
            raise AmbroiseError("Un plan de soins arrêté dit son motif.")
        with self._contexte.uow() as uow:
            uow.entrees.annul(plan.id, motif)
            objet = f"plan de soins {plan.id}"
            self._contexte.trace(
                uow, auteur, ActionAudit.ANNULATION, objet, patient_id=plan.patient_id, detail=motif
            )
            uow.commit()

    def ask_renewal(self, plan: PlanSoins) -> MessagePropose:
        """Return the message that asks the prescriber to renew a plan; nothing leaves yet.

        Raises:
            SessionFermee: nobody is logged in.
        """
        session = self._session.courante
        le = self._today()
        with self._contexte.uow() as uow:
            patient = uow.patients.get(plan.patient_id)
            adresse = plan.adresse_prescripteur or _address_of(
                plan.prescripteur, uow.entrees.list(MembreEquipe, plan.patient_id)
            )
        return MessagePropose(
            plan.patient_id,
            plan.prescripteur,
            adresse,
            OBJET_RENOUVELLEMENT,
            _letter(plan, patient, le, session.professionnel.nom_affiche),
            plan.id,
        )

    def _follow(self, uow: UnitOfWork, plan: PlanSoins, le: date) -> PlanSuivi | None:
        try:
            courriers = uow.entrees.list(Courrier, plan.patient_id)
        except DossierRestreint:
            return None
        depuis = plan.prescrite_le or date.min
        demandes = [c.le for c in courriers if _is_demande(c, plan) and c.le > depuis]
        patient = uow.patients.get(plan.patient_id)
        return PlanSuivi(plan, patient, plan.etat(le), max(demandes, default=None))

    def _save(self, plan: PlanSoins, action: ActionAudit) -> PlanSoins:
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            garde = uow.entrees.save(plan)
            objet = f"plan de soins {plan.id}"
            self._contexte.trace(uow, auteur, action, objet, patient_id=plan.patient_id)
            uow.commit()
        return garde

    def _today(self) -> date:
        return self._contexte.horloge().astimezone().date()


def _is_demande(courrier: Courrier, plan: PlanSoins) -> bool:
    """Whether a letter asked to renew that plan; those of former versions only say it by their subject."""
    if courrier.concerne is None:
        return courrier.objet == OBJET_RENOUVELLEMENT
    return courrier.concerne == plan.id


def _address_of(nom: str, equipe: Sequence[MembreEquipe]) -> str:
    """Return the box of the prescriber when he is of the team of the patient."""
    return next((m.adresse_mssante for m in equipe if m.nom == nom and m.adresse_mssante), "")


def _letter(plan: PlanSoins, patient: Patient, le: date, nom: str) -> str:
    traits = patient.identite.traits
    soins = "\n".join(
        f"- {acte.libelle}{f' ({acte.precision})' if acte.precision else ''}, {render_rythme(acte)}"
        for acte in plan.actes
    )
    ne = "née" if traits.sexe is Sexe.FEMININ else "né"
    qui = f"{patient.prenom_affiche} {patient.nom_affiche}, {ne} le {traits.date_naissance:%d/%m/%Y}"
    if plan.prescrite_le is None:
        debut = f"Je n’ai pas la prescription de ces soins, faits pour {qui}"
        suite = "Merci de me l’adresser, datée et signée."
    else:
        fin = "ont pris fin" if plan.fin < le else "prennent fin"
        debut = (
            f"Les soins prescrits le {plan.prescrite_le:%d/%m/%Y} pour {qui}, {fin} le {plan.fin:%d/%m/%Y}"
        )
        suite = "S’ils doivent se poursuivre, merci de m’adresser une nouvelle prescription."
    return f"Bonjour,\n\n{debut}\u00a0:\n{soins}\n\n{suite}\n\nBien cordialement,\n{nom}\n"
