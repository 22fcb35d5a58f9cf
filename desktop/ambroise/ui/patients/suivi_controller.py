"""Between what follows a patient and its use case: note, tick, correct, take out, each with its way back."""

from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject

from ambroise.domain.entrees import Entree, Tache
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.ports import Suivi
from ambroise.ui.words import NBSP
from ambroise.usecases.errors import ConflitVersion
from ambroise.usecases.suivi import GenreSuivi

PAR_ERREUR: Final = "Saisie par erreur"


class SuiviController(QObject):
    """Acts on the open file, then reads it again."""

    def __init__(self, screen: DossierScreen, suivi: Suivi, refresh: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._suivi, self._refresh = screen, suivi, refresh
        screen.suivi_added.connect(self._add)
        screen.task_ticked.connect(self._tick)
        screen.no_allergy_told.connect(self._no_allergy)
        screen.corrected.connect(self._correct)
        screen.annulled.connect(self._annul)
        screen.treatment_stopped.connect(self._stop)

    def _add(self, genre: GenreSuivi, libelle: str, le: date | None) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: self._suivi.add(patient_id, genre, libelle, le),
                lambda entree: self._done(
                    f"Noté{NBSP}: {libelle}", lambda: self._suivi.annul(patient_id, entree.id, PAR_ERREUR)
                ),
            )

    def _tick(self, tache: Tache, faite: bool) -> None:
        self._act(lambda: self._suivi.set_done(tache, faite=faite))

    def _stop(self, traitement: TraitementEnCours, motif: str) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: self._suivi.stop(patient_id, traitement, motif),
                lambda arret: self._done(
                    f"Arrêté{NBSP}: {traitement.ligne.nom_court}",
                    lambda: self._suivi.annul(patient_id, arret.id, PAR_ERREUR),
                ),
            )

    def _no_allergy(self) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._act(lambda: self._suivi.declare_no_allergy(patient_id))

    def _correct(self, entree: Entree) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: self._suivi.correct(entree),
                lambda _: self._done("Corrigé", lambda: self._suivi.undo(patient_id, entree.id)),
                on_error=lambda error: self._refused(entree, error),
            )

    def _refused(self, entree: Entree, error: BaseException) -> None:
        """What was typed stays to be written again, over what another seat wrote meanwhile."""
        actuelle = error.actuel if isinstance(error, ConflitVersion) else None
        self._screen.cotes.suivi.correct_again(actuelle or entree, entree)
        self._screen.show_error(error)

    def _annul(self, id_: UUID, motif: str) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: self._suivi.annul(patient_id, id_, motif),
                lambda _: self._done(f"Retiré du dossier{NBSP}: {motif}"),
            )

    def _done(self, mots: str, undo: Callable[[], object] | None = None) -> None:
        self._refresh()
        self._screen.toast.say(mots, None if undo is None else lambda: self._act(undo))

    def _act(self, act: Callable[[], object]) -> None:
        self._screen.run(lambda _: act(), lambda _: self._refresh())

    @property
    def _patient_id(self) -> UUID | None:
        return self._screen.dossier.patient.id if self._screen.dossier is not None else None
