"""What the file knows reaches the controls: nothing known is said « non contrôlé »."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.alerte import Controles, NiveauAlerte, TypeAlerte
from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.entrees import EtatMaternel, TraitementDeclare
from ambroise.domain.identite import Identite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.mensurations import Mensurations
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.usecases.prescription import PrescriptionService, ProfilPrescripteur
from ambroise.usecases.suivi import SuiviService
from ambroise.usecases.terrain import read_mensurations
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import NOW, make_ligne, make_ordonnance
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture
def cabinet() -> Cabinet:
    practice = Cabinet()
    practice.session.open("1234")
    return practice


@pytest.fixture
def zoe(cabinet: Cabinet) -> UUID:
    return cabinet.qualified_zoe().id


def check(
    cabinet: Cabinet, patient_id: UUID, *lignes: LigneOrdonnance, profil: ProfilPrescripteur | None = None
) -> Controles:
    service = PrescriptionService(cabinet.contexte, shipped_base(), lambda: profil or ProfilPrescripteur())
    ordonnance = make_ordonnance(*lignes)
    du_jour = cabinet.contexte.horloge().astimezone().date()
    return service.check(
        Ordonnance(ordonnance.id, patient_id, ordonnance.prescripteur, du_jour, lignes=lignes)
    )


def not_checked(controles: Controles, mot: str) -> list[str]:
    return [n.raison for n in controles.non_controles if mot in n.controle]


def test_no_known_allergy_is_an_answer_that_quiets_the_control(cabinet: Cabinet, zoe: UUID) -> None:
    ligne = make_ligne(shipped_base(), "doliprane 1000")
    assert not_checked(check(cabinet, zoe, ligne), "Allergies")
    SuiviService(cabinet.contexte, cabinet.session).declare_no_allergy(zoe)
    controles = check(cabinet, zoe, ligne)
    assert not not_checked(controles, "Allergies")
    assert "Allergies" in {c.controle for c in controles.sans_alerte}


def test_pregnancy_told_turns_the_condition_into_a_contra_indication(cabinet: Cabinet, zoe: UUID) -> None:
    ligne = make_ligne(shipped_base(), "depakine chrono 500", "1-0-1 1m")
    suivi = SuiviService(cabinet.contexte, cabinet.session)

    def niveaux() -> set[NiveauAlerte]:
        return {a.niveau for a in check(cabinet, zoe, ligne).alertes if a.type is TypeAlerte.GROSSESSE}

    assert niveaux() == {NiveauAlerte.PRECAUTION}
    assert "non renseignés" in not_checked(check(cabinet, zoe, ligne), "Grossesse")[0]
    suivi.tell_maternite(zoe, grossesse=True, allaitement=False)
    assert niveaux() == {NiveauAlerte.CONTRE_INDICATION}


def test_neither_pregnant_nor_breast_feeding_quiets_the_question(cabinet: Cabinet, zoe: UUID) -> None:
    ligne = make_ligne(shipped_base(), "doliprane 1000")
    SuiviService(cabinet.contexte, cabinet.session).tell_maternite(zoe, grossesse=False, allaitement=False)
    assert not not_checked(check(cabinet, zoe, ligne), "Grossesse")


def test_an_answer_is_asked_again_once_it_may_have_changed() -> None:
    le = date(2026, 6, 4)
    non = EtatMaternel(UUID(int=1), UUID(int=2), le, grossesse=False, allaitement=False)
    assert (non.grossesse_on(le + timedelta(30)), non.grossesse_on(le + timedelta(31))) == (False, None)
    oui = EtatMaternel(UUID(int=1), UUID(int=2), le, grossesse=True, allaitement=True, terme=date(2026, 9, 1))
    assert (oui.grossesse_on(date(2026, 9, 1)), oui.grossesse_on(date(2026, 9, 2))) == (True, None)
    assert (oui.allaitement_on(le + timedelta(365)), oui.allaitement_on(le + timedelta(366))) == (True, None)


def test_an_old_weight_is_not_dosed_with_and_its_date_is_said(cabinet: Cabinet, zoe: UUID) -> None:
    ligne = make_ligne(shipped_base(), "doliprane 1000", "15 mg/kg 4/j 3j")

    def weigh(le: datetime) -> list[str]:
        with cabinet.contexte.uow() as uow:
            uow.dossiers.add_constante(
                Constante(cabinet.contexte.new_id(), zoe, TypeConstante.POIDS, Decimal(62), le)
            )
            uow.commit()
        return not_checked(check(cabinet, zoe, ligne), "Dose")

    assert any("poids trop ancien (04/06/2020)" in r for r in weigh(NOW.replace(year=2020)))
    assert not any("poids" in r for r in weigh(cabinet.contexte.horloge()))


@pytest.mark.parametrize("specialite", ["neurologie", "psychiatrie, opt enfant et adolescent"])
def test_the_specialty_of_the_card_opens_what_is_reserved_to_it(
    cabinet: Cabinet, zoe: UUID, specialite: str
) -> None:
    ligne = make_ligne(shipped_base(), "ritaline 10", "1 matin 28j")

    def titres(profil: ProfilPrescripteur) -> set[str]:
        return {a.titre for a in check(cabinet, zoe, ligne, profil=profil).alertes}

    assert "Prescription initiale exigée" in titres(ProfilPrescripteur(("médecine générale",)))
    assert "Prescription initiale exigée" not in titres(ProfilPrescripteur((specialite,)))


def test_a_hospital_practice_opens_what_is_reserved_to_hospitals(cabinet: Cabinet, zoe: UUID) -> None:
    ligne = make_ligne(shipped_base(), "thiopental")
    titre = "Prescription réservée à l’hôpital"
    en_ville = check(cabinet, zoe, ligne).alertes
    a_l_hopital = check(cabinet, zoe, ligne, profil=ProfilPrescripteur((), exerce_a_l_hopital=True)).alertes
    assert titre in {a.titre for a in en_ville}
    assert titre not in {a.titre for a in a_l_hopital}


def test_a_treatment_declared_of_elsewhere_meets_the_new_lines(cabinet: Cabinet, zoe: UUID) -> None:
    base = shipped_base()
    cis = make_ligne(base, "zocor 20").produit.code_cis  # type: ignore[union-attr]
    declare = TraitementDeclare(UUID(int=9), zoe, "ZOCOR", date(2026, 1, 1), code_cis=cis)
    with cabinet.contexte.uow() as uow:
        uow.entrees.save(declare)
        uow.commit()
    alertes = check(cabinet, zoe, make_ligne(base, "zeclar 500")).alertes
    assert TypeAlerte.INTERACTION in {a.type for a in alertes}


def measure(cabinet: Cabinet, patient_id: UUID, type_: TypeConstante, valeur: str, il_y_a: int) -> None:
    instant = cabinet.contexte.horloge() - timedelta(days=il_y_a)
    with cabinet.contexte.uow() as uow:
        uow.dossiers.add_constante(
            Constante(cabinet.contexte.new_id(), patient_id, type_, Decimal(valeur), instant)
        )
        uow.commit()


@pytest.mark.parametrize(
    ("annees", "il_y_a", "type_", "attendues"),
    [
        (4, 10, TypeOrdonnance.MEDICAMENTS, Mensurations(Decimal("14.2"), Decimal(95))),
        (4, 100, TypeOrdonnance.MEDICAMENTS, Mensurations()),
        (4, 10, TypeOrdonnance.BIOLOGIE, Mensurations()),
        (16, 10, TypeOrdonnance.MEDICAMENTS, Mensurations()),
    ],
)
def test_recent_measures_of_a_child_go_on_the_order_of_what_is_dosed(
    cabinet: Cabinet, zoe: UUID, annees: int, il_y_a: int, type_: TypeOrdonnance, attendues: Mensurations
) -> None:
    le = cabinet.contexte.horloge().astimezone().date()
    with cabinet.contexte.uow() as uow:
        patient = uow.patients.get(zoe)
        traits = replace(patient.identite.traits, date_naissance=date(le.year - annees, 1, 1))
        enfant = replace(patient, id=UUID(int=77), identite=Identite(traits))
        uow.patients.add(enfant)
        uow.commit()
    measure(cabinet, enfant.id, TypeConstante.POIDS, "14.2", il_y_a)
    measure(cabinet, enfant.id, TypeConstante.TAILLE, "95", il_y_a)
    ordonnance = replace(make_ordonnance(), patient_id=enfant.id, date=le, type=type_)
    with cabinet.contexte.uow() as uow:
        assert read_mensurations(uow, ordonnance) == attendues
