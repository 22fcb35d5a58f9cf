"""The plan of intakes on paper, for the patient: one row a treatment, one box a moment, big letters.

A row is never cut between two pages; every page names the patient and repeats the moments.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ambroise.domain.plan_prises import Case, LignePlan, MomentJour, PlanPrises
from ambroise.domain.posologie import JourSemaine
from ambroise.domain.posologie_mots import JOURS, capitalize
from ambroise.domain.posologie_texte import render_date
from ambroise.printing.cartouche import draw_cartouche, identity_line
from ambroise.printing.feuille import Feuille
from ambroise.printing.fonts import GRAS, MOYEN, NORMAL, width, wrap
from ambroise.printing.page import BlocPatient, Format
from ambroise.printing.pdfa import new_canvas

_TITRE = "Plan de prise des médicaments"
_MISE_EN_GARDE = (
    "Ce plan vous aide à prendre vos médicaments. Il ne remplace pas votre ordonnance. N’arrêtez et ne "
    "changez rien sans avis. En cas de doute ou d’oubli, demandez à votre médecin ou à votre pharmacien."
)
_NOM, _DOSE, _UNITE, _PHRASE, _DETAIL, _ENTETE = 13.0, 18.0, 11.5, 11.0, 10.0, 12.0
_UNITE_MINIMALE = 8.0
_NOMBRE = re.compile(r"(\S+(?: à \S+)?)\s(.+)")
"""« 1 à 2 », « 1/4 », and what is counted."""
_INTERLIGNE = 1.25
_PART_NOM = 0.36
_BLANC = 8.0


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What is printed; ``auteur`` made it, ``lieu`` is where, line by line."""

    plan: PlanPrises
    patient: BlocPatient
    auteur: str
    lieu: tuple[str, ...]
    instant: datetime
    specimen: bool = False


Ligne = tuple[str, str, float, float]
"""Words, font, size, grey."""


def render_plan(page: PagePlan) -> bytes:
    """Return the PDF/A-1b of a plan; the same values give the same bytes."""
    content, pages = _draw(page, 1)
    return content if pages == 1 else _draw(page, pages)[0]


def _draw(page: PagePlan, pages: int) -> tuple[bytes, int]:
    canvas, buffer = new_canvas(Format.A4.value, _TITRE, page.auteur, _TITRE, page.instant.astimezone(UTC))
    dessin = _Dessin(Feuille(canvas, Format.A4), page, pages)
    dessin.head()
    for ligne in page.plan.lignes:
        dessin.row(ligne)
    if page.plan.si_besoin:
        dessin.section("Seulement si besoin")
        for ligne in page.plan.si_besoin:
            dessin.row(ligne)
    dessin.close()
    canvas.save()
    return buffer.getvalue(), dessin.number


