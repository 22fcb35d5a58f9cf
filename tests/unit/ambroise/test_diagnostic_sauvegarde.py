"""The doctor says how old the last good backup is, and when nothing is backed up on its own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ambroise.bootstrap.diagnostic import examine_sauvegarde
from ambroise.persistence.profile import Profil, open_profile
from ambroise.settings import save_reglages
from ambroise.usecases.diagnostic import Controle, EtatControle

MAINTENANT = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def profil(tmp_path: Path) -> Profil:
    profil = open_profile(tmp_path / "profil")
    profil.base.touch()
    return profil


def examine(profil: Profil, **reglages: str) -> Controle:
    save_reglages(profil.config, replace(profil.reglages, **reglages))  # type: ignore[arg-type]
    (controle,) = examine_sauvegarde(open_profile(profil.racine), lambda: MAINTENANT)
    return controle


def back_up(profil: Profil, il_y_a: timedelta) -> None:
    profil.sauvegardes.mkdir(exist_ok=True)
    (profil.sauvegardes / "derniere.json").write_text(
        json.dumps({"instant": (MAINTENANT - il_y_a).isoformat()}), "utf-8"
    )


def test_without_a_place_nor_a_backup_both_are_said(profil: Profil) -> None:
    controle = examine(profil)
    assert controle.etat is EtatControle.ALERTE
    assert controle.constat == "Aucune sauvegarde de ce profil, et aucun lieu de sauvegarde n’est réglé."


def test_a_good_backup_made_by_hand_does_not_hide_that_none_follows(profil: Profil) -> None:
    back_up(profil, timedelta(hours=1))
    controle = examine(profil)
    assert controle.etat is EtatControle.ALERTE
    assert "rien ne se sauvegarde seul" in controle.constat


def test_a_place_and_a_recent_backup_are_well(profil: Profil) -> None:
    back_up(profil, timedelta(hours=1))
    assert examine(profil, dossier_sauvegarde="/media/disque").etat is EtatControle.OK


def test_an_old_backup_is_dated(profil: Profil) -> None:
    back_up(profil, timedelta(days=9))
    controle = examine(profil, dossier_sauvegarde="/media/disque")
    assert (controle.etat, "26/05/2026" in controle.constat) == (EtatControle.ALERTE, True)


def test_a_seat_of_a_group_says_that_it_backs_nothing_up(profil: Profil) -> None:
    controle = examine(profil, base_donnees="postgresql://serveur/cabinet")
    assert "Ce poste n’a pas de lieu de sauvegarde" in controle.constat
