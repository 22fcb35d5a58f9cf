"""In the file, each document says where it is in the DMP; what is stopped starts again from there."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from ambroise.domain.alimentation import VersionPartagee
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi, TypeEnvoi
from ambroise.ui import painting
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.etat_dmp import with_etat
from ambroise.ui.patients.etat_dmp_controller import EtatDmpController
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.two_line import TwoLine
from ambroise.usecases.patients import DossierPatient
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show
from tests.ui.poste_dossier import FakeBrouillons, FakePatients

LETTRE = Document(
    e.ident("lettre"), e.ADRUN.id, TypeDocument.AUTRE, "Lettre", "application/pdf", "00", 10, e.local(9)
)


def version(etat: EtatEnvoi, erreur: str = "", retrait: EtatEnvoi | None = None) -> VersionPartagee:
    envoi = Envoi(
        e.ident("envoi"),
        TypeEnvoi.DMP,
        e.ADRUN.id,
        "Lettre · DMP",
        "2.25.1",
        b"",
        e.local(9),
        etat,
        ins=None,
        erreur=erreur,
    )

    def nomme(envoi: Envoi) -> EnvoiNomme:
        return EnvoiNomme(envoi, "ADRUN", "Zoé", e.local(9))

    suite = nomme(replace(envoi, etat=retrait)) if retrait is not None else None
    return VersionPartagee(1, nomme(envoi), suite)


class FakeEtats:
    def __init__(self, etat: VersionPartagee) -> None:
        self.etat = etat
        self.relances: list[VersionPartagee] = []

    def read(self, dossier: DossierPatient) -> Mapping[UUID, VersionPartagee]:
        return {LETTRE.id: self.etat}

    def retry(self, version: VersionPartagee) -> None:
        self.relances.append(version)


class Dossiers(FakePatients):
    """The same files, one letter more."""

    def open(self, patient_id: UUID) -> DossierPatient:
        return replace(super().open(patient_id), documents=(LETTRE,))


class Poste:
    def __init__(
        self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, etat: VersionPartagee
    ) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        patients = Dossiers()
        self.screen = DossierScreen(context)
        self.etats = FakeEtats(etat)
        dossiers = DossierController(self.screen, patients, FakeBrouillons(), d.describe, etats=self.etats)
        self.controller = EtatDmpController(self.screen, self.etats, dossiers.refresh)
        show(qtbot, self.screen, height=900)
        self.screen.enter(e.ADRUN.id)
        qtbot.waitUntil(lambda: self.screen.dossier is not None and not tasks.under_way)
        self.screen.chronologie.list.select_data(LETTRE)


@pytest.mark.parametrize(
    ("etat", "retrait", "mot"),
    [
        (EtatEnvoi.EN_ATTENTE, None, "en attente"),
        (EtatEnvoi.EN_COURS, None, "en route"),
        (EtatEnvoi.REMIS, None, "reçu"),
        (EtatEnvoi.REFUSE, None, "refusé"),
        (EtatEnvoi.A_REPRENDRE, None, "à reprendre"),
        (EtatEnvoi.ANNULE, None, "retiré"),
        (EtatEnvoi.REMIS, EtatEnvoi.REMIS, "retiré"),
        (EtatEnvoi.REMIS, EtatEnvoi.EN_ATTENTE, "retrait en attente"),
        (EtatEnvoi.REMIS, EtatEnvoi.REFUSE, "retrait refusé"),
        (EtatEnvoi.REMIS, EtatEnvoi.ANNULE, "reçu"),
    ],
)
def test_a_row_says_where_its_document_is(etat: EtatEnvoi, retrait: EtatEnvoi | None, mot: str) -> None:
    ligne = with_etat(TwoLine.of("Lettre", data=LETTRE), {LETTRE.id: version(etat, retrait=retrait)})
    assert painting.plain(ligne.sub) == f"DMP\u00a0: {mot}"
    assert mot in ligne.text()


def test_a_row_that_never_left_says_nothing() -> None:
    ligne = TwoLine.of("Lettre", data=LETTRE)
    assert with_etat(ligne, {}) is ligne
    brouillon = TwoLine.of("Consultation", data="brouillon")
    assert with_etat(brouillon, {LETTRE.id: version(EtatEnvoi.REMIS)}) is brouillon


def test_what_waits_is_let_go_from_the_timeline(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    arretee = version(EtatEnvoi.A_REPRENDRE, "La carte a été retirée.")
    poste = Poste(qtbot, tmp_path, tasks, errors, arretee)
    bande = poste.screen.chronologie.etat
    assert bande.isVisible()
    assert_accessible(poste.screen)
    assert bande.relancer.isVisible()
    bande.relancer.click()
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert poste.etats.relances == [arretee]


def test_what_was_refused_is_shown_with_its_reason_and_leads_to_what_is_shared(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    refusee = version(EtatEnvoi.REFUSE, "Structure inconnue du DMP.")
    poste = Poste(qtbot, tmp_path, tasks, errors, refusee)
    bande = poste.screen.chronologie.etat
    assert not bande.relancer.isVisible()
    with qtbot.waitSignal(poste.controller.partage_wanted) as voulu:
        bande.voir.click()
    assert voulu.args == [e.ADRUN.id, refusee]


def test_a_consultation_has_no_such_state(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    poste = Poste(qtbot, tmp_path, tasks, errors, version(EtatEnvoi.REMIS))
    poste.screen.chronologie.list.select_first()
    assert not poste.screen.chronologie.etat.isVisible()
