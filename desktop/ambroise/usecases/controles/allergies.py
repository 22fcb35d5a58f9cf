"""Known allergies against each line: by substance, by ATC class, by the class a word names.

The words of classes and their ATC codes are ours (WHO ATC labels); an unknown word is said not checked.
"""

from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.dossier import Allergie
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.unites import fold
from ambroise.usecases.controles.produits import Dossier, Produit

_CLASSES: dict[str, tuple[str, ...]] = {
    "penicilline": ("J01C",),
    "cephalosporine": ("J01D",),
    "betalactamine": ("J01C", "J01D"),
    "beta-lactamine": ("J01C", "J01D"),
    "macrolide": ("J01FA",),
    "quinolone": ("J01M",),
    "cycline": ("J01AA",),
    "aminoside": ("J01G",),
    "sulfamide": ("J01E", "A07EC01"),
    "ains": ("M01A", "N02BA"),
    "anti-inflammatoire": ("M01A", "N02BA"),
    "aspirine": ("N02BA", "B01AC06"),
    "opiace": ("N02A", "R05DA"),
    "morphinique": ("N02A", "R05DA"),
    "iode": ("V08A", "D08AG"),
    "produit de contraste": ("V08",),
    "anesthesique local": ("N01B",),
    "heparine": ("B01AB",),
    "statine": ("C10AA", "C10BA"),
    "inhibiteur de l'enzyme de conversion": ("C09A", "C09B"),
    "iec": ("C09A", "C09B"),
    "curare": ("M03A",),
    "benzodiazepine": ("N05BA", "N05CD", "N03AE"),
    "insuline": ("A10A",),
    "vaccin": ("J07",),
    "corticoide": ("H02",),
    "pyrazole": ("N02BB",),
}
_CROISEES = (("J01C", "J01D"), ("J01D", "J01C"))


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return one alert for each line an allergy concerns."""
    for allergie in dossier.terrain.allergies:
        codes, classes = _targets(dossier, allergie)
        for produit in dossier.controlables:
            direct = bool(produit.codes & codes) or any(c and produit.atc.startswith(c) for c in classes)
            crossed = not direct and any(
                any(c.startswith(a) for c in classes) and produit.atc.startswith(b) for a, b in _CROISEES
            )
            if direct or crossed:
                yield _alerte(dossier, allergie, produit, direct=direct)


def not_checked(dossier: Dossier) -> Iterable[NonControle]:
    """Say which allergies could not be read, and that none was ever asked."""
    terrain = dossier.terrain
    if not terrain.allergies and not terrain.aucune_allergie:
        yield NonControle(
            "Allergies",
            (),
            "les allergies du patient ne sont pas renseignées",
            "Renseignez-les, ou « aucune ».",
        )
    unclassed = [p for p in dossier.controlables if not p.atc]
    for allergie in terrain.allergies:
        codes, classes = _targets(dossier, allergie)
        if classes and unclassed:
            yield NonControle(
                "Allergies",
                tuple(rank for p in unclassed for rank in p.lignes),
                f"« {allergie.libelle} » : la classe de {', '.join(p.nom for p in unclassed)} est inconnue",
                "Vérifiez la classe du produit.",
            )
        if not codes and not classes:
            yield NonControle(
                "Allergies",
                (),
                f"« {allergie.libelle} » n’est pas reconnue comme une substance ni une classe",
                "Choisissez la substance dans la liste.",
            )


def _targets(dossier: Dossier, allergie: Allergie) -> tuple[frozenset[str], tuple[str, ...]]:
    codes = frozenset({allergie.code_substance} if allergie.code_substance else ())
    classes = [allergie.code_atc] if allergie.code_atc else []
    if not codes and not classes:
        words = fold(allergie.libelle)
        classes = [c for word, found in _CLASSES.items() if word in words for c in found]
        if not classes:
            codes = dossier.base.find_substances(allergie.libelle)
    return codes, tuple(classes)


def _alerte(dossier: Dossier, allergie: Allergie, produit: Produit, *, direct: bool) -> Alerte:
    reaction = f" ({allergie.reaction})" if allergie.reaction else ""
    label = dossier.base.libelle_atc(produit.atc[:4]) if produit.atc else None
    return Alerte(
        cle=f"allergie:{fold(allergie.libelle)}:{produit.ligne.libelle}",
        niveau=NiveauAlerte.CONTRE_INDICATION if direct else NiveauAlerte.DECONSEILLE,
        type=TypeAlerte.ALLERGIE,
        lignes=produit.lignes,
        titre=f"Allergie : {allergie.libelle}",
        cause=f"Le patient est allergique : {allergie.libelle}{reaction}. {produit.nom} est concerné"
        + ("." if direct else ", par réaction croisée possible entre bêta-lactamines."),
        mecanisme=f"Classe du produit : {label}." if label else "",
        conduite="Choisissez un médicament d’une autre classe.",
        source="Dossier du patient, compositions de la BDPM et classes ATC de l’OMS",
        edition=render_date(allergie.constatee_le.date()),
        libelle_niveau="Allergie" if direct else "Allergie croisée possible",
    )
