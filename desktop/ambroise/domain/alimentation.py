"""What feeds the DMP: which kinds of documents, under which rule, and the version each one is at.

EX_GEN-1060 (feeding is automatic, its rules visible and adjustable, a document can be held back; nothing
empty nor unchanged leaves), EX_2.1-1190 (what is sendable and what was sent, with its state).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID, uuid5

from ambroise.domain.envoi import EnvoiNomme, EtatEnvoi

RETIRE_DU_DMP = "Retiré du DMP à votre demande."
"""What an envoi says once its document was deleted from the DMP."""
RETIRE_DU_DOSSIER = "Annulé, car l’élément a été retiré du dossier."
"""What an envoi says when it had not left before its element was taken out of the file."""
CORRIGE_AVANT_DEPART = "Annulé, car une version corrigée part à sa place."


class GenreAlimentation(Enum):
    """The kinds a rule is set for: key in the settings, words of the rule."""

    ORDONNANCE = ("ordonnance", "Ordonnances")
    DISPENSATION = ("dispensation", "Dispensations")
    VACCINATION = ("vaccination", "Vaccinations")
    SYNTHESE = ("synthese", "Synthèses")
    DOCUMENT = ("document", "Autres documents")

    def __init__(self, cle: str, libelle: str) -> None:
        self.cle = cle
        self.libelle = libelle


class ModeleSynthese(Enum):
    """The two models of the summary of a file (types of JDV_J07)."""

    IPS = ("60591-5", "Synthèse médicale (IPS-FR)")
    VSM = ("SYNTH", "Volet de synthèse médicale (VSM)")

    def __init__(self, code: str, libelle: str) -> None:
        self.code = code
        self.libelle = libelle


class TypeDocumentPartage(Enum):
    """What a document without a structured model may be declared as (types of JDV_J07)."""

    COMPTE_RENDU = ("11488-4", "Compte rendu de consultation")
    ADRESSAGE = ("96349-6", "Lettre d’adressage")
    SYNTHESE_EPISODE = ("34133-9", "Synthèse d’épisode de soins")
    CERTIFICAT = ("CERT_DECL", "Certificat ou déclaration")
    PROTOCOLE_ALD = ("PROT_ALD", "Protocole de soins d’ALD")
    PLAN_DE_SOINS = ("18776-5", "Plan personnalisé de soins")
    SUIVI_INFIRMIER = ("11506-3", "Fiche de suivi infirmier")
    BILAN = ("34120-6", "Bilan d’un professionnel")
    BILAN_MEDICATION = ("56445-0", "Bilan partagé de médication")
    ENTRETIEN_PHARMACEUTIQUE = ("78601-2", "Entretien pharmaceutique")

    def __init__(self, code: str, libelle: str) -> None:
        self.code = code
        self.libelle = libelle


@dataclass(frozen=True)
class VersionPartagee:
    """One version of an object that was given to the outbox."""

    numero: int
    envoi: EnvoiNomme
    retrait: EnvoiNomme | None = None
    """Its deletion from the DMP, when the file asked for it."""

    @property
    def suivi(self) -> EnvoiNomme:
        """What has to be followed: the deletion once there is one."""
        return self.retrait or self.envoi

    @property
    def etat(self) -> EtatEnvoi:
        return self.envoi.envoi.etat

    @property
    def is_en_route(self) -> bool:
        """Whether it still has to leave, alone or with someone's word."""
        return self.etat in (EtatEnvoi.EN_ATTENTE, EtatEnvoi.EN_COURS, EtatEnvoi.A_REPRENDRE)


@dataclass(frozen=True)
class LignePartage:
    """Something of the file that can be shared, or was: ``manque`` says what keeps it from leaving."""

    genre: GenreAlimentation
    objet: UUID
    titre: str
    le: date
    versions: tuple[VersionPartagee, ...] = ()
    manque: str = ""
    is_retenu: bool = False
    """The rule of its kind holds it until someone agrees."""

    @property
    def derniere(self) -> VersionPartagee | None:
        return self.versions[-1] if self.versions else None

    @property
    def is_retire(self) -> bool:
        """Whether it was withdrawn from the DMP: it does not go back there."""
        derniere = self.derniere
        return derniere is not None and (
            derniere.envoi.envoi.erreur in (RETIRE_DU_DMP, RETIRE_DU_DOSSIER) or derniere.retrait is not None
        )


def identifiant_partage(objet: UUID, version: int) -> str:
    """Return the uniqueId of a version of an object: an OID under 2.25, the same each time it is asked."""
    return f"2.25.{id_partage(objet, version).int}"


def id_partage(objet: UUID, version: int) -> UUID:
    """Return the identifier, in the file, of the document of a version."""
    return uuid5(objet, f"partage {version}")


def objet_synthese(patient_id: UUID, modele: ModeleSynthese) -> UUID:
    """Return what stands for the summary of a patient: its versions replace one another."""
    return uuid5(patient_id, f"synthese {modele.code}")


@dataclass(frozen=True)
class PartisDmp:
    """What left or leaves for the DMP of a patient, and its deletions, by uniqueId."""

    envois: Mapping[str, EnvoiNomme]
    retraits: Mapping[str, EnvoiNomme]

    def version(self, numero: int, identifiant: str) -> VersionPartagee | None:
        """Return a version by its uniqueId, None when it was never given to the outbox."""
        envoi = self.envois.get(identifiant)
        return VersionPartagee(numero, envoi, self.retraits.get(identifiant)) if envoi is not None else None


def versions_of(objet: UUID, partis: PartisDmp) -> tuple[VersionPartagee, ...]:
    """Return the versions given to the outbox, the first one first."""
    found: list[VersionPartagee] = []
    while (version := partis.version(len(found) + 1, identifiant_partage(objet, len(found) + 1))) is not None:
        found.append(version)
    return tuple(found)
