"""Sharing with the DMP: rules in sight, each thing with its state, one gesture to send."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.alimentation import (
    RETIRE_DU_DMP,
    GenreAlimentation,
    LignePartage,
    TypeDocumentPartage,
    VersionPartagee,
)
from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi, TypeEnvoi
from ambroise.ui.dmp.partage import PartagePanel
from ambroise.ui.dmp.partage_controller import PartageController
from ambroise.ui.dmp.partage_state import order, rules_words, share_words, state_words
from ambroise.ui.dmp.ports import DemandePartage, ReglesPartage, Vaccin
from ambroise.ui.dmp.screen import PARTAGE, DmpScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.rows import Section
from ambroise.usecases.dmp import ConfirmationRequise
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

REGLES = ReglesPartage(("Ordonnances", "Vaccinations"), ("Synthèses",))


def line(titre: str, genre: GenreAlimentation, etat: EtatEnvoi | None = None, **reste: str) -> LignePartage:
    versions = ()
    if etat is not None:
        envoi = Envoi(
            e.ident(titre),
            TypeEnvoi.DMP,
            e.ADRUN.id,
            f"{titre} · DMP",
            titre,
            b"",
            e.local(9),
            etat,
            ins=None,
            erreur=reste.get("erreur", ""),
        )
        versions = (VersionPartagee(1, EnvoiNomme(envoi, "ADRUN", "Zoé", e.local(9))),)
    return LignePartage(
        genre, e.ident(f"objet {titre}"), titre, date(2026, 6, 4), versions, reste.get("manque", "")
    )


LIGNES = (
    line("Synthèse médicale (IPS-FR)", GenreAlimentation.SYNTHESE),
    line("REVAXIS", GenreAlimentation.VACCINATION, manque="le vaccin exact"),
    line("Échographie du genou", GenreAlimentation.DOCUMENT),
    line("Ordonnance du 04/06/2026", GenreAlimentation.ORDONNANCE, EtatEnvoi.REMIS),
    line(
        "Lettre",
        GenreAlimentation.DOCUMENT,
        EtatEnvoi.REFUSE,
        erreur="Structure inconnue du DMP.",
    ),
    line("Dispensation du 02/06/2026", GenreAlimentation.DISPENSATION, EtatEnvoi.A_REPRENDRE),
)


class FakePartages:
    def __init__(self) -> None:
        self.lignes = list(LIGNES)
        self.demandes: list[DemandePartage] = []
        self.actes: list[str] = []

    def list(self, patient_id: UUID) -> tuple[LignePartage, ...]:
        return tuple(self.lignes)

    def rules(self) -> ReglesPartage:
        return REGLES

    def find_vaccins(self, texte: str) -> tuple[Vaccin, ...]:
        return (Vaccin("61234567", "REVAXIS, suspension injectable"),) if "revaxis" in texte.lower() else ()

    def share(self, patient_id: UUID, demande: DemandePartage) -> None:
        self.demandes.append(demande)

    def retry(self, ligne: LignePartage) -> None:
        self.actes.append(f"relance {ligne.titre}")

    def withdraw(self, patient_id: UUID, ligne: LignePartage, *, confirmee: bool) -> None:
        if not confirmee:
            raise ConfirmationRequise("Supprimer est irréversible.", remede="Confirmez.")
        self.actes.append(f"retrait {ligne.titre}")


class Poste:
    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, self.shell = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.partages = DmpScreen(context), FakePartages()
        self.controller = PartageController(self.screen, self.partages)
        show(qtbot, self.screen)
        self.screen.face.choose(PARTAGE)
        self.screen._show_face(PARTAGE)
        self.controller.open(e.ADRUN.id)
        qtbot.waitUntil(lambda: self.panel.table.current() is not None)

    @property
    def panel(self) -> PartagePanel:
        return self.screen.partage

    def choose(self, titre: str) -> None:
        model = self.panel.table.model()
        rows = [n for n in range(model.rowCount()) if titre in str(model.index(n, 0).data())]
        self.panel.table.select(rows[0])

    def act(self, nom: str) -> None:
        self.screen.actions_[nom].trigger()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    return Poste(qtbot, tmp_path, tasks, errors)


def test_what_waits_for_someone_comes_first_then_what_can_leave() -> None:
    rangees = order(LIGNES)
    assert [x.title for x in rangees if isinstance(x, Section)] == ["À reprendre", "À partager", "Envoyés"]
    assert isinstance(rangees[1], LignePartage)
    assert rangees[1].titre == "Lettre"


def test_rules_are_said_in_the_screen(poste: Poste) -> None:
    assert poste.panel._regles.text() == rules_words(REGLES)
    assert "Sur votre accord\u00a0: synthèses." in rules_words(REGLES)


def test_a_document_leaves_under_the_type_chosen(poste: Poste) -> None:
    poste.choose("Échographie")
    poste.panel.type.setCurrentIndex(poste.panel.type.findData(TypeDocumentPartage.ADRESSAGE))
    poste.act("dmp_share")
    (demande,) = poste.partages.demandes
    assert (demande.ligne.titre, demande.type_document) == (
        "Échographie du genou",
        TypeDocumentPartage.ADRESSAGE,
    )


def test_a_vaccination_waits_for_its_vaccine(poste: Poste) -> None:
    poste.choose("REVAXIS")
    poste.qtbot.waitUntil(lambda: poste.panel.vaccins.count() == 1)
    assert not poste.panel.visibilite.isVisible()
    poste.act("dmp_share")
    assert poste.partages.demandes[0].code_cis == "61234567"
    poste.panel.vaccin.setText("rien de tel")
    poste.qtbot.waitUntil(lambda: not poste.screen.actions_["dmp_share"].isEnabled())


def test_what_waits_is_let_go_in_one_gesture(poste: Poste) -> None:
    poste.choose("Dispensation")
    poste.act("dmp_share")
    assert poste.partages.actes == ["relance Dispensation du 02/06/2026"]


def test_what_the_dmp_holds_is_withdrawn_once_confirmed(poste: Poste) -> None:
    poste.choose("Ordonnance du")
    assert not poste.screen.actions_["dmp_share"].isEnabled()
    poste.act("dmp_unshare")
    assert poste.partages.actes == []
    boutons = poste.screen.banners.shown[-1].findChildren(Button)
    next(b for b in boutons if b.text() == "Retirer du DMP").click()
    poste.settle()
    assert poste.partages.actes == ["retrait Ordonnance du 04/06/2026"]


def test_a_refusal_says_why(poste: Poste) -> None:
    poste.choose("Lettre")
    assert "Structure inconnue" in poste.panel._etat.text()


def test_what_was_withdrawn_does_not_go_back(poste: Poste) -> None:
    retiree = line("Lettre", GenreAlimentation.DOCUMENT, EtatEnvoi.ANNULE, erreur=RETIRE_DU_DMP)
    poste.partages.lignes = [retiree]
    poste.controller.refresh()
    poste.qtbot.waitUntil(lambda: "Retiré" in poste.panel._etat.text())
    assert not poste.screen.actions_["dmp_share"].isEnabled()


def test_every_state_has_its_words_and_its_button() -> None:
    for etat in (None, *EtatEnvoi):
        ligne = line("Lettre", GenreAlimentation.DOCUMENT, etat)
        assert state_words(ligne).endswith(".")
        assert share_words(ligne)
    assert "accord" in state_words(replace(line("x", GenreAlimentation.SYNTHESE), is_retenu=True))


def test_the_rules_and_the_outbox_are_one_gesture_away(poste: Poste) -> None:
    poste.panel.rules_wanted.emit()
    poste.panel.envois_wanted.emit()
    assert [ecran for ecran, _ in poste.shell.went] == ["reglages", "envois"]


@pytest.mark.parametrize("titre", ["REVAXIS", "Échographie"])
def test_the_face_is_walked_without_mouse_nor_sight(poste: Poste, titre: str) -> None:
    poste.choose(titre)
    poste.settle()
    poste.panel.table.setFocus(Qt.FocusReason.OtherFocusReason)
    assert_accessible(poste.screen)
