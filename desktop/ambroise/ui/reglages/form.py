"""Every setting a person may change, in cards; says what was chosen, keeps nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ambroise import __version__
from ambroise.domain.horaires import parse_horaires
from ambroise.domain.papier_securise import parse_carre
from ambroise.domain.professionnel import Profession, Professionnel
from ambroise.settings import AlimentationDmp, Environnement, ReglageRemplacement, Reglages, RetraitCps, Theme
from ambroise.ui.reglages.alimentation import GenresRetenus
from ambroise.ui.reglages.pieces import PiecesProposees
from ambroise.ui.reglages.remplacement import Remplacement
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row
from ambroise.ui.widgets.segmented import Segmented

A_PROPOS: Final = ("Ambroise", __version__)
"""The name and the version that the DMP is told too (EX_GEN-1180)."""
_WIDTH: Final = 760
_SCALES: Final = (100, 125, 150, 175, 200)
_MINUTES: Final = (5, 10, 20, 30, 60, 0)
_THEMES: Final = ((Theme.SYSTEME, "Système"), (Theme.CLAIR, "Clair"), (Theme.SOMBRE, "Sombre"))
_FEEDINGS: Final = (
    (AlimentationDmp.AUTOMATIQUE, "Automatique"),
    (AlimentationDmp.RETENUE, "Sur mon accord"),
)
_REMOVALS: Final = (
    (RetraitCps.VERROUILLER, "Verrouiller"),
    (RetraitCps.AVERTIR, "Avertir"),
    (RetraitCps.GARDER, "Garder par e-CPS"),
)
_ENVIRONMENTS: Final = {
    Environnement.BAC_A_SABLE: "Bac à sable, sans carte ni contrat ni réseau",
    Environnement.QUALIFICATION: "Qualification, services nationaux d’essai",
    Environnement.PRODUCTION: "Production, vrais patients",
}


class ReglagesForm(QWidget):
    """``changed`` carries the Reglages wanted, ``refused`` what is not understood of them and why.

    ``key_wanted`` asks for the screen where the key of the practice is printed and changed.

    Args:
        reglages: what is fixed at installation, shown only.
    """

    changed = Signal(object)
    refused = Signal(str, str)
    key_wanted = Signal()

    def __init__(self, reglages: Reglages, profile_dir: Path) -> None:
        super().__init__()
        self._shown = reglages
        self._professionnel: Professionnel | None = None
        self.theme = Segmented("Couleurs", [(theme.value, words) for theme, words in _THEMES])
        self.scale = Segmented("Taille", [(str(scale), f"{scale}\u202f%") for scale in _SCALES])
        self.removal = Segmented("Retrait de la carte CPS", [(r.value, words) for r, words in _REMOVALS])
        self.feeding = Segmented("Alimentation du DMP", [(f.value, words) for f, words in _FEEDINGS])
        self.retenus = GenresRetenus()
        self.minutes, self.seat = QComboBox(), QLineEdit()
        self.heures, self.carre = QLineEdit(), QLineEdit()
        self.pieces = PiecesProposees()
        self.remplacement = Remplacement()
        for minutes in _MINUTES:
            self.minutes.addItem(f"Après {minutes}\u00a0minutes" if minutes else "Jamais", minutes)
        self.seat.setPlaceholderText("nom de la machine")
        self.setFixedWidth(_WIDTH)
        whole = column(self, margins=(0, 24, 0, 24), gap=16)
        fill(whole, label("Réglages", "title"))
        self._lay_out_appearance(whole)
        self._lay_out_care(whole)
        self.cle = Button("Clé de secours…", icon="key-round")
        self.cle.clicked.connect(self.key_wanted)
        _lay_out_seat(whole, (self.seat, self.cle), reglages, profile_dir)
        fill(whole, 0)
        self._wire()

    def show_saved(self, saved: Reglages, professionnel: Professionnel | None, today: date) -> None:
        """Show what is kept; the replacement is that of who works here."""
        self._shown, self._professionnel = saved, professionnel
        self.theme.choose(saved.theme.value)
        self.scale.choose(str(min(_SCALES, key=lambda scale: abs(scale - saved.echelle))))
        self.removal.choose(saved.retrait_cps.value)
        self.feeding.choose(saved.alimentation_dmp.value)
        self.retenus.show_rule(
            saved.alimentation_retenue, tous=saved.alimentation_dmp is AlimentationDmp.RETENUE
        )
        self._show_minutes(saved.verrouillage_minutes)
        self.seat.setText(saved.poste)
        self.heures.setText(saved.horaires)
        self.carre.setText(saved.carre_securise)
        self.pieces.show_codes(saved.justificatifs)
        self.remplacement.show_for(
            professionnel.numero_rpps if professionnel else "",
            saved.remplacements.get(professionnel.identifiant_national) if professionnel else None,
            today,
        )

    def _show_minutes(self, minutes: int) -> None:
        """Show a delay, even one that the list does not offer."""
        if self.minutes.findData(minutes) < 0:
            self.minutes.addItem(f"Après {minutes}\u00a0minutes", minutes)
        self.minutes.setCurrentIndex(self.minutes.findData(minutes))

    def _wire(self) -> None:
        self.theme.chosen.connect(lambda key: self._want(replace(self._shown, theme=Theme(key))))
        self.scale.chosen.connect(lambda key: self._want(replace(self._shown, echelle=int(key))))
        self.removal.chosen.connect(lambda key: self._want(replace(self._shown, retrait_cps=RetraitCps(key))))
        self.retenus.changed.connect(lambda cles: self._want(replace(self._shown, alimentation_retenue=cles)))
        self.feeding.chosen.connect(
            lambda key: self._want(replace(self._shown, alimentation_dmp=AlimentationDmp(key)))
        )
        self.minutes.activated.connect(
            lambda _index: self._want(replace(self._shown, verrouillage_minutes=self.minutes.currentData()))
        )
        self.seat.editingFinished.connect(
            lambda: self._want(replace(self._shown, poste=self.seat.text().strip()))
        )
        self.heures.editingFinished.connect(self._want_heures)
        self.carre.editingFinished.connect(self._want_carre)
        self.pieces.changed.connect(lambda codes: self._want(replace(self._shown, justificatifs=codes)))
        self.remplacement.changed.connect(self._want_remplacement)

    def _want(self, wanted: Reglages) -> None:
        if wanted != self._shown:
            self._shown = wanted
            self.changed.emit(wanted)

    def _want_heures(self) -> None:
        texte = self.heures.text().strip()
        try:
            parse_horaires(texte)
        except ValueError as erreur:
            self.refused.emit("Ces heures ne sont pas comprises", str(erreur))
            return
        self._want(replace(self._shown, horaires=texte))

    def _want_carre(self) -> None:
        texte = self.carre.text().strip()
        try:
            parse_carre(texte)
        except ValueError as erreur:
            self.refused.emit("Ce carré n’est pas compris", str(erreur).capitalize())
            return
        self._want(replace(self._shown, carre_securise=texte))

    def _want_remplacement(self, remplacement: ReglageRemplacement | None) -> None:
        """Ask to keep who the professional of this session replaces, or nobody."""
        if self._professionnel is None:
            return
        moi = self._professionnel.identifiant_national
        tous = {qui: garde for qui, garde in self._shown.remplacements.items() if qui != moi}
        if remplacement is not None:
            tous[moi] = remplacement
        self._want(replace(self._shown, remplacements=tous))

    def _lay_out_appearance(self, whole: QVBoxLayout) -> None:
        _card(
            whole,
            "Apparence",
            ("&Couleurs", self.theme, "Suivent le système, ou restent comme vous les choisissez."),
            ("&Taille", self.scale, "Textes, icônes et marges ensemble, au prochain démarrage."),
        )
        _card(
            whole,
            "Verrouillage",
            ("&Sans activité", self.minutes, "L’écran se cache\u202f; votre saisie est enregistrée."),
            (
                "&Retrait de la CPS",
                self.removal,
                "Ce qui arrive quand la carte quitte le lecteur. Par e-CPS, votre téléphone confirme que "
                "c’est bien vous\u202f; rien n’est signé sans la carte.",
            ),
        )

    def _lay_out_care(self, whole: QVBoxLayout) -> None:
        _card(
            whole,
            "Mon espace santé",
            (
                "&DMP",
                self.feeding,
                "Les documents partent seuls vers le DMP, ou attendent votre accord dans les envois. "
                "Rien ne part sans INS qualifiée, ni si le patient s’y oppose.",
            ),
            ("Sur mon &accord", self.retenus, "Ces genres attendent votre accord, les autres partent seuls."),
        )
        _card(
            whole,
            "Identité",
            (
                "&Pièces proposées",
                self.pieces,
                "Celles que l’écran de l’identité propose, jusqu’à neuf. Aucune n’est cochée d’avance.",
            ),
        )
        _card(
            whole,
            "Remplacement",
            (
                "Je &remplace",
                self.remplacement,
                "Imprimé sur vos ordonnances, dit à l’Assurance Maladie et porté par le code QR. "
                "Celui que vous remplacez peut annuler vos ordonnances.",
            ),
        )
        _card(
            whole,
            "Papier sécurisé",
            (
                "Carré du &nombre",
                self.carre,
                "En millimètres\u00a0: du bord droit, du bord bas, puis son côté, mesurés sur vos feuilles. "
                "Le nombre de lignes s’y imprime\u202f; vide, vous l’écrivez à la main.",
            ),
        )
        _card(
            whole,
            "Agenda",
            (
                "&Heures d’ouverture",
                self.heures,
                "Par exemple\u00a0: lun-ven 9:00-12:00 14:00-19:00; sam 9:00-12:00. "
                "Elles font les créneaux libres de la journée.",
            ),
        )


def _lay_out_seat(
    whole: QVBoxLayout, controls: tuple[QLineEdit, Button], reglages: Reglages, profile_dir: Path
) -> None:
    name, cle = controls
    _card(
        whole,
        "Poste",
        ("&Nom du poste", name, "Écrit dans les traces, à côté de votre nom."),
        ("Métier", label(_profession(reglages.profession)), ""),
        ("Services", label(_ENVIRONMENTS[reglages.environnement]), ""),
        ("Dossier", label(str(profile_dir), wrap=True), "Changés à l’installation seulement."),
        ("&Clé du cabinet", cle, "L’imprimer, ou la changer si son papier est perdu."),
    )
    _card(
        whole,
        "À propos",
        ("Logiciel", label(f"{A_PROPOS[0]}, version {A_PROPOS[1]}"), "Dits tels quels au DMP."),
        ("Homologation", label("Aucun profil DMP n’est encore homologué par le CNDA."), ""),
    )


def _card(whole: QVBoxLayout, title: str, *lines: tuple[str, QWidget, str]) -> None:
    card = frame("card")
    words = column(card, margins=(20, 16, 20, 16), gap=8)
    form = Form(label_width=160)
    for name, control, sentence in lines:
        cell = QWidget()
        cells = column(cell, gap=4)
        narrow = row()
        fill(narrow, control, 0) if isinstance(control, Segmented | Button) else fill(narrow, control)
        cells.addLayout(narrow)
        if sentence:
            cells.addWidget(label(sentence, "label", wrap=True))
        form.add(name, cell)
        control.setAccessibleName(name.replace("&", ""))
    fill(words, label(title, "section"), form)
    whole.addWidget(card)


def _profession(code: str) -> str:
    try:
        return Profession.from_code(code).libelle
    except ValueError:
        return code
