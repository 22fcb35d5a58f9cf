"""From a provisional identity to a qualified one, in one screen and without a mouse."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import InsLue
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR_TEST,
    AttributIdentite,
    HistoriqueIns,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    StatutIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.partis import PartisController
from ambroise.ui.identites.retrait import consequences
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.identites.state import EtatIdentite, Trait, read_proposes
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import ServiceInjoignable, SessionFermee
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee, ResultatInsi
from ambroise.usecases.rectification import DocumentParti, Recours
from tests.fakes import ecrans as e
from tests.fakes.dossiers import make_envoi
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show


class FakeIdentites:
    """Answers one INSi result, applies what is accepted with the rules of the domain."""

    def __init__(
        self, patient: Patient, reponse: ResultatInsi | Exception, lue: InsLue | None = None
    ) -> None:
        self.patient = patient
        self.lue = lue
        self.reponse = reponse
        self.accepts: list[tuple[IdentiteIns | None, TypeJustificatif | None]] = []

    def search_insi(self, patient_id: UUID) -> ResultatInsi:
        assert patient_id == self.patient.id
        if isinstance(self.reponse, Exception):
            raise self.reponse
        return self.reponse

    def accept(
        self,
        patient_id: UUID,
        *,
        ins: IdentiteIns | None = None,
        justificatif: TypeJustificatif | None = None,
    ) -> Patient:
        self.accepts.append((ins, justificatif))
        identite = self.patient.identite
        if ins is not None:
            identite = identite.with_ins(ins)
        if justificatif is not None:
            identite = identite.with_justificatif(Justificatif(justificatif, e.JOUR, "899900063480"))
        self.patient = replace(self.patient, identite=identite)
        return self.patient

    def find_lecture(self, patient_id: UUID) -> InsLue | None:
        return self.lue

    def drop_lecture(self, patient_id: UUID) -> None:
        self.lue = None


class FakeRetraits:
    """One envoi waits, one has left; what was taken away comes back when asked."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.motifs: list[str] = []
        self.remises: list[Disqualification] = []
        self.a_retenir = replace(make_envoi(patient.id, "a"), libelle="Ordonnance du 4/6/2026 · DMP")
        self.parti = replace(
            make_envoi(patient.id, "b", etat=EtatEnvoi.REMIS), libelle="Courrier · Dr CARDIO Claude"
        )

    def declare_doubt(self, patient_id: UUID, attributs: frozenset[AttributIdentite]) -> Disqualification:
        avant = self.patient.identite
        doute = replace(self.patient, identite=avant.with_attributs(attributs))
        return Disqualification(doute, (self.a_retenir,), (self.parti,), avant)

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait:
        return SuitesRetrait((self.a_retenir,), (self.parti,))

    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification:
        self.motifs.append(motif)
        sans = replace(self.patient, identite=self.patient.identite.without_ins())
        return Disqualification(sans, (self.a_retenir,), (self.parti,), self.patient.identite)

    def restore_ins(self, faite: Disqualification) -> Patient:
        self.remises.append(faite)
        return replace(faite.patient, identite=faite.avant)


QUALIFIE = replace(
    e.DARTAGNAN,
    identite=e.DARTAGNAN.identite.with_ins(e.DARTAGNAN_INS).with_justificatif(
        Justificatif(TypeJustificatif.PASSEPORT, e.JOUR, "899900063480")
    ),
)


