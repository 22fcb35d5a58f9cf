"""One more month of a treatment whose order is over: the gesture, and what must be judged (CSP R5123-2-1)."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ambroise.domain.renouvellement_exceptionnel import DELIVRANCES, RenouvellementExceptionnel
from ambroise.ui.comptoir.choix import Choix, is_prescribed
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.quantite import month_boxes, with_boite
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import NBSP
from ambroise.usecases.ports_actes import LigneConsultee

JUGEMENT = "&Interrompre ce traitement lui nuirait\u202f; rien sur le papier ne s’y oppose"


def toggle_exceptionnel(etat: EtatComptoir, ligne: LigneConsultee) -> tuple[EtatComptoir, str]:
    """Return the counter with a month more begun, or taken away; as it was, and why, when it may not be."""
    avant, examen = etat.choix_de(ligne), etat.exceptionnel_de(ligne)
    if avant.exceptionnel:
        return etat.with_choix(ligne, Choix()), ""
    if examen is None:
        return etat, "Cette ligne n’est pas finie\u00a0: elle se délivre par les réponses ordinaires."
    if not examen.is_possible:
        return etat, f"{examen.refus} ({examen.article})."
    prises = etat.prises_de(ligne)
    boite = _cheapest(etat, ligne)
    return etat.with_choix(ligne, with_boite(ligne, prises, Choix(exceptionnel=True), boite)), ""


def proposal(examen: RenouvellementExceptionnel) -> str:
    """Return what may still be done of a line that is over, or why nothing."""
    if not examen.is_possible:
        return f"Pas de dispensation exceptionnelle{NBSP}: {examen.refus} ({examen.article})."
    fois = f"{'1re' if examen.rang == 1 else f'{examen.rang}e'} fois sur {DELIVRANCES}"
    return (
        f"Finie le {examen.finie_le:%d/%m/%Y}{NBSP}: un mois de plus est possible, {fois} ({examen.article})."
    )


class JugementCard(QWidget):
    """Shows what was read and asks what was not; ``judged`` carries whether the pharmacist vouches for it."""

    judged = Signal(bool)

    def __init__(
        self, examen: RenouvellementExceptionnel, choix: Choix, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = column(self, gap=4)
        titre = f"Dispensation supplémentaire exceptionnelle, {examen.rang} sur {DELIVRANCES}"
        fill(layout, label(f"{titre} ({examen.article})", "strong", wrap=True))
        for mots in examen.verifie:
            ligne = row(gap=8)
            fill(ligne, IconLabel("check", "success"))
            ligne.addWidget(label(mots, "secondary", wrap=True), 1)
            layout.addLayout(ligne)
        self.jugement = QCheckBox(JUGEMENT)
        self.jugement.setChecked(choix.justifie)
        self.jugement.toggled.connect(self.judged)
        fill(layout, self.jugement)


def _cheapest(etat: EtatComptoir, ligne: LigneConsultee) -> BoiteGroupe | None:
    """Return the pack whose month costs least, as the text asks: a pack that lasts longer is not a month."""
    prises = etat.prises_de(ligne)

    def cost(boite: BoiteGroupe) -> tuple[bool, bool, Decimal]:
        jours = prises.days_of(boite.presentation.unites) if prises is not None else None
        prix = boite.presentation.prix_public
        longue = jours is not None and jours > 31
        return longue, prix is None, (prix or Decimal(0)) * month_boxes(prises, boite)

    possibles = [
        b
        for b in etat.boites_de(ligne)
        if not (b.complement or b.hors_groupe or b.is_biosimilaire)
        and (ligne.is_substituable or is_prescribed(ligne, b))
    ]
    return min(possibles, key=cost, default=None)
