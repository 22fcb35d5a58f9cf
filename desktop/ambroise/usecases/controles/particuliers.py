"""What two special orders owe: a médicament d'exception, a medical device.

Médicament d'exception: its indication is one of the therapeutic information sheet, and on paper its own form
(cerfa 12708) is asked; the ordonnance numérique stands for it. The public base does not name these medicines:
who prescribes says so. Devices: twelve months at most, renewals included (CSS R165-36).
"""

from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.usecases.controles.alertes import plain
from ambroise.usecases.controles.produits import Dossier, Produit, jours

DUREE_MAXIMALE_DISPOSITIF = 366
"""Twelve months, whatever their length."""


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return what the special lines of an order lack."""
    for produit in dossier.produits:
        if produit.is_exception:
            yield from _exception(dossier, produit)
        if isinstance(produit.ligne.produit, DispositifPrescrit):
            yield from _dispositif(dossier, produit)


def _exception(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    if not p.ligne.indication.strip():
        yield plain(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.PRECAUTION,
            "Indication à écrire",
            f"{p.nom}\u00a0: médicament d’exception, remboursé dans les seules indications de sa fiche.",
            "Ajoutez «\u00a0ind: …\u00a0», telle que la dit la fiche d’information thérapeutique.",
            "fiche d’information thérapeutique",
            "Médicament d’exception",
        )
    if dossier.sur_papier:
        yield plain(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.PRECAUTION,
            "Formulaire exigé sur papier",
            f"{p.nom}\u00a0: sans ordonnance numérique, un médicament d’exception a son formulaire.",
            "Remplissez le cerfa 12708\u00a0: cette feuille ne le remplace pas.",
            "cerfa 12708",
            "Médicament d’exception",
        )


def _dispositif(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    duree = jours(p.ligne.duree_traitement)
    if duree is not None and duree * (1 + p.ligne.renouvellements) > DUREE_MAXIMALE_DISPOSITIF:
        yield plain(
            dossier,
            p,
            TypeAlerte.DUREE,
            NiveauAlerte.CONTRE_INDICATION,
            "Durée limitée à douze mois",
            f"{p.nom}\u00a0: un dispositif se prescrit douze mois au plus, renouvellements compris.",
            "Ramenez la durée ou le nombre de renouvellements.",
            "CSS R165-36",
            "Durée réglementaire dépassée",
        )
