"""The results of a report received by mail join the curves of its file when the user files it so."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from ambroise.adapters.apports import ApportsCda
from ambroise.bootstrap.interface.messages import MessagesEcran
from ambroise.domain.dossier import TypeConstante
from ambroise.domain.entrees import ResultatBiologie
from ambroise.ui.messages.ports import Rangement
from ambroise.usecases.integration import IntegrationService
from ambroise.usecases.ports_reception import DocumentJoint
from tests.unit.ambroise.usecases.scene_alimentation import Scene
from tests.unit.ambroise.usecases.test_integration import report


def test_results_join_the_curves_once_and_only_when_asked() -> None:
    scene = Scene()
    joint = DocumentJoint("1.2.3", "Bilan", "text/xml", report(scene), html="<p/>")
    filed: list[str] = []
    app: Any = SimpleNamespace(
        reception=SimpleNamespace(
            open=lambda _id: SimpleNamespace(message=SimpleNamespace(documents=(joint,))),
            file=lambda id_, _patient, **_: filed.append(id_),
        ),
        integration=IntegrationService(scene.cabinet.contexte, scene.cabinet.session, ApportsCda()),
    )
    ecran = MessagesEcran(app, lambda: None)

    def held() -> tuple[int, list[TypeConstante]]:
        dossier = scene.cabinet.patients.open(scene.patient_id)
        resultats = [e for e in dossier.entrees if isinstance(e, ResultatBiologie)]
        return len(resultats), [c.type for c in dossier.constantes]

    rangement = Rangement("m1", scene.patient_id, "Biologie", date(2026, 5, 20), False, False)
    ecran.file(rangement)
    assert held() == (0, [])
    for _ in range(2):
        ecran.file(Rangement("m1", scene.patient_id, "Biologie", date(2026, 5, 20), True, False))
    assert held() == (2, [TypeConstante.HBA1C])
    assert filed == ["m1"] * 3
