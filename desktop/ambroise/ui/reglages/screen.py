"""Settings: appearance, lock and card, what the seat is; every change is saved at once and can be undone."""

from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ambroise import __version__
from ambroise.domain.horaires import parse_horaires
from ambroise.domain.professionnel import Profession, Professionnel, SessionProfessionnel
from ambroise.settings import (
    AlimentationDmp,
    Environnement,
    ReglageRemplacement,
    Reglages,
    RetraitCps,
    Theme,
)
from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.reglages.alimentation import GenresRetenus
from ambroise.ui.reglages.pieces import PiecesProposees
from ambroise.ui.reglages.remplacement import Remplacement
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import centred, column, fill, frame, label, row, scroller
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


class SessionDuPoste(Protocol):
    """Who works here."""

    @property
    def is_professionnelle(self) -> bool: ...

    @property
    def courante(self) -> SessionProfessionnel: ...


class ReglagesPort(Protocol):
    """The settings of the profile."""

    @property
    def sessions(self) -> SessionDuPoste:
        """Read in the GUI thread."""

    @property
    def reglages(self) -> Reglages:
        """As they stand; read in the GUI thread."""

    @property
    def profile_dir(self) -> Path:
        """The folder of the profile."""

    def save_reglages(self, reglages: Reglages) -> None:
        """Write them; called from a worker. Raises OSError."""


