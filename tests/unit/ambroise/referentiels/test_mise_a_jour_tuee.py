"""An update killed at any of its steps leaves a base that opens: the former one, or the new one."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from pathlib import Path
from ambroise.referentiels import sources
from ambroise.domain.medicament import CategorieCondition

livraison, profil, nouvelle = map(Path, sys.argv[1:])
sources.resource = lambda _: livraison

def is_new():
    base = sources.open_base(profil)
    try:
        return base.find_specialite("60000001").has(CategorieCondition.LISTE_II)
    finally:
        base.close()

def die_at(rang):
    compte = 0
    def hook(evenement, _):
        nonlocal compte
        if evenement in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect"):
            compte += 1
            if compte == rang:
                os._exit(9)
    sys.addaudithook(hook)

assert not is_new()
morts = neuves = 0
for rang in range(1, 2000):
    enfant = os.fork()
    if not enfant:
        die_at(rang)
        sources.update(profil, nouvelle)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1])
    if code == 0:
        break
    assert code == 9, code
    morts += 1
    if is_new():
        neuves += 1
        sources.rollback(profil)
assert is_new()
restes = [d.name for d in profil.glob("sources-*")]
print(morts, neuves, len(restes))
"""


@pytest.mark.skipif(not hasattr(sys, "addaudithook") or sys.platform == "win32", reason="fork")
def test_update_killed_at_every_step_leaves_one_base_or_the_other(delivery: Path, tmp_path: Path) -> None:
    nouvelle = tmp_path / "nouvelle"
    nouvelle.mkdir()
    (nouvelle / "CIS_CPD_bdpm.txt").write_bytes(
        "60000001\tliste II\r\n60000001\tliste I\r\n".encode("cp1252")
    )
    fini = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(delivery), str(tmp_path / "profil"), str(nouvelle)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    morts, neuves, restes = map(int, fini.stdout.split())
    assert morts > 20, "it was killed at each of its steps"
    assert neuves < morts
    assert restes <= 2, "what was left half-way was swept"
