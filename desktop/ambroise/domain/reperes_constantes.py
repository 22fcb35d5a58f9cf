"""What a measured value calls for at a glance: a word, and how far it stands from the usual range.

Adult marks only, so that a child's pulse is never called abnormal; a value without a mark is just shown.
Sources: blood pressure 140/90 (HAS and SFHTA, « Prise en charge de l'hypertension artérielle de l'adulte »,
2016); the other marks are the usual definitions taught in France: fever 38 °C, hypothermia 35 °C, hypoxaemia
under 94 and 90 %, hypoglycaemia under 0,70 g/L, resting pulse 50 to 100. They light a value up, they never
conclude.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ambroise.domain.dossier import TypeConstante

AGE_ADULTE = 18


class EcartRepere(StrEnum):
    """How loudly the value is lit."""

    ATTENTION = "attention"
    DANGER = "danger"


@dataclass(frozen=True)
class Appreciation:
    """The word shown under the value."""

    mot: str
    ecart: EcartRepere


def appraise(type_: TypeConstante, valeur: Decimal, age: int | None) -> Appreciation | None:
    """Return the word a value calls for, None inside the usual range or when no mark applies to this age."""
    repere = _TOUT_AGE.get(type_)
    if repere is None and age is not None and age >= AGE_ADULTE:
        repere = _ADULTE.get(type_)
    return repere(valeur) if repere is not None else None


def _temperature(valeur: Decimal) -> Appreciation | None:
    if valeur < 35:
        return Appreciation("Hypothermie", EcartRepere.DANGER)
    if valeur >= 38:
        return Appreciation("Fièvre", EcartRepere.DANGER if valeur >= 40 else EcartRepere.ATTENTION)
    return None


def _saturation(valeur: Decimal) -> Appreciation | None:
    if valeur <= 90:
        return Appreciation("Très basse", EcartRepere.DANGER)
    return Appreciation("Basse", EcartRepere.ATTENTION) if valeur < 94 else None


def _glycemie(valeur: Decimal) -> Appreciation | None:
    return Appreciation("Hypoglycémie", EcartRepere.DANGER) if valeur < Decimal("0.70") else None


def _systolique(valeur: Decimal) -> Appreciation | None:
    if valeur >= 180:
        return Appreciation("Très élevée", EcartRepere.DANGER)
    if valeur >= 140:
        return Appreciation("Élevée", EcartRepere.ATTENTION)
    return Appreciation("Basse", EcartRepere.ATTENTION) if valeur < 90 else None


def _diastolique(valeur: Decimal) -> Appreciation | None:
    if valeur >= 110:
        return Appreciation("Très élevée", EcartRepere.DANGER)
    return Appreciation("Élevée", EcartRepere.ATTENTION) if valeur >= 90 else None


def _frequence_cardiaque(valeur: Decimal) -> Appreciation | None:
    if valeur > 100:
        return Appreciation("Rapide", EcartRepere.DANGER if valeur >= 130 else EcartRepere.ATTENTION)
    return Appreciation("Lente", EcartRepere.ATTENTION) if valeur < 50 else None


_Repere = Callable[[Decimal], Appreciation | None]

_TOUT_AGE: dict[TypeConstante, _Repere] = {
    TypeConstante.TEMPERATURE: _temperature,
    TypeConstante.SATURATION: _saturation,
    TypeConstante.GLYCEMIE: _glycemie,
}

_ADULTE: dict[TypeConstante, _Repere] = {
    TypeConstante.TENSION_SYSTOLIQUE: _systolique,
    TypeConstante.TENSION_DIASTOLIQUE: _diastolique,
    TypeConstante.FREQUENCE_CARDIAQUE: _frequence_cardiaque,
}
