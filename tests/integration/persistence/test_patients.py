from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ambroise.domain.identite import (
    OID_INS_NIR_TEST,
    AttributIdentite,
    HistoriqueIns,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    StatutIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.persistence.database import Database
from ambroise.persistence.tables import RevisionRow
from ambroise.persistence.trace import Origine
from ambroise.usecases.errors import ConflitVersion, DoublonIns, Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.temps import HorlogeReglable

MATRICULE = MatriculeIns("279035121518989", OID_INS_NIR_TEST)


def qualified(patient: Patient) -> Patient:
    traits = patient.identite.traits
    ins = IdentiteIns(
        MATRICULE,
        traits,
        datetime(2026, 1, 5, 8, tzinfo=UTC),
        (HistoriqueIns(MATRICULE, "2009-01-01", None),),
    )
    identite = patient.identite.with_ins(ins)
    preuve = Justificatif(TypeJustificatif.PASSEPORT, date(2026, 1, 5), "899700366240")
    return replace(patient, identite=identite.with_justificatif(preuve))


def add(uow: UnitOfWorkFactory, *patients: Patient) -> None:
    with uow() as u:
        for patient in patients:
            u.patients.add(patient)
        u.commit()


def found(uow: UnitOfWorkFactory, texte: str, limite: int = 30) -> list[str]:
    with uow() as u:
        return [r.nom_utilise or r.nom_naissance for r in u.patients.search(texte, limite)]


def test_a_patient_comes_back_as_it_was_written(uow: UnitOfWorkFactory) -> None:
    patient = qualified(
        make_patient(
            "LŒUVRE", nom_utilise="D’ARC", coordonnees={"commune": "Orléans", "email": "z@exemple.fr"}
        )
    )
    add(uow, patient)
    with uow() as u:
        assert u.patients.get(patient.id) == replace(patient, version=1)
        assert u.patients.find_by_ins(MATRICULE) == replace(patient, version=1)
        assert [p.id for p in u.patients.find_by_traits(patient.identite.traits)] == [patient.id]
        assert u.patients.find_by_ins(MatriculeIns("279035121518988", OID_INS_NIR_TEST)) is None


def test_a_fictive_identity_comes_back_too(uow: UnitOfWorkFactory) -> None:
    patient = make_patient()
    fictive = replace(patient, identite=patient.identite.with_attributs([AttributIdentite.FICTIVE]))
    add(uow, fictive)
    with uow() as u:
        assert u.patients.get(patient.id).identite == fictive.identite
        assert u.patients.search("martin")[0].statut is StatutIdentite.PROVISOIRE


def test_leaving_without_commit_keeps_nothing(uow: UnitOfWorkFactory) -> None:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
    with uow() as u, pytest.raises(Introuvable):
        u.patients.get(patient.id)
    assert found(uow, "martin") == []


def test_the_second_seat_to_save_is_told_who_came_first(
    base: Database, uow: UnitOfWorkFactory, horloge: HorlogeReglable
) -> None:
    autre = base.unit_of_work(lambda: Origine("899700366999", "poste-2"), horloge)
    add(uow, make_patient())
    with uow() as u:
        lu = u.patients.search("martin")[0].id
        patient = u.patients.get(lu)
    with autre() as u:
        assert u.patients.save(replace(patient, nir_facturation="1")).version == 2
        u.commit()
    with uow() as u, pytest.raises(ConflitVersion) as conflit:
        u.patients.save(replace(patient, nir_facturation="2"))
    assert conflit.value.auteur == "899700366999"
    assert conflit.value.instant == MAINTENANT
    with uow() as u:
        assert u.patients.get(lu).nir_facturation == "1"


def test_a_change_keeps_what_was_before_and_who_wrote_it(base: Database, uow: UnitOfWorkFactory) -> None:
    add(uow, make_patient("MARTIN"))
    with uow() as u:
        patient = u.patients.get(u.patients.search("martin")[0].id)
        u.patients.save(replace(patient, identite=replace(patient.identite, nom_utilise="DURAND")))
        u.commit()
    with Session(base.engine) as session:
        revision = session.scalars(select(RevisionRow)).one()
        assert (revision.version, revision.auteur, revision.poste) == (1, "899700366240", "poste-1")
        assert revision.avant["nom_utilise"] == ""
        assert revision.avant["nom_naissance"] == "MARTIN"


def test_two_active_files_never_share_a_matricule(uow: UnitOfWorkFactory) -> None:
    add(uow, qualified(make_patient("MARTIN")), make_patient("DURAND"))
    with uow() as u, pytest.raises(DoublonIns):
        u.patients.add(qualified(make_patient("PETIT")))
    with uow() as u:
        durand = u.patients.get(u.patients.search("durand")[0].id)
        with pytest.raises(DoublonIns):
            u.patients.save(qualified(durand))
    assert found(uow, "petit") == []


def test_patients_are_found_by_any_name_in_any_order(uow: UnitOfWorkFactory) -> None:
    add(
        uow,
        make_patient("MARTIN-DUPONT", "ZOE ANNE"),
        make_patient("LEFÈVRE", "HÉLÈNE", nom_utilise="LŒUVRE"),
        make_patient("DE LA TOUR", "JEAN PIERRE"),
        make_patient("N’GUYEN", "LINH"),
    )
    for texte, attendu in {
        "mart": "MARTIN-DUPONT",
        "MARTIN DUPONT": "MARTIN-DUPONT",
        "martindupont": "MARTIN-DUPONT",
        "dupont": "MARTIN-DUPONT",
        "zoe martin": "MARTIN-DUPONT",
        "martin zo": "MARTIN-DUPONT",
        "mar an": "MARTIN-DUPONT",
        "an dup": "MARTIN-DUPONT",
        "lefevre": "LŒUVRE",
        "loeuvre": "LŒUVRE",
        "lœu": "LŒUVRE",
        "tour": "DE LA TOUR",
        "pierre tour": "DE LA TOUR",
        "nguyen": "N’GUYEN",
        "n'gu": "N’GUYEN",
    }.items():
        assert found(uow, texte) == [attendu], texte


def test_the_spelling_comes_before_the_sound_and_the_sound_before_the_error(uow: UnitOfWorkFactory) -> None:
    add(uow, make_patient("DURAND", "PAUL"), make_patient("DURANT", "PAUL"), make_patient("DUBAND", "PAUL"))
    assert found(uow, "durant") == ["DURANT"]
    with uow() as u:
        assert {(r.nom_naissance, r.motif) for r in u.patients.search("durrand")} == {
            ("DURAND", "se prononce pareil"),
            ("DURANT", "se prononce pareil"),
        }
        assert {(r.nom_naissance, r.motif) for r in u.patients.search("durnad")} == {
            ("DURAND", "orthographe proche")
        }
        assert [r.nom_naissance for r in u.patients.search("paul dubnad")] == ["DUBAND"]
    assert found(uow, "xyzxyz") == []


def test_surnames_come_before_given_names_and_in_order(uow: UnitOfWorkFactory) -> None:
    add(
        uow,
        make_patient("PETIT", "MARTIN"),
        make_patient("MARTINEZ", "A"),
        make_patient("MARTIN", "ZOE"),
        make_patient("MARTIN", "ANNE"),
    )
    with uow() as u:
        assert [(r.nom_naissance, r.prenom) for r in u.patients.search("martin")] == [
            ("MARTIN", "Anne"),
            ("MARTIN", "Zoe"),
            ("MARTINEZ", "A"),
            ("PETIT", "Martin"),
        ]
    assert len(found(uow, "m", limite=2)) == 2


def test_patients_are_found_by_dates_numbers_age_and_town(uow: UnitOfWorkFactory) -> None:
    coordonnees = {"telephone": "06 12 34 56 78", "commune": "Saint-Étienne", "code_postal": "42000"}
    add(
        uow,
        replace(qualified(make_patient("MARTIN")), nir_facturation="279035121518989"),
        make_patient("DURAND", naissance=date(2000, 2, 29), coordonnees=coordonnees),
    )
    for texte, attendu in {
        "12/03/1980": ["MARTIN"],
        "martin 12.3.80": ["MARTIN"],
        "martin 29/02/2000": [],
        "dur 26 ans": ["DURAND"],
        "fevrier 2000": ["DURAND"],
        "2 79 03 51": ["MARTIN"],
        "0612": ["DURAND"],
        "+33612345678": ["DURAND"],
        "durand 0612": ["DURAND"],
        "martin 0612": [],
        "saint etienne": ["DURAND"],
        "durand saint": ["DURAND"],
        "durand 42000": ["DURAND"],
    }.items():
        assert found(uow, texte) == attendu, texte


def test_a_patient_is_found_by_any_of_their_addresses(uow: UnitOfWorkFactory) -> None:
    adresses = "Zoe.Martin75@exemple.fr (travail); fille@exemple.org (sa fille)"
    add(
        uow,
        make_patient("MARTIN", coordonnees={"email": adresses}),
        make_patient("DURAND", coordonnees={"email": "durand@exemple.fr"}),
    )
    for texte, attendu in {
        "zoe.martin75@exemple.fr": ["MARTIN"],
        "ZOE.MARTIN75@EX": ["MARTIN"],
        "fille@": ["MARTIN"],
        "durand@exemple.org": [],
    }.items():
        assert found(uow, texte) == attendu, texte
    with uow() as u:
        (martin,) = u.patients.search("fille@")
        patient = u.patients.get(martin.id)
        u.patients.save(replace(patient, coordonnees=replace(patient.coordonnees, email="neuve@exemple.fr")))
        u.commit()
    assert (found(uow, "fille@"), found(uow, "neuve@")) == ([], ["MARTIN"])


def test_a_renamed_patient_is_found_under_the_new_name_only(uow: UnitOfWorkFactory) -> None:
    add(uow, make_patient("MARTIN"))
    with uow() as u:
        patient = u.patients.get(u.patients.search("martin")[0].id)
        traits = replace(patient.identite.traits, nom_naissance="PETIT")
        u.patients.save(replace(patient, identite=replace(patient.identite, traits=traits)))
        u.commit()
    assert found(uow, "martin zoe") == []
    assert found(uow, "petit zoe") == ["PETIT"]


@pytest.mark.parametrize(
    "texte", ['"', "*", "a* OR b", "'; DROP TABLE patient; --", "NEAR(", "%", "\x00", "a" * 5000, "ا ب", "🦠"]
)
def test_no_text_upsets_the_search(uow: UnitOfWorkFactory, texte: str) -> None:
    add(uow, make_patient())
    found(uow, texte)
    assert found(uow, "martin") == ["MARTIN"]


def test_a_search_that_only_reads_sees_what_is_committed_and_gives_its_connection_back(
    base: Database, uow: UnitOfWorkFactory, origine: Origine, horloge: HorlogeReglable
) -> None:
    lecture = base.reading(lambda: origine, horloge)
    patient = make_patient("ZYGMUND")
    with uow() as u:
        u.patients.add(patient)
        with lecture() as lue:
            assert list(lue.patients.search("zygm")) == []
        u.commit()
    for _ in range(20):
        with lecture() as lue:
            trouves = lue.patients.search("zygm")
        assert [t.id for t in trouves] == [patient.id]
    assert base.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
