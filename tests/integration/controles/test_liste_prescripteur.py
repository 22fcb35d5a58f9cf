"""The list of who prescribes holds at signing: a refusal stands against any reason, a doubt asks for one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.domain.alerte import DecisionAlerte, ReponseAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Ordonnance,
    OrdonnanceIncomplete,
    TypeOrdonnance,
)
from ambroise.domain.plan_soins import ActePlan, PlanSoins
from ambroise.domain.produit_prescrit import DispositifPrescrit, ProduitLibre
from ambroise.domain.professionnel import Profession, Professionnel
from ambroise.referentiels.prescripteurs import load_liste
from ambroise.usecases.controles import liste
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.plans_soins import PlanSaisi, PlanSoinsService
from ambroise.usecases.prescription import PrescriptionService, ProfilPrescripteur
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import LE, NOW, make_ligne, make_ordonnance
from tests.fakes.services import DOCTEUR, FauxDocuments, FauxNumeros, FauxPreparation
from tests.unit.ambroise.usecases.conftest import Cabinet

ACTE = ActePlan(UUID(int=1), "Pansement", (NOW.time(),), LE - timedelta(days=5), LE + timedelta(days=20))
PLAN = PlanSoins(UUID(int=2), UUID(int=3), (ACTE,), "8", prescrite_le=LE - timedelta(days=5), signee=True)


def profil(profession: Profession) -> ProfilPrescripteur:
    return ProfilPrescripteur(liste=load_liste(Professionnel("8", "A", "B", profession), Path("absent")))


class Poste:
    """Somebody of a profession with a list, who prescribes over the real controls."""

    def __init__(self, profession: Profession) -> None:
        self.cabinet = Cabinet()
        self.cabinet.lecteurs.porteur = replace(DOCTEUR, profession=profession, savoir_faire="")
        self.cabinet.session.open("1234")
        self.controle = PrescriptionService(self.cabinet.contexte, shipped_base(), lambda: profil(profession))
        self.service = OrdonnanceService(
            self.cabinet.contexte,
            self.cabinet.session,
            numeros=FauxNumeros(),
            documents=FauxDocuments(),
            preparation=FauxPreparation(),
            service=self.cabinet.service,
            controle=self.controle,
        )

    def draft(self, type_: TypeOrdonnance, *lignes: LigneOrdonnance) -> Ordonnance:
        order = self.service.draft(self.cabinet.qualified_zoe().id)
        return order.edit(
            type=type_, lignes=lignes, consentement=ConsentementConsultation(LE, opposition=False)
        )

    def answer(self, order: Ordonnance) -> Ordonnance:
        """Give a reason to everything that stops."""
        reponses = tuple(
            ReponseAlerte(a, DecisionAlerte.MAINTENUE, "Texte vérifié.", "899900063480", NOW)
            for a in self.controle.check(order).bloquantes
        )
        return order.edit(reponses_alertes=reponses)


def device(designation: str) -> LigneOrdonnance:
    return LigneOrdonnance(UUID(int=8), DispositifPrescrit(designation, quantite="1 boîte"))


def test_no_reason_makes_lawful_what_a_whole_list_leaves_out() -> None:
    poste = Poste(Profession.ORTHOPTISTE)
    order = poste.answer(poste.draft(TypeOrdonnance.DISPOSITIFS, device("Attelle de genou")))
    assert order.reponses_alertes
    with pytest.raises(OrdonnanceIncomplete, match="liste des orthoptistes"):
        poste.service.sign(order)
    assert poste.cabinet.base.tables.ordonnances == {}


def test_what_a_list_read_in_part_leaves_out_is_signed_with_a_reason_kept() -> None:
    poste = Poste(Profession.SAGE_FEMME)
    order = poste.draft(TypeOrdonnance.MEDICAMENTS, make_ligne(shipped_base(), "zocor 20", "0-0-1 1m"))
    with pytest.raises(OrdonnanceIncomplete, match="À vérifier dans la liste des sages-femmes"):
        poste.service.sign(order)
    signee = poste.service.sign(poste.answer(order)).acte.ordonnance
    assert signee.is_figee
    assert any("sages-femmes" in r.alerte.titre for r in signee.reponses_alertes)


def test_what_the_list_holds_is_signed_without_a_word() -> None:
    poste = Poste(Profession.SAGE_FEMME)
    order = poste.draft(TypeOrdonnance.DISPOSITIFS, device("Tire-lait"))
    assert not [a for a in poste.controle.check(order).alertes if "liste" in a.cle]
    assert poste.service.sign(poste.answer(order)).acte.ordonnance.is_figee


@pytest.mark.parametrize(
    ("designation", "planifie", "phrase"),
    [
        ("Compresses stériles", True, ""),
        ("Lit médicalisé", True, "liste des infirmiers"),
        ("Compresses", False, "série d’actes"),
    ],
)
def test_a_nurse_signs_the_devices_of_her_list_during_her_acts(
    designation: str, planifie: bool, phrase: str
) -> None:
    poste = Poste(Profession.INFIRMIER)
    order = poste.draft(TypeOrdonnance.DISPOSITIFS, device(designation))
    if planifie:
        saisi = PlanSaisi(order.patient_id, "pansement 1/j 30j", prescrite_le=order.date, signee=True)
        PlanSoinsService(poste.cabinet.contexte, poste.cabinet.session).keep(saisi)
    if not phrase:
        assert poste.service.sign(poste.answer(order)).acte.ordonnance.is_figee
        return
    with pytest.raises(OrdonnanceIncomplete, match=phrase):
        poste.service.sign(poste.answer(order))
    assert not poste.cabinet.base.tables.envois


def test_free_words_are_never_silently_allowed() -> None:
    poste = Poste(Profession.PEDICURE_PODOLOGUE)
    order = poste.draft(TypeOrdonnance.MEDICAMENTS, LigneOrdonnance(UUID(int=8), ProduitLibre("une crème")))
    titres = [a.titre for a in poste.controle.check(order).bloquantes]
    assert "À vérifier dans la liste des pédicures-podologues" in titres


@pytest.mark.parametrize(
    ("profession", "premier"),
    [
        (Profession.MASSEUR_KINESITHERAPEUTE, TypeOrdonnance.DISPOSITIFS),
        (Profession.ORTHOPTISTE, TypeOrdonnance.DISPOSITIFS),
        (Profession.SAGE_FEMME, TypeOrdonnance.MEDICAMENTS),
        (Profession.CHIRURGIEN_DENTISTE, TypeOrdonnance.MEDICAMENTS),
    ],
)
def test_an_order_begins_with_the_kind_of_who_prescribes(
    profession: Profession, premier: TypeOrdonnance
) -> None:
    poste = Poste(profession)
    assert poste.service.draft(poste.cabinet.qualified_zoe().id).type is premier


@pytest.mark.parametrize(
    "plans",
    [
        (),
        (replace(PLAN, prescrite_le=None),),
        (replace(PLAN, signee=False),),
        (replace(PLAN, actes=(replace(ACTE, au=LE - timedelta(days=1)),)),),
    ],
)
def test_no_order_of_acts_under_way_means_no_device_of_a_nurse(plans: tuple[PlanSoins, ...]) -> None:
    la_sienne = profil(Profession.INFIRMIER).liste
    assert la_sienne is not None
    order = make_ordonnance(device("Compresses"), type=TypeOrdonnance.DISPOSITIFS)
    (phrase,) = liste.check(la_sienne, shipped_base(), order, plans).refus
    assert "série d’actes" in phrase
    assert liste.check(la_sienne, shipped_base(), order, (PLAN,)) == liste.ReponseListe()


def test_each_answer_bears_its_line() -> None:
    la_sienne = profil(Profession.INFIRMIER).liste
    assert la_sienne is not None
    lignes = (device("Compresses"), device("Lit médicalisé"), device("Bas de contention"))
    order = make_ordonnance(*lignes, type=TypeOrdonnance.DISPOSITIFS)
    alertes = liste.check(la_sienne, shipped_base(), order, (PLAN,)).alertes
    assert [(a.is_bloquante, a.lignes) for a in alertes] == [(True, (2,)), (False, (3,))]
    assert "20 mars 2012" in alertes[0].source
    assert alertes[0].edition == "", "the text says its date"


def test_a_list_whose_text_says_no_date_bears_the_one_of_its_file() -> None:
    la_sienne = profil(Profession.INFIRMIER).liste
    assert la_sienne is not None
    order = make_ordonnance(device("Lit médicalisé"), type=TypeOrdonnance.DISPOSITIFS)
    sans_date = replace(la_sienne, texte="arrêté")
    (alerte,) = liste.check(sans_date, shipped_base(), order, (PLAN,)).alertes
    assert alerte.edition == "20\u00a0mars\u00a02012"
