"""Coordinates on both engines: a secretary changes them, two seats at once lose nothing, all is traced."""

from dataclasses import replace
from uuid import UUID

import pytest

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Compte, Role
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.coordonnees import CoordonneesService
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.garde import DroitInsuffisant, Garde
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_patient
from tests.fakes.temps import HorlogeReglable

MEDECIN, SECRETAIRE, ADMIN = "810000000001", "anne", "paule"


class _Session:
    def __init__(self, auteur: str) -> None:
        self.auteur = auteur


@pytest.fixture
def patient(uow: UnitOfWorkFactory) -> Patient:
    patient = make_patient("MARTIN", coordonnees={"telephone": "0601020304", "commune": "Riom"})
    with uow() as u:
        u.patients.add(patient)
        for qui, role in (
            (MEDECIN, Role.PRATICIEN),
            (SECRETAIRE, Role.SECRETAIRE),
            (ADMIN, Role.ADMINISTRATEUR),
        ):
            u.comptes.save(Compte(new_id(), qui, f"Nom de {qui}", role))
        u.commit()
    return patient


def service(base: Database, horloge: HorlogeReglable, auteur: str) -> CoordonneesService:
    uow = base.unit_of_work(lambda: Origine(auteur, f"poste de {auteur}"), horloge)
    contexte = Contexte(Garde(lambda: auteur, horloge).guard(uow), horloge, new_id, f"poste de {auteur}")
    return CoordonneesService(contexte, _Session(auteur))  # type: ignore[arg-type]


def test_a_secretary_changes_them_and_the_search_follows(
    base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory, patient: Patient
) -> None:
    anne = service(base, horloge, SECRETAIRE)
    lu = anne.read(patient.id)
    ecrit = anne.save(lu, Coordonnees(telephone=" 06 99 88 77 66 ", commune="Riom"))
    assert ecrit.coordonnees == Coordonnees(telephone="06 99 88 77 66", commune="Riom")
    with uow() as u:
        assert [p.id for p in u.patients.search("0699887766")] == [patient.id]
        assert u.patients.search("0601020304") == []
        traces = [(t.action, t.auteur, t.objet) for t in u.audit.list(patient.id)]
        assert len(u.entrees.history(patient.id)) == 1
    assert set(traces) == {
        (ActionAudit.LECTURE, SECRETAIRE, "coordonnées"),
        (ActionAudit.MODIFICATION, SECRETAIRE, "coordonnées"),
    }


def test_an_administrator_does_not(base: Database, horloge: HorlogeReglable, patient: Patient) -> None:
    with pytest.raises(DroitInsuffisant):
        service(base, horloge, ADMIN).read(patient.id)


def test_what_cannot_be_right_is_refused(base: Database, horloge: HorlogeReglable, patient: Patient) -> None:
    anne = service(base, horloge, SECRETAIRE)
    with pytest.raises(AmbroiseError, match="nom@domaine"):
        anne.save(anne.read(patient.id), Coordonnees(email="zoe"))


def test_two_seats_on_two_fields_are_both_written(
    base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory, patient: Patient
) -> None:
    anne, max_ = service(base, horloge, SECRETAIRE), service(base, horloge, MEDECIN)
    lu_anne, lu_max = anne.read(patient.id), max_.read(patient.id)
    max_.save(lu_max, replace(lu_max.coordonnees, commune="Volvic"))
    anne.save(lu_anne, replace(lu_anne.coordonnees, telephone="0711223344"))
    assert _read(uow, patient.id) == Coordonnees(telephone="0711223344", commune="Volvic")


def test_an_identity_changed_meanwhile_stays(
    base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory, patient: Patient
) -> None:
    anne = service(base, horloge, SECRETAIRE)
    lu = anne.read(patient.id)
    with uow() as u:
        actuel = u.patients.get(patient.id)
        u.patients.save(replace(actuel, identite=replace(actuel.identite, nom_utilise="DURAND")))
        u.commit()
    ecrit = anne.save(lu, replace(lu.coordonnees, commune="Volvic"))
    assert (ecrit.nom_affiche, ecrit.coordonnees.commune) == ("DURAND", "Volvic")


def test_the_second_on_one_field_sees_who_and_what_then_decides(
    base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory, patient: Patient
) -> None:
    anne, max_ = service(base, horloge, SECRETAIRE), service(base, horloge, MEDECIN)
    lu_anne, lu_max = anne.read(patient.id), max_.read(patient.id)
    max_.save(lu_max, replace(lu_max.coordonnees, commune="Volvic"))
    tapees = replace(lu_anne.coordonnees, commune="Thiers")
    with pytest.raises(ConflitVersion) as conflit:
        anne.save(lu_anne, tapees)
    actuel = conflit.value.actuel
    assert (conflit.value.auteur, conflit.value.nom) == (MEDECIN, f"Nom de {MEDECIN}")
    assert isinstance(actuel, Patient)
    assert actuel.coordonnees.commune == "Volvic"
    assert _read(uow, patient.id).commune == "Volvic"
    anne.save(actuel, tapees)
    assert _read(uow, patient.id).commune == "Thiers"


def test_two_seats_that_correct_the_same_identity_are_told(
    base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory, patient: Patient
) -> None:
    def vigilance(auteur: str) -> IdentitovigilanceService:
        unites = base.unit_of_work(lambda: Origine(auteur, f"poste de {auteur}"), horloge)
        garde = Garde(lambda: auteur, horloge).guard(unites)
        contexte = Contexte(garde, horloge, new_id, f"poste de {auteur}")
        return IdentitovigilanceService(contexte, _Session(auteur))  # type: ignore[arg-type]

    with uow() as u:
        lu = u.patients.get(patient.id)
    service(base, horloge, SECRETAIRE).save(lu, replace(lu.coordonnees, commune="Volvic"))
    traits = replace(lu.identite.traits, nom_naissance="MARTINE")
    vigilance(SECRETAIRE).correct_identite(lu, traits, "", "")
    with pytest.raises(ConflitVersion) as conflit:
        vigilance(MEDECIN).correct_identite(lu, lu.identite.traits, "DURAND", "")
    actuel = conflit.value.actuel
    assert conflit.value.nom == f"Nom de {SECRETAIRE}"
    assert isinstance(actuel, Patient)
    assert actuel.identite.traits.nom_naissance == "MARTINE"
    vigilance(MEDECIN).correct_identite(actuel, actuel.identite.traits, "DURAND", "")
    with uow() as u:
        ecrit = u.patients.get(patient.id)
        assert [p.id for p in u.patients.search("durand")] == [patient.id]
    assert (ecrit.nom_affiche, ecrit.identite.traits.nom_naissance) == ("DURAND", "MARTINE")
    assert ecrit.coordonnees.commune == "Volvic"


def _read(uow: UnitOfWorkFactory, patient_id: UUID) -> Coordonnees:
    with uow() as u:
        return u.patients.get(patient_id).coordonnees
