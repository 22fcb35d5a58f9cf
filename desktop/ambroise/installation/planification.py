"""The nightly backup of an office, as each system plans it: systemd, the Task Scheduler, launchd.

It runs in the session of who installs it: the key of the database lies in that keyring.
"""

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

NOM = "ambroise-sauvegarde"


@dataclass(frozen=True)
class Planification:
    """What to write and what to type.

    Args:
        fichiers: each file with its text.
        ordres: what turns them on, typed in the session of who backs up.
    """

    fichiers: tuple[tuple[Path, str], ...]
    ordres: tuple[str, ...]


def plan_backup(systeme: str, maison: Path, commande: Sequence[str], heure: int) -> Planification:
    """Return the nightly task of a system.

    Args:
        systeme: as ``platform.system()`` says it; what is neither Windows nor Darwin is taken for systemd.
        maison: the home of who backs up.
        commande: the program and its arguments.
        heure: 0 to 23, local time.
    """
    if systeme == "Windows":
        return _windows(commande, heure)
    if systeme == "Darwin":
        return _macos(maison, commande, heure)
    return _systemd(maison, commande, heure)


def _systemd(maison: Path, commande: Sequence[str], heure: int) -> Planification:
    folder = maison / ".config/systemd/user"
    service = f"""[Unit]
Description=Sauvegarde du cabinet par Ambroise

[Service]
Type=oneshot
ExecStart={" ".join(_systemd_word(word) for word in commande)}
"""
    timer = f"""[Unit]
Description=Sauvegarde du cabinet par Ambroise, chaque nuit

[Timer]
OnCalendar=*-*-* {heure:02d}:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""
    return Planification(
        ((folder / f"{NOM}.service", service), (folder / f"{NOM}.timer", timer)),
        (
            "systemctl --user daemon-reload",
            f"systemctl --user enable --now {NOM}.timer",
            "loginctl enable-linger",
            f"systemctl --user start {NOM}.service && systemctl --user status {NOM}.service",
        ),
    )


def _systemd_word(word: str) -> str:
    """Quote a word for ``ExecStart`` (systemd.service(5)): ``%`` and ``$`` are doubled, not escaped."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _windows(commande: Sequence[str], heure: int) -> Planification:
    order = subprocess.list2cmdline(
        ["schtasks", "/Create", "/TN", NOM, "/SC", "DAILY", "/ST", f"{heure:02d}:00", "/TR"]
    )
    task = subprocess.list2cmdline([subprocess.list2cmdline(commande)])
    return Planification((), (f"{order} {task}", f"schtasks /Run /TN {NOM}"))


def _macos(maison: Path, commande: Sequence[str], heure: int) -> Planification:
    path = maison / f"Library/LaunchAgents/fr.ambroise.{NOM}.plist"
    words = "".join(f"    <string>{escape(word)}</string>\n" for word in commande)
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>fr.ambroise.{NOM}</string>
  <key>ProgramArguments</key>
  <array>
{words}  </array>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>{heure}</integer>
    <key>Minute</key>
    <integer>0</integer>
  </dict>
</dict>
</plist>
"""
    return Planification(((path, text),), (f"launchctl load -w {shlex.quote(str(path))}",))
