"""The base in use is built once, changed by an update that is whole and sane, and put back."""

import os
from pathlib import Path

import pytest

from ambroise.domain.medicament import CategorieCondition
from ambroise.referentiels.lecture import FichierInvalide
from ambroise.referentiels.sources import MiseAJour, active_sources, open_base, rollback, update
from tests.fakes.fichiers_bdpm import write_thesaurus


def _use(monkeypatch: pytest.MonkeyPatch, delivery: Path) -> None:
    monkeypatch.setattr("ambroise.referentiels.sources.resource", lambda _name: delivery)


def test_first_opening_builds_and_the_second_does_not(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    steps: list[str] = []
    open_base(tmp_path / "profil", lambda _i, _n, what: steps.append(what)).close()
    assert steps[-1] == "Base des médicaments prête"
    steps.clear()
    open_base(tmp_path / "profil", lambda _i, _n, what: steps.append(what)).close()
    assert steps == []


def test_damaged_base_is_built_again(delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, delivery)
    open_base(tmp_path / "profil").close()
    (path,) = (tmp_path / "profil").glob("*.sqlite")
    path.write_bytes(b"abc")
    assert open_base(tmp_path / "profil").find_specialite("60000001") is not None


def _new(tmp_path: Path, name: str = "nouvelle") -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "CIS_CPD_bdpm.txt").write_bytes("60000001\tliste II\r\n60000001\tliste I\r\n".encode("cp1252"))
    return folder


def test_update_switches_then_rolls_back(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    before = open_base(profile)
    done = update(profile, _new(tmp_path), {"CIS_CPD_bdpm.txt": "2031-06-01"})
    assert done.fichiers == ("CIS_CPD_bdpm.txt",)
    after = open_base(profile)
    found = after.find_specialite("60000001")
    assert found is not None
    assert found.has(CategorieCondition.LISTE_II)
    assert {e.nom: str(e.edition) for e in after.editions()}["CIS_CPD_bdpm.txt"] == "2031-06-01"
    old = before.find_specialite("60000001")
    assert old is not None, "a reader of the former base goes on reading it"
    assert not old.has(CategorieCondition.LISTE_II)
    rollback(profile)
    assert open_base(profile).empreinte == before.empreinte
    with pytest.raises(FichierInvalide, match="aucune mise à jour"):
        rollback(profile)


def test_same_files_change_nothing(delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    base = open_base(profile)
    assert update(profile, delivery) == MiseAJour((), base.empreinte)
    assert active_sources(profile) == delivery


@pytest.mark.parametrize(
    ("nom", "content"),
    [
        ("CIS_bdpm.txt", b"<html>indisponible</html>"),
        ("CIS_bdpm.txt", b"60000001\ttronqu"),
        ("CIS_COMPO_bdpm.txt", b""),
        ("CIS_CIP_bdpm.txt", b"\x00\x01\x02"),
    ],
)
def test_bad_update_leaves_the_base_in_use(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nom: str, content: bytes
) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    before = open_base(profile).empreinte
    folder = tmp_path / "mauvaise"
    folder.mkdir()
    (folder / nom).write_bytes(content)
    with pytest.raises(FichierInvalide):
        update(profile, folder)
    assert open_base(profile).empreinte == before
    assert not list(profile.glob("sources-*"))


def test_file_that_lost_half_its_rows_is_refused(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    folder = tmp_path / "partielle"
    folder.mkdir()
    (folder / "CIS_CPD_bdpm.txt").write_bytes(b"60000001\tliste I\r\n")
    with pytest.raises(FichierInvalide, match="incomplet"):
        update(tmp_path / "profil", folder)


def test_folder_without_reference_file_is_refused(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    (tmp_path / "vide").mkdir()
    with pytest.raises(FichierInvalide, match="aucun fichier"):
        update(tmp_path / "profil", tmp_path / "vide")


def test_crash_before_the_switch_keeps_the_old_base(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    before = open_base(profile).empreinte

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ambroise.referentiels.sources._point", die)
    with pytest.raises(KeyboardInterrupt):
        update(profile, _new(tmp_path))
    assert open_base(profile).empreinte == before


def test_pointer_to_a_vanished_folder_falls_back_to_the_shipped_sources(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    profile.mkdir()
    (profile / "actif").write_text("sources-disparues\n../../etc")
    assert active_sources(profile) == delivery


@pytest.mark.parametrize("content", ["{", "[]", '{"CIS_bdpm.txt": "hier"}', '{"CIS_bdpm.txt": 3}'])
def test_unreadable_dates_refuse_the_update(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    _use(monkeypatch, delivery)
    folder = _new(tmp_path)
    (folder / "editions.json").write_text(content)
    with pytest.raises(FichierInvalide, match=r"editions\.json"):
        update(tmp_path / "profil", folder)


def test_old_bases_are_swept_and_recent_ones_kept(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    profile = tmp_path / "profil"
    profile.mkdir()
    old, young = profile / "medicaments-0000.sqlite", profile / "medicaments-1111.sqlite"
    old.touch()
    young.touch()
    os.utime(old, (1, 1))
    open_base(profile)
    assert not old.exists()
    assert young.exists()


def test_new_thesaurus_edition_is_taken_alone(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, delivery)
    folder = tmp_path / "ansm"
    folder.mkdir()
    write_thesaurus(folder)
    path = folder / "ansm_thesaurus_paires.json"
    path.write_text(path.read_text().replace("2031-05", "2032-11"))
    assert update(tmp_path / "profil", folder).fichiers == ("ansm_thesaurus_paires.json",)
    assert open_base(tmp_path / "profil").edition_interactions == "novembre 2032"
