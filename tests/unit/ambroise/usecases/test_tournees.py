"""The tour takes its acts from the signed nurse orders, keeps each tick, and writes each home once."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.dossier import TypeConstante
from ambroise.domain.horaires import local_time
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, StatutOrdonnance, TypeOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.plaie import Dimensions, PlaieSaisie
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.produit_prescrit import ActePrescrit
from ambroise.domain.recurrence import parse_rrule
from ambroise.domain.tournee import EtatActe
from ambroise.usecases.agenda import AgendaService, NouveauRendezVous
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.tournees import TourneeService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

JOUR = date(2026, 6, 4)


def _ordonnance(
    patient: Patient, jour: date, jours: int, statut: StatutOrdonnance = StatutOrdonnance.SIGNEE
) -> Ordonnance:
    duree = Duree(Decimal(jours), UniteTemps.JOUR)
    lignes = tuple(
        LigneOrdonnance(UUID(int=9000 + n + jour.toordinal()), ActePrescrit(nom, frequence=f), None, duree)
        for n, (nom, f) in enumerate((("Glycémie capillaire", "avant l’injection"), ("Insuline", "")))
    )
    return Ordonnance(
        UUID(int=jour.toordinal()),
        patient.id,
        Prescripteur("99900063480", "LIBRE", "MAX"),
        jour,
        TypeOrdonnance.SOINS_INFIRMIERS,
        lignes,
        statut,
    )


def _service(cabinet: Cabinet, *ordonnances: tuple[date, int]) -> tuple[TourneeService, Patient, UUID]:
    patient = cabinet.identites.create(ZOE)
    debut = datetime(2026, 6, 4, 8, 20).astimezone()
    rdv = RendezVous(UUID(int=77), debut, debut + timedelta(minutes=20), "Soins", patient.id)
    with cabinet.contexte.uow() as uow:
        uow.rendez_vous.save(replace(rdv, praticien=cabinet.session.auteur))
        for jour, jours in ordonnances:
            uow.ordonnances.save(_ordonnance(patient, jour, jours))
        uow.commit()
    return (
        TourneeService(cabinet.contexte, cabinet.session, cabinet.patients, Path.read_bytes),
        patient,
        rdv.id,
    )


def test_acts_come_from_the_running_nurse_order(ouvert: Cabinet) -> None:
    service, _, _ = _service(ouvert, (date(2026, 6, 1), 30))
    (prevu,) = service.load(JOUR)
    assert [a.libelle for a in prevu.passage.actes] == ["Glycémie capillaire", "Insuline"]
    assert prevu.passage.actes[0].precision == "avant l’injection"
    assert prevu.passage.ordonnance == "ordonnance du 01/06/2026"


def test_finished_order_leaves_the_reason_of_the_visit_as_the_only_act(ouvert: Cabinet) -> None:
    service, _, _ = _service(ouvert, (date(2026, 1, 1), 30))
    (prevu,) = service.load(JOUR)
    assert [a.libelle for a in prevu.passage.actes] == ["Soins"]


@pytest.mark.usefixtures("heure_de_paris")
@pytest.mark.parametrize("jour", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 heures", "25 heures"])
def test_the_day_the_clocks_change_has_its_appointments_and_no_other(ouvert: Cabinet, jour: date) -> None:
    service, patient, _ = _service(ouvert)
    tard, demain = local_time(jour, time(23, 20)), local_time(jour + timedelta(days=1), time(0, 10))
    with ouvert.contexte.uow() as uow:
        for rang, debut in enumerate((tard, demain)):
            rdv = RendezVous(UUID(int=80 + rang), debut, debut + timedelta(minutes=20), "Soins", patient.id)
            uow.rendez_vous.save(replace(rdv, praticien=ouvert.session.auteur))
        uow.commit()
    assert [p.passage.prevu_le for p in service.load(jour)] == [tard]


def test_ticks_and_notes_are_found_again(ouvert: Cabinet) -> None:
    service, _, _ = _service(ouvert, (date(2026, 6, 1), 30))
    (prevu,) = service.load(JOUR)
    service.keep(prevu.passage.tick(1).leave_undone(2, "Refus du patient"))
    (relu,) = service.load(JOUR)
    assert [a.etat for a in relu.passage.actes] == [EtatActe.FAIT, EtatActe.NON_FAIT]
    assert relu.passage.actes[1].motif == "Refus du patient"


def test_finished_home_is_written_to_the_file_and_stays_finished(ouvert: Cabinet) -> None:
    service, patient, rdv = _service(ouvert, (date(2026, 6, 1), 30))
    (prevu,) = service.load(JOUR)
    passage = prevu.passage.tick(1).leave_undone(2, "Refus du patient")
    fini = replace(passage, constantes="gly 1,42", note="Calme")
    service.finish(fini.finish(ouvert.contexte.horloge()))
    (consultation,) = ouvert.patients.open(patient.id).consultations
    assert consultation.motif == "Passage à domicile"
    assert (
        consultation.note
        == "Glycémie capillaire\u00a0: fait\nInsuline\u00a0: non fait (Refus du patient)\nCalme"
    )
    assert [(c.type, c.valeur) for c in consultation.constantes] == [
        (TypeConstante.GLYCEMIE, Decimal("1.42"))
    ]
    with ouvert.contexte.uow() as uow:
        assert uow.rendez_vous.get(rdv).etat is EtatRendezVous.VU
    (relu,) = service.load(JOUR)
    assert relu.passage.is_termine


def test_home_finished_twice_is_written_once(ouvert: Cabinet) -> None:
    service, patient, _ = _service(ouvert)
    (prevu,) = service.load(JOUR)
    fini = prevu.passage.tick(1).finish(ouvert.contexte.horloge())
    service.finish(fini)
    service.finish(fini)
    assert len(ouvert.patients.open(patient.id).consultations) == 1


def test_wound_is_kept_measured_and_compared_at_the_next_passage(ouvert: Cabinet, tmp_path: Path) -> None:
    service, patient, _ = _service(ouvert)
    (prevu,) = service.load(JOUR)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff image")
    passage = replace(prevu.passage.tick(1), plaie=PlaieSaisie("jambe droite", "2,8 x 1,9 cm"))
    montre = service.add_photo(passage, photo)
    (relu,) = service.load(JOUR)
    assert relu.passage.plaie == montre.plaie
    service.finish(montre.finish(ouvert.contexte.horloge()))
    (fini,) = service.load(JOUR)
    (mesure,) = fini.plaies
    (document,) = ouvert.patients.open(patient.id).documents
    assert (mesure.site, mesure.dimensions, mesure.photo) == ("jambe droite", Dimensions(28, 19), document.id)
    assert document.titre == "Photo de plaie, jambe droite"
    assert "Plaie, jambe droite\u00a0: 28 × 19 mm" in ouvert.patients.open(patient.id).consultations[0].note
    assert fini.plaie_avant("Jambe  droite") == mesure
    assert fini.plaie_avant("talon gauche") is None


def test_wound_not_understood_writes_nothing(ouvert: Cabinet) -> None:
    service, patient, _ = _service(ouvert)
    (prevu,) = service.load(JOUR)
    passage = replace(prevu.passage.tick(1), plaie=PlaieSaisie("talon", "grande"))
    with pytest.raises(ValueError, match="28 x 19"):
        service.finish(passage.finish(ouvert.contexte.horloge()))
    assert not ouvert.patients.open(patient.id).consultations


def test_reading_the_tour_is_traced(ouvert: Cabinet) -> None:
    service, patient, _ = _service(ouvert)
    service.load(JOUR)
    assert "lecture tournée" in ouvert.traces(patient.id)


@pytest.mark.parametrize("texte", ["", "{", "[]", '{"actes": 3}', '{"actes": {"x": ["fait", ""]}}'])
def test_unreadable_draft_comes_back_whole_in_the_note(ouvert: Cabinet, texte: str) -> None:
    service, _, rdv = _service(ouvert)
    with ouvert.contexte.uow() as uow:
        uow.brouillons.save(f"passage/{rdv}", texte, ouvert.contexte.horloge())
        uow.commit()
    (prevu,) = service.load(JOUR)
    assert prevu.passage.note == texte


def test_a_recurring_visit_is_in_the_tour_of_each_of_its_days(ouvert: Cabinet) -> None:
    service, patient, _ = _service(ouvert)
    agendas = AgendasService(ouvert.contexte, ouvert.session, lambda: "")
    agenda = AgendaService(ouvert.contexte, ouvert.session, agendas, lambda: timedelta(minutes=15))
    debut = local_time(JOUR, time(7, 30))
    agenda.give(
        NouveauRendezVous(
            patient.id,
            debut,
            debut + timedelta(minutes=20),
            "Pansement",
            recurrence=parse_rrule("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4"),
        )
    )
    jours = [JOUR + timedelta(days=n) for n in range(15)]
    assert [
        (jour - JOUR).days
        for jour in jours
        if any(p.passage.prevu_le.astimezone().time() == time(7, 30) for p in service.load(jour))
    ] == [0, 4, 7, 11]
