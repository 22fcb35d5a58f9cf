"""Between the order screen and its use cases: renews, controls, keeps, signs; the entry is `entree`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.alerte import Alerte, Controles, DecisionAlerte, ReponseAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Ordonnance,
    TypeOrdonnance,
)
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances import lignes as edit
from ambroise.ui.ordonnances.entree import MEDICAMENTS, EntreeController
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import RETIRER, SUSPENDRE, EtatOrdonnance, Mesure, answer, suspend
from ambroise.ui.ports import Ordonnances, Prescription
from ambroise.ui.tasks import Task
from ambroise.usecases.ordonnances import Destinataires, OrdonnanceSignee
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.ports import GenerateurId

HISTORIQUE_MAX: Final = 50
DOSSIERS: Final = "dossiers"


class OrdonnanceController(QObject):
    """Holds the order being written; each change can be undone until it is signed."""

    signed = Signal(object)
    """The OrdonnanceSignee."""
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
    ) -> None:
        super().__init__(screen)
        self._screen, self._prescription, self._ordonnances = screen, prescription, ordonnances
        self._new_id, self._destinataires = new_id, destinataires
        self._open_dossier = open_dossier
        self._etat: EtatOrdonnance | None = None
        self._passe: list[Ordonnance] = []
        self._mesures: dict[LigneOrdonnance, Mesure] = {}
        self._controle: Task | None = None
        self._opening: tuple[UUID, bool] | None = None
        self._saisie = ""
        self._entree = EntreeController(screen, prescription, new_id, self._read_type)
        self._entree.line_made.connect(self._add)
        self._wire()

    @property
    def etat(self) -> EtatOrdonnance | None:
        """What is shown."""
        return self._etat

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

    def renew_due(self) -> None:
        """Take every due treatment in the order (R)."""
        if self._etat is not None:
            lignes = [edit.renewed(t, self._new_id()) for t in self._etat.echus]
            ordonnance = self._etat.ordonnance
            for ligne in lignes:
                ordonnance = ordonnance.with_ligne(ligne)
            self._change(ordonnance)

    # --- what the screen asks ------------------------------------------------------------------------

    def _add(self, ligne: LigneOrdonnance) -> None:
        if self._etat is not None:
            self._change(self._etat.ordonnance.with_ligne(ligne))

    def _edit_line(self, ligne_id: UUID) -> None:
        """Take a line back in the entry, to write its posology again."""
        ligne = self._line(ligne_id)
        if ligne is None or self._etat is None:
            return
        self._change(self._etat.ordonnance.without_ligne(ligne_id))
        self._entree.take_back(ligne, self._phrase(ligne))

    def _toggle_renewal(self, traitement: TraitementEnCours, oui: bool) -> None:
        if self._etat is None:
            return
        ordonnance = self._etat.ordonnance
        if oui:
            self._change(ordonnance.with_ligne(edit.renewed(traitement, self._new_id())))
            return
        for ligne in ordonnance.lignes:
            if ligne.ligne_renouvelee == traitement.ligne.id:
                ordonnance = ordonnance.without_ligne(ligne.id)
        self._change(ordonnance)

    def _answered(self, alerte: Alerte, cle: str, motif: str) -> None:
        if self._etat is None:
            return
        instant = self._screen.context.now()
        geste, _, rang = cle.partition(":")
        if geste == RETIRER:
            ligne = self._etat.ordonnance.lignes[int(rang) - 1]
            ordonnance = answer(self._etat.ordonnance, alerte, DecisionAlerte.RETIREE, motif, instant)
            self._change(ordonnance.without_ligne(ligne.id))
        elif geste == SUSPENDRE:
            ordonnance = suspend(self._etat, alerte)
            self._change(answer(ordonnance, alerte, DecisionAlerte.SUSPENDUE, motif, instant))
        else:
            self._change(answer(self._etat.ordonnance, alerte, DecisionAlerte.MAINTENUE, motif, instant))

    def _withdraw(self, reponse: ReponseAlerte) -> None:
        if self._etat is not None:
            restent = tuple(r for r in self._etat.ordonnance.reponses_alertes if r is not reponse)
            self._change(self._etat.ordonnance.edit(reponses_alertes=restent))

    def _consent(self, opposition: bool) -> None:
        if self._etat is not None:
            consentement = ConsentementConsultation(self._screen.context.now().date(), opposition)
            self._change(self._etat.ordonnance.edit(consentement=consentement))

    def _exempt(self, motif: MotifExemption | None) -> None:
        if self._etat is None:
            return
        ordonnance = self._etat.ordonnance
        exemption = None
        if motif is not None:
            auteur = ordonnance.prescripteur.numero_rpps
            exemption = Exemption(motif, self._screen.context.now(), auteur)
        self._change(replace(ordonnance, exemption=exemption))

    def _remove(self, ligne_id: UUID) -> None:
        if self._etat is not None:
            self._change(self._etat.ordonnance.without_ligne(ligne_id))

    def _toggle_ald(self, ligne_id: UUID) -> None:
        ligne = self._line(ligne_id)
        if ligne is not None and self._etat is not None:
            change = replace(ligne, en_rapport_ald=not ligne.en_rapport_ald)
            self._change(self._etat.ordonnance.with_ligne(change))

    def _undo(self) -> None:
        if self._passe and self._etat is not None:
            self._change(self._passe.pop(), keep=False)

    def _sign(self) -> None:
        etat = self._etat
        if etat is None or etat.empechement or etat.en_signature:
            return
        self._show(replace(etat, en_signature=True))
        destinataires = self._destinataires(etat.dossier)
        self._screen.run(
            lambda _: self._ordonnances.sign(etat.ordonnance, destinataires),
            self._signed,
            on_error=self._not_signed,
            queue=MEDICAMENTS,
            title="Signature",
        )

    def _signed(self, signee: OrdonnanceSignee) -> None:
        self._etat, self._passe = None, []
        self._entree.clear()
        self._screen.banners.clear()
        self.signed.emit(signee)
        self._screen.context.shell.go(DOSSIERS, signee.acte.patient.id)

    def _not_signed(self, error: BaseException) -> None:
        if self._etat is not None:
            self._show(replace(self._etat, en_signature=False))
        self._screen.show_error(error)

    # --- the state ---------------------------------------------------------------------------------------

    def _not_started(self, error: BaseException) -> None:
        self._opening = None
        self._screen.show_error(error)

    def _started(self, brouillon: Ordonnance, dossier: DossierPatient) -> None:
        if self._opening is None or self._opening[0] != dossier.patient.id:
            return
        renew, self._opening = self._opening[1], None
        self._passe, self._mesures = [], {}
        self._entree.clear()
        self._screen.show_kept(None)
        jour = self._screen.context.now().date()
        self._show(EtatOrdonnance(brouillon, dossier, jour, self._phrase, self._mesure))
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
        ordonnance = ordonnance.edit(bizone=edit.is_bizone(ordonnance))
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
        if self._controle is not None:
            self._controle.cancel()
        self._controle = self._screen.run(
            lambda _: (self._measure_all(ordonnance), self._prescription.check(ordonnance)),
            lambda lu: self._checked(ordonnance, *lu),
            queue=MEDICAMENTS,
        )

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

    def _checked(
        self, ordonnance: Ordonnance, mesures: dict[LigneOrdonnance, Mesure], controles: Controles
    ) -> None:
        if self._etat is not None and self._etat.ordonnance.lignes == ordonnance.lignes:
            self._mesures = mesures
            self._show(replace(self._etat, controles=controles))

    def _measure_all(self, ordonnance: Ordonnance) -> dict[LigneOrdonnance, Mesure]:
        return {
            ligne: Mesure(*self._prescription.measure(ligne.produit, ligne.posologie))
            for ligne in ordonnance.lignes
            if ligne.is_medicament
        }

    def _show(self, etat: EtatOrdonnance) -> None:
        self._etat = etat
        self._screen.show_etat(etat)

    def _phrase(self, ligne: LigneOrdonnance) -> str:
        return self._prescription.describe(ligne.posologie) if ligne.posologie is not None else ""

    def _mesure(self, ligne: LigneOrdonnance) -> Mesure:
        return self._mesures.get(ligne, Mesure())

    def _line(self, ligne_id: UUID) -> LigneOrdonnance | None:
        lignes = self._etat.ordonnance.lignes if self._etat else ()
        return next((ligne for ligne in lignes if ligne.id == ligne_id), None)

    def _read_type(self) -> TypeOrdonnance | None:
        return self._etat.ordonnance.type if self._etat is not None else None

    def _set_type(self, type_: TypeOrdonnance) -> None:
        if self._etat is not None:
            self._change(self._etat.ordonnance.edit(type=type_))

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
        screen.renew_wanted.connect(self.renew_due)
        screen.renew_toggled.connect(self._toggle_renewal)
        screen.line_removed.connect(self._remove)
        screen.line_edited.connect(self._edit_line)
        screen.ald_toggled.connect(self._toggle_ald)
        screen.undo_wanted.connect(self._undo)
        screen.alert_answered.connect(self._answered)
        screen.answer_withdrawn.connect(self._withdraw)
        screen.consent_given.connect(self._consent)
        screen.exemption_wanted.connect(self._exempt)
        screen.type_wanted.connect(self._set_type)
        screen.apercu_wanted.connect(self._want_apercu)
        screen.sign_wanted.connect(self._sign)
