"""What lies under the appointments: open times, hours, the present one; and over them, the ghost."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ambroise.ui import painting
from ambroise.ui.agenda.echelle import minute_of
from ambroise.ui.agenda.ports import ColonneAgenda
from ambroise.ui.painting import MEDIUM, Span
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens
from ambroise.ui.words import NBSP

if TYPE_CHECKING:
    from ambroise.ui.agenda.fantome import Fantome
    from ambroise.ui.agenda.grille import GrilleAgenda


def draw_columns(painter: QPainter, grille: "GrilleAgenda") -> None:
    """Fill the open times with the colour of paper; what is closed stays sunken."""
    tokens = current_tokens()
    haut, bas = grille.top_of(grille.echelle.premiere), grille.top_of(grille.echelle.derniere)
    for rang, colonne in enumerate(grille.colonnes):
        boite = grille.column_rect(rang)
        fond = tokens.raised if colonne.jour.sans_horaires else tokens.sunken
        painter.fillRect(QRect(boite.left(), haut, boite.width(), bas - haut), color(fond))
        for debut, fin, _ in _open_minutes(colonne):
            ouvre, ferme = grille.top_of(debut), grille.top_of(fin)
            painter.fillRect(QRect(boite.left(), ouvre, boite.width(), ferme - ouvre), color(tokens.raised))


def draw_hours(painter: QPainter, grille: "GrilleAgenda") -> None:
    """Draw a line an hour, a fainter one at the half, the hour at the left, the lines between columns."""
    tokens = current_tokens()
    ligne, pale = color(tokens.line), color(tokens.line)
    pale.setAlphaF(0.45)
    echelle = grille.echelle
    gauche = grille.column_rect(0).left()
    for minute in range(echelle.premiere, echelle.derniere + 1, 30):
        y, pleine = grille.top_of(minute), minute % 60 == 0
        painter.fillRect(QRect(gauche, y, grille.width() - gauche, 1), ligne if pleine else pale)
    _draw_gutter(painter, grille, 0)
    haut, bas = grille.top_of(echelle.premiere), grille.top_of(echelle.derniere)
    lieux = {ouverture.lieu for colonne in grille.colonnes for ouverture in colonne.jour.ouvertures}
    for rang, colonne in enumerate(grille.colonnes):
        boite = grille.column_rect(rang)
        autre_jour = rang > 0 and colonne.jour.jour != grille.colonnes[rang - 1].jour.jour
        trait = color(tokens.secondary) if autre_jour and _several(grille.colonnes) else ligne
        painter.fillRect(QRect(boite.left(), haut, 1, bas - haut), trait)
        for debut, fin, lieu in _open_minutes(colonne) if len(lieux) > 1 else ():
            place = QRect(boite.left() + 8, grille.top_of(fin) - 18, boite.width() - 14, 16)
            pris = any(carte.geometry().intersects(place) for carte in grille.cartes[rang])
            if lieu and fin - debut >= 30 and not pris:
                painting.draw_spans(
                    painter, place, [Span(lieu, tone="secondary", size=Type.LABEL)], right=True
                )


def _draw_gutter(painter: QPainter, grille: "GrilleAgenda", x: int) -> None:
    """Draw the hours at the left of the columns, or of what is in sight of them."""
    echelle, large = grille.echelle, grille.column_rect(0).left()
    for minute in range(echelle.premiere, echelle.derniere + 1, 60):
        heure = [Span(f"{minute // 60}{NBSP}h", MEDIUM, "secondary", Type.LABEL)]
        painting.draw_spans(painter, QRect(x, grille.top_of(minute) - 8, large - 8, 16), heure, right=True)


def draw_now(painter: QPainter, grille: "GrilleAgenda", maintenant: datetime) -> None:
    """Draw the present hour across the columns of today."""
    tokens = current_tokens()
    aujourdhui = maintenant.astimezone().date()
    minute = minute_of(maintenant, aujourdhui)
    if not grille.echelle.premiere <= minute <= grille.echelle.derniere:
        return
    y = grille.top_of(minute)
    for rang, colonne in enumerate(grille.colonnes):
        if colonne.jour.jour == aujourdhui:
            boite = grille.column_rect(rang)
            painter.fillRect(QRect(boite.left(), y - 1, boite.width(), 2), color(tokens.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(tokens.accent))
            painter.drawEllipse(QPointF(boite.left() + 1, y), 4, 4)


class Calque(QWidget):
    """Lies over the cards, and lets the mouse through: where what is carried would stand.

    In the accent when the place is free, in red with the reason when it is taken.  When the columns are
    scrolled sideways, the hours stay in sight.
    """

    def __init__(self, grille: "GrilleAgenda") -> None:
        super().__init__(grille)
        self._grille = grille
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._grille.fantome is not None:
            self._draw_ghost(painter, self._grille.fantome)
        if (cache := -self._grille.x()) > 0:
            fond = QRect(cache, 0, self._grille.column_rect(0).left(), self.height())
            painter.fillRect(fond, color(current_tokens().surface))
            _draw_gutter(painter, self._grille, cache)

    def _draw_ghost(self, painter: QPainter, fantome: "Fantome") -> None:
        tokens = current_tokens()
        boite = self._grille.time_rect(fantome.colonne, fantome.debut, fantome.fin)
        encre: Tone = "danger" if fantome.refus else "accent"
        fond = color(tokens.soft(encre))
        fond.setAlphaF(0.94)
        painter.setBrush(fond)
        painter.setPen(QPen(color(tokens.ink(encre)), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(boite).adjusted(1, 1, -1, -1), Size.RADIUS_CHIP, Size.RADIUS_CHIP)
        debut, fin = (f"{m // 60}{NBSP}h{NBSP}{m % 60:02d}" for m in (fantome.debut, fantome.fin))
        ligne = QRect(boite.left() + 10, boite.top(), boite.width() - 14, min(boite.height(), 22))
        mots = fantome.refus or f"{debut} – {fin}"
        painting.draw_spans(painter, ligne, [Span(mots, painting.SEMIBOLD, encre, Type.LABEL)])


def _open_minutes(colonne: ColonneAgenda) -> list[tuple[int, int, str]]:
    jour = colonne.jour.jour
    return [(minute_of(o.debut, jour), minute_of(o.fin, jour), o.lieu) for o in colonne.jour.ouvertures]


def _several(colonnes: Sequence[ColonneAgenda]) -> bool:
    """Whether the days are cut in practitioners, and have to be told apart."""
    return len({(c.jour.jour, c.jour.agenda.praticien) for c in colonnes}) > len(
        {c.jour.jour for c in colonnes}
    )
