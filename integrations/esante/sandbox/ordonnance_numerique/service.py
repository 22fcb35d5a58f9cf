"""The HTTP face of the simulated ordonnance numérique service, as a WSGI application."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.errors import Malformed
from esante.ordonnance_numerique import fhir, wire
from esante.ordonnance_numerique.models import Accuse, CodeErreur, EtatOrdonnance
from esante.ordonnance_numerique.numero import parse_numero
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.registre import Registre
from esante.sandbox.ordonnance_numerique.regles import Refus

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_LARGEST = 2 * 1024 * 1024
_STATUSES = {
    CodeErreur.NUMERO_INCONNU: 404,
    CodeErreur.APPELANT_NON_HABILITE: 403,
    CodeErreur.NUMERO_DEJA_UTILISE: 409,
    CodeErreur.MODIFIEE_ENTRE_TEMPS: 412,
    CodeErreur.MESSAGE_ILLISIBLE: 400,
}
_ROUTES = Map(
    [
        Rule("/ordonnances/_search", methods=["POST"], endpoint="search"),
        Rule("/ordonnances/<numero>", methods=["PUT"], endpoint="record"),
        Rule("/ordonnances/<numero>", methods=["GET"], endpoint="consult"),
        Rule("/ordonnances/<numero>/executions/<identifiant>", methods=["PUT"], endpoint="execute"),
        Rule("/ordonnances/<numero>/annulation", methods=["POST"], endpoint="cancel"),
    ]
)


class OrdonnanceNumeriqueService:
    """The WSGI application.

    Args:
        registre: what the service holds.
        identify: tells who calls, from the WSGI environment (the TLS certificate); None refuses.
    """

    def __init__(self, registre: Registre, identify: Callable[["WSGIEnvironment"], Appelant | None]) -> None:
        self._registre = registre
        self._identify = identify

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = _LARGEST
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
            appelant = self._identify(request.environ)
            if appelant is None:
                return _json(wire.write_erreur("ON-AUTHENTIFICATION", "Certificat de carte attendu"), 401)
            handler: Callable[..., Response] = getattr(self, f"_{endpoint}")
            return handler(request, appelant, **values)
        except Refus as refus:
            return _json(wire.write_erreur(refus.code, refus.libelle), _STATUSES.get(refus.code, 422))
        except Malformed as error:
            return _json(wire.write_erreur(CodeErreur.MESSAGE_ILLISIBLE, str(error)), 400)
        except RequestEntityTooLarge:
            return _json(wire.write_erreur(CodeErreur.MESSAGE_ILLISIBLE, "Message trop grand"), 413)
        except HTTPException as error:
            return error.get_response(request.environ)

    def _record(self, request: Request, appelant: Appelant, numero: str) -> Response:
        depot = fhir.read_depot(_body(request))
        if depot.numero != parse_numero(numero):
            raise Malformed("le numéro de l’adresse n’est pas celui du dépôt")
        return _accuse(self._registre.record(depot, appelant))

    def _consult(self, _request: Request, appelant: Appelant, numero: str) -> Response:
        ordonnance = self._registre.consult(parse_numero(numero), appelant)
        answer = _json(wire.write_ordonnance(ordonnance), 200)
        answer.set_etag(ordonnance.version)
        return answer

    def _search(self, request: Request, appelant: Appelant) -> Response:
        system, _, matricule = request.form.get("patient", "").partition("|")
        if not matricule or not system.startswith("urn:oid:"):
            raise Malformed("paramètre patient absent ou mal formé")
        try:
            etat = EtatOrdonnance(request.form["etat"]) if "etat" in request.form else None
        except ValueError:
            raise Malformed("état inconnu") from None
        found = self._registre.search(system.removeprefix("urn:oid:"), matricule, etat, appelant)
        return _json(wire.write_resumes(found), 200)

    def _execute(self, request: Request, appelant: Appelant, numero: str, identifiant: str) -> Response:
        execution = fhir.read_execution(_body(request))
        if execution.numero != parse_numero(numero) or execution.identifiant != identifiant:
            raise Malformed("l’adresse n’est pas celle de l’exécution envoyée")
        version = request.headers.get("If-Match", "").strip('"')
        if not version:
            raise Malformed("If-Match absent : l’ordonnance se consulte avant de s’exécuter")
        return _accuse(self._registre.record_execution(execution, version, appelant))

    def _cancel(self, request: Request, appelant: Appelant, numero: str) -> Response:
        motif = _body(request).get("motif")
        if not isinstance(motif, str):
            raise Malformed("motif absent")
        return _accuse(self._registre.cancel(parse_numero(numero), motif, appelant))


def _body(request: Request) -> fhir.Json:
    try:
        tree = json.loads(request.get_data())
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Malformed("corps JSON attendu")
    return tree


def _accuse(accuse: Accuse) -> Response:
    answer = _json({"resourceType": "Parameters"}, 200 if accuse.deja_enregistre else 201)
    answer.set_etag(accuse.version)
    return answer


def _json(tree: fhir.Json, status: int) -> Response:
    return Response(
        json.dumps(tree, ensure_ascii=False),
        status=status,
        content_type="application/fhir+json; charset=utf-8",
    )
