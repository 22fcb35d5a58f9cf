"""What a prescriber asks of his own orders, and what answers: lines of medicines, alerts that were shown.

HAS, référentiel LAP, chapter of feedback on practice: a query by substance, class, age, sex and period.
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ambroise.domain.alerte import DecisionAlerte, NiveauAlerte
from ambroise.domain.identite import Sexe
from ambroise.domain.unites import fold

_ATC = re.compile(r"[a-z]\d{2}(?:[a-z](?:[a-z](?:\d{2})?)?)?")
"""A class of at least two levels: one letter alone is a word being typed."""
_AGES = re.compile(
    r"(?:(?P<de>\d{1,3})\s*(?:-|à|a)\s*(?P<a>\d{1,3})|(?P<plus>\d{1,3})\s*\+|<\s*(?P<moins>\d{1,3}))"
)


@dataclass(frozen=True, slots=True)
class CriteresRevue:
    """What is looked for; an empty criterion keeps everything. Ages are those of the day of the order."""

    du: date | None
    au: date
    medicament: str = ""
    sexe: Sexe | None = None
    age_minimum: int | None = None
    age_maximum: int | None = None

    def accepts_patient(self, sexe: Sexe, age: int) -> bool:
        """Tell whether somebody of that sex and age is looked for."""
        return (
            (self.sexe is None or sexe is self.sexe)
            and (self.age_minimum is None or age >= self.age_minimum)
            and (self.age_maximum is None or age <= self.age_maximum)
        )

    def accepts_produit(self, mots: str, code_atc: str) -> bool:
        """Tell whether a product is looked for: by its class, or by words of its names and substances."""
        cherche = fold(self.medicament)
        if _ATC.fullmatch(cherche.replace(" ", "")) and fold(code_atc).startswith(cherche.replace(" ", "")):
            return True
        return all(mot in fold(mots) for mot in cherche.split())

    @property
    def phrase(self) -> str:
        """Return the criteria in French, for a page and for the trail."""
        ages = {
            (True, True): f"{self.age_minimum} à {self.age_maximum} ans",
            (True, False): f"{self.age_minimum} ans et plus",
            (False, True): f"{self.age_maximum} ans et moins",
        }.get((self.age_minimum is not None, self.age_maximum is not None), "")
        sexes = {Sexe.FEMININ: "femmes", Sexe.MASCULIN: "hommes"}
        mots = (
            self.medicament.strip(),
            sexes.get(self.sexe, "") if self.sexe else "",
            ages,
            f"du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}" if self.du else f"jusqu’au {self.au:%d/%m/%Y}",
        )
        return ", ".join(filter(None, mots))


@dataclass(frozen=True, slots=True)
class PatientRevue:
    """Who an order was for, and how old that day."""

    id: UUID
    nom: str
    naissance: date
    sexe: Sexe
    age: int


@dataclass(frozen=True, slots=True)
class LigneRevue:
    """One medicine of a signed order; ``fin`` is None when nothing says how long it lasts."""

    patient: PatientRevue
    ordonnance_id: UUID
    le: date
    produit: str
    code_atc: str
    posologie: str
    indication: str = ""
    fin: date | None = None

    def is_en_cours(self, le: date) -> bool:
        """Tell whether it is still being taken, as far as the order says."""
        return self.fin is not None and self.fin >= le


@dataclass(frozen=True, slots=True)
class AlerteRevue:
    """One alert that was shown when an order was signed, and what became of it."""

    patient: PatientRevue
    ordonnance_id: UUID
    le: date
    niveau: NiveauAlerte
    titre: str
    cause: str
    decision: DecisionAlerte
    motif: str
    source: str


@dataclass(frozen=True, slots=True)
class Revue:
    """The answer; ``fermes`` counts the patients whose file is kept from who asks: they are left out."""

    criteres: CriteresRevue
    lignes: tuple[LigneRevue, ...] = ()
    alertes: tuple[AlerteRevue, ...] = ()
    fermes: int = 0

    @property
    def patients(self) -> frozenset[UUID]:
        """Return whose orders are named."""
        return frozenset(
            [ligne.patient.id for ligne in self.lignes] + [alerte.patient.id for alerte in self.alertes]
        )


def read_ages(texte: str) -> tuple[int | None, int | None] | None:
    """Return the ages of « 15-50 », « 75+ », « <6 », « 40 »; two Nones when nothing is typed.

    None alone says that the words are not understood.
    """
    texte = texte.casefold().replace("ans", "").strip()
    if not texte:
        return None, None
    if texte.isdecimal() and len(texte) <= 3:
        return int(texte), int(texte)
    lu = _AGES.fullmatch(texte)
    if lu is None:
        return None
    if lu["plus"]:
        return int(lu["plus"]), None
    if lu["moins"]:
        return None, max(0, int(lu["moins"]) - 1)
    bas, haut = sorted((int(lu["de"]), int(lu["a"])))
    return bas, haut
