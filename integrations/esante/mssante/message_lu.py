"""What a received message is once read: its kind, its parts, and what in it calls for caution."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esante.mssante.accuses import Accuse
from esante.mssante.adresses import AdresseMss
from esante.mssante.entetes import Correspondant
from esante.mssante.html_sur import HtmlSur
from esante.xdm.modeles import ArchiveXdm, RefusArchive


class GenreMessage(StrEnum):
    """What a message is, for the list."""

    DOCUMENT = "document"
    CORRESPONDANCE = "correspondance"
    PATIENT = "patient"
    ACCUSE = "accuse"
    ECHEC_DISTRIBUTION = "echec_distribution"
    ECHEC_INTEGRATION = "echec_integration"


class AlerteMessage(StrEnum):
    """What the reader is told before he believes a message."""

    EXPEDITEUR_ABSENT = "expéditeur absent ou mal écrit"
    EXPEDITEUR_DOUBLE = "plusieurs expéditeurs"
    NOM_TROMPEUR = "le nom affiché porte une autre adresse que la vraie"
    HORS_LISTE_BLANCHE = "domaine hors de l’espace de confiance"
    DOMAINE_IMITE = "domaine qui imite un domaine de confiance"
    ARCHIVE_REFUSEE = "archive de documents refusée"
    PLUSIEURS_ARCHIVES = "plusieurs archives de documents\u00a0: seule la première est lue"
    PIECE_DANGEREUSE = "pièce jointe qui pourrait s’exécuter"
    STRUCTURE_ANORMALE = "structure anormale\u00a0: une partie n’est pas lue"
    CONTENU_BLOQUE = "contenu distant bloqué"
    TEXTE_COUPE = "texte trop long, coupé"


@dataclass(frozen=True)
class PieceJointe:
    """An attachment; ``dangereuse`` ones are never opened by us."""

    nom: str
    type: str
    contenu: bytes
    dangereuse: bool = False


@dataclass(frozen=True)
class PatientAnnonce:
    """The patient as METADATA.XML names him: to compare with the file, trait by trait."""

    matricule: str | None
    oid: str | None
    nom_naissance: str | None
    prenom: str | None
    date_naissance: str | None
    sexe: str | None


@dataclass(frozen=True)
class MessageLu:
    """A message, ready to be shown and filed."""

    genre: GenreMessage
    identifiant: str | None
    date: datetime | None
    expediteur: Correspondant | None
    destinataires: tuple[Correspondant, ...]
    objet: str
    texte: str
    html: HtmlSur | None
    pieces: tuple[PieceJointe, ...]
    archive: ArchiveXdm | None
    refus_archive: RefusArchive | None
    patient: PatientAnnonce | None
    codes_cda: tuple[str, ...]
    ins: bool | None
    """X-MSS-INS: the CDA claims a complete INS; None when the header is absent."""
    fin_echange: bool
    remplace: bool
    annule: bool
    en_reponse_a: str | None
    references: tuple[str, ...]
    accuse_demande: AdresseMss | None
    accuse_automatique: bool
    """The receipt may be sent without asking: the address asked for is the Return-Path (RFC 8098 §2.1)."""
    accuse: Accuse | None
    code_echec: str | None
    alertes: frozenset[AlerteMessage]
