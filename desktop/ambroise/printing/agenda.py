"""The list of a day on paper: for the desk, for a car, for the day the screens are dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ambroise.printing.telephone import international
from ambroise.printing.texte import PageTexte, render_texte

_JOURS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")


@dataclass(frozen=True)
class LigneAgenda:
    """One time: without a patient it is what ``motif`` says."""

    debut: datetime
    fin: datetime
    patient: str
    naissance: date | None
    telephone: str
    motif: str
    lieu: str = ""
    notes: str = ""


@dataclass(frozen=True)
class PageAgenda:
    """A day, by practitioner."""

    jour: date
    parties: Sequence[tuple[str, Sequence[LigneAgenda]]]
    auteur: str
    instant: datetime


def render_agenda(page: PageAgenda) -> bytes:
    """Return the PDF of a day."""
    titre = f"Agenda du {_JOURS[page.jour.weekday()].lower()} {page.jour:%d/%m/%Y}"
    imprime = page.instant.astimezone()
    return render_texte(
        PageTexte(
            titre,
            (f"Imprimé le {imprime:%d/%m/%Y à %H:%M} par {page.auteur}",),
            tuple((f"{nom} · {_count(lignes)}", tuple(_lines(lignes))) for nom, lignes in page.parties),
            "Document confidentiel\u00a0: à détruire après usage.",
            page.auteur,
            page.instant,
        )
    )


def _count(lignes: Sequence[LigneAgenda]) -> str:
    combien = sum(bool(ligne.patient) for ligne in lignes)
    return f"{combien} patient{'s' if combien > 1 else ''}"


def _lines(lignes: Sequence[LigneAgenda]) -> Iterator[str]:
    if not lignes:
        yield "Aucun rendez-vous."
    for ligne in lignes:
        debut, fin = ligne.debut.astimezone(), ligne.fin.astimezone()
        ne = f"né(e) le {ligne.naissance:%d/%m/%Y}" if ligne.naissance else ""
        telephone = international(ligne.telephone) if ligne.telephone else ""
        notes = " ".join(ligne.notes.split())
        suite = " · ".join(filter(None, (ligne.patient, ne, telephone, ligne.motif, ligne.lieu, notes)))
        yield f"{debut:%H:%M} – {fin:%H:%M}    {suite}"
