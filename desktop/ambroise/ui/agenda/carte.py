"""One appointment on the agenda: a card that the keyboard reaches and that the mouse takes."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ambroise.domain.reglage_agenda import Teinte, TypeRendezVous
from ambroise.ui import icons, painting
from ambroise.ui.agenda.phrases import ICONES, hours, is_past, spoken, who
from ambroise.ui.fonts import font
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.painting import MEDIUM, REGULAR, SEMIBOLD, Span
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens
from ambroise.ui.words import clock

BORD: int = 7
"""Pixels at the bottom of a card by which its length is changed."""
_LIGNE = 18
_MARGE = 8
_ETROITE = 132
"""Under this width the name comes first, whole if it can be; the hours are read at the left."""


@dataclass(frozen=True)
class Fiche:
    """What a card shows."""

    entree: RendezVousDuJour
    type: TypeRendezVous | None = None
    conflits: tuple[str, ...] = ()
    ailleurs: bool = False
    """At another place than the one chosen: the time is taken, and that is all."""

    @property
    def ton(self) -> Tone:
        """The colour of its type; what is kept for no patient, or stands elsewhere, is grey."""
        if self.entree.rendez_vous.is_pause or self.ailleurs:
            return "secondary"
        return (self.type.teinte if self.type is not None else Teinte.ACCENT).value


class CarteRendezVous(QAbstractButton):
    """Drawn to its length; its name says all of it, and so does its tooltip."""

    def __init__(self, fiche: Fiche, parent: QWidget) -> None:
        super().__init__(parent)
        self.fiche = fiche
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        phrase = spoken(fiche.entree, fiche.type, fiche.conflits)
        self.setAccessibleName(phrase)
        self.setToolTip(phrase.replace(", ", "\n"))

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def is_on_edge(self, point: QPointF) -> bool:
        """Whether a point of the card changes its length rather than its place."""
        return not self.fiche.entree.rendez_vous.is_pause and point.y() >= self.height() - BORD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_body(painter)
        self._draw_words(painter)

    def _draw_body(self, painter: QPainter) -> None:
        tokens, ton = current_tokens(), self.fiche.ton
        pause, conflit = self.fiche.entree.rendez_vous.is_pause, bool(self.fiche.conflits)
        corps = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        passe = is_past(self.fiche.entree) or pause or self.fiche.ailleurs
        painter.setBrush(color(tokens.sunken if passe else tokens.soft(ton)))
        trait = tokens.danger if conflit else tokens.line if passe else tokens.outline(ton)
        painter.setPen(QPen(color(trait), 2 if conflit else 1))
        painter.drawRoundedRect(corps, Size.RADIUS_CHIP, Size.RADIUS_CHIP)
        if pause:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(color(tokens.line), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(corps, Size.RADIUS_CHIP, Size.RADIUS_CHIP)
        encre = color(tokens.danger if conflit else tokens.secondary if passe else tokens.ink(ton))
        painter.fillRect(QRectF(corps.left(), corps.top() + 2, 4, corps.height() - 4), encre)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color(tokens.accent), 2))
            painter.drawRoundedRect(corps, Size.RADIUS_CHIP, Size.RADIUS_CHIP)

    def _draw_words(self, painter: QPainter) -> None:
        entree = self.fiche.entree
        dedans = self.rect().adjusted(_MARGE + (2 if self.width() >= _ETROITE else 0), 1, -4, -1)
        if dedans.height() < 10:
            return
        droite = self._draw_icons(painter, dedans)
        lignes = self._lines()
        place = max(1, (dedans.height() + 2) // _LIGNE)
        haut = dedans.top() + (0 if place > 1 else (dedans.height() - _LIGNE) // 2)
        if entree.rendez_vous.is_pause:
            self._clear_under(painter, QRect(dedans.left() - 3, haut, dedans.width(), _LIGNE), lignes[0])
        for rang, spans in enumerate(lignes[:place]):
            fin = droite if rang == 0 else dedans.right()
            ligne = QRect(dedans.left(), haut + rang * _LIGNE, fin - dedans.left(), _LIGNE)
            painting.draw_spans(painter, ligne, spans)

    def _lines(self) -> list[tuple[Span, ...]]:
        entree = self.fiche.entree
        passe = is_past(entree) or self.fiche.ailleurs
        encre: Tone = "secondary" if passe or entree.rendez_vous.is_pause else "text"
        raye = entree.rendez_vous.is_libre
        nom = Span(who(entree), REGULAR if passe else SEMIBOLD, encre, Type.LABEL, struck=raye)
        heure = Span(f"{clock(entree.rendez_vous.debut.astimezone())} ", MEDIUM, "secondary", Type.LABEL)
        if entree.rendez_vous.is_pause:
            return [(nom,)]
        suite = " · ".join(filter(None, (entree.rendez_vous.motif, entree.rendez_vous.lieu)))
        motif = Span(suite, REGULAR, "secondary", Type.LABEL)
        if self.width() < _ETROITE:
            return [(nom,), (heure,), (motif,)]
        if self.height() < 2 * _LIGNE:
            return [(heure, nom, replace(motif, text=f" · {suite}" if suite else ""))]
        return [(Span(hours(entree), MEDIUM, "secondary", Type.LABEL),), (nom,), (motif,)]

    def _draw_icons(self, painter: QPainter, dedans: QRect) -> int:
        """Draw the state, the video and the conflict at the right; return where words end."""
        rdv = self.fiche.entree.rendez_vous
        marques: list[tuple[str, Tone]] = []
        if self.fiche.conflits:
            marques.append(("triangle-alert", "danger"))
        if rdv.teleconsultation:
            marques.append(("video", "info"))
        if rdv.serie is not None:
            marques.append(("rotate-cw", "secondary"))
        if rdv.notes:
            marques.append(("notebook-pen", "secondary"))
        if rdv.etat in ICONES:
            marques.append((ICONES[rdv.etat], "success" if rdv.etat.value == "en salle" else "secondary"))
        droite = dedans.right()
        for nom, ton in marques if self.width() >= _ETROITE else marques[:1] if self.fiche.conflits else ():
            haut = dedans.top() + min(3, (dedans.height() - 14) // 2)
            painter.drawPixmap(droite - 13, haut, icons.pixmap(nom, ton, 14, self.devicePixelRatioF()))
            droite -= 17
        return droite

    def _clear_under(self, painter: QPainter, ligne: QRect, spans: tuple[Span, ...]) -> None:
        """Keep the hatching away from under the words."""
        largeur = QFontMetrics(font(Type.LABEL, SEMIBOLD)).horizontalAdvance(painting.plain(spans)) + 8
        fond = QRect(ligne.left(), ligne.top(), min(largeur, ligne.width()), ligne.height())
        painter.fillRect(fond, color(current_tokens().sunken))
