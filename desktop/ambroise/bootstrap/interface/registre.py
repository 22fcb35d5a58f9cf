"""The registers of the pharmacy on the screen, over a base that is opened in a worker."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from ambroise.adapters.fichiers import read_file
from ambroise.adapters.papier import to_pdf
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.gs1 import CodeBoiteInvalide
from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EcritureStupefiant, EntreeOrdonnancier, SensMouvement
from ambroise.usecases.boites_bipees import read_boite
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.copies_ordonnances import CopieService
from ambroise.usecases.interventions import InterventionService
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RegistreService, RenouvellementDu
from ambroise.usecases.sessions import SessionService
from esante.ordonnance_numerique.azerty import readings


class RegistresEcran:
    """``ui.registre.ports.Registres``."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        referentiel: Referentiel,
        interventions: InterventionService,
        copies: CopieService,
    ) -> None:
        self._contexte, self._session, self._referentiel = contexte, session, referentiel
        self._interventions, self._copies = interventions, copies

    def ordonnancier(self) -> Sequence[EntreeOrdonnancier]:
        return self._service().ordonnancier()

    def balance(self) -> Sequence[BalanceProduit]:
        return self._service().balance()

    def dues(self) -> Sequence[BoitesDues]:
        return self._service().dues()

    def renouvellements(self, le: date) -> Sequence[RenouvellementDu]:
        return self._service().renouvellements(le)

    def record(self, produit: str, sens: SensMouvement, unites: Decimal, piece: str) -> EcritureStupefiant:
        return self._service().record(code_of(produit), sens, unites, piece)

    def interventions(self) -> Sequence[InterventionPharmaceutique]:
        return self._interventions.list()

    def bilan(self) -> Sequence[LigneBilan]:
        return self._service().bilan()

    def copies(self) -> Sequence[CopieOrdonnance]:
        return self._copies.list()

    def answer(
        self, intervention: InterventionPharmaceutique, devenir: Devenir
    ) -> InterventionPharmaceutique:
        return self._interventions.answer(intervention, devenir)

    def _service(self) -> RegistreService:
        return RegistreService(self._contexte, self._session, self._referentiel.base())


class CopiesEcran:
    """``ui.registre.ports.Copies``."""

    def __init__(self, copies: CopieService) -> None:
        self._copies = copies

    def join(self, copie: CopieOrdonnance, chemin: Path) -> CopieOrdonnance:
        return self._copies.join(copie, to_pdf(read_file(chemin)))

    def destroy(self, copie: CopieOrdonnance) -> None:
        self._copies.destroy(copie)


def code_of(produit: str) -> str:
    """Return the CIP13 of a pack scanned in the form, else what was typed."""
    try:
        return read_boite(produit, readings).code_cip13 or produit
    except CodeBoiteInvalide:
        return produit
