"""How each register reads, column by column."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EntreeOrdonnancier
from ambroise.domain.regles_delivrance import Liste
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.ui.words import long_date
from ambroise.usecases.edition_registre import ORIGINES, garde_words
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RenouvellementDu

LISTES: Final = {
    Liste.LISTE_I: "Liste I",
    Liste.LISTE_II: "Liste II",
    Liste.STUPEFIANT: "Stupéfiant",
    Liste.AUCUNE: "",
}

RANGEE: Final = 48
"""A row of two lines: what is looked for, then what goes with it."""


def _two(dessus: str, *dessous: str, weight: int = 400) -> Cell:
    sub = " · ".join(filter(None, dessous))
    return Cell((Span(dessus, weight),), sub=(Span(sub, tone="secondary", size=12),) if sub else ())


def _product(denomination: str, *dessous: str) -> Cell:
    """Return a name with its strength and, below, its form: together they would be cut where it matters."""
    nom, _, forme = denomination.partition(", ")
    return _two(nom, forme, *dessous)


def _patient(entree: EntreeOrdonnancier) -> Cell:
    """Return the patient and, below, who prescribed, then who took the narcotics away if somebody else."""
    remis = f"remis à {entree.porteur}" if entree.porteur else ""
    return _two(entree.patient or "non noté", entree.prescripteur or "prescripteur non noté", remis)


def _produit(entree: EntreeOrdonnancier) -> Cell:
    """Return the product, its list, and that it left after the end of its order."""
    cellule = _product(entree.produit, LISTES[entree.liste])
    if not entree.mention:
        return cellule
    return replace(cellule, sub=(*cellule.sub, Span(f" · {entree.mention}", tone="warning", size=12)))


def _boites(entree: EntreeOrdonnancier) -> Cell:
    """Return the packs that left, or the units of an opened one."""
    return Cell.of(str(entree.boites) if entree.boites else f"{number(entree.quantite)} u")


ORDONNANCIER: Final[tuple[Column[EntreeOrdonnancier], ...]] = (
    Column("N°", lambda e: Cell.of(str(e.numero), weight=SEMIBOLD), 72, right=True),
    Column("Date", lambda e: Cell.of(f"{e.date:%d/%m/%Y}", "secondary"), 116, whole=True),
    Column("Produit", _produit, 0),
    Column("Boîtes", _boites, 72, right=True),
    Column("Patient, prescripteur", _patient, 0),
)


def number(valeur: Decimal) -> str:
    """Return a count without its useless zeros."""
    return f"{valeur.normalize():f}"


def _stock(balance: BalanceProduit) -> Cell:
    if balance.ligne is None:
        return Cell.of(balance.refus, "danger", SEMIBOLD, "octagon-alert")
    return Cell.of(number(balance.ligne.stock), weight=SEMIBOLD)


def _ecart(balance: BalanceProduit) -> Cell:
    ecart = balance.ligne.ecart if balance.ligne is not None else None
    if not ecart:
        return Cell.of("aucun" if ecart is not None else "jamais compté", "secondary")
    return Cell.of(f"{ecart:+f}", "danger", SEMIBOLD, "equal-not")


STUPEFIANTS: Final[tuple[Column[BalanceProduit], ...]] = (
    Column("Produit", lambda b: Cell.of(b.denomination), 0),
    Column("Entrées", lambda b: Cell.of(number(b.ligne.entrees) if b.ligne else ""), 96, right=True),
    Column("Sorties", lambda b: Cell.of(number(b.ligne.sorties) if b.ligne else ""), 96, right=True),
    Column("Stock", _stock, 300),
    Column("Écart d’inventaire", _ecart, 160),
)

DUES: Final[tuple[Column[BoitesDues], ...]] = (
    Column("Patient", lambda b: _two(b.patient or "non noté", b.numero, weight=SEMIBOLD), 0),
    Column("Boîtes", lambda b: Cell.of(str(b.boites)), 72, right=True),
    Column("Produit", lambda b: _product(b.libelle), 0),
    Column("Depuis", lambda b: Cell.of(long_date(b.depuis), "secondary"), 150, whole=True),
)


def _garde(copie: CopieOrdonnance) -> Cell:
    icone = "x" if copie.detruite_le is not None else "archive"
    return replace(_two(garde_words(copie), ORIGINES[copie.origine]), icon=icone)


COPIES: Final[tuple[Column[CopieOrdonnance], ...]] = (
    Column("Prescripteur", lambda c: Cell.of(c.prescripteur or "non noté", weight=SEMIBOLD), 0),
    Column("Délivrée le", lambda c: Cell.of(f"{c.le:%d/%m/%Y}", "secondary"), 116, whole=True),
    Column("N°", lambda c: Cell.of(", ".join(map(str, c.numeros))), 108, right=True),
    Column("Patient", lambda c: _two(c.patient or "non noté", c.numero_ordonnance), 0),
    Column("Copie", _garde, 206, whole=True),
)

_DEVENIRS: Final[dict[Devenir, tuple[str, Tone]]] = {
    Devenir.EN_ATTENTE: ("clock", "secondary"),
    Devenir.ACCEPTEE: ("circle-check", "success"),
    Devenir.REFUSEE: ("circle-x", "warning"),
}


def _devenir(intervention: InterventionPharmaceutique) -> Cell:
    icone, ton = _DEVENIRS[intervention.devenir]
    return Cell.of(intervention.devenir.value.capitalize(), ton, icon=icone)


INTERVENTIONS: Final[tuple[Column[InterventionPharmaceutique], ...]] = (
    Column("Date", lambda i: Cell.of(f"{i.le:%d/%m/%Y}", "secondary"), 116, whole=True),
    Column("Patient, ligne", lambda i: _two(i.patient, i.ligne, weight=SEMIBOLD), 0),
    Column("Problème, proposition", lambda i: _two(i.probleme.value, i.proposition.value), 0),
    Column("Réponse", _devenir, 140),
)

BILAN: Final[tuple[Column[LigneBilan], ...]] = (
    Column("Date", lambda b: Cell.of(f"{b.le:%d/%m/%Y}", "secondary"), 116, whole=True),
    Column("Patient", lambda b: _two(b.patient or "non noté", b.numero, weight=SEMIBOLD), 0),
    Column("Produit", lambda b: _product(b.produit), 0),
    Column("À revoir", lambda b: Cell.of(", ".join(b.raisons)), 0),
)

RENOUVELLEMENTS: Final[tuple[Column[RenouvellementDu], ...]] = (
    Column("À partir du", lambda r: Cell.of(long_date(r.le), weight=SEMIBOLD), 160, whole=True),
    Column("Patient", lambda r: _two(r.patient or "non noté", r.numero), 0),
    Column("Produit", lambda r: _product(r.libelle), 0),
)
