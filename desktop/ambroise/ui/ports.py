"""What the screens ask of the use cases: the start-up gives them, the tests give fakes.

The methods are those of the services in ``ambroise.usecases``; a screen names the few it needs. All of them
are called from a worker, never from the GUI thread, unless said otherwise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.alerte import Controles
from ambroise.domain.apports import Apport, Propositions
from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.dossier import Allergie, Consultation, Document, TypeConstante
from ambroise.domain.entrees import Entree, InsLue, Tache
from ambroise.domain.envoi import Envoi
from ambroise.domain.fusion import Fusion
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.identite import IdentiteIns, TraitsIdentite, TypeJustificatif
from ambroise.domain.lieu import Lieu
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import Presentation
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie import Posologie
from ambroise.domain.produit_prescrit import Produit
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.domain.tournee import Passage
from ambroise.ui.tokens import Tone
from ambroise.usecases.agenda import Repetition
from ambroise.usecases.apcv import LectureApcv
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.fusions import ApercuFusion
from ambroise.usecases.ordonnances import Destinataires, OrdonnanceSignee
from ambroise.usecases.patients import DossierPatient, NouvelleAllergie
from ambroise.usecases.ports import BeneficiaireVitale, CarteVitale, ResultatInsi, ResultatPatient
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee
from ambroise.usecases.renouvellement import Renouvellement
from ambroise.usecases.suivi import GenreSuivi
from ambroise.usecases.tournees import PassagePrevu

# --- drafts ------------------------------------------------------------------------------------------


class Brouillons(Protocol):
    """Text being typed, kept through a crash."""

    def read(self, cle: str) -> tuple[str, datetime] | None:
        """Return the text and when it was kept."""

    def keep(self, cle: str, contenu: str) -> datetime:
        """Keep a text and return the instant to show."""

    def drop(self, cle: str) -> None: ...


# --- journée -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RendezVousDuJour:
    """An appointment with the file it is for, None for a pause."""

    rendez_vous: RendezVous
    patient: Patient | None = None
    allergies: tuple[Allergie, ...] = ()
    ald: str = ""


class GenreTache(Enum):
    """What waits for the professional, the most dangerous first: icon and ink of its line."""

    ALERTE = ("octagon-alert", "danger")
    ENVOI_REFUSE = ("circle-x", "danger")
    IDENTITE = ("users", "warning")
    SAUVEGARDE = ("hard-drive", "warning")
    RESULTAT = ("flask-conical", "secondary")
    DOCUMENT = ("file-text", "secondary")
    RENOUVELLEMENT = ("refresh-cw", "secondary")
    ENVOI_EN_ATTENTE = ("clock", "secondary")

    def __init__(self, icone: str, ton: Tone) -> None:
        self.icone = icone
        self.ton = ton


@dataclass(frozen=True)
class TacheAFaire:
    """One line of « À faire »: of whom, what, since when, and the word of its one action."""

    cle: str
    genre: GenreTache
    objet: str
    detail: str = ""
    nom: str = ""
    prenom: str = ""
    le: datetime | None = None
    action: str = ""
    patient_id: UUID | None = None


@dataclass(frozen=True)
class LignePoste:
    """One device or service of the seat, in words."""

    icone: str
    libelle: str
    etat: str
    en_ordre: bool = True


@dataclass(frozen=True)
class JourneeChargee:
    """All that the home of the day shows."""

    jour: date
    rendez_vous: tuple[RendezVousDuJour, ...] = ()
    creneaux: tuple[CreneauLibre, ...] = ()
    taches: tuple[TacheAFaire, ...] = ()
    poste: tuple[LignePoste, ...] = ()


class AgendaDuJour(Protocol):
    """The day of the professional logged in."""

    def load(self, jour: date) -> JourneeChargee: ...
    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous) -> None: ...
    def search(self, texte: str) -> Sequence[ResultatPatient]: ...

    def give(
        self,
        patient_id: UUID,
        debut: datetime,
        fin: datetime,
        motif: str,
        repetition: Repetition | None = None,
    ) -> Sequence[UUID]:
        """Write an appointment or a whole series. Raises CreneauOccupe: then nothing is written."""

    def cancel(self, ids: Sequence[UUID]) -> None: ...

    def move(self, rendez_vous_id: UUID, debut: datetime) -> object:
        """Put an appointment at another time. Raises CreneauOccupe."""

    def next_free(self, apres: datetime) -> CreneauLibre:
        """Return the first free time, whatever the day. Raises AmbroiseError."""

    def block(self, du: date, au: date, motif: str = "") -> UUID:
        """Keep whole days for no patient. Raises CreneauOccupe."""


# --- dossier -----------------------------------------------------------------------------------------


class Patients(Protocol):
    """Search and read the files (``usecases.patients.PatientService``)."""

    def search(self, texte: str, limite: int = 30) -> Sequence[ResultatPatient]: ...
    def open(self, patient_id: UUID) -> DossierPatient: ...

    def save_consultation(
        self,
        patient_id: UUID,
        *,
        motif: str,
        note: str,
        constantes: tuple[tuple[TypeConstante, Decimal], ...] = (),
        allergies: tuple[NouvelleAllergie, ...] = (),
        debut: datetime | None = None,
    ) -> Consultation: ...


class Suivi(Protocol):
    """What follows a patient (``usecases.suivi.SuiviService``)."""

    def add(self, patient_id: UUID, genre: GenreSuivi, libelle: str, le: date | None = None) -> Entree: ...
    def declare_no_allergy(self, patient_id: UUID) -> Entree: ...
    def tell_maternite(self, patient_id: UUID, *, grossesse: bool, allaitement: bool) -> Entree: ...
    def set_done(self, tache: Tache, *, faite: bool) -> Entree: ...
    def correct(self, entree: Entree) -> Entree: ...
    def undo(self, patient_id: UUID, id_: UUID) -> None: ...
    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None: ...


class Documents(Protocol):
    """Stored documents (``usecases.documents.DocumentService``); reading and printing are traced."""

    def read(self, document: Document) -> bytes: ...
    def read_to_print(self, document: Document) -> bytes: ...


class ApportsDocuments(Protocol):
    """What the stored documents propose to their file (``usecases.integration``)."""

    def propose(self, document: Document) -> Propositions: ...
    def accept(self, document: Document, choisis: Sequence[Apport]) -> int: ...


# --- identité ----------------------------------------------------------------------------------------


class Identites(Protocol):
    """Acts on an identity (``usecases.identites.IdentiteService``)."""

    def search_insi(self, patient_id: UUID) -> ResultatInsi:
        """Ask INSi by the traits of the file, and change nothing in it."""

    def accept(
        self,
        patient_id: UUID,
        *,
        ins: IdentiteIns | None = None,
        justificatif: TypeJustificatif | None = None,
    ) -> Patient:
        """Take what INSi answered, the proof shown, or both, in one transaction."""

    def find_lecture(self, patient_id: UUID) -> InsLue | None:
        """Return the INS read when the patient arrived."""

    def drop_lecture(self, patient_id: UUID) -> None:
        """Set that reading aside: the document was someone else's."""


