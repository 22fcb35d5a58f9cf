"""Delivery of deposits, executions and cancellations to the ordonnance numérique service."""

import json

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.ordonnance_numerique_erreurs import transmitting
from ambroise.domain.envoi import Envoi
from esante.errors import Rejected
from esante.ordonnance_numerique import fhir
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.models import CodeErreur, EtatOrdonnance, Execution
from esante.ordonnance_numerique.numero import NumeroOrdonnance

JAMAIS_RECUE = "jamais reçue"


class TransmetteurDepot:
    """Deposits orders; the number makes a second deposit of the same order harmless."""

    def __init__(self, acces: AccesServices) -> None:
        self._acces = acces

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the service whether it knows the number."""
        with transmitting(), _client(self._acces) as client:
            return client.find(NumeroOrdonnance(envoi.cle_idempotence)) is not None

    def transmettre(self, envoi: Envoi) -> str:
        """Deposit and return the version acknowledged."""
        with transmitting(), _client(self._acces) as client:
            return client.record(fhir.read_depot(json.loads(envoi.contenu))).version


class TransmetteurExecution:
    """Sends executions; their identifier makes a second sending of the same one harmless.

    When another pharmacy answered other lines meanwhile, this answer is sent again for the order as it now
    stands: the boxes have left. The service itself refuses a first dispensing of a line already begun; a
    renewal is left to the pharmacist, as two of them look alike.
    """

    def __init__(self, acces: AccesServices) -> None:
        self._acces = acces

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the service whether the order already holds this execution."""
        with transmitting(), _client(self._acces) as client:
            execution = fhir.read_execution(json.loads(envoi.contenu)["execution"])
            consultee = client.find(execution.numero)
        connues = consultee.executions if consultee and consultee.executions else ()
        return any(e.identifiant == execution.identifiant for e in connues)

    def transmettre(self, envoi: Envoi) -> str:
        """Send and return the version acknowledged."""
        contenu = json.loads(envoi.contenu)
        with transmitting(), _client(self._acces) as client:
            execution = fhir.read_execution(contenu["execution"])
            try:
                return client.record_execution(execution, contenu["version"]).version
            except Rejected as refus:
                if refus.code != CodeErreur.MODIFIEE_ENTRE_TEMPS or _renews(execution):
                    raise
            actuelle = client.consult(execution.numero).version
            return client.record_execution(execution, actuelle).version


class TransmetteurAnnulation:
    """Cancels orders; the service takes a second cancellation of the same one for the first.

    One that never reached it is what was wanted: its deposit was tried without an answer, then called back.
    """

    def __init__(self, acces: AccesServices) -> None:
        self._acces = acces

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the service whether the order is cancelled."""
        with transmitting(), _client(self._acces) as client:
            connue = client.find(NumeroOrdonnance(envoi.cle_idempotence))
        return connue is not None and connue.etat is EtatOrdonnance.ANNULEE

    def transmettre(self, envoi: Envoi) -> str:
        """Cancel and return the version acknowledged."""
        motif = str(json.loads(envoi.contenu)["motif"])
        numero = NumeroOrdonnance(envoi.cle_idempotence)
        with transmitting(), _client(self._acces) as client:
            if client.find(numero) is None:
                return JAMAIS_RECUE
            return client.cancel(numero, motif).version


def _renews(execution: Execution) -> bool:
    """Tell whether a line continues a dispensing begun before."""
    return any(ligne.completude is not None and not ligne.completude.is_first for ligne in execution.lignes)


def _client(acces: AccesServices) -> OrdonnanceNumeriqueClient:
    return OrdonnanceNumeriqueClient(acces.http_card("ordonnance_numerique"))
