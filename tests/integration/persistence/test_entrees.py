from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Consultation
from ambroise.domain.droits import DROITS, Compte, Droit, Role
from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    AucuneAllergieConnue,
    ConsentementDmp,
    Courrier,
    Entree,
    EtatMaternel,
    Etiquette,
    MembreEquipe,
    OppositionDmp,
    Probleme,
    RaccourciTexte,
    Tache,
    TraitementDeclare,
    Vaccination,
    VisiteDmp,
)
from ambroise.domain.intervention import InterventionPharmaceutique, ProblemeOrdonnance, Proposition
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnancier import EcritureStupefiant, SensMouvement
from ambroise.domain.plan_soins import ActePlan, Pause, PlanSoins
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.persistence.ids import new_id
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ActeFinal, AmbroiseError, ConflitVersion, CreneauOccupe, Introuvable
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.suivi import GenreSuivi, SuiviService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.temps import HorlogeReglable

LE = date(2026, 3, 2)
MEDECIN, SECRETAIRE = "899700366240", "secretaire"


@pytest.fixture
def patient_id(uow: UnitOfWorkFactory) -> UUID:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
        u.commit()
    return patient.id


def every_kind(patient_id: UUID) -> list[Entree]:
    return [
        Antecedent(new_id(), patient_id, "Appendicectomie", date(1999, 1, 1)),
        Antecedent(new_id(), patient_id, "Infarctus", lien="père"),
        Probleme(new_id(), patient_id, "Hypertension", LE, code_cim10="I10"),
        TraitementDeclare(new_id(), patient_id, "Millepertuis", LE),
        ArretTraitement(new_id(), patient_id, new_id(), "METFORMINE 500 mg", LE, "diarrhée"),
        Vaccination(new_id(), patient_id, "Repevax", LE, ("Diphtérie", "Tétanos"), "R1", lot="A1"),
        Ald(new_id(), patient_id, "Diabète de type 2", LE, numero="8"),
        AucuneAllergieConnue(new_id(), patient_id, LE),
        MembreEquipe(new_id(), patient_id, "médecin traitant", "LIBRE Max"),
        Tache(new_id(), "Rappeler pour le résultat", LE, patient_id, pour=SECRETAIRE),
        Tache(new_id(), "Commander du papier", LE),
        Courrier(new_id(), patient_id, LE, "Dr MARTIN", "Avis", "Cher confrère, céphalées…"),
        Etiquette(new_id(), patient_id, "Étude œdème"),
        RaccourciTexte(new_id(), MEDECIN, "normal", "Examen normal.", partage=True),
        ConsentementDmp(new_id(), patient_id, MEDECIN, LE, accorde=True),
        OppositionDmp(new_id(), patient_id, LE, active=True),
        ModeleOrdonnance(
            new_id(), MEDECIN, "Pansement", (LigneOrdonnance(new_id(), ProduitLibre("Bande"), boites=1),)
        ),
        EcritureStupefiant(
            new_id(), "64793681", "DUROGESIC", LE, SensMouvement.RECEPTION, Decimal("20"), "BL 12"
        ),
        EtatMaternel(new_id(), patient_id, LE, grossesse=True, allaitement=False, terme=LE),
        VisiteDmp(new_id(), patient_id, MEDECIN, LE, MAINTENANT),
        InterventionPharmaceutique(
            new_id(),
            patient_id,
            LE,
            MAINTENANT,
            "01S2",
            "ADRUN Zoé",
            "Dr LIBRE",
            "RAMIPRIL",
            ProblemeOrdonnance.POSOLOGIE,
            Proposition.ADAPTER,
        ),
        PlanSoins(
            new_id(),
            patient_id,
            (ActePlan(new_id(), "Pansement", (time(7, 30), time(18)), LE, LE, jours=(1, 4)),),
            MEDECIN,
            prescrite_le=LE,
            pauses=(Pause(LE),),
        ),
    ]


