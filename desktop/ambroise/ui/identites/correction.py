"""Correct an identity typed wrong: its traits while INSi gave none, the names used in any case."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.identite import Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.ports import Corrections
from ambroise.ui.identites.repli import CarteRepliee
from ambroise.ui.identites.saisie import DATE, LIEU, NOM, PRENOMS, SaisiePatient, read_saisie
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import fill, label, row
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import NBSP
from ambroise.usecases.errors import ConflitVersion

_SEXES: Final = (("F", "Féminin"), ("M", "Masculin"), ("I", "Indéterminé"))
_VERROU: Final = "Les traits viennent de l’INSi\u00a0: seuls les noms utilisés se changent ici."


@dataclass(frozen=True)
class IdentiteCorrigee:
    """What the person says she is."""

    traits: TraitsIdentite
    nom_utilise: str
    prenom_utilise: str


@dataclass(frozen=True)
class _Avant:
    """What stood in the fields before anything was typed."""

    traits: TraitsIdentite
    saisie: SaisiePatient
    prenom_utilise: str

    @classmethod
    def of(cls, patient: Patient) -> "_Avant":
        identite, traits = patient.identite, patient.identite.traits
        saisie = SaisiePatient(
            traits.nom_naissance,
            traits.prenoms_naissance,
            f"{traits.date_naissance:%d/%m/%Y}",
            traits.sexe,
            traits.lieu_naissance,
            identite.nom_utilise,
        )
        return cls(traits, saisie, identite.prenom_utilise)


class CorrectionCard(CarteRepliee):
    """Folded until :meth:`open_on`; ``asked`` carries an IdentiteCorrigee once every field is right."""

    asked = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._avant: _Avant | None = None
        self.nom, self.prenoms, self.date, self.lieu = (QLineEdit() for _ in range(4))
        self.nom_utilise, self.prenom_utilise = QLineEdit(), QLineEdit()
        self.sexe = Segmented("Sexe", _SEXES, tick=True)
        self._verrou = label(_VERROU, "secondary", wrap=True)
        self._form = Form(152)
        self._form.add("Nom de &naissance", self.nom)
        self._form.add("&Prénoms de naissance", self.prenoms, "tous, dans l’ordre")
        self._form.add("&Date de naissance", self.date, "31/12/1975, 12/1975 ou 1975")
        sexe = QWidget()
        fill(row(sexe), self.sexe, 0)
        self._form.add("Sexe", sexe)
        self._form.add("&Lieu de naissance", self.lieu, "code de la commune ou du pays")
        self._form.add("Nom &utilisé", self.nom_utilise, "s’il diffère du nom de naissance")
        self._form.add("Prénom u&tilisé", self.prenom_utilise, "s’il diffère du premier prénom")
        corriger = Button("Corriger", variant="soft")
        corriger.clicked.connect(lambda _checked=False: self._ask())
        fermer = Button("Fermer", variant="flat")
        fermer.clicked.connect(self.hide)
        for champ in self._form.findChildren(QLineEdit):
            champ.returnPressed.connect(self._ask)
        pied = row(gap=8)
        fill(pied, 0, fermer, corriger)
        fill(self.body, label("Corriger l’identité", "section"), self._verrou, self._form, pied)

    def open_on(self, patient: Patient) -> None:
        """Unfold on what the file says."""
        self._avant = _Avant.of(patient)
        for champ, texte in self._paires(self._avant):
            champ.setText(texte)
        self.sexe.choose(self._avant.saisie.sexe.value if self._avant.saisie.sexe else None)
        self._form.clear_errors()
        verrouille = patient.identite.ins is not None
        self._verrou.setVisible(verrouille)
        for strict in (self.nom, self.prenoms, self.date, self.sexe, self.lieu):
            strict.setEnabled(not verrouille)
        self.show()
        self.keep_height()
        (self.nom_utilise if verrouille else self.nom).setFocus()

    def show_ecrite(self, patient: Patient) -> None:
        """Take what another seat wrote where nothing was typed; say it under what was typed otherwise."""
        if self._avant is None:
            return
        ecrite = _Avant.of(patient)
        for (champ, avant), (_, ecrit) in zip(self._paires(self._avant), self._paires(ecrite), strict=True):
            if champ.text() == avant:
                champ.setText(ecrit)
            elif champ.text() != ecrit:
                self._form.show_error(champ, f"Enregistré{NBSP}: {ecrit or 'rien'}")
        sexe = ecrite.saisie.sexe
        if self._avant.saisie.sexe and self.sexe.current == self._avant.saisie.sexe.value and sexe:
            self.sexe.choose(sexe.value)
        self._avant = ecrite
        self.show()
        self.keep_height()

    def _paires(self, avant: "_Avant") -> tuple[tuple[QLineEdit, str], ...]:
        return (
            (self.nom, avant.saisie.nom),
            (self.prenoms, avant.saisie.prenoms),
            (self.date, avant.saisie.date),
            (self.lieu, avant.saisie.lieu),
            (self.nom_utilise, avant.saisie.nom_utilise),
            (self.prenom_utilise, avant.prenom_utilise),
        )

    def _ask(self) -> None:
        if self._avant is None:
            return
        saisie = SaisiePatient(
            self.nom.text(),
            self.prenoms.text(),
            self.date.text(),
            Sexe(self.sexe.current) if self.sexe.current else None,
            self.lieu.text(),
        )
        lecture = read_saisie(saisie, self._today())
        champs = {NOM: self.nom, PRENOMS: self.prenoms, DATE: self.date, LIEU: self.lieu}
        for cle, champ in champs.items():
            manque = cle != LIEU and not champ.text().strip()
            self._form.show_error(champ, lecture.erreurs.get(cle, "C’est nécessaire." if manque else ""))
        self.keep_height()
        if lecture.traits is not None:
            traits = kept(self._avant.traits, self._avant.saisie, saisie, lecture.traits)
            noms = self.nom_utilise.text().strip(), self.prenom_utilise.text().strip()
            self.asked.emit(IdentiteCorrigee(traits, *noms))


def kept(
    traits: TraitsIdentite, avant: SaisiePatient, saisie: SaisiePatient, lus: TraitsIdentite
) -> TraitsIdentite:
    """Return the traits read, those that nobody touched staying to the letter as they were written."""
    if saisie.nom == avant.nom:
        lus = replace(lus, nom_naissance=traits.nom_naissance)
    if saisie.prenoms == avant.prenoms:
        lus = replace(lus, prenoms_naissance=traits.prenoms_naissance, premier_prenom=traits.premier_prenom)
    if saisie.date == avant.date:
        lus = replace(lus, date_naissance=traits.date_naissance, date_estimee=traits.date_estimee)
    if saisie.lieu == avant.lieu:
        lus = replace(lus, lieu_naissance=traits.lieu_naissance)
    return lus


class CorrectionController(QObject):
    """Writes the correction over the identity shown; what is typed stays through a refusal."""

    def __init__(
        self, screen: IdentiteScreen, identite: IdentiteController, corrections: Corrections
    ) -> None:
        super().__init__(screen)
        self._screen, self._identite, self._corrections = screen, identite, corrections
        self.card = CorrectionCard(lambda: screen.context.now().date())
        screen.put_above(self.card)
        self.card.asked.connect(self._correct)
        screen.correction_wanted.connect(self._open)
        identite.shown.connect(lambda _id: self.card.hide())

    def _open(self) -> None:
        etat = self._identite.etat
        if etat is not None and not etat.en_cours:
            self.card.open_on(etat.patient)

    def _correct(self, corrigee: IdentiteCorrigee) -> None:
        etat = self._identite.etat
        if etat is not None:
            self._write(etat.patient, corrigee)

    def _write(self, lu: Patient, corrigee: IdentiteCorrigee) -> None:
        self._screen.run(
            lambda _: self._corrections.correct_identite(
                lu, corrigee.traits, corrigee.nom_utilise, corrigee.prenom_utilise
            ),
            lambda ecrit: self._corrected(lu, ecrit),
            on_error=self._refused,
        )

    def _corrected(self, lu: Patient, ecrit: Patient) -> None:
        avant = lu.identite
        retour = IdentiteCorrigee(avant.traits, avant.nom_utilise, avant.prenom_utilise)
        self._identite.take(ecrit)
        self._screen.toast.say("Identité corrigée", lambda: self._write(ecrit, retour))

    def _refused(self, error: BaseException) -> None:
        """Another seat wrote first: its version is shown behind, what was typed here stays in the card."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, Patient):
            self._identite.take(actuel)
            self.card.show_ecrite(actuel)
        self._screen.show_error(error)
