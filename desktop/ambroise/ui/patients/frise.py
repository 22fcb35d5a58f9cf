"""The timeline of a file: everything that happened, newest first, under its years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ambroise.domain.dossier import Constante, TypeConstante, TypeDocument
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.ui.painting import ChipText
from ambroise.ui.patients.state import number
from ambroise.ui.widgets.lists import Heading, TwoLine
from ambroise.ui.words import NBSP, plural, short_date
from ambroise.usecases.patients import DossierPatient

T = TypeConstante

FILTRES: Final = (
    ("consultation", "stethoscope", "consultation"),
    ("ordonnance", "pill", "ordonnance"),
    ("document", "file-text", "document"),
)


@dataclass(frozen=True)
class Entree:
    """One entry of the timeline: of which kind, when, and what it stands for."""

    genre: str
    le: date
    ligne: TwoLine
    texte: str = ""
    """The words searched in the file."""


def timeline(dossier: DossierPatient, aujourdhui: date) -> tuple[Entree, ...]:
    """Return everything that happened, newest first."""
    entrees = [
        Entree(
            "consultation",
            (jour := c.debut.astimezone().date()),
            TwoLine.of(
                c.motif or "Consultation",
                _measures_words(c.constantes) or c.note.partition("\n")[0],
                icon="stethoscope",
                right=_timeline_date(jour, aujourdhui),
                data=c,
            ),
            f"{c.motif}. {c.note}",
        )
        for c in dossier.consultations
    ]
    entrees += [
        Entree(
            "ordonnance",
            o.date,
            _ordonnance_row(o, aujourdhui),
            ", ".join(ligne.libelle for ligne in o.lignes),
        )
        for o in dossier.ordonnances
        if o.statut is not StatutOrdonnance.BROUILLON
    ]
    entrees += [
        Entree(
            "document",
            (jour := d.ajoute_le.astimezone().date()),
            TwoLine.of(d.titre, icon="file-text", right=_timeline_date(jour, aujourdhui), data=d),
            d.titre,
        )
        for d in dossier.documents
        if d.type in (TypeDocument.AUTRE, TypeDocument.DMP)
    ]
    return tuple(sorted(entrees, key=lambda e: e.le, reverse=True))


def timeline_rows(
    entrees: Iterable[Entree], genres: frozenset[str], brouillon: TwoLine | None = None
) -> list[TwoLine | Heading]:
    """Return the rows of the kinds asked, under their years; the draft stays on top."""
    rows: list[TwoLine | Heading] = [brouillon] if brouillon is not None else []
    annee: int | None = None
    for entree in entrees:
        if genres and entree.genre not in genres:
            continue
        if entree.le.year != annee:
            annee = entree.le.year
            rows.append(Heading(str(annee)))
        rows.append(entree.ligne)
    return rows


def _timeline_date(jour: date, aujourdhui: date) -> str:
    """Return a date under its year heading, which says the year already."""
    if jour.year == aujourdhui.year:
        return short_date(jour, aujourdhui)
    return short_date(jour, date(jour.year, 12, 31) if jour.month < 12 else date(jour.year, 1, 1))


def _measures_words(constantes: Iterable[Constante]) -> str:
    valeurs = {c.type: c.valeur for c in constantes}
    mots = []
    if T.TENSION_SYSTOLIQUE in valeurs and T.TENSION_DIASTOLIQUE in valeurs:
        mots.append(f"TA {number(valeurs[T.TENSION_SYSTOLIQUE])}/{number(valeurs[T.TENSION_DIASTOLIQUE])}")
    if T.POIDS in valeurs:
        mots.append(f"Poids {number(valeurs[T.POIDS])}{NBSP}kg")
    if T.TEMPERATURE in valeurs:
        mots.append(f"{number(valeurs[T.TEMPERATURE])}{NBSP}°C")
    return ", ".join(mots)


def _ordonnance_row(ordonnance: Ordonnance, aujourdhui: date) -> TwoLine:
    row = TwoLine.of(
        f"Ordonnance, {plural(len(ordonnance.lignes), 'ligne')}",
        "Numérique" if ordonnance.numero else "Sur papier",
        icon="pill",
        right=_timeline_date(ordonnance.date, aujourdhui),
        data=ordonnance,
    )
    if ordonnance.statut is StatutOrdonnance.SIGNEE:
        return row
    mot = "Annulée" if ordonnance.statut is StatutOrdonnance.ANNULEE else "Remplacée"
    return TwoLine(
        row.title,
        row.sub,
        row.icon,
        right=row.right,
        chips=(ChipText(mot, "secondary", "x"),),
        data=ordonnance,
    )
