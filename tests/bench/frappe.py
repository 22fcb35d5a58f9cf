"""From a key to the list drawn, on the real screen over a practice: what somebody who types waits for."""

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import ResultatPatient
from tests.bench.mesure import Mesure, percentile

LIMITE_S = 10.0


def type_names(patients: PatientService, noms: Sequence[str], combien: int) -> Mesure:
    """Type names letter by letter and return how long each letter took to show its list.

    Args:
        patients: the service of the practice.
        combien: how many patients there are, for the line of the table.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop
    from PySide6.QtTest import QTest

    from ambroise.settings import Reglages
    from ambroise.ui.cadre import Cadre, make_application
    from ambroise.ui.patients.recherche import PatientsScreen
    from ambroise.ui.patients.recherche_controller import RechercheController

    shown: dict[str, float] = {}
    durees: list[float] = []
    qt = make_application(Reglages())
    with TemporaryDirectory() as dossier:
        cadre = Cadre(qt, Reglages(), Path(dossier), formation=True, now=datetime.now)
        screen = PatientsScreen(cadre.window.context)
        RechercheController(screen, patients, patients)  # type: ignore[arg-type]
        show_resultats = screen.show_resultats

        def show(texte: str, trouves: Sequence[ResultatPatient]) -> None:
            show_resultats(texte, trouves)
            screen.table.viewport().repaint()
            shown[texte] = time.perf_counter()

        screen.show_resultats = show  # type: ignore[method-assign]
        screen.resize(1366, 768)
        screen.show()
        screen.field.setFocus()
        qt.processEvents()
        for nom in noms:
            screen.field.clear()
            qt.processEvents()
            for longueur in range(1, len(nom) + 1):
                debut = time.perf_counter()
                QTest.keyClicks(screen.field, nom[longueur - 1])
                attendu = screen.field.text().strip()
                while shown.get(attendu, 0.0) < debut and time.perf_counter() - debut < LIMITE_S:
                    qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
                durees.append(shown.get(attendu, debut + LIMITE_S) - debut)
        screen.close()
        cadre.tasks.close()
    milieu, presque = percentile(durees, 0.5), percentile(durees, 0.95)
    return Mesure(
        f"d’une lettre tapée à la liste dessinée, {combien} patients",
        valeur=f"médiane {milieu * 1000:.1f} ms, p95 {presque * 1000:.1f} ms ({len(durees)} lettres)",
    )
