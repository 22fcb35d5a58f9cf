"""Care plans fill the tour from the lines typed, say what they lack, and ask for their renewal."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.entrees import Courrier, MembreEquipe
from ambroise.domain.patient import Patient
from ambroise.domain.plan_soins import EtatPlan, PlanSoins
from ambroise.domain.tournee import ABSENT
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.plans_soins import OBJET_RENOUVELLEMENT, PlanSaisi, PlanSoinsService
from ambroise.usecases.tournees import TourneeService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

ACTES = "pansement jambe droite AMI 4 1/2j 7h30 3s\ninsuline (cuisse) AMI 1 2/j 7h30 18h30 3m"


class Tournee:
    """A patient, her nurse, and the day."""

    def __init__(self, cabinet: Cabinet) -> None:
        self.cabinet = cabinet
        self.patient: Patient = cabinet.identites.create(ZOE)
        self.plans = PlanSoinsService(cabinet.contexte, cabinet.session)
        self.tournees = TourneeService(cabinet.contexte, cabinet.session, cabinet.patients, Path.read_bytes)
        self.jour: date = cabinet.contexte.horloge().astimezone().date()

    def plan(self, actes: str = ACTES, **change: object) -> PlanSoins:
        saisi = PlanSaisi(self.patient.id, actes, "Dr LIBRE Max", prescrite_le=self.jour, signee=True)
        return self.plans.keep(replace(saisi, **change))  # type: ignore[arg-type]

    def homes(self, dans: int = 0) -> list[tuple[int, list[str]]]:
        prevus = self.tournees.load(self.jour + timedelta(days=dans))
        return [(p.passage.prevu_le.astimezone().hour, [a.libelle for a in p.passage.actes]) for p in prevus]

    def rendez_vous(self, heure: int) -> RendezVous:
        debut = datetime.combine(self.jour, datetime.min.time()).astimezone() + timedelta(hours=heure)
        rdv = RendezVous(
            UUID(int=77),
            debut,
            debut + timedelta(minutes=20),
            "Soins",
            self.patient.id,
            praticien=self.cabinet.session.auteur,
        )
        with self.cabinet.contexte.uow() as uow:
            uow.rendez_vous.save(rdv)
            uow.commit()
        return rdv


@pytest.fixture
def tournee(ouvert: Cabinet) -> Tournee:
    return Tournee(ouvert)


def test_plan_fills_each_day_of_the_tour_without_any_appointment(tournee: Tournee) -> None:
    tournee.plan()
    assert tournee.homes() == [(7, ["Pansement jambe droite", "Insuline"]), (18, ["Insuline"])]
    assert tournee.homes(1) == [(7, ["Insuline"]), (18, ["Insuline"])]
    assert tournee.homes(60) == [(7, ["Insuline"]), (18, ["Insuline"])]
    assert tournee.homes(120) == []


def test_acts_near_an_appointment_are_done_there_and_the_others_at_their_hour(tournee: Tournee) -> None:
    tournee.plan()
    tournee.rendez_vous(8)
    assert tournee.homes() == [(8, ["Pansement jambe droite", "Insuline"]), (18, ["Insuline"])]


def test_home_of_a_plan_is_ticked_kept_and_written_once(tournee: Tournee) -> None:
    tournee.plan()
    matin, _soir = tournee.tournees.load(tournee.jour)
    tournee.tournees.keep(matin.passage.tick(1))
    relu, _soir = tournee.tournees.load(tournee.jour)
    fini = relu.passage.tick(2).finish(tournee.cabinet.contexte.horloge())
    tournee.tournees.finish(fini)
    tournee.tournees.finish(fini)
    (consultation,) = tournee.cabinet.patients.open(tournee.patient.id).consultations
    assert consultation.note == "Pansement jambe droite\u00a0: fait\nInsuline\u00a0: fait"
    matin, soir = tournee.tournees.load(tournee.jour)
    assert (matin.passage.is_termine, soir.passage.is_termine) == (True, False)


def test_absent_patient_is_written_and_the_appointment_missed(tournee: Tournee) -> None:
    tournee.plan()
    rdv = tournee.rendez_vous(8)
    (matin, _soir) = tournee.tournees.load(tournee.jour)
    absent = matin.passage.leave_all_undone(ABSENT).finish(tournee.cabinet.contexte.horloge())
    tournee.tournees.finish(absent)
    (consultation,) = tournee.cabinet.patients.open(tournee.patient.id).consultations
    assert "Insuline\u00a0: non fait (Absent)" in consultation.note
    with tournee.cabinet.contexte.uow() as uow:
        assert uow.rendez_vous.get(rdv.id).etat is EtatRendezVous.ABSENT


def test_interrupted_plan_leaves_the_tour_until_it_is_taken_up(tournee: Tournee) -> None:
    suspendu = tournee.plans.suspend(tournee.plan())
    assert tournee.homes() == []
    tournee.plans.resume(suspendu)
    assert len(tournee.homes()) == 2


@pytest.mark.parametrize(
    ("change", "etat"),
    [
        ({}, EtatPlan.EN_COURS),
        ({"prescrite_le": None}, EtatPlan.SANS_PRESCRIPTION),
        ({"signee": False}, EtatPlan.SANS_SIGNATURE),
        ({"actes": "pansement 1/j 5j"}, EtatPlan.FIN_PROCHE),
    ],
)
def test_tour_and_list_say_what_the_order_lacks(
    tournee: Tournee, change: dict[str, object], etat: EtatPlan
) -> None:
    tournee.plan(**change)  # type: ignore[arg-type]
    (suivi,) = tournee.plans.list(tournee.jour)
    assert suivi.etat is etat
    prevu = tournee.tournees.load(tournee.jour)[0]
    assert bool(prevu.passage.manques) is (etat is not EtatPlan.EN_COURS)


def test_plan_corrected_is_its_next_version_and_keeps_its_ticks(tournee: Tournee) -> None:
    plan = tournee.plan("insuline 1/j 8h 1m")
    (prevu,) = tournee.tournees.load(tournee.jour)
    tournee.tournees.keep(prevu.passage.tick(1))
    corrige = tournee.plan("insuline (ventre) 1/j 8h 2m", plan=plan)
    assert (corrige.id, corrige.version) == (plan.id, 2)
    (relu,) = tournee.tournees.load(tournee.jour)
    assert not relu.passage.restants


def test_renewal_is_asked_to_the_prescriber_and_seen_once_it_left(tournee: Tournee) -> None:
    with tournee.cabinet.contexte.uow() as uow:
        qui = UUID(int=1005), tournee.patient.id, "médecin traitant", "Dr LIBRE Max"
        medecin = MembreEquipe(*qui, adresse_mssante="max.libre@medecin.mssante.fr")
        uow.entrees.save(medecin)
        uow.commit()
    plan = tournee.plan("pansement jambe droite 1/j 7h30 5j")
    demande = tournee.plans.ask_renewal(plan)
    assert (demande.adresse, demande.objet) == ("max.libre@medecin.mssante.fr", OBJET_RENOUVELLEMENT)
    assert "- Pansement jambe droite, tous les jours à 7\u00a0h\u00a030" in demande.corps
    assert f"née le 31/12/1975, prennent fin le {plan.fin:%d/%m/%Y}" in demande.corps
    demain = tournee.jour + timedelta(days=1)
    with tournee.cabinet.contexte.uow() as uow:
        uow.entrees.save(
            Courrier(
                UUID(int=1006), tournee.patient.id, demain, demande.adresse, demande.objet, demande.corps
            )
        )
        uow.commit()
    (suivi,) = tournee.plans.list(demain)
    assert suivi.demande_le == demain


def test_a_renewal_is_known_by_its_plan_whatever_its_subject_became(tournee: Tournee) -> None:
    demande = tournee.plans.ask_renewal(tournee.plan("pansement 1/j 7h30 5j"))
    autre = tournee.plan("insuline 2/j 5j")
    demain = tournee.jour + timedelta(days=1)
    lettre = Courrier(
        UUID(int=1007), tournee.patient.id, demain, "a@b.fr", "Mme ADRUN", "…", concerne=demande.concerne
    )
    with tournee.cabinet.contexte.uow() as uow:
        uow.entrees.save(lettre)
        uow.commit()
    asked = {suivi.plan.id: suivi.demande_le for suivi in tournee.plans.list(demain)}
    assert asked == {demande.concerne: demain, autre.id: None}


def test_stopped_plan_leaves_list_and_tour_with_its_reason(tournee: Tournee) -> None:
    plan = tournee.plan()
    with pytest.raises(AmbroiseError, match="motif"):
        tournee.plans.stop(plan, " ")
    tournee.plans.stop(plan, "Soins terminés")
    assert tournee.plans.list(tournee.jour) == ()
    assert tournee.homes() == []


@pytest.mark.parametrize(
    ("actes", "phrase"), [("", "au moins un"), ("pansement", "Jusqu’à quand"), ("x\n2/j 10j", "quand")]
)
def test_line_not_understood_writes_nothing(tournee: Tournee, actes: str, phrase: str) -> None:
    with pytest.raises(AmbroiseError, match=phrase):
        tournee.plan(actes)
    assert tournee.plans.list(tournee.jour) == ()


def test_order_dated_tomorrow_is_refused(tournee: Tournee) -> None:
    with pytest.raises(AmbroiseError, match="à venir"):
        tournee.plan(prescrite_le=tournee.jour + timedelta(days=1))


def test_plan_of_a_colleague_is_not_in_my_tour(tournee: Tournee) -> None:
    plan = tournee.plan()
    with tournee.cabinet.contexte.uow() as uow:
        uow.entrees.save(replace(plan, soignant="un autre"))
        uow.commit()
    assert tournee.plans.list(tournee.jour) == ()
    assert tournee.homes() == []


def test_sources_of_a_plan_are_those_of_the_file(tournee: Tournee) -> None:
    sources = tournee.plans.sources(tournee.patient.id)
    assert sources.patient.id == tournee.patient.id
    assert (sources.equipe, sources.documents, sources.ordonnances) == ((), (), ())


def test_acts_of_a_plan_are_traced(tournee: Tournee) -> None:
    plan = tournee.plan()
    tournee.plans.suspend(plan)
    traces = tournee.cabinet.traces(tournee.patient.id)
    assert [t for t in traces if str(plan.id) in t] == [
        f"creation plan de soins {plan.id}",
        f"modification plan de soins {plan.id}",
    ]


def test_missing_order_is_asked_for_in_its_own_words(tournee: Tournee) -> None:
    plan = tournee.plan(prescrite_le=None)
    assert "Je n’ai pas la prescription" in tournee.plans.ask_renewal(plan).corps
