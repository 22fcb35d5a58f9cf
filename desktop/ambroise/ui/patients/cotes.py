"""The right side of a file: treatments, allergies, curves."""

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.ui.patients.allergies import AllergiesCard
from ambroise.ui.patients.arret import ArretCard
from ambroise.ui.patients.biologie import BiologieCard
from ambroise.ui.patients.etat_dmp import AUCUN, EtatsDossier
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.ui.patients.state import COURBES, number, points, treatment_row, treatments
from ambroise.ui.patients.suivi import SuiviCard
from ambroise.ui.patients.vaccinations import VaccinationsCard
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.curve import Curve
from ambroise.ui.widgets.layouts import card_head, clear, column, fill, frame, label, row, scroller
from ambroise.ui.widgets.lists import SectionList
from ambroise.ui.words import NBSP
from ambroise.usecases.patients import DossierPatient

MAX_COURBES = 3


class CotesPanel(QFrame):
    """Shows what one must not forget while writing."""

    def __init__(self, renouveler: QAction, croissance: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._treatments = SectionList("Traitements en cours", lines=True)
        self.arret = ArretCard()
        self._treatments.opened.connect(self.arret.ask)
        self._treatments_card = frame("card")
        column(self._treatments_card, margins=(1, 1, 1, 1)).addWidget(self._treatments)
        self._aucun = label("Aucun traitement en cours.", "secondary")
        self.allergies = AllergiesCard()
        self.suivi = SuiviCard()
        self.vaccinations = VaccinationsCard()
        self.vaccinations.opened.connect(self.suivi.correct)
        self.vaccinations.add_wanted.connect(self.suivi.open_vaccination)
        self.biologie = BiologieCard()
        self._courbes = QWidget()
        self._courbes_layout = column(self._courbes, gap=8)
        self._sans_courbe = label("Deux mesures suffisent pour une courbe.", "secondary")
        page = QWidget()
        layout = column(page, margins=(12, 0, 12, 16), gap=4)
        fill(
            layout,
            card_head("Traitements", Button.of(renouveler, "flat")),
            self._treatments_card,
            self._aucun,
            self.arret,
            8,
        )
        fill(layout, self.allergies, 8, self.suivi, 8, self.vaccinations, 8, self.biologie, 8)
        fill(layout, card_head("Courbes", Button.of(croissance, "flat")), self._courbes, self._sans_courbe, 0)
        column(self).addWidget(scroller(page))

    def show_dossier(
        self,
        dossier: DossierPatient,
        aujourdhui: date,
        phrase: Callable[[LigneOrdonnance], str],
        reperes: ReperesDossier,
        etats: EtatsDossier = AUCUN,
    ) -> None:
        """Show the sides of a file."""
        lignes = [treatment_row(t, phrase(t.ligne), aujourdhui) for t in treatments(dossier, aujourdhui)]
        self.biologie.show_entrees(dossier.entrees, aujourdhui)
        self._treatments.show_items(lignes)
        self.arret.hide()
        self._treatments.setFixedHeight(self._treatments.content_height())
        self._treatments_card.setVisible(bool(lignes))
        self._aucun.setVisible(not lignes)
        self.suivi.show_entrees(dossier.entrees, aujourdhui)
        self.suivi.show_termes(reperes.termes)
        self.vaccinations.show_dossier(dossier, aujourdhui, reperes.calendrier, etats)
        self._show_courbes(dossier)

    def _show_courbes(self, dossier: DossierPatient) -> None:
        clear(self._courbes_layout)
        montrees = 0
        for type_ in COURBES:
            mesures = points(dossier.constantes, type_)
            if len(mesures) < 2 or montrees == MAX_COURBES:
                continue
            montrees += 1
            derniere = max((c for c in dossier.constantes if c.type is type_), key=lambda c: c.mesuree_le)
            card = frame("card")
            inner = column(card, margins=(12, 8, 12, 6), gap=2)
            head = row(gap=8)
            valeur = f"{number(derniere.valeur)}{NBSP}{type_.unite}"
            fill(head, label(type_.libelle, "strong"), 0, label(valeur, "strong"))
            courbe = Curve(type_.libelle, type_.unite)
            courbe.show_points(mesures)
            fill(inner, head, courbe)
            self._courbes_layout.addWidget(card)
        self._sans_courbe.setVisible(not montrees)
