"""Where a version given to the DMP stands, in words, with an icon and an ink."""

from typing import Final

from ambroise.domain.alimentation import VersionPartagee
from ambroise.domain.envoi import EtatEnvoi
from ambroise.ui.tokens import Tone

Mots = tuple[str, str, Tone]

_ETATS: Final[dict[EtatEnvoi, Mots]] = {
    EtatEnvoi.EN_ATTENTE: ("Part seul", "clock", "secondary"),
    EtatEnvoi.EN_COURS: ("En route", "loader", "info"),
    EtatEnvoi.REMIS: ("Dans le DMP", "circle-check", "success"),
    EtatEnvoi.REFUSE: ("Refusé", "circle-x", "danger"),
    EtatEnvoi.A_REPRENDRE: ("Attend votre réponse", "triangle-alert", "warning"),
    EtatEnvoi.ANNULE: ("Retiré", "x", "secondary"),
}

_RETRAITS: Final[dict[EtatEnvoi, Mots]] = {
    EtatEnvoi.EN_ATTENTE: ("Retrait en attente", "clock", "secondary"),
    EtatEnvoi.EN_COURS: ("Retrait en route", "loader", "info"),
    EtatEnvoi.REMIS: ("Retiré", "x", "secondary"),
    EtatEnvoi.REFUSE: ("Retrait refusé", "circle-x", "danger"),
    EtatEnvoi.A_REPRENDRE: ("Retrait à reprendre", "triangle-alert", "warning"),
    EtatEnvoi.ANNULE: ("Dans le DMP", "circle-check", "success"),
}
"""The same, once the file asked for the deletion."""

_COURTS: Final[dict[EtatEnvoi, str]] = {
    EtatEnvoi.EN_ATTENTE: "en attente",
    EtatEnvoi.REMIS: "reçu",
    EtatEnvoi.A_REPRENDRE: "à reprendre",
}
"""Where the margin of a row has no room for the words."""

A_REPONDRE: Final = frozenset({EtatEnvoi.REFUSE, EtatEnvoi.A_REPRENDRE})
"""What waits for someone."""


def mots_of(version: VersionPartagee) -> Mots:
    """Return the words, the icon and the ink of a version."""
    etats = _ETATS if version.retrait is None else _RETRAITS
    return etats[version.suivi.envoi.etat]


def court_of(version: VersionPartagee) -> tuple[str, Tone]:
    """Return the word and the ink that stand beside a document."""
    mots, _, ton = mots_of(version)
    if version.retrait is None or version.retrait.envoi.etat is EtatEnvoi.ANNULE:
        return _COURTS.get(version.envoi.envoi.etat, mots.lower()), ton
    return mots.lower(), ton
