"""The controls of an order, on the whole public base."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.alerte import DecisionAlerte, NiveauAlerte, ReponseAlerte, TypeAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance, MentionNonSubstituable
from ambroise.domain.ordonnance import Exemption, MotifExemption, OrdonnanceIncomplete
from ambroise.domain.posologie import Duree, Posologie, UniteTemps
from ambroise.domain.produit_prescrit import PreparationPrescrite, ProduitLibre, SpecialitePrescrite
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    TraitementDeclare,
    check_ordonnance,
    needs_ordonnance_securisee,
    require_reponses,
)
from tests.fakes.ordonnances import NOW, make_allergie, make_ligne, make_ordonnance
from tests.integration.controles.demandes import ENFANT, FEMME, HOMME, check, types


@pytest.mark.parametrize(
    "allergie",
    [
        make_allergie("Pénicillines", reaction="œdème de Quincke"),
        make_allergie("amoxicilline"),
        make_allergie("x", code_atc="J01C"),
        make_allergie("bêta-lactamines"),
    ],
    ids=lambda a: a.libelle,
)
def test_allergy_is_found_by_class_substance_and_atc(base, allergie) -> None:
    terrain = replace(HOMME, aucune_allergie=False, allergies=(allergie,))
    (alert,) = check(base, make_ligne(base, "clamoxyl 500"), terrain=terrain).bloquantes
    assert alert.type is TypeAlerte.ALLERGIE


def test_allergy_by_substance_code_finds_every_salt(base) -> None:
    clamoxyl = base.find_specialite(make_ligne(base, "clamoxyl 500").produit.code_cis)
    code = clamoxyl.substances_de_reference[0].code
    terrain = replace(HOMME, aucune_allergie=False, allergies=(make_allergie("amox", code_substance=code),))
    assert TypeAlerte.ALLERGIE in types(check(base, make_ligne(base, "augmentin 1 g"), terrain=terrain))


def test_cross_reaction_is_said_without_blocking(base) -> None:
    terrain = replace(HOMME, aucune_allergie=False, allergies=(make_allergie("pénicilline"),))
    found = check(base, make_ligne(base, "orelox 100"), terrain=terrain)
    (alert,) = [a for a in found.alertes if a.type is TypeAlerte.ALLERGIE]
    assert alert.niveau is NiveauAlerte.DECONSEILLE


def test_allergies_never_asked_and_unknown_words_are_said_not_checked(base) -> None:
    ligne = make_ligne(base, "doliprane 1000")
    found = check(base, ligne, terrain=replace(HOMME, aucune_allergie=False))
    assert "Allergies" in [n.controle for n in found.non_controles]
    assert "Allergies" not in [c.controle for c in found.sans_alerte]
    found = check(
        base, ligne, terrain=replace(HOMME, aucune_allergie=False, allergies=(make_allergie("zzzz"),))
    )
    assert any("zzzz" in n.raison for n in found.non_controles)


def test_quiet_order_has_no_alert_and_says_what_was_checked(base) -> None:
    found = check(base, make_ligne(base, "doliprane 1000", "1-1-1 5j"))
    assert found.alertes == ()
    assert {c.controle for c in found.sans_alerte} >= {"Interactions", "Substances en double", "Allergies"}
    assert "Doses maximales et contre-indications par maladie" in [n.controle for n in found.non_controles]


def test_free_text_preparation_and_unknown_product_are_said_not_checked(base) -> None:
    lignes = (
        LigneOrdonnance(UUID(int=1), ProduitLibre("Bas de contention classe 2")),
        LigneOrdonnance(
            UUID(int=2), PreparationPrescrite("Cold cream 100 g"), Posologie(texte_libre="le soir"), boites=1
        ),
        LigneOrdonnance(UUID(int=3), SpecialitePrescrite("00000000", "DISPARU 5 mg", "DISPARU"), boites=1),
    )
    found = check(base, *lignes)
    assert {n.lignes for n in found.non_controles if n.controle == "Tous les contrôles"} == {(1,), (2,), (3,)}


def test_empty_order_says_nothing(base) -> None:
    found = check(base)
    assert (found.alertes, found.non_controles, found.sans_alerte) == ((), (), ())


def test_hypnotic_beyond_four_weeks_is_blocked_renewals_included(base) -> None:
    assert TypeAlerte.DUREE not in types(check(base, make_ligne(base, "imovane 7,5", "1 au coucher 28j")))
    for ligne in (
        make_ligne(base, "imovane 7,5", "1 au coucher 29j"),
        make_ligne(base, "imovane 7,5", "1 au coucher 28j", renouvellements=1),
        make_ligne(base, "imovane 7,5", "1 au coucher", duree_traitement=Duree(Decimal(3), UniteTemps.MOIS)),
    ):
        found = check(base, ligne)
        assert TypeAlerte.DUREE in types(found, NiveauAlerte.CONTRE_INDICATION)


def test_listed_medicine_beyond_twelve_months_is_blocked(base) -> None:
    ok = make_ligne(base, "zocor 20", "1 soir 3m", renouvellements=3)
    assert TypeAlerte.DUREE not in types(check(base, ok))
    assert TypeAlerte.DUREE in types(check(base, replace(ok, renouvellements=4)))
    over_the_counter = make_ligne(base, "doliprane 500", "1 soir 3m", renouvellements=5)
    assert TypeAlerte.DUREE not in types(check(base, over_the_counter))


def test_hospital_medicine_is_blocked_in_town_only(base) -> None:
    ligne = make_ligne(base, "thiopental")
    assert TypeAlerte.CONDITION_PRESCRIPTION in types(check(base, ligne), NiveauAlerte.CONTRE_INDICATION)
    assert not check(base, ligne, exerce_a_l_hopital=True).bloquantes


def test_initial_prescription_is_recalled_unless_the_speciality_matches(base) -> None:
    ligne = make_ligne(base, "depakine chrono", "1-0-1 1m")
    found = [a for a in check(base, ligne).alertes if a.titre == "Prescription initiale exigée"]
    assert found == [] or found[0].niveau is NiveauAlerte.PRECAUTION
    ligne = make_ligne(base, "roaccutane", "1-0-0 1m") if base.search("roaccutane") else ligne
    other = check(base, ligne, specialites_prescripteur=("DERMATOLOGIE",))
    assert all(a.titre != "Prescription réservée à certains spécialistes" for a in other.alertes)


def test_narcotic_obeys_its_rules(base) -> None:
    ligne = make_ligne(base, "durogesic 25", "1 patch toutes les 72h 28j")
    found = check(base, ligne)
    assert not found.bloquantes
    assert {a.titre for a in found.alertes} >= {"Ordonnance sécurisée", "Délivrance fractionnée de 14 jours"}
    silent = replace(ligne, fraction_jours=14)
    assert all("fractionnée" not in a.titre for a in check(base, silent).alertes)
    assert TypeAlerte.DUREE in types(check(base, make_ligne(base, "durogesic 25", "1 toutes les 72h 30j")))
    assert TypeAlerte.RENOUVELLEMENT in types(check(base, replace(ligne, renouvellements=1)))
    free = replace(ligne, posologie=Posologie(texte_libre="selon protocole"), boites=1)
    assert any("toutes lettres" in a.titre for a in check(base, free).bloquantes)
    assert needs_ordonnance_securisee(base, [make_ligne(base, "doliprane 500"), ligne]) == {2}


def test_overlapping_narcotics_need_the_express_mention(base) -> None:
    ligne = make_ligne(base, "durogesic 25", "1 toutes les 72h 14j", fraction_jours=14)
    running = TraitementDeclare(make_ligne(base, "durogesic 50", rang=9), fin=date(2026, 6, 10))
    assert TypeAlerte.CHEVAUCHEMENT in types(check(base, ligne, traitements=[running]))
    allowed = replace(ligne, chevauchement_autorise=True)
    assert TypeAlerte.CHEVAUCHEMENT not in types(check(base, allowed, traitements=[running]))
    over = replace(running, fin=date(2026, 6, 3))
    assert TypeAlerte.CHEVAUCHEMENT not in types(check(base, ligne, traitements=[over]))


def test_opioid_substitution_wants_its_pharmacy(base) -> None:
    ligne = make_ligne(base, "subutex 8", "1 matin 28j")
    assert any(a.titre == "Pharmacie à désigner" for a in check(base, ligne).alertes)
    order = make_ordonnance(ligne, pharmacie_designee="Pharmacie du Port")
    found = check_ordonnance(base, OrdonnanceAControler(order, HOMME))
    assert all(a.titre != "Pharmacie à désigner" for a in found.alertes)


def test_secure_order_on_paper_is_told_louder(base) -> None:
    ligne = make_ligne(base, "tramadol 50", "1 3/j 7j")
    quiet = [a for a in check(base, ligne).alertes if a.titre == "Ordonnance sécurisée"]
    assert quiet[0].niveau is NiveauAlerte.INFORMATION
    exemption = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")
    order = make_ordonnance(ligne, exemption=exemption)
    found = check_ordonnance(base, OrdonnanceAControler(order, HOMME)).alertes
    loud = [a for a in found if a.titre == "Ordonnance sécurisée"]
    assert loud[0].niveau is NiveauAlerte.PRECAUTION


@pytest.mark.parametrize(
    ("mention", "produit", "terrain", "changes", "irreguliere"),
    [
        (MentionNonSubstituable.MTE, "levothyrox 75", HOMME, {}, False),
        (MentionNonSubstituable.MTE, "zocor 20", HOMME, {}, True),
        (MentionNonSubstituable.EFG, "zocor 20", ENFANT, {}, False),
        (MentionNonSubstituable.EFG, "zocor 20", HOMME, {}, True),
        (MentionNonSubstituable.EFG, "zocor 20", Terrain(aucune_allergie=True), {}, True),
        (MentionNonSubstituable.CIF, "zocor 20", HOMME, {}, True),
        (MentionNonSubstituable.CIF, "zocor 20", HOMME, {"instructions_dispensateur": "lactose"}, False),
    ],
)
def test_non_substitutable_mention_needs_its_case(
    base, mention, produit, terrain, changes, irreguliere
) -> None:
    ligne = make_ligne(base, produit, mention_non_substituable=mention, **changes)
    assert (TypeAlerte.NON_SUBSTITUABLE in types(check(base, ligne, terrain=terrain))) is irreguliere


def test_medicine_without_length_nor_boxes_is_blocked(base) -> None:
    ligne = make_ligne(base, "doliprane 1000", "1-1-1")
    assert TypeAlerte.MENTION in types(check(base, ligne), NiveauAlerte.CONTRE_INDICATION)
    assert TypeAlerte.MENTION not in types(check(base, replace(ligne, boites=1)))
    until = make_ligne(base, "lovenox 6000", "1/j jusqu'à INR cible")
    assert TypeAlerte.MENTION in types(check(base, until)), "an event is no length"
    assert TypeAlerte.MENTION not in types(check(base, replace(until, boites=2)))


def test_milligrams_typed_as_tablets_are_noticed(base) -> None:
    ligne = make_ligne(base, "solupred 20", "30-20-10 par 5j")
    (alert,) = [a for a in check(base, ligne).alertes if a.type is TypeAlerte.DOSE]
    assert "mg" in alert.conduite
    assert TypeAlerte.DOSE not in types(check(base, make_ligne(base, "solupred 20", "30-20-10 mg par 5j")))


def test_posology_above_its_own_ceiling_is_noticed(base) -> None:
    found = check(base, make_ligne(base, "doliprane 1000", "2 3/j max 4/j 5j")).alertes
    assert [a.titre for a in found] == ["Posologie au-dessus de son maximum"]
    assert check(base, make_ligne(base, "doliprane 1000", "1 3/j max 4/j 5j")).alertes == ()


@pytest.mark.parametrize(
    ("produit", "posologie", "alerte"),
    [
        ("previscan", "3/4/j 7j", False),
        ("previscan", "1/2/j 7j", False),
        ("inexium 20", "1/2/j 7j", True),
        ("skenan lp 10", "1/2/j 7j", True),
        ("inexium 20", "1/j 7j", False),
    ],
)
def test_half_of_an_unscored_product_is_noticed(base, produit: str, posologie: str, alerte: bool) -> None:
    titles = [a.titre for a in check(base, make_ligne(base, produit, posologie)).alertes]
    assert ("Fraction d’un produit non sécable" in titles) is alerte


def test_dose_by_weight_without_weight_is_not_checked(base) -> None:
    ligne = make_ligne(base, "doliprane 2,4", "15 mg/kg 4/j 3j")
    assert any("poids inconnu" in n.raison for n in check(base, ligne, terrain=ENFANT).non_controles)
    heavy = replace(ENFANT, poids_kg=Decimal(17))
    assert not any("poids inconnu" in n.raison for n in check(base, ligne, terrain=heavy).non_controles)


def test_pregnancy_condition_depends_on_sex_age_and_pregnancy(base) -> None:
    ligne = make_ligne(base, "depakine chrono 500", "1-0-1 1m")
    young = replace(FEMME, date_naissance=date(1995, 1, 1))
    assert TypeAlerte.GROSSESSE in types(check(base, ligne, terrain=young), NiveauAlerte.PRECAUTION)
    pregnant = replace(young, grossesse=True)
    assert TypeAlerte.GROSSESSE in types(check(base, ligne, terrain=pregnant), NiveauAlerte.CONTRE_INDICATION)
    assert TypeAlerte.GROSSESSE not in types(check(base, ligne, terrain=HOMME))
    old = replace(FEMME, date_naissance=date(1950, 1, 1))
    assert TypeAlerte.GROSSESSE not in types(check(base, ligne, terrain=old))
    unknown = replace(young, grossesse=None)
    assert any("non renseignée" in n.raison for n in check(base, ligne, terrain=unknown).non_controles)


def test_adult_presentation_for_a_child_is_noticed(base) -> None:
    ligne = make_ligne(base, "doliprane adultes 1000")
    assert TypeAlerte.AGE in types(check(base, ligne, terrain=ENFANT))
    assert TypeAlerte.AGE not in types(check(base, ligne))


def test_product_no_longer_sold_is_noticed(base) -> None:
    ligne = make_ligne(base, "64793681")
    assert TypeAlerte.COMMERCIALISATION in types(check(base, ligne))


def test_top_level_alert_holds_the_signature_until_answered_with_a_reason(base) -> None:
    found = check(base, make_ligne(base, "zocor 20"), make_ligne(base, "zeclar 500", rang=2))
    with pytest.raises(OrdonnanceIncomplete, match="Simvastatine et clarithromycine"):
        require_reponses(found, ())
    (alert,) = found.bloquantes
    with pytest.raises(ValueError, match="motif"):
        ReponseAlerte(alert, DecisionAlerte.MAINTENUE, "  ", "99900063480", NOW)
    answer = ReponseAlerte(alert, DecisionAlerte.SUSPENDUE, "", "99900063480", NOW)
    require_reponses(found, (answer,))


def test_answer_stays_attached_when_the_order_is_checked_again(base) -> None:
    lines = make_ligne(base, "zocor 20"), make_ligne(base, "zeclar 500", rang=2)
    first, again = check(base, *lines), check(base, make_ligne(base, "doliprane 500", rang=3), *lines)
    assert first.bloquantes[0].cle == again.bloquantes[0].cle
    assert again.bloquantes[0].lignes == (2, 3)


def test_topical_product_only_informs_of_a_precaution(base) -> None:
    def levels(product: str) -> set[tuple[str, NiveauAlerte]]:
        found = check(base, make_ligne(base, product), make_ligne(base, "lasilix 40", rang=2)).alertes
        return {(a.libelle_niveau, a.niveau) for a in found if a.type is TypeAlerte.INTERACTION}

    assert levels("celestene 2") == {("Précaution d’emploi", NiveauAlerte.PRECAUTION)}
    assert levels("diprosone creme") == {("Précaution d’emploi", NiveauAlerte.INFORMATION)}
