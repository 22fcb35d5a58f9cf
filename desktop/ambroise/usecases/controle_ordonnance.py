"""Run every safety control on an order: what alerts, what could not be checked, what is quiet.

HAS, référentiel LAP: all controls work for common names too; each alert says its cause, level, source and
date; what cannot run is shown; contra-indications are never filtered out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ambroise.domain.alerte import (
    Alerte,
    Controle,
    Controles,
    DecisionAlerte,
    NonControle,
    ReponseAlerte,
    TypeAlerte,
)
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition
from ambroise.domain.ordonnance import Ordonnance, OrdonnanceIncomplete
from ambroise.usecases.controles import (
    allergies,
    conditions,
    doses,
    doublons,
    enfant,
    imagerie,
    interactions,
    mentions,
    mentions_amm,
    particuliers,
)
from ambroise.usecases.controles.produits import Dossier, Produit, Terrain, resolve
from ambroise.usecases.ports_medicaments import BaseMedicaments

__all__ = ["OrdonnanceAControler", "Terrain", "TraitementDeclare", "check_ordonnance", "require_reponses"]


@dataclass(frozen=True, slots=True)
class TraitementDeclare:
    """A running treatment: a line of a former order, or one declared; its last day when known."""

    ligne: LigneOrdonnance
    fin: date | None = None


@dataclass(frozen=True, slots=True)
class OrdonnanceAControler:
    """The order and what it is checked against."""

    ordonnance: Ordonnance
    terrain: Terrain = field(default_factory=Terrain)
    traitements: tuple[TraitementDeclare, ...] = ()
    specialites_prescripteur: tuple[str, ...] = ()
    exerce_a_l_hopital: bool = False


_FAMILLES = (
    (TypeAlerte.INTERACTION, "Interactions", "aucune entre les lignes ni avec les traitements en cours"),
    (TypeAlerte.DOUBLON, "Substances en double", "aucune"),
    (TypeAlerte.ALLERGIE, "Allergies", "aucune ne concerne ces lignes"),
    (TypeAlerte.CONDITION_PRESCRIPTION, "Conditions de prescription", "rien à signaler"),
    (TypeAlerte.DUREE, "Durées réglementaires", "respectées"),
)


def check_ordonnance(base: BaseMedicaments, demande: OrdonnanceAControler) -> Controles:
    """Return the answer of every control, strongest alerts first."""
    dossier = _dossier(base, demande)
    alertes: list[Alerte] = []
    for check in (
        interactions.check,
        doublons.check,
        allergies.check,
        conditions.check,
        mentions.check,
        mentions_amm.check,
        doses.check,
        imagerie.check,
        particuliers.check,
        enfant.check,
    ):
        alertes.extend(check(dossier))
    non_controles: list[NonControle] = []
    if any(not produit.is_soin for produit in dossier.produits):
        for not_checked in (mentions.not_checked, interactions.not_checked, allergies.not_checked):
            non_controles.extend(not_checked(dossier))
    non_controles.extend(imagerie.not_checked(dossier))
    return Controles(
        alertes=tuple(sorted(_unique(alertes), key=lambda a: (a.niveau.rang, a.lignes, a.cle))),
        non_controles=tuple(non_controles),
        sans_alerte=tuple(_quiet(dossier, alertes, non_controles)),
    )


def require_reponses(controles: Controles, reponses: Sequence[ReponseAlerte]) -> None:
    """Refuse to go on while an alert of the top level has no answer, or when no answer would do.

    Raises:
        OrdonnanceIncomplete: one sentence for each alert left, or for each refusal.
    """
    if controles.refus:
        raise OrdonnanceIncomplete(controles.refus)
    answered = {r.alerte.cle for r in reponses}
    left = [a for a in controles.bloquantes if a.cle not in answered]
    if left:
        raise OrdonnanceIncomplete(tuple(f"Alerte sans réponse\u00a0: {a.titre or a.cause}." for a in left))


def keep_alertes_vues(ordonnance: Ordonnance, controles: Controles, instant: datetime) -> Ordonnance:
    """Return the draft with every alert shown at its signature: those answered, and those that asked nothing.

    HAS, référentiel LAP, chapter of tracing: the alerts shown are kept with the order.
    """
    answered = {r.alerte.cle for r in ordonnance.reponses_alertes}
    auteur = ordonnance.prescripteur.numero_rpps
    vues = {
        (a.cle, a.lignes): ReponseAlerte(a, DecisionAlerte.VUE, "", auteur, instant)
        for a in controles.alertes
        if a.cle not in answered
    }
    return ordonnance.edit(reponses_alertes=(*ordonnance.reponses_alertes, *vues.values()))


def is_securisee(controlables: Iterable[Produit]) -> bool:
    """Tell whether one line asks for a secure order."""
    return any(
        p.has(CategorieCondition.STUPEFIANT) or p.has(CategorieCondition.ORDONNANCE_SECURISEE)
        for p in controlables
    )


def needs_ordonnance_securisee(base: BaseMedicaments, lignes: Iterable[LigneOrdonnance]) -> frozenset[int]:
    """Return the ranks of the lines to be written in full letters, on a secure or numeric order."""
    return frozenset(
        rang for rang, ligne in enumerate(lignes, 1) if is_securisee([resolve(base, ligne, rang)])
    )


def complete_ordonnance(base: BaseMedicaments, ordonnance: Ordonnance) -> Ordonnance:
    """Return the draft with what its lines imply: two zones, secure order, médicament d'exception.

    Two zones as soon as one line is linked to the ALD (CSS R161-45); called before signing.
    """
    produits = [resolve(base, ligne, rang) for rang, ligne in enumerate(ordonnance.lignes, 1)]
    return ordonnance.edit(
        bizone=any(ligne.en_rapport_ald for ligne in ordonnance.lignes),
        is_securisee=is_securisee(produits),
        is_exception=any(p.is_exception for p in produits),
    )


def _dossier(base: BaseMedicaments, demande: OrdonnanceAControler) -> Dossier:
    order = demande.ordonnance
    produits = tuple(resolve(base, ligne, rang) for rang, ligne in enumerate(order.lignes, 1))
    treatments = tuple(resolve(base, t.ligne, None, t.fin) for t in demande.traitements)
    renewed = {ligne.ligne_renouvelee for ligne in order.lignes if ligne.ligne_renouvelee}
    return Dossier(
        base=base,
        produits=produits,
        traitements=treatments,
        actifs=tuple(t for t in treatments if t.ligne.id not in renewed),
        terrain=demande.terrain,
        le=order.date,
        specialites_prescripteur=demande.specialites_prescripteur,
        exerce_a_l_hopital=demande.exerce_a_l_hopital,
        sur_papier=order.exemption is not None,
        pharmacie_designee=order.pharmacie_designee,
        type=order.type,
    )


def _unique(alertes: Iterable[Alerte]) -> Iterable[Alerte]:
    """Return each alert once: the same product on two lines alerts on both."""
    return {(a.cle, a.lignes): a for a in alertes}.values()


def _quiet(
    dossier: Dossier, alertes: Iterable[Alerte], non_controles: Iterable[NonControle]
) -> Iterable[Controle]:
    if not dossier.controlables:
        return
    loud = {a.type for a in alertes}
    whole = {n.controle for n in non_controles if not n.lignes}
    for kind, name, finding in _FAMILLES:
        if kind not in loud and name not in whole:
            yield Controle(name, finding)
