"""The whole public base, as shipped: its known defects counted, its search, its interactions."""

import sqlite3

import pytest

from ambroise.cli.referentiels import DEFAUTS
from ambroise.domain.medicament import CategorieCondition, TypeGenerique
from ambroise.usecases.ports_medicaments import SorteMedicament
from tests.fakes.base_medicaments import shipped_base


@pytest.fixture(scope="module")
def base():
    return shipped_base()


def test_every_row_and_every_known_defect_is_accounted_for(base) -> None:
    report = {e.nom: e for e in base.editions()}
    assert {nom: e.lignes for nom, e in report.items() if nom.startswith("CIS")} == {
        "CIS_bdpm.txt": 15848,
        "CIS_CIP_bdpm.txt": 20903,
        "CIS_COMPO_bdpm.txt": 32389,
        "CIS_CPD_bdpm.txt": 28151,
        "CIS_GENER_bdpm.txt": 10704,
        "CIS_MITM.txt": 7711,
        "CIS_CIP_Dispo_Spec.txt": 766,
    }
    defauts = {nom: dict(e.defauts) for nom, e in report.items()}
    assert defauts["CIS_CIP_bdpm.txt"]["apostrophes_perdues"] == 83
    assert defauts["CIS_CIP_bdpm.txt"]["html"] == 814
    assert defauts["CIS_CIP_bdpm.txt"]["cis_inconnu"] == 4
    assert defauts["CIS_bdpm.txt"]["espaces_de_bord"] == 15847
    assert defauts["CIS_bdpm.txt"]["octets_cp1252"] == 28
    assert defauts["CIS_bdpm.txt"]["titulaires_avec_espace"] == 15847
    assert defauts["CIS_bdpm.txt"]["formes_avec_espace"] == 1134
    assert defauts["CIS_bdpm.txt"]["sans_presentation"] == 1279
    assert defauts["CIS_bdpm.txt"]["sans_composition"] == 2
    assert defauts["CIS_COMPO_bdpm.txt"]["natures_ft"] == 5497
    assert defauts["CIS_COMPO_bdpm.txt"]["octets_cp1252"] == 11
    assert defauts["CIS_CPD_bdpm.txt"]["octets_cp1252"] == 141
    assert defauts["CIS_GENER_bdpm.txt"]["octets_cp1252"] == 111
    assert defauts["CIS_GENER_bdpm.txt"]["groupes_sans_princeps"] == 11
    assert defauts["CIS_MITM.txt"]["sans_fin_de_ligne"] == 1
    assert {d for counts in defauts.values() for d in counts} <= DEFAUTS.keys()
    assert defauts["CIS_COMPO_bdpm.txt"]["codes_a_plusieurs_noms"] == 530
    assert defauts["CIS_COMPO_bdpm.txt"]["dosages_absents"] == 2810
    assert defauts["CIS_CPD_bdpm.txt"]["lignes_blanches"] == 3
    assert defauts["CIS_GENER_bdpm.txt"]["groupes_a_plusieurs_princeps"] == 130
    assert defauts["CIS_CIP_Dispo_Spec.txt"]["libelles_en_minuscules"] == 1
    assert all(e.edition is not None for e in report.values())


@pytest.mark.parametrize(
    ("texte", "premier"),
    [
        ("doliprane 1000", "DOLIPRANE 1000 mg, comprimé"),
        ("1g doliprane", "DOLIPRANE 1000 mg, comprimé"),
        ("DOLIPR 1000 comp", "DOLIPRANE 1000 mg, comprimé"),
        ("60234100", "DOLIPRANE 1000 mg, comprimé"),
        ("paracetamol 1000", "PARACÉTAMOL 1000 mg, comprimé"),
        ("ramipril 5", "RAMIPRIL 5 mg, comprimé"),
        ("ramipril 2,5", "RAMIPRIL 2,5 mg, comprimé"),
        ("ramipril 2.5", "RAMIPRIL 2,5 mg, comprimé"),
        ("C10AA01", "SIMVASTATINE 10 mg, comprimé"),
        ("levothirox 75 comprime", "LÉVOTHYROXINE 75 microgrammes, comprimé"),
        ("amlodipine", "AMLODIPINE 5 mg, comprimé"),
        ("metformine 850", "METFORMINE 850 mg, comprimé"),
        ("paracétmol 500 gélule", "PARACÉTAMOL 500 mg, gélule"),
        ("kardegic", "KARDEGIC 75 mg, poudre pour solution buvable en sachet-dose"),
        ("tramadol 50 gel", "TRAMADOL 50 mg, gélule"),
        ("skenan lp 10", "SKENAN L.P. 10 mg, microgranules à libération prolongée en gélule"),
    ],
)
def test_search_finds_what_is_meant_first(base, texte: str, premier: str) -> None:
    assert base.search(texte, 5)[0].denomination == premier


@pytest.mark.parametrize(
    "texte", ["", " ", "a", "zzzzqq", '"', "'; DROP TABLE", "((((", "*", "nom:x", "\0", "é" * 5000]
)
def test_odd_searches_never_fail(base, texte: str) -> None:
    assert isinstance(base.search(texte), list)


