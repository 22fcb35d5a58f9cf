"""How many packs may leave at once, and how long they last.

CSP R5132-12 (lists and narcotics) and R5123-2 (medicines paid back): four weeks or thirty days by the pack; a
pack made for more than a month, up to three months; contraceptives, twelve weeks whatever the pack (ordre des
pharmaciens, délivrance des médicaments des listes I et II). R5132-30: one fraction of a narcotic. What
leaves is whole packs, and one at least, but for a fraction that they cannot give (see ``fraction``).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ambroise.domain.force import dosage_of
from ambroise.domain.fraction import FractionDue, Part, compute_part
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import Specialite
from ambroise.domain.posologie import Duree, UnitePrise, UniteTemps
from ambroise.domain.posologie_calcul import compute_bilan
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite
from ambroise.domain.regles_delivrance import Liste, liste_of
from ambroise.domain.unites import fold

JOURS_MOIS: Final = 30
JOURS_TRIMESTRE: Final = 90
JOURS_CONTRACEPTION: Final = 84
JOURS_STUPEFIANT: Final = 28
_ATC_CONTRACEPTIFS: Final = ("G03AA", "G03AB", "G03AC", "G02BB")
_DENOMBRABLES: Final = re.compile(
    "comprimé|gélule|capsule|sachet|ampoule|suppositoire|ovule|emplâtre|pastille|gomme|lyophilisat|film|"
    "bouffée|seringue|dispositif transdermique|récipient unidose"
)
_MESURE: Final = Duree(Decimal(JOURS_CONTRACEPTION), UniteTemps.JOUR)
"""What a posology without a length of its own is counted over: whole weeks, so that weekdays count alike."""


@dataclass(frozen=True, slots=True)
class Prises:
    """What a day of a line takes in the units of its packs; ``raison`` says why it cannot be counted."""

    par_jour: Fraction | None = None
    raison: str = ""
    jours_imposes: int | None = None
    """How long one dispensing lasts at most whatever the pack; None when the pack decides."""
    article: str = "CSP R5132-12"
    duree_jours: int | None = None
    """The length of the treatment, None when nothing says it."""
    fraction: FractionDue | None = None
    """The days of the fraction that is due, None when the treatment is not fractioned."""

    @property
    def is_bref(self) -> bool:
        """Tell whether the whole treatment may leave at once whatever the pack."""
        return self.duree_jours is not None and self.duree_jours <= (self.jours_imposes or JOURS_MOIS)

    def part_of(self, unites_par_boite: Decimal | None, boites: int) -> Part | None:
        """Return the units of the fraction due when whole packs cannot give it, None otherwise.

        Args:
            boites: the packs prescribed; fewer than the treatment needs, they count nothing.
        """
        if self.fraction is None or self.par_jour is None or not unites_par_boite:
            return None
        part = compute_part(self.fraction, self.par_jour)
        entiere = part.unites % unites_par_boite == 0
        if not part.unites or (entiere and boites * unites_par_boite >= part.unites + part.a_venir):
            return None
        return part

    def days_of(self, unites: Decimal | None) -> int | None:
        """Return how many whole days that many units last."""
        return int(Fraction(unites) / self.par_jour) if unites and self.par_jour else None


@dataclass(frozen=True, slots=True)
class QuantiteDelivrable:
    """How many packs one dispensing may give; None when it cannot be counted, and why."""

    boites: int | None
    jours: int
    article: str
    raison: str = ""


def compute_prises(ligne: LigneOrdonnance, specialite: Specialite | None) -> Prises:
    """Return what a day of a line takes; ``specialite`` is None when the line names a common name."""
    liste = liste_of(specialite) if specialite is not None else None
    unite = _unite(ligne.produit)
    dosage = dosage_of(ligne.produit)
    bilan = compute_bilan(ligne.posologie, None, _MESURE, dosage, unite) if ligne.posologie else None
    total, jours = (bilan.total, bilan.duree_jours) if bilan else (None, None)
    raison = _unreadable(ligne, unite, bilan.unite if bilan else None, total)
    return Prises(
        Fraction(total) / jours if total and jours and not raison else None,
        raison,
        _imposed_days(ligne, specialite, liste),
        _article(ligne, liste),
        int(ligne.duree_traitement.jours) if ligne.duree_traitement else None,
    )


def limit_quantite(prises: Prises, unites: Decimal | None) -> QuantiteDelivrable:
    """Return how many packs of that many units may leave at once."""
    jours = prises.jours_imposes or JOURS_MOIS
    if prises.par_jour is None:
        return QuantiteDelivrable(None, jours, prises.article, prises.raison)
    if not unites:
        return QuantiteDelivrable(None, jours, prises.article, "la base ne dit pas ce que contient une boîte")
    dure = Fraction(unites) / prises.par_jour
    if prises.jours_imposes is None and dure > JOURS_MOIS:
        jours = JOURS_TRIMESTRE
    return QuantiteDelivrable(max(1, int(jours / dure)), jours, prises.article)


def _article(ligne: LigneOrdonnance, liste: Liste | None) -> str:
    if liste is Liste.STUPEFIANT or ligne.fraction_jours:
        return "CSP R5132-30"
    return "CSP R5123-2" if liste is Liste.AUCUNE else "CSP R5132-12"


def _imposed_days(ligne: LigneOrdonnance, specialite: Specialite | None, liste: Liste | None) -> int | None:
    """Return the days of a fraction (narcotics, and what follows their rules), else those of a class."""
    fraction = None if ligne.delivrance_unique else ligne.fraction_jours
    if liste is Liste.STUPEFIANT:
        return fraction or JOURS_STUPEFIANT
    if fraction is not None:
        return fraction
    atc = specialite.code_atc if specialite is not None else None
    return JOURS_CONTRACEPTION if atc and atc.startswith(_ATC_CONTRACEPTIFS) else None


def _unreadable(
    ligne: LigneOrdonnance, unite: UnitePrise | None, dite: UnitePrise | None, total: Decimal | None
) -> str:
    """Return why the packs of a line cannot be counted from its posology, empty when they can."""
    posologie = ligne.posologie
    if posologie is None or not posologie.is_structuree:
        return "la posologie est en texte libre"
    if len({etape.sequence for etape in posologie.etapes}) > 1:
        return "la dose change d’une étape à l’autre"
    if unite is None or dite not in (None, unite) or not _is_denombrable(unite, ligne.libelle):
        return "la dose n’est pas écrite dans l’unité des boîtes"
    return "" if total else "la posologie ne dit pas combien par jour"


def _unite(produit: Produit) -> UnitePrise | None:
    match produit:
        case SpecialitePrescrite(unite=unite) | DenominationPrescrite(unite=unite):
            return unite
        case _:
            return None


def _is_denombrable(unite: UnitePrise, libelle: str) -> bool:
    """Tell whether packs hold the unit as a thing: a cartridge of insulin lasts several injections."""
    if unite.libelle == "injection":
        return "seringue" in fold(libelle)
    return _DENOMBRABLES.fullmatch(unite.libelle) is not None
