"""A health professional, the places of practice, and the session opened in one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Profession(Enum):
    """Professions served, with their TRE_G15 code and the title shown before the name."""

    MEDECIN = ("10", "Médecin", "Dr")
    PHARMACIEN = ("21", "Pharmacien", "")
    CHIRURGIEN_DENTISTE = ("40", "Chirurgien-dentiste", "Dr")
    SAGE_FEMME = ("50", "Sage-femme", "")
    INFIRMIER = ("60", "Infirmier", "")
    MASSEUR_KINESITHERAPEUTE = ("70", "Masseur-kinésithérapeute", "")
    PEDICURE_PODOLOGUE = ("80", "Pédicure-podologue", "")
    ORTHOPHONISTE = ("91", "Orthophoniste", "")
    ORTHOPTISTE = ("92", "Orthoptiste", "")

    def __init__(self, code: str, libelle: str, titre: str) -> None:
        self.code = code
        self.libelle = libelle
        self.titre = titre

    @classmethod
    def from_code(cls, code: str) -> "Profession":
        """Return the profession of a TRE_G15 code.

        Raises:
            ValueError: a profession this software does not serve.
        """
        for profession in cls:
            if profession.code == code:
                return profession
        raise ValueError("Cette profession n’est pas prise en charge.")


LONGUEUR_RPPS = 11


def is_numero_rpps(texte: str) -> bool:
    """Tell whether a text has the shape of an RPPS number: eleven digits."""
    return len(texte) == LONGUEUR_RPPS and texte.isascii() and texte.isdecimal()


@dataclass(frozen=True)
class Structure:
    """A place of practice.

    ``identifiant`` is the Struct_idNat: one digit of type (1 FINESS, 2 SIREN, 3 SIRET, 4 RPPS-rang)
    then the number.
    """

    identifiant: str
    nom: str
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class SituationExercice:
    """One of the up to sixteen activities of a CPS: where, in which sector, billed under which number.

    ``specialite_amo`` is the two-digit code by which the Assurance Maladie names the specialty.
    """

    structure: Structure
    secteur_activite: str
    mode_exercice: str = "L"
    numero_am: str = ""
    specialite_amo: str = ""


@dataclass(frozen=True)
class Professionnel:
    """A professional; ``identifiant_national`` is the PS_IdNat (``8`` then the RPPS number)."""

    identifiant_national: str
    nom: str
    prenom: str
    profession: Profession
    savoir_faire: str = ""
    situations: tuple[SituationExercice, ...] = ()

    @property
    def numero_rpps(self) -> str:
        """The 11 digits of the RPPS number, empty for another kind of identifier."""
        return self.identifiant_national[1:] if self.identifiant_national.startswith("8") else ""

    @property
    def is_pratique_avancee(self) -> bool:
        """Whether a nurse is in advanced practice (CSP R4301-1): the only savoir-faire of the profession."""
        return self.profession is Profession.INFIRMIER and bool(self.savoir_faire)

    @property
    def is_auxiliaire(self) -> bool:
        """Whether what is prescribed most is devices: the auxiliaires médicaux, codes 60 and above."""
        return self.profession.code >= Profession.INFIRMIER.code and not self.is_pratique_avancee

    @property
    def nom_affiche(self) -> str:
        """``Dr LIBRE Max`` or ``TRAL Ademis``."""
        return " ".join(filter(None, (self.profession.titre, self.nom, self.prenom.title())))


@dataclass(frozen=True)
class SessionProfessionnel:
    """Who works, where, since when, proved by which card (serial number; empty for an e-CPS)."""

    professionnel: Professionnel
    situation: SituationExercice
    ouverte_le: datetime
    numero_carte: str = ""


@dataclass(frozen=True)
class ProfessionnelRemplace:
    """Who a locum works for, until which day included; None: until told otherwise."""

    numero_rpps: str
    nom: str = ""
    au: date | None = None

    def __post_init__(self) -> None:
        if not is_numero_rpps(self.numero_rpps):
            raise ValueError("Un numéro RPPS compte onze chiffres.")

    def is_en_cours(self, le: date) -> bool:
        """Whether the replacement holds on a day."""
        return self.au is None or le <= self.au


def remplacant_de(nom: str) -> str:
    """Return « Remplaçant du Dr Jeanne MARTIN », « Remplaçant de Jeanne MARTIN »."""
    titre = nom.partition(" ")[0].rstrip(".")
    return f"Remplaçant {'du' if titre in ('Dr', 'Docteur', 'Pr', 'Professeur') else 'de'} {nom}"
