"""The foot of the agenda: the appointment under the cursor, and the keys that say where it stands."""

from collections.abc import Sequence

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ambroise.ui.actions import Actions
from ambroise.ui.agenda.carte import CarteRendezVous
from ambroise.ui.agenda.phrases import hours, who
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Size, Type
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel, Line
from ambroise.ui.widgets.layouts import column, fill, row

RIEN = "Les flèches vont d’une heure à l’autre, Entrée donne un rendez-vous ou ouvre le dossier."


class PiedAgenda(QFrame):
    """Two lines at the left, the states at the right when there is something to say them of."""

    def __init__(self, actions: Actions, noms: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "foot")
        self.setMinimumHeight(Size.FOOT)
        self._alerte = IconLabel("triangle-alert", "danger")
        self._titre, self._detail = Line(), Line()
        mots = QWidget()
        fill(column(mots, gap=0), self._titre, self._detail)
        mots.setMinimumWidth(0)
        self._boutons = QWidget()
        layout = row(self._boutons, gap=6)
        for nom in noms:
            layout.addWidget(Button.of(actions[nom], "quiet", bare=True))
        fill(row(self, margins=(Size.PANEL_MARGIN, 8, Size.PANEL_MARGIN, 8), gap=12), self._alerte, mots)
        whole = self.layout()
        assert whole is not None
        whole.addWidget(self._boutons)
        mots.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_card(None)

    def show_card(self, carte: CarteRendezVous | None) -> None:
        """Show the appointment under the cursor, or what the keys do."""
        fiche = carte.fiche if carte is not None else None
        agit = fiche is not None and fiche.entree.rendez_vous.patient_id is not None
        self._boutons.setVisible(agit)
        if fiche is None:
            self._write(RIEN, "")
            return
        rdv = fiche.entree.rendez_vous
        detail = " · ".join(
            filter(
                None,
                (
                    hours(fiche.entree),
                    rdv.motif if agit else "",
                    rdv.lieu,
                    rdv.etat.value if agit else "",
                    " ".join(rdv.notes.split()),
                ),
            )
        )
        conflit = ". ".join(fiche.conflits)
        self._write(who(fiche.entree), conflit or detail, danger=bool(conflit))

    def say(self, phrase: str, *, porte: bool, refuse: bool) -> None:
        """Say where what is carried would stand; a screen reader says it too."""
        self._boutons.hide()
        touches = "Échap remet à sa place." if refuse else "Entrée pose ici, Échap remet à sa place."
        self._write(phrase, touches if porte else "")
        self._alerte.setVisible(refuse)
        self.setAccessibleName(phrase)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _write(self, titre: str, detail: str, *, danger: bool = False) -> None:
        self._titre.show_spans([Span(titre, SEMIBOLD)])
        self._detail.show_spans([Span(detail, tone="danger" if danger else "secondary", size=Type.LABEL)])
        self._detail.setVisible(bool(detail))
        self._alerte.setVisible(danger)
