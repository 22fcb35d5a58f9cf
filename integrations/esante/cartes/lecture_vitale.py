"""What a reading of a Vitale card tells, and what it does not."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from esante.pcsc.atr import TypeCarte


class NatureVitale(StrEnum):
    """Whether the card belongs to a real person.

    The files that plain PC/SC reads do not say it: a card whose every NIR is a published test number is a
    test card, any other is undetermined.  ``R``, ``D`` and ``T`` come from the licensed components alone.
    """

    REELLE = "reelle"
    DEMONSTRATION = "demonstration"
    TEST = "test"
    INDETERMINEE = "indeterminee"

    @classmethod
    def from_code(cls, code: str) -> "NatureVitale":
        """Read the letter of the licensed components; another letter says nothing."""
        return {"R": cls.REELLE, "D": cls.DEMONSTRATION, "T": cls.TEST}.get(code, cls.INDETERMINEE)


class DonneeAbsente(StrEnum):
    """What this reading cannot know, so that nobody takes a field for what it is not."""

    NOM_NAISSANCE = "nom_naissance"
    """The only name may be the birth name or the used name."""
    NIR_PROPRE = "nir_propre"
    """The number may be the insured's, not the beneficiary's own; it is never the INS."""
    NIR = "nir"
    """The card gave no number, or numbers that could not be matched with the names."""
    PRENOMS_NAISSANCE = "prenoms_naissance"
    SEXE = "sexe"
    LIEU_NAISSANCE = "lieu_naissance"
    RANG_GEMELLAIRE = "rang_gemellaire"
    MATRICULE_INS = "matricule_ins"
    ADRESSE = "adresse"
    REGIME = "regime"
    DROITS = "droits"
    NUMERO_SERIE = "numero_serie"
    NATURE = "nature"


@dataclass(frozen=True)
class Beneficiaire:
    """One person of the card; ``rang`` is the position, 1 for the first.

    ``nom`` is a birth or a used name, ``nir_facturation`` the own or the insured's number (15 characters).
    """

    rang: int
    nom: str = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: date | None = field(repr=False)
    date_naissance_brute: str = field(repr=False)
    nir_facturation: str | None = field(repr=False)
    nationalite: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LectureVitale:
    """What the card said, and a fingerprint by which the same card is known again."""

    type_carte: TypeCarte
    nature: NatureVitale
    beneficiaires: tuple[Beneficiaire, ...]
    debut_validite: date | None
    absents: tuple[DonneeAbsente, ...]
    empreinte: str = field(repr=False)
