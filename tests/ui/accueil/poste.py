"""The reception with its controller and its fakes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.domain.datamatrix_ins import (
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
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.accueil_controller import AccueilController
from ambroise.ui.identites.ports import DossierProche
from ambroise.ui.tasks import Tasks
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale
from tests.fakes import ecrans as e
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
        self.telephones: list[str] = []
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
        self.telephones.append(telephone)
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
        self.screen.formulaire.sexe.choose(sexe)
        self.screen.formulaire.sexe.chosen.emit(sexe)

    def create(self) -> None:
        self.qtbot.keyClick(self.screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()
