"""Between the entry line of the order and the medicines base: finds, understands, makes one line."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.manques import REMEDE_DUREE
from ambroise.domain.options_ligne import OptionsLigne, split_options, write_options
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.palier_ambigu import read_lectures
from ambroise.domain.produit_prescrit import Produit, ProduitLibre
from ambroise.domain.saisie_ligne import SaisieLigne, split_saisie
from ambroise.ui.ordonnances.actes import ActesController
from ambroise.ui.ordonnances.ports import Prescription, PropositionMedicament
from ambroise.ui.ordonnances.saisie import SEPARATEUR
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.tasks import MEDICAMENTS, Task
from ambroise.ui.words import plural
from ambroise.usecases.ports import GenerateurId

"""Its own queue, in order: the first opening of the base never holds back the reading of a file."""


SIGNE_MODELE: Final = "/"
"""What begins a search among one's models."""

QUESTION_PALIERS: Final = (
    "Ces paliers se lisent de deux façons\u00a0: choisissez la bonne, ou écrivez l’unité."
)
QUESTION: Final = "Rien n’est choisi d’avance"

MOTS_TYPES: Final = {
    "med": TypeOrdonnance.MEDICAMENTS,
    "dm": TypeOrdonnance.DISPOSITIFS,
    "lpp": TypeOrdonnance.DISPOSITIFS,
    "ide": TypeOrdonnance.SOINS_INFIRMIERS,
    "inf": TypeOrdonnance.SOINS_INFIRMIERS,
    "kine": TypeOrdonnance.KINESITHERAPIE,
    "kiné": TypeOrdonnance.KINESITHERAPIE,
    "pedi": TypeOrdonnance.PEDICURIE,
    "ortho": TypeOrdonnance.ORTHOPHONIE,
    "orthoptie": TypeOrdonnance.ORTHOPTIE,
    "bio": TypeOrdonnance.BIOLOGIE,
    "img": TypeOrdonnance.IMAGERIE,
    "transport": TypeOrdonnance.TRANSPORT,
    "libre": TypeOrdonnance.LIBRE,
}
"""What names a kind of order at the head of a line: « bio: nfs »."""
_TYPE = re.compile(r"(?P<mot>[a-zé]{2,10}) ?: ?", re.IGNORECASE)


