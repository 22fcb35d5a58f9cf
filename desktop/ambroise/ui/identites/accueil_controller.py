"""Between the reception and its use cases: reads the card, opens the file or prepares a new one."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ambroise.domain.identite import TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.ui.identites.accueil import AccueilScreen
from ambroise.ui.identites.ports import Accueil, DepuisMessage, DossierProche, Lectures
from ambroise.ui.identites.saisie import SaisiePatient
from ambroise.ui.tasks import NETWORK, Task, reader_queue
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.ports_cartes import BeneficiaireVitale, CarteVitale

LETTRES_MINIMALES: Final = 2


def ask_image(parent: QWidget) -> Path | None:
    """Ask for an image or a PDF; None when the user gave up."""
    filtre = "Images et PDF (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.pdf)"
    chemin, _ = QFileDialog.getOpenFileName(parent, "Lire un datamatrix", "", filtre)
    return Path(chemin) if chemin else None


class AccueilController(QObject):
    """``patient_wanted`` carries the UUID of a known file, ``created`` the Patient of a new one."""

    patient_wanted = Signal(object)
    created = Signal(object)

    def __init__(
        self,
        screen: AccueilScreen,
        accueil: Accueil,
        lectures: Lectures,
        ask_file: Callable[[QWidget], Path | None] = ask_image,
    ) -> None:
        super().__init__(screen)
        self._screen, self._accueil, self._lectures = screen, accueil, lectures
        self._ask_file = ask_file
        self._lecture: Task | None = None
        self._recherche: Task | None = None
        self._lieux: Task | None = None
        screen.entered.connect(self._enter)
        screen.card_wanted.connect(self.read_card)
        screen.apcv_shown.connect(self.read_apcv)
        screen.apcv.laid.connect(self.read_apcv_nfc)
        screen.beneficiaire_chosen.connect(self._choose)
        screen.patient_chosen.connect(self.patient_wanted)
        screen.lecture.opened.connect(self._open_read)
        screen.traits_typed.connect(self._look_for)
        screen.formulaire.lieu_typed.connect(self._look_for_lieu)
        screen.create_wanted.connect(self._create)
        screen.text_scanned.connect(lambda texte: self._read(lambda: lectures.read_text(texte)))
        screen.file_given.connect(lambda chemin: self._read(lambda: lectures.read_file(chemin)))
        screen.image_wanted.connect(self._choose_image)

    def read_card(self, lecteur: str | None = None) -> None:
        """Read the card and open the only file it may be of; else show what is known."""
        self._screen.banners.clear()
        self._screen.run(
            lambda _: self._accueil.read_vitale(lecteur),
            self._card_read,
            queue=reader_queue(lecteur or "vitale"),
            title="Lecture de la carte Vitale",
        )

    def read_apcv(self, contenu: str | bytes) -> None:
        """Exchange what the phone showed; on any failure the Vitale card is one click away."""
        self._open_apcv(lambda: self._accueil.open_apcv(contenu))

    def read_apcv_nfc(self) -> None:
        """Exchange what the phone on the contactless reader shows."""
        self._open_apcv(self._accueil.open_apcv_nfc)

    def _open_apcv(self, open_: Callable[[], LectureApcv]) -> None:
        self._screen.banners.clear()
        self._screen.run(
            lambda _: open_(),
            self._apcv_read,
            on_error=self._apcv_failed,
            queue=NETWORK,
            title="Lecture de l’appli carte Vitale",
        )

    def _apcv_read(self, lecture: LectureApcv) -> None:
        self._screen.apcv.show_fin(lecture.fin_validite)
        self._people_read(lecture.beneficiaires)

    def _apcv_failed(self, error: BaseException) -> None:
        self._screen.apcv.show_fin(None)
        self._screen.show_error(error, Button.of(self._screen.actions_["accueil_carte"]))

    def _enter(self, argument: object) -> None:
        self._screen.banners.clear()
        self._screen.show_empty()
        if isinstance(argument, str):
            self.read_card(argument or None)
        elif isinstance(argument, DepuisMessage):
            self._read(lambda: self._lectures.read_message(argument.id))

    def _open_read(self, patient_id: UUID) -> None:
        """Open the file that a reading brought back, and keep what was read for when INSi answers."""
        lue = self._screen.lecture.lue
        if lue is None:
            return
        annonce = lue.annonce
        self._screen.run(
            lambda _: self._accueil.note_lecture(patient_id, annonce),
            lambda _: self.patient_wanted.emit(patient_id),
        )

    def _choose_image(self) -> None:
        chemin = self._ask_file(self._screen)
        if chemin is not None:
            self._read(lambda: self._lectures.read_file(chemin))

    def _read(self, read: Callable[[], IdentiteLue]) -> None:
        """Read an identity and show it beside what is known; the last one asked for is the one shown."""
        if self._lecture is not None:
            self._lecture.cancel()
        self._screen.banners.clear()
        self._lecture = self._screen.run(
            lambda _: read(), self._screen.show_lecture, title="Lecture d’une identité"
        )

    def _card_read(self, carte: CarteVitale) -> None:
        self._people_read(carte.beneficiaires)

    def _people_read(self, beneficiaires: Sequence[BeneficiaireVitale]) -> None:
        if len(beneficiaires) == 1:
            self._choose(beneficiaires[0])
        elif beneficiaires:
            self._screen.show_beneficiaires(beneficiaires)

    def _choose(self, beneficiaire: BeneficiaireVitale) -> None:
        self._screen.run(
            lambda _: tuple(self._accueil.find_by_vitale(beneficiaire)),
            lambda patients: self._found(beneficiaire, patients),
        )

    def _found(self, beneficiaire: BeneficiaireVitale, patients: Sequence[Patient]) -> None:
        if len(patients) == 1:
            self.patient_wanted.emit(patients[0].id)
            return
        self._screen.show_carte(beneficiaire)
        if patients:
            self._screen.show_candidats(patients)

    def _look_for(self, traits: TraitsIdentite, nom_utilise: str) -> None:
        if self._recherche is not None:
            self._recherche.cancel()

        def show(proches: Sequence[DossierProche]) -> None:
            self._screen.show_proches(proches)

        self._recherche = self._screen.run(
            lambda _: tuple(self._accueil.find_proches(traits, nom_utilise)), show
        )

    def _look_for_lieu(self, texte: str) -> None:
        if self._lieux is not None:
            self._lieux.cancel()
        if len(texte) < LETTRES_MINIMALES or (len(texte) == 5 and texte[:2].isdigit()):
            self._screen.formulaire.show_lieux(())
            return
        naissance = self._screen.formulaire.naissance  # a place bears the code it had that day
        self._lieux = self._screen.run(
            lambda _: tuple(self._accueil.search_lieux(texte, naissance)), self._screen.formulaire.show_lieux
        )

    def _create(self, saisie: SaisiePatient, traits: TraitsIdentite) -> None:
        carte, lue = self._screen.carte, self._screen.lue
        vus = frozenset(p.patient.id for p in self._screen.proches.proches)

        def create(_: object) -> Patient | Sequence[DossierProche]:
            """Look once more: a file that the user was never shown is shown before anything is created."""
            proches = tuple(self._accueil.find_proches(traits, saisie.nom_utilise.strip()))
            if {p.patient.id for p in proches} - vus:
                return proches
            return self._accueil.create(
                traits,
                nom_utilise=saisie.nom_utilise.strip(),
                telephone=saisie.coordonnees.telephone,
                nir_facturation=carte.nir if carte is not None else "",
                malgre_homonyme=bool(vus),
                lue=lue,
            )

        self._screen.run(create, self._created)

    def _created(self, resultat: Patient | Sequence[DossierProche]) -> None:
        if isinstance(resultat, Patient):
            self._screen.show_empty()
            self.created.emit(resultat)
        else:
            self._screen.show_proches(resultat)
