"""What a nurse may prescribe alone: the devices of the arrêté of 20/03/2012, during nurse acts ordered.

CSP L4311-1; arrêté of 20/03/2012 (NOR ETSH1208335A), article 2: part I while a series of nurse acts is under
way, part II once the médecin traitant is told, some of it only as an identical renewal. The list says
categories: a designation is looked up by their words. Texts of 2025 and later are not read here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.domain.unites import fold

SOURCE: Final = "arrêté du 20 mars 2012, article 2"


@dataclass(frozen=True, slots=True)
class CategorieDispositif:
    """A category of the list; ``partie`` I or II, ``identique`` when only a renewal is allowed."""

    nom: str
    partie: str
    mots: str
    identique: bool = False

    @property
    def conditions(self) -> str:
        """Return what the list asks of who prescribes, empty when the order of acts is enough."""
        if self.partie == "I":
            return ""
        return "Informez le médecin traitant" + (
            "\u00a0; renouvellement à l’identique seulement." if self.identique else "."
        )


LISTE: Final = (
    CategorieDispositif(
        "Contention", "II", r"contention|bas de compression|chaussettes de compression", True
    ),
    CategorieDispositif(
        "Surveillance de la glycémie",
        "II",
        r"glycemie|autopiqueur|lancette|bandelette|stylo injecteur|seringue.*autotraitement",
        True,
    ),
    CategorieDispositif("Prévention des escarres", "II", r"(?:sur)?matelas|coussin.*escarre|anti.?escarre"),
    CategorieDispositif("Nutrition entérale", "II", r"naso.?gastrique|naso.?enterale"),
    CategorieDispositif(
        "Pansements de plaies chroniques",
        "II",
        r"hydrocolloide|hydrocellulaire|alginate|hydrogel|hydrofibre|carboxymethylcellulose|charbon actif"
        r"|vaseline|interface|acide hyaluronique|silicone|argent",
    ),
    CategorieDispositif(
        "Articles pour pansement",
        "I",
        r"pansement|compresse|gaze|coton hydrophile|ouate|sparadrap|filet|jersey|bandes?\b"
        r"|films? adhesifs?|set.*plaie",
    ),
    CategorieDispositif("Cerceaux pour lit", "I", r"cerceau"),
    CategorieDispositif(
        "Incontinence et appareil urogénital",
        "I",
        r"etui penien|plat bassin|urinal|sonde.*(?:vesicale|urinaire)|collecteur d.urine|poche.*urine"
        r"|stomie|incontinence|peristomial",
    ),
    CategorieDispositif(
        "Perfusion à domicile",
        "I",
        r"perfus|catheter|aiguille de huber|aiguille epicranienne|prolongateur|robinet.*voies|potence"
        r"|pied a serum|hepariner",
    ),
)
"""The categories, the narrower words first."""


def find_categorie(designation: str) -> CategorieDispositif | None:
    """Return the category of the list that a device falls in, None outside the list."""
    mots = fold(designation)
    return next((c for c in LISTE if re.search(c.mots, mots)), None)


def refusals(ordonnance: Ordonnance, plans: Iterable[PlanSoins], le: date) -> tuple[str, ...]:
    """Return why a nurse may not sign an order, one sentence each; empty when she may."""
    if ordonnance.type is not TypeOrdonnance.DISPOSITIFS:
        return (f"Un infirmier ne prescrit que les dispositifs médicaux de la liste ({SOURCE}).",)
    hors = [ligne.libelle for ligne in ordonnance.lignes if _categorie(ligne) is None]
    phrases = [f"«\u00a0{nom}\u00a0» n’est pas dans la liste des infirmiers ({SOURCE})." for nom in hors]
    if not any(_is_under_way(plan, le) for plan in plans):
        phrases.append(
            f"Aucune série d’actes infirmiers prescrite n’est en cours pour ce patient ({SOURCE})\u00a0: "
            "notez sa prescription dans son plan de soins."
        )
    return tuple(phrases)


def _categorie(ligne: LigneOrdonnance) -> CategorieDispositif | None:
    produit = ligne.produit
    return find_categorie(produit.designation) if isinstance(produit, DispositifPrescrit) else None


def _is_under_way(plan: PlanSoins, le: date) -> bool:
    return plan.prescrite_le is not None and plan.signee and plan.debut <= le <= plan.fin