class ReglagesScreen(Screen):
    """Emits ``changed`` with the Reglages once saved, for what can be applied at once."""

    key, title = "reglages", "Réglages"
    commands = (Command("reglages.undo", "Défaire", "undo-2", "Ctrl+Z", scope="reglages", in_palette=False),)
    changed = Signal(object)

    def __init__(self, context: Context, port: ReglagesPort) -> None:
        super().__init__(context)
        self._port = port
        self._saved = port.reglages
        self._before: list[Reglages] = []
        self._showing = False
        self.theme = Segmented("Couleurs", [(theme.value, words) for theme, words in _THEMES])
        self.scale = Segmented("Taille", [(str(scale), f"{scale}\u202f%") for scale in _SCALES])
        self.removal = Segmented("Retrait de la carte CPS", [(r.value, words) for r, words in _REMOVALS])
        self.feeding = Segmented("Alimentation du DMP", [(f.value, words) for f, words in _FEEDINGS])
        self.retenus = GenresRetenus()
        self.minutes, self.seat = QComboBox(), QLineEdit()
        self.heures = QLineEdit()
        self.pieces = PiecesProposees()
        self.remplacement = Remplacement()
        for minutes in _MINUTES:
            self.minutes.addItem(f"Après {minutes}\u00a0minutes" if minutes else "Jamais", minutes)
        self.seat.setPlaceholderText("nom de la machine")
        self.put(self._build())
        self.theme.chosen.connect(lambda key: self._change(theme=Theme(key)))
        self.scale.chosen.connect(lambda key: self._change(echelle=int(key)))
        self.removal.chosen.connect(lambda key: self._change(retrait_cps=RetraitCps(key)))
        self.retenus.changed.connect(lambda cles: self._change(alimentation_retenue=cles))
        self.feeding.chosen.connect(lambda key: self._change(alimentation_dmp=AlimentationDmp(key)))
        self.minutes.activated.connect(
            lambda _index: self._change(verrouillage_minutes=self.minutes.currentData())
        )
        self.seat.editingFinished.connect(lambda: self._change(poste=self.seat.text().strip()))
        self.heures.editingFinished.connect(self._change_heures)
        self.pieces.changed.connect(lambda codes: self._change(justificatifs=codes))
        self.remplacement.changed.connect(self._replace)
        self.actions_.on("reglages.undo", self.undo)
        self._show()

    def enter(self, argument: object = None) -> None:
        self._saved = self._port.reglages
        self._show()

    def undo(self) -> None:
        """Put back what stood before the last change."""
        if self._before:
            self._save(self._before.pop(), undoing=True)

    def _change_heures(self) -> None:
        texte = self.heures.text().strip()
        try:
            parse_horaires(texte)
        except ValueError as erreur:
            self.banners.clear()
            self.show_explanation(
                Explanation("Ces heures ne sont pas comprises", "Rien n’a changé.", str(erreur), "warning")
            )
            return
        self._change(horaires=texte)

    def _replace(self, remplacement: ReglageRemplacement | None) -> None:
        """Keep who the professional of this session replaces, or nobody."""
        professionnel = self._professionnel
        if professionnel is None:
            return
        autres = dict(self._saved.remplacements)
        autres.pop(professionnel.identifiant_national, None)
        if remplacement is not None:
            autres[professionnel.identifiant_national] = remplacement
        self._change(remplacements=autres)

    @property
    def _professionnel(self) -> Professionnel | None:
        sessions = self._port.sessions
        return sessions.courante.professionnel if sessions.is_professionnelle else None

    def _change(self, **values: object) -> None:
        wanted = replace(self._saved, **values)  # type: ignore[arg-type]
        if not self._showing and wanted != self._saved:
            self._save(wanted)

    def _save(self, wanted: Reglages, *, undoing: bool = False) -> None:
        self.run(
            lambda _task: self._port.save_reglages(wanted),
            lambda _none: self._kept(wanted, undoing=undoing),
            on_error=self._not_kept,
        )

    def _kept(self, wanted: Reglages, *, undoing: bool) -> None:
        before, self._saved = self._saved, wanted
        if not undoing:
            self._before.append(before)
        self._show()
        self.changed.emit(wanted)
        self.banners.clear()
        undo = (Button.of(self.actions_["reglages.undo"]),) if self._before else ()
        later = " La taille change au prochain démarrage." if before.echelle != wanted.echelle else ""
        words = f"Le réglage est enregistré.{later}"
        self.banners.add(Banner("Enregistré", words, tone="success", icon="check", buttons=undo))

    def _not_kept(self, error: BaseException) -> None:
        self._show()
        self.show_error(error)

    def _show(self) -> None:
        self._showing = True
        saved = self._saved
        self.theme.choose(saved.theme.value)
        self.scale.choose(str(min(_SCALES, key=lambda scale: abs(scale - saved.echelle))))
        self.removal.choose(saved.retrait_cps.value)
        self.feeding.choose(saved.alimentation_dmp.value)
        self.retenus.show_rule(
            saved.alimentation_retenue, tous=saved.alimentation_dmp is AlimentationDmp.RETENUE
        )
        if self.minutes.findData(saved.verrouillage_minutes) < 0:
            self.minutes.addItem(
                f"Après {saved.verrouillage_minutes}\u00a0minutes", saved.verrouillage_minutes
            )
        self.minutes.setCurrentIndex(self.minutes.findData(saved.verrouillage_minutes))
        self.seat.setText(saved.poste)
        self.heures.setText(saved.horaires)
        self.pieces.show_codes(saved.justificatifs)
        moi = self._professionnel
        self.remplacement.show_for(
            moi.numero_rpps if moi else "",
            saved.remplacements.get(moi.identifiant_national) if moi else None,
            self.context.now().date(),
        )
        self.actions_["reglages.undo"].setEnabled(bool(self._before))
        self._showing = False

    def _build(self) -> QWidget:
        content = QWidget()
        content.setFixedWidth(_WIDTH)
        whole = column(content, margins=(0, 24, 0, 24), gap=16)
        fill(whole, label("Réglages", "title"))
        self._card(
            whole,
            "Apparence",
            ("&Couleurs", self.theme, "Suivent le système, ou restent comme vous les choisissez."),
            ("&Taille", self.scale, "Textes, icônes et marges ensemble, au prochain démarrage."),
        )
        self._card(
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
        self._card(
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
        self._card(
            whole,
            "Identité",
            (
                "&Pièces proposées",
                self.pieces,
                "Celles que l’écran de l’identité propose, jusqu’à neuf. Aucune n’est cochée d’avance.",
            ),
        )
        self._card(
            whole,
            "Remplacement",
            (
                "Je &remplace",
                self.remplacement,
                "Imprimé sur vos ordonnances, dit à l’Assurance Maladie et porté par le code QR. "
                "Celui que vous remplacez peut annuler vos ordonnances.",
            ),
        )
        self._card(
            whole,
            "Agenda",
            (
                "&Heures d’ouverture",
                self.heures,
                "Par exemple\u00a0: lun-ven 9:00-12:00 14:00-19:00; sam 9:00-12:00. "
                "Elles font les créneaux libres de la journée.",
            ),
        )
        reglages = self._port.reglages
        self._card(
            whole,
            "Poste",
            ("&Nom du poste", self.seat, "Écrit dans les traces, à côté de votre nom."),
            ("Métier", label(_profession(reglages.profession)), ""),
            ("Services", label(_ENVIRONMENTS[reglages.environnement]), ""),
            ("Dossier", label(str(self._port.profile_dir), wrap=True), "Changés à l’installation seulement."),
        )
        self._card(
            whole,
            "À propos",
            ("Logiciel", label(f"{A_PROPOS[0]}, version {A_PROPOS[1]}"), "Dits tels quels au DMP."),
            ("Homologation", label("Aucun profil DMP n’est encore homologué par le CNDA."), ""),
        )
        fill(whole, 0)
        return scroller(centred(content))

    def _card(self, whole: QVBoxLayout, title: str, *lines: tuple[str, QWidget, str]) -> None:
        card = frame("card")
        words = column(card, margins=(20, 16, 20, 16), gap=8)
        form = Form(label_width=160)
        for name, control, sentence in lines:
            cell = QWidget()
            cells = column(cell, gap=4)
            narrow = row()
            fill(narrow, control, 0) if isinstance(control, Segmented) else fill(narrow, control)
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
