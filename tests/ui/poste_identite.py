"""Stand-ins of what the screen of an identity asks, and how the tests open it."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot

from ambroise.domain.entrees import InsLue
from ambroise.domain.envoi import EtatEnvoi
from ambroise.domain.identite import (
    AttributIdentite,
    IdentiteIns,
    Justificatif,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.identites.controller import IdentiteController
from ambroise.ui.identites.screen import IdentiteScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait
from ambroise.usecases.ports_identite import InsTrouvee, ResultatInsi
from tests.fakes import ecrans as e
from tests.fakes.dossiers import make_envoi
from tests.ui.ecrans import make_context, show


class FakeIdentites:
    """Answers one INSi result, applies what is accepted with the rules of the domain."""

    def __init__(
        self, patient: Patient, reponse: ResultatInsi | Exception, lue: InsLue | None = None
    ) -> None:
        self.patient = patient
        self.lue = lue
        self.reponse = reponse
        self.accepts: list[tuple[IdentiteIns | None, TypeJustificatif | None]] = []

    def search_insi(self, patient_id: UUID) -> ResultatInsi:
        assert patient_id == self.patient.id
        if isinstance(self.reponse, Exception):
            raise self.reponse
        return self.reponse

    def accept(
        self,
        patient_id: UUID,
        *,
        ins: IdentiteIns | None = None,
        justificatif: TypeJustificatif | None = None,
    ) -> Patient:
        self.accepts.append((ins, justificatif))
        identite = self.patient.identite
        if ins is not None:
            identite = identite.with_ins(ins)
        if justificatif is not None:
            identite = identite.with_justificatif(Justificatif(justificatif, e.JOUR, "899900063480"))
        self.patient = replace(self.patient, identite=identite)
        return self.patient

    def find_lecture(self, patient_id: UUID) -> InsLue | None:
        return self.lue

    def drop_lecture(self, patient_id: UUID) -> None:
        self.lue = None


class FakeRetraits:
    """One envoi waits, one has left; what was taken away comes back when asked."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.motifs: list[str] = []
        self.remises: list[Disqualification] = []
        self.a_retenir = replace(make_envoi(patient.id, "a"), libelle="Ordonnance du 4/6/2026 · DMP")
        self.parti = replace(
            make_envoi(patient.id, "b", etat=EtatEnvoi.REMIS), libelle="Courrier · Dr CARDIO Claude"
        )

    def declare_doubt(self, patient_id: UUID, attributs: frozenset[AttributIdentite]) -> Disqualification:
        avant = self.patient.identite
        doute = replace(self.patient, identite=avant.with_attributs(attributs))
        return Disqualification(doute, (self.a_retenir,), (self.parti,), avant)

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait:
        return SuitesRetrait((self.a_retenir,), (self.parti,))

    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification:
        self.motifs.append(motif)
        sans = replace(self.patient, identite=self.patient.identite.without_ins())
        return Disqualification(sans, (self.a_retenir,), (self.parti,), self.patient.identite)

    def restore_ins(self, faite: Disqualification) -> Patient:
        self.remises.append(faite)
        return replace(faite.patient, identite=faite.avant)


TROUVEE = InsTrouvee(e.DARTAGNAN_INS)


def open_identite(
    qtbot: QtBot,
    tmp_path: Path,
    tasks: Tasks,
    errors: ErrorDoor,
    reponse: ResultatInsi | Exception,
    lue: InsLue | None = None,
) -> tuple[IdentiteScreen, IdentiteController, FakeIdentites]:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = IdentiteScreen(context)
    service = FakeIdentites(e.DARTAGNAN, reponse, lue)
    controller = IdentiteController(screen, service, FakeRetraits(e.DARTAGNAN))
    show(qtbot, screen)
    controller.open(e.DARTAGNAN)
    return screen, controller, service
