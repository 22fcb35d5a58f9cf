"""Between the identity screen and the identity acts: ask INSi, take its traits, record the proof."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.entrees import InsLue
from ambroise.domain.identite import AttributIdentite, TypeJustificatif
from ambroise.domain.patient import Patient
from ambroise.ui.identites.ports import Identites, RetraitsIns
from ambroise.ui.identites.retrait import explain
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.identites.state import PROPOSES, EtatIdentite
from ambroise.ui.tasks import NETWORK
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait
from ambroise.usecases.ports_identite import ResultatInsi


class IdentiteController(QObject):
    """Holds the state of one identity; ``patient_changed`` carries the patient after each saved change."""

    patient_changed = Signal(object)
    shown = Signal(object)
    """UUID of the patient whose identity was just opened or changed."""
    back_wanted = Signal()

    def __init__(
        self,
        screen: IdentiteScreen,
        identites: Identites,
        retraits: RetraitsIns,
        read_patient: Callable[[UUID], Patient] | None = None,
        proposes: Callable[[], tuple[TypeJustificatif, ...]] = lambda: PROPOSES,
    ) -> None:
        super().__init__(screen)
        self._screen, self._identites, self._read = screen, identites, read_patient
        self._retraits, self._proposes = retraits, proposes
        screen.entered.connect(self._enter)
        self._etat: EtatIdentite | None = None
        screen.insi_wanted.connect(self.ask_insi)
        screen.trait_wanted.connect(lambda: self._change(lambda e: e.take_first_ecart()))
        screen.piece_pressed.connect(lambda rang: self._change(lambda e: e.press_piece(rang)))
        screen.accept_wanted.connect(self._accept)
        screen.lecture_dropped.connect(self._drop_lecture)
        screen.attributs_wanted.connect(self._set_attributs)
        screen.back_wanted.connect(self.back_wanted)
        screen.retrait_wanted.connect(self._preview_retrait)
        screen.retrait_dropped.connect(lambda: self._change(lambda e: replace(e, suites=None)))
        screen.retrait_confirmed.connect(self._disqualify)

    @property
    def etat(self) -> EtatIdentite | None:
        """What is shown."""
        return self._etat

    def open(self, patient: Patient) -> None:
        """Show the identity of a patient, no proof chosen."""
        self._screen.banners.clear()
        self._screen.toast.hide()
        aujourdhui = self._screen.context.now().date()
        self._show(EtatIdentite(patient, aujourdhui, proposes=self._proposes() or PROPOSES))
        self._read_lecture(patient.id)
        self.shown.emit(patient.id)

    def _read_lecture(self, patient_id: UUID) -> None:
        """What was read when the patient arrived stands beside what INSi answers."""

        def show(lue: InsLue | None) -> None:
            if self._etat is not None and self._etat.patient.id == patient_id:
                self._show(replace(self._etat, lue=lue))

        self._screen.run(lambda _: self._identites.find_lecture(patient_id), show)

    def _drop_lecture(self) -> None:
        etat = self._etat
        if etat is not None and etat.is_autre_lecture and not etat.en_cours:
            patient_id = etat.patient.id
            self._screen.run(
                lambda _: self._identites.drop_lecture(patient_id),
                lambda _: self._read_lecture(patient_id),
            )

    def _enter(self, argument: object) -> None:
        if isinstance(argument, Patient):
            self.open(argument)
        elif isinstance(argument, tuple):
            patient, _ = argument
            self.open(patient)
            self.ask_insi()
        elif isinstance(argument, UUID) and self._read is not None:
            read = self._read
            self._screen.run(lambda _: read(argument), self.open)

    def ask_insi(self) -> None:
        """Ask INSi by the traits of the file; nothing is changed in it."""
        etat = self._etat
        if etat is None or etat.en_cours:
            return
        self._show(replace(etat, en_cours=True))
        patient_id = etat.patient.id
        self._screen.run(
            lambda _: self._identites.search_insi(patient_id),
            lambda reponse: self._answered(patient_id, reponse),
            on_error=lambda error: self._failed(patient_id, error),
            queue=NETWORK,
            title="Recherche INSi",
        )

    def _answered(self, patient_id: object, reponse: ResultatInsi) -> None:
        if self._etat is not None and self._etat.patient.id == patient_id:
            recue_le = self._screen.context.now()
            self._show(
                replace(self._etat, reponse=reponse, recue_le=recue_le, en_cours=False, repris=frozenset())
            )

    def _accept(self) -> None:
        etat = self._etat
        if etat is None or etat.empechement or etat.en_cours:
            return
        self._show(replace(etat, en_cours=True))
        ins = etat.ins if etat.is_nouvelle_ins else None
        self._save(lambda: self._identites.accept(etat.patient.id, ins=ins, justificatif=etat.piece))

    def _set_attributs(self, attributs: frozenset[AttributIdentite]) -> None:
        etat = self._etat
        if etat is None:
            return
        patient_id = etat.patient.id
        self._screen.run(
            lambda _: self._retraits.declare_doubt(patient_id, attributs),
            self._doubted,
            on_error=lambda error: self._failed(patient_id, error),
        )

    def _doubted(self, faite: Disqualification) -> None:
        """A doubt takes the INS and the proofs away: say what follows, and let it be undone."""
        if faite.is_perte:
            self._disqualified(faite)
        else:
            self.take(faite.patient)

    def _preview_retrait(self) -> None:
        """Say what will be held and who has to be told, before anything is done."""
        etat = self._etat
        if etat is None or etat.en_cours or etat.identite.ins is None:
            return
        patient_id = etat.patient.id

        def show(suites: SuitesRetrait) -> None:
            if self._etat is not None and self._etat.patient.id == patient_id:
                self._show(replace(self._etat, suites=suites))

        self._screen.run(lambda _: self._retraits.preview_disqualification(patient_id), show)

    def _disqualify(self, motif: str) -> None:
        etat = self._etat
        if etat is None or etat.en_cours or etat.suites is None:
            return
        patient_id = etat.patient.id
        self._show(replace(etat, en_cours=True))
        self._screen.run(
            lambda _: self._retraits.disqualify(patient_id, motif),
            self._disqualified,
            on_error=lambda error: self._failed(patient_id, error),
        )

    def _disqualified(self, faite: Disqualification) -> None:
        self.take(faite.patient)
        if self._etat is None or self._etat.patient.id != faite.patient.id:
            return
        self._screen.show_explanation(explain(faite))
        mots = "L’INS est retirée" if faite.avant.ins else "Les pièces sont retirées"
        self._screen.toast.say(mots, lambda: self._restore(faite))

    def _restore(self, faite: Disqualification) -> None:
        if self._etat is not None and self._etat.patient.id == faite.patient.id:
            self._save(lambda: self._retraits.restore_ins(faite))

    def _save(self, act: Callable[[], Patient]) -> None:
        assert self._etat is not None
        patient_id = self._etat.patient.id
        self._screen.run(lambda _: act(), self.take, on_error=lambda error: self._failed(patient_id, error))

    def take(self, patient: Patient) -> None:
        """Show what was just written, and tell the other screens."""
        if self._etat is not None and self._etat.patient.id == patient.id:
            self._screen.banners.clear()
            etat = self._etat
            self._show(EtatIdentite(patient, etat.aujourdhui, proposes=etat.proposes, lue=etat.lue))
            self.shown.emit(patient.id)
        self.patient_changed.emit(patient)

    def _failed(self, patient_id: object, error: BaseException) -> None:
        if self._etat is not None and self._etat.patient.id == patient_id:
            self._show(replace(self._etat, en_cours=False))
        self._screen.show_error(error)

    def _change(self, change: Callable[[EtatIdentite], EtatIdentite]) -> None:
        if self._etat is not None and not self._etat.en_cours:
            self._show(change(self._etat))

    def _show(self, etat: EtatIdentite) -> None:
        self._etat = etat
        self._screen.show_identite(etat)
