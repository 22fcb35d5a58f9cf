"""The same substance twice, in the order or with a running treatment; SA and FT are compared together.

A renewed line does not double the treatment it renews.
"""

from collections.abc import Iterable
from itertools import combinations

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.usecases.controles.alertes import FICHIER_COMPOSITIONS, edition_of
from ambroise.usecases.controles.produits import Dossier, Produit

SOURCE = "Base de données publique des médicaments, compositions"


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return one alert for each pair of products that share a substance."""
    lines = dossier.controlables
    for one, other in combinations(lines, 2):
        shared = one.codes & other.codes
        if shared:
            yield _alerte(dossier, one, other, _noms(one, shared), "dans deux lignes")
    for line in lines:
        for treatment in dossier.actifs:
            shared = line.codes & treatment.codes
            if shared:
                yield _alerte(
                    dossier, line, treatment, _noms(line, shared), "déjà dans un traitement en cours"
                )


def _noms(produit: Produit, codes: frozenset[str]) -> str:
    assert produit.specialite is not None
    names = dict.fromkeys((s.dci or s.nom).lower() for s in produit.specialite.substances if s.code in codes)
    return ", ".join(names)


def _alerte(dossier: Dossier, one: Produit, other: Produit, noms: str, where: str) -> Alerte:
    return Alerte(
        cle=f"doublon:{noms}:{one.ligne.libelle}:{other.ligne.libelle}",
        niveau=NiveauAlerte.PRECAUTION,
        type=TypeAlerte.DOUBLON,
        lignes=(*one.lignes, *other.lignes),
        titre=f"{noms[:1].upper()}{noms[1:]} en double",
        cause=f"{noms[:1].upper()}{noms[1:]} {where}\u00a0: {one.nom} et {other.nom}.",
        mecanisme="Les doses s’additionnent.",
        conduite="Vérifiez la dose totale, ou retirez l’une des deux lignes.",
        source=SOURCE,
        edition=edition_of(dossier, FICHIER_COMPOSITIONS),
        traitements=tuple(p.nom for p in (one, other) if p.rang is None),
        libelle_niveau="Doublon de substance",
    )
