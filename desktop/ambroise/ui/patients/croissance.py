"""The growth of a child: one measure at a time over the WHO reference, each value with its percentile."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.domain.croissance import (
    JOURS_PAR_MOIS,
    PERCENTILES,
    MesureCroissance,
    PointCroissance,
    ReferenceCroissance,
    growth_points,
)
from ambroise.domain.identite import Sexe
from ambroise.ui.patients.courbe_croissance import CourbeCroissance, Fenetre, LigneReference
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NBSP, age, long_date
from ambroise.usecases.patients import DossierPatient

AGE_MAXIMAL: Final = 20
"""Years: past this age growth is not shown."""

_AN: Final = 12 * JOURS_PAR_MOIS


def _window(debut: int, fin: int, pas: int, unite: str) -> Fenetre:
    """Return the ages from one to another, written each so many; the last one says the unit."""
    jours = JOURS_PAR_MOIS if unite == "mois" else _AN
    ages = range(debut, fin + 1, pas)
    mots = tuple((round(n * jours), f"{n}{NBSP}{unite}" if n == ages[-1] else f"{n}") for n in ages)
    return Fenetre(round(debut * jours), round(fin * jours), mots)


FENETRES: Final = {
    "0-2": _window(0, 24, 3, "mois"),
    "0-5": _window(0, 5, 1, "ans"),
    "5-19": _window(5, 19, 2, "ans"),
}
_SEXES: Final = {Sexe.FEMININ: "fille", Sexe.MASCULIN: "garçon"}


class CroissancePanel(QWidget):
    """Shown in place of the draft; ``closed`` when the user goes back to it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dossier: DossierPatient | None = None
        self._reference: ReferenceCroissance | None = None
        self._jour = date.min
        self._quand = label("", "secondary")
        self.mesures = Segmented("Mesure", [(m.code, m.libelle) for m in MesureCroissance], "poids")
        self.periodes = Segmented("Âges", [("0-2", "0–2 ans"), ("0-5", "0–5 ans"), ("5-19", "5–19 ans")])
        self.setFocusProxy(self.mesures)
        self.courbe = CourbeCroissance()
        self.valeurs = SectionList("Mesures et percentiles", lines=True)
        self._vide = label("", "secondary", wrap=True)
        retour = Button("Revenir à la consultation", icon="pen-line")
        retour.clicked.connect(self.closed)
        for choix in (self.mesures, self.periodes):
            choix.chosen.connect(lambda _cle: self._fill())
        self._build(retour)

    def show_dossier(self, dossier: DossierPatient, aujourdhui: date, reference: ReferenceCroissance) -> None:
        """Show a child, at the ages that hold it."""
        self._dossier, self._jour, self._reference = dossier, aujourdhui, reference
        traits = dossier.patient.identite.traits
        ans = traits.age(aujourdhui)
        self.periodes.choose("0-2" if ans < 2 else "0-5" if ans < 5 else "5-19")
        qui = ", ".join(filter(None, (_SEXES.get(traits.sexe, ""), age(traits.date_naissance, aujourdhui))))
        self._quand.setText(f"{qui} · références de l’OMS")
        self._fill()

    def _build(self, retour: Button) -> None:
        head, choix, corps = row(gap=8), row(gap=16), row(gap=12)
        fill(head, label("Croissance", "title"), self._quand, 0, retour)
        fill(choix, self.mesures, 0, self.periodes)
        carte, cote = frame("card"), frame("card")
        column(carte, margins=(8, 8, 8, 8)).addWidget(self.courbe)
        cote.setFixedWidth(236)
        lignes = column(cote, margins=(1, 1, 1, 1))
        fill(lignes, self._vide)
        lignes.addWidget(self.valeurs, 1)
        self._vide.setContentsMargins(12, 12, 12, 0)
        corps.addWidget(carte, 1)
        corps.addWidget(cote)
        layout = column(self, margins=(20, 14, 20, 16), gap=10)
        fill(layout, head, choix)
        layout.addLayout(corps, 1)
        note = "Références internationales de l’OMS. Jusqu’à 2 ans, la taille se mesure couché."
        fill(layout, label(note, "label", wrap=True))

    def _fill(self) -> None:
        if self._dossier is None or self._reference is None:
            return
        mesure = next(m for m in MesureCroissance if m.code == self.mesures.current)
        fenetre = FENETRES[self.periodes.current or "0-2"]
        traits = self._dossier.patient.identite.traits
        points = growth_points(
            self._reference, mesure, traits.sexe, traits.date_naissance, self._dossier.constantes
        )
        rows = point_rows(points, mesure, traits.date_naissance)
        self.courbe.show_curve(
            reference_lines(self._reference, mesure, traits.sexe, fenetre),
            [((p.le - traits.date_naissance).days, p.valeur) for p in points],
            fenetre,
            f"{mesure.libelle}. " + ("\u202f; ".join(r.text() for r in rows) or "Aucune mesure."),
        )
        self.valeurs.show_items(rows)
        self._vide.setText("" if rows else _nothing(mesure))
        self._vide.setVisible(not rows)


def reference_lines(
    reference: ReferenceCroissance, mesure: MesureCroissance, sexe: Sexe, fenetre: Fenetre
) -> tuple[LigneReference, ...]:
    """Return the percentiles that cross a window, the lowest first."""
    pas = max((fenetre.fin - fenetre.debut) // 120, 1)
    jours = [*range(fenetre.debut, fenetre.fin, pas), fenetre.fin]
    lignes = (
        LigneReference(f"P{p}", reference.curve(mesure, sexe, p, jours), mediane=p == 50) for p in PERCENTILES
    )
    return tuple(ligne for ligne in lignes if ligne.valeurs)


def point_rows(points: Sequence[PointCroissance], mesure: MesureCroissance, naissance: date) -> list[TwoLine]:
    """Return the measures as rows, the newest first."""
    return [
        TwoLine.of(
            f"{_french(p.valeur)}{NBSP}{mesure.unite}",
            f"{age(naissance, p.le) if p.le > naissance else 'Naissance'} · {long_date(p.le)}",
            right=percentile_words(p),
            data=p,
        )
        for p in reversed(points)
    ]


def percentile_words(point: PointCroissance) -> str:
    """Return « P48 · z −0,1 », the ends of the scale said as such; nothing outside the reference."""
    percentile = point.percentile
    if percentile is None or point.z is None:
        return ""
    rang = "P<1" if percentile < 1 else "P>99" if percentile > 99 else f"P{percentile:.0f}"
    return f"{rang} · z{NBSP}{point.z:+.1f}".replace("-", "−").replace(".", ",")


def _nothing(mesure: MesureCroissance) -> str:
    saisie = {
        MesureCroissance.POIDS: "«\u00a0poids 9,6\u00a0»",
        MesureCroissance.TAILLE: "«\u00a0taille 79\u00a0»",
        MesureCroissance.IMC: "le poids et la taille du même jour",
        MesureCroissance.PERIMETRE_CRANIEN: "«\u00a0pc 46\u00a0»",
    }
    return f"Aucune mesure. Tapez {saisie[mesure]} dans la ligne Constantes."


def _french(valeur: float) -> str:
    return f"{valeur:.1f}".rstrip("0").rstrip(".").replace(".", ",")
