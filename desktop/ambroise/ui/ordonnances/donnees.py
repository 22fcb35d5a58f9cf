"""What the controls know of the patient, and the questions not yet asked, answered on the spot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from ambroise.domain.dossier import TypeConstante
from ambroise.domain.entrees import AucuneAllergieConnue, EtatMaternel
from ambroise.domain.fonction_renale import estimate
from ambroise.domain.identite import Sexe
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.patients.state import number
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP, plural, short_date
from ambroise.usecases.terrain import POIDS_ADULTE

AGES_MATERNITE = range(10, 56)


class DonneesPanel(QWidget):
    """Shows weight, age, allergies and, for a woman of that age, pregnancy and breast-feeding."""

    def __init__(
        self, sans_allergie: QAction, maternite: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grille = QGridLayout()
        self._grille.setHorizontalSpacing(12)
        self._grille.setVerticalSpacing(6)
        self._grille.setColumnStretch(1, 1)
        self._sans_allergie = sans_allergie
        self._maternite = QWidget()
        reponses = column(self._maternite, gap=6)
        non, *oui = (Button.of(action) for action in maternite)
        cote_a_cote = row(gap=6)
        fill(cote_a_cote, *oui)
        fill(reponses, non)
        reponses.addLayout(cote_a_cote)
        layout = column(self, margins=(16, 12, 16, 16), gap=8)
        fill(layout, label("Données des contrôles", "heading"))
        layout.addLayout(self._grille)
        fill(layout, Button.of(sans_allergie), self._maternite)

    @property
    def is_asking(self) -> bool:
        """Whether the question of pregnancy is shown."""
        return not self._maternite.isHidden()

    def show_etat(self, etat: EtatOrdonnance) -> None:
        """Show what is known, and ask what is not."""
        clear(self._grille)
        connues = bool(etat.dossier.allergies) or is_no_allergy(etat)
        self._sans_allergie.setVisible(not connues)  # the action: its button follows it
        demande = asks_maternite(etat)
        self._maternite.setVisible(demande and maternite_words(etat) == "")
        lignes = [_poids(etat), ("Âge", plural(_age(etat), "an"), ""), ("Allergies", _allergies(etat), "")]
        lignes.insert(2, _rein(etat))
        if demande:
            lignes.append(("Grossesse", maternite_words(etat) or "non renseignée", ""))
        for n, (quoi, valeur, quand) in enumerate(lignes):
            self._grille.addWidget(label(quoi, "secondary"), n, 0, Qt.AlignmentFlag.AlignTop)
            self._grille.addWidget(label(valeur, "strong", wrap=True), n, 1, 1, 1 if quand else 2)
            if quand:
                self._grille.addWidget(label(quand, "label"), n, 2)


def asks_maternite(etat: EtatOrdonnance) -> bool:
    """Tell whether the question makes sense for this person."""
    traits = etat.dossier.patient.identite.traits
    return traits.sexe is Sexe.FEMININ and _age(etat) in AGES_MATERNITE


def is_no_allergy(etat: EtatOrdonnance) -> bool:
    """Tell whether « no known allergy » was answered."""
    return any(isinstance(e, AucuneAllergieConnue) for e in etat.dossier.entrees)


def maternite_words(etat: EtatOrdonnance) -> str:
    """Return the answer that still holds, empty when the question must be asked again."""
    reponses = [e for e in etat.dossier.entrees if isinstance(e, EtatMaternel)]
    dernier = max(reponses, key=lambda e: (e.le, e.version), default=None)
    if dernier is None:
        return ""
    enceinte, allaite = dernier.grossesse_on(etat.aujourdhui), dernier.allaitement_on(etat.aujourdhui)
    if enceinte or allaite:
        return " et ".join(mot for mot, oui in (("enceinte", enceinte), ("allaite", allaite)) if oui)
    return "ni enceinte ni allaitante" if enceinte is False and allaite is False else ""


def _age(etat: EtatOrdonnance) -> int:
    return etat.dossier.patient.identite.traits.age(etat.aujourdhui)


def _poids(etat: EtatOrdonnance) -> tuple[str, str, str]:
    poids = [c for c in etat.dossier.constantes if c.type is TypeConstante.POIDS]
    dernier = max(poids, key=lambda c: c.mesuree_le, default=None)
    if dernier is None:
        return "Poids", "non renseigné", ""
    quand = short_date(dernier.mesuree_le.astimezone().date(), etat.aujourdhui)
    return "Poids", f"{number(dernier.valeur)}{NBSP}kg", quand


def _rein(etat: EtatOrdonnance) -> tuple[str, str, str]:
    """Return the filtration rate, and the clearance the summaries of products quote."""
    dernieres = {c.type: c for c in sorted(etat.dossier.constantes, key=lambda c: c.mesuree_le)}
    creatinine, poids = dernieres.get(TypeConstante.CREATININE), dernieres.get(TypeConstante.POIDS)
    if creatinine is None:
        return "Rein", "non renseigné", ""
    jour = creatinine.mesuree_le.astimezone().date()
    sexe = etat.dossier.patient.identite.traits.sexe.value
    is_pese = poids is not None and etat.aujourdhui - poids.mesuree_le.astimezone().date() <= POIDS_ADULTE
    kilos = poids.valeur if poids is not None and is_pese else None
    fonction = estimate(creatinine.valeur, jour, _age(etat), sexe, kilos)
    mots = f"DFG {fonction.dfg}" if fonction else f"{number(creatinine.valeur)}{NBSP}µmol/L"
    if fonction is not None and fonction.clairance is not None:
        mots += f", clairance {fonction.clairance}"
    return "Rein", mots, short_date(jour, etat.aujourdhui)


def _allergies(etat: EtatOrdonnance) -> str:
    noms = ", ".join(a.libelle for a in etat.dossier.allergies)
    return noms or ("aucune connue" if is_no_allergy(etat) else "non renseignées")
