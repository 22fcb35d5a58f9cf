"""A document of a replaced INS is cancelled with its task or not at all, wherever the process dies."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ambroise.domain.identite import OID_INS_NIR_TEST, MatriculeIns
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_envoi

INS = MatriculeIns("275126322074974", OID_INS_NIR_TEST)


def test_an_envoi_keeps_the_ins_it_bears(uow: UnitOfWorkFactory) -> None:
    avec, sans = make_envoi(None, "a", ins=INS), make_envoi(None, "b")
    with uow() as u:
        u.envois.add(avec)
        u.envois.add(sans)
        u.commit()
    with uow() as u:
        assert u.envois.get(avec.id).ins == INS
        assert u.envois.get(sans.id).ins is None


def test_killed_anywhere_nothing_leaves_under_the_former_ins_and_one_task_is_left(
    tmp_path: Path, cle: bytes, moteur: str, request: pytest.FixtureRequest
) -> None:
    if moteur == "sqlite":
        bilan = run(str(tmp_path / "profil"), cle)
    else:
        with request.getfixturevalue("serveur").database("modele") as url:
            bilan = run(url, cle)
    assert bilan["tues"]
    assert bilan["perimes"] == ["depot", "seul", "suite"]
    assert bilan["taches"] == ["À signer de nouveau\u00a0: Ordonnance du 02/03/2026"]
    assert bilan["audit"] == []


def run(adresse: str, cle: bytes) -> dict[str, object]:
    programme = Path(__file__).with_name("kill_ins.py")
    resultat = subprocess.run(
        [sys.executable, str(programme), adresse, cle.hex()],
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stderr
    bilan: dict[str, object] = json.loads(resultat.stdout)
    return bilan
