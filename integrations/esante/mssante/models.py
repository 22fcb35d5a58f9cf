"""Accounts, messages to send and their outcome."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from esante.mssante.adresses import AdresseMss


class TypeBal(StrEnum):
    """The kinds of boxes (TRE_R257); patients' boxes cannot be opened by a professional."""

    PERSONNELLE = "PER"
    ORGANISATIONNELLE = "ORG"
    APPLICATIVE = "APP"
    CABINET = "CAB"


class Mecanisme(StrEnum):
    """How a connection proves who it is."""

    XOAUTH2 = "XOAUTH2"
    OAUTHBEARER = "OAUTHBEARER"
    CERTIFICAT = "EXTERNAL"


@dataclass(frozen=True)
class Serveur:
    """A host and a port, reached in clear then by STARTTLS."""

    host: str
    port: int


@dataclass(frozen=True)
class Compte:
    """A box and the way to its operator."""

    adresse: AdresseMss
    type: TypeBal
    imap: Serveur
    smtp: Serveur
    mecanisme: Mecanisme = Mecanisme.XOAUTH2


@dataclass(frozen=True)
class Expediteur:
    """Who writes; the display name is made from these parts (ECO.2.2.7)."""

    adresse: AdresseMss
    nom: str
    prenom: str = ""
    titre: str = ""
    entite: str = ""

    @property
    def nom_affiche(self) -> str:
        parts = (part.strip().replace(" ", "-") for part in (self.titre, self.prenom, self.nom, self.entite))
        return "_".join(part for part in parts if part)


@dataclass(frozen=True)
class PdfJoint:
    """A PDF/A-1 made from the CDA; the name follows ECO.2.1.6."""

    nom: str
    contenu: bytes


@dataclass(frozen=True)
class DocumentsJoints:
    """The documents of ONE patient: an XDM archive and the same documents as PDF (ECO.2.1.1)."""

    libelle: str
    nom_patient: str
    prenom_patient: str
    date_naissance: date
    codes_cda: tuple[str, ...]
    ins_complete: bool
    """Matricule, OID, birth name, first given name, birth date and sex all stand in each CDA (ECO.2.4.2)."""
    xdm: bytes
    pdfs: tuple[PdfJoint, ...]
    annule_et_remplace: bool = False


@dataclass(frozen=True)
class MessageMss:
    """A message to send. ``identifiant`` is the Message-ID, chosen once and kept at every attempt."""

    identifiant: str
    date: datetime
    expediteur: Expediteur
    destinataires: tuple[AdresseMss, ...]
    objet: str
    corps: str
    corps_html: str | None = None
    documents: DocumentsJoints | None = None
    en_reponse_a: str | None = None
    references: tuple[str, ...] = ()
    accuse_lecture: bool = False
    fin_echange: bool = False


@dataclass(frozen=True)
class ResultatEnvoi:
    """The message left, once."""

    identifiant: str
    deja_envoye: bool
    """The mailbox already held the message: nothing was sent again."""
