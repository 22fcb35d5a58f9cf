"""The packs of the similar biologicals of a product: same strength, same device, then price and name."""

from collections.abc import Iterable
from decimal import Decimal

from ambroise.domain.biosimilaire import GroupeBiosimilaire, GroupesBiosimilaires, is_named, teneur
from ambroise.domain.medicament import Specialite
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament

_DISPOSITIFS = ("stylo", "seringue", "cartouche", "poudre")


def similar_packs(
    base: BaseMedicaments, groupes: GroupesBiosimilaires, prescrite: Specialite
) -> list[BoiteGroupe]:
    """Return the packs that may be given in place of a biological; none outside the groups of the text.

    The brand of reference never takes the place of a similar one: CSP L5125-23-2 names only these.
    """
    groupe = groupes.find(prescrite.denomination)
    if groupe is None:
        return []
    voulue = teneur(prescrite.denomination, _brand(groupe, prescrite.denomination))
    boites = [
        BoiteGroupe(
            presentation,
            specialite.denomination,
            complement=not voulue or teneur(specialite.denomination, nom) != voulue,
            is_biosimilaire=True,
            consigne=_instruction(groupes, groupe),
        )
        for nom in groupe.similaires
        if not is_named(prescrite.denomination, nom)
        for specialite in _of_brand(base, nom)
        for presentation in specialite.presentations
        if presentation.commercialisee
    ]
    voulu = _dispositif(prescrite.denomination)
    return sorted(boites, key=lambda b: (b.complement, _dispositif(b.denomination) != voulu, *_price(b)))


def _of_brand(base: BaseMedicaments, nom: str) -> Iterable[Specialite]:
    for resume in base.search(nom):
        if resume.sorte is SorteMedicament.SPECIALITE and is_named(resume.denomination, nom):
            specialite = base.find_specialite(resume.cle)
            if specialite is not None:
                yield specialite


def _brand(groupe: GroupeBiosimilaire, denomination: str) -> str:
    return next(nom for nom in groupe.noms if is_named(denomination, nom))


def _instruction(groupes: GroupesBiosimilaires, groupe: GroupeBiosimilaire) -> str:
    """Return what the text asks of whoever substitutes."""
    mots = (
        f"Biosimilaire ({groupes.texte})\u00a0: bipez la boîte pour noter son lot,"
        " prévenez le patient et le prescripteur."
    )
    if groupe.dispositif:
        mots += " Montrez le nouveau dispositif\u202f; le patient peut revenir au précédent."
    return mots


def _dispositif(denomination: str) -> str:
    """Return the injector that the name of a product tells."""
    return next((mot for mot in _DISPOSITIFS if mot in denomination.casefold()), "")


def _price(boite: BoiteGroupe) -> tuple[bool, Decimal, str]:
    prix = boite.presentation.prix_public
    return prix is None, prix or Decimal(0), boite.denomination
