"""The acts due on a day: those of the care plans at their hours, and those of nurse orders without a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID, uuid5

from ambroise.domain.agenda import RendezVous
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance, TypeOrdonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.domain.produit_prescrit import ActePrescrit
from ambroise.domain.tournee import ActeSoin
from ambroise.domain.traitement import end_of

ECART_RENDEZ_VOUS: Final = timedelta(hours=2)
"""How far from its hour an act is still done at an appointment."""
_PASSAGES: Final = UUID("6f0d3b0e-6d0b-4a59-9f6c-1f3a1f2b7c55")
"""Namespace of the passages that come from plans: the same home at the same hour is the same passage."""


@dataclass(frozen=True)
class SoinsDuJour:
    """What is due at one home at one hour."""

    debut: datetime
    actes: tuple[ActeSoin, ...]


def care_of(plans: Iterable[PlanSoins], jour: date) -> tuple[SoinsDuJour, ...]:
    """Return the acts of the plans of one patient on a day, one value an hour."""
    dus = sorted(
        (du for plan in plans for du in plan.due(jour)),
        key=lambda d: d[0],
    )
    return tuple(
        SoinsDuJour(
            _at(jour, heure),
            tuple(
                ActeSoin(uuid5(acte.id, f"{heure}"), acte.libelle, acte.precision, acte.cotation)
                for _heure, acte in groupe
            ),
        )
        for heure, groupe in groupby(dus, key=lambda d: d[0])
    )


def share_care(
    soins: Sequence[SoinsDuJour], rendez_vous: Sequence[RendezVous]
) -> tuple[dict[UUID, tuple[ActeSoin, ...]], tuple[SoinsDuJour, ...]]:
    """Give the acts of a patient to the nearest of the appointments; return what none is near enough for."""
    pris: dict[UUID, tuple[ActeSoin, ...]] = {}
    reste = []
    for soin in soins:
        proche = min(rendez_vous, key=lambda r: abs(r.debut - soin.debut), default=None)
        if proche is None or abs(proche.debut - soin.debut) > ECART_RENDEZ_VOUS:
            reste.append(soin)
        else:
            pris[proche.id] = (*pris.get(proche.id, ()), *soin.actes)
    return pris, tuple(reste)


def passage_id(patient_id: UUID, debut: datetime) -> UUID:
    """Return the identifier of a passage that comes from plans."""
    return uuid5(_PASSAGES, f"{patient_id}/{debut:%Y-%m-%d/%H:%M}")


def nurse_orders(
    ordonnances: Iterable[Ordonnance], plans: Iterable[PlanSoins], jour: date
) -> tuple[Ordonnance, ...]:
    """Return the signed nurse orders that run on a day and have no plan, the latest first."""
    planifiees = {plan.ordonnance for plan in plans}
    valides = [
        o
        for o in ordonnances
        if o.type is TypeOrdonnance.SOINS_INFIRMIERS
        and o.statut is StatutOrdonnance.SIGNEE
        and o.id not in planifiees
        and o.date <= jour
        and any(
            (fin := end_of(ligne, ligne.date_debut or o.date)) is None or fin >= jour for ligne in o.lignes
        )
    ]
    return tuple(sorted(valides, key=lambda o: o.date, reverse=True))


def acts_of(ordonnances: Iterable[Ordonnance]) -> tuple[ActeSoin, ...]:
    """Return the acts of nurse orders, each to be ticked at every passage."""
    return tuple(
        ActeSoin(
            ligne.id,
            ligne.libelle,
            ligne.produit.frequence if isinstance(ligne.produit, ActePrescrit) else "",
        )
        for ordonnance in ordonnances
        for ligne in ordonnance.lignes
    )


def _at(jour: date, heure: time) -> datetime:
    return datetime.combine(jour, heure).astimezone()
