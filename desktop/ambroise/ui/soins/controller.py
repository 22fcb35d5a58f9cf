"""Between the care plans and what is kept of them; a renewal is read again before it is sent."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.plan_soins import PlanSoins
from ambroise.ui.soins.ports import PlansSoins, SoinsPrescrits
from ambroise.ui.soins.screen import SoinsScreen
from ambroise.ui.tasks import NETWORK
from ambroise.usecases.errors import ConflitVersion
from ambroise.usecases.plans_soins import PlanSaisi, PlanSuivi, SourcesPlan
from ambroise.usecases.soins_recus import SoinsRecus


class SoinsController(QObject):
    """``renewal_ready`` carries a MessagePropose to be written and sent."""

    renewal_ready = Signal(object)

    def __init__(self, screen: SoinsScreen, plans: PlansSoins, prescrits: SoinsPrescrits) -> None:
        super().__init__(screen)
        self._screen, self._plans, self._prescrits = screen, plans, prescrits
        screen.entered.connect(self._enter)
        screen.new_wanted.connect(self._new)
        screen.edit_wanted.connect(self._edit)
        screen.order_wanted.connect(self._read_order)
        screen.kept.connect(self._keep)
        screen.renewal_wanted.connect(self._ask)
        screen.pause_wanted.connect(self._pause)
        screen.stop_wanted.connect(self._stop)

    def refresh(self, ouvrir: UUID | None = None) -> None:
        """Read the plans again."""
        jour = self._screen.context.now().date()
        self._screen.run(
            lambda _: tuple(self._plans.list(jour)), lambda plans: self._screen.show_plans(plans, ouvrir)
        )

    def follow(self) -> None:
        """Read again what another seat wrote; the plan open stays open, the one being typed stays typed."""
        ouvert = self._screen.ouvert
        self.refresh(ouvert.plan.id if ouvert is not None else None)

    def _enter(self, patient_id: object) -> None:
        """Show the plans; for a patient who has none, begin one."""
        jour = self._screen.context.now().date()

        def show(plans: tuple[PlanSuivi, ...]) -> None:
            self._screen.show_plans(plans)
            siens = [p for p in plans if p.patient.id == patient_id]
            if isinstance(patient_id, UUID) and not siens and not self._screen.is_typing:
                self._new(patient_id)

        self._screen.run(lambda _: tuple(self._plans.list(jour)), show)

    def _new(self, patient_id: object) -> None:
        if isinstance(patient_id, UUID):
            self._screen.run(lambda _: self._plans.sources(patient_id), lambda s: self._screen.begin(s, None))

    def _edit(self, suivi: PlanSuivi, renew: bool) -> None:
        def begin(sources: SourcesPlan) -> None:
            self._screen.begin(sources, suivi, renew=renew)

        self._screen.run(lambda _: self._plans.sources(suivi.patient.id), begin)

    def _read_order(self, patient_id: UUID, texte: str, document_id: UUID | None) -> None:
        """Fill the form with the care of an order; another form opened meanwhile keeps what it shows."""

        def read(_task: object) -> SoinsRecus:
            if document_id is not None:
                return self._prescrits.read_document(patient_id, document_id)
            return self._prescrits.read(patient_id, texte)

        def take(recus: SoinsRecus) -> None:
            if self._screen.is_typing and self._screen.form.patient_id == patient_id:
                self._screen.banners.clear()
                self._screen.form.take(recus)

        self._screen.run(read, take, queue=NETWORK, title="Lecture de l’ordonnance")

    def _keep(self, saisi: PlanSaisi) -> None:
        self._screen.run(lambda _: self._plans.keep(saisi), self._kept, on_error=self._refused)

    def _refused(self, error: BaseException) -> None:
        """What was typed stays beside what another seat wrote: keeping it again replaces it knowingly."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, PlanSoins) and self._screen.is_typing:
            self._screen.form.write_over(actuel)
        self._screen.show_error(error)

    def _kept(self, plan: PlanSoins) -> None:
        self._screen.end()
        self._screen.toast.say("Plan gardé, la tournée le suit")
        self.refresh(plan.id)

    def _ask(self, suivi: PlanSuivi) -> None:
        self._screen.run(lambda _: self._plans.ask_renewal(suivi.plan), self.renewal_ready.emit)

    def _pause(self, suivi: PlanSuivi) -> None:
        jour = self._screen.context.now().date()
        suspendu = suivi.plan.is_suspendu(jour)
        change = self._plans.resume if suspendu else self._plans.suspend
        self._screen.run(
            lambda _: change(suivi.plan),
            lambda plan: self._paused(plan, "Soins repris" if suspendu else "Soins suspendus"),
        )

    def _paused(self, plan: PlanSoins, mots: str) -> None:
        self._screen.toast.say(mots)
        self.refresh(plan.id)

    def _stop(self, suivi: PlanSuivi, motif: str) -> None:
        self._screen.run(
            lambda _: self._plans.stop(suivi.plan, motif), lambda _: self._paused(suivi.plan, "Plan arrêté")
        )
