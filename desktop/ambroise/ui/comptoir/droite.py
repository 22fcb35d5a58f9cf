"""The right side of the counter: what the controls say and could not say, what was already dispensed."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ambroise.domain.alerte import Alerte, NiveauAlerte
from ambroise.ui.comptoir.alertes import shown_first
from ambroise.ui.comptoir.state import EtatComptoir, alert_count
from ambroise.ui.ordonnances.state import NIVEAUX, alert_source, alert_words
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.alert_card import AlertCard
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import card_head, clear, column, fill, label, panel_head, row, scroller
from ambroise.ui.widgets.lists import Heading, SectionList, TwoLine
from ambroise.ui.words import plural, short_date

ALERTES: Final[dict[NiveauAlerte, tuple[str, Tone]]] = {
    NiveauAlerte.CONTRE_INDICATION: ("octagon-alert", "danger"),
    NiveauAlerte.DECONSEILLE: ("triangle-alert", "warning"),
    NiveauAlerte.PRECAUTION: ("triangle-alert", "warning"),
    NiveauAlerte.INFORMATION: ("info", "info"),
}


class DroitePanel(QWidget):
    """Shows what to know before answering: alerts first, then the executions of all pharmacies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._etat: EtatComptoir | None = None
        self._compte = label("", "strong", "danger")
        self._list = SectionList("Délivrances de cette ordonnance", framed=True, lines=True, height=36)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._controles, self._mots = QWidget(), QWidget()
        self._controles_layout, self._mots_layout = (
            column(self._controles, gap=10),
            column(self._mots, gap=10),
        )
        page = QWidget()
        layout = column(page, margins=(12, 0, 12, 16), gap=12)
        fill(layout, self._controles, card_head("Délivrances"), self._list, self._mots, 0)
        scroll = scroller(page)
        whole = column(self)
        fill(whole, panel_head("Alertes", self._compte))
        whole.addWidget(scroll, 1)

    def show_etat(self, etat: EtatComptoir) -> None:
        """Show the controls of an order and what was dispensed of it before."""
        avant, self._etat = self._etat, etat
        if avant is None or avant.scannee is not etat.scannee:
            self._show_delivrances(etat)
        elif avant.controle is etat.controle:
            return
        self._show_controles(etat, entier=False)

    def _show_delivrances(self, etat: EtatComptoir) -> None:
        rows: list[TwoLine | Heading] = []
        for execution in reversed(etat.scannee.consultee.executions):
            jour = short_date(execution.instant.astimezone().date(), etat.aujourdhui)
            rows.append(Heading(jour, execution.pharmacie))
            rows += [TwoLine.of(ligne) for ligne in execution.lignes]
        self._list.show_items(rows)
        self._list.setFixedHeight(self._list.content_height())
        self._list.setVisible(bool(rows))
        clear(self._mots_layout)
        if not rows:
            fill(self._mots_layout, _mot("circle-check", "Première délivrance de cette ordonnance."))
        renouvellements = max((ligne.renouvellements for ligne in etat.lignes), default=0)
        if renouvellements:
            fill(self._mots_layout, _mot("rotate-cw", f"À renouveler {renouvellements} fois au plus."))

    def _show_controles(self, etat: EtatComptoir, *, entier: bool) -> None:
        """Show what the controls found on these lines, and as loudly what they could not."""
        self._controles.hide()  # laid out once, not at each alert
        clear(self._controles_layout)
        controles = etat.controle.controles
        alertes = controles.alertes
        graves = alert_count(etat)
        self._compte.setText(f"{graves} à dire")
        self._compte.setVisible(bool(graves))
        montrees = alertes if entier else shown_first(alertes)
        for alerte in montrees:
            icone, ton = ALERTES[alerte.niveau]
            fill(self._controles_layout, _alerte(icone, ton, alerte))
        if len(montrees) < len(alertes):
            reste = Button(
                f"Afficher {plural(len(alertes) - len(montrees), 'autre alerte', 'autres alertes')}"
            )
            reste.clicked.connect(lambda: self._show_controles(etat, entier=True))
            ligne = row()
            fill(ligne, reste, 0)
            self._controles_layout.addLayout(ligne)
        self._show_constats(etat)
        self._controles.show()

    def _show_constats(self, etat: EtatComptoir) -> None:
        controles = etat.controle.controles
        for controle in controles.sans_alerte:
            fill(
                self._controles_layout,
                _mot("circle-check", f"{controle.controle}\u00a0: {controle.constat}."),
            )
        for non in controles.non_controles:
            quoi = f"{non.controle}, non contrôlé\u00a0: {non.raison}."
            fill(self._controles_layout, _mot("circle-dashed", quoi))
        connus = etat.controle.traitements
        if connus:
            noms = ", ".join(connus)
            fill(self._controles_layout, _mot("pill", f"Autres traitements pris en compte\u00a0: {noms}."))
        if not etat.controle.is_ailleurs_connu:
            phrase = "Traitements d’autres ordonnances, non contrôlés\u00a0: ils ne sont pas connus ici."
            fill(self._controles_layout, _mot("circle-dashed", phrase))
        elif not connus:
            fill(self._controles_layout, _mot("circle-check", "Aucun autre traitement connu."))


def _alerte(icone: str, ton: Tone, alerte: Alerte) -> QWidget:
    if ton == "danger":
        niveau = alerte.libelle_niveau or NIVEAUX[alerte.niveau]
        titre = alerte.titre or alerte.cause
        suite = alert_words(alerte, mecanisme=True)
        return AlertCard(niveau, titre, suite, alert_source(alerte), tone=ton, icon=icone)
    result = QWidget()
    layout = row(result, margins=(4, 0, 4, 0), gap=10)
    layout.addWidget(IconLabel(icone, ton), 0, Qt.AlignmentFlag.AlignTop)
    mots = column(gap=1)
    fill(
        mots,
        label(alerte.titre or alerte.cause, "strong", wrap=True),
        label(alert_words(alerte), "label", wrap=True),
    )
    fill(mots, label(alert_source(alerte), "label", wrap=True))
    layout.addLayout(mots, 1)
    result.setToolTip(alerte.mecanisme)
    return result


def _mot(icone: str, phrase: str) -> QWidget:
    result = QWidget()
    layout = row(result, margins=(4, 0, 4, 0), gap=10)
    layout.addWidget(IconLabel(icone, "secondary"), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(label(phrase, "secondary", wrap=True), 1)
    return result
