"""The plan of a file: what is prescribed here and still runs, what is taken from elsewhere, and its trace."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from ambroise.domain.dispensation import (
    AccordPrescripteur,
    Delivrance,
    Dispensation,
    DispensationLigne,
    MotifRefus,
    ReponseLigne,
)
from ambroise.domain.entrees import TraitementDeclare
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import ProduitLibre, SpecialitePrescrite
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.domain.unites import unite_of_forme
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.plan_prises import PlanPrisesService, plan_of_dispensation
from ambroise.usecases.ports_actes import LigneConsultee
from tests.fakes.services import consultee
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def zoe(ouvert: Cabinet) -> Patient:
    return ouvert.identites.create(ZOE)


def sign(cabinet: Cabinet, patient: Patient, nom: str, saisie: str, il_y_a: int = 0) -> None:
    """Keep an order signed some days ago."""
    jour = cabinet.contexte.horloge().date() - timedelta(days=il_y_a)
    unite = unite_of_forme("comprimé")
    ligne = LigneOrdonnance(
        cabinet.contexte.new_id(),
        SpecialitePrescrite("60000000", nom, nom, unite=unite),
        parse_posologie(saisie, unite),
        indication="douleur",
    ).with_duree(jour)
    brouillon = replace(cabinet.ordonnances.draft(patient.id), id=cabinet.contexte.new_id())
    signee = replace(
        brouillon,
        date=jour,
        lignes=(ligne,),
        statut=StatutOrdonnance.SIGNEE,
        signee_le=cabinet.contexte.horloge(),
    )
    with cabinet.contexte.uow() as uow:
        uow.ordonnances.save(signee)
        uow.commit()


def declare(cabinet: Cabinet, patient: Patient, libelle: str, **champs: str) -> None:
    jour = cabinet.contexte.horloge().date()
    with cabinet.contexte.uow() as uow:
        entree = TraitementDeclare(cabinet.contexte.new_id(), patient.id, libelle, jour)
        uow.entrees.save(replace(entree, **champs))
        uow.commit()


def test_plan_holds_what_runs_here_and_what_comes_from_elsewhere(ouvert: Cabinet, zoe: Patient) -> None:
    sign(ouvert, zoe, "METFORMINE", "1-0-1 3m")
    sign(ouvert, zoe, "AMOXICILLINE", "1-1-1 7j", il_y_a=20)
    sign(ouvert, zoe, "VIEILLI", "1-0-0 2m", il_y_a=80)
    declare(ouvert, zoe, "Xarelto", posologie="20 mg le soir", prescripteur="Dr Martin")
    lu = PlanPrisesService(ouvert.contexte, ouvert.session).compose(zoe.id)
    lignes = {ligne.nom: ligne for ligne in lu.plan.lignes}
    assert set(lignes) == {"METFORMINE (METFORMINE)", "Xarelto"}
    assert len(lignes["METFORMINE (METFORMINE)"].cases) == 2
    assert lignes["METFORMINE (METFORMINE)"].indication == "douleur"
    assert (lignes["Xarelto"].phrase, lignes["Xarelto"].consigne) == (
        "20 mg le soir",
        "Prescrit par Dr Martin",
    )


def test_reading_and_printing_a_plan_leave_their_trace(ouvert: Cabinet, zoe: Patient) -> None:
    declare(ouvert, zoe, "Millepertuis")
    service = PlanPrisesService(ouvert.contexte, ouvert.session)
    service.compose(zoe.id)
    service.note_print(zoe.id)
    assert ouvert.traces(zoe.id)[-2:] == ["lecture plan de prise", "impression plan de prise"]


def test_without_any_treatment_there_is_no_plan_and_it_is_said(ouvert: Cabinet, zoe: Patient) -> None:
    with pytest.raises(AmbroiseError, match="Aucun traitement en cours") as refus:
        PlanPrisesService(ouvert.contexte, ouvert.session).compose(zoe.id)
    assert refus.value.remede


def given(ligne: LigneConsultee, reponse: ReponseLigne, nom: str, **reste: object) -> DispensationLigne:
    livree = Delivrance("3400930000001", "60000000", nom, 1)
    return DispensationLigne(UUID(ligne.id), reponse, (livree,), **reste)  # type: ignore[arg-type]


def dispense(*lignes: DispensationLigne) -> Dispensation:
    instant = datetime(2026, 6, 4, 10, tzinfo=UTC)
    return Dispensation(UUID(int=1), "02AMBTEST2JC4NYGHZ", None, None, "99900", "Officine", instant, lignes)


def test_plan_of_the_counter_bears_the_names_of_the_boxes_and_the_posology_agreed() -> None:
    unite = unite_of_forme("comprimé")
    prescrites = [
        LigneConsultee(str(UUID(int=n)), n, nom, "1 comprimé le matin", 1, 0, duree_jours=30, indication=pour)
        for n, (nom, pour) in enumerate((("METFORMINE", "diabète"), ("RAMIPRIL", ""), ("ZOCOR", "")), 1)
    ]
    prescrites[0] = replace(prescrites[0], posologie_structuree=parse_posologie("1-0-1 30j", unite))
    soin = replace(prescrites[2], id=str(UUID(int=9)), type=TypeOrdonnance.DISPOSITIFS)
    accord = AccordPrescripteur("Dr Libre", date(2026, 6, 4))
    dispensation = dispense(
        given(prescrites[0], ReponseLigne.SUBSTITUE, "METFORMINE BIOGARAN 1000 mg"),
        given(
            prescrites[1],
            ReponseLigne.MODIFIE,
            "RAMIPRIL 5 mg",
            accord=accord,
            posologie=parse_posologie("1/2 soir 15j", unite),
        ),
        DispensationLigne(UUID(prescrites[2].id), ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE),
        given(soin, ReponseLigne.TEL_QUEL, "BANDE"),
    )
    plan = plan_of_dispensation(consultee(*prescrites, soin), dispensation)
    premiere, seconde = plan.lignes
    assert premiere.nom == "METFORMINE BIOGARAN 1000 mg"
    assert premiere.consigne == "À la place de\u00a0: METFORMINE"
    assert premiere.indication == "diabète"
    assert [case.dose for _moment, case in premiere.cases] == ["1\u00a0comprimé"] * 2
    assert premiere.periode == "jusqu’au 3\u00a0juillet\u00a02026"
    assert [(m.value, c.dose) for m, c in seconde.cases] == [("Soir", "1/2\u00a0comprimé")]
    assert seconde.periode == "jusqu’au 18\u00a0juin\u00a02026"


def test_words_alone_stay_words_at_the_counter_and_nothing_given_makes_no_plan() -> None:
    ligne = LigneConsultee(str(UUID(int=1)), 1, "ZOCOR", "1 comprimé le soir", 1, 0)
    plan = plan_of_dispensation(
        consultee(ligne), dispense(given(ligne, ReponseLigne.TEL_QUEL, "ZOCOR 20 mg"))
    )
    assert [(li.phrase, li.cases) for li in plan.lignes] == [("1 comprimé le soir", ())]
    refusee = DispensationLigne(UUID(ligne.id), ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE)
    with pytest.raises(AmbroiseError, match="Aucun médicament"):
        plan_of_dispensation(consultee(ligne), dispense(refusee))


def test_a_medicine_the_base_does_not_know_is_in_the_plan_in_its_own_words(
    ouvert: Cabinet, zoe: Patient
) -> None:
    jour = ouvert.contexte.horloge().date()
    for libelle, il_y_a in (("Sirop maison 1 cuillère le soir", 2), ("Sirop d’hier", 60)):
        ligne = LigneOrdonnance(ouvert.contexte.new_id(), ProduitLibre(libelle), boites=1)
        brouillon = replace(ouvert.ordonnances.draft(zoe.id), id=ouvert.contexte.new_id())
        signee = replace(
            brouillon, date=jour - timedelta(days=il_y_a), lignes=(ligne,), statut=StatutOrdonnance.SIGNEE
        )
        with ouvert.contexte.uow() as uow:
            uow.ordonnances.save(signee)
            uow.commit()
    (ligne_plan,) = PlanPrisesService(ouvert.contexte, ouvert.session).compose(zoe.id).plan.lignes
    assert (ligne_plan.nom, ligne_plan.cases) == ("Sirop maison 1 cuillère le soir", ())
