"""Gather the spécialités that share substances, strength and form under one common name (virtual medicine).

The BDPM gives no virtual medicine; those of the RUIM are not in the open files. The key is built from
the reference components (FT before SA), the strength that the name of the product shows, made comparable, and
the form without coating nor scoring.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ambroise.domain.unites import fold
from ambroise.referentiels.dosage import norm_dosage, norm_forme, write_dosage

COMPOSANTS_MAXIMUM = 4

_FORCES = re.compile(r"\d+(?:[.,]\d+)?\s*(?:mg|g|µg|microgrammes?|mcg|UI|U\.I\.)(?![a-zA-Z])")
_EAUX = re.compile(
    r"( (ANHYDRE|BASE|HYDRATÉE?|(HÉMI|MONO|DI|TRI|TÉTRA|PENTA|HEXA|HEPTA|SESQUI)HYDRATÉE?)\b)+$",
    re.IGNORECASE,
)
_SELS = re.compile(
    r"^(DI|TRI|MONO|HÉMI|SESQUI)?-?(CHLORHYDRATE|BROMHYDRATE|SULFATE|PHOSPHATE|ACÉTATE|MALÉATE|FUMARATE|TARTRATE|"
    r"HYDROGÉNOTARTRATE|BITARTRATE|CITRATE|MÉSILATE|BÉSILATE|TOSILATE|SUCCINATE|NITRATE|LACTATE|OXALATE|PAMOATE|"
    r"HYDROGÉNOFUMARATE|HYDROGÉNOSULFATE|HÉMIFUMARATE|BENZOATE|ARGININE|MALATE|EMBONATE|NAPADISILATE)"
    r"( ACIDE| NEUTRE)? (DE |D['’])",
    re.IGNORECASE,
)
# The base of an acid molecule; heparins are named by theirs.
_BASES = re.compile(
    r"(?<!HÉPARINE)(?<!NADROPARINE) (MONO|DI)?(SODIQUE|CALCIQUE|POTASSIQUE|MAGNÉSIQUE)$", re.IGNORECASE
)
_CATIONS = re.compile(
    r"(SODIUM|POTASSIUM|CALCIUM|MAGNÉSIUM|ALUMINIUM|FER\b|ZINC|LITHIUM|ARGENT|BARYUM|CUIVRE|MANGANÈSE|AMMONIUM|"
    r"CHROME|STRONTIUM|DISODI|TRISODI|DIPOTAS|MONOSODI|MONOPOTAS|BISMUTH)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Composant:
    """One row of the composition, as stored."""

    element: str
    code: str
    nom: str
    dosage: str
    reference: str
    nature: str
    liaison: int


@dataclass(frozen=True, slots=True)
class Virtuel:
    """A common name with its strength and form."""

    cle: str
    libelle: str
    codes: tuple[str, ...]
    forme: str


def virtuel_of(composants: Iterable[Composant], forme: str, denomination: str = "") -> Virtuel | None:
    """Return the common name of a composition; None for homeopathy and more than four substances."""
    known = list(composants)
    kept = [_shown(c, known, denomination) for c in reference_composants(known)]
    if not 1 <= len(kept) <= COMPOSANTS_MAXIMUM or any(not c.dosage for c in kept):
        return None
    if any("HOMÉOPATHIQUE" in c.nom for c in kept):
        return None
    forme = norm_forme(forme)
    kept.sort(key=lambda c: (fold(nom_commun(c.nom)), c.code))
    parts = [f"{nom_commun(c.nom)} {_force(c)}" for c in kept]
    key = "|".join(
        [
            *(
                f"{fold(nom_commun(c.nom))}:{norm_dosage(c.dosage)}/{fold(_reference(c.reference))}"
                for c in kept
            ),
            fold(forme),
        ]
    )
    return Virtuel(key, f"{' + '.join(parts)}, {forme}", tuple(c.code for c in kept), forme)


def reference_composants(composants: Iterable[Composant]) -> list[Composant]:
    """Return one component per link number, the therapeutic fraction before the salt."""
    chosen: dict[tuple[str, int], Composant] = {}
    for composant in composants:
        key = (composant.element, composant.liaison)
        if key not in chosen or (chosen[key].nature == "SA" and composant.nature == "FT"):
            chosen[key] = composant
    return list(chosen.values())


def _force(composant: Composant) -> str:
    reference = _reference(composant.reference)
    written = write_dosage(composant.dosage)
    if not reference:
        return written
    return f"{written}/{re.sub(r'^1 (?=[a-zA-Z])', '', reference)}"


def _reference(texte: str) -> str:
    """Return the volume or mass a strength refers to; nothing when it is one unit (« un comprimé »)."""
    found = re.match(r"(\d+(?:[.,]\d+)?)\s*(ml|mL|g|l|L)\b", texte)
    if not found:
        return ""
    return f"{found[1]} {'mL' if found[2].lower() == 'ml' else found[2]}"


def _shown(composant: Composant, tous: list[Composant], denomination: str) -> Composant:
    """Return the component under the strength its product is named by: 40 mg of salt, or 75 mg of acid."""
    peers = [c for c in tous if (c.element, c.liaison) == (composant.element, composant.liaison)]
    named = {norm_dosage(d) for d in _FORCES.findall(denomination)}
    if norm_dosage(composant.dosage) in named:
        return composant
    for peer in peers:
        if norm_dosage(peer.dosage) in named:
            return replace(composant, dosage=peer.dosage, reference=peer.reference)
    return composant


@lru_cache(maxsize=8192)
def nom_commun(nom: str) -> str:
    """Return the common name in a substance name: salt and water left out, unless they are the medicine."""
    turned = re.fullmatch(r"(.+) \((.+ D[E'’])\s*\)(.*)", nom)
    if turned:
        nom = f"{turned[2]} {turned[1]}{turned[3]}".replace("' ", "'").replace("’ ", "’")
    short = _EAUX.sub("", nom).strip()
    without = _BASES.sub("", _SELS.sub("", short)).strip()
    if without and without != short and not _CATIONS.match(without):
        return without
    return short or nom
