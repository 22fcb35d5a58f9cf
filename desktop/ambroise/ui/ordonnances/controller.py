"""Between the order screen and its use cases: opens, controls, keeps; the rest stands apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.acte_texte import render_acte
from ambroise.domain.alerte import Controles
from ambroise.domain.entrees import Entree
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.ui.ordonnances import gestes
from ambroise.ui.ordonnances import lignes as edit
from ambroise.ui.ordonnances.avis_controller import AvisController
from ambroise.ui.ordonnances.controle import ControleController
from ambroise.ui.ordonnances.entree import EntreeController
from ambroise.ui.ordonnances.liens import LiensController
from ambroise.ui.ordonnances.lignes_controller import LignesController
from ambroise.ui.ordonnances.modeles import ModelesController
from ambroise.ui.ordonnances.ports import Modeles, Ordonnances, Prescription
from ambroise.ui.ordonnances.reponses import ReponsesController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.signature import SignatureController
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.ordonnances.terrain import TerrainController
from ambroise.ui.patients.ports import Suivi
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.ordonnances import OrdonnanceSignee
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.ports import GenerateurId

HISTORIQUE_MAX: Final = 50
DOSSIERS: Final = "dossiers"


class OrdonnanceController(QObject):
    """Holds the order being written; each change can be undone until it is signed."""

    signed = Signal(object)
    """The OrdonnanceSignee."""
    dossier_changed = Signal(object)
    """The identifier of the patient whose file took an answer."""
    apercu_wanted = Signal(object)
    """The Ordonnance to draw."""

    def __init__(
        self,
        screen: OrdonnanceScreen,
        prescription: Prescription,
        ordonnances: Ordonnances,
        new_id: GenerateurId,
        destinataires: Callable[[DossierPatient], Destinataires] = lambda _dossier: Destinataires(),
        open_dossier: Callable[[UUID], DossierPatient] | None = None,
        suivi: Suivi | None = None,
        modeles: Modeles | None = None,
    ) -> None:
        super().__init__(screen)
        self._screen, self._prescription, self._ordonnances = screen, prescription, ordonnances
        self._new_id = new_id
        self._open_dossier = open_dossier
        if suivi is not None:
            TerrainController(screen, suivi, self._read_patient).told.connect(self._told)
        self._etat: EtatOrdonnance | None = None
        self._passe: list[Ordonnance] = []
        self._lignes = LignesController(screen, prescription, lambda: self._etat, self._change, new_id)
        AvisController(screen, prescription)
        LiensController(screen, prescription, lambda: self._ordonnance)
        self._controle = ControleController(screen, prescription)
        self._controle.checked.connect(self._checked)
        self._opening: tuple[UUID, bool] | None = None
        self._saisie = ""
        self._entree = EntreeController(screen, prescription, new_id, self._read_type)
        self._entree.lines_made.connect(self._lignes.add)
        self._lignes.brand_wanted.connect(self._choose_brand)
        self._entree.type_typed.connect(self._type_typed)
        if modeles is not None:
            miens = ModelesController(screen, modeles, lambda: self._ordonnance)
            miens.applied.connect(self._lignes.apply)
            self._entree.modeles_typed.connect(miens.find)
            self._entree.modele_picked.connect(miens.pick)
        reponses = ReponsesController(screen, lambda: self._etat, self._change)
        reponses.line_wanted.connect(self._edit_line)
        signature = SignatureController(screen, ordonnances, destinataires, lambda: self._etat, self._show)
        signature.line_wanted.connect(self._edit_line)
        signature.signed.connect(self._signed)
        self._wire()

    @property
    def etat(self) -> EtatOrdonnance | None:
        """What is shown."""
        return self._etat

    @property
    def _ordonnance(self) -> Ordonnance | None:
        return self._etat.ordonnance if self._etat is not None else None

    def open(self, dossier: DossierPatient, *, renew: bool = False, saisie: str = "") -> None:
        """Start an order, or come back to the one being written.

        Args:
            renew: take what is due.
            saisie: what to type in the entry line once it is open; nothing is added to the order.
        """
        self._saisie = saisie or self._saisie
        if self._etat is not None and self._etat.dossier.patient.id == dossier.patient.id:
            self._show(replace(self._etat, dossier=dossier))
            if renew:
                self.renew_due()
            self._type_in()
            return
        if self._opening is not None and self._opening[0] == dossier.patient.id:
            self._opening = (dossier.patient.id, self._opening[1] or renew)
            return
        self._opening = (dossier.patient.id, renew)
        self._screen.banners.clear()
        self._screen.run(
            lambda _: self._ordonnances.draft(dossier.patient.id),
            lambda brouillon: self._started(brouillon, dossier),
            on_error=self._not_started,
            queue=MEDICAMENTS,
        )

    def forget(self) -> None:
        """Leave the order shown, kept as it stands: the next opening reads the draft again."""
        self._etat, self._opening, self._passe = None, None, []

    def renew_due(self) -> None:
        """Take every due treatment in the order (R)."""
        self._lignes.renew_due()

    # --- what the screen asks ------------------------------------------------------------------------

    def _edit_line(self, ligne_id: UUID) -> None:
        """Take a line back in the entry, to write its posology again."""
        ligne = gestes.find_line(self._ordonnance, ligne_id)
        if ligne is None or self._etat is None:
            return
        rang = self._etat.ordonnance.lignes.index(ligne) + 1
        manque = next((m.phrase for m in self._etat.ordonnance.manques if m.rang == rang), "")
        self._change(self._etat.ordonnance.without_ligne(ligne_id))
        self._entree.take_back(ligne, self._phrase(ligne), manque)

    def _choose_brand(self, ligne: LigneOrdonnance) -> None:
        """Take a line back in the entry with the brands of its name under it: none is chosen for the user."""
        if self._etat is not None:
            self._change(self._etat.ordonnance.without_ligne(ligne.id))
            self._entree.take_back(ligne, self._phrase(ligne), is_choisi=False)

    def _told(self, patient_id: UUID, entree: Entree) -> None:
        """Control again with what the patient answered."""
        self.dossier_changed.emit(patient_id)
        if self._etat is None or self._etat.dossier.patient.id != patient_id:
            return
        dossier = replace(self._etat.dossier, entrees=(entree, *self._etat.dossier.entrees))
        self._show(replace(self._etat, dossier=dossier))
        if self._etat.ordonnance.lignes:
            self._control(self._etat.ordonnance)

    def _undo(self) -> None:
        if self._passe and self._etat is not None:
            self._change(self._passe.pop(), keep=False)

    def _signed(self, signee: OrdonnanceSignee) -> None:
        self._etat, self._passe = None, []
        self._entree.clear()
        self._screen.banners.clear()
        self._screen.context.shell.go(DOSSIERS, signee.acte.patient.id)
        self.signed.emit(signee)

    # --- the state ---------------------------------------------------------------------------------------

    def _not_started(self, error: BaseException) -> None:
        self._opening = None
        self._screen.show_error(error)

    def _started(self, brouillon: Ordonnance, dossier: DossierPatient) -> None:
        if self._opening is None or self._opening[0] != dossier.patient.id:
            return
        renew, self._opening = self._opening[1], None
        self._passe = []
        self._controle.clear()
        self._entree.clear()
        self._screen.show_kept(None)
        jour = self._screen.context.now().date()
        self._show(EtatOrdonnance(brouillon, dossier, jour, self._phrase, self._controle.mesure))
        if brouillon.lignes:
            self._control(brouillon)
        if renew:
            self.renew_due()
        self._type_in()

    def _type_in(self) -> None:
        saisie, self._saisie = self._saisie, ""
        if saisie:
            self._entree.type_in(saisie)

    def _change(self, ordonnance: Ordonnance, *, keep: bool = True) -> None:
        assert self._etat is not None
        if self._etat.en_signature:
            return
        avant = self._etat.ordonnance
        ordonnance = edit.arrange(ordonnance)
        if ordonnance == avant:
            return
        if keep:
            self._passe = [*self._passe[-HISTORIQUE_MAX:], avant]
        self._keep(ordonnance)
        self._show(replace(self._etat, ordonnance=ordonnance))
        if ordonnance.lignes != avant.lignes:
            self._control(ordonnance)

    def _control(self, ordonnance: Ordonnance) -> None:
        """Run every control again; nothing is signed meanwhile."""
        assert self._etat is not None
        self._show(replace(self._etat, controles=None))
        self._controle.run(ordonnance)

    def _keep(self, ordonnance: Ordonnance) -> None:
        """Keep each change as it is made: a crash loses no line."""
        patient_id = ordonnance.patient_id
        self._screen.run(
            lambda _: self._ordonnances.keep(ordonnance),
            lambda instant: self._kept(patient_id, instant),
            queue=MEDICAMENTS,
        )

    def _kept(self, patient_id: UUID, instant: datetime) -> None:
        if self._etat is not None and self._etat.ordonnance.patient_id == patient_id:
            self._screen.show_kept(instant.astimezone(self._screen.context.now().tzinfo))

    def _checked(self, ordonnance: Ordonnance, controles: Controles) -> None:
        if self._etat is not None and self._etat.ordonnance.lignes == ordonnance.lignes:
            self._show(replace(self._etat, controles=controles))

    def _show(self, etat: EtatOrdonnance) -> None:
        self._etat = etat
        self._entree.show_type(etat.ordonnance.type)
        self._screen.show_etat(etat)

    def _phrase(self, ligne: LigneOrdonnance) -> str:
        if ligne.posologie is not None:
            return self._prescription.describe(ligne.posologie)
        return render_acte(ligne, self._etat.ordonnance.type) if self._etat is not None else ""

    def _read_type(self) -> TypeOrdonnance | None:
        return self._etat.ordonnance.type if self._etat is not None else None

    def _set_type(self, type_: TypeOrdonnance) -> None:
        if self._etat is not None:
            self._change(self._etat.ordonnance.edit(type=type_))

    def _type_typed(self, type_: TypeOrdonnance, suite: str) -> None:
        """Change the kind of an empty order; one with lines has its executor already."""
        if self._etat is None:
            return
        if self._etat.ordonnance.lignes and self._etat.ordonnance.type is not type_:
            self._screen.entry.show_refusal(
                "Une ordonnance n’a qu’un exécutant\u00a0: signez celle-ci, puis ouvrez-en une autre."
            )
            return
        self._set_type(type_)
        self._entree.type_in(suite)

    def _read_patient(self) -> UUID | None:
        return self._etat.dossier.patient.id if self._etat is not None else None

    def _want_apercu(self) -> None:
        if self._etat is not None:
            self.apercu_wanted.emit(self._etat.ordonnance)

    def _enter(self, argument: object) -> None:
        if isinstance(argument, DossierPatient):
            self.open(argument)
        elif isinstance(argument, tuple):
            dossier, renew = argument
            self.open(dossier, renew=renew)
        elif isinstance(argument, UUID) and self._open_dossier is not None:
            read = self._open_dossier
            self._screen.run(lambda _: read(argument), self.open)

    def _wire(self) -> None:
        screen = self._screen
        screen.entered.connect(self._enter)
        screen.line_edited.connect(self._edit_line)
        screen.undo_wanted.connect(self._undo)
        screen.type_wanted.connect(self._set_type)
        screen.apercu_wanted.connect(self._want_apercu)
