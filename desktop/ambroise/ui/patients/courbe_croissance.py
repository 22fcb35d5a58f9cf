"""A growth chart: percentiles of the reference in the ground, the child's measures above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ambroise.ui import painting
from ambroise.ui.tokens import color, current_tokens

_HAUT, _BAS, _GAUCHE, _DROITE = 12, 28, 48, 40
_GRADUATIONS: Final = 8


@dataclass(frozen=True)
class LigneReference:
    """One percentile: its name at the right edge and its values by age in days."""

    nom: str
    valeurs: tuple[tuple[int, float], ...]
    mediane: bool = False


@dataclass(frozen=True)
class Fenetre:
    """The ages shown, in days, and the words under the axis at some of them."""

    debut: int
    fin: int
    reperes: tuple[tuple[int, str], ...]


class CourbeCroissance(QWidget):
    """Draws what it is given; the measures are also said in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lignes: tuple[LigneReference, ...] = ()
        self._points: tuple[tuple[int, float], ...] = ()
        self._fenetre = Fenetre(0, 1, ())
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curve(
        self,
        lignes: Sequence[LigneReference],
        points: Sequence[tuple[int, float]],
        fenetre: Fenetre,
        phrase: str,
    ) -> None:
        """Change everything; ``points`` are ages in days and values, the oldest first."""
        self._lignes, self._fenetre = tuple(lignes), fenetre
        self._points = tuple(p for p in points if fenetre.debut <= p[0] <= fenetre.fin)
        self.setAccessibleName("Courbe de croissance")
        self.setAccessibleDescription(phrase)
        self.update()

    @property
    def points(self) -> tuple[tuple[int, float], ...]:
        """The measures drawn."""
        return self._points

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        valeurs = [v for ligne in self._lignes for _, v in ligne.valeurs] + [v for _, v in self._points]
        if valeurs:
            _Dessin(painter, self.rect(), self._fenetre, valeurs).draw(self._lignes, self._points)


class _Dessin:
    """One painting: the scale, then each layer."""

    def __init__(self, painter: QPainter, rect: QRect, fenetre: Fenetre, valeurs: Sequence[float]) -> None:
        self._painter, self._rect, self._fenetre = painter, rect, fenetre
        self._tokens = current_tokens()
        self._bas, self._haut, self._pas = _scale(min(valeurs), max(valeurs))
        self._plot = QRectF(_GAUCHE, _HAUT, rect.width() - _GAUCHE - _DROITE, rect.height() - _HAUT - _BAS)

    def draw(self, lignes: Sequence[LigneReference], points: Sequence[tuple[int, float]]) -> None:
        self._draw_band(lignes)
        self._draw_grid()
        for ligne in lignes:
            self._draw_reference(ligne)
        self._draw_points(points)

    def _at(self, age: int, valeur: float) -> QPointF:
        plot, fenetre = self._plot, self._fenetre
        x = plot.left() + (age - fenetre.debut) / max(fenetre.fin - fenetre.debut, 1) * plot.width()
        y = plot.bottom() - (valeur - self._bas) / (self._haut - self._bas) * plot.height()
        return QPointF(x, y)

    def _draw_band(self, lignes: Sequence[LigneReference]) -> None:
        """Fill what lies between the outer percentiles."""
        if len(lignes) < 2:
            return
        bas, haut = lignes[0].valeurs, lignes[-1].valeurs
        contour = [self._at(*v) for v in bas] + [self._at(*v) for v in reversed(haut)]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color(self._tokens.success_soft))
        self._painter.drawPolygon(QPolygonF(contour))

    def _draw_grid(self) -> None:
        plot, tokens = self._plot, self._tokens
        graduations = round((self._haut - self._bas) / self._pas)
        for n in range(graduations + 1):
            valeur = self._bas + n * self._pas
            y = round(self._at(self._fenetre.debut, valeur).y())
            self._painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), color(tokens.line))
            self._write(
                f"{valeur:.{0 if self._pas >= 1 else 1}f}".replace(".", ","), QRect(0, y - 8, _GAUCHE - 8, 16)
            )
        for age, mots in self._fenetre.reperes:
            x = round(self._at(age, self._bas).x())
            self._painter.fillRect(QRectF(x, plot.top(), 1, plot.height()), color(tokens.line))
            span = painting.Span(mots, size=12, tone="secondary")
            largeur = painting.spans_width([span])
            place = QRect(x - largeur // 2, round(plot.bottom()) + 8, largeur + 2, 16)
            painting.draw_spans(self._painter, place, [span])

    def _write(self, mots: str, place: QRect) -> None:
        painting.draw_spans(
            self._painter, place, [painting.Span(mots, size=12, tone="secondary")], right=True
        )

    def _draw_reference(self, ligne: LigneReference) -> None:
        if not ligne.valeurs:
            return
        points = [self._at(*v) for v in ligne.valeurs]
        self._painter.setPen(QPen(color(self._tokens.secondary), 1.5 if ligne.mediane else 0.75))
        self._painter.drawPolyline(QPolygonF(points))
        place = QRect(round(points[-1].x()) + 4, round(points[-1].y()) - 8, _DROITE - 4, 16)
        painting.draw_spans(self._painter, place, [painting.Span(ligne.nom, size=12, tone="secondary")])

    def _draw_points(self, points: Sequence[tuple[int, float]]) -> None:
        places = [self._at(*p) for p in points]
        encre = color(self._tokens.accent)
        self._painter.setPen(QPen(encre, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        self._painter.drawPolyline(QPolygonF(places))
        self._painter.setBrush(color(self._tokens.raised))
        for place in places[:-1]:
            self._painter.drawEllipse(place, 3.5, 3.5)
        if places:
            self._painter.setBrush(encre)
            self._painter.drawEllipse(places[-1], 4.5, 4.5)


def _scale(bas: float, haut: float) -> tuple[float, float, float]:
    """Return the low, the high and the step of round graduations around the values."""
    etendue = max(haut - bas, 0.1)
    pas = next(
        candidat * 10.0**puissance
        for puissance in range(-1, 4)
        for candidat in (1, 2, 5)
        if candidat * 10.0**puissance * _GRADUATIONS >= etendue
    )
    debut = pas * (bas // pas)
    fin = pas * -(-haut // pas)
    return debut, max(fin, debut + pas), pas