# --- ordonnance --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PropositionMedicament:
    """A medicine offered under the entry line, in the neutral order of the base."""

    produit: Produit
    libelle: str
    forme: str = ""
    conditionnement: str = ""
    prix: Decimal | None = None
    a_partir_de: bool = False
    taux: int | None = None
    etiquettes: tuple[str, ...] = ()
    """Short words to know before choosing: « Rupture », « Stupéfiant », « Surveillance renforcée »."""
    termes: tuple[str, ...] = ()
    """The words of the search found in the name."""
    modele: ModeleOrdonnance | None = None
    """A model of one's own offered in place of a medicine."""


@dataclass(frozen=True)
class PosologieLue:
    """A posology understood: the sentence the patient will read, and what it amounts to."""

    posologie: Posologie
    phrase: str
    totaux: str = ""


class Prescription(Protocol):
    """The medicines base and the controls, as the order screen asks them."""

    @property
    def edition(self) -> str:
        """« Base du 26 mai 2026 », shown under the results; callable from the GUI thread."""

    def search(self, texte: str, limite: int = 20) -> Sequence[PropositionMedicament]: ...

    def read_posologie(self, texte: str, produit: Produit | None = None) -> PosologieLue | None:
        """Understand a shorthand; None when it is none. Quick and without I/O: called at each key."""

    def explain_posologie(self, texte: str, produit: Produit | None = None) -> str:
        """Return why a shorthand is not understood, empty when it is; quick and without I/O."""

    def describe(self, posologie: Posologie) -> str:
        """Return the sentence of a posology; quick and without I/O."""

    def renew(self, brouillon: Ordonnance, lignes: Sequence[LigneOrdonnance]) -> Renouvellement:
        """Return the draft with those lines renewed, and what changed in the base since."""

    def measure(
        self, produit: Produit, posologie: Posologie | None
    ) -> tuple[int | None, Decimal | None, str]:
        """Return boxes, price and words (« 2 boîtes de 90 »); None for what the base cannot tell."""

    def check(self, ordonnance: Ordonnance) -> Controles: ...


class Modeles(Protocol):
    """One's own models and favourites (``usecases.modeles.ModeleService``)."""

    def find(self, texte: str = "") -> Sequence[ModeleOrdonnance]: ...
    def keep(self, ordonnance: Ordonnance, nom: str) -> ModeleOrdonnance: ...
    def use(self, modele: ModeleOrdonnance) -> ModeleOrdonnance: ...
    def remove(self, modele: ModeleOrdonnance) -> None: ...


