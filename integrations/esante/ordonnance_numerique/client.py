"""Deposit, consult, search, execute and cancel an ordonnance numérique.

The verbs carry the published operation names (EP4 record, EP3 consult, EP2 search, EP1 execution data).
Cancellation and replacement are expected but not published. The wire is the public FHIR model, not the
protocol of the Assurance Maladie: a publisher under agreement replaces this client behind the same verbs.

The number makes a deposit idempotent and the execution's identifier makes an execution idempotent: after a
cut, send the same thing again, or ask first with :meth:`OrdonnanceNumeriqueClient.find`.
"""

from typing import Any

import httpx

from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.fermeture import Closing
from esante.ordonnance_numerique import fhir, wire
from esante.ordonnance_numerique.models import (
    Accuse,
    CodeErreur,
    Depot,
    EtatOrdonnance,
    Execution,
    OrdonnanceConsultee,
    ResumeOrdonnance,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.transport import key_failure

_LARGEST = 4 * 1024 * 1024


class OrdonnanceNumeriqueClient(Closing):
    """A session with the service, authenticated by the TLS certificate of the caller's card.

    Args:
        http: a client whose ``base_url`` is the service and whose TLS context holds the card's authentication
            certificate; timeouts are its own.
    """

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def close(self) -> None:
        self._http.close()

    def record(self, depot: Depot) -> Accuse:
        """Deposit an ordonnance (EP4); sending the same again changes nothing.

        With ``depot.remplace``, the replaced ordonnance is cancelled in the same operation.

        Raises:
            Rejected: a line or a field was refused, or the number serves another ordonnance.
        """
        answer = self._send("PUT", f"ordonnances/{depot.numero}", json=fhir.write_depot(depot))
        return _accuse(depot.numero, answer)

    def consult(self, numero: NumeroOrdonnance) -> OrdonnanceConsultee:
        """Return an ordonnance as it stands now (EP3).

        Raises:
            Rejected: the number is unknown.
        """
        return wire.read_ordonnance(_json(self._send("GET", f"ordonnances/{numero}")))

    def find(self, numero: NumeroOrdonnance) -> OrdonnanceConsultee | None:
        """Return an ordonnance, or None when the service does not know the number: the question before a
        resend."""
        try:
            return self.consult(numero)
        except Rejected as answer:
            if answer.code == CodeErreur.NUMERO_INCONNU:
                return None
            raise

    def search(
        self, matricule: str, oid: str, etat: EtatOrdonnance | None = None
    ) -> tuple[ResumeOrdonnance, ...]:
        """Return the ordonnances of a patient that the caller may see (EP2).

        The matricule travels in the body, as an address ends in logs.
        """
        form = {"patient": f"urn:oid:{oid}|{matricule}"} | ({"etat": etat.value} if etat else {})
        return wire.read_resumes(_json(self._send("POST", "ordonnances/_search", data=form)))

    def record_execution(self, execution: Execution, version: str) -> Accuse:
        """Send the data of an execution (EP1).

        Args:
            version: the version just consulted; another pharmacy coming between makes the service refuse.

        Raises:
            Rejected: fully executed, expired, cancelled, changed meanwhile, or a line answered wrongly.
        """
        answer = self._send(
            "PUT",
            f"ordonnances/{execution.numero}/executions/{execution.identifiant}",
            json=fhir.write_execution(execution),
            headers={"If-Match": f'"{version}"'},
        )
        return _accuse(execution.numero, answer)

    def cancel(self, numero: NumeroOrdonnance, motif: str) -> Accuse:
        """Cancel one's own ordonnance while no line was executed.

        Raises:
            Rejected: execution has begun, or the caller is not the author.
        """
        return _accuse(numero, self._send("POST", f"ordonnances/{numero}/annulation", json={"motif": motif}))

    def replace(self, depot: Depot) -> Accuse:
        """Deposit an ordonnance that cancels and replaces ``depot.remplace``."""
        if depot.remplace is None:
            raise ValueError("le dépôt ne dit pas quelle ordonnance il remplace")
        return self.record(depot)

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            with self._http.stream(method, path, **content) as answer:
                size = 0
                chunks = []
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > _LARGEST:
                        raise Malformed("réponse démesurée du service d’ordonnance numérique")
                    chunks.append(chunk)
        except httpx.TransportError as error:
            raise key_failure(self._http) or Unreachable(
                f"service d’ordonnance numérique injoignable ({type(error).__name__})"
            ) from error
        except httpx.DecodingError as error:
            raise Malformed("réponse mal encodée du service d’ordonnance numérique") from error
        body = httpx.Response(
            answer.status_code, headers=_without_encoding(answer.headers), content=b"".join(chunks)
        )
        if body.is_success:
            return body
        if body.status_code == httpx.codes.UNAUTHORIZED:
            raise Refused("authentification refusée par le service d’ordonnance numérique")
        if body.status_code >= 500 or body.status_code in (
            httpx.codes.TOO_MANY_REQUESTS,
            httpx.codes.REQUEST_TIMEOUT,
        ):
            raise Unreachable(f"service d’ordonnance numérique indisponible (HTTP {body.status_code})")
        code, libelle = wire.read_erreur(_json(body))
        raise Rejected(code, libelle)


def _accuse(numero: NumeroOrdonnance, answer: httpx.Response) -> Accuse:
    version = answer.headers.get("ETag", "").strip('"')
    if not version:
        raise Malformed("accusé sans version")
    return Accuse(numero, version, deja_enregistre=answer.status_code == httpx.codes.OK)


def _json(answer: httpx.Response) -> fhir.Json:
    try:
        tree = answer.json()
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Malformed(f"réponse illisible du service d’ordonnance numérique (HTTP {answer.status_code})")
    return tree


def _without_encoding(headers: httpx.Headers) -> httpx.Headers:
    return httpx.Headers(
        [
            (key, value)
            for key, value in headers.items()
            if key.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
        ]
    )
