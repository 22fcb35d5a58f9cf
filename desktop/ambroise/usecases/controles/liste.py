"""The list of who prescribes: what it forbids or asks, shown at writing, held at signing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.liste_prescripteur import Constat, Genre, ListePrescripteur, ProduitJuge, Verdict
from ambroise.domain.medicament import CategorieCondition
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, ProduitLibre
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.controles.produits import Produit, resolve
from ambroise.usecases.ports_medicaments import BaseMedicaments

_LISTEES = (CategorieCondition.LISTE_I, CategorieCondition.LISTE_II, CategorieCondition.STUPEFIANT)


@dataclass(frozen=True, slots=True)
class ReponseListe:
    """What a list answers of an order; ``refus`` is what no reason given makes lawful."""

    alertes: tuple[Alerte, ...] = ()
    refus: tuple[str, ...] = ()


def check(
    liste: ListePrescripteur,
    base: BaseMedicaments,
    ordonnance: Ordonnance,
    plans: Iterable[PlanSoins],
) -> ReponseListe:
    """Return what the list forbids, what must be looked up in the text, and what it asks of each line."""
    produits = [resolve(base, ligne, rang) for rang, ligne in enumerate(ordonnance.lignes, 1)]
    constats = tuple(liste.judge(_juge(p, ordonnance.type) for p in produits))
    interdits = [c for c in constats if c.verdict is Verdict.INTERDIT]
    alertes = [_interdit(liste, c) for c in interdits]
    if _is_without_soins(liste, constats, plans, ordonnance.date):
        alertes.append(_sans_soins(liste))
    refus = tuple(alerte.cause for alerte in alertes)
    alertes += [_a_verifier(liste, c) for c in constats if c.verdict is Verdict.A_VERIFIER]
    alertes += [_condition(liste, c) for c in constats if c.verdict is Verdict.SOUS_CONDITION]
    return ReponseListe(tuple(alertes), refus)


def _juge(p: Produit, type_: TypeOrdonnance) -> ProduitJuge:
    return ProduitJuge(
        p.rang or 0, _genre(p, type_), p.ligne.libelle, p.atc, any(p.has(categorie) for categorie in _LISTEES)
    )


def _genre(p: Produit, type_: TypeOrdonnance) -> Genre:
    """Return the kind of a line; free words are of the kind of their order."""
    match p.ligne.produit:
        case DispositifPrescrit():
            return Genre.DISPOSITIFS
        case ActePrescrit():
            return Genre.ACTES
        case ProduitLibre() if type_ is TypeOrdonnance.DISPOSITIFS:
            return Genre.DISPOSITIFS
        case ProduitLibre() if type_ is not TypeOrdonnance.MEDICAMENTS:
            return Genre.ACTES
        case _:
            return Genre.MEDICAMENTS


def _is_without_soins(
    liste: ListePrescripteur, constats: Sequence[Constat], plans: Iterable[PlanSoins], le: date
) -> bool:
    """Tell whether devices are prescribed outside the acts of care that allow it."""
    if not liste.pendant_des_soins or all(c.produit.genre is not Genre.DISPOSITIFS for c in constats):
        return False
    return not any(p.prescrite_le is not None and p.signee and p.debut <= le <= p.fin for p in plans)


def _interdit(liste: ListePrescripteur, constat: Constat) -> Alerte:
    return _alerte(
        liste,
        NiveauAlerte.CONTRE_INDICATION,
        (constat.produit.rang,),
        f"Hors de la liste {liste.des}",
        f"«\u00a0{constat.produit.nom}\u00a0» n’est pas dans la liste {liste.des} ({liste.texte}).",
        "Demandez cette prescription au médecin.",
    )


def _sans_soins(liste: ListePrescripteur) -> Alerte:
    return _alerte(
        liste,
        NiveauAlerte.CONTRE_INDICATION,
        (),
        f"Hors de la liste {liste.des}",
        f"Aucune série d’actes infirmiers prescrite n’est en cours pour ce patient ({liste.texte})\u00a0: "
        "notez sa prescription dans son plan de soins.",
        "Demandez cette prescription au médecin.",
    )


def _a_verifier(liste: ListePrescripteur, constat: Constat) -> Alerte:
    return _alerte(
        liste,
        NiveauAlerte.CONTRE_INDICATION,
        (constat.produit.rang,),
        f"À vérifier dans la liste {liste.des}",
        f"«\u00a0{constat.produit.nom}\u00a0» n’est pas dans ce que le logiciel connaît de cette liste. "
        f"{constat.texte}".rstrip(),
        "Vérifiez dans le texte en vigueur que vous pouvez le prescrire, et écrivez-le comme motif.",
    )


def _condition(liste: ListePrescripteur, constat: Constat) -> Alerte:
    return _alerte(
        liste,
        NiveauAlerte.INFORMATION,
        (constat.produit.rang,),
        constat.categorie or f"Prescription {liste.des}",
        constat.produit.nom,
        constat.texte,
    )


def _alerte(
    liste: ListePrescripteur,
    niveau: NiveauAlerte,
    lignes: tuple[int, ...],
    titre: str,
    cause: str,
    conduite: str,
) -> Alerte:
    return Alerte(
        cle=f"liste:{titre}:{cause}",
        niveau=niveau,
        type=TypeAlerte.CONDITION_PRESCRIPTION,
        lignes=lignes,
        titre=titre,
        cause=cause,
        mecanisme="",
        conduite=conduite,
        source=f"{liste.article}\u202f; {liste.texte}",
        edition="" if liste.le is None or str(liste.le.year) in liste.texte else render_date(liste.le),
        libelle_niveau=f"Liste {liste.des}",
    )
