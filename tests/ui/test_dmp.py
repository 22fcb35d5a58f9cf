"""The DMP: nothing is consulted without a word of the patient, nothing is opened nor kept unasked."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from ambroise.domain.apports import Apport, GenreApport, Propositions
from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, EtatDmp, SituationDmp, Visibilite
from ambroise.domain.dmp_droits import DroitsDmp
from ambroise.domain.entrees import ResultatBiologie
from ambroise.ui.dmp.controller import DmpController
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp
from ambroise.ui.dmp.screen import DmpScreen
from ambroise.ui.dmp.state import matches, situation_words
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.dmp import ConfirmationRequise
from ambroise.usecases.errors import NonPrisEnCharge
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show


def _document(titre: str, auteur: str, **reste: bool) -> DocumentDmp:
    return DocumentDmp(
        f"1.2.{sum(titre.encode())}",
        titre,
        "11502-2",
        "Compte rendu de biologie",
        "Biologie",
        (auteur,),
        e.local(9),
        None,
        Visibilite(invisible_patient=reste.get("cache", False)),
        is_archive=reste.get("archive", False),
        is_du_patient=reste.get("patient", False),
        is_du_professionnel=reste.get("mien", False),
    )


DOCUMENTS = (
    _document("Ionogramme", "Laboratoire des Volcans"),
    _document("Fond d’œil", "Dr OPHTA Hélène", cache=True),
    _document("Ancien bilan", "Laboratoire des Volcans", archive=True),
    _document("Carnet de tension", "Patiente", patient=True),
    _document("Ma consultation", "Dr LIBRE Max", mien=True),
)


def _pdf() -> bytes:
    sortie = io.BytesIO()
    canvas = Canvas(sortie)
    canvas.drawString(72, 700, "Ionogramme")
    canvas.save()
    return sortie.getvalue()


class FakeDmp:
    """A record that asks the patient's word first."""

    def __init__(self) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "INEXISTANTE")
        self.motif = ""
        self.lus: list[DocumentDmp] = []
        self.gardes: list[DocumentOuvert] = []
        self.pdf = b""
        self.panne: Exception | None = None
        self.documents = list(DOCUMENTS)
        self.is_mineur = self.opposee = False
        self.actes: list[str] = []
        self.propositions = Propositions()

    def load(self, patient_id: UUID) -> DossierDmp:
        if self.panne is not None:
            raise self.panne
        ouvert = self.situation.is_autorisee or bool(self.motif)
        return DossierDmp(
            patient_id,
            self.situation,
            tuple(self.documents) if ouvert else None,
            self.motif,
            is_mineur=self.is_mineur,
            is_opposee=self.opposee,
        )

    def droits(self, patient_id: UUID) -> DroitsDmp:
        self.actes.append("droits")
        return DroitsDmp()

    def load_new(self, patient_id: UUID) -> tuple[DocumentDmp, ...]:
        return DOCUMENTS[:1]

    def withdraw(self, patient_id: UUID) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "INEXISTANTE")

    def oppose(self, patient_id: UUID, *, active: bool) -> None:
        self.opposee = active

    def connect_secretly(self, patient_id: UUID) -> None:
        self.actes.append("secrète")

    def set_visibilite(
        self, patient_id: UUID, document: DocumentDmp, choix: Visibilite, *, confirmee: bool
    ) -> None:
        if not confirmee:
            raise ConfirmationRequise("Rendre ce document visible est irréversible.", remede="Confirmez.")
        self.actes.append(f"visibilité {choix.codes}")

    def delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool) -> None:
        if not confirmee:
            raise ConfirmationRequise("Supprimer est irréversible.", remede="Confirmez.")
        self.documents.remove(document)

    def archive(self, patient_id: UUID, document: DocumentDmp) -> None:
        self.actes.append(f"archive {document.titre}")

    def web_url(self, patient_id: UUID) -> str:
        return "https://web.invalid/DossierPatient/1"

    def consent(self, patient_id: UUID) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")

    def break_glass(self, patient_id: UUID, motif: str) -> None:
        self.motif = motif

    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp:
        self.lus.append(document)
        avertissement = "Le patient ne voit pas ce document." if document.visibilite.invisible_patient else ""
        ouvert = DocumentOuvert(document, b"<x/>", avertissement)
        phrase = f"Potassium normal dans {document.titre}."
        html = f"<h2>Conclusion</h2><p>{phrase}</p>"
        return DocumentLuDmp(ouvert, self.pdf, html, ("Conclusion", phrase), propositions=self.propositions)

    def accept(self, patient_id: UUID, ouvert: DocumentOuvert, choisis: Sequence[Apport]) -> int:
        self.actes.extend(a.libelle for a in choisis)
        return len(choisis)

    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None:
        self.gardes.append(ouvert)


