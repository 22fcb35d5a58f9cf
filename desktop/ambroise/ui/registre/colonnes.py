"""How each register reads, column by column."""

from decimal import Decimal
from typing import Final

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

PATIENT: Final = 280
"""Wide enough for a compound name: two persons are never told apart by what is cut."""


def _patient(entree: EntreeOrdonnancier) -> Cell:
    """Return the patient, and who took the narcotics away when it was somebody else."""
    remis = (Span(f"  remis à {entree.porteur}", tone="secondary", size=12),) if entree.porteur else ()
    return Cell((Span(entree.patient or "non noté"), *remis))


def _produit(entree: EntreeOrdonnancier) -> Cell:
    """Return the product, and that it left after the end of its order."""
    mention = (Span(f"  {entree.mention}", tone="warning", size=12),) if entree.mention else ()
    return Cell((Span(entree.produit), *mention))


ORDONNANCIER: Final[tuple[Column[EntreeOrdonnancier], ...]] = (
    Column("N°", lambda e: Cell.of(str(e.numero), weight=SEMIBOLD), 72, right=True),
    Column("Date", lambda e: Cell.of(f"{e.date:%d/%m/%Y}", "secondary"), 116),
    Column("Produit", _produit, 0),
    Column("Liste", lambda e: Cell.of(LISTES[e.liste], "secondary"), 96),
    Column("Boîtes", lambda e: Cell.of(str(e.boites)), 72, right=True),
    Column("Patient", _patient, PATIENT),
    Column("Prescripteur", lambda e: Cell.of(e.prescripteur or "non noté", "secondary"), 170),
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
    Column("Patient", lambda b: Cell.of(b.patient or "non noté", weight=SEMIBOLD), PATIENT),
    Column("Boîtes", lambda b: Cell.of(str(b.boites)), 72, right=True),
    Column("Produit", lambda b: Cell.of(b.libelle), 0),
    Column("Depuis", lambda b: Cell.of(long_date(b.depuis), "secondary"), 150),
    Column("Ordonnance", lambda b: Cell.of(b.numero, "secondary"), 190),
)


def _garde(copie: CopieOrdonnance) -> Cell:
    icone = "x" if copie.detruite_le is not None else "archive"
    return Cell.of(garde_words(copie), "secondary", icon=icone)


COPIES: Final[tuple[Column[CopieOrdonnance], ...]] = (
    Column("Prescripteur", lambda c: Cell.of(c.prescripteur or "non noté", weight=SEMIBOLD), 0),
    Column("Délivrée le", lambda c: Cell.of(f"{c.le:%d/%m/%Y}", "secondary"), 116),
    Column("N°", lambda c: Cell.of(", ".join(map(str, c.numeros))), 110, right=True),
    Column("Patient", lambda c: Cell.of(c.patient or "non noté"), PATIENT),
    Column("Ordonnance", lambda c: Cell.of(c.numero_ordonnance, "secondary"), 190),
    Column("Copie", lambda c: Cell.of(ORIGINES[c.origine], "secondary"), 116),
    Column("Garde", _garde, 206),
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
    Column("Date", lambda i: Cell.of(f"{i.le:%d/%m/%Y}", "secondary"), 116),
    Column("Patient", lambda i: Cell.of(i.patient, weight=SEMIBOLD), 170),
    Column("Ligne", lambda i: Cell.of(i.ligne), 0),
    Column("Problème", lambda i: Cell.of(i.probleme.value), 160),
    Column("Proposition", lambda i: Cell.of(i.proposition.value, "secondary"), 190),
    Column("Réponse", _devenir, 140),
)

RENOUVELLEMENTS: Final[tuple[Column[RenouvellementDu], ...]] = (
    Column("À partir du", lambda r: Cell.of(long_date(r.le), weight=SEMIBOLD), 150),
    Column("Patient", lambda r: Cell.of(r.patient or "non noté"), PATIENT),
    Column("Produit", lambda r: Cell.of(r.libelle), 0),
    Column("Ordonnance", lambda r: Cell.of(r.numero, "secondary"), 190),
)
