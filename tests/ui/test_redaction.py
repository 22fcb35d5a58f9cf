"""Writing: two gestures from a file, nothing sent by itself, nothing typed is lost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QInputDialog
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.modele_courrier import MODELES, ModeleCourrier
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.messages.brouillon import BrouillonMessage
from ambroise.ui.messages.ports import Depart
from ambroise.ui.messages.redaction import RedactionScreen
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.redaction import Amorce, Destinataire, Redaction
from tests.fakes.ecrans import ADRUN, MAINTENANT
from tests.ui.accessibility import assert_accessible

MOI, CABINET = "max.libre@medecin.mssante.fr", "secretariat@cabinet.mssante.fr"
TRAITANT = Destinataire("claire.traitant@medecin.mssante.fr", "Dr TRAITANT", "médecin traitant")
CARDIO = Destinataire("jean.cardio@medecin.mssante.fr", "CARDIO Jean", "Cardiologie, MARSAC")
LETTRES = tuple(
    Document(
        UUID(int=rank), ADRUN.id, TypeDocument.AUTRE, titre, "application/pdf", "0" * 64, 1000, MAINTENANT
    )
    for rank, titre in enumerate(("Biologie du 01/06/2026", "Ordonnance du 04/06/2026"), 1)
)
ZOE = Amorce(
    (MOI, CABINET),
    ADRUN,
    proposes=(TRAITANT,),
    documents=LETTRES,
    patient_joignable="275126322074974@patient.mssante.fr",
)
Open = Callable[[Depart], None]


@dataclass
class FauxRedacteur:
    """Answers from memory; ``refus`` makes the sending fail."""

    envoyes: list[Redaction] = field(default_factory=list)
    gardes: list[ModeleCourrier] = field(default_factory=list)
    departs: list[Depart] = field(default_factory=list)
    refus: Exception | None = None
    texte: str = ""

    def kept(self) -> str:
        return self.texte

    def keep(self, texte: str) -> None:
        self.texte = texte

    def start(self, depart: Depart) -> Amorce:
        self.departs.append(depart)
        return depart.fill(ZOE if depart.patient_id else Amorce((MOI,)))

    def search(self, texte: str) -> Sequence[Destinataire]:
        return [CARDIO] if "car" in texte else []

    def modeles(self) -> Sequence[ModeleCourrier]:
        return MODELES

    def keep_modele(self, modele: ModeleCourrier) -> None:
        self.gardes.append(modele)

    def send(self, redaction: Redaction) -> None:
        if self.refus is not None:
            raise self.refus
        self.envoyes.append(redaction)
        self.texte = ""


@pytest.fixture
def redacteur() -> FauxRedacteur:
    return FauxRedacteur()


@pytest.fixture
def left() -> list[str]:
    return []


@pytest.fixture
def window(
    make_window: Callable[[Workplace], MainWindow], redacteur: FauxRedacteur, left: list[str], qtbot: QtBot
) -> MainWindow:
    window = make_window(Workplace())
    window.register(
        "courriers",
        lambda context: RedactionScreen(
            context, redacteur, sent=lambda: left.append("sent"), away=lambda: left.append("away")
        ),
    )
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def screen(window: MainWindow, qtbot: QtBot) -> RedactionScreen:
    """Writing about a patient whose INS is qualified."""
    window.go("courriers", Depart(ADRUN.id))
    shown = window.current
    assert isinstance(shown, RedactionScreen)
    qtbot.waitUntil(lambda: "ADRUN" in shown.about.text())
    return shown


def press(screen: RedactionScreen, words: str) -> None:
    next(b for b in screen.findChildren(Button) if words in b.text()).click()


def test_the_screen_is_accessible(screen: RedactionScreen) -> None:
    assert_accessible(screen.window())


def test_from_the_file_a_correspondent_and_a_document_leave_in_two_gestures(
    screen: RedactionScreen, redacteur: FauxRedacteur, left: list[str], qtbot: QtBot
) -> None:
    press(screen, "Dr TRAITANT")
    screen.pieces.findChildren(QCheckBox)[1].setChecked(True)
    screen.objet.setText("Biologie")
    qtbot.keyClick(screen.objet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: left == ["sent"])
    (sent,) = redacteur.envoyes
    assert (sent.boite, sent.destinataires) == (MOI, (TRAITANT.adresse,))
    assert (sent.patient_id, sent.documents) == (ADRUN.id, (UUID(int=1),))
    assert not screen.is_begun, "the next message starts empty"


@pytest.mark.parametrize(("qui", "envoyes"), [(TRAITANT, [TRAITANT.adresse]), (Destinataire("", "Dr X"), [])])
def test_message_proposed_by_another_screen_leaves_by_one_key(
    window: MainWindow,
    redacteur: FauxRedacteur,
    left: list[str],
    qtbot: QtBot,
    qui: Destinataire,
    envoyes: list[str],
) -> None:
    plan = UUID(int=77)
    depart = Depart(ADRUN.id, destinataire=qui, objet="Renouvellement", corps="Bonjour,", concerne=plan)
    window.go("courriers", depart)
    shown = window.current
    assert isinstance(shown, RedactionScreen)
    qtbot.waitUntil(lambda: shown.objet.text() == "Renouvellement")
    assert [d.adresse for d in shown.recipients.chosen] == envoyes
    if envoyes:
        qtbot.keyClick(shown.objet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: left == ["sent"])
        assert (redacteur.envoyes[0].destinataires, redacteur.envoyes[0].corps) == (
            (TRAITANT.adresse,),
            "Bonjour,",
        )
        assert redacteur.envoyes[0].concerne == plan, "the letter says which plan it is about"


def test_what_a_message_is_about_is_found_again_with_it() -> None:
    garde = BrouillonMessage(Depart(ADRUN.id, concerne=UUID(int=77)), objet="Renouvellement")
    assert BrouillonMessage.from_text(garde.to_text()) == garde
    ancien = garde.to_text().replace(f'"concerne": "{UUID(int=77)}"', '"autre": ""')
    assert BrouillonMessage.from_text(ancien).depart == Depart(ADRUN.id), "kept by a former version"


def test_directory_answers_as_one_types_and_enter_takes(screen: RedactionScreen, qtbot: QtBot) -> None:
    field_ = screen.recipients.entry.field
    qtbot.keyClicks(field_, "card")
    qtbot.waitUntil(lambda: screen.recipients.entry.current == CARDIO)
    qtbot.keyClick(field_, Qt.Key.Key_Return)
    assert screen.recipients.chosen == (CARDIO,)
    screen.recipients.add(CARDIO)
    assert screen.recipients.chosen == (CARDIO,), "nobody receives twice"
    screen.recipients.remove(CARDIO)
    assert screen.recipients.chosen == ()


def test_patient_is_checked_before_he_is_written_to_and_alone(screen: RedactionScreen) -> None:
    press(screen, "Dr TRAITANT")
    assert not screen.close_thread.isVisible()
    press(screen, "Mon espace santé")
    assert [p.adresse for p in screen.recipients.chosen] == [ZOE.patient_joignable]
    (banner,) = screen.banners.shown
    assert "31\u00a0décembre\u00a01975" in banner.accessibleName()
    assert "sexe féminin" in banner.accessibleName()
    assert screen.close_thread.isVisible()
    screen.close_thread.setChecked(True)
    assert screen.read().clore
    assert_accessible(screen.window())
    screen.recipients.remove(screen.recipients.chosen[0])
    assert not screen.banners.shown


def test_refusal_is_said_and_nothing_typed_is_lost(
    screen: RedactionScreen, redacteur: FauxRedacteur, qtbot: QtBot
) -> None:
    redacteur.refus = DemandeRejetee("Ce message n’a pas de destinataire.")
    screen.corps.setPlainText("Longue lettre")
    screen.send()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))
    assert screen.corps.toPlainText() == "Longue lettre"
    assert screen.actions_["courrier_send"].isEnabled()


def test_message_begun_is_not_thrown_away_unasked(
    screen: RedactionScreen, window: MainWindow, redacteur: FauxRedacteur, qtbot: QtBot
) -> None:
    screen.corps.setPlainText("Commencé")
    window.go("courriers", Depart())
    assert screen.corps.toPlainText() == "Commencé"
    press(screen, "Commencer le nouveau")
    qtbot.waitUntil(lambda: screen.about.text() == "Sans patient")
    assert redacteur.departs == [Depart(ADRUN.id), Depart()]
    assert not screen.banners.shown


def test_letter_fills_itself_and_keeps_what_was_typed(screen: RedactionScreen) -> None:
    screen.corps.setPlainText("P.-S.")
    screen.modele.setCurrentIndex(1)
    screen.modele.activated.emit(1)
    words = screen.corps.toPlainText()
    assert words.startswith("Cher confrère,\n\nJe vous adresse")
    assert "31/12/1975" in words
    assert words.endswith("P.-S.")
    assert screen.objet.text() == "Demande d’avis"
    assert screen.read().modele == "Demande d’avis"


def test_letter_may_be_kept_as_a_model(
    screen: RedactionScreen, redacteur: FauxRedacteur, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.corps.setPlainText("Bonjour,")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Kiné", True))
    screen.actions_["courrier_modele"].trigger()
    qtbot.waitUntil(lambda: screen.modele.currentText() == "Kiné")
    assert redacteur.gardes == [ModeleCourrier("Kiné", "", "Bonjour,")]


def test_without_a_patient_no_document_is_offered(
    window: MainWindow, redacteur: FauxRedacteur, left: list[str], qtbot: QtBot
) -> None:
    window.go("courriers", Depart())
    screen = window.current
    assert isinstance(screen, RedactionScreen)
    qtbot.waitUntil(lambda: screen.boite.count() == 1)
    assert not screen.pieces.joins_letter
    assert screen.pieces.chosen == ()
    assert_accessible(screen.window())
    screen.actions_["courrier_drop"].trigger()
    assert left == ["away"]


def test_message_begun_is_found_again_after_a_crash(
    screen: RedactionScreen, redacteur: FauxRedacteur, window: MainWindow, qtbot: QtBot
) -> None:
    press(screen, "Dr TRAITANT")
    screen.pieces.findChildren(QCheckBox)[1].setChecked(True)
    screen.receipt.setChecked(True)
    screen.objet.setText("Biologie")
    qtbot.keyClicks(screen.corps, "Cher confrere")
    qtbot.waitUntil(lambda: "Cher confrere" in redacteur.texte)
    screen._forget()  # as a new process would find it: empty
    assert not screen.is_begun
    window.go("courriers", Depart())
    qtbot.waitUntil(lambda: screen.is_begun)
    lu = screen.read()
    assert (lu.objet, lu.corps, lu.patient_id) == ("Biologie", "Cher confrere", ADRUN.id)
    assert (lu.destinataires, lu.documents, lu.accuse_lecture) == ((TRAITANT.adresse,), (UUID(int=1),), True)
    assert len(screen.banners.shown) == 1
    press(screen, "Commencer le nouveau")
    qtbot.waitUntil(lambda: not screen.is_begun)
    assert redacteur.texte == ""


def test_message_given_up_is_forgotten(
    screen: RedactionScreen, redacteur: FauxRedacteur, qtbot: QtBot
) -> None:
    screen.objet.setText("Biologie")
    qtbot.waitUntil(lambda: bool(redacteur.texte))
    screen.actions_["courrier_drop"].trigger()
    qtbot.waitUntil(lambda: not redacteur.texte)


@pytest.mark.parametrize("texte", ["{", "[]", "3", '{"depart": 3}', '{"depart": {"patient_id": "x"}}'])
def test_draft_that_cannot_be_read_comes_back_whole(texte: str) -> None:
    assert BrouillonMessage.from_text(texte) == BrouillonMessage(Depart(), corps=texte)
