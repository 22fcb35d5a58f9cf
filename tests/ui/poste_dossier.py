"""Stand-ins of what the screens of a file ask, and how the tests open them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Consultation, TypeConstante
from ambroise.domain.entrees import Ald, ArretTraitement, AucuneAllergieConnue, Entree, EtatMaternel, Tache
from ambroise.domain.identite import StatutIdentite
from ambroise.domain.passages import SANS_FILTRE, FiltrePassages, GenrePassage, Passage, excerpt
from ambroise.domain.texte_document import BilanTextes
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.patients.recherche_controller import RechercheController
from ambroise.ui.tasks import Tasks
from ambroise.usecases.garde import DossierRestreint
from ambroise.usecases.patients import DossierPatient, NouvelleAllergie
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.recherche_notes import PassageTrouve
from ambroise.usecases.suivi import GenreSuivi
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
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

    def stop(self, patient_id: UUID, traitement: TraitementEnCours, motif: str) -> Entree:
        ligne = traitement.ligne
        arret = ArretTraitement(e.ident("arret"), patient_id, ligne.id, ligne.nom_court, e.JOUR, motif)
        self.patients.entrees = (*self.patients.entrees, arret)
        return arret

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

    def read_again(self) -> int:
        self.textes = replace(self.textes, en_attente=self.textes.illisibles, illisibles=0)
        return self.textes.en_attente

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


def open_dossier(
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


def open_search(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[PatientsScreen, RechercheController, FakeNotes]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen, notes = PatientsScreen(context), FakeNotes()
    controller = RechercheController(screen, FakePatients(), notes)
    show(qtbot, screen)
    screen.actions_["patients_notes"].trigger()
    return screen, controller, notes
