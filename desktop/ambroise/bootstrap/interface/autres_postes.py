"""Hears what the other seats write: the lists in sight are read again, who has that file open is told."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.audit import ActionAudit, FiltreTraces, TraceRangee
from ambroise.persistence.postgresql import TOUT, ChangeListener, Changement
from ambroise.ui.main_window import MainWindow
from ambroise.ui.suivi import EcransSuivis
from ambroise.ui.traces.mots import ACTIONS
from ambroise.ui.traces.objets import object_words
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.words import author_words
from ambroise.usecases.traces import LignesTraces

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_ECRITURES = frozenset(
    {ActionAudit.CREATION, ActionAudit.MODIFICATION, ActionAudit.ANNULATION, ActionAudit.SIGNATURE}
)
_RELUES = 50
_HORS_DOSSIER = frozenset({"envoi", "message", "rendez_vous", "reglage_agenda", "compte", "dispensation"})
"""What is written in no file."""


class AutresPostes(QObject):
    """Hears the server in a thread of its own; looks up what was written in the trail of the open file."""

    _heard = Signal(object)

    def __init__(
        self,
        app: "Application",
        window: MainWindow,
        patient: Callable[[], UUID | None],
        refresh: Callable[[], None],
        suivis: EcransSuivis,
    ) -> None:
        super().__init__(window)
        self._app, self._window, self._patient, self._refresh = app, window, patient, refresh
        self._suivis = suivis
        self._heard.connect(self._hear)
        self._ecoute = ChangeListener(app.base.engine, app.poste, self._heard.emit)
        window.closing.connect(self._ecoute.stop)

    def start(self) -> None:
        """Listen from now on; the server may come back later."""
        self._ecoute.start(timeout=0)

    def _hear(self, changement: Changement) -> None:
        self._suivis.tell(None if changement.objet == TOUT else changement.objet)
        if changement.objet not in _HORS_DOSSIER:
            self._look()

    def _look(self) -> None:
        patient_id = self._patient()
        if patient_id is None:
            return
        self._window.context.tasks.run(
            lambda _: self._read(patient_id),
            owner=self,
            on_success=lambda lues: self._tell(patient_id, lues),
        )

    def _read(self, patient_id: UUID) -> LignesTraces:
        with self._app.contexte_machine.reading() as uow:
            traces = uow.audit.accesses(patient_id, FiltreTraces(limite=_RELUES))
            noms = {compte.identifiant: compte.nom for compte in uow.comptes.list()}
        return LignesTraces(written_since(traces, self._app.poste), noms)

    def _tell(self, patient_id: UUID, lues: LignesTraces) -> None:
        if not lues.traces or self._patient() != patient_id:
            return
        entree = lues.traces[0].entree
        qui = author_words(entree.auteur, lues.noms)
        relire = Button("Relire le dossier", variant="flat")
        banner = Banner(
            f"{qui} {ACTIONS[entree.action]} dans ce dossier\u00a0: {object_words(entree, lues.noms)}",
            f"Depuis le poste {entree.poste}. Ce que vous tapez est gardé.",
            icon="users",
            buttons=(relire,),
        )
        relire.clicked.connect(lambda _checked=False: self._read_again(banner))
        self._window.banners.add(banner)

    def _read_again(self, banner: Banner) -> None:
        banner.dismiss()
        self._refresh()


def written_since(traces: Sequence[TraceRangee], poste: str) -> Sequence[TraceRangee]:
    """Return what the other seats wrote since this one last read the file, the newest first."""
    ecrites = []
    for trace in traces:
        entree = trace.entree
        if entree.poste == poste and entree.action is ActionAudit.LECTURE and entree.objet == "dossier":
            break
        if entree.poste != poste and entree.action in _ECRITURES:
            ecrites.append(trace)
    return ecrites
