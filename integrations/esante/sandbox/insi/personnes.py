"""The people the simulated INSi knows: the published test identities, and a few invented homonyms.

Sources: GIE SESAM-Vitale and CNDA test material, as public integrators quote it.  None is a real person.
"""

import re
from dataclasses import dataclass
from enum import Enum

OID_NIR = "1.2.250.1.213.1.4.8"
OID_NIA = "1.2.250.1.213.1.4.9"


class Comportement(Enum):
    """What the national test service does for this person instead of answering it."""

    REPONDRE = "répondre"
    PLUSIEURS = "02"
    PANNE = "insi_102"


class FormeTraits(Enum):
    """Which given-name elements the answer carries: the three have been met."""

    LES_DEUX = "les deux"
    LISTE_SEULE = "ListePrenom"
    PRENOM_SEUL = "Prenom"


@dataclass(frozen=True)
class Ancien:
    """An INSHISTO entry; ``dates_first`` reproduces the order seen in some answers."""

    numero: str
    cle: str
    oid: str = OID_NIR
    debut: str | None = None
    fin: str | None = None
    dates_first: bool = False


@dataclass(frozen=True)
class PersonneTest:
    """A person as INSi would answer it; ``numero`` without its key."""

    nom: str
    prenoms: str
    sexe: str
    naissance: str
    lieu: str | None = None
    numero: str | None = None
    cle: str | None = None
    oid: str = OID_NIR
    rang: str = "1"
    historique: tuple[Ancien, ...] = ()
    forme: FormeTraits = FormeTraits.LES_DEUX
    comportement: Comportement = Comportement.REPONDRE

    def has_prenom(self, asked: str) -> bool:
        """Whether the asked text is the beginning of the given-name list, whole names only."""
        mine, theirs = _words(self.prenoms), _words(asked)
        return bool(theirs) and mine[: len(theirs)] == theirs

    def has_nom(self, asked: str) -> bool:
        """Whether the birth name is the asked one, signs read as spaces."""
        return _words(self.nom) == _words(asked)


PERSONNES: tuple[PersonneTest, ...] = (
    PersonneTest("ADRTROIS", "TOUSSAINT", "M", "1960-01-01", "2B020", "160012B020777", "13"),
    PersonneTest("ADRTROIS", "DOMINIQUE", "F", "1997-02-26", "2A020", "297022A020778", "78"),
    PersonneTest("ADRUN", "ZOE", "F", "1975-12-31", "63220", "2751263220749", "74"),
    PersonneTest("NESSI", "MICHELANGELO ANTHONY", "M", "2010-08-07", "63220", "1100863220830", "60"),
    PersonneTest("NESSI", "RUTH ISABELLE", "F", "1977-07-14", "63220", "2770763220829", "10"),
    PersonneTest(
        "TCHITCHI",
        "CATARINA BELLA",
        "F",
        "1936-06-21",
        "63220",
        "2360663220836",
        "56",
        forme=FormeTraits.LISTE_SEULE,
    ),
    PersonneTest("DE VINCI", "LEONARDO", "M", "2014-02-01", comportement=Comportement.PLUSIEURS),
    PersonneTest("DE VINCI", "RUTH", "F", "1976-07-14", comportement=Comportement.PANNE),
    PersonneTest(
        "D'ARTAGNAN DE L'HERAULT",
        "PIERRE-ALAIN MURIEL FLORIANT",
        "M",
        "2001-06-17",
        "63220",
        "1010663220754",
        "60",
        forme=FormeTraits.LISTE_SEULE,
    ),
    PersonneTest(
        "ECETINSI",
        "PIERRE-ALAIN MURIEL FLORIANT",
        "M",
        "2009-07-14",
        "63220",
        "1090763220834",
        "89",
        historique=(
            Ancien("2090763220834", "39", debut="2019-03-01", fin="2019-02-28", dates_first=True),
            Ancien("2090663220123", "55"),
        ),
        forme=FormeTraits.LISTE_SEULE,
    ),
    PersonneTest("PROVISOIRE", "MATRICULE", "M", "2009-07-01", "63220", "1090763220888", "35", OID_NIA),
    PersonneTest(
        "CORSE",
        "ANTHONY",
        "M",
        "1980-03-02",
        "2B020",
        "180032B020401",
        "23",
        historique=(Ancien("180032B020401", "23"),),
    ),
    # The key is wrong in the national test answer itself (76 expected): it is served as published.
    PersonneTest(
        "HERMANN",
        "GATIEN",
        "M",
        "1981-03-24",
        "63220",
        "1810363220456",
        "60",
        historique=(Ancien("2810363220456", "10"),),
    ),
    PersonneTest(
        "PATB-QUATRE",
        "LAURENCE",
        "F",
        "1907-05-25",
        "85756",
        "2070585756270",
        "97",
        forme=FormeTraits.PRENOM_SEUL,
    ),
    PersonneTest("PAT-TROIS", "DOMINIQUE MARIE-LOUISE", "F", "1979-03-28", "51215", "2790351215189", "89"),
    # Invented: two homonyms that only the birth place tells apart, and a third with more given names.
    PersonneTest("HOMONYME", "CLAUDE", "M", "1950-05-05", "75056", "1500575056901", "55"),
    PersonneTest("HOMONYME", "CLAUDE", "M", "1950-05-05", "13055", "1500513055902", "12"),
    PersonneTest("HOMONYME", "CLAUDE HENRI", "M", "1950-05-05", "69123", "1500569123903", "48"),
)


def _words(text: str) -> list[str]:
    return re.sub(r"[-' ]+", " ", text).strip().split(" ") if text.strip() else []
