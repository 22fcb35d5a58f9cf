"""The nightly backup is planned as each system wants it, whatever its words hold."""

import plistlib
import shlex
from pathlib import Path

import pytest

from ambroise.installation.planification import NOM, plan_backup

COMMANDE = (
    "/opt/ambroise/ambroise",
    "backup",
    "/média/disque « 2 » 100 %",
    "--profile",
    '/home/é t é/pro"fil\\$HOME',
)
MAISON = Path("/home/é t é")


def test_systemd_reads_each_word_whole() -> None:
    plan = plan_backup("Linux", MAISON, COMMANDE, 2)
    files = {path.name: text for path, text in plan.fichiers}
    assert all(path.parent == MAISON / ".config/systemd/user" for path, _ in plan.fichiers)
    line = next(x for x in files[f"{NOM}.service"].splitlines() if x.startswith("ExecStart="))
    words = shlex.split(line.removeprefix("ExecStart="))
    assert [w.replace("%%", "%").replace("$$", "$") for w in words] == list(COMMANDE)
    assert "%%" in line
    assert "OnCalendar=*-*-* 02:00:00" in files[f"{NOM}.timer"]
    assert "Persistent=true" in files[f"{NOM}.timer"], "a night missed is made up for"
    assert f"systemctl --user enable --now {NOM}.timer" in plan.ordres


def test_launchd_reads_each_word_whole() -> None:
    plan = plan_backup("Darwin", MAISON, COMMANDE, 23)
    ((path, text),) = plan.fichiers
    read = plistlib.loads(text.encode())
    assert read["ProgramArguments"] == list(COMMANDE)
    assert read["StartCalendarInterval"] == {"Hour": 23, "Minute": 0}
    assert path.stem == read["Label"]
    assert shlex.split(plan.ordres[0])[-1] == str(path)


@pytest.mark.parametrize("heure", [0, 9, 23])
def test_windows_is_told_in_one_order(heure: int) -> None:
    plan = plan_backup(
        "Windows", MAISON, ("C:\\Program Files\\Ambroise\\ambroise.exe", "backup", "D:\\"), heure
    )
    assert not plan.fichiers
    assert f"/ST {heure:02d}:00" in plan.ordres[0]
    assert '\\"C:\\Program Files\\Ambroise\\ambroise.exe\\"' in plan.ordres[0]
