"""What follows a patient is written in one line, traced, and read with the file."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    AucuneAllergieConnue,
    Etiquette,
    MembreEquipe,
    Probleme,
    Tache,
    TraitementDeclare,
    Vaccination,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.terminologie import Terme
from ambroise.domain.traitement import TraitementEnCours
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.patients import NouvelleAllergie
from ambroise.usecases.ports_terminologie import SansTerminologie
from ambroise.usecases.suivi import GenreSuivi, SuiviService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def suivi(ouvert: Cabinet) -> SuiviService:
    """The service, somebody logged in."""
    return SuiviService(ouvert.contexte, ouvert.session)


@pytest.mark.parametrize(
    ("genre", "type_"),
    [
        (GenreSuivi.PROBLEME, Probleme),
        (GenreSuivi.ANTECEDENT, Antecedent),
        (GenreSuivi.ALD, Ald),
        (GenreSuivi.VACCINATION, Vaccination),
        (GenreSuivi.TACHE, Tache),
        (GenreSuivi.TRAITEMENT, TraitementDeclare),
        (GenreSuivi.EQUIPE, MembreEquipe),
        (GenreSuivi.ETIQUETTE, Etiquette),
    ],
)
def test_each_kind_is_written_and_read_with_the_file(
    ouvert: Cabinet, suivi: SuiviService, genre: GenreSuivi, type_: type
) -> None:
    patient = ouvert.identites.create(ZOE)
    suivi.add(patient.id, genre, "  Diabète de type 2 ", date(2020, 1, 1))
    (entree,) = ouvert.patients.open(patient.id).entrees
    assert isinstance(entree, type_)
    assert "Diabète de type 2" in [getattr(entree, nom, "") for nom in ("libelle", "vaccin", "nom")]
    assert any(type_.__name__ in trace for trace in ouvert.traces(patient.id))


def test_nothing_typed_is_refused(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    with pytest.raises(AmbroiseError):
        suivi.add(patient.id, GenreSuivi.PROBLEME, "  ")


def test_no_known_allergy_is_an_answer_of_its_own(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    suivi.declare_no_allergy(patient.id)
    assert isinstance(ouvert.patients.open(patient.id).entrees[0], AucuneAllergieConnue)
    ouvert.patients.save_consultation(patient.id, motif="x", note="", allergies=(NouvelleAllergie("Latex"),))
    with pytest.raises(AmbroiseError):
        suivi.declare_no_allergy(patient.id)


def test_task_is_ticked_and_ticked_off(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    tache = suivi.add(patient.id, GenreSuivi.TACHE, "Mammographie")
    assert isinstance(tache, Tache)
    faite = suivi.set_done(tache, faite=True)
    assert isinstance(faite, Tache)
    assert faite.faite_le is not None
    refaite = suivi.set_done(faite, faite=False)
    assert isinstance(refaite, Tache)
    assert refaite.faite_le is None


def test_an_entry_is_corrected_by_a_further_version_and_traced(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    entree = suivi.add(patient.id, GenreSuivi.PROBLEME, "Hypertention")
    assert isinstance(entree, Probleme)
    corrigee = suivi.correct(replace(entree, libelle="Hypertension"))
    assert corrigee.version == 2
    assert tuple(ouvert.patients.open(patient.id).entrees) == (corrigee,)
    assert sum("Probleme" in trace for trace in ouvert.traces(patient.id)) == 2
    with pytest.raises(ConflitVersion):
        suivi.correct(entree)


def test_a_member_of_the_team_is_written_with_the_role(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    membre = suivi.add(patient.id, GenreSuivi.EQUIPE, "médecin traitant : Dr LIBRE Max")
    assert isinstance(membre, MembreEquipe)
    assert (membre.role, membre.nom) == ("médecin traitant", "Dr LIBRE Max")


class _Termes(SansTerminologie):
    """One disease and one ALD."""

    def find_maladie(self, libelle: str) -> Terme | None:
        return Terme("E11", "Diabète sucré de type 2") if libelle == "Diabète sucré de type 2" else None

    def find_ald(self, libelle: str) -> Terme | None:
        return Terme("13", "Maladie coronaire") if libelle == "Maladie coronaire" else None


def test_label_of_a_terminology_brings_its_code_and_other_words_lose_it(ouvert: Cabinet) -> None:
    suivi = SuiviService(ouvert.contexte, ouvert.session, termes=_Termes())
    patient = ouvert.identites.create(ZOE)
    probleme = suivi.add(patient.id, GenreSuivi.PROBLEME, "Diabète sucré de type 2")
    ald = suivi.add(patient.id, GenreSuivi.ALD, "Maladie coronaire")
    libre = suivi.add(patient.id, GenreSuivi.ANTECEDENT, "Chute de cheval")
    assert isinstance(probleme, Probleme)
    assert isinstance(ald, Ald)
    assert isinstance(libre, Antecedent)
    assert (probleme.code_cim10, ald.numero, libre.code_cim10) == ("E11", "13", "")
    garde = suivi.correct(replace(probleme, debut=date(2020, 1, 1)))
    assert isinstance(garde, Probleme)
    assert garde.code_cim10 == "E11"
    renomme = suivi.correct(replace(garde, libelle="Diabète à préciser"))
    assert isinstance(renomme, Probleme)
    assert renomme.code_cim10 == ""


def test_a_treatment_is_stopped_with_its_reason_and_traced(ouvert: Cabinet, suivi: SuiviService) -> None:
    patient = ouvert.identites.create(ZOE)
    ligne = LigneOrdonnance(UUID(int=5), ProduitLibre("METFORMINE 500 mg"))
    traitement = TraitementEnCours(ligne, UUID(int=6), date(2026, 6, 1), None)
    with pytest.raises(AmbroiseError, match="motif"):
        suivi.stop(patient.id, traitement, "  ")
    suivi.stop(patient.id, traitement, " diarrhée ")
    (arret,) = ouvert.patients.open(patient.id).entrees
    assert isinstance(arret, ArretTraitement)
    assert (arret.ligne_id, arret.libelle, arret.motif) == (ligne.id, "METFORMINE 500 mg", "diarrhée")
    assert any("ArretTraitement" in trace for trace in ouvert.traces(patient.id))