class _Dessin:
    """A pen that goes down the rows, and begins a page when the next one does not fit."""

    def __init__(self, sheet: Feuille, page: PagePlan, pages: int) -> None:
        self._sheet, self._page, self._pages = sheet, page, pages
        self._moments = page.plan.moments
        self._gauche = sheet.width * _PART_NOM
        self._case = (sheet.width - self._gauche) / len(self._moments)
        self.number = 1

    def head(self) -> None:
        """Write who, for whom, and the warning; then the moments."""
        sheet, page = self._sheet, self._page
        self._start()
        bas = draw_cartouche(sheet, page.patient, sheet.x + sheet.width * 0.52, sheet.x + sheet.width)
        sheet.down(16)
        for texte in wrap(_TITRE, GRAS, 17, sheet.width * 0.48):
            sheet.text(texte, GRAS, 17)
            sheet.down(21)
        for texte in (f"À partir du {render_date(page.plan.le)}", f"Préparé par {page.auteur}", *page.lieu):
            sheet.text(texte, NORMAL, _DETAIL)
            sheet.down(13)
        sheet.y = min(sheet.y, bas - 6)
        sheet.y = sheet.paragraph(_MISE_EN_GARDE, sheet.x, sheet.y - 10, sheet.width, _PHRASE, 14)
        self._columns()

    def section(self, titre: str) -> None:
        """Write the title of what follows, never alone at the bottom of a page."""
        if self._sheet.left < 90:
            self._next_page()
        self._sheet.down(24)
        self._sheet.text(titre, GRAS, _NOM + 1)
        self._sheet.down(6)
        self._sheet.rule(0.9)

    def row(self, ligne: LignePlan) -> None:
        """Write one treatment: its words on the left, its boxes on the right."""
        gauche = self._words(ligne)
        cases = {moment: self._box(ligne, moment) for moment in self._moments}
        phrase = [] if ligne.cases else self._wide(ligne)
        hauteur = 10 + max(map(_height, (gauche, phrase, *cases.values())))
        if self._sheet.left < hauteur:
            self._next_page()
        haut, sheet = self._sheet.y, self._sheet
        self._write(gauche, sheet.x, haut)
        if phrase:
            self._write(phrase, sheet.x + self._gauche + _BLANC, haut)
        else:
            for rang, mots in enumerate(cases.values()):
                self._write(mots, sheet.x + self._gauche + rang * self._case, haut, self._case)
            self._verticals(haut, haut - hauteur)
        sheet.y = haut - hauteur
        sheet.rule(0.4, grey=0.55)

    def close(self) -> None:
        """End the last page."""
        self._sheet.canvas.showPage()

    def _words(self, ligne: LignePlan) -> list[Ligne]:
        place = self._gauche - _BLANC
        morceaux = [(ligne.nom, GRAS, _NOM, 0.0)]
        if ligne.cases:
            morceaux.append((capitalize(ligne.phrase), NORMAL, _DETAIL, 0.2))
        morceaux.append((capitalize(ligne.periode), MOYEN, _PHRASE, 0.0))
        if ligne.prochaines:
            jours = ", ".join(map(_short_day, ligne.prochaines))
            morceaux.append((f"Prochaines prises\u00a0: {jours}", MOYEN, _DETAIL, 0.0))
        if ligne.indication:
            morceaux.append((f"Pour\u00a0: {ligne.indication}", NORMAL, _PHRASE, 0.0))
        morceaux.append((ligne.consigne, NORMAL, _PHRASE, 0.0))
        return _wrapped(morceaux, place)

    def _box(self, ligne: LignePlan, moment: MomentJour) -> list[Ligne]:
        found: list[Ligne] = []
        for case in (case for place, case in ligne.cases if place is moment):
            found += _wrapped(_words_of(case, self._case - 6), self._case - 6)
        return found

    def _wide(self, ligne: LignePlan) -> list[Ligne]:
        """Return the posology in words, across the boxes: nothing says in which of them it falls."""
        return _wrapped(
            [(capitalize(ligne.phrase), MOYEN, _NOM, 0.0)], self._sheet.width - self._gauche - _BLANC
        )

    def _write(self, lignes: list[Ligne], x: float, haut: float, centre: float = 0.0) -> None:
        y = haut - 4
        for texte, police, taille, gris in lignes:
            y -= taille * _INTERLIGNE
            decalage = (centre - width(texte, police, taille)) / 2 if centre else 0.0
            self._sheet.write(texte, x + decalage, y, police, taille, gris)

    def _verticals(self, haut: float, bas: float) -> None:
        canvas, x = self._sheet.canvas, self._sheet.x + self._gauche
        canvas.setStrokeGray(0.55)
        canvas.setLineWidth(0.4)
        for rang in range(len(self._moments)):
            canvas.line(x + rang * self._case, haut, x + rang * self._case, bas)
        canvas.setStrokeGray(0)

    def _columns(self) -> None:
        sheet = self._sheet
        sheet.down(12)
        sheet.text("Médicament", GRAS, _ENTETE)
        for rang, moment in enumerate(self._moments):
            mots = moment.value
            x = sheet.x + self._gauche + rang * self._case + (self._case - width(mots, GRAS, _ENTETE)) / 2
            sheet.write(mots, x, sheet.y, GRAS, _ENTETE)
        sheet.down(6)
        sheet.rule(1.2)

    def _next_page(self) -> None:
        self._sheet.canvas.showPage()
        self.number += 1
        self._start()
        self._sheet.down(12)
        self._sheet.text(identity_line(self._page.patient).rstrip(", "), MOYEN, _PHRASE)
        self._sheet.down(10)
        self._columns()

    def _start(self) -> None:
        self._sheet.start_page()
        if self._page.specimen:
            self._sheet.watermark("SPÉCIMEN")
        patient = self._page.patient
        jour = render_date(self._page.instant.astimezone().date())
        self._sheet.page_foot(
            f"{patient.nom_utilise or patient.nom_naissance} {patient.premier_prenom}",
            f" · plan de prise du {jour}",
            f"Page {self.number}/{self._pages}",
        )


def _words_of(case: Case, place: float) -> list[Ligne]:
    """Return a box: the number big, then what is counted on one line, whatever its length."""
    coupe = _NOMBRE.fullmatch(case.dose)
    nombre, unite = coupe.groups() if coupe else ("", case.dose)
    taille = _UNITE
    while taille > _UNITE_MINIMALE and width(unite, MOYEN, taille) > place:
        taille -= 0.5
    return [(nombre, GRAS, _DOSE, 0.0), (unite, MOYEN, taille, 0.0), (case.precision, NORMAL, _DETAIL, 0.0)]


def _wrapped(morceaux: list[Ligne], place: float) -> list[Ligne]:
    """Return pieces cut to a width; what is empty takes no room."""
    return [
        (part, police, taille, gris)
        for texte, police, taille, gris in morceaux
        if texte
        for part in wrap(texte, police, taille, place)
    ]


def _height(lignes: list[Ligne]) -> float:
    return sum(taille * _INTERLIGNE for _texte, _police, taille, _gris in lignes) + 4


def _short_day(jour: date) -> str:
    """Return « lun. 23/11 »."""
    return f"{JOURS[list(JourSemaine)[jour.weekday()]][:3]}.\u00a0{jour:%d/%m}"
