"""The base is built from a small delivery full of defects, and appears whole or not at all."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ambroise.domain.avis_medicament import AvisHas, InformationAnsm, SorteAvis
from ambroise.domain.medicament import CategorieCondition, NatureComposant, StatutDisponibilite
from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.bdpm import is_cip13, read_unites
from ambroise.referentiels.construction import build
from ambroise.referentiels.lecture import FichierInvalide
from tests.fakes.fichiers_bdpm import cip


@pytest.fixture
def base(delivery: Path, tmp_path: Path) -> BaseMedicamentsSqlite:
    build(delivery, tmp_path / "b.sqlite")
    return BaseMedicamentsSqlite(tmp_path / "b.sqlite")


def test_specialite_is_read_back_whole(base: BaseMedicamentsSqlite) -> None:
    found = base.find_specialite("60000001")
    assert found is not None
    assert found.titulaires == ("LABO UN",)
    assert found.dci == ("ALPHAMOL",)
    assert found.codes_substance == {"00001", "00002"}
    assert found.substances[0].nature is NatureComposant.SUBSTANCE_ACTIVE
    assert found.libelle_dci == "ALPHAMOL 500 mg, comprimé"
    assert found.has(CategorieCondition.LISTE_I)
    assert [c.duree_jours for c in found.conditions if c.duree_jours] == [28]
    assert found.disponibilites[0].statut is StatutDisponibilite.REMISE_A_DISPOSITION
    assert found.disponibilites[0].libelle == "Remise à disposition"
    (pack,) = found.presentations
    assert pack.prix_public == Decimal("1467.31")
    assert pack.taux_remboursement == 65
    assert pack.unites == 30
    assert pack.declaration is None
    assert pack.indications_remboursables == "l’enfant\nsuite"


def test_import_report_counts_each_defect(base: BaseMedicamentsSqlite) -> None:
    report = {e.nom: dict(e.defauts) for e in base.editions()}
    assert report["CIS_CIP_bdpm.txt"] == {
        "apostrophes_perdues": 1,
        "cis_inconnu": 1,
        "dates_absurdes": 1,
        "html": 1,
        "prix_absents": 1,
        "prix_virgule_milliers": 2,
        "taux_absents": 1,
        "taux_avec_espace": 1,
    }
    assert report["CIS_GENER_bdpm.txt"] == {"cis_inconnu": 1}
    assert report["CIS_CIP_Dispo_Spec.txt"] == {"libelles_en_minuscules": 1}


def test_opinions_and_informations_are_read_when_an_update_brings_them(
    delivery: Path, tmp_path: Path
) -> None:
    smr = "60000001\tCT-1234\tInscription\t20170308\tImportant\tUn texte <br>coupé\tpar une tabulation\r\n"
    (delivery / "CIS_HAS_SMR_bdpm.txt").write_bytes(
        (smr + smr.replace("60000001", "69999999")).encode("cp1252")
    )
    (delivery / "HAS_LiensPageCT_bdpm.txt").write_bytes(b"CT-1234\thttps://www.has-sante.fr/jcms/c_1\r\n")
    link = "<a target='_blank' href='https://ansm.sante.fr/x'>Lettre</a>"
    (delivery / "CIS_InfoImportantes_20260526_bdpm.txt").write_bytes(
        f"60000001\t2026-01-02\t31/12/2026\t{link}\r\n".encode("cp1252")
    )
    build(delivery, tmp_path / "b.sqlite")
    base = BaseMedicamentsSqlite(tmp_path / "b.sqlite")
    found = base.read_avis("60000001")
    avis = AvisHas(
        SorteAvis.SMR, "Important", "Inscription", date(2017, 3, 8), "Un texte \ncoupé par une tabulation",
        "https://www.has-sante.fr/jcms/c_1",
    )  # fmt: skip
    assert found.avis == (avis,)
    assert found.informations == (
        InformationAnsm("Lettre", date(2026, 1, 2), date(2026, 12, 31), "https://ansm.sante.fr/x"),
    )
    assert base.read_avis("60000002").avis == (), "no opinion is not the opinion of another"
    report = {e.nom: dict(e.defauts) for e in base.editions()}
    assert report["CIS_HAS_SMR_bdpm.txt"]["tabulations_dans_le_texte"] == 2
    assert report["CIS_HAS_SMR_bdpm.txt"]["cis_inconnu"] == 1


def test_absurd_dates_of_a_licence_are_in_the_report(base: BaseMedicamentsSqlite) -> None:
    report = {e.nom: dict(e.defauts) for e in base.editions()}
    assert report["CIS_bdpm.txt"]["dates_absurdes"] == 1


def test_narcotic_is_recognised(base: BaseMedicamentsSqlite) -> None:
    found = base.find_specialite("60000002")
    assert found is not None
    assert found.is_stupefiant
    assert found.surveillance_renforcee
    assert found.date_amm is None


def test_interaction_crosses_substance_and_class_both_ways(base: BaseMedicamentsSqlite) -> None:
    alpha, beta = frozenset({"00001", "00002"}), frozenset({"00003"})
    (there,) = base.find_interactions(alpha, ["orale"], beta, ["orale"])
    (back,) = base.find_interactions(beta, ["orale"], alpha, ["orale"])
    assert there.niveaux == ("CI", "PE")
    assert (there.terme_a, there.terme_b) == ("ALPHAMOL", "ZOLES")
    assert (back.terme_a, back.terme_b) == ("ZOLES", "ALPHAMOL")
    assert base.edition_interactions == "mai 2031"
    assert base.find_interactions(alpha, [], alpha, []) == ()


def test_pack_is_found_by_its_two_codes(base: BaseMedicamentsSqlite) -> None:
    by_13, by_7 = base.find_presentation(cip("3000001")), base.find_presentation("3000001")
    assert by_13 == by_7
    assert base.find_presentation("3400900000000") is None
    assert [m.cle for m in base.search(cip("3000001"))] == ["60000001"]


def test_unknown_keys_give_nothing(base: BaseMedicamentsSqlite) -> None:
    assert base.find_specialite("00000000") is None
    assert base.find_denomination("x") is None
    assert base.list_generiques("60000002") == []
    assert base.list_specialites("x") == []
    assert base.libelle_atc("Z99") is None


def test_order_of_the_rows_does_not_matter(delivery: Path, tmp_path: Path) -> None:
    build(delivery, tmp_path / "a.sqlite")
    for path in delivery.glob("CIS*.txt"):
        rows = path.read_bytes().rstrip(b"\r\n").split(b"\n")
        random.Random(4).shuffle(rows)
        path.write_bytes(b"\n".join(rows) + b"\n")
    build(delivery, tmp_path / "b.sqlite")
    a, b = BaseMedicamentsSqlite(tmp_path / "a.sqlite"), BaseMedicamentsSqlite(tmp_path / "b.sqlite")
    for cis in ("60000001", "60000002"):
        assert a.find_specialite(cis) == b.find_specialite(cis)
    assert a.search("mol") == b.search("mol")


@pytest.mark.parametrize("nom", ["CIS_bdpm.txt", "CIS_COMPO_bdpm.txt", "CIS_CPD_bdpm.txt"])
def test_missing_file_refuses_the_build_and_leaves_nothing(delivery: Path, tmp_path: Path, nom: str) -> None:
    (delivery / nom).unlink()
    out = tmp_path / "out"
    with pytest.raises(FichierInvalide, match="absent"):
        build(delivery, out / "b.sqlite")
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"edition": "2031-05", "levels": {}, "pairs": [1]}', '{"pairs": []}']
)
def test_broken_thesaurus_is_refused(delivery: Path, tmp_path: Path, content: str) -> None:
    (delivery / "ansm_thesaurus_paires.json").write_text(content, encoding="utf-8")
    with pytest.raises(FichierInvalide, match="thésaurus"):
        build(delivery, tmp_path / "b.sqlite")


def test_file_that_is_not_a_base_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    path.write_bytes(b"pas une base" * 1000)
    with pytest.raises(FichierInvalide, match="illisible"):
        BaseMedicamentsSqlite(path)
    with pytest.raises(FichierInvalide, match="illisible"):
        BaseMedicamentsSqlite(tmp_path / "absente.sqlite")


@pytest.mark.parametrize(
    ("libelle", "attendu"),
    [
        ("plaquette(s) PVC PVDC aluminium de 30 comprimé(s)", 30),
        ("3 plaquette(s) thermoformée(s) PVC de 28 comprimé(s)", 84),
        (
            "20 récipient(s) unidose(s) polyéthylène de 2 ml suremballée(s) par plaquette de 5 x",
            20,
        ),
        ("1 flacon(s) en verre de 100 ml", None),
        ("plaquette(s) PVC de 112 (4 boîtes de 28) gélules", None),
        ("12 sachet(s)-dose(s) papier", 12),
    ],
)
def test_units_of_a_pack_are_read_only_when_plain(libelle: str, attendu: int | None) -> None:
    assert read_unites(libelle) == attendu


def test_cip13_needs_its_prefix_its_key_and_its_cip7() -> None:
    assert is_cip13("3400949497294", "4949729")
    assert not is_cip13("3400949497295", "4949729")
    assert not is_cip13("3400949497294", "4949728")
    assert not is_cip13("1234567890123", "")
