"""The HTTP face of the simulated ordonnance numérique service."""

import json
from collections.abc import Callable

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.errors import Malformed
from esante.igc_sante import read_certificat
from esante.ordonnance_numerique import fhir, wire
from esante.ordonnance_numerique.models import Accuse, CodeErreur, EtatOrdonnance
from esante.ordonnance_numerique.numero import parse_numero
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.refus import Refus
from esante.sandbox.ordonnance_numerique.registre import Registre
from esante.sandbox.professionnels import professionnel
from esante.sandbox.psc.jetons import EmetteurJetons, JetonRefuse
from esante.sandbox.service import CertificatClient, Contexte, peer_certificate

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
        Rule("/compteurs", methods=["GET"], endpoint="counters"),
        Rule("/ordonnances/_search", methods=["POST"], endpoint="search"),
        Rule("/ordonnances/<numero>", methods=["PUT"], endpoint="record"),
        Rule("/ordonnances/<numero>", methods=["GET"], endpoint="consult"),
        Rule("/ordonnances/<numero>/executions/<identifiant>", methods=["PUT"], endpoint="execute"),
        Rule("/ordonnances/<numero>/annulation", methods=["POST"], endpoint="cancel"),
    ]
)


class OrdonnanceNumeriqueService:
    """The service, known as ``ordonnance_numerique``.

    A caller is known by the authentication certificate of a card, or by the Pro Santé Connect token that the
    relay adds.
    """

    nom = "ordonnance_numerique"
    certificat_client = CertificatClient.FACULTATIF

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._registre = Registre(contexte.folder / "ordonnances.sqlite", contexte.now)
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)

    def close(self) -> None:
        """Close the file."""
        self._registre.close()

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        request.max_content_length = _LARGEST
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
            if endpoint == "counters":
                return _json(dict(self._registre.counters()), 200)
            appelant = self._identify(request)
            if appelant is None:
                return _json(wire.write_erreur("ON-AUTHENTIFICATION", "Carte ou session attendue"), 401)
            handler: Callable[..., Response] = getattr(self, f"_{endpoint}")
            return handler(request, appelant, **values)
        except Refus as refus:
            return _json(wire.write_erreur(refus.code, refus.libelle), _STATUSES.get(refus.code, 422))
        except Malformed as error:
            return _json(wire.write_erreur(CodeErreur.MESSAGE_ILLISIBLE, str(error)), 400)
        except RequestEntityTooLarge:
            return _json(wire.write_erreur(CodeErreur.MESSAGE_ILLISIBLE, "Message trop grand"), 413)
        except HTTPException as error:
            return Response(status=error.code)

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with a code of the service."""
        try:
            status = _STATUSES.get(CodeErreur(code), 422)
        except ValueError:
            status = 422
        return _json(wire.write_erreur(code, "Refus demandé au bac à sable"), status)

    def _identify(self, request: Request) -> Appelant | None:
        certificate = peer_certificate(request)
        if certificate is not None:
            holder = read_certificat(certificate)
            return Appelant(holder.identifiant, holder.profession) if holder.profession else None
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            return None
        try:
            claims = self._jetons.check(token)
        except JetonRefuse:
            return None
        person = professionnel(str(claims.get("preferred_username", "")))
        return Appelant(person.identifiant, person.profession) if person else None

    def _record(self, request: Request, appelant: Appelant, numero: str) -> Response:
        depot = fhir.read_depot(_body(request))
        if depot.numero != parse_numero(numero):
            raise Malformed("le numéro de l’adresse n’est pas celui du dépôt")
        self._contexte.compteurs.count_received(depot.numero)
        accuse = self._registre.record(depot, appelant)
        if not accuse.deja_enregistre:
            self._contexte.compteurs.count_accepted(depot.numero)
        return _accuse(accuse)

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
            raise Malformed("If-Match absent\u00a0: l’ordonnance se consulte avant de s’exécuter")
        self._contexte.compteurs.count_received(execution.identifiant)
        accuse = self._registre.record_execution(execution, version, appelant)
        if not accuse.deja_enregistre:
            self._contexte.compteurs.count_accepted(execution.identifiant)
        return _accuse(accuse)

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


SERVICES = ((OrdonnanceNumeriqueService.nom, OrdonnanceNumeriqueService),)
