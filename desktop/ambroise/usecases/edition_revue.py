"""The review of one's own prescriptions as rows of words: for paper, for a file, the same for both."""

from collections.abc import Callable
from typing import Any, Final

from ambroise.domain.alerte import DecisionAlerte, NiveauAlerte
from ambroise.domain.revue import AlerteRevue, LigneRevue, Revue
from ambroise.usecases.edition_registre import Colonne, Edition

NIVEAUX: Final = {
    NiveauAlerte.CONTRE_INDICATION: "Contre-indication",
    NiveauAlerte.DECONSEILLE: "Déconseillé",
    NiveauAlerte.PRECAUTION: "Précaution",
    NiveauAlerte.INFORMATION: "Information",
}
DECISIONS: Final = {
    DecisionAlerte.MAINTENUE: "Maintenue",
    DecisionAlerte.MODIFIEE: "Ligne modifiée",
    DecisionAlerte.RETIREE: "Ligne retirée",
    DecisionAlerte.SUSPENDUE: "Traitement suspendu",
    DecisionAlerte.VUE: "Affichée",
}


def _fin(ligne: LigneRevue) -> str:
    return f"{ligne.fin:%d/%m/%Y}" if ligne.fin else ""


def _produit(ligne: LigneRevue) -> str:
    return f"{ligne.produit} [{ligne.code_atc}]" if ligne.code_atc else ligne.produit


_PATIENT: Final[tuple[Colonne, ...]] = (
    Colonne("Date", 9, lambda r: f"{r.le:%d/%m/%Y}"),
    Colonne("Patient", 17, lambda r: r.patient.nom),
    Colonne("Né(e) le", 9, lambda r: f"{r.patient.naissance:%d/%m/%Y}"),
    Colonne("Sexe", 5, lambda r: r.patient.sexe.value),
    Colonne("Âge", 5, lambda r: str(r.patient.age), a_droite=True),
)
EDITIONS: Final[dict[str, tuple[str, tuple[Colonne, ...], Callable[[Revue], tuple[Any, ...]]]]] = {
    "prescriptions": (
        "Mes prescriptions",
        (
            *_PATIENT,
            Colonne("Médicament", 24, _produit),
            Colonne("Posologie", 20, lambda r: r.posologie),
            Colonne("Indication", 10, lambda r: r.indication),
            Colonne("Jusqu’au", 9, _fin),
        ),
        lambda revue: revue.lignes,
    ),
    "alertes": (
        "Alertes de mes prescriptions",
        (
            *_PATIENT,
            Colonne("Niveau", 12, lambda a: NIVEAUX[a.niveau]),
            Colonne("Alerte", 30, lambda a: f"{a.titre}. {a.cause}" if a.titre != a.cause else a.cause),
            Colonne("Réponse", 10, lambda a: DECISIONS[a.decision]),
            Colonne("Motif", 16, lambda a: a.motif),
        ),
        lambda revue: revue.alertes,
    ),
}
"""Each view by its key: its title, its columns, its rows."""


def edit(vue: str, revue: Revue) -> Edition:
    """Return a view of the review as words."""
    titre, colonnes, rows = EDITIONS[vue]
    lignes = tuple(tuple(c.mots(ligne) for c in colonnes) for ligne in rows(revue))
    return Edition(titre, revue.criteres.phrase, colonnes, lignes)


def by_strength(alertes: tuple[AlerteRevue, ...]) -> tuple[AlerteRevue, ...]:
    """Return the alerts, those that were passed over with a reason first, then by level; the newest first."""
    return tuple(sorted(alertes, key=lambda a: (a.decision is DecisionAlerte.VUE, a.niveau.rang)))
