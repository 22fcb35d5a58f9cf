"""One act frozen for each service that will receive it."""

from ambroise.adapters.dmp import Dmp
from ambroise.adapters.mssante import Messagerie
from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
from ambroise.domain.dispensation import Dispensation
from ambroise.usecases.ports_actes import ActeSigne, DocumentPret, EnvoiPrepare, OrdonnanceConsultee


class Preparation:
    """The three services behind the one port of the use cases."""

    def __init__(self, numerique: OrdonnanceNumerique, dmp: Dmp, messagerie: Messagerie) -> None:
        self._numerique = numerique
        self._dmp = dmp
        self._messagerie = messagerie

    def prepare_depot(self, acte: ActeSigne) -> EnvoiPrepare:
        return self._numerique.prepare_depot(acte)

    def prepare_dmp(self, document: DocumentPret) -> EnvoiPrepare:
        return self._dmp.prepare_dmp(document)

    def read_masques(self, contenu: bytes) -> tuple[str, ...]:
        return self._dmp.read_masques(contenu)

    def prepare_message(self, acte: ActeSigne, destinataire: str, *, au_patient: bool) -> EnvoiPrepare:
        return self._messagerie.prepare_message(acte, destinataire, au_patient=au_patient)

    def prepare_execution(self, consultee: OrdonnanceConsultee, dispensation: Dispensation) -> EnvoiPrepare:
        return self._numerique.prepare_execution(consultee, dispensation)
