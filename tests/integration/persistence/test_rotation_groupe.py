"""The key of an office on a server: not changed from one seat, but by way of a profile of its own."""

from pathlib import Path

import pytest

from ambroise.persistence.backup import restore
from ambroise.usecases.errors import ProfilIllisible
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.integration.persistence.conftest import Terminal


def test_the_key_of_an_office_is_changed_by_way_of_a_profile_of_its_own(
    terminal: Terminal, serveur: ServeurPostgresql, tmp_path: Path
) -> None:
    reglages, base = tmp_path / "profil" / "config.toml", tmp_path / "profil" / "base.sqlite"
    terminal("generate", "--patients", 3, "--years", 0.1)
    seul = reglages.read_text("utf-8")
    with serveur.database() as ancienne, serveur.database() as neuve:
        assert terminal("transfer", ancienne)[0] == 0
        base.unlink()
        reglages.write_text(f'base_donnees = "{ancienne}"\n{seul}', "utf-8")
        vieux = terminal("key", "show")[1]["cle_secours"]
        code, refus = terminal("key", "rotate")
        assert (code, refus["erreur"]["code"]) == (7, "cle_de_groupe")
        assert terminal("transfer", ancienne, "--back")[0] == 0
        reglages.write_text(seul, "utf-8")
        secours = terminal("key", "rotate")[1]["cle_secours"]
        assert secours != vieux
        assert terminal("transfer", neuve)[0] == 0
        base.unlink()
        reglages.write_text(f'base_donnees = "{neuve}"\n{seul}', "utf-8")
        assert terminal("audit", "verify")[1]["ok"] is True
        faite = Path(terminal("backup", tmp_path / "disque")[1]["fichier"])
    with pytest.raises(ProfilIllisible) as vieille:
        restore(faite, tmp_path / "vieux", cle_secours=vieux, passphrase="phrase")
    assert vieille.value.code == "cle_differente"
    assert restore(faite, tmp_path / "neuf", cle_secours=secours, passphrase="phrase").comptes["patient"] == 3
