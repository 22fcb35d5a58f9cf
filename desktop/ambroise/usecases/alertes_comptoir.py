"""What an alert asks at the counter: the pharmacist does not write the order, he gives, checks, or calls.

CSP R4235-61 (refuse when the health of the patient asks for it, and tell the prescriber), R5132-12 and
following (what may be given). What the order does not carry to the counter (who prescribes, the mention that
allows an overlap) is asked, never held against it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte

_DU_PRESCRIPTEUR: Final = (TypeAlerte.MENTION, TypeAlerte.ORDONNANCE_SECURISEE)
"""Alerts on how the order is written: the pharmacist reads it as it is."""

_CONDUITES: Final = {
    TypeAlerte.DUREE: "Délivrez dans cette limite\u202f; pour aller au-delà, appelez le prescripteur.",
    TypeAlerte.RENOUVELLEMENT: "Ne le renouvelez pas\u202f: une nouvelle ordonnance est nécessaire.",
    TypeAlerte.CHEVAUCHEMENT: "Cherchez la mention expresse du prescripteur\u202f; sans elle, délivrez à la "
    "fin de la période.",
    TypeAlerte.DOUBLON: "Vérifiez la dose totale avec le patient, et au besoin avec le prescripteur.",
    TypeAlerte.ALLERGIE: "Ne délivrez pas sans l’avis du prescripteur\u202f; proposez une autre classe.",
    TypeAlerte.DOSE: "Faites préciser la dose par le prescripteur.",
    TypeAlerte.AGE: "Vérifiez le dosage et la forme, et au besoin avec le prescripteur.",
    TypeAlerte.COMMERCIALISATION: "Proposez un générique, ou autre chose avec l’accord du prescripteur.",
    TypeAlerte.DISPONIBILITE: "Prévenez le patient\u202f; cherchez un générique, ou appelez le prescripteur.",
}
_PAR_TITRE: Final = {
    "Prescription réservée à l’hôpital": "Vérifiez que le prescripteur exerce à l’hôpital.",
    "Prescription initiale exigée": "Demandez aussi l’ordonnance initiale, et vérifiez sa date.",
    "Prescription réservée à certains spécialistes": "Vérifiez la spécialité du prescripteur.",
    "Renouvellement réservé à certains spécialistes": "Vérifiez la spécialité du prescripteur.",
    "À faire avec cette prescription": "Vérifiez les mentions et les documents demandés.",
}


def at_the_counter(alertes: Iterable[Alerte]) -> tuple[Alerte, ...]:
    """Return the alerts that concern who dispenses, told to him."""
    return tuple(_told(alerte) for alerte in alertes if alerte.type not in _DU_PRESCRIPTEUR)


def _told(alerte: Alerte) -> Alerte:
    conduite = _PAR_TITRE.get(alerte.titre) or _CONDUITES.get(alerte.type, alerte.conduite)
    niveau = alerte.niveau
    if alerte.type is TypeAlerte.CONDITION_PRESCRIPTION and alerte.is_bloquante:
        niveau = NiveauAlerte.PRECAUTION  # the order does not say where its author practises
    return replace(alerte, niveau=niveau, conduite=conduite)
