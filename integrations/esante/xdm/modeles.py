"""What an IHE_XDM.ZIP holds, and why one is refused."""

from dataclasses import dataclass
from enum import Enum

from esante.errors import Malformed
from esante.xds.modeles import FicheDocument, LotSoumission


class RefusArchive(Enum):
    """Reasons to refuse a received archive as a whole."""

    ILLISIBLE = "l’archive n’est pas un fichier zip lisible"
    CHIFFREE = "l’archive est chiffrée"
    CHEMIN = "l’archive porte un chemin interdit"
    LIEN = "l’archive porte un lien au lieu d’un fichier"
    DOUBLON = "l’archive porte deux fois le même fichier"
    TAILLE = "l’archive est démesurée"
    SANS_METADONNEES = "l’archive ne porte pas de METADATA.XML"
    METADONNEES = "les métadonnées de l’archive sont illisibles"
    FICHIER_ABSENT = "un document annoncé est absent de l’archive"
    EMPREINTE = "un document ne correspond pas à son empreinte"
    PLUSIEURS_PATIENTS = "l’archive concerne plusieurs patients"
    AUTRE_PATIENT = "un document concerne un autre patient que l’archive"


class ArchiveRefused(Malformed):
    """The archive is refused; nothing of it was written anywhere."""

    def __init__(self, raison: RefusArchive) -> None:
        super().__init__(raison.value)
        self.raison = raison


@dataclass(frozen=True)
class Expediteur:
    """Who sends, and with which software (README.TXT)."""

    nom: str
    logiciel: str
    version: str
    editeur: str


@dataclass(frozen=True)
class DocumentXdm:
    """One document of an archive with its entry."""

    nom: str
    donnees: bytes
    fiche: FicheDocument


@dataclass(frozen=True)
class ArchiveXdm:
    """A verified archive: one patient, its submission sets, its documents."""

    patient_id: str
    lots: tuple[LotSoumission, ...]
    documents: tuple[DocumentXdm, ...]
    non_references: tuple[str, ...]