class EntreeController(QObject):
    """Holds the product chosen while its posology is typed."""

    modeles_typed = Signal(str)
    modele_picked = Signal(object)
    """A ModeleOrdonnance."""
    lines_made = Signal(object)
    """The LigneOrdonnance to put in the order, a tuple."""
    type_typed = Signal(object, str)
    """A TypeOrdonnance named at the head of the line, and the rest of it."""

    def __init__(
        self,
        screen: OrdonnanceScreen,
        prescription: Prescription,
        new_id: GenerateurId,
        read_type: Callable[[], TypeOrdonnance | None],
    ) -> None:
        """Read what is typed.

        Args:
            read_type: the type of the order being written; None when there is none.
        """
        super().__init__(screen)
        self._screen, self._prescription = screen, prescription
        self._new_id, self._read_type = new_id, read_type
        self._recherche: Task | None = None
        self._choisi: PropositionMedicament | None = None
        self._actes = ActesController(screen, prescription, new_id)
        self._actes.lines_made.connect(self.lines_made)
        screen.typed.connect(self._typed)
        screen.picked.connect(self._picked)

    def show_type(self, type_: TypeOrdonnance) -> None:
        """Show what a kind of order asks; what was typed for another is understood again."""
        self._actes.show_type(type_)

    def clear(self) -> None:
        """Forget what was typed and chosen."""
        self._choisi = None
        self._actes.clear()
        self._screen.entry.clear()

    def type_in(self, saisie: str) -> None:
        """Type for the user; nothing is added to the order."""
        self._screen.entry.field.setText(f"{saisie} ")
        self._screen.entry.field.setFocus()

    def take_back(
        self, ligne: LigneOrdonnance, phrase: str, manque: str = "", *, is_choisi: bool = True
    ) -> None:
        """Show a line taken out of the order, to write its posology again, and what it lacks.

        Args:
            is_choisi: the product stays chosen; else its name is looked for again.
        """
        if not self._is_medicaments and not ligne.is_medicament:
            self._actes.take_back(ligne, manque)
            return
        self._choisi = PropositionMedicament(ligne.produit, ligne.libelle) if is_choisi else None
        suite = " ".join(filter(None, (phrase, write_options(ligne))))
        self._screen.entry.field.setText(f"{ligne.libelle}{SEPARATEUR}{suite}")
        self._screen.entry.field.setFocus()
        if manque:
            self._screen.entry.show_refusal(manque)

    def _typed(self, texte: str) -> None:
        if self._recherche is not None:
            self._recherche.cancel()
        if texte.startswith(SIGNE_MODELE):
            self.modeles_typed.emit(texte)
            return
        nomme = _TYPE.match(texte)
        if nomme is not None and nomme["mot"].lower() in MOTS_TYPES:
            self.type_typed.emit(MOTS_TYPES[nomme["mot"].lower()], texte[nomme.end() :])
            return
        if not self._is_medicaments:
            self._actes.typed(texte)
            return
        saisie, _options = self._split(texte)
        if self._choisi is not None and saisie.medicament != self._choisi.libelle:
            self._choisi = None
        self._read_back(saisie)
        if self._choisi is not None:
            self._screen.entry.show_results([self._choisi], "", self._prescription.edition)
            return
        if len(saisie.medicament) < 2:
            self._screen.entry.fold()
            return
        self._recherche = self._screen.run(
            lambda _: self._prescription.search(saisie.medicament),
            lambda r: self._found(texte, r),
            queue=MEDICAMENTS,
        )

    def _found(self, texte: str, resultats: Sequence[PropositionMedicament]) -> None:
        if texte == self._screen.entry.field.text():
            combien = plural(len(resultats), "résultat") if resultats else "Aucun médicament de ce nom"
            saisie, _options = self._split(texte)
            if not resultats:
                resultats = [_libre(saisie.medicament)]
            self._screen.entry.show_results(resultats, combien, self._prescription.edition)
            self._read_back(saisie)

    def _picked(self, choix: PropositionMedicament) -> None:
        if self._read_type() is None:
            return
        if choix.modele is not None:
            self.clear()
            self.modele_picked.emit(choix.modele)
            return
        if not self._is_medicaments:
            self._actes.picked(choix)
            return
        saisie, options = self._split(self._screen.entry.field.text())
        if choix.lecture:
            saisie = replace(saisie, posologie=choix.lecture)
        elif (lectures := read_lectures(saisie.posologie, choix.produit)) is not None:
            self._ask_lecture(choix, saisie, lectures)
            return
        lue = self._prescription.read_posologie(saisie.posologie, choix.produit) if saisie.posologie else None
        ligne = options.apply(LigneOrdonnance(self._new_id(), choix.produit, lue.posologie if lue else None))
        ligne = ligne.with_duree(self._screen.context.now().date())
        manque = self._missing(ligne, saisie)
        if manque is None:
            self.clear()
            self.lines_made.emit((ligne,))
            return
        self._choisi = choix
        suite = " ".join(filter(None, (saisie.posologie, write_options(ligne))))
        self._screen.entry.field.setText(f"{choix.libelle}{SEPARATEUR}{suite}")
        self._screen.entry.show_refusal(manque)

    def _ask_lecture(
        self, choix: PropositionMedicament, saisie: SaisieLigne, lectures: tuple[str, str]
    ) -> None:
        """Show both readings of a taper typed without its unit; nothing is taken before one is chosen."""
        lues = [(texte, self._prescription.read_posologie(texte, choix.produit)) for texte in lectures]
        rows = [replace(choix, libelle=texte, forme="", lecture=texte) for texte, lue in lues if lue]
        self._choisi = choix
        texte = self._screen.entry.field.text()
        if saisie.medicament != choix.libelle:
            texte = f"{choix.libelle}{SEPARATEUR}{texte[texte.rindex(saisie.posologie) :]}"
        self._screen.entry.show_text(texte)
        self._screen.entry.show_results(
            [_sans_prix(row) for row in rows], "", QUESTION, compact=True, chosen=False
        )
        self._screen.entry.show_refusal(QUESTION_PALIERS)

    def _missing(self, ligne: LigneOrdonnance, saisie: SaisieLigne) -> str | None:
        """Return what a line lacks to enter the order, None when nothing."""
        if ligne.is_medicament and ligne.posologie is None:
            if not saisie.posologie:
                return "Écrivez la posologie, par exemple «\u00a01-0-1 7j\u00a0»."
            return self._prescription.explain_posologie(saisie.posologie, ligne.produit)
        if not ligne.is_duree_dite:
            return f"Ni durée ni nombre de boîtes\u00a0: {REMEDE_DUREE}"
        return None

    def _split(self, texte: str) -> tuple[SaisieLigne, OptionsLigne]:
        """Cut what was typed in a product, its posology, and the options after it."""
        produit = self._choisi.produit if self._choisi else None
        texte, options = split_options(texte)

        def is_posologie(fin: str) -> bool:
            return self._prescription.read_posologie(fin, produit) is not None

        return split_saisie(texte, is_posologie), options

    def _read_back(self, saisie: SaisieLigne) -> None:
        lue = None
        if saisie.posologie:
            lue = self._prescription.read_posologie(saisie.posologie, self._produit_vise)
        self._screen.show_sentence(lue.phrase if lue else "", lue.totaux if lue else "")

    @property
    def _is_medicaments(self) -> bool:
        """Whether the order being written is of medicines; so is one not yet open."""
        return self._read_type() in (None, TypeOrdonnance.MEDICAMENTS)

    @property
    def _produit_vise(self) -> Produit | None:
        """The product chosen, else the one that Enter would take: its unit names what is counted."""
        vise = self._choisi or self._screen.entry.current
        return vise.produit if isinstance(vise, PropositionMedicament) else None


def _sans_prix(row: PropositionMedicament) -> PropositionMedicament:
    """Return a row of words alone."""
    return replace(
        row, conditionnement="", prix=None, taux=None, groupe_generique=False, etiquettes=(), termes=()
    )


def _libre(texte: str) -> PropositionMedicament:
    """Offer what the base does not know as free words, which no control reads."""
    return PropositionMedicament(ProduitLibre(texte), texte, "en texte libre", etiquettes=("Non contrôlé",))
