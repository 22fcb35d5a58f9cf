"""A taper typed without its unit: milligrams or units of intake? Both readings are given, none is guessed.

``30-20-10 par 5j`` of a 20 mg tablet is thirty milligrams or thirty tablets. It is only asked when the
strength makes whole quarters of a unit of every step; otherwise the doses are units of intake, as typed.
"""

import re
from decimal import Decimal

from ambroise.domain.force import dosage_of
from ambroise.domain.posologie_lexique import NOMBRE
from ambroise.domain.posologie_valeurs import flatten, read_nombre
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite
from ambroise.domain.unites import symbole

UNITES_MAXIMUM = 10
"""No intake is of more tablets than this: beyond, milligrams are not what was meant."""

_PALIERS = re.compile(
    rf"^(?P<valeurs>{NOMBRE}(?: ?- ?{NOMBRE})+)(?= ?par \d+ ?(?:jours?|j|semaines?|sem|s|mois|m)\b)"
)


def read_lectures(texte: str, produit: Produit) -> tuple[str, str] | None:
    """Return a taper written in the unit of the strength, then in units; None when it is clear."""
    trouve = _PALIERS.match(flatten(texte))
    if trouve is None or not isinstance(produit, SpecialitePrescrite | DenominationPrescrite):
        return None
    force, unite = dosage_of(produit), produit.unite
    if force is None or unite is None:
        return None
    doses = [read_nombre(v) for v in re.split(r"\s*-\s*", trouve["valeurs"])]
    if force.valeur == 1 or any(not _is_quarters(dose / force.valeur) for dose in doses):
        return None
    valeurs, suite = texte[: trouve.end()].strip(), texte[trouve.end() :].strip()
    return (
        f"{valeurs} {symbole(force.unite) or force.unite.pluriel} {suite}",
        f"{valeurs} {unite.libelle} {suite}",
    )


def _is_quarters(unites: Decimal) -> bool:
    return 0 < unites <= UNITES_MAXIMUM and (unites * 4) % 1 == 0
