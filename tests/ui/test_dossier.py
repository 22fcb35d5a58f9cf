"""The file: drafts are never lost nor mixed, measures are read live, the consultation is written once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import Consultation, GraviteAllergie, TypeConstante
from ambroise.domain.entrees import Ald, AucuneAllergieConnue, Entree, EtatMaternel, Tache
from ambroise.domain.identite import StatutIdentite
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages, GenrePassage, Passage, excerpt
from ambroise.domain.texte_document import BilanTextes
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation, cle_of
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.frise import timeline
from ambroise.ui.patients.notes import passage_row
from ambroise.ui.patients.recherche import PatientsScreen, count_words
from ambroise.ui.patients.recherche_controller import RechercheController
from ambroise.ui.patients.state import tiles, treatment_end, treatments
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant
from ambroise.usecases.patients import DossierPatient, NouvelleAllergie
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.recherche_notes import PassageTrouve
from ambroise.usecases.suivi import GenreSuivi
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import FakeShell, make_context, show

AUTRE = replace(d.DOSSIER, patient=e.CORSE, consultations=(), constantes=(), ordonnances=(), allergies=())


class FakePatients:
    """Two files; writing is remembered."""

    def __init__(self) -> None:
        self.ecrites: list[tuple[UUID, str, str, tuple[tuple[TypeConstante, Decimal], ...]]] = []
        self.allergies: tuple[NouvelleAllergie, ...] = ()
        self.panne: Exception | None = None
        self.entrees: tuple[Entree, ...] = ()
        self.absorbe: UUID | None = None
        self.restreint = False

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]:
        trouve = ResultatPatient(
            e.ADRUN.id,
            "ADRUN",
            "",
            "ZOE",
            e.ADRUN.identite.traits.date_naissance,
            "F",
            StatutIdentite.QUALIFIEE,
        )
        return [trouve] if texte.lower() in "adrun zoe" else []

    def open(self, patient_id: UUID) -> DossierPatient:
        if self.restreint:
            raise DossierRestreint("Ce dossier est réservé.")
        if patient_id == e.CORSE.id and self.absorbe is None:
            return replace(AUTRE, entrees=self.entrees) if self.entrees else AUTRE
        return replace(d.DOSSIER, entrees=self.entrees) if self.entrees else d.DOSSIER

    def save_consultation(
        self,
        patient_id: UUID,
        *,
        motif: str,
        note: str,
        constantes: tuple[tuple[TypeConstante, Decimal], ...] = (),
        allergies: tuple[NouvelleAllergie, ...] = (),
        debut: datetime | None = None,
    ) -> Consultation:
        if self.panne is not None:
            raise self.panne
        self.ecrites.append((patient_id, motif, note, constantes))
        self.allergies = allergies
        return Consultation(e.ident("nouvelle"), patient_id, "899900063480", e.MAINTENANT, motif, note)


class FakeSuivi:
    """Entries in memory, read back with the file."""

    def __init__(self, patients: FakePatients) -> None:
        self.patients = patients
        self.annules: list[UUID] = []
        self.motifs: list[str] = []

    def add(self, patient_id: UUID, genre: GenreSuivi, libelle: str, le: date | None = None) -> Entree:
        entree: Entree = Ald(e.ident(libelle), patient_id, libelle, e.JOUR)
        if genre is GenreSuivi.TACHE:
            entree = Tache(e.ident(libelle), libelle, e.JOUR, patient_id)
        self.patients.entrees = (*self.patients.entrees, entree)
        return entree

    def declare_no_allergy(self, patient_id: UUID) -> Entree:
        entree = AucuneAllergieConnue(e.ident("aucune"), patient_id, e.JOUR)
        self.patients.entrees = (*self.patients.entrees, entree)
        return entree

    def tell_maternite(self, patient_id: UUID, *, grossesse: bool, allaitement: bool) -> Entree:
        etat = EtatMaternel(e.ident("etat"), patient_id, e.JOUR, grossesse, allaitement)
        self.patients.entrees = (*self.patients.entrees, etat)
        return etat

    def set_done(self, tache: Tache, *, faite: bool) -> Entree:
        self.patients.entrees = tuple(x for x in self.patients.entrees if x.id != tache.id)
        return tache

    def correct(self, entree: Entree) -> Entree:
        self.avant = self.patients.entrees
        self.patients.entrees = tuple(entree if x.id == entree.id else x for x in self.avant)
        return entree

    def undo(self, patient_id: UUID, id_: UUID) -> None:
        self.patients.entrees = self.avant

    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None:
        self.annules.append(id_)
        self.motifs.append(motif)
        self.patients.entrees = tuple(x for x in self.patients.entrees if x.id != id_)


class FakeNotes:
    """Finds one passage, and remembers what was asked."""

    def __init__(self) -> None:
        self.demandes: list[tuple[str, FiltrePassages, bool]] = []
        self.refus: Exception | None = None
        self.textes = BilanTextes(lus=3)

    def read_bilan_textes(self) -> BilanTextes:
        return self.textes

    def search(
        self,
        recherche: str,
        filtre: FiltrePassages = SANS_FILTRE,
        *,
        miennes: bool = False,
        limite: int = 40,
    ) -> Sequence[PassageTrouve]:
        self.demandes.append((recherche, filtre, miennes))
        if self.refus is not None:
            raise self.refus
        if "crep" not in recherche:
            return []
        note = d.DOSSIER.consultations[0]
        texte = "Toux fébrile. Crépitants de la base droite."
        passage = Passage(
            note.id, e.ADRUN.id, GenrePassage.CONSULTATION, e.JOUR, "Toux", texte, "899900063480"
        )
        return [PassageTrouve(passage, excerpt(texte, recherche), e.ADRUN, "Dr LIBRE Max")]


class FakeBrouillons:
    """Drafts in memory."""

    def __init__(self) -> None:
        self.textes: dict[str, str] = {}

    def read(self, cle: str) -> tuple[str, datetime] | None:
        return (self.textes[cle], e.local(11, 20)) if cle in self.textes else None

    def keep(self, cle: str, contenu: str) -> datetime:
        self.textes[cle] = contenu
        return e.MAINTENANT

    def drop(self, cle: str) -> None:
        self.textes.pop(cle, None)


def _open(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[DossierScreen, FakePatients, FakeBrouillons, FakeShell]:
    context, shell = make_context(tmp_path, tasks, errors)
    screen, patients, brouillons = DossierScreen(context), FakePatients(), FakeBrouillons()
    suivi = FakeSuivi(patients)

    def break_glass(patient_id: UUID, motif: str) -> None:
        patients.restreint = False

    DossierController(screen, patients, brouillons, d.describe, suivi, break_glass)
    show(qtbot, screen)
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: screen.dossier is not None)
    return screen, patients, brouillons, shell


def test_line_of_measures_is_read_back_as_it_is_typed(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.constantes, "ta 138/84 t 38,4")
    titres = [(t.titre, t.valeur, t.dessous) for t in screen.consultation.bande.tuiles]
    assert titres == [("Tension", "138/84", "132/80 · 12\u00a0mars"), ("Température", "38,4", "Fièvre")]


def test_draft_is_kept_when_typing_pauses_and_found_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, brouillons, _ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.waitUntil(lambda: cle_of(e.ADRUN.id) in brouillons.textes)
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    assert screen.consultation.motif.text() == ""
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: screen.dossier == d.DOSSIER)
    assert screen.consultation.motif.text() == "Toux"


def test_what_is_typed_last_is_kept_for_the_right_patient_on_leaving(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, brouillons, _ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.note.field, "Dernier mot")
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    assert "Dernier mot" in brouillons.textes[cle_of(e.ADRUN.id)]
    assert cle_of(e.CORSE.id) not in brouillons.textes


def test_late_answer_about_another_patient_is_dropped(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, _, shell = _open(qtbot, tmp_path, tasks, errors)
    screen.enter(e.CORSE.id)
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert screen.dossier == d.DOSSIER
    assert len(shell.patients) == 2


def test_consultation_is_written_with_its_measures_and_allergies(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.keyClicks(screen.consultation.constantes, "p 74,5")
    screen.cotes.allergies.open_form()
    qtbot.keyClicks(screen.cotes.allergies.libelle, "Latex")
    qtbot.keyClick(screen.cotes.allergies.libelle, Qt.Key.Key_Return)
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(patients.ecrites))
    assert patients.ecrites == [(e.ADRUN.id, "Toux", "", ((TypeConstante.POIDS, Decimal("74.5")),))]
    assert [a.libelle for a in patients.allergies] == ["Latex"]


def test_measure_not_understood_stops_the_writing_and_is_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.constantes, "poids 745")
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert patients.ecrites == []
    assert "valeur impossible" in screen.consultation.constantes.accessibleDescription()


def test_empty_consultation_is_not_written(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert patients.ecrites == []
    assert len(screen.banners.shown) == 1


def test_failure_of_the_writing_leaves_what_was_typed(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, brouillons, _ = _open(qtbot, tmp_path, tasks, errors)
    patients.panne = ServiceInjoignable("Base occupée.")
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert screen.consultation.motif.text() == "Toux"
    assert "Toux" in brouillons.textes[cle_of(e.ADRUN.id)]


def test_past_consultation_is_read_and_the_draft_comes_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = _open(qtbot, tmp_path, tasks, errors)
    screen.chronologie.list.select_data(d.DOSSIER.consultations[0])
    assert screen.lecture.isVisible()
    screen.lecture.closed.emit()
    assert screen.consultation.isVisible()


def test_timeline_is_newest_first_and_treatments_say_when_they_end() -> None:
    entrees = timeline(d.DOSSIER, e.JOUR)
    assert [x.le for x in entrees] == sorted((x.le for x in entrees), reverse=True)
    fins = [treatment_end(t, e.JOUR) for t in treatments(d.DOSSIER, e.JOUR)]
    assert fins[0] == ("fin dans 5\u00a0jours", "warning")
    assert fins[-1] == ("fin le 18\u00a0août", "secondary")


def test_child_has_no_adult_mark_on_the_tiles() -> None:
    mesures = parse_constantes("fc 130 ta 90/50").mesures
    assert {t.ton for t in tiles(mesures, (), 4, e.JOUR)} == {None}
    assert {t.ton for t in tiles(mesures, (), 40, e.JOUR)} == {None, "danger"}


@pytest.mark.parametrize("texte", ["", "{", "[]", '{"motif": 1}', "texte libre d’une ancienne version"])
def test_unreadable_draft_comes_back_whole_in_the_note(texte: str) -> None:
    assert BrouillonConsultation.from_text(texte).note == texte


def test_draft_is_read_back_as_it_was_kept() -> None:
    brouillon = replace(
        d.BROUILLON, allergies=(NouvelleAllergie("Latex", "Urticaire", GraviteAllergie.LEGERE),)
    )
    assert BrouillonConsultation.from_text(brouillon.to_text()) == brouillon


def test_search_shows_the_answer_to_the_last_text_and_enter_opens(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = PatientsScreen(context)
    controller = RechercheController(screen, FakePatients(), FakeNotes())
    show(qtbot, screen)
    qtbot.keyClicks(screen.field, "adrun")
    qtbot.waitUntil(lambda: screen.table.current() is not None)
    with qtbot.waitSignal(controller.patient_wanted) as wanted:
        qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    assert wanted.args == [e.ADRUN.id]
    screen.show_resultats("autre texte", [])
    assert screen.table.current() is not None


def _open_search(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[PatientsScreen, RechercheController, FakeNotes]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, notes = PatientsScreen(context), FakeNotes()
    controller = RechercheController(screen, FakePatients(), notes)
    show(qtbot, screen)
    screen.actions_["patients_notes"].trigger()
    return screen, controller, notes


@pytest.mark.parametrize(
    ("combien", "mots"),
    [(0, ""), (1, "1\u00a0dossier"), (29, "29\u00a0dossiers"), (30, "Les 30 premiers, précisez")],
)
def test_a_full_list_of_patients_says_that_more_answer(combien: int, mots: str) -> None:
    assert count_words(combien) == mots


def test_notes_are_searched_from_the_same_field_with_the_words_lit(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, controller, _notes = _open_search(qtbot, tmp_path, tasks, errors)
    assert_accessible(screen)
    qtbot.keyClicks(screen.field, "crep toux")
    qtbot.waitUntil(lambda: screen.notes.current is not None)
    trouve = screen.notes.current
    assert trouve is not None
    ligne = passage_row(trouve, e.JOUR)
    assert [s.text for s in ligne.sub if s.underlined] == ["Toux", "Crépitants"]
    assert ligne.text().startswith("ADRUN Zoe · 50\u00a0ans, Toux fébrile. Crépitants")
    assert_accessible(screen)
    with qtbot.waitSignal(controller.passage_wanted) as wanted:
        qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    assert wanted.args == [e.ADRUN.id, d.DOSSIER.consultations[0].id]


def test_documents_found_by_their_title_only_are_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = _open_search(qtbot, tmp_path, tasks, errors)
    notes.textes = BilanTextes(lus=3, en_attente=1, illisibles=2)
    screen.actions_["patients_notes"].trigger()
    qtbot.waitUntil(screen.notes._textes.isVisible)
    assert screen.notes._textes.text() == (
        "Documents trouvés par leur titre seulement\u00a0: 1 attend d’être lu, 2 sont protégés ou endommagés."
    )
    notes.textes = BilanTextes(lus=6)
    screen.actions_["patients_notes"].trigger()
    qtbot.waitUntil(screen.notes._textes.isHidden)
    assert_accessible(screen)


def test_filters_of_the_notes_ask_again(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = _open_search(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.field, "crep")
    qtbot.waitUntil(lambda: screen.notes.current is not None)
    qtbot.mouseClick(screen.notes.genres._buttons["COURRIER"], Qt.MouseButton.LeftButton)
    screen.notes.periode.setCurrentIndex(2)
    screen.notes.miennes.setChecked(True)
    qtbot.waitUntil(lambda: bool(notes.demandes) and notes.demandes[-1][2])
    attendu = FiltrePassages(GenrePassage.COURRIER, date(2025, 6, 3))
    assert notes.demandes[-1] == ("crep", attendu, True)


def test_words_found_nowhere_and_a_refusal_are_said(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, _, notes = _open_search(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.field, "zzz")
    qtbot.waitUntil(screen.notes._rien.isVisible)
    notes.refus = DroitInsuffisant("Le rôle ne permet pas cette action.")
    qtbot.keyClicks(screen.field, "z")
    qtbot.waitUntil(lambda: bool(screen.banners.shown))


def test_passage_opens_its_file_on_the_very_consultation(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = _open(qtbot, tmp_path, tasks, errors)
    note = d.DOSSIER.consultations[1]
    screen.enter((e.ADRUN.id, note.id))
    qtbot.waitUntil(lambda: screen.chronologie.list.current() == note)
    assert screen.lecture.isVisible()


def test_words_are_searched_within_the_open_file(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = _open(qtbot, tmp_path, tasks, errors)
    screen.actions_["dossier_chercher"].trigger()
    assert screen.chronologie.recherche.hasFocus()
    qtbot.keyClicks(screen.chronologie.recherche, "reconduit")
    lignes = [i for n in range(20) if (i := screen.chronologie.list.items.at(n)) is not None]
    assert len(lignes) == 1 + len(d.DOSSIER.consultations)
    assert [s.text for s in lignes[1].sub if s.underlined] == ["reconduit"]
    screen.chronologie.recherche.setText("ramipril")
    assert screen.chronologie.list.items.at(2) is not None
    screen.chronologie.recherche.setText("introuvable")
    assert screen.chronologie._vide.text() == "Rien ne contient «\u00a0introuvable\u00a0»."
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier is not None and screen.dossier.patient.id == e.CORSE.id)
    assert screen.chronologie.recherche.text() == ""


def test_absorbed_file_opens_the_one_that_reads_it(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = _open(qtbot, tmp_path, tasks, errors)
    patients.absorbe = e.ADRUN.id
    screen.forget_draft()
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier is not None)
    assert screen.dossier is not None
    assert screen.dossier.patient.id == e.ADRUN.id


def test_what_is_typed_while_the_file_is_read_again_stays(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, *_ = _open(qtbot, tmp_path, tasks, errors)
    qtbot.keyClicks(screen.consultation.motif, "Toux")
    screen.enter(e.ADRUN.id)
    qtbot.keyClicks(screen.consultation.motif, " febrile")
    qtbot.waitUntil(lambda: not tasks.under_way)
    assert screen.consultation.motif.text() == "Toux febrile"


def test_long_illness_noted_reaches_the_banner_and_can_be_taken_back(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, shell = _open(qtbot, tmp_path, tasks, errors)
    screen.suivi_added.emit(GenreSuivi.ALD, "Diabète de type 2", None)
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.ald == "Diabète de type 2"
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: patients.entrees == () and not tasks.under_way)


def test_no_known_allergy_is_told_from_not_asked(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, shell = _open(qtbot, tmp_path, tasks, errors)
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.allergies is None
    screen.no_allergy_told.emit()
    qtbot.waitUntil(lambda: bool(patients.entrees) and not tasks.under_way)
    bandeau = shell.patients[-1]
    assert isinstance(bandeau, BandeauPatient)
    assert bandeau.allergies == ()


def test_restricted_file_opens_with_a_reason(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen, patients, _, _ = _open(qtbot, tmp_path, tasks, errors)
    patients.restreint = True
    screen.enter(e.CORSE.id)
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    motif = next(f for f in screen.findChildren(QLineEdit) if f.accessibleName() == "Motif du bris de glace")
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    assert patients.restreint
    qtbot.keyClicks(motif, "Coma")
    qtbot.keyClick(motif, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.dossier == AUTRE)
