"""Mentions that an authorisation wants on the order itself (CSP R5132-3, 5°), as CIS_CPD names them.

Only the conditions that say so in their own words are asked: the general « surveillance particulière » of
some two thousand products stays a reminder. What answers is what is said to the pharmacist (« ph: … »).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.unites import fold
from ambroise.usecases.controles.alertes import make
from ambroise.usecases.controles.produits import Dossier, Produit

_DATE = r"\b\d{1,2}(?:er)? ?(?:/ ?\d{1,2}|janv|fevr|mars|avril|mai|juin|juillet|aout|sept|oct|nov|dec)"


@dataclass(frozen=True, slots=True)
class _Exigence:
    """A condition that names a mention, what answers it, and how it is asked."""

    condition: str
    reponse: str
    titre: str
    conduite: str
    niveau: NiveauAlerte = NiveauAlerte.CONTRE_INDICATION


_EXIGENCES = (
    _Exigence(
        r"ordonnance avec la numeration des neutrophiles",
        rf"(?:pnn|neutrophile|nfs|numeration).*{_DATE}",
        "Numération datée à écrire",
        "Ajoutez «\u00a0ph: neutrophiles 3,1 G/L le 02/06/2026, dans les limites usuelles\u00a0».",
    ),
    _Exigence(
        r"mention .*traitement inferieur a 1 an",
        r"(?:inferieur|superieur) a (?:1|un) an|(?:moins|plus) d'un an|attestation",
        "Ancienneté du traitement à écrire",
        "Ajoutez «\u00a0ph: traitement inférieur à 1 an\u00a0»\u202f; "
        "au-delà, «\u00a0ph: attestation signée\u00a0».",
    ),
    _Exigence(
        r"testosteronemie .*mention sur l'ordonnance",
        r"testoster",
        "Dosage réalisé à écrire",
        "Ajoutez «\u00a0ph: testostéronémie faite le 02/06/2026\u00a0».",
    ),
    _Exigence(
        r"depistage d'un deficit en dpd",
        r"\bdpd\b|uracil",
        "Résultat du dépistage à écrire",
        "Ajoutez «\u00a0ph: résultat de l’uracilémie pris en compte\u00a0».",
        NiveauAlerte.PRECAUTION,
    ),
)


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return the mention each line lacks that its own condition names."""
    for produit in dossier.controlables:
        for exigence in _EXIGENCES:
            yield from _ask(dossier, produit, exigence)


def _ask(dossier: Dossier, p: Produit, exigence: _Exigence) -> Iterable[Alerte]:
    conditions = p.specialite.conditions if p.specialite else ()
    voulue = next((c.texte for c in conditions if re.search(exigence.condition, _plain(c.texte))), None)
    if voulue is None or re.search(exigence.reponse, _plain(p.ligne.instructions_dispensateur)):
        return
    yield make(
        dossier,
        p,
        TypeAlerte.MENTION,
        exigence.niveau,
        exigence.titre,
        f"{p.nom}\u00a0: {voulue}.",
        exigence.conduite,
        "CSP R5132-3, 5°",
        "Mention obligatoire",
    )


def _plain(texte: str) -> str:
    return fold(texte).replace("’", "'")
