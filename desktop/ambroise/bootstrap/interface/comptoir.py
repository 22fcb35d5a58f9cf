"""What the counter asks before any answer: the controls of an order, and the code of a pack."""

from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide
from ambroise.usecases.boites_bipees import read_boite
from ambroise.usecases.comptoir import ComptoirService, ControleComptoir
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from esante.ordonnance_numerique.azerty import unscramble


class ControlesEcran:
    """``ui.ports.ControlesComptoir`` over the medicines base."""

    def __init__(self, contexte: Contexte, referentiel: Referentiel) -> None:
        self._contexte = contexte
        self._referentiel = referentiel

    def control(self, consultee: OrdonnanceConsultee) -> ControleComptoir:
        jour = self._contexte.horloge().astimezone().date()
        return ComptoirService(self._contexte, self._referentiel.base()).control(consultee, jour)

    def read_boite(self, texte: str) -> CodeBoite | None:
        try:
            return read_boite(texte, unscramble)
        except CodeBoiteInvalide:
            return None
