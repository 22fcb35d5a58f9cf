"""What the agenda screen asks, on the real store: days with names, calendars out and in, pages, settings."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

from ambroise.adapters.calendrier import read_calendar, write_calendar
from ambroise.bootstrap.interface.agenda import AgendasEcran
from ambroise.bootstrap.interface.suivre import AgendaEcran
from ambroise.domain.agenda import EtatRendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Compte, Role
from ambroise.domain.horaires import local_time
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, HorairesLieu
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.ui.journee.place import Recherche
from ambroise.usecases.agenda import AgendaService, NouveauRendezVous
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.edition_agenda import EcritAilleurs, Edition
from ambroise.usecases.errors import ConflitVersion, CreneauOccupe, ReponseInvalide, SalleOccupee
from ambroise.usecases.import_agenda import Sort
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.sessions import SessionService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.services import FauxLecteurs
from tests.fakes.temps import HorlogeReglable

JOUR = MAINTENANT.astimezone().date() + timedelta(days=7 - MAINTENANT.astimezone().weekday())


def at(heure: int, minute: int = 0, jour: date = JOUR) -> datetime:
    return local_time(jour, time(heure, minute))


@pytest.fixture
def contexte(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1")


@pytest.fixture
def moi(contexte: Contexte) -> SessionService:
    session = SessionService(contexte, FauxLecteurs())
    session.open("1234")
    return session


@pytest.fixture
def ecran(contexte: Contexte, moi: SessionService) -> AgendasEcran:
    agendas = AgendasService(contexte, moi, lambda: "lun-ven 9:00-12:00")
    app: Any = SimpleNamespace(
        contexte=contexte,
        session=moi,
        agendas=agendas,
        agenda=AgendaService(contexte, moi, agendas, lambda: timedelta(minutes=15)),
        read_calendar=read_calendar,
        write_calendar=write_calendar,
    )
    return AgendasEcran(app)


def give(ecran: AgendasEcran, uow: UnitOfWorkFactory, heure: int, **autres: object) -> Any:
    """Give an appointment of a quarter to a new patient; return it as the screen shows it."""
    patient = make_patient(f"MARTIN{heure}")
    with uow() as u:
        u.patients.add(patient)
        u.commit()
    nouveau = NouveauRendezVous(patient.id, at(heure), at(heure, 15), "Suivi", **autres)  # type: ignore[arg-type]
    (id_,) = ecran.give(nouveau)
    colonnes = ecran.read([JOUR], ()).colonnes
    (entree,) = [e for c in colonnes for e in c.entrees if e.rendez_vous.id == id_]
    return entree


def test_a_day_shows_names_hours_and_what_was_proposed(ecran: AgendasEcran, uow: UnitOfWorkFactory) -> None:
    entree = give(ecran, uow, 9)
    assert entree.patient.nom_affiche == "MARTIN9"
    charge = ecran.read([JOUR], ())
    (colonne,) = charge.colonnes
    assert charge.cabinet.types == TYPES_PROPOSES
    assert [(o.debut, o.fin) for o in colonne.jour.ouvertures] == [(at(9), at(12))]
    assert colonne.jour.agenda.is_mien
    ecran.cancel([entree.rendez_vous.id])
    assert ecran.read([JOUR], ()).colonnes[0].entrees == ()


def test_accounts_that_receive_have_an_agenda_and_the_secretary_has_none(
    ecran: AgendasEcran, uow: UnitOfWorkFactory, moi: SessionService
) -> None:
    with uow() as u:
        for nom, role in (("dr", Role.PRATICIEN), ("ide", Role.INFIRMIER), ("sec", Role.SECRETAIRE)):
            u.comptes.save(Compte(new_id(), nom, nom.upper(), role))
        u.comptes.save(Compte(new_id(), moi.auteur, "Moi", Role.SECRETAIRE))
        u.commit()
    charge = ecran.read([JOUR, JOUR + timedelta(days=1)], ())
    assert {a.praticien for a in charge.agendas} == {"dr", "ide"}
    assert not any(a.is_mien for a in charge.agendas)
    assert len({c.jour.agenda.praticien for c in charge.colonnes}) == 1
    tous = ecran.read([JOUR], ["dr", "ide"])
    assert [c.jour.agenda.nom for c in tous.colonnes] == ["DR", "IDE"]


def test_the_day_of_a_secretary_is_that_of_the_office_each_with_his_practitioner(
    ecran: AgendasEcran, contexte: Contexte, uow: UnitOfWorkFactory, moi: SessionService
) -> None:
    agendas = AgendasService(contexte, moi, lambda: "")
    jour = AgendaEcran(
        contexte, AgendaService(contexte, moi, agendas, lambda: timedelta(minutes=15)), agendas
    )
    give(ecran, uow, 9)
    (entree,) = jour.load(JOUR).rendez_vous
    assert entree.avec == ""
    with uow() as u:
        u.comptes.save(Compte(new_id(), "dr", "Dr MARTIN", Role.PRATICIEN))
        u.comptes.save(Compte(new_id(), moi.auteur, "Moi", Role.SECRETAIRE))
        u.commit()
    ecran.give(NouveauRendezVous(None, at(11), at(11, 15), "Suivi", praticien="dr"))
    charge = jour.load(JOUR)
    assert [e.avec for e in charge.rendez_vous] == ["", "Dr MARTIN"]
    assert [a.praticien for a in charge.agendas] == ["dr"]
    assert charge.creneaux == ()


def test_a_move_is_refused_onto_another_and_taken_back(ecran: AgendasEcran, uow: UnitOfWorkFactory) -> None:
    un, deux = give(ecran, uow, 9).rendez_vous, give(ecran, uow, 10).rendez_vous
    with pytest.raises(CreneauOccupe):
        ecran.move(un, at(10), at(10, 15), un.praticien)
    mis = ecran.move(un, at(11), at(11, 45), un.praticien)
    assert (mis.debut, mis.fin) == (at(11), at(11, 45))
    ecran.move(mis, un.debut, un.fin, un.praticien)
    ecran.set_etat(deux.id, EtatRendezVous.EN_SALLE)
    assert ecran.following(deux.id) == (deux.id,)
    assert ecran.next_free(Recherche(timedelta(minutes=15), apres=at(9))).debut == at(9, 15)


def test_the_agenda_goes_out_with_names_only_when_asked_and_comes_back_unchanged(
    ecran: AgendasEcran, uow: UnitOfWorkFactory, moi: SessionService, tmp_path: Path
) -> None:
    rdv = give(ecran, uow, 9, lieu="Maison de santé").rendez_vous
    sans, avec = tmp_path / "sans.ics", tmp_path / "avec.ics"
    assert ecran.write_out(sans, JOUR, JOUR, moi.auteur, noms=False) == 1
    assert ecran.write_out(avec, JOUR, JOUR, moi.auteur, noms=True) == 1
    assert "MARTIN9" not in sans.read_text()
    assert "MARTIN9" in avec.read_text()
    assert ecran.preview(avec, moi.auteur).count(Sort.INCHANGE) == 1
    deplace = sans.read_text().replace(f"{rdv.debut:%Y%m%dT}", f"{rdv.debut + timedelta(days=1):%Y%m%dT}")
    sans.write_text(deplace)
    apercu = ecran.preview(sans, moi.auteur)
    assert [ligne.sort for ligne in apercu.lignes] == [Sort.CHANGE]
    assert ecran.bring_in(apercu).modifies == 1
    with uow() as u:
        garde = u.rendez_vous.get(rdv.id)
        assert (garde.debut, garde.patient_id) == (rdv.debut + timedelta(days=1), rdv.patient_id)
    with pytest.raises(ReponseInvalide):
        ecran.preview(tmp_path / "absent.ics", moi.auteur)
    with pytest.raises(ReponseInvalide):
        ecran.write_out(tmp_path / "absent" / "a.ics", JOUR, JOUR, moi.auteur, noms=False)


def test_the_day_is_printed_and_traced(ecran: AgendasEcran, uow: UnitOfWorkFactory) -> None:
    give(ecran, uow, 9, lieu="Maison de santé")
    ecran.block(JOUR + timedelta(days=1), JOUR + timedelta(days=1), "Congé", "")
    pdf = pypdfium2.PdfDocument(ecran.print_day(JOUR, ()))
    texte = pdf[0].get_textpage().get_text_range()
    for mot in ("09:00 – 09:15", "MARTIN9", "Maison de santé", "1 patient", "confidentiel"):
        assert mot in texte
    demain = pypdfium2.PdfDocument(ecran.print_day(JOUR + timedelta(days=1), ()))
    assert "Congé" in demain[0].get_textpage().get_text_range()
    vide = pypdfium2.PdfDocument(ecran.print_day(JOUR + timedelta(days=2), ()))
    assert "Aucun rendez-vous" in vide[0].get_textpage().get_text_range()
    with uow() as u:
        assert sum(t.action is ActionAudit.IMPRESSION for t in u.audit.list()) == 3


def test_settings_written_on_two_seats_at_once_are_told(ecran: AgendasEcran, moi: SessionService) -> None:
    mien = replace(ecran.reglage(moi.auteur), horaires=(HorairesLieu("MSP", "lun 14-18"),))
    ecran.save_reglage(mien)
    cabinet = replace(ecran.reglage(""), lieux=("MSP",))
    ecran.save_reglage(cabinet)
    assert [o.lieu for o in ecran.read([JOUR], ()).colonnes[0].jour.ouvertures] == ["MSP"]
    with pytest.raises(ConflitVersion):
        ecran.save_reglage(cabinet)


def test_an_appointment_is_written_over_and_another_seat_that_wrote_it_first_is_named(
    ecran: AgendasEcran, uow: UnitOfWorkFactory, base: Database, horloge: HorlogeReglable
) -> None:
    vu = give(ecran, uow, 9).rendez_vous
    (ecrit,) = ecran.edit(Edition(vu, replace(vu, motif="Contrôle", notes="À jeun")))
    ecran.put_back((ecrit,))
    remis = ecran.read([JOUR], ()).colonnes[0].entrees[0].rendez_vous
    assert (remis.motif, remis.notes) == (vu.motif, "")
    with base.unit_of_work(lambda: Origine("lea", "poste-2"), horloge)() as autre:
        autre.rendez_vous.save(replace(remis, motif="Urgence", etat=EtatRendezVous.EN_SALLE))
        autre.commit()
    with pytest.raises(ConflitVersion) as conflit:
        ecran.edit(Edition(remis, replace(remis, motif="Contrôle")))
    ailleurs = conflit.value.actuel
    assert isinstance(ailleurs, EcritAilleurs)
    assert (conflit.value.auteur, ailleurs.rendez_vous.motif) == ("lea", "Urgence")
    (ecrit,) = ecran.edit(Edition(remis, replace(remis, notes="À jeun")))
    assert (ecrit.apres.motif, ecrit.apres.etat) == ("Urgence", EtatRendezVous.EN_SALLE)


def test_a_room_is_refused_by_each_gesture_and_given_to_who_insists(
    ecran: AgendasEcran, uow: UnitOfWorkFactory
) -> None:
    ecran.save_reglage(replace(ecran.reglage(""), salles=("Écho",)))
    ecran.give(NouveauRendezVous(None, at(9), at(10), "Staff", "collegue", "Écho"))
    mien = give(ecran, uow, 11, lieu="Écho").rendez_vous
    with pytest.raises(SalleOccupee):
        ecran.move(mien, at(9, 30), at(9, 45), mien.praticien)
    with pytest.raises(SalleOccupee):
        ecran.edit(Edition(mien, replace(mien, debut=at(9, 30), fin=at(9, 45))))
    mis = ecran.move(mien, at(9, 30), at(9, 45), mien.praticien, malgre_salle=True)
    assert mis.debut == at(9, 30)
    colonne = ecran.read([JOUR], ()).colonnes[0]
    assert "est déjà occupée" in colonne.jour.conflits[mien.id][0]
