"""The right side of an order: the alerts to answer first, then what is read at a glance."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QWidget

from ambroise.domain.alerte import Alerte, NiveauAlerte, ReponseAlerte
from ambroise.ui.ordonnances.state import (
    MAINTENIR,
    NIVEAUX,
    EtatOrdonnance,
    alert_source,
    alert_words,
    answers_of,
)
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.alert_card import AlertCard
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, panel_head, row, scroller
from ambroise.ui.words import plural


class AlertesPanel(QWidget):
    """Shows the controls; ``answered`` carries the alert, the key of the answer and its reason."""

    answered = Signal(object, str, str)
    withdrawn = Signal(object)
    """The ReponseAlerte to take back."""
    emptied = Signal()
    """The last alert to answer was, from the keyboard that is here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cartes: list[AlertCard] = []
        self._combien = label("", "heading", "danger")
        self._corps = QWidget()
        self._layout = column(self._corps, margins=(12, 0, 12, 16), gap=12)
        self._montre: object = None
        self._scroll = scroller(self._corps)
        layout = column(self)
        fill(layout, panel_head("Alertes", self._combien))
        layout.addWidget(self._scroll, 1)

    def show_etat(self, etat: EtatOrdonnance) -> None:
        """Show the controls of an order, drawing again only when they changed."""
        montre = (etat.controles, etat.a_traiter, etat.repondues, len(etat.ordonnance.lignes))
        if montre == self._montre:
            return
        self._montre = montre
        avant = QApplication.focusWidget()
        if avant is not None and self.isAncestorOf(avant):
            self.setFocus()  # keeps the keyboard while what had it is drawn again
        clear(self._layout)
        self._draw(etat)
        if self.hasFocus() and etat.controles is not None:
            self._go_on()

    def _go_on(self) -> None:
        """Take the keyboard to the next alert to answer, seen from its top."""
        self._scroll.verticalScrollBar().setValue(0)
        if self._cartes:
            self.focus_first()
        else:
            self.emptied.emit()

    def _draw(self, etat: EtatOrdonnance) -> None:
        self._cartes = []
        combien = len(etat.a_traiter)
        self._combien.setText(f"{combien} à traiter" if combien else "")
        if etat.controles is None:
            fill(self._layout, _phrase("loader", "info", "Contrôles en cours…"), 0)
            return
        if not etat.ordonnance.lignes:
            fill(
                self._layout,
                _phrase("info", "secondary", "Les contrôles s’affichent ici dès la première ligne."),
                0,
            )
            return
        for alerte in etat.a_traiter:
            self._layout.addWidget(self._carte(etat, alerte))
        if etat.repondues:
            fill(self._layout, _titre("Répondu", len(etat.repondues)))
            for reponse in etat.repondues:
                self._layout.addWidget(self._repondue(reponse))
        if etat.a_lire:
            fill(self._layout, _titre("À lire", len(etat.a_lire)))
            for alerte in etat.a_lire:
                self._layout.addWidget(_a_lire(alerte))
        if etat.controles.sans_alerte:
            fill(self._layout, _titre("Contrôlé, rien à signaler", len(etat.controles.sans_alerte)))
            mots = ", ".join(c.controle[:1].lower() + c.controle[1:] for c in etat.controles.sans_alerte)
            fill(self._layout, _phrase("circle-check", "success", mots[:1].upper() + mots[1:]))
        if etat.controles.non_controles:
            fill(self._layout, _titre("Non contrôlé", len(etat.controles.non_controles)))
            for non in etat.controles.non_controles:
                mots = f"{non.controle[:1].upper()}{non.controle[1:]}\u00a0: {non.raison}"
                fill(self._layout, _phrase("circle-dashed", "secondary", mots))
        self._layout.addStretch(1)

    def press_digit(self, digit: int) -> None:
        """Answer the first alert to answer."""
        if self._cartes:
            self._cartes[0].press_digit(digit)

    def focus_first(self) -> None:
        """Go to the first alert to answer."""
        if self._cartes:
            lignes = self._cartes[0].findChildren(QWidget)
            cible = next((w for w in lignes if w.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
            if cible is not None:
                cible.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _carte(self, etat: EtatOrdonnance, alerte: Alerte) -> QWidget:
        result = QWidget()
        layout = column(result, gap=8)
        carte = AlertCard(
            alerte.libelle_niveau or NIVEAUX[alerte.niveau],
            alerte.titre or alerte.cause,
            alert_words(alerte, mecanisme=True),
            alert_source(alerte),
            answers_of(etat, alerte),
        )
        self._cartes.append(carte)
        motif = _MotifForm()
        motif.hide()
        motif.given.connect(lambda mots: self.answered.emit(alerte, MAINTENIR, mots))

        def chosen(cle: str) -> None:
            if cle == MAINTENIR:
                motif.open()
            else:
                self.answered.emit(alerte, cle, "")

        carte.answered.connect(chosen)
        fill(layout, carte, motif)
        return result

    def _repondue(self, reponse: ReponseAlerte) -> QFrame:
        card = frame("card")
        layout = column(card, margins=(12, 8, 8, 8), gap=2)
        titre = reponse.alerte.titre or reponse.alerte.cause
        mots = reponse.decision.value.capitalize()
        if reponse.motif:
            mots = f"{mots}\u00a0: {reponse.motif}"
        tete = row(gap=8)
        fill(tete, IconLabel("check", "success"), label(titre, "strong", wrap=True))
        tete.setStretch(1, 1)
        revenir = Button("Revenir", icon="undo-2", variant="flat")
        revenir.clicked.connect(lambda: self.withdrawn.emit(reponse))
        bas = row(gap=8)
        fill(bas, label(mots, "label", wrap=True), revenir)
        bas.setStretch(0, 1)
        fill(layout, tete, bas)
        return card


class _MotifForm(QFrame):
    """The reason that maintaining the top level asks for."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Bénéfice attendu, surveillance prévue…")
        nom = label("Motif, conservé au dossier", "label")
        nom.setBuddy(self.field)
        self.field.setAccessibleName("Motif du maintien")
        self._ok = Button("Maintenir avec ce motif", key="Return", variant="soft")
        self._ok.setEnabled(False)
        self.field.textChanged.connect(lambda texte: self._ok.setEnabled(bool(texte.strip())))
        self.field.returnPressed.connect(self._give)
        self._ok.clicked.connect(self._give)
        layout = column(self, margins=(12, 10, 12, 12), gap=6)
        fill(layout, nom, self.field, self._ok)

    def open(self) -> None:
        """Ask the reason."""
        self.show()
        self.field.setFocus()

    def _give(self) -> None:
        if self.field.text().strip():
            self.given.emit(self.field.text().strip())


def _a_lire(alerte: Alerte) -> QWidget:
    tones: dict[NiveauAlerte, tuple[str, Tone]] = {
        NiveauAlerte.DECONSEILLE: ("triangle-alert", "warning"),
        NiveauAlerte.PRECAUTION: ("triangle-alert", "warning"),
        NiveauAlerte.INFORMATION: ("info", "info"),
    }
    icone, ton = tones.get(alerte.niveau, ("octagon-alert", "danger"))
    niveau = alerte.libelle_niveau or NIVEAUX[alerte.niveau]
    result = QWidget()
    layout = row(result, gap=10)
    signe = IconLabel(icone, ton)
    mots = column(gap=1)
    fill(mots, label(alerte.titre or alerte.cause, "strong", wrap=True))
    fill(
        mots,
        label(f"{niveau}. {alert_words(alerte)}".strip(), "label", wrap=True),
        label(alert_source(alerte), "label", wrap=True),
    )
    layout.addWidget(signe, 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(mots, 1)
    result.setToolTip(alerte.mecanisme)
    return result


def _phrase(icone: str, ton: Tone, mots: str) -> QWidget:
    result = QWidget()
    layout = row(result, gap=10)
    layout.addWidget(IconLabel(icone, ton), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label(mots, "secondary", wrap=True), 1)
    return result


def _titre(mots: str, combien: int) -> QWidget:
    result = QWidget()
    layout = row(result, gap=8)
    nombre = label(str(combien), "label")
    nombre.setAccessibleName(plural(combien, "élément"))
    fill(layout, label(mots, "strong"), 0, nombre)
    return result
