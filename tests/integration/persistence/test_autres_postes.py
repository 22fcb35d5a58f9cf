"""A seat that has a file open is told that another one has just written in it."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.interface.autres_postes import AutresPostes, written_since
from ambroise.domain.audit import ActionAudit, TraceRangee
from ambroise.domain.entrees import Probleme
from ambroise.ui.main_window import MainWindow
from ambroise.ui.suivi import EcransSuivis
from tests.fakes.dossiers import MAINTENANT, make_entree
from tests.fakes.patience import ATTENTE_S
from tests.integration.persistence.deux_postes import PATIENT, Poste, postes, window

__all__ = ["postes", "window"]


def test_the_second_seat_is_told_who_wrote_what_and_reads_again(
    postes: tuple[Poste, Poste], window: MainWindow, qtbot: QtBot
) -> None:
    ici, ailleurs = postes
    relus: list[str] = []
    ecoute = AutresPostes(ici, window, lambda: PATIENT.id, lambda: relus.append("relu"), EcransSuivis())
    assert ecoute._ecoute.start(ATTENTE_S)
    with ailleurs.contexte.uow() as uow:
        probleme = Probleme(UUID(int=3), PATIENT.id, "HTA", MAINTENANT.date())
        uow.entrees.save(probleme)
        ailleurs.contexte.trace(uow, "lea", ActionAudit.CREATION, "probleme", patient_id=PATIENT.id)
        uow.commit()
    qtbot.waitUntil(lambda: bool(window.banners.shown))
    [banner] = window.banners.shown
    assert "lea a ajouté dans ce dossier" in banner.accessibleName()
    [relire] = [b for b in banner.findChildren(QPushButton) if "Relire" in b.text()]
    relire.click()
    assert relus == ["relu"]
    assert not window.banners.shown


def test_only_what_others_wrote_since_this_seat_read_is_told() -> None:
    def trace(rang: int, poste: str, action: ActionAudit, objet: str = "probleme") -> TraceRangee:
        return TraceRangee(
            rang, replace(make_entree(objet, patient_id=PATIENT.id), poste=poste, action=action)
        )

    traces = (
        trace(6, "salle-2", ActionAudit.LECTURE, "dossier"),
        trace(5, "salle-2", ActionAudit.CREATION),
        trace(4, "salle-1", ActionAudit.CREATION),
        trace(3, "salle-1", ActionAudit.LECTURE, "dossier"),
        trace(2, "salle-2", ActionAudit.CREATION),
    )
    assert [t.rang for t in written_since(traces, "salle-1")] == [5]
    assert [t.rang for t in written_since(traces, "salle-2")] == []
