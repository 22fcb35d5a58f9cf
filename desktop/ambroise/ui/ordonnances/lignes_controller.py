"""What is done to the lines of the order being written: added, removed, renewed, put in a zone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.modele_ordonnance import ModeleOrdonnance, apply_modele
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.produit_prescrit import DenominationPrescrite, SpecialitePrescrite
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances import gestes
from ambroise.ui.ordonnances.ports import Prescription
from ambroise.ui.ordonnances.renouveler import RenouvellementController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.usecases.ports import GenerateurId
from ambroise.usecases.renouvellement import Renouvellement


class LignesController(QObject):
    """Every change goes through ``change``, which keeps, shows and controls; without an order, nothing."""

    brand_wanted = Signal(object)
    """The LigneOrdonnance under a common name whose brand is to be chosen."""

    def __init__(
        self,
        screen: OrdonnanceScreen,
        prescription: Prescription,
        read_etat: Callable[[], EtatOrdonnance | None],
        change: Callable[[Ordonnance], None],
        new_id: GenerateurId,
    ) -> None:
        super().__init__(screen)
        self._read_etat, self._change, self._new_id = read_etat, change, new_id
        self._screen, self._prescription = screen, prescription
        self._renouvellement = RenouvellementController(screen, prescription)
        self._renouvellement.renewed.connect(self._renewed)
        screen.renew_wanted.connect(self.renew_due)
        screen.renew_toggled.connect(self._toggle_renewal)
        screen.line_removed.connect(self._remove)
        screen.ald_toggled.connect(self._toggle_ald)
        screen.dci_toggled.connect(self._toggle_dci)

    def add(self, lignes: Sequence[LigneOrdonnance]) -> None:
        """Add lines, or put them back in the place of those of same identifier."""
        etat = self._read_etat()
        if etat is not None:
            ordonnance = etat.ordonnance
            for ligne in lignes:
                ordonnance = ordonnance.with_ligne(ligne)
            self._change(ordonnance)

    def apply(self, modele: ModeleOrdonnance) -> None:
        """Add the lines of a model; they are checked as any other."""
        etat = self._read_etat()
        if etat is not None:
            self._change(apply_modele(etat.ordonnance, modele, self._new_id))

    def renew_due(self) -> None:
        """Take every due treatment in the order."""
        etat = self._read_etat()
        if etat is not None:
            self._renouvellement.run(etat.ordonnance, etat.echus)

    def _renewed(self, fait: Renouvellement) -> None:
        etat = self._read_etat()
        if etat is not None and etat.ordonnance.id == fait.ordonnance.id:
            self._change(gestes.renewed(etat.ordonnance, fait))
            self._renouvellement.tell(fait)

    def _toggle_renewal(self, traitement: TraitementEnCours, oui: bool) -> None:
        etat = self._read_etat()
        if etat is None:
            return
        if oui:
            self._renouvellement.run(etat.ordonnance, [traitement])
        else:
            self._change(gestes.not_renewed(etat.ordonnance, traitement))

    def _remove(self, ligne_id: UUID) -> None:
        etat = self._read_etat()
        if etat is not None:
            self._change(etat.ordonnance.without_ligne(ligne_id))

    def _toggle_ald(self, ligne_id: UUID) -> None:
        etat = self._read_etat()
        ligne = gestes.find_line(etat.ordonnance, ligne_id) if etat is not None else None
        if etat is not None and ligne is not None:
            self._change(etat.ordonnance.with_ligne(replace(ligne, en_rapport_ald=not ligne.en_rapport_ald)))

    def _toggle_dci(self, ligne_id: UUID) -> None:
        """Name a line otherwise: a brand by its common name, a common name by a brand of one's choice."""
        etat = self._read_etat()
        ligne = gestes.find_line(etat.ordonnance, ligne_id) if etat is not None else None
        match ligne:
            case LigneOrdonnance(produit=SpecialitePrescrite()):
                self._screen.run(
                    lambda _: self._prescription.to_denomination(ligne), self._renamed, queue=MEDICAMENTS
                )
            case LigneOrdonnance(produit=DenominationPrescrite()):
                self.brand_wanted.emit(ligne)

    def _renamed(self, ligne: LigneOrdonnance) -> None:
        """Take the new name, unless the line left the order meanwhile."""
        etat = self._read_etat()
        if etat is not None and gestes.find_line(etat.ordonnance, ligne.id) is not None:
            self._change(etat.ordonnance.with_ligne(ligne))
