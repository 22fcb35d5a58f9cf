"""A seat that has a file open is told that another one has just written in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.autres_postes import AutresPostes, written_since
from ambroise.domain.audit import ActionAudit, TraceRangee
from ambroise.domain.entrees import Probleme
from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement, Reglages
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.memory import Memory
from ambroise.ui.tasks import Tasks
from tests.fakes.dossiers import MAINTENANT, make_entree, make_patient
from tests.fakes.serveur_postgresql import ServeurPostgresql

PATIENT = make_patient()


class Poste(Application):
    """A seat on which somebody is logged in, without any card."""

    def _auteur(self) -> str:
        return "lea" if self.reglages.poste == "salle-2" else "max"


@pytest.fixture
def postes(
    tmp_path: Path, serveur: ServeurPostgresql, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Poste, Poste]]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with serveur.database() as url:
        ouverts = []
        for nom in ("salle-1", "salle-2"):
            poste = Poste(tmp_path / nom, passphrase="phrase des essais")
            poste.save_reglages(replace(Reglages(), base_donnees=url, poste=nom))
            ouverts.append(poste)
        un, deux = ouverts
        with un, un.contexte.uow() as uow:
            uow.patients.add(PATIENT)
            un.contexte.trace(uow, "max", ActionAudit.LECTURE, "dossier", patient_id=PATIENT.id)
            uow.commit()
        # The two seats share the key of the office, as a seat that joined does.
        vars(deux)["cle"] = un.cle
        with Poste(tmp_path / "salle-1", passphrase="phrase des essais") as premier, deux:
            yield premier, deux


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    tasks = Tasks()
    window = MainWindow(
        Workplace(Profession.MEDECIN, Environnement.BAC_A_SABLE, False, 10),
        tasks=tasks,
        errors=ErrorDoor(tmp_path / "rapports", lambda: MAINTENANT),
        memory=Memory(tmp_path / "memoire"),
        now=lambda: MAINTENANT,
    )
    qtbot.addWidget(window)
    yield window
    window.close()
    tasks.close()


def test_the_second_seat_is_told_who_wrote_what_and_reads_again(
    postes: tuple[Poste, Poste], window: MainWindow, qtbot: QtBot
) -> None:
    ici, ailleurs = postes
    relus: list[str] = []
    ecoute = AutresPostes(ici, window, lambda: PATIENT.id, lambda: relus.append("relu"))
    assert ecoute._ecoute.start()
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
