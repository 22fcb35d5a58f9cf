"""What the counter of a pharmacy needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ambroise.domain.dispensation import Dispensation, DispensationLigne
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.medicament import Presentation
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.dispensations import OrdonnanceScannee
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee


@dataclass(frozen=True)
class BoiteGroupe:
    """A pack that may answer a line: reference first, then by price and name."""

    presentation: Presentation
    denomination: str
    is_reference: bool = False
    deja_recue: str = ""
    complement: bool = False
    """In the group by complement of posology: another strength, never offered first."""
    is_stupefiant: bool = False
    hors_groupe: bool = False
    """Another medicine, looked for because the prescriber agreed to a change."""
    is_biosimilaire: bool = False
    consigne: str = ""
    """What the law asks of whoever gives this similar biological in place of another, empty for the rest."""

    is_marge_etroite: bool = False
    """Of a narrow therapeutic margin: its substitution may be excluded."""

    @property
    def is_a_compter(self) -> bool:
        """Tell whether it goes to the register of narcotics while the base does not say what it holds."""
        return self.is_stupefiant and not self.presentation.unites


class Dispensations(Protocol):
    """Acts of the pharmacist (``usecases.dispensations.DispensationService``)."""

    def scan(self, texte: str) -> OrdonnanceScannee: ...

    def dispense(
        self,
        consultee: OrdonnanceConsultee,
        lignes: tuple[DispensationLigne, ...],
        *,
        patient_id: UUID | None = None,
        porteur: str = "",
    ) -> Dispensation: ...


class ControlesComptoir(Protocol):
    """What the pharmacist knows before answering (``usecases.comptoir.ComptoirService``)."""

    def control(self, consultee: OrdonnanceConsultee) -> ControleComptoir: ...

    def control_again(self, connu: ControleComptoir, repondue: OrdonnanceConsultee) -> ControleComptoir: ...

    def check_pack(self, code: CodeBoite) -> None:
        """Raises BoiteRappelee for a recalled lot, BoiteDejaDelivree for a pack already given here."""

    def read_boite(self, texte: str) -> CodeBoite | None:
        """Read the code of a pack; None when it is none. Quick and without I/O."""


class Boites(Protocol):
    """The packs of the base that answer a line."""

    def find(self, ligne: LigneConsultee) -> Sequence[BoiteGroupe]: ...

    def search(self, texte: str) -> Sequence[BoiteGroupe]:
        """Return the packs of any medicine, by the code of a pack or by words."""
