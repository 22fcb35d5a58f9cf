"""Between the entry line of the order and the medicines base: finds, understands, makes one line."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.produit_prescrit import Produit
from ambroise.domain.saisie_ligne import SaisieLigne, split_saisie
from ambroise.ui.ordonnances import lignes as edit
from ambroise.ui.ordonnances.saisie import SEPARATEUR
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ports import Prescription, PropositionMedicament
from ambroise.ui.tasks import Queue, Task
from ambroise.ui.words import plural
from ambroise.usecases.ports import GenerateurId

MEDICAMENTS: Final = Queue("medicaments")
"""Its own queue, in order: the first opening of the base never holds back the reading of a file."""


class EntreeController(QObject):
    """Holds the product chosen while its posology is typed."""

    line_made = Signal(object)
    """A LigneOrdonnance to put in the order."""

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
        screen.typed.connect(self._typed)
        screen.picked.connect(self._picked)

    def clear(self) -> None:
        """Forget what was typed and chosen."""
        self._choisi = None
        self._screen.entry.clear()

    def type_in(self, saisie: str) -> None:
        """Type for the user; nothing is added to the order."""
        self._screen.entry.field.setText(f"{saisie} ")
        self._screen.entry.field.setFocus()

    def take_back(self, ligne: LigneOrdonnance, phrase: str) -> None:
        """Show a line taken out of the order, to write its posology again."""
        self._choisi = PropositionMedicament(ligne.produit, ligne.libelle)
        self._screen.entry.field.setText(f"{ligne.libelle}{SEPARATEUR}{phrase}")
        self._screen.entry.field.setFocus()

    def _typed(self, texte: str) -> None:
        if self._recherche is not None:
            self._recherche.cancel()
        saisie = self._split(texte)
        if self._choisi is not None and saisie.medicament != self._choisi.libelle:
            self._choisi = None
        self._read_back(saisie)
        if self._choisi is not None:
            self._screen.entry.show_results([self._choisi], "", self._prescription.edition)
            return
        if len(saisie.medicament) < 2:
            self._screen.entry.fold()
            return
        type_ = self._read_type()
        if type_ is not None and type_ is not TypeOrdonnance.MEDICAMENTS:
            libre = PropositionMedicament(edit.produit_libre(type_, texte), texte)
            self._screen.entry.show_results([libre], "", "Entrée ajoute la ligne")
            return
        self._recherche = self._screen.run(
            lambda _: self._prescription.search(saisie.medicament),
            lambda r: self._found(texte, r),
            queue=MEDICAMENTS,
        )

    def _found(self, texte: str, resultats: Sequence[PropositionMedicament]) -> None:
        if texte == self._screen.entry.field.text():
            combien = plural(len(resultats), "résultat") if resultats else "Aucun médicament de ce nom"
            self._screen.entry.show_results(resultats, combien, self._prescription.edition)
            self._read_back(self._split(texte))

    def _picked(self, choix: PropositionMedicament) -> None:
        if self._read_type() is None:
            return
        saisie = self._split(self._screen.entry.field.text())
        lue = self._prescription.read_posologie(saisie.posologie, choix.produit) if saisie.posologie else None
        ligne = edit.new_line(self._new_id(), choix.produit, lue.posologie if lue else None)
        if lue is None and ligne.is_medicament:
            self._choisi = choix
            self._screen.entry.field.setText(f"{choix.libelle}{SEPARATEUR}")
            return
        self.clear()
        self.line_made.emit(ligne)

    def _split(self, texte: str) -> SaisieLigne:
        produit = self._choisi.produit if self._choisi else None
        return split_saisie(texte, lambda fin: self._prescription.read_posologie(fin, produit) is not None)

    def _read_back(self, saisie: SaisieLigne) -> None:
        lue = None
        if saisie.posologie:
            lue = self._prescription.read_posologie(saisie.posologie, self._produit_vise)
        self._screen.show_sentence(lue.phrase if lue else "", lue.totaux if lue else "")

    @property
    def _produit_vise(self) -> Produit | None:
        """The product chosen, else the one that Enter would take: its unit names what is counted."""
        vise = self._choisi or self._screen.entry.current
        return vise.produit if isinstance(vise, PropositionMedicament) else None
