"""The place of practice chosen on a seat outlives the program."""

import logging
from pathlib import Path

import pytest

from ambroise.bootstrap.situations import SituationsDuProfil
from ambroise.settings import Reglages, load_reglages, save_reglages


def of_file(fichier: Path) -> SituationsDuProfil:
    return SituationsDuProfil(lambda: load_reglages(fichier), lambda r: save_reglages(fichier, r))


def test_each_professional_finds_his_own_choice_again(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    of_file(fichier).keep("899900063480", "10B0307377")
    of_file(fichier).keep("899900038839", "1630012345")
    assert of_file(fichier).find("899900063480") == "10B0307377"
    assert of_file(fichier).find("899900038839") == "1630012345"


def test_the_place_of_the_seat_serves_until_one_chooses(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    save_reglages(fichier, Reglages(situation="499900063480001", poste="accueil"))
    assert of_file(fichier).find("899900063480") == "499900063480001"
    of_file(fichier).keep("899900063480", "10B0307377")
    assert of_file(fichier).find("899900063480") == "10B0307377"
    assert load_reglages(fichier).poste == "accueil"


def test_a_disk_that_refuses_costs_the_memory_not_the_session(caplog: pytest.LogCaptureFixture) -> None:
    def full(_reglages: Reglages) -> None:
        raise OSError(28, "No space left on device")

    with caplog.at_level(logging.CRITICAL):
        SituationsDuProfil(Reglages, full).keep("899900063480", "10B0307377")
