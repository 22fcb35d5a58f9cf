"""The registers as rows of words: for paper, for a file, the same for both.

CSP R5132-10: number, date, prescriber and his address, patient, product, quantity; narcotics apart.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance, OrigineCopie
from ambroise.domain.intervention import InterventionPharmaceutique
from ambroise.domain.ordonnancier import EntreeOrdonnancier
from ambroise.domain.regles_delivrance import Liste
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RenouvellementDu

LISTES: Final = {Liste.LISTE_I: "I", Liste.LISTE_II: "II", Liste.STUPEFIANT: "Stupéfiant", Liste.AUCUNE: ""}
ORIGINES: Final = {OrigineCopie.DESSINEE: "numérique", OrigineCopie.JOINTE: "papier joint"}
_NON_NOTE: Final = "non noté"


@dataclass(frozen=True)
class Colonne:
    """A column: its title, its share of a page, how a row reads in it."""

    titre: str
    part: float
    mots: Callable[[Any], str]
    a_droite: bool = False


@dataclass(frozen=True)
class Edition:
    """A register ready to be printed or exported: ``titre``, ``choix``, columns, rows of words."""

    titre: str
    choix: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[str, ...], ...]


def _ordonnancier_produit(entree: EntreeOrdonnancier) -> str:
    liste = LISTES[entree.liste]
    produit = f"{entree.produit} [{liste}]" if liste else entree.produit
    return f"{produit}, {entree.mention}" if entree.mention else produit


def _quantite(entree: EntreeOrdonnancier) -> str:
    boites = f"{entree.boites} bt" if entree.boites else ""
    unites = f"{_number(entree.quantite)} u" if entree.quantite else ""
    return ", ".join(filter(None, (boites, unites)))


def _prescripteur(entree: EntreeOrdonnancier) -> str:
    return ", ".join(filter(None, (entree.prescripteur or _NON_NOTE, entree.adresse_prescripteur)))


def _patient(entree: EntreeOrdonnancier) -> str:
    remis = f", remis à {entree.porteur}" if entree.porteur else ""
    return f"{entree.patient or _NON_NOTE}{remis}"


def _stock(balance: BalanceProduit) -> str:
    return _number(balance.ligne.stock) if balance.ligne is not None else balance.refus


def _ecart(balance: BalanceProduit) -> str:
    ecart = balance.ligne.ecart if balance.ligne is not None else None
    return "jamais compté" if ecart is None else f"{ecart:+f}" if ecart else "aucun"


def _proposition(intervention: InterventionPharmaceutique) -> str:
    return ", ".join(filter(None, (intervention.proposition.value, intervention.precision)))


def _codes(intervention: InterventionPharmaceutique) -> str:
    """Return the numbers of the grid, problem then proposition."""
    return f"{intervention.probleme.code or '–'} / {intervention.proposition.code or '–'}"


def garde_words(copie: CopieOrdonnance) -> str:
    """Return until when a copy is kept, or when it was destroyed."""
    if copie.detruite_le is not None:
        return f"détruite le {copie.detruite_le.astimezone():%d/%m/%Y}"
    return f"jusqu’au {copie.a_garder_jusqu_au:%d/%m/%Y}"


EDITIONS: Final[dict[str, tuple[str, tuple[Colonne, ...]]]] = {
    "ordonnancier": (
        "Ordonnancier",
        (
            Colonne("N°", 5, lambda e: str(e.numero), a_droite=True),
            Colonne("Date", 10, lambda e: f"{e.date:%d/%m/%Y}"),
            Colonne("Produit", 24, _ordonnancier_produit),
            Colonne("Quantité", 9, _quantite),
            Colonne("Patient", 18, _patient),
            Colonne("Prescripteur, adresse", 24, _prescripteur),
        ),
    ),
    "stupefiants": (
        "Balance des stupéfiants",
        (
            Colonne("Produit", 34, lambda b: b.denomination),
            Colonne("Entrées", 9, lambda b: _number(b.ligne.entrees) if b.ligne else "", a_droite=True),
            Colonne("Sorties", 9, lambda b: _number(b.ligne.sorties) if b.ligne else "", a_droite=True),
            Colonne("Stock", 18, _stock, a_droite=True),
            Colonne("Écart d’inventaire", 14, _ecart, a_droite=True),
        ),
    ),
    "dues": (
        "Boîtes dues",
        (
            Colonne("Patient", 22, lambda d: d.patient or _NON_NOTE),
            Colonne("Boîtes", 7, lambda d: str(d.boites), a_droite=True),
            Colonne("Produit", 32, lambda d: d.libelle),
            Colonne("Depuis", 10, lambda d: f"{d.depuis:%d/%m/%Y}"),
            Colonne("Ordonnance", 16, lambda d: d.numero),
        ),
    ),
    "renouvellements": (
        "Renouvellements à préparer",
        (
            Colonne("À partir du", 10, lambda r: f"{r.le:%d/%m/%Y}"),
            Colonne("Patient", 22, lambda r: r.patient or _NON_NOTE),
            Colonne("Produit", 34, lambda r: r.libelle),
            Colonne("Ordonnance", 18, lambda r: r.numero),
        ),
    ),
    "copies": (
        "Copies des ordonnances de stupéfiants",
        (
            Colonne("Prescripteur", 22, lambda c: c.prescripteur or _NON_NOTE),
            Colonne("Délivrée le", 10, lambda c: f"{c.le:%d/%m/%Y}"),
            Colonne("N°", 7, lambda c: ", ".join(map(str, c.numeros)), a_droite=True),
            Colonne("Patient", 20, lambda c: c.patient or _NON_NOTE),
            Colonne("Ordonnance", 16, lambda c: c.numero_ordonnance),
            Colonne("Copie", 10, lambda c: ORIGINES[c.origine]),
            Colonne("Garde", 16, garde_words),
        ),
    ),
    "interventions": (
        "Interventions pharmaceutiques",
        (
            Colonne("Date", 10, lambda i: f"{i.le:%d/%m/%Y}"),
            Colonne("Patient", 16, lambda i: i.patient),
            Colonne("Ligne", 22, lambda i: i.ligne),
            Colonne("SFPC", 7, _codes),
            Colonne("Problème", 14, lambda i: i.probleme.value),
            Colonne("Proposition", 20, _proposition),
            Colonne("Prescripteur", 14, lambda i: i.prescripteur),
            Colonne("Réponse", 10, lambda i: i.devenir.value),
        ),
    ),
    "bilan": (
        "Délivrances à revoir, trente jours",
        (
            Colonne("Date", 10, lambda b: f"{b.le:%d/%m/%Y}"),
            Colonne("Patient", 20, lambda b: b.patient or _NON_NOTE),
            Colonne("Produit", 30, lambda b: b.produit),
            Colonne("À revoir", 26, lambda b: ", ".join(b.raisons)),
            Colonne("Ordonnance", 16, lambda b: b.numero),
        ),
    ),
}
"""Each register by its key: its title and its columns."""

Ligne = (
    EntreeOrdonnancier
    | LigneBilan
    | BalanceProduit
    | BoitesDues
    | RenouvellementDu
    | CopieOrdonnance
    | InterventionPharmaceutique
)


def edit(vue: str, lignes: Sequence[Ligne], choix: str = "") -> Edition:
    """Return a register as words; the ordonnancier reads in the order of its numbers."""
    titre, colonnes = EDITIONS[vue]
    ordre = sorted(lignes, key=lambda e: e.numero if isinstance(e, EntreeOrdonnancier) else 0)
    return Edition(titre, choix, colonnes, tuple(tuple(c.mots(li) for c in colonnes) for li in ordre))


def to_csv(edition: Edition) -> bytes:
    """Return a register as a file for a spreadsheet: semicolons, UTF-8 with its mark, no formula."""
    sortie = io.StringIO()
    writer = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    writer.writerow([c.titre for c in edition.colonnes])
    writer.writerows([[_harmless(mot) for mot in ligne] for ligne in edition.lignes])
    return sortie.getvalue().encode("utf-8-sig")


def _harmless(mot: str) -> str:
    """Keep a spreadsheet from reading words as a formula."""
    return f"'{mot}" if mot[:1] in "=+-@\t\r" and not mot[1:].replace(",", "").isdigit() else mot


def _number(valeur: Decimal) -> str:
    return f"{valeur.normalize():f}"
