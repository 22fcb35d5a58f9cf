"""Known allergies against each line: by substance, by ATC class, by the class a word names.

The words of classes and their ATC codes are ours (WHO ATC labels); an unknown word is said not checked.
"""

import re
from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.dossier import Allergie
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.unites import fold
from ambroise.usecases.controles.produits import Dossier, Produit

_CLASSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"penicillines?\b", ("J01C",)),
    (r"cephalosporines?\b", ("J01D",)),
    (r"beta-?lactamines?\b", ("J01C", "J01D")),
    (r"macrolides?\b", ("J01FA",)),
    (r"quinolones?\b", ("J01M",)),
    (r"cyclines?\b", ("J01AA",)),
    (r"\baminosides?\b", ("J01G",)),
    (r"\bsulfamides?\b", ("J01E", "A07EC01")),
    (r"\bains\b|anti-?inflammatoires?\b", ("M01A", "N02BA")),
    (r"\baspirine\b", ("N02BA", "B01AC06")),
    (r"\bopiaces?\b|\bmorphiniques?\b|\bopioides?\b", ("N02A", "R05DA")),
    (r"\biode(?:e?s?)\b", ("V08A", "D08AG", "D09AA09", "G01AX11", "S01AX18")),
    (r"produits? de contraste", ("V08",)),
    (r"anesthesiques? loca(?:l|ux)\b", ("N01B",)),
    (r"heparines?\b", ("B01AB",)),
    (r"\b(?:\w+va)?statines?\b", ("C10AA", "C10BA")),
    (r"inhibiteurs? de l'enzyme de conversion|\biec\b", ("C09A", "C09B")),
    (r"\bcurares?\b", ("M03A",)),
    (r"benzodiazepines?\b", ("N05BA", "N05CD", "N03AE")),
    (r"\binsulines?\b", ("A10A",)),
    (r"\bvaccins?\b", ("J07",)),
    (r"corticoides?\b", ("H02",)),
    (r"\bpyrazoles?\b", ("N02BB",)),
)
_CROISEES = (("J01C", "J01D"), ("J01D", "J01C"))


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return one alert for each line an allergy concerns."""
    for allergie in dossier.terrain.allergies:
        codes, classes = _targets(dossier, allergie)
        parentes = _parentes(dossier, codes, classes)
        for produit in dossier.controlables:
            direct = bool(produit.codes & codes) or _is_in(produit, classes)
            if direct or _is_in(produit, parentes):
                yield _alerte(dossier, allergie, produit, direct=direct)


def not_checked(dossier: Dossier) -> Iterable[NonControle]:
    """Say which allergies could not be read, and that none was ever asked."""
    terrain = dossier.terrain
    if not terrain.allergies and not terrain.aucune_allergie:
        yield NonControle(
            "Allergies",
            (),
            "les allergies du patient ne sont pas renseignées",
            "Renseignez-les, ou «\u00a0aucune\u00a0».",
        )
    unclassed = [p for p in dossier.controlables if not p.atc]
    for allergie in terrain.allergies:
        codes, classes = _targets(dossier, allergie)
        if classes and unclassed:
            yield NonControle(
                "Allergies",
                tuple(rank for p in unclassed for rank in p.lignes),
                f"«\u00a0{allergie.libelle}\u00a0»\u00a0: la classe de "
                f"{', '.join(p.nom for p in unclassed)} est inconnue",
                "Vérifiez la classe du produit.",
            )
        if not codes and not classes:
            yield NonControle(
                "Allergies",
                (),
                f"«\u00a0{allergie.libelle}\u00a0» n’est pas reconnue comme une substance ni une classe",
                "Choisissez la substance dans la liste.",
            )


def _targets(dossier: Dossier, allergie: Allergie) -> tuple[frozenset[str], tuple[str, ...]]:
    codes = frozenset({allergie.code_substance} if allergie.code_substance else ())
    classes = [allergie.code_atc] if allergie.code_atc else []
    if not codes and not classes:
        words = fold(allergie.libelle)
        classes = [c for word, found in _CLASSES if re.search(word, words) for c in found]
        if not classes:
            codes = dossier.base.find_substances(allergie.libelle)
    return codes, tuple(classes)


def _is_in(produit: Produit, classes: Iterable[str]) -> bool:
    return any(produit.atc.startswith(c) for c in classes)


def _parentes(dossier: Dossier, codes: frozenset[str], classes: tuple[str, ...]) -> frozenset[str]:
    """Return the classes where a cross reaction is possible: that of the substance, and its neighbours."""
    of_substance = dossier.base.list_atc(codes) if codes else frozenset()
    known = {c for _, found in _CLASSES for c in found if any(a.startswith(c) for a in of_substance)}
    beside = {b for a, b in _CROISEES if any(c.startswith(a) for c in (*classes, *known))}
    return frozenset(known | beside)


def _alerte(dossier: Dossier, allergie: Allergie, produit: Produit, *, direct: bool) -> Alerte:
    reaction = f" ({allergie.reaction})" if allergie.reaction else ""
    label = dossier.base.libelle_atc(produit.atc[:4]) if produit.atc else None
    return Alerte(
        cle=f"allergie:{fold(allergie.libelle)}:{produit.ligne.libelle}",
        niveau=NiveauAlerte.CONTRE_INDICATION if direct else NiveauAlerte.DECONSEILLE,
        type=TypeAlerte.ALLERGIE,
        lignes=produit.lignes,
        titre=f"Allergie\u00a0: {allergie.libelle}",
        cause=f"Le patient est allergique\u00a0: {allergie.libelle}{reaction}. {produit.nom} est concerné"
        + ("." if direct else ", par réaction croisée possible entre produits voisins."),
        mecanisme=f"Classe du produit\u00a0: {label}." if label else "",
        conduite="Choisissez un médicament d’une autre classe.",
        source="Dossier du patient, compositions de la BDPM et classes ATC de l’OMS",
        edition=render_date(allergie.constatee_le.date()),
        libelle_niveau="Allergie" if direct else "Allergie croisée possible",
    )
