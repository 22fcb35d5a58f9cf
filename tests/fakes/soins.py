"""The care plans of the published test nurse: one without its order, one that ends soon, one in order."""

from datetime import date, time, timedelta
from uuid import UUID

from ambroise.domain.entrees import MembreEquipe
from ambroise.domain.patient import Patient
from ambroise.domain.plan_soins import ActePlan, PlanSoins
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.plans_soins import PlanSaisi, PlanSuivi, SourcesPlan
from ambroise.usecases.soins_recus import SoinsRecus
from tests.fakes import ecrans as e

MEDECIN = "Dr LIBRE Max"
ADRESSE = "max.libre@medecin.mssante.fr"


def _acte(nom: str, heures: tuple[time, ...], encore: int, **plus: object) -> ActePlan:
    du = e.JOUR - timedelta(days=14)
    au = e.JOUR + timedelta(days=encore)
    return ActePlan(e.ident(f"soin {nom}"), nom, heures, du, au, **plus)  # type: ignore[arg-type]


def _plan(de: Patient, *actes: ActePlan, le: date | None = e.JOUR - timedelta(days=14)) -> PlanSoins:
    return PlanSoins(
        e.ident(f"plan {de.id}"), de.id, actes, "899700366240", MEDECIN, ADRESSE, le, signee=le is not None
    )


MATIN, SOIR = time(7, 30), time(18, 30)
PLANS = (
    _plan(e.HERMANN, _acte("Injection d’anticoagulant", (MATIN,), 20, cotation="AMI 1"), le=None),
    _plan(
        e.TCHITCHI,
        _acte("Insuline lente, 18 unités", (MATIN, SOIR), 6, precision="cuisse gauche", cotation="AMI 1"),
        _acte("Pansement d’ulcère, jambe droite", (MATIN,), 6, tous_les=2, cotation="AMI 4"),
        _acte("Pilulier", (MATIN,), 6, jours=(1,)),
    ),
    _plan(e.ADRTROIS, _acte("Toilette", (time(8),), 90, jours=(1, 2, 3, 4, 5, 6), cotation="BSA 13")),
)
RECUS = SoinsRecus(
    "01S2TBPZ2JCNZZYGHZ", MEDECIN, e.JOUR, "pansement talon (à domicile) 1 fois par jour pendant 10 jours"
)
_PATIENTS = {p.id: p for p in (e.HERMANN, e.TCHITCHI, e.ADRTROIS, e.NESSI_R)}


class FakePlans:
    """Keeps plans in memory."""

    def __init__(self, plans: tuple[PlanSoins, ...] = PLANS) -> None:
        self.plans = {plan.id: plan for plan in plans}
        self.saisis: list[PlanSaisi] = []
        self.arretes: list[str] = []
        self.lus: list[tuple[UUID, str]] = []
        self.panne: AmbroiseError | None = None

    def list(self, le: date) -> tuple[PlanSuivi, ...]:
        return tuple(PlanSuivi(p, _PATIENTS[p.patient_id], p.etat(le)) for p in self.plans.values())

    def sources(self, patient_id: UUID) -> SourcesPlan:
        medecin = MembreEquipe(
            e.ident("equipe"), patient_id, "médecin traitant", MEDECIN, adresse_mssante=ADRESSE
        )
        return SourcesPlan(_PATIENTS[patient_id], (medecin,))

    def keep(self, saisi: PlanSaisi) -> PlanSoins:
        if self.panne is not None:
            raise self.panne
        self.saisis.append(saisi)
        plan = saisi.plan or _plan(_PATIENTS[saisi.patient_id], _acte("Nouveau", (MATIN,), 30))
        self.plans[plan.id] = plan
        return plan

    def suspend(self, plan: PlanSoins) -> PlanSoins:
        return self._put(plan.suspend(e.JOUR))

    def resume(self, plan: PlanSoins) -> PlanSoins:
        return self._put(plan.resume(e.JOUR))

    def stop(self, plan: PlanSoins, motif: str) -> None:
        self.arretes.append(motif)
        del self.plans[plan.id]

    def ask_renewal(self, plan: PlanSoins) -> MessagePropose:
        return MessagePropose(plan.patient_id, MEDECIN, ADRESSE, "Renouvellement", "Bonjour,\n")

    def read(self, patient_id: UUID, texte: str) -> SoinsRecus:
        if self.panne is not None:
            raise self.panne
        self.lus.append((patient_id, texte))
        return RECUS

    def read_document(self, patient_id: UUID, document_id: UUID) -> SoinsRecus:
        return self.read(patient_id, f"document {document_id}")

    def _put(self, plan: PlanSoins) -> PlanSoins:
        self.plans[plan.id] = plan
        return plan