class Retrait:
    """The identity screen open on a qualified patient."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.screen, self.service = IdentiteScreen(context), FakeRetraits(QUALIFIE)
        self.controller = IdentiteController(self.screen, FakeIdentites(QUALIFIE, TROUVEE), self.service)
        self.changes: list[Patient] = []
        self.controller.patient_changed.connect(self.changes.append)
        show(qtbot, self.screen)
        self.controller.open(QUALIFIE)

    def ask(self, qtbot: QtBot) -> None:
        self.screen.actions_["identite_retirer"].trigger()
        qtbot.waitUntil(self.screen.retrait.isVisible)


@pytest.fixture
def retrait(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Retrait:
    """A qualified identity shown."""
    return Retrait(qtbot, tmp_path, tasks, errors)


def test_taking_the_ins_away_says_first_what_is_held_and_who_is_told(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    assert retrait.service.motifs == []
    phrases = [
        mots
        for _, _, mots in consequences(
            retrait.service.preview_disqualification(UUID(int=0)), QUALIFIE.identite
        )
    ]
    assert "validée" in phrases[0]
    assert "1\u00a0envoi sera retenu" in phrases[2]
    assert "Ordonnance du 4/6/2026, vers DMP" in phrases[2]
    assert "Déjà parti\u00a0: Courrier, vers Dr CARDIO Claude" in phrases[3]
    assert "prévenir d’un geste" in phrases[3]
    assert_accessible(retrait.screen)


def test_entering_rests_on_what_asks_not_on_what_takes_away(retrait: Retrait) -> None:
    assert "Interroger INSi" in retrait.screen.first_focus().accessibleName()


def test_the_ins_is_not_taken_away_without_a_reason(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    assert not retrait.screen.retrait.retirer.isEnabled()
    qtbot.keyClick(retrait.screen.retrait.motif, Qt.Key.Key_Return)
    retrait.screen.retrait.dropped.emit()
    assert not retrait.screen.retrait.isVisible()
    assert retrait.service.motifs == []


def test_the_ins_is_taken_away_then_put_back_with_the_keys(qtbot: QtBot, retrait: Retrait) -> None:
    retrait.ask(qtbot)
    qtbot.keyClicks(retrait.screen.retrait.motif, "autre personne")
    qtbot.keyClick(retrait.screen.retrait.motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(retrait.changes) == 1)
    assert retrait.service.motifs == ["autre personne"]
    assert retrait.changes[0].identite.ins is None
    assert not retrait.screen.retrait.isVisible()
    (dit,) = retrait.screen.banners.shown
    assert "Courrier, vers Dr CARDIO Claude" in dit.accessibleName()
    qtbot.keyClick(retrait.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(retrait.changes) == 2)
    assert retrait.changes[1].identite == QUALIFIE.identite
    assert retrait.screen.banners.shown == ()


class FakeRectifications:
    """A message, a document of the DMP, and deposits of the user and of another left under another INS."""

    def __init__(self) -> None:
        depot = TypeEnvoi.ORDONNANCE_NUMERIQUE
        types = (TypeEnvoi.MSSANTE, TypeEnvoi.DMP, depot, depot)
        recours = (Recours.MESSAGE, Recours.SUPPRESSION, Recours.AUCUN, Recours.ANNULATION)
        self.partis = [
            DocumentParti(make_envoi(QUALIFIE.id, r.name, type=t, etat=EtatEnvoi.REMIS), r)
            for t, r in zip(types, recours, strict=True)
        ]
        self.panne: Exception | None = None

    def list_a_prevenir(self, patient_id: UUID) -> Sequence[DocumentParti]:
        return tuple(self.partis)

    def rectify(self, patient_id: UUID, choisis: Collection[UUID]) -> Sequence[Envoi]:
        if self.panne:
            raise self.panne
        faits = [p.envoi for p in self.partis if p.envoi.id in choisis]
        self.partis = [p for p in self.partis if p.envoi.id not in choisis]
        return faits


@pytest.fixture
def partis(retrait: Retrait, qtbot: QtBot) -> tuple[FakeRectifications, PartisController]:
    """The card of what left, on the screen of the withdrawal."""
    service = FakeRectifications()
    controller = PartisController(retrait.screen, retrait.screen.partis, service)
    controller.show_patient(QUALIFIE.id)
    qtbot.waitUntil(retrait.screen.partis.isVisible)
    return service, controller


def test_one_button_tells_everyone_who_received_a_document(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    carte = retrait.screen.partis
    assert_accessible(retrait.screen)
    carte.prevenir.click()
    assert carte.confirmation.isVisible()
    with qtbot.waitSignal(partis[1].told):
        carte.confirmer.click()
    qtbot.waitUntil(lambda: not carte.prevenir.isEnabled() and carte.prevenir.isVisible())
    (dit,) = retrait.screen.banners.shown
    assert "3\u00a0rectifications" in dit.accessibleName()


def test_an_order_is_not_cancelled_before_a_second_word_nor_when_it_is_left_aside(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    carte = retrait.screen.partis
    carte.prevenir.click()
    assert carte.revenir.hasFocus()
    qtbot.keyClick(carte.revenir, Qt.Key.Key_Space)
    assert not carte.confirmation.isVisible()
    assert len(partis[0].partis) == 4
    next(c for c in carte.findChildren(QCheckBox) if "annulée" in c.accessibleName()).click()
    with qtbot.waitSignal(partis[1].told):
        carte.prevenir.click()
    assert [p.recours for p in partis[0].partis] == [Recours.AUCUN, Recours.ANNULATION]
    qtbot.waitUntil(lambda: len(carte.findChildren(QCheckBox)) == 1)


def test_nothing_chosen_tells_nobody(
    retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    for case in retrait.screen.partis.findChildren(QCheckBox):
        case.click()
    assert not retrait.screen.partis.prevenir.isEnabled()


def test_when_telling_fails_the_button_comes_back(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    partis[0].panne = SessionFermee()
    retrait.screen.partis.prevenir.click()
    retrait.screen.partis.confirmer.click()
    qtbot.waitUntil(lambda: len(retrait.screen.banners.shown) == 1)
    qtbot.waitUntil(retrait.screen.partis.prevenir.isEnabled)


def test_the_card_folds_for_a_patient_whose_documents_are_right(
    qtbot: QtBot, retrait: Retrait, partis: tuple[FakeRectifications, PartisController]
) -> None:
    partis[0].partis = []
    partis[1].show_patient(QUALIFIE.id)
    assert not retrait.screen.partis.isVisible()


def test_a_doubt_is_said_with_its_consequences_and_undone_with_the_keys(
    qtbot: QtBot, retrait: Retrait
) -> None:
    retrait.screen.attributs_wanted.emit(frozenset({AttributIdentite.DOUTEUSE}))
    qtbot.waitUntil(lambda: len(retrait.changes) == 1)
    (dit,) = retrait.screen.banners.shown
    assert "Courrier, vers Dr CARDIO Claude" in dit.accessibleName()
    qtbot.keyClick(retrait.screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(retrait.changes) == 2)
    assert retrait.changes[1].identite == QUALIFIE.identite


def test_an_identity_without_ins_has_none_to_take_away(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _ = _open(qtbot, tmp_path, tasks, errors, TROUVEE)
    assert not screen.actions_["identite_retirer"].isEnabled()


def test_many_documents_are_counted_past_the_first_ones() -> None:
    envois = tuple(replace(make_envoi(QUALIFIE.id), libelle=f"Courrier {n} · DMP") for n in range(6))
    mots = consequences(SuitesRetrait((), envois), QUALIFIE.identite)[3][2]
    assert "Courrier 3, vers DMP\u00a0; 2 autres. " in mots


TROUVEE = InsTrouvee(e.DARTAGNAN_INS)


def _open(
    qtbot: QtBot,
    tmp_path: Path,
    tasks: Tasks,
    errors: ErrorDoor,
    reponse: ResultatInsi | Exception,
    lue: InsLue | None = None,
) -> tuple[IdentiteScreen, IdentiteController, FakeIdentites]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = IdentiteScreen(context)
    service = FakeIdentites(e.DARTAGNAN, reponse, lue)
    controller = IdentiteController(screen, service, FakeRetraits(e.DARTAGNAN))
    show(qtbot, screen)
    controller.open(e.DARTAGNAN)
    return screen, controller, service


def test_card_to_qualified_takes_four_keys(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, service = _open(qtbot, tmp_path, tasks, errors, TROUVEE)
    qtbot.keyClick(screen, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.is_nouvelle_ins)
    assert not screen.actions_["identite_accept"].isEnabled()
    qtbot.keyClick(screen, Qt.Key.Key_2)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    with qtbot.waitSignal(controller.patient_changed) as changed:
        qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert service.accepts == [(e.DARTAGNAN_INS, TypeJustificatif.PASSEPORT)]
    assert changed.args[0].identite.statut is StatutIdentite.QUALIFIEE


def test_nothing_is_chosen_nor_changed_on_opening(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    _, controller, service = _open(qtbot, tmp_path, tasks, errors, TROUVEE)
    assert controller.etat is not None
    assert controller.etat.piece is None
    assert service.accepts == []


def test_unreachable_insi_is_said_in_the_screen_and_can_be_asked_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    panne = ServiceInjoignable("INSi ne répond pas.")
    screen, controller, _ = _open(qtbot, tmp_path, tasks, errors, panne)
    controller.ask_insi()
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert controller.etat is not None
    assert not controller.etat.en_cours
    assert screen.actions_["identite_insi"].isEnabled()


def test_doubtful_identity_neither_asks_insi_nor_qualifies(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _ = _open(qtbot, tmp_path, tasks, errors, TROUVEE)
    with qtbot.waitSignal(controller.patient_changed):
        screen.attributs_wanted.emit(frozenset({AttributIdentite.DOUTEUSE}))
    assert controller.etat is not None
    assert controller.etat.statut_apres is StatutIdentite.PROVISOIRE
    assert not screen.actions_["identite_insi"].isEnabled()
    assert not screen.actions_["identite_accept"].isEnabled()


def test_differing_trait_must_be_decided_before_anything_is_taken() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, TROUVEE).press_piece(1)
    assert [ligne.trait for ligne in etat.ecarts] == [Trait.NOM]
    assert "Un trait diffère" in etat.empechement
    assert etat.take_first_ecart().empechement == ""


def test_status_is_derived_from_proof_and_insi() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR)
    assert etat.statut_apres is StatutIdentite.PROVISOIRE
    assert etat.press_piece(2).statut_apres is StatutIdentite.VALIDEE
    assert replace(etat, reponse=TROUVEE).statut_apres is StatutIdentite.RECUPEREE
    assert replace(etat, reponse=TROUVEE).press_piece(2).statut_apres is StatutIdentite.QUALIFIEE


def test_the_list_of_proofs_is_the_structures_own(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = IdentiteScreen(context)
    controller = IdentiteController(
        screen,
        FakeIdentites(e.DARTAGNAN, TROUVEE),
        FakeRetraits(e.DARTAGNAN),
        proposes=lambda: read_proposes("AN PP XX AN"),
    )
    show(qtbot, screen)
    controller.open(e.DARTAGNAN)
    qtbot.keyClick(screen, Qt.Key.Key_2)
    assert controller.etat is not None
    assert controller.etat.proposes == (TypeJustificatif.EXTRAIT_NAISSANCE, TypeJustificatif.PIECE_PARENT)
    assert controller.etat.piece is TypeJustificatif.PIECE_PARENT


def test_two_proofs_that_only_prove_together_are_foretold_to_qualify() -> None:
    extrait = Justificatif(TypeJustificatif.EXTRAIT_NAISSANCE, e.JOUR, "899900063480")
    enfant = replace(e.NESSI_M, identite=replace(e.NESSI_M.identite, justificatifs=(extrait,)))
    etat = EtatIdentite(enfant, e.JOUR, proposes=(TypeJustificatif.PIECE_PARENT,))
    assert etat.statut_apres is StatutIdentite.RECUPEREE
    assert etat.press_piece(1).statut_apres is StatutIdentite.QUALIFIEE


LU_AUTRE = InsLue(e.ident("lue"), e.DARTAGNAN.id, "279035121518989", (OID_INS_NIR_TEST,), e.JOUR)
LU_MEME = replace(LU_AUTRE, numero="101066322075460")


def test_another_matricule_than_the_one_read_is_lit_and_nothing_is_taken(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, service = _open(qtbot, tmp_path, tasks, errors, TROUVEE, LU_AUTRE)
    controller.ask_insi()
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.is_autre_lecture)
    qtbot.keyClick(screen, Qt.Key.Key_2)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    assert controller.etat is not None
    matricule = controller.etat.lignes[-1]
    assert matricule.a_reprendre
    assert matricule.dossier == "2 79 03 51 215 189 89"
    assert not screen.actions_["identite_accept"].isEnabled()
    assert screen.actions_["identite_lecture"].isEnabled()
    screen.actions_["identite_lecture"].trigger()
    qtbot.waitUntil(lambda: controller.etat is not None and controller.etat.lue is None)
    qtbot.keyClick(screen, Qt.Key.Key_I)
    assert screen.actions_["identite_accept"].isEnabled()
    assert service.accepts == []


def test_the_matricule_read_that_insi_confirms_needs_no_decision() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, TROUVEE, lue=LU_MEME)
    assert etat.lignes[-1].libelle == "Matricule INS lu"
    assert [ligne.trait for ligne in etat.ecarts] == [Trait.NOM]


def test_a_former_matricule_of_insi_agrees_with_the_one_read() -> None:
    ancien = HistoriqueIns(MatriculeIns(LU_AUTRE.numero, OID_INS_NIR_TEST))
    etat = EtatIdentite(
        e.DARTAGNAN, e.JOUR, InsTrouvee(replace(e.DARTAGNAN_INS, historique=(ancien,))), lue=LU_AUTRE
    )
    assert not etat.is_autre_lecture
    assert etat.lignes[-1].tolere


def test_pressing_a_proof_twice_takes_it_back() -> None:
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR).press_piece(2)
    assert etat.piece is TypeJustificatif.PASSEPORT
    assert etat.press_piece(2).piece is None
    assert etat.press_piece(9) is etat


@pytest.mark.parametrize(
    ("reponse", "mot"),
    [
        (TROUVEE, "une identité trouvée"),
        (InsAbsente(), "personne"),
        (InsMultiple(), "plusieurs"),
        (None, "pas encore"),
    ],
)
def test_each_answer_of_insi_has_its_sentence(reponse: ResultatInsi | None, mot: str) -> None:
    assert mot in EtatIdentite(e.DARTAGNAN, e.JOUR, reponse, e.local(14, 12)).reponse_mots


def test_hyphen_tolerated_by_the_rules_is_called_equivalent() -> None:
    traits = replace(
        e.DARTAGNAN_INS.traits, premier_prenom="PIERRE ALAIN", nom_naissance="D'ARTAGNAN DE L HERAULT"
    )
    etat = EtatIdentite(e.DARTAGNAN, e.JOUR, InsTrouvee(replace(e.DARTAGNAN_INS, traits=traits)))
    ligne = next(ligne for ligne in etat.lignes if ligne.trait is Trait.PREMIER_PRENOM)
    assert ligne.tolere
    assert etat.ecarts == ()
