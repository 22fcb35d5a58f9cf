"""What the counter asks before any answer: the controls of an order, and the code of a pack."""

from collections.abc import Callable
from pathlib import Path

from ambroise.adapters.fichiers import read_file
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.domain.gs1 import CodeBoite, CodeBoiteInvalide
from ambroise.domain.rappel import LotsRappeles
from ambroise.usecases.boites_bipees import read_boite
from ambroise.usecases.code_image import find_code
from ambroise.usecases.comptoir import Autres, ComptoirService, ControleComptoir
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports_actes import CodeLu, OrdonnanceConsultee
from ambroise.usecases.ports_identite import PortSymboles
from esante.ordonnance_numerique.azerty import readings


class CodesEcran:
    """``ui.comptoir.fichier.LecteurCodes``."""

    def __init__(self, symboles: PortSymboles, read_code: Callable[[str], CodeLu]) -> None:
        self._symboles, self._read_code = symboles, read_code

    def read_file(self, chemin: Path) -> str:
        return self.read_picture(read_file(chemin).contenu)

    def read_picture(self, contenu: bytes) -> str:
        return find_code(self._symboles, self._read_code, contenu)


class ControlesEcran:
    """``ui.ports.ControlesComptoir`` over the medicines base."""

    def __init__(
        self,
        contexte: Contexte,
        referentiel: Referentiel,
        autres: Autres,
        rappels: Callable[[], LotsRappeles],
    ) -> None:
        self._contexte, self._rappels = contexte, rappels
        self._autres = autres
        self._referentiel = referentiel

    def control(self, consultee: OrdonnanceConsultee) -> ControleComptoir:
        return self._service.control(consultee, self._contexte.horloge().astimezone().date())

    def control_again(self, connu: ControleComptoir, repondue: OrdonnanceConsultee) -> ControleComptoir:
        return self._service.control_again(connu, repondue)

    def check_pack(self, code: CodeBoite) -> None:
        self._service.check_pack(code)

    def read_boite(self, texte: str) -> CodeBoite | None:
        try:
            return read_boite(texte, readings)
        except CodeBoiteInvalide:
            return None

    @property
    def _service(self) -> ComptoirService:
        return ComptoirService(self._contexte, self._referentiel.base(), self._autres, self._rappels)
