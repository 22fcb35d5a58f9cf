"""Taking the INS away: what it will hold, who has to be told; nothing is done before the reason is given."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.envoi import Envoi
from ambroise.domain.identite import Identite
from ambroise.ui.errors import Explanation
from ambroise.ui.identites.repli import CarteRepliee
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait

MONTRES: Final = 4
"""How many documents are named before the others are counted."""


class RetraitCard(CarteRepliee):
    """Shows the consequences and asks for the reason; ``confirmed`` carries it."""

    confirmed = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suites = QWidget()
        self._suites_layout = column(self._suites, gap=6)
        self.motif = QLineEdit()
        self.motif.returnPressed.connect(self._confirm)
        form = Form(152)
        form.add("&Raison du retrait", self.motif, "autre personne, erreur de saisie…")
        self.retirer = Button("Retirer l’INS", icon="x")
        self.retirer.setEnabled(False)
        self.retirer.clicked.connect(self._confirm)
        self.motif.textChanged.connect(lambda texte: self.retirer.setEnabled(bool(texte.strip())))
        garder = Button("Garder l’INS", variant="flat")
        garder.clicked.connect(self.dropped)
        pied = row(gap=8)
        fill(pied, 0, garder, self.retirer)
        fill(self.body, label("Retirer l’INS de ce dossier", "section"), self._suites, form, pied)

    def show_suites(self, suites: SuitesRetrait | None, identite: Identite) -> None:
        """Show the consequences and take the focus; None folds the card."""
        self.setVisible(suites is not None)
        if suites is None:
            self.motif.clear()
            return
        clear(self._suites_layout)
        for icone, ton, mots in consequences(suites, identite):
            ligne = row(gap=12)
            fill(ligne, IconLabel(icone, ton), label(mots, wrap=True))
            ligne.setStretch(1, 1)
            self._suites_layout.addLayout(ligne)
        self.keep_height()
        self.motif.setFocus()

    def _confirm(self) -> None:
        if self.motif.text().strip():
            self.confirmed.emit(self.motif.text().strip())


def consequences(suites: SuitesRetrait, identite: Identite) -> list[tuple[str, Tone, str]]:
    """Return icon, ink and sentence of each consequence."""
    statut = identite.without_ins().statut.value
    lignes: list[tuple[str, Tone, str]] = [
        ("shield-alert", "warning", f"L’identité redevient {statut}, le matricule n’accompagne plus rien."),
        ("pen-line", "secondary", "Les traits se corrigent de nouveau à la main."),
    ]
    if suites.a_retenir:
        n = len(suites.a_retenir)
        seront = "sera retenu" if n == 1 else "seront retenus"
        lignes.append(
            ("clock", "warning", f"{plural(n, 'envoi')} {seront}{NBSP}: {_named(suites.a_retenir)}.")
        )
    else:
        lignes.append(("check", "secondary", "Rien n’attend de partir pour ce patient."))
    if suites.deja_remis:
        partis = f"Déjà parti{NBSP}: {_named(suites.deja_remis)}."
        lignes.append(("send", "warning", f"{partis} Vous pourrez prévenir d’un geste, juste après."))
    else:
        lignes.append(("check", "secondary", "Aucun document n’est parti, personne n’est à prévenir."))
    return lignes


def explain(faite: Disqualification) -> Explanation:
    """Say what was done and what is left to a person."""
    if faite.avant.ins is None:
        quoi = "Les pièces enregistrées sont retirées\u00a0: l’identité est à vérifier."
    else:
        quoi = "L’INS est retirée de ce dossier."
    n = len(faite.retenus)
    retenus = plural(n, "envoi est retenu", "envois sont retenus")
    return Explanation(
        quoi,
        f"{retenus} jusqu’à votre décision." if n else "Rien n’attendait de partir.",
        _a_prevenir(faite),
        tone="warning",
        icon="shield-alert",
    )


def _a_prevenir(faite: Disqualification) -> str:
    if not faite.deja_remis or faite.avant.ins is None:
        return "Personne n’est à prévenir."
    return f"Prévenez d’un geste, ci-dessous{NBSP}: {_named(faite.deja_remis)}."


def name_document(envoi: Envoi) -> str:
    """Name a document with its recipient: « Ordonnance du 4/6/2026, vers DMP »."""
    document, _, destinataire = envoi.libelle.partition(" · ")
    return f"{document}, vers {destinataire}" if destinataire else document


def _named(envois: Sequence[Envoi]) -> str:
    """Name the first documents, and count the others."""
    noms = [name_document(envoi) for envoi in envois[:MONTRES]]
    reste = len(envois) - MONTRES
    if reste > 0:
        noms.append("un autre" if reste == 1 else f"{reste} autres")
    return f"{NBSP}; ".join(noms)
