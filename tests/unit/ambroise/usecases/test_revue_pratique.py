"""Reviewing one's own prescriptions: one's own alone, files kept to others left out, every reading traced."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from ambroise.domain.alerte import Alerte, DecisionAlerte, NiveauAlerte, ReponseAlerte, TypeAlerte
from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.revue import CriteresRevue, Revue
from ambroise.usecases.acces import AccesService
from ambroise.usecases.edition_registre import to_csv
from ambroise.usecases.edition_revue import edit
from ambroise.usecases.errors import SessionFermee
from ambroise.usecases.revue_pratique import RevuePratiqueService
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import make_ligne
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

MOI = "99900063480"


def make_service(cabinet: Cabinet) -> RevuePratiqueService:
    return RevuePratiqueService(
        cabinet.contexte, cabinet.session, AccesService(cabinet.contexte), shipped_base()
    )


def today(cabinet: Cabinet) -> date:
    return cabinet.contexte.horloge().astimezone().date()


def keep(
    cabinet: Cabinet,
    patient: Patient,
    *lignes: LigneOrdonnance,
    rpps: str = MOI,
    il_y_a: int = 0,
    alertes: tuple[ReponseAlerte, ...] = (),
) -> Ordonnance:
    signee = Ordonnance(
        cabinet.contexte.new_id(),
        patient.id,
        Prescripteur(rpps, "LIBRE", "Max"),
        today(cabinet) - timedelta(days=il_y_a),
        lignes=lignes,
        statut=StatutOrdonnance.SIGNEE,
        signee_le=cabinet.contexte.horloge(),
        reponses_alertes=alertes,
    )
    with cabinet.contexte.uow() as uow:
        uow.ordonnances.save(signee)
        uow.commit()
    return signee


def answer(titre: str, cause: str, decision: DecisionAlerte, motif: str, instant: datetime) -> ReponseAlerte:
    niveau = NiveauAlerte.CONTRE_INDICATION
    alerte = Alerte(
        titre, niveau, TypeAlerte.INTERACTION, (1,), cause, "", "", "ANSM", "octobre 2020", titre=titre
    )
    return ReponseAlerte(alerte, decision, motif, MOI, instant)


@pytest.fixture
def zoe(ouvert: Cabinet) -> Patient:
    return ouvert.identites.create(ZOE)


@pytest.fixture
def paul(ouvert: Cabinet) -> Patient:
    return ouvert.identites.create(TraitsIdentite("CORSE", "PAUL", Sexe.MASCULIN, date(1980, 1, 1), "63220"))


def search(cabinet: Cabinet, medicament: str = "", **criteres: object) -> Revue:
    au = today(cabinet)
    demande = CriteresRevue(au - timedelta(days=366), au, medicament)
    return make_service(cabinet).search(replace(demande, **criteres))  # type: ignore[arg-type]


@pytest.mark.parametrize("cherche", ["simvastatine", "zocor", "C10AA", "hmg coa reductase"])
def test_who_takes_a_medicine_is_found_by_substance_brand_or_class(
    ouvert: Cabinet, zoe: Patient, paul: Patient, cherche: str
) -> None:
    base = shipped_base()
    keep(ouvert, zoe, make_ligne(base, "zocor 20", "0-0-1 3m"))
    keep(ouvert, paul, make_ligne(base, "doliprane 1000", "1-1-1 5j"))
    (ligne,) = search(ouvert, cherche).lignes
    assert (ligne.patient.id, ligne.patient.sexe, ligne.patient.age) == (zoe.id, Sexe.FEMININ, 50)
    assert ligne.code_atc == "C10AA01"
    assert ligne.is_en_cours(today(ouvert))


def test_sex_age_and_period_keep_only_what_they_name(ouvert: Cabinet, zoe: Patient, paul: Patient) -> None:
    base = shipped_base()
    for patient, il_y_a in ((zoe, 0), (zoe, 500), (paul, 10)):
        keep(ouvert, patient, make_ligne(base, "zocor 20", "0-0-1 3m"), il_y_a=il_y_a)
    assert len(search(ouvert, "zocor").lignes) == 2
    assert {r.patient.id for r in search(ouvert, "zocor", sexe=Sexe.MASCULIN).lignes} == {paul.id}
    assert {r.patient.id for r in search(ouvert, "zocor", age_minimum=50).lignes} == {zoe.id}
    assert len(search(ouvert, "zocor", du=None).lignes) == 3


def test_orders_of_another_prescriber_are_not_ones_own(ouvert: Cabinet, zoe: Patient) -> None:
    keep(ouvert, zoe, make_ligne(shipped_base(), "zocor 20"), rpps="99900012345")
    assert search(ouvert).lignes == ()


def test_files_kept_from_the_reader_are_left_out_and_counted(
    ouvert: Cabinet, zoe: Patient, paul: Patient
) -> None:
    base = shipped_base()
    for patient in (zoe, paul):
        keep(ouvert, patient, make_ligne(base, "zocor 20"))
    with ouvert.contexte.uow() as uow:
        uow.comptes.restrict(zoe.id, ["quelqu’un d’autre"])
        uow.commit()
    revue = search(ouvert)
    assert ({r.patient.id for r in revue.lignes}, revue.fermes) == ({paul.id}, 1)


def test_alerts_passed_over_are_read_with_their_reason(ouvert: Cabinet, zoe: Patient) -> None:
    base, instant = shipped_base(), ouvert.contexte.horloge()
    maintenue = answer(
        "Simvastatine et clarithromycine",
        "Simvastatine\u00a0: …",
        DecisionAlerte.MAINTENUE,
        "7 jours",
        instant,
    )
    autre = answer("Dose à vérifier", "Paracétamol\u00a0: …", DecisionAlerte.VUE, "", instant)
    keep(ouvert, zoe, make_ligne(base, "zocor 20"), alertes=(maintenue, autre))
    assert [a.titre for a in search(ouvert).alertes] == [maintenue.alerte.titre, autre.alerte.titre]
    (seule,) = search(ouvert, "C10AA").alertes
    assert (seule.decision, seule.motif, seule.source) == (
        DecisionAlerte.MAINTENUE,
        "7 jours",
        "ANSM (octobre 2020)",
    )


def test_the_query_is_traced_and_so_is_the_list_for_each_patient_it_names(
    ouvert: Cabinet, zoe: Patient, paul: Patient
) -> None:
    base = shipped_base()
    for patient in (zoe, paul):
        keep(ouvert, patient, make_ligne(base, "zocor 20"))
    revue = search(ouvert, "zocor")
    trace = ouvert.base.tables.audit[-1]
    assert (trace.action.value, trace.objet, trace.patient_id) == (
        "interrogation",
        "revue de mes prescriptions",
        None,
    )
    assert trace.detail.startswith("zocor, du ")
    make_service(ouvert).note_export(revue)
    make_service(ouvert).note_print(revue)
    for patient in (zoe, paul):
        assert ouvert.traces(patient.id)[-2:] == [
            "export revue de mes prescriptions",
            "impression revue de mes prescriptions",
        ]


def test_a_list_for_a_spreadsheet_holds_no_formula(ouvert: Cabinet) -> None:
    cruel = ouvert.identites.create(TraitsIdentite("=CMD", "PAUL", Sexe.MASCULIN, date(1980, 1, 1), "63220"))
    keep(ouvert, cruel, make_ligne(shipped_base(), "zocor 20"))
    csv = to_csv(edit("prescriptions", search(ouvert))).decode("utf-8-sig")
    assert ";'=CMD Paul;" in csv


def test_nobody_reviews_anything_without_a_session(cabinet: Cabinet) -> None:
    with pytest.raises(SessionFermee):
        search(cabinet)


def test_an_order_in_words_is_found_too(ouvert: Cabinet, zoe: Patient) -> None:
    from ambroise.domain.produit_prescrit import ProduitLibre

    keep(ouvert, zoe, LigneOrdonnance(UUID(int=5), ProduitLibre("Tisane de thym")))
    (ligne,) = search(ouvert, "thym").lignes
    assert (ligne.code_atc, ligne.posologie, ligne.fin) == ("", "", None)