class Poste:
    """The screen with its controller and fake."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.dmp = DmpScreen(context), FakeDmp()
        self.ouvertes: list[str] = []
        self.controller = DmpController(self.screen, self.dmp, self.ouvertes.append)
        show(qtbot, self.screen)

    def open(self) -> None:
        self.screen.enter(e.ADRUN.id)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def button(self, mots: str) -> Button:
        return next(b for b in self.screen.findChildren(Button) if b.text() == mots and b.isVisible())


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A seat with the DMP of a patient at hand."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_list_waits_for_the_patient_s_word(poste: Poste) -> None:
    poste.open()
    assert poste.screen.acces.isVisible()
    poste.button("Le patient a entendu et accepte").click()
    poste.settle()
    poste.settle()
    poste.qtbot.waitUntil(lambda: poste.screen.table.current() is not None)


def test_emergency_asks_a_reason_and_says_it_all_along(poste: Poste) -> None:
    poste.open()
    motif = next(f for f in poste.screen.acces.findChildren(QLineEdit) if f.isVisible())
    assert not poste.button("Consulter en urgence").isEnabled()
    poste.qtbot.keyClicks(motif, "Coma")
    poste.qtbot.keyClick(motif, Qt.Key.Key_Return)
    poste.qtbot.waitUntil(lambda: poste.screen.table.current() is not None)
    assert any("Coma" in b.accessibleName() for b in poste.screen.banners.shown)


def test_no_document_is_opened_before_it_is_asked(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert poste.dmp.lus == []
    poste.qtbot.keyClick(poste.screen.table, Qt.Key.Key_Return)
    poste.settle()
    assert [d.titre for d in poste.dmp.lus] == ["Ionogramme"]
    assert poste.dmp.gardes == []
    poste.screen.actions_["dmp_keep"].trigger()
    poste.settle()
    assert [o.document.titre for o in poste.dmp.gardes] == ["Ionogramme"]


def test_page_of_a_document_is_drawn(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.pdf = _pdf()
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._pages.isVisible())


def test_broken_page_falls_back_on_the_text(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.pdf = b"%PDF-broken"
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._document.isVisible())
    assert "Potassium normal" in poste.screen.lecteur._document.toPlainText()


def test_hidden_document_says_who_must_not_hear_of_it(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[1])
    poste.qtbot.waitUntil(lambda: poste.screen.lecteur._avertissement.isVisible())


def test_identity_not_qualified_is_said_in_the_screen(poste: Poste) -> None:
    poste.dmp.panne = NonPrisEnCharge("Le DMP demande une identité INS qualifiée.")
    poste.open()
    assert len(poste.screen.banners.shown) == 1


@pytest.mark.parametrize("autorisation", ["VALIDE", "INEXISTANTE"])
def test_screen_is_walked_without_mouse_nor_sight(poste: Poste, autorisation: str) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, autorisation)
    poste.open()
    assert_accessible(poste.screen)


def _shown(poste: Poste) -> list[str]:
    model = poste.screen.table.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def test_filters_keep_what_they_say(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    attendus = {"tous": 4, "patient": 1, "caches": 1, "archives": 1}
    for cle, combien in attendus.items():
        poste.screen._filtres._buttons[cle].click()
        assert len(_shown(poste)) == combien, cle
    poste.screen._filtres._buttons["nouveaux"].click()
    poste.qtbot.waitUntil(lambda: [t.split("  ")[0] for t in _shown(poste)] == ["Ionogramme"])


def test_what_cannot_be_undone_is_confirmed_in_the_screen(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.table.select(1)
    poste.screen.actions_["dmp_show"].trigger()
    poste.settle()
    assert poste.dmp.actes == []
    poste.button("Rendre visible, pour toujours").click()
    poste.settle()
    assert poste.dmp.actes == ["visibilité ()"]


def test_only_one_s_own_document_is_offered_to_be_deleted(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert not poste.screen.actions_["dmp_delete"].isEnabled()
    poste.screen.table.select(3)
    poste.screen.actions_["dmp_delete"].trigger()
    poste.settle()
    poste.button("Supprimer du DMP").click()
    poste.settle()
    poste.qtbot.waitUntil(lambda: len(_shown(poste)) == 3)


def test_two_documents_are_compared(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    for rang in (0, 3):
        poste.screen.table.select(rang)
        poste.screen.actions_["dmp_open"].trigger()
        poste.settle()
        poste.screen.actions_["dmp_compare"].trigger()
    ecarts = poste.screen.lecteur._ecarts
    poste.qtbot.waitUntil(ecarts.isVisible)
    assert "− Retiré Potassium normal dans Ionogramme." in ecarts.toPlainText()
    assert "+ Ajouté Potassium normal dans Ma consultation." in ecarts.toPlainText()


def test_nothing_is_taken_from_a_document_before_it_is_ticked(poste: Poste) -> None:
    resultat = ResultatBiologie(
        e.ident("K"), e.ADRUN.id, "Potassium", date(2026, 5, 20), "6.4", "mmol/L", drapeau="HH"
    )
    nouveau = Apport(GenreApport.RESULTAT, "Potassium", "6.4 mmol/L · référence 3.5 à 5.1", resultat)
    connu = Apport(GenreApport.RESULTAT, "Sodium", "140 mmol/L", resultat, is_connu=True)
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.dmp.propositions = Propositions((nouveau, connu))
    poste.open()
    poste.screen.document_wanted.emit(DOCUMENTS[0])
    panel = poste.screen.lecteur.apports
    poste.qtbot.waitUntil(lambda: len(panel.cases) == 2)
    assert panel.chosen == []
    assert not panel.ajouter.isEnabled()
    (case, _), (deja, _) = panel.cases
    assert not deja.isEnabled()
    case.setChecked(True)
    panel.ajouter.click()
    poste.qtbot.waitUntil(lambda: poste.dmp.actes == ["Potassium"])


def test_opposition_and_withdrawal_leave_the_screen_at_once(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.actions_["dmp_oppose"].trigger()
    poste.qtbot.waitUntil(lambda: poste.dmp.opposee)
    poste.settle()
    poste.qtbot.waitUntil(lambda: any("Opposition" in b.accessibleName() for b in poste.screen.banners.shown))
    poste.screen.actions_["dmp_withdraw"].trigger()
    poste.qtbot.waitUntil(poste.screen.acces.isVisible)


def test_the_web_dmp_opens_in_the_browser(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    poste.screen.actions_["dmp_web"].trigger()
    poste.qtbot.waitUntil(lambda: poste.ouvertes == ["https://web.invalid/DossierPatient/1"])


def test_secret_connection_is_offered_for_a_minor_only(poste: Poste) -> None:
    poste.dmp.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")
    poste.open()
    assert not poste.screen.actions_["dmp_secret"].isEnabled()
    poste.dmp.is_mineur = True
    poste.open()
    poste.screen.actions_["dmp_secret"].trigger()
    poste.qtbot.waitUntil(lambda: poste.dmp.actes == ["secrète"])


def test_each_state_of_a_record_has_its_sentence() -> None:
    titres = {situation_words(SituationDmp(etat))[0] for etat in EtatDmp}
    assert len(titres) == len(EtatDmp)


def test_every_word_typed_must_be_found() -> None:
    assert matches(DOCUMENTS[0], "volcans iono")
    assert not matches(DOCUMENTS[0], "volcans œil")
