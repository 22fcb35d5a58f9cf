"""One line at the counter: what was prescribed, the five answers, and what the answer needs."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.marge_etroite import MENTION_MTE_PH
from ambroise.domain.mention_ligne import words_of
from ambroise.domain.regles_delivrance import Verdict
from ambroise.ui.comptoir.choix import REPONSES, Choix, answer_words, summary
from ambroise.ui.comptoir.exceptionnel import proposal
from ambroise.ui.comptoir.mte_ph import RAPPEL, refus_mte_ph
from ambroise.ui.comptoir.quantite import change_count, quantity_words
from ambroise.ui.comptoir.reponses import DetailReponse
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.ordonnances.state import price
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip, IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.wrapping import WrappingRow
from ambroise.ui.words import keep_units, plural
from ambroise.usecases.ports_actes import LigneConsultee

PAS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
"""The keys that go to the line below or above."""


class AnswerButton(Button):
    """One of the five answers, tight enough for a row of them; the arrows stay for the lines."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() - QSize(4, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in PAS:
            event.ignore()
            return
        super().keyPressEvent(event)


class LigneComptoir(QFrame):
    """Shows a line; ``answered`` carries one of the five, ``changed`` the Choix being completed.

    A folded line keeps its answers for when it is opened.
    """

    answered = Signal(object)
    changed = Signal(object)
    validated = Signal()
    moved = Signal(int)
    other_wanted = Signal(str)
    opened = Signal()
    mte_ph_wanted = Signal()
    exceptionnel_wanted = Signal()

    def __init__(
        self,
        etat: EtatComptoir,
        ligne: LigneConsultee,
        parent: QWidget | None = None,
        *,
        pliee: bool = False,
    ) -> None:
        super().__init__(parent)
        self.ligne = ligne
        choix = self._choix = etat.choix_de(ligne)
        courante = ligne.id == etat.courante
        self._ouvrable = bool(ligne.boites_restantes) or etat.is_renouvelable(ligne)
        self.setAccessibleName(f"Ligne {ligne.rang}, {ligne.libelle}")
        self._boutons: list[AnswerButton] = []
        self._detail: DetailReponse | None = None
        layout = row(self, gap=0)
        barre = QFrame()
        barre.setFixedWidth(Size.ACCENT_BAR)
        if courante:
            barre.setProperty("bar", "accent")
        corps = column(margins=(13, 8, 16, 10), gap=4)
        corps.addLayout(self._tete(etat, ligne))
        decalage = column(margins=(32, 0, 0, 0), gap=6)
        if choix.valide and not courante:
            fill(decalage, label(summary(ligne, choix), "secondary", wrap=True))
        else:
            fill(decalage, label(ligne.posologie, "secondary", wrap=True))
            if ligne.indication:
                fill(decalage, label(f"Indication\u00a0: {ligne.indication}", "secondary", wrap=True))
            if ligne.mentions:
                fill(decalage, label(" · ".join(words_of(ligne.mentions)), "strong", wrap=True))
            if ligne.mention:
                fill(decalage, label(f"Au pharmacien\u00a0: {ligne.mention}", "strong", wrap=True))
            if (delai := _delai(etat, ligne)) is not None:
                fill(decalage, delai)
            if (attendu := _attendu(etat, ligne)) is not None:
                fill(decalage, attendu)
            if choix.bipees:
                fill(decalage, label(_scanned(choix), "strong"))
            entier = choix.reponse in (None, ReponseLigne.TEL_QUEL) and (choix.valide or not choix.reponse)
            if entier and (combien := _quantite(etat, ligne)) is not None:
                fill(decalage, combien)
            if (examen := etat.exceptionnel_de(ligne)) is not None and not choix.exceptionnel:
                possible = examen.is_possible
                dit = label(proposal(examen), "strong" if possible else "secondary", wrap=True)
                fill(decalage, dit)
            if self._ouvrable and not pliee:
                fill(decalage, self._reponses(etat, ligne))
            if courante and not entier:
                self._detail = DetailReponse(etat, ligne)
                self._detail.changed.connect(self.changed)
                self._detail.validated.connect(self.validated)
                self._detail.other_wanted.connect(self.other_wanted)
                fill(decalage, self._detail)
        if choix.mte_ph:
            fill(decalage, label(RAPPEL, "strong", "warning", wrap=True))
        corps.addLayout(decalage)
        fill(layout, barre)
        layout.addLayout(corps, 1)

    def focus_answer(self) -> None:
        """Go where the keyboard acts next: the detail of the answer, else the first answer."""
        if self._detail is not None and self._detail.focus_first():
            return
        if self._boutons:
            self._boutons[0].setFocus()

    def count(self, pas: int) -> None:
        """Give a box more, or less."""
        if self._detail is not None:
            self._detail.count(pas)
        elif (choix := change_count(self.ligne, self._choix, pas)) != self._choix:
            self.changed.emit(choix)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the arrows that nothing inside wanted: left to go up, they would scroll the list."""
        pas = PAS.get(Qt.Key(event.key()), 0)
        if pas:
            self.moved.emit(pas)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._ouvrable:
            self.opened.emit()
        super().mousePressEvent(event)

    def _tete(self, etat: EtatComptoir, ligne: LigneConsultee) -> QHBoxLayout:
        choix = etat.choix_de(ligne)
        tete = row(gap=8)
        if choix.valide:
            refusee = choix.reponse is ReponseLigne.REFUSE
            signe: QWidget = IconLabel("x" if refusee else "check", "danger" if refusee else "success")
        else:
            signe = label(str(ligne.rang), "secondary")
        signe.setFixedWidth(24)
        fill(tete, signe, label(keep_units(ligne.libelle), "strong", wrap=True))
        tete.setStretch(1, 1)
        tete.setAlignment(signe, Qt.AlignmentFlag.AlignTop)
        if ligne.en_rapport_ald:
            fill(tete, Chip("ALD"))
        if not ligne.is_substituable:
            motif = f" ({ligne.motif_non_substituable})" if ligne.motif_non_substituable else ""
            fill(tete, Chip(f"Non substituable{motif}", "info"))
        if not ligne.boites_restantes:
            fill(tete, Chip("Déjà délivrée", "secondary", "check"))
        elif ligne.boites_delivrees:
            fill(tete, Chip(f"Reste {plural(ligne.boites_restantes, 'boîte')}", "warning"))
        if choix.valide and choix.reponse is not None:
            mots = answer_words(choix.reponse, etat.boites_de(ligne))
            fill(tete, Chip(mots, "danger" if choix.reponse is ReponseLigne.REFUSE else "secondary"))
        if choix.exceptionnel:
            fill(tete, Chip("Exceptionnelle", "warning"))
        prix = etat.prix_de(ligne)
        if prix is not None:
            fill(tete, 8, label(price(prix), "strong"))
        return tete

    def _reponses(self, etat: EtatComptoir, ligne: LigneConsultee) -> WrappingRow:
        choix = etat.choix_de(ligne)
        reponses = WrappingRow(gap=4)
        for n, (reponse, _mots) in enumerate(REPONSES, 1):
            if not etat.is_offered(ligne, reponse) or _is_over(etat, ligne, reponse):
                continue  # its digit stays its own on the other lines
            mots = answer_words(reponse, etat.boites_de(ligne))
            bouton = AnswerButton(mots, key=str(n), variant="primary" if choix.reponse is reponse else "")
            bouton.setEnabled(etat.is_possible(ligne, reponse))
            bouton.clicked.connect(lambda _checked=False, reponse=reponse: self.answered.emit(reponse))
            self._boutons.append(bouton)
            reponses.add(bouton)
        if etat.is_renouvelable(ligne):
            reponses.add(self._exceptionnel(choix))
        elif not refus_mte_ph(etat, ligne):
            reponses.add(self._exclusion(choix))
        return reponses

    def _exceptionnel(self, choix: Choix) -> AnswerButton:
        """Return what pursues a treatment whose order is over."""
        bouton = AnswerButton(
            "Dispensation exceptionnelle", key="Alt+E", variant="primary" if choix.exceptionnel else ""
        )
        bouton.clicked.connect(self.exceptionnel_wanted)
        self._boutons.append(bouton)
        return bouton

    def _exclusion(self, choix: Choix) -> AnswerButton:
        """Return what keeps the reference though the prescriber wrote nothing."""
        bouton = AnswerButton(MENTION_MTE_PH, key="Alt+N", variant="primary" if choix.mte_ph else "")
        bouton.clicked.connect(self.mte_ph_wanted)
        return bouton


def _is_over(etat: EtatComptoir, ligne: LigneConsultee, reponse: ReponseLigne) -> bool:
    """Tell whether an answer is one that a line which is over does not have."""
    return etat.is_renouvelable(ligne) and not etat.is_possible(ligne, reponse)


def _attendu(etat: EtatComptoir, ligne: LigneConsultee) -> QWidget | None:
    """Return the sentence of a dispensing that comes before the former one is taken."""
    attendu = etat.controle.attendus.get(ligne.id)
    if attendu is None or not ligne.boites_restantes:
        return None
    mots = f"La délivrance précédente dure jusqu’au {attendu:%d/%m/%Y} (CSP R5132-14)."
    return _warning(mots, "warning")


def _quantite(etat: EtatComptoir, ligne: LigneConsultee) -> QWidget | None:
    """Return the boxes that leave today, or that would with the first answer."""
    if not ligne.boites_restantes or etat.delai_de(ligne).verdict is Verdict.NON:
        return None
    choix = etat.choix_de(ligne)
    if choix.reponse is None:
        choix = etat.press(ligne, ReponseLigne.TEL_QUEL).choix_de(ligne)
    mots, ton = quantity_words(ligne, etat.prises_de(ligne), choix, etat.aujourdhui) or ("", "secondary")
    if not mots:
        return None
    return _warning(mots, ton) if ton == "warning" else label(mots, "secondary", wrap=True)


def _delai(etat: EtatComptoir, ligne: LigneConsultee) -> QWidget | None:
    """Return the sentence of a delay that refuses or shortens the dispensing."""
    delai = etat.delai_de(ligne)
    if delai.verdict is Verdict.OUI or not ligne.boites_restantes:
        return None
    ton: Tone = "danger" if delai.verdict is Verdict.NON else "warning"
    return _warning(f"{delai.phrase} ({delai.article})" if delai.article else delai.phrase, ton)


def _warning(mots: str, ton: Tone) -> QWidget:
    result = QWidget()
    layout = row(result, gap=8)
    fill(layout, IconLabel("octagon-alert" if ton == "danger" else "triangle-alert", ton))
    layout.addWidget(label(mots, "strong", ton, wrap=True), 1)
    return result


def _scanned(choix: Choix) -> str:
    """Return how many packs were scanned, with what the last one says."""
    derniere = choix.bipees[-1]
    mots = f"{len(choix.bipees)} sur {plural(choix.boites, 'boîte bipée', 'boîtes bipées')}"
    lot = f"lot {derniere.lot}" if derniere.lot else ""
    expire = f"exp. {derniere.peremption:%m/%Y}" if derniere.peremption else ""
    return " · ".join(filter(None, (mots, lot, expire)))
