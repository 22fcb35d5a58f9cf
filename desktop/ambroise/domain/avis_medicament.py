"""What HAS and ANSM say of a medicine: its service (SMR), its progress (ASMR), news on its safety.

Columns of CIS_HAS_SMR, CIS_HAS_ASMR and CIS_InfoImportantes (« Contenu et format des fichiers
téléchargeables dans la BDM », ANSM, 27/08/2025). An opinion is worth its date: the last one counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ambroise.domain.posologie_texte import render_date


class SorteAvis(StrEnum):
    """The two judgements of the Commission de la transparence (CSS R163-3 and R163-18)."""

    SMR = "SMR"
    ASMR = "ASMR"


_NOMS = {SorteAvis.SMR: "Service médical rendu", SorteAvis.ASMR: "Amélioration du service rendu"}
_DEGRES = {"I": "majeure", "II": "importante", "III": "modérée", "IV": "mineure", "V": "inexistante"}
"""The five levels of an ASMR, as HAS words them."""


@dataclass(frozen=True, slots=True)
class AvisHas:
    """One judgement on one speciality; ``texte`` says for which indication, ``lien`` is the whole opinion."""

    sorte: SorteAvis
    valeur: str
    motif: str
    jour: date | None
    texte: str = ""
    lien: str = ""

    @property
    def phrase(self) -> str:
        """Return « Service médical rendu important (8 mars 2017) »."""
        valeur = f"{self.valeur}, {_DEGRES[self.valeur]}" if self.valeur in _DEGRES else _lower(self.valeur)
        quand = f" ({render_date(self.jour)})" if self.jour else ""
        return f"{_NOMS[self.sorte]} {valeur}{quand}"


@dataclass(frozen=True, slots=True)
class InformationAnsm:
    """An important information on safety, shown from its first day to its last."""

    texte: str
    debut: date | None
    fin: date | None
    lien: str = ""

    def is_en_cours(self, le: date) -> bool:
        """Tell whether it is to be shown that day; without dates it always is."""
        return (self.debut is None or self.debut <= le) and (self.fin is None or le <= self.fin)

    @property
    def phrase(self) -> str:
        """Return « Lettre aux professionnels (du 2 janvier 2026 au 31 décembre 2026) »."""
        bornes = " ".join(
            f"{mot} {render_date(jour)}" for mot, jour in (("du", self.debut), ("au", self.fin)) if jour
        )
        return f"{' '.join(self.texte.split())} ({bornes})" if bornes else " ".join(self.texte.split())


@dataclass(frozen=True, slots=True)
class AvisMedicament:
    """All that is said of one speciality, and the date of the files that say it (None: not in the base)."""

    avis: tuple[AvisHas, ...] = ()
    informations: tuple[InformationAnsm, ...] = ()
    edition_has: date | None = None
    edition_ansm: date | None = None


def join_avis(found: Iterable[AvisMedicament]) -> AvisMedicament:
    """Return what is said of several brands of one substance as one."""
    parts = list(found)
    return AvisMedicament(
        tuple(a for part in parts for a in part.avis),
        tuple(i for part in parts for i in part.informations),
        parts[0].edition_has if parts else None,
        parts[0].edition_ansm if parts else None,
    )


def current_avis(found: AvisMedicament, le: date) -> AvisMedicament:
    """Return what counts on a day: the last judgements, the informations not yet over, each once."""
    news = {i.phrase: i for i in found.informations if i.is_en_cours(le)}
    return replace(found, avis=last_avis(found.avis), informations=tuple(news.values()))


def last_avis(avis: Iterable[AvisHas]) -> tuple[AvisHas, ...]:
    """Return the judgements of the last day of each kind, one a value; SMR first."""
    kept: list[AvisHas] = []
    connus = list(avis)
    for sorte in SorteAvis:
        of_kind = [a for a in connus if a.sorte is sorte]
        last = max((a.jour for a in of_kind if a.jour), default=None)
        kept += {a.valeur: a for a in of_kind if a.jour == last}.values()
    return tuple(kept)


def _lower(mots: str) -> str:
    return mots[:1].lower() + mots[1:].replace("'", "’")