class Ordonnances(Protocol):
    """Acts of the prescriber (``usecases.ordonnances.OrdonnanceService``)."""

    def draft(self, patient_id: UUID) -> Ordonnance:
        """Return the draft left for this patient today, else a new one."""

    def keep(self, brouillon: Ordonnance) -> datetime:
        """Keep a draft and return the instant to show."""

    def sign(
        self, ordonnance: Ordonnance, destinataires: Destinataires | None = None
    ) -> OrdonnanceSignee: ...


class ApercuOrdonnance(Protocol):
    """Draws an order as it will print, before it is signed."""

    def render_pdf(self, ordonnance: Ordonnance) -> bytes: ...


# --- comptoir ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoiteGroupe:
    """A pack that may answer a line: reference first, then by price and name."""

    presentation: Presentation
    denomination: str
    is_reference: bool = False
    deja_recue: str = ""
    complement: bool = False
    """In the group by complement of posology: another strength, never offered first."""


class Dispensations(Protocol):
    """Acts of the pharmacist (``usecases.dispensations.DispensationService``)."""

    def scan(self, texte: str) -> OrdonnanceScannee: ...

    def dispense(
        self,
        consultee: OrdonnanceConsultee,
        lignes: tuple[DispensationLigne, ...],
        *,
        patient_id: UUID | None = None,
        porteur: str = "",
    ) -> Dispensation: ...


class ControlesComptoir(Protocol):
    """What the pharmacist knows before answering (``usecases.comptoir.ComptoirService``)."""

    def control(self, consultee: OrdonnanceConsultee) -> ControleComptoir: ...

    def read_boite(self, texte: str) -> CodeBoite | None:
        """Read the code of a pack; None when it is none. Quick and without I/O."""


class Boites(Protocol):
    """The packs of the base that answer a line."""

    def find(self, ligne: LigneConsultee) -> Sequence[BoiteGroupe]: ...


# --- envois ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EnvoiSuivi:
    """A row of the outbox with the words people know it by."""

    envoi: Envoi
    nom: str = ""
    prenom: str = ""
    destinataire: str = ""
    remis_le: datetime | None = None


class Envois(Protocol):
    """The outbox as the user follows it."""

    def list(self) -> Sequence[EnvoiSuivi]: ...

    def retry(self, id_: UUID) -> Envoi:
        """Return the envoi as it is now: cancelled when it bore another INS than its patient's."""

    def cancel(self, id_: UUID) -> None: ...


# --- accueil -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DossierProche:
    """A file that may be the person at the desk, and why."""

    patient: Patient
    raisons: tuple[str, ...]


class Accueil(Protocol):
    """From a card or a stated identity to the right file, existing or new."""

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale: ...

    def open_apcv(self, contenu: str | bytes) -> LectureApcv:
        """Exchange the text or the picture of the code of a phone."""

    def open_apcv_nfc(self) -> LectureApcv:
        """Exchange what the phone laid on a contactless reader shows."""

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]: ...
    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]: ...
    def note_lecture(self, patient_id: UUID, lue: PatientAnnonce) -> None:
        """Keep the INS that was read for a known file, until INSi answers."""

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]: ...

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
        lue: PatientAnnonce | None = None,
    ) -> Patient: ...


# --- tournée -----------------------------------------------------------------------------------------


class Tournees(Protocol):
    """The tour (``usecases.tournees.TourneeService``); everything is kept on this computer first."""

    def load(self, jour: date) -> Sequence[PassagePrevu]: ...

    def keep(self, passage: Passage) -> datetime:
        """Keep what was ticked and typed, and return the instant to show."""

    def add_photo(self, passage: Passage, chemin: Path) -> Passage:
        """File the picture of a wound, and return the passage that shows it."""

    def finish(self, passage: Passage) -> None:
        """Write the passage to the file: acts, measures, note, wound."""


# --- doublons ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaireProche:
    """Two files that may be one person, how much they look alike (0 to 100), and why."""

    a: Patient
    b: Patient
    score: int
    raisons: tuple[str, ...]


class Doublons(Protocol):
    """The close files of the profile, and what a merge does."""

    def list(
        self, on_progress: Callable[[float], None], is_cancelled: Callable[[], bool]
    ) -> Sequence[PaireProche]:
        """Compare all the files; the surest pairs first."""

    def preview(self, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion: ...
    def merge(self, conserve_id: UUID, absorbe_id: UUID, motif: str) -> Fusion: ...
    def undo(self, fusion_id: UUID, motif: str) -> Fusion: ...
