"""Doses that contradict themselves or cannot be taken: plausibility only, the public base has no ceiling."""

from collections.abc import Iterable
from decimal import Decimal

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.posologie_calcul import prises_par_jour
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.domain.unites import fold
from ambroise.usecases.controles.alertes import FICHIER_SPECIALITES, plain
from ambroise.usecases.controles.produits import Dossier, Produit

UNITES_PAR_PRISE_VRAISEMBLABLES = Decimal(10)
_COMPTEES = {"comprimé", "gélule", "capsule", "sachet", "suppositoire", "dispositif transdermique"}
_QUARTS = (Decimal("0.25"), Decimal("0.75"))


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return what is implausible in the doses of each medicine line."""
    for produit in dossier.produits:
        if produit.ligne.is_medicament:
            yield from _vraisemblance(dossier, produit)


def _vraisemblance(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    yield from _maximum_contredit(dossier, p)
    yield from _secabilite(dossier, p)
    for etape in p.ligne.posologie.etapes if p.ligne.posologie else ():
        dose = etape.dose
        if dose and dose.unite.libelle in _COMPTEES and dose.plus_forte > UNITES_PAR_PRISE_VRAISEMBLABLES:
            yield plain(
                dossier,
                p,
                TypeAlerte.DOSE,
                NiveauAlerte.DECONSEILLE,
                "Dose à vérifier",
                f"{p.nom}\u00a0: {dose.plus_forte} {dose.unite.pluriel} par prise.",
                "Si la dose est en milligrammes, écrivez l’unité\u00a0: «\u00a030 mg\u00a0».",
                "contrôle de vraisemblance",
                "Dose inhabituelle",
            )
            return


def _maximum_contredit(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    """A posology that plans more than the ceiling it gives contradicts itself."""
    for etape in p.ligne.posologie.etapes if p.ligne.posologie else ():
        count, ceiling, dose = prises_par_jour(etape.rythme), etape.max_par_24h, etape.dose
        if not (count and ceiling and dose) or dose.unite != ceiling.unite:
            continue
        if dose.valeur * count > ceiling.valeur:
            yield plain(
                dossier,
                p,
                TypeAlerte.DOSE,
                NiveauAlerte.DECONSEILLE,
                "Posologie au-dessus de son maximum",
                f"{p.nom}\u00a0: la posologie prévoit plus par jour que le maximum qu’elle donne.",
                "Corrigez la dose, le nombre de prises ou le maximum.",
                "contrôle de vraisemblance",
                "Dose incohérente",
            )
            return


def _secabilite(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    """A half or a quarter of a product that is not scored, or of a capsule (brand lines only)."""
    if not isinstance(p.ligne.produit, SpecialitePrescrite) or p.specialite is None or not p.ligne.posologie:
        return
    words = fold(f"{p.specialite.forme} {p.specialite.denomination}")
    for etape in p.ligne.posologie.etapes:
        dose = etape.dose
        if dose is None or dose.unite.libelle not in ("comprimé", "gélule"):
            continue
        part = dose.valeur % 1
        scored = "quadrisecable" in words if part in _QUARTS else "secable" in words
        if part and not scored:
            yield plain(
                dossier,
                p,
                TypeAlerte.DOSE,
                NiveauAlerte.PRECAUTION,
                "Fraction d’un produit non sécable",
                f"{p.specialite.denomination}\u00a0: la forme ne dit pas que la prise peut être "
                "coupée ainsi.",
                "Choisissez un dosage plus faible, ou une forme sécable.",
                "BDPM, forme pharmaceutique",
                "Sécabilité",
                FICHIER_SPECIALITES,
            )
            return
