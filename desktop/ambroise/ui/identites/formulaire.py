"""The traits of a new patient, asked aloud and read again at each pause of the typing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ambroise.domain.identite import Sexe
from ambroise.domain.lieu import Lieu
from ambroise.domain.saisie_traits import TraitInvalide
from ambroise.ui.coordonnees import exemples
from ambroise.ui.identites.saisie import (
    DATE,
    LIEU,
    NOM,
    PRENOMS,
    TELEPHONE,
    LectureSaisie,
    SaisiePatient,
    read_date,
    read_saisie,
)
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.widgets.segmented import Segmented

PAUSE_MS: Final = 250
_ETIQUETTES: Final = 152
_SEXES: Final = (("F", "Féminin"), ("M", "Masculin"), ("I", "Indéterminé"))


class FormulairePatient(QWidget):
    """Reads what is typed into ``lecture``; changes nothing by itself.

    Args:
        today: the present day.
        meme_nom: the button by which the person says that the used name is the birth name.
    """

    edited = Signal()
    """Something was typed, not yet read again."""
    settled = Signal()
    """``lecture`` is what stands in the fields."""
    lieu_typed = Signal(str)

    def __init__(
        self, today: Callable[[], date], meme_nom: QPushButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.lecture = LectureSaisie()
        self._form, self._suite = Form(_ETIQUETTES), Form(_ETIQUETTES)
        self.nom, self.prenoms, self.nom_utilise = QLineEdit(), QLineEdit(), QLineEdit()
        self.date, self.lieu, self.telephone = QLineEdit(), QLineEdit(), QLineEdit()
        self.sexe = Segmented("Sexe", _SEXES, tick=True)
        self.lieux = SectionList("Lieux de naissance trouvés", framed=True, lines=True, height=36)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self._build(meme_nom)
        self._connect()

    @property
    def saisie(self) -> SaisiePatient:
        """What is typed now."""
        courant = self.sexe.current
        return SaisiePatient(
            self.nom.text(),
            self.prenoms.text(),
            self.date.text(),
            Sexe(courant) if courant else None,
            self.lieu.text(),
            self.nom_utilise.text(),
            self.telephone.text(),
        )

    @property
    def naissance(self) -> date | None:
        """The birth date typed, None until it is one."""
        try:
            return read_date(self.date.text(), self._today())[0]
        except TraitInvalide:
            return None

    def fill(self, saisie: SaisiePatient) -> None:
        """Replace everything typed."""
        champs = (
            (self.nom, saisie.nom),
            (self.prenoms, saisie.prenoms),
            (self.nom_utilise, saisie.nom_utilise),
            (self.date, saisie.date),
            (self.lieu, saisie.lieu),
            (self.telephone, saisie.telephone),
        )
        for champ, texte in champs:
            champ.blockSignals(True)
            champ.setText(texte)
            champ.blockSignals(False)
        self.sexe.choose(saisie.sexe.value if saisie.sexe else None)
        self._form.clear_errors()
        self.show_lieux(())
        self.settle()

    def show_lieux(self, lieux: Sequence[Lieu]) -> None:
        """Offer the birth places found."""
        rows = [
            TwoLine.of(x.libelle, icon="", right=f"{x.code} {x.precision}".strip(), data=x) for x in lieux[:5]
        ]
        self.lieux.show_items(rows)
        self.lieux.setFixedHeight(self.lieux.content_height())
        montres = self.lieux.isVisible()
        self.lieux.setVisible(bool(rows))
        if montres != bool(rows):
            self.settle()

    def take_same_name(self) -> None:
        """The person said that the name of use is the birth name."""
        self.nom.setText(self.nom_utilise.text())
        self.nom_utilise.clear()

    def settle(self) -> None:
        """Read what is typed, without waiting for a pause."""
        self._pause.stop()
        self.lecture = read_saisie(self._for_reading(), self._today())
        for cle, champ in ((NOM, self.nom), (PRENOMS, self.prenoms), (DATE, self.date), (LIEU, self.lieu)):
            self._form.show_error(champ, self.lecture.erreurs.get(cle, ""))
        self._suite.show_error(self.telephone, self.lecture.erreurs.get(TELEPHONE, ""))
        self.settled.emit()

    def _for_reading(self) -> SaisiePatient:
        """A place still being looked for is no error yet."""
        saisie = self.saisie
        return replace(saisie, lieu="") if self.lieux.isVisible() else saisie

    def _build(self, meme_nom: QPushButton) -> None:
        self._form.add("Nom de &naissance", self.nom, "celui de l’état civil")
        self._form.add("&Prénoms de naissance", self.prenoms, "tous, dans l’ordre")
        self._form.add("&Date de naissance", self.date, "31/12/1975, 12/1975 ou 1975")
        sexe = QWidget()
        fill(row(sexe), self.sexe, 0)
        self._form.add("Sexe", sexe)
        self._form.add("&Lieu de naissance", self.lieu, "commune, pays ou code")
        self._suite.add("Nom &utilisé", self.nom_utilise, "s’il diffère du nom de naissance")
        self._suite.add("&Téléphone", self.telephone, exemples.TELEPHONE)
        meme = row()
        fill(meme, _ETIQUETTES, meme_nom, 0)
        fill(column(self, gap=12), self._form, self.lieux, self._suite, meme)

    def _connect(self) -> None:
        for champ in (self.nom, self.prenoms, self.nom_utilise, self.date, self.telephone):
            champ.textChanged.connect(self._typed)
            champ.setAcceptDrops(False)  # a file dropped anywhere is for the screen
        self.lieu.textChanged.connect(self._lieu_changed)
        self.lieu.setAcceptDrops(False)
        self.sexe.chosen.connect(lambda _: self.settle())
        self.lieux.opened.connect(self._take_lieu)
        self.lieux.clicked.connect(lambda _: self._take_lieu(self.lieux.current()))

    def _typed(self, _texte: str = "") -> None:
        self._pause.start()
        self.edited.emit()

    def _lieu_changed(self, texte: str) -> None:
        self._typed()
        self.lieu_typed.emit(texte.strip())

    def _take_lieu(self, lieu: object) -> None:
        if isinstance(lieu, Lieu):
            self.lieu.blockSignals(True)
            self.lieu.setText(lieu.code)
            self.lieu.blockSignals(False)
            self.show_lieux(())
            self.telephone.setFocus()
            self.settle()
