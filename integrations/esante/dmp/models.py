"""What the DMP is asked and what it answers, in the words of its users."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from esante.cda.models import Code
from esante.xds.modeles import AuteurXds, FicheDocument, escape, patient_id, xcn, xon


class ModeAuthentification(StrEnum):
    """How the user is known (VIHF attribute ``Authentification_mode``)."""

    DIRECTE = "DIRECTE"
    INDIRECTE = "INDIRECTE"
    INDIRECTE_RENFORCEE = "INDIRECTE_RENFORCEE"


class ModeAcces(StrEnum):
    """Why the record is opened (TRE_R248)."""

    NORMAL = "normal"
    BRIS_DE_GLACE = "bris_de_glace"
    CENTRE_15 = "centre_15"


@dataclass(frozen=True)
class PatientDmp:
    """A patient as the DMP knows one: the whole matricule and its OID."""

    matricule: str
    oid: str

    @property
    def cx(self) -> str:
        return patient_id(self.matricule, self.oid)


@dataclass(frozen=True)
class Signataire:
    """The key that signs assertions and submissions: the card's signature key, or the organisation's.

    ``key`` is any RSA private key, a card's included: only ``sign`` and ``key_size`` are called on it.
    """

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class Acteur:
    """The user, and the structure on whose behalf the call is made.

    Args:
        identifiant: PS_IdNat, or ``Struct_idNat/identifiant interne`` for a user known only here.
        roles: profession (TRE_G15) then, for doctors and pharmacists, specialty or CNOP section.
        contexte_authentification: SAML class of the primary authentication.
    """

    identifiant: str
    nom: str
    prenom: str
    structure: str
    nom_structure: str
    secteur: str
    roles: tuple[Code, ...]
    specialite: Code
    mode: ModeAuthentification = ModeAuthentification.DIRECTE
    contexte_authentification: str = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"

    @property
    def auteur(self) -> AuteurXds:
        """The user as author of a submission."""
        specialite = self.specialite
        return AuteurXds(
            xcn(self.identifiant, self.nom, self.prenom),
            xon(self.structure, self.nom_structure),
            f"{specialite.code}^{escape(specialite.libelle)}^{specialite.systeme}",
        )


@dataclass(frozen=True)
class Logiciel:
    """This software as the About box names it, and the OID root of this installation."""

    nom: str
    version: str
    oid: str
    numero_homologation: str


@dataclass(frozen=True)
class Acces:
    """How the record is opened for the calls of a session."""

    mode: ModeAcces = ModeAcces.NORMAL
    motif: str = ""
    connexion_secrete: bool = False

    def __post_init__(self) -> None:
        if self.mode is ModeAcces.BRIS_DE_GLACE and not self.motif.strip():
            raise ValueError("le bris de glace demande un motif")


class StatutDmp(StrEnum):
    """Whether the patient has a record that may be used."""

    OUVERT = "ouvert"
    FERME = "fermé"
    INEXISTANT = "inexistant"


@dataclass(frozen=True)
class ExistenceDmp:
    """Answer of TD0.2. The identity that comes with it is not kept: INS traits alone are valid."""

    statut: StatutDmp
    autorisation: str | None = None
    is_medecin_traitant: bool = False
    is_rattache_mes: bool | None = None
    date_fermeture: date | None = None
    motif_fermeture: str | None = None

    @property
    def can_consult(self) -> bool:
        return self.statut is StatutDmp.OUVERT and self.autorisation == "VALIDE"


@dataclass(frozen=True)
class DocumentAEnvoyer:
    """One document of a submission.

    Args:
        fiche: as :func:`esante.xds.depuis_cda.describe_cda` gives it.
        remplace: uniqueId of the document it replaces; its current entry is looked up just before sending.
    """

    fiche: FicheDocument
    donnees: bytes
    remplace: str | None = None


@dataclass(frozen=True)
class EnvoiDmp:
    """A submission: stored with its identifier before it is tried, so that a retry is the same submission."""

    identifiant: str
    identifiant_signature: str
    documents: tuple[DocumentAEnvoyer, ...]
    contenu: Code
    titre: str = ""
    commentaire: str = ""


@dataclass(frozen=True)
class MiseAJour:
    """An update of metadata (TD3.3); ``masques`` is the whole new list of visibility codes."""

    identifiant: str
    contenu: Code
    masques: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriteresRecherche:
    """Filters of a search (ITI-18 FindDocuments)."""

    etats: tuple[str, ...] = ()
    types: tuple[Code, ...] = ()
    classes: tuple[Code, ...] = ()
    cadres: tuple[Code, ...] = ()
    structures: tuple[Code, ...] = ()
    crees_depuis: str = ""
    crees_avant: str = ""
    actes_depuis: str = ""
    actes_avant: str = ""


@dataclass(frozen=True)
class ErreurRegistre:
    """One RegistryError: official code, text, and whether it is only a warning."""

    code: str
    libelle: str
    is_avertissement: bool = False
    objet: str = ""


@dataclass(frozen=True)
class DocumentRecu:
    """A document fetched from the repository."""

    identifiant: str
    media: str
    donnees: bytes
    avertissements: tuple[ErreurRegistre, ...] = field(default=())
