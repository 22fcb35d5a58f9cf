"""Two seats of one office on a real server, and a window: shared by the tests of what seats tell."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ambroise.bootstrap.application import Application
from ambroise.domain.audit import ActionAudit
from ambroise.domain.professionnel import Profession
from ambroise.settings import Environnement, Reglages
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.memory import Memory
from ambroise.ui.tasks import Tasks
from tests.fakes.dossiers import MAINTENANT, make_patient
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
