"""What the DMP allows and what the user chooses: record, consent, visibility, feeding rules.

Requirement numbers are those of the test book of the CNDA (SEL-MP-037).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class EtatDmp(StrEnum):
    """Whether the record may be used."""

    OUVERT = "ouvert"
    FERME = "fermé"
    INEXISTANT = "inexistant"


class EtatAutorisation(StrEnum):
    """The user's right of consultation, as the DMP holds it."""

    VALIDE = "VALIDE"
    ABSENTE = "INEXISTANTE"
    EXPIREE = "EXPIREE"
    BLOQUEE = "BLOQUEE"


@dataclass(frozen=True)
class SituationDmp:
    """What the DMP says of a record before anything else (TD0.2); never an identity (EX_0.2-1020)."""

    etat: EtatDmp
    autorisation: str = ""
    is_medecin_traitant: bool = False
    motif_fermeture: str = ""

    @property
    def is_autorisee(self) -> bool:
        return self.etat is EtatDmp.OUVERT and self.autorisation == EtatAutorisation.VALIDE


@dataclass(frozen=True)
class ParametresDmp:
    """The parameters file of the DMP, refreshed at least weekly (EX_GEN-1540/1550)."""

    age_majorite: int = 18
    cumul_invisible_patient_masque_ps: bool = False
    fonctions_gestion_mineurs: bool = True


@dataclass(frozen=True)
class Visibilite:
    """Who sees a document besides its author (EX_2.1-1050)."""

    masque_ps: bool = False
    invisible_patient: bool = False
    invisible_representants: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The confidentiality codes to add to the document's own."""
        pairs = (
            (self.masque_ps, "MASQUE_PS"),
            (self.invisible_patient, "INVISIBLE_PATIENT"),
            (self.invisible_representants, "INVISIBLE_REPRESENTANTS_LEGAUX"),
        )
        return tuple(code for chosen, code in pairs if chosen)

    @classmethod
    def of(cls, codes: Iterable[str]) -> "Visibilite":
        """Return the visibility that these codes say."""
        known = frozenset(codes)
        return cls(
            "MASQUE_PS" in known, "INVISIBLE_PATIENT" in known, "INVISIBLE_REPRESENTANTS_LEGAUX" in known
        )


class VisibiliteRefusee(ValueError):
    """A visibility the DMP does not allow; the text is for the user."""


def check_visibilite(
    choix: Visibilite,
    parametres: ParametresDmp,
    *,
    is_mineur: bool,
    avant: Visibilite | None = None,
    connexion_secrete: bool = False,
) -> None:
    """Check a choice of visibility, for a new document or instead of ``avant``.

    Raises:
        VisibiliteRefusee: with the reason.
    """
    cumul = choix.masque_ps and choix.invisible_patient
    if cumul and not parametres.cumul_invisible_patient_masque_ps:
        raise VisibiliteRefusee(
            "Un document ne peut être à la fois masqué aux professionnels et invisible au patient."
        )
    if choix.invisible_representants and not is_mineur:
        raise VisibiliteRefusee("Seul le document d’un mineur se cache aux représentants légaux.")
    if connexion_secrete and not choix.invisible_representants:
        raise VisibiliteRefusee("En connexion secrète, tout est invisible aux représentants légaux.")
    if avant is None:
        return
    if choix.invisible_patient and not avant.invisible_patient:
        raise VisibiliteRefusee("Un document que le patient a pu voir ne peut plus lui être caché.")
    if choix.invisible_representants and not avant.invisible_representants:
        raise VisibiliteRefusee(
            "Un document que les représentants légaux ont pu voir ne peut plus leur être caché."
        )


def is_irreversible(choix: Visibilite, avant: Visibilite) -> bool:
    """Tell whether the change shows something that can never be hidden again (EX_3.3-1040)."""
    return (avant.invisible_patient and not choix.invisible_patient) or (
        avant.invisible_representants and not choix.invisible_representants
    )


@dataclass(frozen=True)
class DocumentDmp:
    """A document of the DMP as the list shows it."""

    identifiant: str
    titre: str
    type_code: str
    type_libelle: str
    classe: str
    auteurs: tuple[str, ...]
    instant: datetime | None
    debut_acte: datetime | None
    visibilite: Visibilite = Visibilite()
    is_archive: bool = False
    is_obsolete: bool = False
    is_du_patient: bool = False
    is_du_professionnel: bool = False
    version: int = 1
    entree: str = ""
    empreinte: str = ""


@dataclass(frozen=True)
class FiltreDmp:
    """What the user asks to see."""

    depuis: date | None = None
    jusqu_au: date | None = None
    types: tuple[str, ...] = ()
    archives: bool = False
    obsoletes: bool = False
    nouveaux_depuis: datetime | None = None


@dataclass(frozen=True)
class DocumentOuvert:
    """A document fetched to be read: nothing of it is kept unless the user saves it (EX_3.2-1010)."""

    document: DocumentDmp
    contenu: bytes = field(repr=False)
    avertissement: str = ""


def avertissement_ouverture(document: DocumentDmp) -> str:
    """Return what must be said when a hidden document is opened (EX_3.2-1025)."""
    visibilite = document.visibilite
    if visibilite.invisible_patient:
        return "Le patient ne voit pas ce document\u00a0: une consultation d’annonce reste peut-être à faire."
    if visibilite.invisible_representants:
        return "Les représentants légaux ne voient pas ce document\u00a0: ne leur en parlez pas."
    if visibilite.masque_ps:
        return "Ce document est masqué aux autres professionnels."
    return ""


CONSENTEMENT = (
    "Le patient, informé, accepte que vous consultiez son DMP.",
    "Le logiciel peut y rechercher en votre nom\u202f; il n’ouvre un document que sur votre demande.",
    "Tout accès est tracé et le patient en est aussitôt averti.",
    "Un usage abusif expose à des poursuites.",
)
"""What the statement must cover (EX_0.2-1100); the official wording is put in before certification."""
