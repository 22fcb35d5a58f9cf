"""The foot of an order: kind, consent, total, exemption, and why it cannot be signed yet."""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QMenu, QToolButton, QWidget

from ambroise.domain.identite import Sexe
from ambroise.domain.ordonnance import MotifExemption, TypeOrdonnance
from ambroise.ui.icons import set_icon
from ambroise.ui.ordonnances.state import EXEMPTIONS, TYPES, EtatOrdonnance, price
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row, rule
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NBSP, NNBSP, plural

COURT: Final = 1180
SANS_TOTAL: Final = 1060
RAISON_DESSUS: Final = 960
"""Widths below which the foot says less, then says why above."""
RAISON: Final = (96, 168)
"""Between these widths, why it cannot be signed keeps the one line that its words ask."""

NUMERIQUE: Final = "Ordonnance numérique"
HORS: Final = "Papier"
"""What the ordonnance numérique does not take needs no reason to stay on paper."""


class PiedOrdonnance(QFrame):
    """Shows and asks; nothing is answered in the patient's place."""

    type_wanted = Signal(object)
    consent_given = Signal(bool)
    """True when the patient opposes."""
    exemption_wanted = Signal(object)
    """A MotifExemption, None to go back to the ordonnance numérique."""

    def __init__(self, apercu: QAction, signer: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "foot")
        self.setMinimumHeight(Size.FOOT)
        self._type = QComboBox()
        self._type.setAccessibleName("Type d’ordonnance")
        for type_, mots in TYPES.items():
            self._type.addItem(mots, type_)
        self._type.activated.connect(lambda n: self.type_wanted.emit(TypeOrdonnance(self._type.itemData(n))))
        self._question = label("", wrap=True)
        self._question.setMinimumWidth(230)
        self.consent = Segmented("Opposition du patient", (("non", "Non"), ("oui", "Oui")), tick=True)
        self.consent.chosen.connect(lambda cle: self.consent_given.emit(cle == "oui"))
        self._lignes = label("", "label")
        self._total = label("", "strong")
        self._exemption = self._make_exemption()
        self._raison_icone = IconLabel("circle-alert", "danger")
        self._raison = label("", "strong", "danger", wrap=True)
        self._dessus = label("", "strong", "danger")
        tout = column(self, margins=(16, 8, 16, 8), gap=6)
        layout = self._ligne = row(gap=12)
        fill(tout, self._dessus)
        tout.addLayout(layout)
        demande = self._demande = column(gap=0)
        fill(demande, self._question)
        self._somme = QWidget()
        total = column(self._somme, gap=0)
        fill(total, self._lignes, self._total)
        self._mots = ("", "")
        fill(layout, self._type, rule("vertical"))
        layout.addLayout(demande, 4)
        fill(layout, self.consent, rule("vertical"), self._somme)
        fill(layout, self._exemption, 0, self._raison_icone)
        layout.addWidget(self._raison, 1)
        self._signer = Button.of(signer, "primary")
        fill(layout, Button.of(apercu), self._signer)

    def focus_wanted(self) -> bool:
        """Go to what the order waits for, the consent or the signature; False when something else lacks."""
        asked = self.consent.isEnabled() and self.consent.isVisible() and self.consent.current is None
        cible = self.consent.first if asked else self._signer
        if not cible.isEnabled():
            return False
        cible.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def show_etat(self, etat: EtatOrdonnance) -> None:
        """Show the foot of an order."""
        ordonnance = etat.ordonnance
        self._type.setCurrentIndex(self._type.findData(ordonnance.type))
        feminin = etat.dossier.patient.identite.traits.sexe is Sexe.FEMININ
        qui, verbe = ("La patiente", "s’oppose-t-elle") if feminin else ("Le patient", "s’oppose-t-il")
        objet = "à ce que vous voyiez ce qui lui est délivré"
        self._mots = (f"{qui} {verbe} {objet}{NNBSP}?", f"{qui}\n{verbe}{NNBSP}?")
        self._question.setToolTip(self._mots[0])
        if ordonnance.consentement is not None:
            self.consent.choose("oui" if ordonnance.consentement.opposition else "non")
        else:
            self.consent.choose(None)
        demande = ordonnance.exemption is None and ordonnance.type.is_numerique
        for widget in (self._question, self.consent):
            widget.setEnabled(demande)
            widget.setVisible(ordonnance.type.is_numerique)
        self._lignes.setText(plural(len(ordonnance.lignes), "ligne"))
        total, entier = etat.total
        self._total.setText(
            price(total) if entier else f"plus de {price(total)}" if total else "prix inconnu"
        )
        if not any(ligne.is_medicament for ligne in ordonnance.lignes):
            self._total.clear()
        motif = ordonnance.exemption.motif if ordonnance.exemption else None
        hors = not ordonnance.type.is_numerique
        support = HORS if hors else EXEMPTIONS[motif] if motif else "Numérique"
        self._exemption.setText(f"{NBSP}{support}")  # the space that Qt leaves too short after the icon
        self._exemption.setAccessibleName(
            f"Support\u00a0: {HORS if hors else EXEMPTIONS[motif] if motif else NUMERIQUE}"
        )
        self._exemption.setEnabled(not hors)
        raison = etat.empechement
        self._raison.setText(raison)
        alerte = bool(etat.a_traiter)
        set_icon(
            self._raison_icone, "circle-alert" if alerte else "info", "danger" if alerte else "secondary"
        )
        for mots in (self._raison, self._dessus):
            mots.setProperty("tone", "danger" if alerte else "secondary")
            mots.style().polish(mots)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(700, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a narrow window, say the same in fewer words: the question, the total, then the support."""
        largeur = self.width()
        self._ask(largeur < COURT)
        self._ligne.setSpacing(8 if largeur < COURT else 12)
        self._somme.setVisible(largeur >= SANS_TOTAL and bool(self._total.text()))
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if largeur < SANS_TOTAL:
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        self._exemption.setToolButtonStyle(style)
        dessus = largeur < RAISON_DESSUS
        raison = self._raison.text()
        self._dessus.setText(raison)
        self._dessus.setVisible(dessus and bool(raison))
        self._raison.ensurePolished()
        mots = self._raison.fontMetrics().horizontalAdvance(raison) + 1
        self._raison.setMinimumWidth(max(RAISON[0], min(mots, RAISON[1])))
        self._raison.setVisible(not dessus)
        self._raison_icone.setVisible(not dessus and bool(raison))
        for mesure in (self._demande, self._ligne):
            mesure.invalidate()
        if self._ligne.minimumSize().width() + 2 * Size.PANEL_MARGIN > largeur:
            self._ask(True)  # a long total, a long reason

    def _ask(self, court: bool) -> None:
        self._question.setText(self._mots[int(court)])
        self._question.setMinimumWidth(112 if court else 230)
        self._ligne.setStretchFactor(self._demande, 0 if court else 4)

    def _make_exemption(self) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setMinimumHeight(Size.CONTROL)
        button.setProperty("menu", True)
        set_icon(button, "qr-code", "secondary")
        menu = QMenu(button)
        menu.addAction(NUMERIQUE, lambda: self.exemption_wanted.emit(None))
        menu.addSeparator()
        menu.addSection("Sans numérique, motif légal")
        for motif, mots in EXEMPTIONS.items():
            menu.addAction(mots, partial(self._exempt, motif))
        button.setMenu(menu)
        return button

    def _exempt(self, motif: MotifExemption) -> None:
        self.exemption_wanted.emit(motif)
