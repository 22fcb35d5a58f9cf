"""What a profession may prescribe: its list by kind of product, and how much of that list could be read.

CSP R5132-6 names the professions besides the physicians; each has its own text, told by its list. A text
says categories: a device is looked up by the words of its designation, a medicine by its ATC class.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ambroise.domain.unites import fold


class Genre(StrEnum):
    """The kinds of products that a list speaks of apart."""

    DISPOSITIFS = "dispositifs"
    MEDICAMENTS = "medicaments"
    ACTES = "actes"


class Lecture(StrEnum):
    """How much of the text is in the list."""

    ENTIERE = "entiere"
    """All of it: what is outside may not be prescribed."""
    PARTIELLE = "partielle"
    """A part, or an older state: what is outside is to be looked up."""
    PRINCIPE = "principe"
    """The law gives a principle in place of a list: who prescribes is the judge."""
    AUCUNE = "aucune"
    """Nothing: everything is to be looked up."""


@dataclass(frozen=True, slots=True)
class CategoriePrescriptible:
    """A category of a list, and the condition it bears.

    ``mots`` is looked for in the folded designation, ``atc`` are beginnings of codes; ``sans_liste`` leaves
    out what holds a substance of listes I or II.
    """

    nom: str
    mots: str = ""
    atc: tuple[str, ...] = ()
    condition: str = ""
    sans_liste: bool = False

    def holds(self, produit: "ProduitJuge") -> bool:
        """Tell whether a product is of the category."""
        if self.sans_liste and produit.is_listee:
            return False
        if self.mots and re.search(self.mots, fold(produit.nom)):
            return True
        return bool(self.atc) and produit.atc.startswith(self.atc)


@dataclass(frozen=True, slots=True)
class ListeGenre:
    """The part of a list that speaks of one kind of product; ``manque`` says what could not be read."""

    lecture: Lecture = Lecture.ENTIERE
    categories: tuple[CategoriePrescriptible, ...] = ()
    manque: str = ""


@dataclass(frozen=True, slots=True)
class ProduitJuge:
    """What a list needs to know of a line."""

    rang: int
    genre: Genre
    nom: str
    atc: str = ""
    is_listee: bool = False


class Verdict(StrEnum):
    """What a list answers of a line."""

    PERMIS = "permis"
    SOUS_CONDITION = "sous_condition"
    A_VERIFIER = "a_verifier"
    INTERDIT = "interdit"


@dataclass(frozen=True, slots=True)
class Constat:
    """The answer of a list on a line: ``texte`` is its condition, or what of the list could not be read."""

    produit: ProduitJuge
    verdict: Verdict
    categorie: str = ""
    texte: str = ""


@dataclass(frozen=True, slots=True)
class ListePrescripteur:
    """The list of a profession: the text it comes from, its parts; a kind it leaves out is not prescribed.

    ``des`` is « des infirmiers ». ``pendant_des_soins`` when devices are prescribed only while acts of care
    that a physician ordered are under way.
    """

    profession: str
    des: str
    texte: str
    article: str
    le: date | None = None
    lien: str = ""
    genres: Mapping[Genre, ListeGenre] = field(default_factory=dict)
    pendant_des_soins: bool = False

    def judge(self, produits: Iterable[ProduitJuge]) -> Iterator[Constat]:
        """Return the answer on each product."""
        for produit in produits:
            yield self._judge(produit)

    def _judge(self, produit: ProduitJuge) -> Constat:
        liste = self.genres.get(produit.genre, ListeGenre())
        found = next((c for c in liste.categories if c.holds(produit)), None)
        if found is not None:
            verdict = Verdict.SOUS_CONDITION if found.condition else Verdict.PERMIS
            return Constat(produit, verdict, found.nom, found.condition)
        match liste.lecture:
            case Lecture.PRINCIPE:
                return Constat(produit, Verdict.SOUS_CONDITION, texte=liste.manque)
            case Lecture.ENTIERE:
                return Constat(produit, Verdict.INTERDIT)
            case _:
                return Constat(produit, Verdict.A_VERIFIER, texte=liste.manque)


def unknown_list(profession: str, des: str) -> ListePrescripteur:
    """Return the list of a profession whose text is not shipped: everything is to be looked up."""
    inconnu = ListeGenre(Lecture.AUCUNE, manque="Liste non connue du logiciel.")
    return ListePrescripteur(
        profession, des, "liste non connue", "CSP R5132-6", genres=dict.fromkeys(Genre, inconnu)
    )
