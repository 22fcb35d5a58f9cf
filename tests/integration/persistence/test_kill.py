import json
import os
import subprocess
import sys
from pathlib import Path

from ambroise.persistence.keys import generate_key


def test_nothing_is_lost_nor_sent_twice_however_the_process_dies(tmp_path: Path) -> None:
    tours = int(os.environ.get("AMBROISE_KILLS", "40"))
    programme = Path(__file__).with_name("kill_envois.py")
    resultat = subprocess.run(
        [sys.executable, str(programme), str(tmp_path), generate_key().hex(), str(tours), "7"],
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stderr
    bilan = json.loads(resultat.stdout)
    assert bilan["tues"] > tours // 3
    assert bilan["acquittes"] > tours // 3
    assert bilan["audit"] == []
    assert bilan["integrite"] == ["ok"]
    fautes = {
        nom: bilan[nom] for nom in bilan if nom.startswith(("acquittes_", "actes_", "envois_", "remis_"))
    }
    fautes |= {nom: bilan[nom] for nom in bilan if nom.startswith(("recus_", "caracteres_"))}
    assert set(fautes.values()) == {0}, bilan
