"""Interactions between the lines, and between them and the running treatments (ANSM thesaurus)."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from ambroise.domain.alerte import Alerte, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.unites import fold
from ambroise.usecases.controles.aspirine import by_dose
from ambroise.usecases.controles.produits import Dossier, Produit
from ambroise.usecases.ports_medicaments import InteractionAnsm

SOURCE = "ANSM, thésaurus des interactions médicamenteuses"

_NIVEAUX = {
    "CI": NiveauAlerte.CONTRE_INDICATION,
    "AD": NiveauAlerte.DECONSEILLE,
    "PE": NiveauAlerte.PRECAUTION,
    "APC": NiveauAlerte.INFORMATION,
}
_LIBELLES = {
    "CI": "Contre-indication",
    "AD": "Association déconseillée",
    "PE": "Précaution d’emploi",
    "APC": "À prendre en compte",
}
# Said when the thesaurus gives a level without advice: what the level itself means.
_CONDUITES = {
    "CI": "N’associez pas ces médicaments.",
    "AD": "Évitez cette association ; sinon, surveillez de près.",
    "PE": "Suivez les précautions du résumé des caractéristiques des deux produits.",
    "APC": "Le risque existe ; le thésaurus ne donne pas de conduite précise.",
}
_LOCALES = {"cutanée", "ophtalmique", "auriculaire", "nasale"}


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return one alert for each pair of substances that interact, at its strongest level.

    A substance on two lines, or both prescribed and running, makes one thing to decide: it is told once,
    with all it concerns.
    """
    lines = dossier.controlables
    pairs = [*combinations(lines, 2)]
    pairs += [(line, treatment) for line in lines for treatment in dossier.actifs if treatment.is_controlable]
    told: dict[object, Alerte] = {}
    for one, other in pairs:
        found = dossier.base.find_interactions(one.codes, one.voies, other.codes, other.voies)
        if found:
            alerte = _alerte(dossier, one, other, by_dose(one, other, found))
            what = (
                alerte.niveau,
                frozenset((_court(one).casefold(), _court(other).casefold())),
                alerte.conduite,
            )
            told[what] = _join(told[what], alerte) if what in told else alerte
    return told.values()


def not_checked(dossier: Dossier) -> Iterable[NonControle]:
    """Say which lines the thesaurus knows nothing of, and which treatments taken are not recognised."""
    inconnus = [t.nom for t in dossier.actifs if not t.is_controlable and not t.is_soin]
    if inconnus:
        yield NonControle(
            "Traitements en cours",
            (),
            f"{', '.join(dict.fromkeys(inconnus))}\u00a0: non reconnu",
            "Écrivez la marque ou la substance seule.",
        )
    for produit in dossier.controlables:
        if not any(dossier.base.is_substance_couverte(code) for code in produit.codes):
            yield NonControle(
                "Interactions",
                produit.lignes,
                f"{produit.nom}\u00a0: absent du thésaurus ({dossier.base.edition_interactions})",
                "Consultez le résumé des caractéristiques du produit.",
            )


def _alerte(dossier: Dossier, one: Produit, other: Produit, found: Iterable[InteractionAnsm]) -> Alerte:
    kept = sorted(found, key=lambda i: _NIVEAUX[i.niveaux[0]].rang)
    top = kept[0].niveaux[0]
    strongest = [i for i in kept if i.niveaux[0] == top]
    niveau = _NIVEAUX[top]
    conduites = list(dict.fromkeys(i.conduite for i in strongest if i.conduite))
    if not conduites:
        conduites.append(_CONDUITES[top])
    if niveau in (NiveauAlerte.PRECAUTION, NiveauAlerte.INFORMATION) and (_is_local(one) or _is_local(other)):
        niveau = NiveauAlerte.INFORMATION
        conduites.append("Voie locale\u00a0: le passage dans le sang est à apprécier.")
    label = _LIBELLES[top]
    if len(strongest[0].niveaux) > 1:
        label += (
            " ou " + " ou ".join(_LIBELLES[n].lower() for n in strongest[0].niveaux[1:]) + ", selon le cas"
        )
    return Alerte(
        cle=f"interaction:{_cle(one)}:{_cle(other)}",
        niveau=niveau,
        type=TypeAlerte.INTERACTION,
        lignes=(*one.lignes, *other.lignes),
        titre=f"{_court(one)} et {_court(other, minuscule=True)}",
        cause="\u202f; ".join(dict.fromkeys(f"{i.terme_a} + {i.terme_b}" for i in strongest)),
        mecanisme="\n".join(dict.fromkeys(i.mecanisme for i in strongest if i.mecanisme)),
        conduite="\n".join(conduites),
        source=SOURCE,
        edition=dossier.base.edition_interactions,
        traitements=tuple(p.nom for p in (one, other) if p.rang is None),
        libelle_niveau=label,
    )


def _join(first: Alerte, other: Alerte) -> Alerte:
    return replace(
        first,
        lignes=tuple(sorted({*first.lignes, *other.lignes})),
        traitements=tuple(dict.fromkeys((*first.traitements, *other.traitements))),
    )


def _is_local(produit: Produit) -> bool:
    return bool(produit.voies) and set(produit.voies) <= _LOCALES


def _cle(produit: Produit) -> str:
    assert produit.specialite is not None
    return produit.specialite.cle_dci or produit.specialite.code_cis


def _court(produit: Produit, *, minuscule: bool = False) -> str:
    assert produit.specialite is not None
    names = [n.capitalize() for n in produit.specialite.dci] or [produit.nom]
    text = " + ".join(names[:3])
    return text[:1].lower() + text[1:] if minuscule and fold(text[:1]) != text[:1] else text
