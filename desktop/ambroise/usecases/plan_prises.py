"""The plan of intakes of a patient: what is prescribed here, and what he says he takes besides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dispensation import Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.entrees import ArretTraitement, TraitementDeclare
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.plan_prises import PlanPrises, Prise, make_plan
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.traitement import TraitementEnCours, end_of, running_treatments, stopped_lines
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.sessions import SessionService

_OBJET = "plan de prise"
COMME_PRESCRIT = "comme il vous a été prescrit ou conseillé"
JOURS_SANS_DUREE = 30
"""How long free words without a length stay in the plan: a month, as a pack does."""


@dataclass(frozen=True)
class PlanPatient:
    """A plan, and whose it is."""

    patient: Patient
    plan: PlanPrises
    instant: datetime


class PlanPrisesService:
    """Reads the plan of a file, and traces that it was read and printed."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def compose(self, patient_id: UUID) -> PlanPatient:
        """Return what the patient takes from today on.

        Raises:
            SessionFermee, Introuvable, DroitInsuffisant.
            AmbroiseError: nothing is known to be taken.
        """
        instant = self._contexte.horloge()
        le = instant.astimezone().date()
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            arretees = stopped_lines(uow.entrees.list(ArretTraitement, patient_id), le)
            ordonnances = uow.ordonnances.list(patient_id)
            en_cours = running_treatments(ordonnances, le, arretees)
            declares = uow.entrees.list(TraitementDeclare, patient_id)
            self._contexte.trace(
                uow, self._session.auteur, ActionAudit.LECTURE, _OBJET, patient_id=patient_id
            )
            uow.commit()
        prises = [_prescribed(t) for t in en_cours if t.fin is None or t.fin >= le]
        prises += [prise for o in ordonnances for prise in _in_words(o) if prise.fin and prise.fin >= le]
        prises += [_declared(t) for t in declares if t.fin is None or t.fin >= le]
        if not prises:
            raise AmbroiseError(
                "Aucun traitement en cours\u00a0: il n’y a rien à mettre dans un plan.",
                remede="Signez une ordonnance, ou notez les traitements pris d’ailleurs.",
            )
        return PlanPatient(patient, make_plan(prises, le), instant)

    def note_print(self, patient_id: UUID) -> None:
        """Trace that the plan goes to a printer. Raises SessionFermee."""
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow, self._session.auteur, ActionAudit.IMPRESSION, _OBJET, patient_id=patient_id
            )
            uow.commit()


def plan_of_dispensation(consultee: OrdonnanceConsultee, dispensation: Dispensation) -> PlanPrises:
    """Return the plan of what was just given, under the names on the boxes; what was refused is left out.

    Raises:
        AmbroiseError: no medicine was given.
    """
    le = dispensation.instant.astimezone().date()
    donnees = {str(ligne.ligne_id): ligne for ligne in dispensation.lignes if ligne.delivrances}
    prises = [
        _given(ligne, donnees[ligne.id], le)
        for ligne in consultee.lignes
        if ligne.id in donnees and ligne.type is TypeOrdonnance.MEDICAMENTS
    ]
    if not prises:
        raise AmbroiseError("Aucun médicament n’a été délivré\u00a0: il n’y a pas de plan à imprimer.")
    return make_plan(prises, le)


def _given(prescrite: LigneConsultee, donnee: DispensationLigne, le: date) -> Prise:
    """Return one medicine given: the posology agreed at the counter takes the place of the order's."""
    noms = list(dict.fromkeys(livree.denomination for livree in donnee.delivrances))
    is_autre = donnee.reponse in (ReponseLigne.SUBSTITUE, ReponseLigne.MODIFIE)
    duree = prescrite.duree_jours if donnee.posologie is None else None
    return Prise(
        " + ".join(noms),
        donnee.posologie or prescrite.posologie_structuree,
        le,
        le + timedelta(days=duree - 1) if duree else None,
        mots=prescrite.posologie,
        indication=prescrite.indication,
        consigne=f"À la place de\u00a0: {prescrite.libelle}" if is_autre else "",
    )


def _prescribed(traitement: TraitementEnCours) -> Prise:
    ligne = traitement.ligne
    return Prise(
        ligne.libelle,
        ligne.posologie,
        traitement.debut,
        traitement.fin,
        indication=ligne.indication.strip(),
        consigne=ligne.instructions_patient.strip(),
    )


def _in_words(ordonnance: Ordonnance) -> Iterable[Prise]:
    """Return the medicines of an order that the base does not know: what no control reads is still taken."""
    if ordonnance.statut is StatutOrdonnance.SIGNEE and ordonnance.type is TypeOrdonnance.MEDICAMENTS:
        for ligne in ordonnance.lignes:
            if isinstance(ligne.produit, ProduitLibre):
                debut = ligne.date_debut or ordonnance.date
                fin = end_of(ligne, debut) or debut + timedelta(days=JOURS_SANS_DUREE)
                yield Prise(
                    ligne.libelle,
                    ligne.posologie,
                    debut,
                    fin,
                    mots=COMME_PRESCRIT,
                    indication=ligne.indication.strip(),
                    consigne=ligne.instructions_patient.strip(),
                )


def _declared(traitement: TraitementDeclare) -> Prise:
    """Return a treatment of elsewhere in its own words: nobody structured them."""
    qui = f"Prescrit par {traitement.prescripteur}" if traitement.prescripteur else ""
    mots = traitement.posologie.strip() or COMME_PRESCRIT
    return Prise(traitement.libelle, None, traitement.debut, traitement.fin, mots=mots, consigne=qui)