@pytest.mark.parametrize(
    ("texte", "classe"),
    [("bêtabloquant", "C07"), ("inhibiteurs pompe protons", "A02BC"), ("antithrombotiques", "B01")],
)
def test_class_in_words_gives_its_common_names(base, texte: str, classe: str) -> None:
    found = base.search(texte, 10)
    assert found
    for line in found:
        brands = [line.cle] if line.sorte is SorteMedicament.SPECIALITE else []
        brands = brands or [b.cle for b in base.list_specialites(line.cle)]
        codes = {s.code_atc for cis in brands if (s := base.find_specialite(cis))}
        assert any(code and code.startswith(classe) for code in codes), line.denomination


def test_salt_and_writing_of_a_strength_make_one_common_name(base) -> None:
    for text in ("metformine 850 comprime", "insuline glargine 100", "atorvastatine 10", "losartan 50"):
        names = [m.denomination for m in base.search(text, 20) if m.sorte is SorteMedicament.DCI]
        assert len(names) == len(set(names)), text


def test_common_name_comes_before_its_brands(base) -> None:
    found = base.search("simvastatine 20", 10)
    assert found[0].denomination == "SIMVASTATINE 20 mg, comprimé"
    kinds = [m.sorte for m in found]
    assert kinds == sorted(kinds), "common names, then brands"
    assert kinds.count(SorteMedicament.SPECIALITE) >= 7


def test_brands_of_a_common_name_are_in_alphabetical_order(base) -> None:
    dci = base.search("simvastatine 20")[0]
    brands = base.list_specialites(dci.cle)
    assert len(brands) == dci.nombre
    names = [b.denomination for b in brands]
    assert names == sorted(names)
    assert any("ZOCOR" in n for n in names)
    assert min(b.prix for b in brands if b.prix) == dci.prix


def test_generics_are_listed_reference_then_price(base) -> None:
    zocor = base.search("zocor 20")[0]
    choices = base.list_generiques(zocor.cle)
    assert choices[0].type is TypeGenerique.PRINCEPS
    prices = [c.presentation.prix_public for c in choices if c.type is not TypeGenerique.PRINCEPS]
    known = [p for p in prices if p is not None]
    assert known == sorted(known)
    assert prices == known + [None] * (len(prices) - len(known))
    assert all(c.presentation.commercialisee for c in choices)


def test_simvastatin_and_clarithromycin_are_contra_indicated(base) -> None:
    simva = base.find_specialite(base.search("zocor 20")[0].cle)
    clari = base.find_specialite(base.search("zeclar 500")[0].cle)
    found = base.find_interactions(simva.codes_substance, simva.voies, clari.codes_substance, clari.voies)
    assert found[0].niveaux == ("CI",)
    assert "rhabdomyolyse" in found[0].mecanisme
    assert base.edition_interactions == "septembre 2023"


@pytest.mark.parametrize(
    ("un", "autre", "niveau"),
    [
        ("doliprane 1000", "flucloxacilline", "AD"),
        ("lumykras 120", "inexium 20", "APC"),
        ("tukysa 150", "zocor 20", "CI"),
    ],
)
def test_interactions_of_substances_newer_than_2020_are_known(base, un: str, autre: str, niveau: str) -> None:
    a, b = (base.find_specialite(_specialite(base, nom)) for nom in (un, autre))
    found = base.find_interactions(a.codes_substance, a.voies, b.codes_substance, b.voies)
    assert found[0].niveaux[0] == niveau


def _specialite(base, nom: str) -> str:
    return next(r.cle for r in base.search(nom) if r.sorte is SorteMedicament.SPECIALITE)


def test_potassium_of_clavulanate_is_not_a_potassium_intake(base) -> None:
    augmentin = base.find_specialite(base.search("augmentin 1 g")[0].cle)
    aldactone = base.find_specialite(base.search("aldactone 25")[0].cle)
    assert not base.find_interactions(
        augmentin.codes_substance, augmentin.voies, aldactone.codes_substance, aldactone.voies
    )


def test_contra_indication_between_two_named_substances_spares_the_others(base) -> None:
    ramipril = base.find_specialite(base.search("triatec 5")[0].cle)
    gliptine = base.find_specialite(base.search("januvia 100")[0].cle)
    entresto = base.find_specialite(base.search("entresto 49")[0].cle)
    args = (ramipril.codes_substance, ramipril.voies)
    assert base.find_interactions(*args, gliptine.codes_substance, gliptine.voies)[0].niveaux[0] == "AD"
    assert base.find_interactions(*args, entresto.codes_substance, entresto.voies)[0].niveaux[0] == "CI"


def test_narcotic_and_its_fractions_are_read_from_the_conditions(base) -> None:
    found = base.find_specialite(base.search("durogesic 25")[0].cle)
    assert found.is_stupefiant
    assert found.has(CategorieCondition.ORDONNANCE_SECURISEE)
    assert {c.fraction_jours for c in found.conditions if c.fraction_jours} == {14}
    assert {c.duree_jours for c in found.conditions if c.duree_jours} == {28}


def test_base_cannot_be_written(base) -> None:
    connection = base._connection()
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM specialite")


def test_base_is_shared_between_threads(base) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: base.search("doliprane 1000")[0].cle, range(40)))
    assert answers == {"60234100"}
