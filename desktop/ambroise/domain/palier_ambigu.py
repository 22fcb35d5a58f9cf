"""A taper typed without its unit: milligrams or units of intake? Both readings are given, none is guessed.

``30-20-10 par 5j`` of a 20 mg tablet is thirty milligrams or thirty tablets. It is only asked when the
strength makes whole quarters of a unit of every step; otherwise the doses are units of intake, as typed.
"""

import re
from decimal import Decimal

from ambroise.domain.posologie_lexique import NOMBRE
from ambroise.domain.posologie_valeurs import flatten, read_nombre
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite

UNITES_MAXIMUM = 10
"""No intake is of more tablets than this: beyond, milligrams are not what was meant."""

_PALIERS = re.compile(
    rf"^(?P<valeurs>{NOMBRE}(?: ?- ?{NOMBRE})+)(?= ?par \d+ ?(?:jours?|j|semaines?|sem|s|mois|m)\b)"
)
_FORCE = re.compile(r"(\d[\d\u00a0 ]*(?:,\d+)?)\s*(mg|g|microgrammes?)(?![a-zà-ÿ/])")


def read_lectures(texte: str, produit: Produit) -> tuple[str, str] | None:
    """Return a taper written in the unit of the strength, then in units; None when it is clear."""
    trouve = _PALIERS.match(flatten(texte))
    if trouve is None or not isinstance(produit, SpecialitePrescrite | DenominationPrescrite):
        return None
    force, unite = _force_of(_libelle(produit)), produit.unite
    if force is None or unite is None or unite.code_ucum is not None:
        return None
    doses = [read_nombre(v) for v in re.split(r"\s*-\s*", trouve["valeurs"])]
    if force[0] == 1 or any(not _is_quarters(dose / force[0]) for dose in doses):
        return None
    valeurs, suite = texte[: trouve.end()].strip(), texte[trouve.end() :].strip()
    return f"{valeurs} {force[1]} {suite}", f"{valeurs} {unite.libelle} {suite}"


def _is_quarters(unites: Decimal) -> bool:
    return 0 < unites <= UNITES_MAXIMUM and (unites * 4) % 1 == 0


def _libelle(produit: SpecialitePrescrite | DenominationPrescrite) -> str:
    if isinstance(produit, SpecialitePrescrite):
        return produit.denomination
    return produit.denomination.libelle


def _force_of(libelle: str) -> tuple[Decimal, str] | None:
    """Return the strength of a product of one substance, None when it has several or none."""
    forces = {
        (Decimal(re.sub(r"\s", "", nombre).replace(",", ".")), unite)
        for nombre, unite in _FORCE.findall(libelle)
    }
    return forces.pop() if len(forces) == 1 else None
