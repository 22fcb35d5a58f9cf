"""The use cases over the in-memory store and the fake services."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.identite import (
    OID_INS_NIR,
    IdentiteIns,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import ProfessionnelRemplace
from ambroise.usecases.identites import IdentiteService
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import Horloge
from ambroise.usecases.sessions import SessionService
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.services import (
    FauxDocuments,
    FauxInsi,
    FauxLecteurs,
    FauxNumeros,
    FauxPreparation,
    FauxServiceOrdonnances,
)

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
MATRICULE_ZOE = MatriculeIns("275126322074974", OID_INS_NIR)


@dataclass
class Cabinet:
    """Everything a test of use cases handles."""

    base: BaseMemoire = field(default_factory=BaseMemoire)
    lecteurs: FauxLecteurs = field(default_factory=FauxLecteurs)
    insi: FauxInsi = field(default_factory=FauxInsi)
    service: FauxServiceOrdonnances = field(default_factory=FauxServiceOrdonnances)
    horloge: Horloge | None = None
    remplace: ProfessionnelRemplace | None = None
    numeros: FauxNumeros = field(default_factory=FauxNumeros)

    def __post_init__(self) -> None:
        contexte = make_contexte(self.base)
        self.contexte = replace(contexte, horloge=self.horloge or contexte.horloge)
        self.session = SessionService(self.contexte, self.lecteurs)
        self.patients = PatientService(self.contexte, self.session)
        self.identites = IdentiteService(self.contexte, self.session, self.insi)
        self.ordonnances = OrdonnanceService(
            self.contexte,
            self.session,
            numeros=self.numeros,
            documents=FauxDocuments(),
            preparation=FauxPreparation(),
            service=self.service,
            find_remplace=lambda _: self.remplace,
        )

    def qualified_zoe(self) -> Patient:
        """Create the published test patient, qualified."""
        patient = self.identites.create(ZOE)
        return self.identites.accept(patient.id, ins=self.ins_zoe(), justificatif=TypeJustificatif.PASSEPORT)

    def ins_zoe(self) -> IdentiteIns:
        """What INSi answers for the published test patient."""
        return IdentiteIns(MATRICULE_ZOE, ZOE, self.contexte.horloge())

    def traces(self, patient_id: UUID | None = None) -> list[str]:
        """Return what was traced, oldest first, as ``action objet``."""
        return [
            f"{e.action.value} {e.objet}"
            for e in self.base.tables.audit
            if patient_id in (None, e.patient_id)
        ]


@pytest.fixture
def cabinet() -> Cabinet:
    """A practice where nobody is logged in."""
    return Cabinet()


@pytest.fixture
def ouvert(cabinet: Cabinet) -> Cabinet:
    """A practice where the test doctor is logged in."""
    cabinet.session.open("1234")
    return cabinet
