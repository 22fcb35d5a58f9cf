"""The nine steps, from the card to the dispensing, each verified from the outside."""

import json
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ambroise.demo.cabinet import Cabinet
from ambroise.demo.deroulement import Deroulement
from ambroise.demo.monde import Monde
from ambroise.demo.officine import Officine

_log = logging.getLogger(__name__)


def play(
    *, sortie: Path | None = None, captures: bool = True, dire: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Play the scenario in fresh profiles and return the fields of the terminal contract.

    Args:
        sortie: where documents are left; a temporary folder, removed at the end, by default.
        captures: also draw the screens.
        dire: writes a line for a person.
    """
    deroulement = Deroulement(dire)
    with tempfile.TemporaryDirectory(prefix="ambroise-demo-") as travail:
        dossier = sortie or Path(travail) / "resultat"
        dossier.mkdir(parents=True, exist_ok=True)
        try:
            _play_steps(Path(travail), dossier, deroulement, captures=captures)
        except Exception as exc:  # noqa: BLE001 - the step already says what failed; the result must be told
            _log.debug("scénario interrompu", exc_info=True)
            if not deroulement.etapes or deroulement.etapes[-1].ok:
                dire(f"Mise en place impossible\u00a0: {exc}")
        fichiers = _list_files(dossier)
        resultat = {
            "ok": len(deroulement.etapes) == 9 and deroulement.ok,
            "etapes": [e.as_json() for e in deroulement.etapes],
            "fichiers": fichiers if sortie else None,
        }
        (dossier / "demo.json").write_text(
            json.dumps(resultat, ensure_ascii=False, indent=1, default=str), encoding="utf-8"
        )
    return resultat


def _play_steps(travail: Path, dossier: Path, deroulement: Deroulement, *, captures: bool) -> None:
    with Monde(travail, dossier) as monde:
        cabinet = Cabinet(monde)
        cabinet.open_session(deroulement)
        cabinet.read_vitale(deroulement)
        cabinet.qualify(deroulement)
        cabinet.consult(deroulement)
        cabinet.prescribe(deroulement)
        cabinet.render(deroulement)
        cabinet.deliver(deroulement)
        officine = Officine(monde, cabinet)
        officine.dispense(deroulement)
        officine.follow(deroulement)
        if captures:
            # Qt is only paid for when screens are drawn.
            from ambroise.demo.captures import capture_scenario

            images = capture_scenario(monde, cabinet, dossier / "captures")
            deroulement.dire(f"   {len(images)} écrans dessinés")


def _list_files(dossier: Path) -> dict[str, Any]:
    def path(nom: str) -> str | None:
        chemin = dossier / nom
        return str(chemin) if chemin.exists() else None

    return {
        "ordonnance_pdf": path("ordonnance.pdf"),
        "cda": path("ordonnance.cda.xml"),
        "xdm": path("IHE_XDM.ZIP"),
        "messages": sorted(str(c) for c in (dossier / "messages").glob("*.eml")),
        "captures": sorted(str(c) for c in (dossier / "captures").glob("*.png")),
    }