def test_every_kind_of_entry_comes_back(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    entrees = every_kind(patient_id)
    with uow() as u:
        ecrites = [u.entrees.save(entree) for entree in entrees]
        u.commit()
    assert ecrites == [replace(e, version=1) for e in entrees]
    with uow() as u:
        for entree in ecrites:
            assert u.entrees.get(entree.id) == entree
            assert entree in u.entrees.list(type(entree), entree.patient_id)
        assert len(u.entrees.list(Tache)) == 2
        assert len(u.entrees.list(Tache, patient_id)) == 1


def test_a_correction_is_a_version_and_the_former_stays(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    with uow() as u:
        v1 = u.entrees.save(Probleme(new_id(), patient_id, "HTA", LE))
        v2 = u.entrees.save(replace(v1, libelle="Hypertension"))
        with pytest.raises(ConflitVersion) as conflit:
            u.entrees.save(replace(v1, libelle="autre"))
        u.commit()
    assert conflit.value.auteur == MEDECIN
    with uow() as u:
        assert u.entrees.get(v1.id) == v2
        (avant,) = u.entrees.history(v1.id)
        assert (avant.version, avant.auteur, avant.poste, avant.instant) == (
            1,
            MEDECIN,
            "poste-1",
            MAINTENANT,
        )
        assert "HTA" in avant.contenu["contenu"]


def test_undo_goes_back_one_version_at_a_time_then_annuls(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    with uow() as u:
        v1 = u.entrees.save(Probleme(new_id(), patient_id, "HTA", LE))
        u.entrees.save(replace(v1, libelle="Hypertension"))
        defaite = u.entrees.undo(v1.id)
        assert defaite == replace(v1, version=3)
        u.commit()
    with uow() as u:
        assert u.entrees.get(v1.id) == replace(v1, version=3)
        assert [v.version for v in u.entrees.history(v1.id)] == [2, 1]
        neuve = u.entrees.save(Etiquette(new_id(), patient_id, "essai"))
        assert u.entrees.undo(neuve.id) is None
        assert u.entrees.list(Etiquette, patient_id) == []
        with pytest.raises(ActeFinal):
            u.entrees.undo(neuve.id)


def test_an_annulled_entry_says_why_and_changes_no_more(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    with uow() as u:
        entree = u.entrees.save(Antecedent(new_id(), patient_id, "Appendicectomie"))
        with pytest.raises(AmbroiseError, match="motif"):
            u.entrees.annul(entree.id, "  ")
        assert u.entrees.annulation(entree.id) is None
        u.entrees.annul(entree.id, "Erreur de dossier")
        annulation = u.entrees.annulation(entree.id)
        assert annulation
        assert (annulation.auteur, annulation.instant, annulation.motif) == (
            MEDECIN,
            MAINTENANT,
            "Erreur de dossier",
        )
        assert u.entrees.list(Antecedent, patient_id) == []
        for geste in (lambda: u.entrees.save(entree), lambda: u.entrees.annul(entree.id, "Encore")):
            with pytest.raises(ActeFinal):
                geste()
        with pytest.raises(Introuvable):
            u.entrees.annul(new_id(), "Erreur")


def test_an_annulled_consultation_leaves_the_file_with_its_measures(
    uow: UnitOfWorkFactory, patient_id: UUID
) -> None:
    consultation = Consultation(new_id(), patient_id, MEDECIN, MAINTENANT, "Toux", "Crépitants")
    with uow() as u:
        u.dossiers.add_consultation(consultation)
        u.entrees.annul(consultation.id, "Mauvais patient")
        assert u.dossiers.consultations(patient_id) == []
        assert u.dossiers.search_texts("crepitants") == []


def test_words_are_found_in_notes_letters_and_entries(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    autre = make_patient("DURAND")
    note = Consultation(new_id(), patient_id, MEDECIN, MAINTENANT, "Œdème", "Fièvre à 39, céphalées")
    with uow() as u:
        u.patients.add(autre)
        u.dossiers.add_consultation(note)
        courrier = u.entrees.save(Courrier(new_id(), autre.id, LE, "Dr X", "Avis", "céphalées anciennes"))
        u.commit()
    with uow() as u:
        assert u.dossiers.search_texts("cephal") == [(courrier.id, autre.id), (note.id, patient_id)]
        assert u.dossiers.search_texts("oedeme fievre") == [(note.id, patient_id)]
        assert u.dossiers.search_texts("céphalées", autre.id) == [(courrier.id, autre.id)]
        u.entrees.save(replace(courrier, corps="migraine"))
        assert u.dossiers.search_texts("cephal", autre.id) == []
        for texte in ("", '"', "a* OR b", "'; DROP", "\x00"):
            u.dossiers.search_texts(texte)


@pytest.fixture
def acces(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> AccesService:
    with uow() as u:
        for identifiant, role in ((MEDECIN, Role.PRATICIEN), (SECRETAIRE, Role.SECRETAIRE)):
            u.comptes.save(Compte(new_id(), identifiant, identifiant, role))
        u.comptes.save(Compte(new_id(), "remplacant", "R", Role.REMPLACANT, LE, LE + timedelta(days=5)))
        u.comptes.save(Compte(new_id(), "admin", "A", Role.ADMINISTRATEUR))
        u.commit()
    return AccesService(Contexte(uow, horloge, new_id, "poste-1"))


def test_each_role_may_what_it_needs_and_no_more(acces: AccesService) -> None:
    acces.require(MEDECIN, Droit.PRESCRIRE)
    acces.require(SECRETAIRE, Droit.AGENDA)
    for identifiant, droit in (
        (SECRETAIRE, Droit.LIRE_CLINIQUE),
        (SECRETAIRE, Droit.PRESCRIRE),
        ("admin", Droit.LIRE_IDENTITE),
        ("admin", Droit.LIRE_CLINIQUE),
        ("inconnu", Droit.AGENDA),
    ):
        with pytest.raises(DroitInsuffisant):
            acces.require(identifiant, droit)


def test_only_a_care_role_ever_reads_a_file() -> None:
    lecteurs = {role for role, droits in DROITS.items() if Droit.LIRE_CLINIQUE in droits}
    assert lecteurs == {Role.PRATICIEN, Role.REMPLACANT, Role.INFIRMIER, Role.PHARMACIEN}


def test_a_replacement_works_within_its_dates_only(acces: AccesService, horloge: HorlogeReglable) -> None:
    acces.require("remplacant", Droit.PRESCRIRE)
    horloge.advance(timedelta(days=6))
    with pytest.raises(DroitInsuffisant):
        acces.require("remplacant", Droit.PRESCRIRE)


def test_the_glass_is_broken_with_a_reason_for_one_hour(
    acces: AccesService, uow: UnitOfWorkFactory, patient_id: UUID, horloge: HorlogeReglable
) -> None:
    with uow() as u:
        u.comptes.restrict(patient_id, [MEDECIN])
        u.commit()
    acces.require(MEDECIN, Droit.LIRE_CLINIQUE, patient_id)
    with pytest.raises(DossierRestreint):
        acces.require("remplacant", Droit.LIRE_CLINIQUE, patient_id)
    with pytest.raises(AmbroiseError, match="motif"):
        acces.break_glass("remplacant", patient_id, "x")
    with pytest.raises(DroitInsuffisant):
        acces.break_glass(SECRETAIRE, patient_id, "Je voudrais voir le dossier")
    acces.break_glass("remplacant", patient_id, "Détresse respiratoire, médecin absent")
    acces.require("remplacant", Droit.LIRE_CLINIQUE, patient_id)
    horloge.advance(timedelta(hours=1))
    with pytest.raises(DossierRestreint):
        acces.require("remplacant", Droit.LIRE_CLINIQUE, patient_id)
    with uow() as u:
        (trace,) = u.audit.list(patient_id)
        assert (trace.action, trace.auteur) == (ActionAudit.BRIS_DE_GLACE, "remplacant")
        assert "Détresse" in trace.detail


def slot(minutes: int, duree: int = 15, **autres: object) -> RendezVous:
    debut = MAINTENANT + timedelta(minutes=minutes)
    valeurs = {"praticien": MEDECIN, **autres}
    return RendezVous(new_id(), debut, debut + timedelta(minutes=duree), "Suivi", **valeurs)  # type: ignore[arg-type]


def test_one_practitioner_never_has_two_patients_at_once(uow: UnitOfWorkFactory, patient_id: UUID) -> None:
    premier = slot(0, patient_id=patient_id)
    with uow() as u:
        premier = u.rendez_vous.save(premier)
        u.rendez_vous.save(slot(15))
        u.rendez_vous.save(slot(5, praticien="autre"))
        for minutes in (-10, 5, 10):
            with pytest.raises(CreneauOccupe):
                u.rendez_vous.save(slot(minutes))
        u.rendez_vous.save(replace(premier, etat=EtatRendezVous.ANNULE))
        u.rendez_vous.save(slot(0))
        u.commit()
    with uow() as u:
        assert u.rendez_vous.get(premier.id).etat is EtatRendezVous.ANNULE
        journee = MAINTENANT - timedelta(hours=1), MAINTENANT + timedelta(hours=1)
        assert len(u.rendez_vous.list(*journee)) == 4
        assert len(u.rendez_vous.list(*journee, MEDECIN)) == 3
        assert u.rendez_vous.list(MAINTENANT + timedelta(days=1), MAINTENANT + timedelta(days=2)) == []
        with pytest.raises(Introuvable):
            u.rendez_vous.get(new_id())


def test_an_appointment_moves_onto_its_own_time(uow: UnitOfWorkFactory) -> None:
    rendez_vous = slot(0)
    with uow() as u:
        ecrit = u.rendez_vous.save(rendez_vous)
        u.rendez_vous.save(replace(ecrit, debut=ecrit.debut + timedelta(minutes=5)))
        u.commit()
        assert len(u.entrees.history(rendez_vous.id)) == 1


class _Connecte:
    auteur = MEDECIN


def test_an_encounter_and_an_entry_leave_the_file_by_its_use_case_and_an_entry_comes_back_as_it_was(
    uow: UnitOfWorkFactory, patient_id: UUID, horloge: HorlogeReglable
) -> None:
    suivi = SuiviService(Contexte(uow, horloge, new_id, "poste-1"), _Connecte())  # type: ignore[arg-type]
    consultation = Consultation(new_id(), patient_id, MEDECIN, MAINTENANT, "Toux", "Note")
    with uow() as u:
        u.dossiers.add_consultation(consultation)
        u.commit()
    probleme = suivi.add(patient_id, GenreSuivi.PROBLEME, "HTA")
    suivi.annul(patient_id, consultation.id, "Mauvais dossier")
    corrige = suivi.correct(replace(probleme, libelle="Hypertension"))
    suivi.undo(patient_id, corrige.id)
    with uow() as u:
        assert list(u.dossiers.consultations(patient_id)) == []
        assert [p.libelle for p in u.entrees.list(Probleme, patient_id)] == ["HTA"]
        assert [t.action for t in u.audit.list(patient_id)][:2] == [
            ActionAudit.MODIFICATION,
            ActionAudit.MODIFICATION,
        ]
