"""How each view of the review reads, column by column."""

from typing import Final

from ambroise.domain.alerte import DecisionAlerte, NiveauAlerte
from ambroise.domain.revue import AlerteRevue, LigneRevue, PatientRevue
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.usecases.edition_revue import DECISIONS, NIVEAUX

PATIENT: Final = 220


def _patient(patient: PatientRevue) -> Cell:
    suite = f"  {patient.age}\u00a0ans, {patient.sexe.value}"
    return Cell((Span(patient.nom, weight=SEMIBOLD), Span(suite, tone="secondary", size=12)))


def _produit(ligne: LigneRevue) -> Cell:
    classe = (Span(f"  {ligne.code_atc}", tone="secondary", size=12),) if ligne.code_atc else ()
    return Cell((Span(ligne.produit), *classe))


def _fin(ligne: LigneRevue) -> Cell:
    return Cell.of(f"{ligne.fin:%d/%m/%Y}" if ligne.fin else "non dit", "secondary")


PRESCRIPTIONS: Final[tuple[Column[LigneRevue], ...]] = (
    Column("Date", lambda r: Cell.of(f"{r.le:%d/%m/%Y}", "secondary"), 110),
    Column("Patient", lambda r: _patient(r.patient), PATIENT),
    Column("Médicament", _produit, 0),
    Column("Posologie", lambda r: Cell.of(r.posologie or "non structurée", "secondary"), 250),
    Column("Jusqu’au", _fin, 110),
)

_TONS: Final[dict[NiveauAlerte, tuple[Tone, str]]] = {
    NiveauAlerte.CONTRE_INDICATION: ("danger", "octagon-alert"),
    NiveauAlerte.DECONSEILLE: ("warning", "triangle-alert"),
    NiveauAlerte.PRECAUTION: ("secondary", "info"),
    NiveauAlerte.INFORMATION: ("secondary", "info"),
}


def _niveau(alerte: AlerteRevue) -> Cell:
    ton, icone = _TONS[alerte.niveau]
    return Cell.of(NIVEAUX[alerte.niveau], ton, icon=icone)


def _reponse(alerte: AlerteRevue) -> Cell:
    """Return what was answered, and why; what only showed is said quietly."""
    mots = DECISIONS[alerte.decision]
    if alerte.decision is DecisionAlerte.VUE:
        return Cell.of(mots, "secondary")
    motif = (Span(f"  {alerte.motif}", tone="secondary"),) if alerte.motif else ()
    return Cell((Span(mots, weight=SEMIBOLD), *motif))


ALERTES: Final[tuple[Column[AlerteRevue], ...]] = (
    Column("Date", lambda a: Cell.of(f"{a.le:%d/%m/%Y}", "secondary"), 110),
    Column("Patient", lambda a: _patient(a.patient), PATIENT),
    Column("Niveau", _niveau, 160),
    Column("Alerte", lambda a: Cell.of(a.titre), 0),
    Column("Réponse", _reponse, 290),
)
