"""From a card or a stated identity to the right file, never to a second file of the same person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.datamatrix_ins import (
    GS,
    DatamatrixInvalide,
    LectureDatamatrix,
    decode_datamatrix,
    encode_datamatrix,
)
from ambroise.domain.identite import (
    OID_INS_NIR,
    Identite,
    IdentiteIns,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
)
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.rattachement import PatientAnnonce, rattacher
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.accueil_controller import AccueilController
from ambroise.ui.identites.douchette import is_datamatrix
from ambroise.ui.identites.lecture import phrase_of, rows_of
from ambroise.ui.identites.ports import DepuisMessage, DossierProche
from ambroise.ui.identites.saisie import SaisiePatient, read_date, read_saisie
from ambroise.ui.tasks import Tasks
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.errors import AccesRefuse, CarteAbsente, ReponseInvalide
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale
from tests.fakes import ecrans as e
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

RUTH = BeneficiaireVitale(1, "DE VINCI", "RUTH", date(1977, 7, 14), "2770763220829")
LEONARDO = BeneficiaireVitale(2, "DE VINCI", "LEONARDO", date(2014, 2, 1), "2770763220829")


ADRUN = encode_datamatrix(
    LectureDatamatrix(
        "01",
        MatriculeIns("275126322074974", OID_INS_NIR),
        "ADRUN",
        ("ZOE",),
        Sexe.FEMININ,
        date(1975, 12, 31),
        "63220",
    )
)
ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")


def known(**change: str) -> Patient:
    """The file that bears the INS of the datamatrix."""
    ins = IdentiteIns(MatriculeIns("275126322074974", OID_INS_NIR), ZOE, e.MAINTENANT)
    return Patient(e.ident("zoe"), Identite(replace(ZOE, **change), ins=ins))  # type: ignore[arg-type]


class FakeAccueil:
    """A card, the files it may be of, and what was created."""

    def __init__(self) -> None:
        self.carte: CarteVitale | Exception = CarteVitale("Lecteur", "vitale2", (RUTH,))
        self.apcv: LectureApcv | Exception = LectureApcv(
            e.MAINTENANT + timedelta(minutes=30), (replace(RUTH, nom_naissance="NESSI"),)
        )
        self.montres: list[str | bytes] = []
        self.connus: dict[str, tuple[Patient, ...]] = {}
        self.proches: list[DossierProche] = []
        self.crees: list[tuple[TraitsIdentite, str, str, bool]] = []
        self.lues: list[PatientAnnonce | None] = []
        self.naissances: list[date | None] = []
        self.notees: list[tuple[UUID, str]] = []

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        if isinstance(self.carte, Exception):
            raise self.carte
        return self.carte

    def open_apcv(self, contenu: str | bytes) -> LectureApcv:
        self.montres.append(contenu)
        if isinstance(self.apcv, Exception):
            raise self.apcv
        return self.apcv

    def open_apcv_nfc(self) -> LectureApcv:
        return self.open_apcv("NFC")

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]:
        return self.connus.get(beneficiaire.prenom, ())

    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]:
        return [p for p in self.proches if p.patient.identite.traits.date_naissance == traits.date_naissance]

    def note_lecture(self, patient_id: UUID, lue: PatientAnnonce) -> None:
        self.notees.append((patient_id, lue.matricule))

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]:
        self.naissances.append(naissance)
        return [Lieu("63113", "Clermont-Ferrand", "Puy-de-Dôme")] if texte.lower().startswith("cler") else ()

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
        lue: PatientAnnonce | None = None,
    ) -> Patient:
        self.crees.append((traits, nom_utilise, nir_facturation, malgre_homonyme))
        self.lues.append(lue)
        return Patient(e.ident("nouveau"), Identite(traits, nom_utilise), Coordonnees(telephone=telephone))


class FakeLectures:
    """Reads texts as the application does; the files it knows are given."""

    def __init__(self) -> None:
        self.connus: tuple[Patient, ...] = ()
        self.textes: list[str] = []
        self.fichiers: list[Path] = []

    def read_text(self, texte: str) -> IdentiteLue:
        self.textes.append(texte)
        try:
            lu = decode_datamatrix(texte)
        except DatamatrixInvalide as exc:
            raise ReponseInvalide(str(exc)) from exc
        annonce = PatientAnnonce(
            lu.matricule.numero,
            lu.matricule.oid,
            lu.nom_naissance,
            lu.prenoms_naissance[0],
            lu.date_naissance.isoformat(),
            lu.sexe.value,
        )
        prenoms = " ".join(lu.prenoms_naissance)
        return IdentiteLue(annonce, rattacher(annonce, self.connus), prenoms, lu.lieu_naissance or "")

    def read_file(self, chemin: Path) -> IdentiteLue:
        self.fichiers.append(chemin)
        return self.read_text(ADRUN)

    def read_message(self, id_: str) -> IdentiteLue:
        annonce = PatientAnnonce("", "", "ADRUN", "ZOE", "1975-12-31", "F")
        return IdentiteLue(annonce, rattacher(annonce, self.connus))


class Poste:
    """The reception with its controller and fakes."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.service = AccueilScreen(context), FakeAccueil()
        self.lectures, self.choisi = FakeLectures(), tmp_path / "scan.png"
        self.controller = AccueilController(self.screen, self.service, self.lectures, lambda _: self.choisi)
        self.ouverts: list[object] = []
        self.crees: list[Patient] = []
        self.controller.patient_wanted.connect(self.ouverts.append)
        self.controller.created.connect(self.crees.append)
        show(qtbot, self.screen)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def insert(self) -> None:
        self.screen.enter("Lecteur")
        self.settle()

    def choose(self, sexe: str) -> None:
        self.screen.sexe.choose(sexe)
        self.screen.sexe.chosen.emit(sexe)

    def create(self) -> None:
        self.qtbot.keyClick(self.screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()


@pytest.fixture
def poste(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Poste:
    """A reception waiting."""
    return Poste(qtbot, tmp_path, tasks, errors)


def test_card_of_a_known_person_opens_the_file_by_itself(poste: Poste) -> None:
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.insert()
    assert poste.ouverts == [e.NESSI_R.id]


def test_card_of_several_persons_asks_who_is_here(poste: Poste) -> None:
    poste.service.carte = CarteVitale("Lecteur", "vitale2", (RUTH, LEONARDO))
    poste.service.connus["LEONARDO"] = (e.DE_VINCI,)
    poste.insert()
    assert poste.ouverts == []
    choix = poste.screen.focusWidget()
    assert choix is not None
    poste.qtbot.keyClick(choix, Qt.Key.Key_Down)
    poste.settle()
    assert poste.ouverts == [e.DE_VINCI.id]


def test_name_of_the_card_is_never_taken_for_the_birth_name(poste: Poste) -> None:
    poste.insert()
    assert poste.screen.saisie.nom == ""
    assert poste.screen.saisie.nom_utilise == "DE VINCI"
    assert poste.screen.saisie.sexe is None
    assert not poste.screen.actions_["accueil_create"].isEnabled()


def test_unknown_card_becomes_a_file_with_the_birth_name_asked(poste: Poste) -> None:
    poste.insert()
    poste.qtbot.keyClicks(poste.screen.nom, "Nessi")
    poste.choose("F")
    poste.create()
    (cree,) = poste.service.crees
    assert cree[0] == TraitsIdentite("NESSI", "RUTH", Sexe.FEMININ, date(1977, 7, 14))
    assert cree[1:] == ("DE VINCI", "2770763220829", False)
    assert [p.id for p in poste.crees] == [e.ident("nouveau")]


def test_file_that_resembles_is_shown_before_anything_is_created(poste: Poste) -> None:
    poste.service.proches = [DossierProche(e.NESSI_R, ("même naissance",))]
    poste.qtbot.keyClicks(poste.screen.nom, "Nessi")
    poste.qtbot.keyClicks(poste.screen.prenoms, "Ruth Isabelle")
    poste.qtbot.keyClicks(poste.screen.date, "14/07/1977")
    poste.choose("F")
    poste.create()
    poste.qtbot.waitUntil(lambda: bool(poste.screen.proches.proches))
    if not poste.service.crees:
        assert poste.screen.actions_["accueil_create"].text() == "Créer quand même, autre personne"
        poste.create()
    assert [cree[3] for cree in poste.service.crees] == [True]


def test_birth_place_is_found_by_its_name(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.lieu, "Clerm")
    poste.qtbot.waitUntil(lambda: poste.screen._lieux.isVisible())
    poste.screen._lieux.opened.emit(Lieu("63113", "Clermont-Ferrand"))
    assert poste.screen.saisie.lieu == "63113"


def test_card_pulled_during_the_reading_is_said_and_the_form_stays(poste: Poste) -> None:
    poste.service.carte = CarteAbsente("La carte Vitale a été retirée pendant la lecture.")
    poste.insert()
    assert len(poste.screen.banners.shown) == 1
    assert poste.screen.nom.isEnabled()


def test_code_scanned_from_a_phone_prepares_the_file_with_its_birth_name(poste: Poste) -> None:
    champ = poste.screen.apcv.field
    poste.qtbot.keyClicks(champ, "APCV.abc.def")
    poste.qtbot.keyClick(champ, Qt.Key.Key_Return)
    poste.settle()
    assert poste.service.montres == ["APCV.abc.def"]
    assert champ.text() == "", "the code is not kept"
    assert (poste.screen.saisie.nom, poste.screen.saisie.nom_utilise) == ("NESSI", "DE VINCI")
    assert "valable jusqu’à" in poste.screen.apcv.etat
    assert_accessible(poste.screen)


def test_phone_laid_on_the_reader_prepares_the_file_and_leaves_the_card_as_a_way_out(poste: Poste) -> None:
    poste.screen.apcv.poser.click()
    poste.settle()
    assert poste.service.montres == ["NFC"]
    assert poste.screen.saisie.nom == "NESSI"
    assert "valable jusqu’à" in poste.screen.apcv.etat
    poste.service.apcv = CarteAbsente("Aucun téléphone n’est posé sur un lecteur sans contact.")
    poste.screen.apcv.poser.click()
    poste.settle()
    (banner,) = poste.screen.banners.shown
    assert any("carte" in b.text().lower() for b in banner.findChildren(QPushButton))


def test_code_of_a_known_person_opens_the_file(poste: Poste) -> None:
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.screen.apcv.shown.emit("APCV.abc.def")
    poste.settle()
    assert poste.ouverts == [e.NESSI_R.id]


def test_end_of_the_context_is_said_with_what_to_do(poste: Poste) -> None:
    poste.screen.apcv.show_fin(e.MAINTENANT)
    assert "expiré" in poste.screen.apcv.etat
    assert "insérez la carte" in poste.screen.apcv.etat


def test_refused_code_offers_the_vitale_card_in_one_click(poste: Poste) -> None:
    poste.service.apcv = AccesRefuse("Le service de l’appli carte Vitale refuse l’accès.")
    poste.service.connus["RUTH"] = (e.NESSI_R,)
    poste.screen.apcv.shown.emit("APCV.abc.def")
    poste.settle()
    (banner,) = poste.screen.banners.shown
    assert poste.screen.apcv.etat == ""
    (lire,) = [
        b for b in banner.findChildren(QPushButton) if "Vitale" in b.accessibleName() or "Vitale" in b.text()
    ]
    lire.click()
    poste.settle()
    assert poste.ouverts == [e.NESSI_R.id]


def test_picture_of_the_code_is_taken_from_a_file_or_from_the_clipboard(poste: Poste, tmp_path: Path) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    chemin = tmp_path / "code.png"
    assert image.save(str(chemin))
    poste.screen.apcv.take_file(chemin)
    poste.settle()
    QGuiApplication.clipboard().setImage(image)
    poste.qtbot.keyClick(poste.screen.apcv.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    poste.settle()
    QGuiApplication.clipboard().clear()
    assert [bytes(m[:4]) if isinstance(m, bytes) else m for m in poste.service.montres] == [b"\x89PNG"] * 2


def test_picture_that_cannot_be_opened_is_given_empty_and_refused_by_the_reader(
    poste: Poste, tmp_path: Path
) -> None:
    poste.screen.apcv.take_file(tmp_path / "absente.png")
    poste.settle()
    assert poste.service.montres == [b""]


def test_reception_is_walked_without_mouse_nor_sight(poste: Poste) -> None:
    poste.insert()
    poste.screen.show_proches([DossierProche(e.NESSI_R, ("même naissance",))])
    assert_accessible(poste.screen)


def scan(poste: Poste, texte: str, champ: QWidget, fin: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Type as a scanner does: every character to whoever has the focus, then its end."""
    champ.setFocus()
    for caractere in texte:
        if caractere == GS or not caractere.isascii():  # QTest only types ASCII
            frappe = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, caractere)
            QApplication.sendEvent(champ, frappe)
        else:
            poste.qtbot.keyClicks(champ, caractere)
    if fin is not None:
        poste.qtbot.keyClick(champ, fin)
    poste.qtbot.waitUntil(lambda: poste.screen.lecture.isVisible() or bool(poste.screen.banners.shown))


@pytest.mark.parametrize("champ", ["nom", "date", "lieu", "telephone"])
def test_scan_is_caught_wherever_the_focus_is_and_leaves_the_field_as_it_was(
    poste: Poste, champ: str
) -> None:
    ligne = getattr(poste.screen, champ)
    poste.qtbot.keyClicks(ligne, "12")
    scan(poste, ADRUN, ligne)
    assert ligne.text() == "12"
    assert poste.lectures.textes == [ADRUN]
    assert poste.screen.saisie.nom == ("12" if champ == "nom" else "")
    assert poste.service.crees == []


@pytest.mark.parametrize("fin", [Qt.Key.Key_Tab, None])
def test_scanner_may_end_by_a_tab_or_by_nothing(poste: Poste, fin: Qt.Key | None) -> None:
    scan(poste, ADRUN, poste.screen.nom, fin)
    assert poste.screen.lecture.lue is not None


def test_scan_in_another_keyboard_layout_is_repaired(poste: Poste) -> None:
    azerty = dict(zip("1234567890.-AQZWM", "&é\"'(-è_çà:)QAWZ?", strict=True))
    scan(poste, "".join(azerty.get(c, c) for c in ADRUN), poste.screen.prenoms)
    assert poste.screen.prenoms.text() == ""
    assert poste.screen.lecture.lue is not None
    assert poste.screen.lecture.lue.annonce.matricule == "275126322074974"


def test_name_that_begins_like_a_scan_is_typed_as_any_name(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.nom, "ISABEAU")
    poste.qtbot.keyClick(poste.screen.nom, Qt.Key.Key_Return)
    assert poste.screen.nom.text() == "ISABEAU"
    assert poste.lectures.textes == []


def test_scan_cut_short_is_said_and_nothing_is_filled(poste: Poste) -> None:
    scan(poste, ADRUN[:40], poste.screen.nom)
    assert len(poste.screen.banners.shown) == 1
    assert "ADRUN" not in poste.screen.banners.shown[0].accessibleName()
    assert poste.screen.saisie == SaisiePatient()


def test_escape_gives_up_a_scan_under_way(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.nom, ADRUN[:20])
    poste.qtbot.keyClick(poste.screen.nom, Qt.Key.Key_Escape)
    poste.qtbot.keyClicks(poste.screen.nom, "Nessi")
    assert poste.screen.nom.text() == "Nessi"
    assert poste.lectures.textes == []


def test_what_was_read_fills_the_form_only_when_the_person_agrees(poste: Poste) -> None:
    poste.qtbot.keyClicks(poste.screen.telephone, "0601020304")
    scan(poste, ADRUN, poste.screen.nom)
    assert poste.screen.saisie.nom == ""
    poste.screen.lecture.reprendre.click()
    assert poste.screen.saisie == SaisiePatient(
        "ADRUN", "ZOE", "31/12/1975", Sexe.FEMININ, "63220", "", "0601020304"
    )
    poste.settle()
    poste.create()
    (cree,) = poste.service.crees
    assert cree[0] == ZOE
    assert [lue and lue.matricule for lue in poste.service.lues] == ["275126322074974"]


def test_what_was_read_is_forgotten_with_the_person_it_was_read_for(poste: Poste) -> None:
    scan(poste, ADRUN, poste.screen.nom)
    poste.screen.lecture.reprendre.click()
    assert poste.screen.lue is not None
    poste.insert()
    assert poste.screen.lue is None


def test_billing_number_of_a_card_never_goes_to_the_person_scanned(poste: Poste) -> None:
    poste.insert()
    scan(poste, ADRUN, poste.screen.nom)
    poste.screen.lecture.reprendre.click()
    poste.settle()
    poste.create()
    (cree,) = poste.service.crees
    assert cree[2] == ""


def test_file_that_bears_this_ins_is_opened_and_never_made_twice(poste: Poste) -> None:
    poste.lectures.connus = (known(),)
    scan(poste, ADRUN, poste.screen.nom)
    assert not poste.screen.lecture.reprendre.isEnabled()
    assert poste.ouverts == []
    poste.screen.lecture.ouvrir.click()
    poste.settle()
    assert poste.ouverts == [e.ident("zoe")]
    assert poste.service.notees == [(e.ident("zoe"), "275126322074974")]


def test_differences_with_the_file_are_said_before_it_is_opened(poste: Poste) -> None:
    poste.lectures.connus = (known(nom_naissance="ADRUM"),)
    lue = poste.lectures.read_text(ADRUN)
    assert "des traits diffèrent" in phrase_of(lue)
    assert rows_of(lue, SaisiePatient())[0] == ("Nom de naissance", "ADRUN", "ADRUM")


def test_what_was_read_stands_beside_what_is_typed(poste: Poste) -> None:
    lue = poste.lectures.read_text(ADRUN)
    assert rows_of(lue, SaisiePatient(nom="ADRUNE"))[0] == ("Nom de naissance", "ADRUN", "ADRUNE")


def test_pasted_datamatrix_is_read_and_other_text_is_pasted(poste: Poste) -> None:
    QGuiApplication.clipboard().setText(ADRUN.replace("\x1d", "<GS>"))
    poste.qtbot.keyClick(poste.screen.nom, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    assert poste.screen.nom.text() == ""
    QGuiApplication.clipboard().setText("Nessi")
    poste.screen.nom.setFocus()
    poste.qtbot.keyClick(poste.screen.nom, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert poste.screen.nom.text() == "Nessi"


def test_image_is_chosen_by_a_key_or_dropped_on_the_screen(poste: Poste, tmp_path: Path) -> None:
    poste.qtbot.keyClick(poste.screen, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    depose = tmp_path / "autre.png"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(depose))])
    copie, gauche, rien = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entree = QDragEnterEvent(QPoint(5, 5), copie, mime, gauche, rien)
    poste.screen.dragEnterEvent(entree)
    assert entree.isAccepted()
    poste.screen.dropEvent(QDropEvent(QPointF(5, 5), copie, mime, gauche, rien))
    poste.settle()
    assert poste.lectures.fichiers == [poste.choisi, depose]


def test_person_of_a_message_is_compared_then_recorded_by_a_person(poste: Poste) -> None:
    poste.screen.enter(DepuisMessage("b/INBOX/1"))
    poste.qtbot.waitUntil(poste.screen.lecture.isVisible)
    assert poste.screen.saisie == SaisiePatient()
    poste.screen.lecture.reprendre.click()
    assert poste.screen.saisie.nom == "ADRUN"
    assert_accessible(poste.screen)


def test_card_of_a_reading_is_walked_without_mouse_nor_sight(poste: Poste) -> None:
    scan(poste, ADRUN, poste.screen.nom)
    assert_accessible(poste.screen)


@pytest.mark.parametrize("texte", ["", "IS", "ISABELLE 01", "IS0100", "XS010000"])
def test_other_texts_are_no_datamatrix(texte: str) -> None:
    assert not is_datamatrix(texte)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("31/12/1975", (date(1975, 12, 31), False)),
        ("31.12.1975", (date(1975, 12, 31), False)),
        ("31 12 1975", (date(1975, 12, 31), False)),
        ("31121975", (date(1975, 12, 31), False)),
        ("12/1975", (date(1975, 12, 1), True)),
        ("1975", (date(1975, 12, 31), True)),
        ("2026", (date(2026, 12, 31), True)),
    ],
)
def test_birth_date_is_read_whole_or_estimated(texte: str, attendu: tuple[date, bool]) -> None:
    assert read_date(texte, e.JOUR) == attendu


@pytest.mark.parametrize("texte", ["31/02/1975", "5/6/2026", "1/1/1850", "hier", "31/12/75", "13/1975"])
def test_impossible_birth_date_is_refused(texte: str) -> None:
    with pytest.raises(TraitInvalide):
        read_date(texte, e.JOUR)


def test_each_wrong_field_has_its_sentence() -> None:
    lecture = read_saisie(SaisiePatient("N3SSI", "RUTH-", "32/01/1977", Sexe.FEMININ, "ABC"), e.JOUR)
    assert lecture.traits is None
    assert set(lecture.erreurs) == {"nom", "prenoms", "date", "lieu"}


def test_nothing_typed_says_what_is_missing() -> None:
    lecture = read_saisie(SaisiePatient(), e.JOUR)
    assert lecture.erreurs == {}
    assert len(lecture.manques) == 4


def test_a_birth_place_is_looked_for_as_it_was_on_the_day_of_birth(poste: Poste) -> None:
    poste.screen.lieu.setText("cler")
    poste.settle()
    poste.screen.date.setText("31/12/1975")
    poste.screen.lieu.setText("clerm")
    poste.settle()
    assert poste.service.naissances == [None, date(1975, 12, 31)]
