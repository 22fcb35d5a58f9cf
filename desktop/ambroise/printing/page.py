"""The printed order as plain values: what each zone of the page says, already in French.

Mentions: CSP R5132-3 and R5132-4; zones: illustration of the printed ordonnance numérique (SEL-SFG-023, as
quoted publicly); barcodes: arrêté du 10/08/2010; cartouche: Guide d'implémentation INS.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from ambroise.domain.papier_securise import CarreSecurise


class Format(Enum):
    """Paper, in points."""

    A4 = (595.2756, 841.8898)
    A5 = (419.5276, 595.2756)


MARGE_A5 = 0.66
"""The margins of A5, those of A4 being one."""


@dataclass(frozen=True, slots=True)
class BlocPrescripteur:
    """Who prescribes; ``adresse`` ends with « France », ``telephone`` begins with « +33 » (R5132-3, 1°)."""

    nom: str
    qualite: str
    adresse: tuple[str, ...]
    telephone: str
    email: str
    numero_rpps: str
    numero_am: str | None = None
    numero_finess: str | None = None
    mention: str = ""


@dataclass(frozen=True, slots=True)
class BlocPatient:
    """For whom: cartouche of traits; number and datamatrix only when the identity is qualified."""

    nom_naissance: str
    premier_prenom: str
    date_naissance: date
    sexe: str
    nom_utilise: str = ""
    prenoms: str = ""
    lieu_naissance: str = ""
    age: str = ""
    matricule: str | None = None
    type_matricule: str = "INS-NIR"
    datamatrix: str | None = None
    complements: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LigneImprimee:
    """One line: bold name, posology, bold advice, grey totals, then what a text obliges to write, black."""

    titre: str
    posologie: str = ""
    consignes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneImprimee:
    """Lines under a heading; an order without ALD has one zone without heading."""

    lignes: tuple[LigneImprimee, ...]
    titre: str = ""
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Paraphe:
    """Recorded initials: strokes of points in a unit square, origin at the bottom left."""

    traits: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class PageOrdonnance:
    """A whole printed order. ``qr`` is the exact text of the symbol; without it none is drawn.

    With a ``carre`` the page is for secure paper: the number of lines goes there and nothing else does.
    """

    prescripteur: BlocPrescripteur
    patient: BlocPatient
    date: date
    zones: tuple[ZoneImprimee, ...]
    cloture: str
    signature: tuple[str, ...] = ()
    paraphe: Paraphe | None = None
    numero: str | None = None
    qr: str | None = None
    paragraphes: tuple[str, ...] = ()
    avertissement: str = ""
    titre: str = ""
    specimen: bool = False
    carre: CarreSecurise | None = None
    format: Format = Format.A4
    produit_le: datetime | None = None
