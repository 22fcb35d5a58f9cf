"""What an identity scenario has done so far, over the real sandbox INSi."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ambroise.adapters.insi_certificat import FichiersInsi, InsiCertificat
from ambroise.domain.doublons import Rapprochement
from ambroise.domain.identite import (
    Identite,
    QualificationRefusee,
    Sexe,
    TraitsIdentite,
)
from ambroise.domain.patient import Patient
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.identites import IdentiteService
from ambroise.usecases.identitovigilance import Disqualification, IdentitovigilanceService
from ambroise.usecases.ports_identite import InsTrouvee, ResultatInsi
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from tests.unit.ambroise.usecases.conftest import Cabinet

ENFANT = TraitsIdentite("NESSI", "MICHELANGELO ANTHONY", Sexe.MASCULIN, date(2010, 8, 7), "63220")


ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")


@dataclass
class Monde:
    """What a scenario has done so far."""

    cabinet: Cabinet
    sandbox: Sandbox
    patient: Patient | None = None
    resultat: ResultatInsi | None = None
    erreur: Exception | None = None
    identite: Identite | None = None
    disqualification: Disqualification | None = None
    proches: tuple[Rapprochement, ...] = ()
    date_saisie: tuple[date, bool] | None = None
    lu: TraitsIdentite | None = None
    avant: int = field(default=0)

    def __post_init__(self) -> None:
        carte = self.sandbox.autorite.carte(MAX_LIBRE).signature
        adresses = self.sandbox.adresses
        self.insi = InsiCertificat(
            FichiersInsi(
                adresses.services["insi"], carte.certificate_file, carte.key_file, adresses.autorite
            ),
            "AMBROISE-BAC-A-SABLE",
            UUID(int=7),
            self.cabinet.contexte.horloge,
            facturation=MAX_LIBRE.identifiant_facturation,
        )
        contexte, session = self.cabinet.contexte, self.cabinet.session
        self.identites = IdentiteService(contexte, session, self.insi)
        self.vigilance = IdentitovigilanceService(contexte, session)
        self.avant = len(self.sandbox.compteurs["insi"].accepted)

    @property
    def fiche(self) -> Patient:
        assert self.patient is not None
        with self.cabinet.contexte.uow() as uow:
            return uow.patients.get(self.patient.id)

    def ask(self, patient_id: UUID) -> ResultatInsi:
        """Ask INSi, and take the identity it found."""
        resultat = self.identites.search_insi(patient_id)
        if isinstance(resultat, InsTrouvee):
            self.identites.accept(patient_id, ins=resultat.identite)
        return resultat

    def try_(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (AmbroiseError, QualificationRefusee) as error:
            self.erreur = error
