"""The directory index: built, searched, resumed, brought up to date, and fed with bad files."""

import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from esante.annuaire.colonnes import TypeFichier, fold_header, recognise
from esante.annuaire.index import data_date, has_news, import_extractions
from esante.annuaire.lecture import BATCH, ImportInterrompu
from esante.annuaire.recherche import Annuaire
from esante.errors import Malformed, Unreachable
from esante.sandbox.annuaire.generation import ENTETE_ACTIVITES, ENTETE_BAL, write_extractions
from esante.sandbox.mssante.boites import MEDECIN
from esante.sandbox.professionnels import MAX_LIBRE


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("livraison")
    write_extractions(folder, 3000, 900)
    return folder


@pytest.fixture(scope="module")
def index(delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annuaire") / "annuaire.sqlite"
    report = import_extractions(delivery, path)
    assert report.lignes == report.retenues == 3906
    assert report.ecartees == {}
    return path


def activities(folder: Path) -> Path:
    return next(folder.glob("PS_*.txt"))


def test_header_is_known_whatever_its_spelling() -> None:
    assert fold_header("Libellé Voie (coord. Structure)") == "libelle voie"
    assert fold_header("Libellé civilité d’exercice") == "libelle civilite exercice"
    plan = recognise("\ufeff" + ENTETE_ACTIVITES + "\r\n")
    assert plan is not None
    assert (plan.type, plan.largeur) == (TypeFichier.ACTIVITES, 56)
    boxes = recognise(ENTETE_BAL)
    assert boxes is not None
    assert boxes.largeur == 31
    assert recognise("a|b|c") is None


@pytest.mark.parametrize(
    "header",
    [
        "Type BAL|Adresse BAL|Identification nationale PP|Raison sociale|Code postal|Commune",
        "Type de BAL|Adresse de la BAL|Identifiant national PP|Raison sociale structure|Code postal|Ville",
        "TYPE DE BAL|ADRESSE BAL MSSANTE|IDENTIFICATION NATIONALE PP|RAISON SOCIALE|CODE POSTAL|VILLE",
    ],
)
def test_boxes_are_read_under_other_writings_of_their_header(header: str, tmp_path: Path) -> None:
    row = "PER|a@b.mssante.fr|899900063480|CABINET|63600|AMBERT|"
    (tmp_path / "bal.txt").write_text(f"{header}\r\n{row}\r\n", encoding="utf-8")
    report = import_extractions(tmp_path, tmp_path / "annuaire.sqlite")
    assert (report.retenues, report.ecartees) == (1, {})
    with Annuaire(tmp_path / "annuaire.sqlite") as annuaire:
        (found,) = annuaire.search("cabinet")
    assert (found.identifiant, found.communes, found.bal[0].adresse) == (
        "899900063480",
        ("AMBERT",),
        "a@b.mssante.fr",
    )


def test_name_profession_and_town_are_found_in_any_order_and_without_accents(index: Path) -> None:
    with Annuaire(index) as annuaire:
        (found,) = annuaire.search("libre max")
        assert (found.identifiant, found.numero_rpps) == (MAX_LIBRE.identifiant, "99900063480")
        assert [box.adresse for box in found.bal] == [MEDECIN.adresse]
        assert annuaire.search("MARSAC médec lib") == (found,)
        assert annuaire.search("899900063480")[0] == found
        nurses = annuaire.search("elodie", profession="60")
        assert {(f.prenom, f.profession) for f in nurses} == {("Élodie", "60")}
        assert {f.profession for f in annuaire.search("", profession="21", limit=5)} == {"21"}
        assert all("NANTES" in f.communes for f in annuaire.search("a", commune="nant"))
        assert annuaire.search("libre", commune="63600") == (found,)
        assert annuaire.search("libre", commune="63220") == (found,)
        assert annuaire.search("libre", commune="75015") == ()
        assert annuaire.search("") == ()
        assert annuaire.search('" OR *') == annuaire.search("OR")


def test_whole_name_comes_before_longer_ones(index: Path) -> None:
    with Annuaire(index) as annuaire:
        names = [f.nom for f in annuaire.search("joubert", limit=200)]
    assert names[0] == "JOUBERT"
    assert any(name.startswith("JOUBERT-") for name in names)


def test_card_gives_the_activities_and_service_boxes_are_found_by_their_structure(index: Path) -> None:
    with Annuaire(index) as annuaire:
        (activity,) = annuaire.activites(MAX_LIBRE.identifiant)
        assert (activity.raison_sociale, activity.commune) == ("CABINET M LIBRE", "MARSAC-EN-LIVRADOIS")
        service = annuaire.search("secrétariat médical", limit=1)[0]
        assert service.numero_rpps is None
        assert service.bal[0].type == "ORG"
        assert annuaire.find("800000000000") is None


def test_quotes_and_commas_are_text(index: Path) -> None:
    with Annuaire(index) as annuaire:
        names = [s for f in annuaire.search("cabinet", limit=400) for s in f.structures if '"' in s]
    assert names
    assert all(name.count('"') == 2 and "," in name for name in names)


def test_zip_gives_the_same_index(delivery: Path, index: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "PS_LibreAcces.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in delivery.iterdir():
            archive.write(path, path.name)
    report = import_extractions(tmp_path, tmp_path / "annuaire.sqlite")
    with Annuaire(index) as one, Annuaire(tmp_path / "annuaire.sqlite") as other:
        assert one.search("kermoal") == other.search("kermoal")
    assert report.retenues == 3906


def test_new_delivery_writes_only_what_changed(delivery: Path, tmp_path: Path) -> None:
    folder, path = tmp_path / "jour", tmp_path / "annuaire.sqlite"
    write_extractions(folder, 3000, 900)
    import_extractions(folder, path)
    lines = activities(folder).read_text(encoding="utf-8").splitlines(keepends=True)
    removed = [line for line in lines if "|899000000005|" in line]
    changed = [line.replace("|LIBRE|MAX|", "|LIBRE-NOUVEAU|MAX|") for line in lines if line not in removed]
    activities(folder).write_text("".join(changed), encoding="utf-8")
    report = import_extractions(folder, path)
    assert (report.ajoutees, report.supprimees) == (1, 1 + len(removed))
    with Annuaire(path) as annuaire:
        assert annuaire.search("libre nouveau")[0].identifiant == MAX_LIBRE.identifiant
        assert [f.nom for f in annuaire.search("libre max")] == ["LIBRE-NOUVEAU"]
        gone = annuaire.find("899000000005")
        assert gone is None or gone.communes == ("AMBERT",)


def test_what_was_not_imported_yet_is_told_without_reading_it_whole(tmp_path: Path) -> None:
    folder, path = tmp_path / "jour", tmp_path / "annuaire.sqlite"
    folder.mkdir()
    assert not has_news(folder, path), "an empty folder has nothing new"
    write_extractions(folder, 30, 9)
    assert has_news(folder, path)
    import_extractions(folder, path)
    assert not has_news(folder, path)
    with activities(folder).open("ab") as stream:
        stream.write(b"\n")
    assert has_news(folder, path)
    path.write_bytes(b"no index")
    assert has_news(folder, path), "an index that cannot be read is made again"
    (folder / "tout.zip").write_bytes(b"PK no zip")
    with pytest.raises(Malformed):
        has_news(folder, path)


def test_delta_equals_a_fresh_import(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_extractions(first, 500, 200, seed=1)
    write_extractions(second, 700, 150, seed=2)
    import_extractions(first, tmp_path / "delta.sqlite")
    import_extractions(second, tmp_path / "delta.sqlite")
    import_extractions(second, tmp_path / "neuf.sqlite")
    with Annuaire(tmp_path / "delta.sqlite") as delta, Annuaire(tmp_path / "neuf.sqlite") as fresh:
        for word in ("joubert", "lyon", "pharmacien", "service", "899000000003"):
            both = [{f.identifiant: f for f in a.search(word, limit=1000)} for a in (delta, fresh)]
            assert both[0] == both[1]
            assert both[0]


def test_interrupted_import_goes_on_and_the_old_index_serves_meanwhile(tmp_path: Path) -> None:
    folder, path = tmp_path / "livraison", tmp_path / "annuaire.sqlite"
    write_extractions(folder, 3 * BATCH, 10)
    stop = threading.Event()
    seen: list[int] = []

    def progress(done: int, total: int) -> None:
        assert done <= total
        seen.append(done)
        if len(seen) == 2:
            stop.set()

    with pytest.raises(ImportInterrompu):
        import_extractions(folder, path, progress=progress, cancel=stop)
    assert not path.exists()
    resumed: list[int] = []
    report = import_extractions(folder, path, progress=lambda done, _: resumed.append(done))
    assert resumed[0] > seen[-1]
    assert report.retenues == 3 * BATCH + 3 + 13
    assert not list(tmp_path.glob("*.en-cours*"))


def test_shifted_repeated_and_nameless_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    write_extractions(tmp_path, 20, 5)
    path = activities(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    wrong = [
        lines[1],
        lines[2].replace(b"|Civil|", b"|Civil|de trop|", 1),
        lines[2].replace(b"|899900038839|", b"||", 1),
        lines[1].replace(b"MAX", b"\xff\xfe", 1),
        b"x" * 200_000 + b"\n",
    ]
    path.write_bytes(b"".join(lines + wrong))
    report = import_extractions(tmp_path, tmp_path / "annuaire.sqlite")
    assert report.ecartees["ligne répétée"] == 1
    assert report.ecartees["encodage"] == 1
    assert report.ecartees["colonnes décalées"] >= 1
    assert report.ecartees["ligne démesurée"] == 3
    assert report.ecartees["sans identifiant"] == 1
    assert report.retenues == 23 + 8


def test_missing_column_empty_folder_and_damaged_zip_leave_the_old_index(index: Path, tmp_path: Path) -> None:
    before = index.read_bytes()
    with pytest.raises(Malformed, match="aucune extraction"):
        import_extractions(tmp_path, index)
    (tmp_path / "a.txt").write_text(ENTETE_ACTIVITES.replace("Nom d'exercice|", "") + "\n", encoding="utf-8")
    with pytest.raises(Malformed, match="nom exercice"):
        import_extractions(tmp_path, index)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 pas un zip")
    with pytest.raises(Malformed, match="archive"):
        import_extractions(tmp_path, index)
    assert index.read_bytes() == before


def test_columns_in_another_order_are_read_by_name(tmp_path: Path) -> None:
    write_extractions(tmp_path, 5, 0)
    path = activities(tmp_path)
    rows = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join("|".join(reversed(row[:-1])) + "|\n" for row in rows), encoding="utf-8")
    import_extractions(tmp_path, tmp_path / "annuaire.sqlite")
    with Annuaire(tmp_path / "annuaire.sqlite") as annuaire:
        assert annuaire.search("libre max")[0].communes == ("MARSAC-EN-LIVRADOIS",)


def test_data_have_an_age_and_an_absent_or_broken_index_says_so(index: Path, tmp_path: Path) -> None:
    assert data_date(index) is not None
    assert data_date(tmp_path / "rien") is None
    with pytest.raises(Unreachable):
        Annuaire(tmp_path / "rien")
    with closing(sqlite3.connect(tmp_path / "vieux")) as old, old:
        old.execute("CREATE TABLE fiche (id)")
        old.execute("PRAGMA user_version = 1")
    with pytest.raises(Malformed, match="autre version"):
        Annuaire(tmp_path / "vieux")
    (tmp_path / "casse").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(Malformed):
        Annuaire(tmp_path / "casse")
