"""What INSi is asked and what it answers, as values; raw texts are kept as received."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

_DATE_LUNAIRE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class CodeCr(StrEnum):
    """``CR/CodeCR`` (INSi_RESULTAT_INS.xsd; libellés of the national service); others are kept as text."""

    OK = "00"
    AUCUNE_IDENTITE = "01"
    PLUSIEURS_IDENTITES = "02"


@dataclass(frozen=True)
class TraitsRecherche:
    """The traits of a search; ``prenoms`` are the birth given names in the order of the civil register.

    ``sexe`` is ``M`` or ``F``; ``date_naissance`` is ``AAAA-MM-JJ``; ``lieu_naissance`` a COG code.
    """

    nom_naissance: str
    prenoms: tuple[str, ...]
    sexe: str
    date_naissance: str
    lieu_naissance: str | None = None


@dataclass(frozen=True)
class BeneficiaireVitale:
    """One person of a Vitale card, as the search with card asks it (13 characters, keys apart).

    ``matricule_individu`` is the person's own certified NIR when the card holds it, ``matricule_assure``
    the insured's.
    """

    matricule_assure: str
    nom_naissance: str
    date_naissance: str
    rang: str = "1"
    matricule_individu: str | None = None
    cle_individu: str | None = None
    cle_assure: str | None = None


@dataclass(frozen=True)
class InsRecue:
    """A matricule as received: INSACTIF or one INSHISTO; keys may be wrong, dates contradictory."""

    numero: str
    cle: str | None
    oid: str
    debut: str | None = None
    fin: str | None = None
    type_matricule: str | None = None

    @property
    def matricule(self) -> str:
        """The 15 characters, the key computed only when the service sent none."""
        return self.numero + (self.cle or cle_matricule(self.numero))


@dataclass(frozen=True)
class TraitsRecus:
    """The ``TIQ`` block as received; absent elements are ``None``."""

    nom_naissance: str | None
    prenom: str | None
    liste_prenom: str | None
    sexe: str | None
    date_naissance: str | None
    lieu_naissance: str | None

    @property
    def prenoms(self) -> str:
        """The fullest list received: the service answers ListePrenom, Prenom, or both."""
        return self.liste_prenom or self.prenom or ""

    def calendar_date(self) -> tuple[date, bool] | None:
        """Return a date that exists and whether it is estimated, from the « DateLunaire » received.

        Day unknown: the 1st; month unknown: January; both: 31 December (RNIV, incomplete dates); a day
        beyond its month falls on the last one.
        """
        found = _DATE_LUNAIRE.fullmatch(self.date_naissance or "")
        if found is None or int(found[1]) == 0:
            return None
        year, month, day = (int(part) for part in found.groups())
        month_known, day_known = 1 <= month <= 12, day >= 1
        if not month_known and not day_known:
            return date(year, 12, 31), True
        month = month if month_known else 1
        last = calendar.monthrange(year, month)[1]
        chosen = min(day, last) if day_known else 1
        return date(year, month, chosen), not (month_known and day_known and day <= last)


@dataclass(frozen=True)
class Echange:
    """One request and its answer, bytes for bytes, to be kept with the audit trail."""

    message_id: str
    envoye_le: datetime
    requete: bytes = field(repr=False)
    reponse: bytes = field(repr=False)


@dataclass(frozen=True)
class IdentiteTrouvee:
    """CR 00: one person."""

    ins: InsRecue
    historique: tuple[InsRecue, ...]
    traits: TraitsRecus
    libelle: str
    echanges: tuple[Echange, ...] = ()
    code: str = CodeCr.OK.value

    @property
    def appels(self) -> int:
        """How many requests were needed."""
        return len(self.echanges)


@dataclass(frozen=True)
class AucuneIdentite:
    """CR 01: nobody has these traits."""

    libelle: str
    echanges: tuple[Echange, ...] = ()
    code: str = CodeCr.AUCUNE_IDENTITE.value

    @property
    def appels(self) -> int:
        """How many requests were needed."""
        return len(self.echanges)


@dataclass(frozen=True)
class PlusieursIdentites:
    """CR 02: several persons have these traits."""

    libelle: str
    echanges: tuple[Echange, ...] = ()
    code: str = CodeCr.PLUSIEURS_IDENTITES.value

    @property
    def appels(self) -> int:
        """How many requests were needed."""
        return len(self.echanges)


ResultatRecherche = IdentiteTrouvee | AucuneIdentite | PlusieursIdentites


@dataclass(frozen=True)
class Logiciel:
    """The software as ContexteLPS names it.

    ``numero_autorisation`` is the CNDA number (IDAM); ``instance`` identifies this installation.
    """

    numero_autorisation: str
    nom: str
    version: str
    instance: UUID


def cle_matricule(numero: str) -> str:
    """Return the key of 13 characters: 97 − (N mod 97), 2A counted as 19 and 2B as 18."""
    digits = numero.upper()
    if digits[6:7] == "A":
        digits = digits[:5] + "19" + digits[7:]
    elif digits[6:7] == "B":
        digits = digits[:5] + "18" + digits[7:]
    return f"{97 - int(digits) % 97:02d}"
