"""The control API: tell a service of the sandbox to fail, and count what it received.

Loopback, plain HTTP, JSON only.  ``POST /controle/<service>`` changes settings (fields of ``Reglages``),
``DELETE`` puts them at rest, ``GET /controle/<service>/compteurs`` gives the figures.
"""

import json
from dataclasses import asdict, fields
from typing import Any

from werkzeug.exceptions import BadRequest, HTTPException, NotFound, UnsupportedMediaType
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.sandbox.service import Compteurs, Reglages

_ROUTES = Map(
    [
        Rule("/controle", endpoint="index", methods=["GET"]),
        Rule("/controle/<service>", endpoint="read", methods=["GET"]),
        Rule("/controle/<service>", endpoint="change", methods=["POST"]),
        Rule("/controle/<service>", endpoint="rest", methods=["DELETE"]),
        Rule("/controle/<service>/compteurs", endpoint="compteurs", methods=["GET"]),
    ]
)
_TYPES: dict[str, tuple[type, ...]] = {
    "slow": (int, float),
    "refuse": (str, type(None)),
    "garbage": (bool,),
    "down": (bool,),
    "fail_next": (int,),
    "lose_answers": (int,),
    "clock_offset": (int, float),
}


class Controle:
    """The WSGI application of the control API."""

    def __init__(self, reglages: dict[str, Reglages], compteurs: dict[str, Compteurs]) -> None:
        self._reglages = reglages
        self._compteurs = compteurs

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        try:
            response = self._respond(request)
        except HTTPException as error:
            response = _json({"erreur": error.description}, error.code or 500)
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        endpoint, arguments = _ROUTES.bind_to_environ(request.environ).match()
        if endpoint == "index":
            return _json({nom: asdict(r) for nom, r in self._reglages.items()})
        service = arguments["service"]
        if service not in self._reglages:
            raise NotFound("service inconnu de la sandbox")
        if endpoint == "compteurs":
            return _json(self._compteurs[service].as_json())
        reglages = self._reglages[service]
        if endpoint == "change":
            _apply(reglages, _read(request))
        elif endpoint == "rest":
            _apply(reglages, asdict(Reglages()))
        return _json(asdict(reglages))


def _read(request: Request) -> dict[str, object]:
    # A page in a browser cannot send JSON elsewhere without asking first: no site can drive the sandbox.
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("application/json attendu")
    try:
        content = json.loads(request.get_data())
    except ValueError:
        raise BadRequest("JSON illisible") from None
    if not isinstance(content, dict):
        raise BadRequest("objet JSON attendu")
    known = {f.name for f in fields(Reglages)}
    for name, value in content.items():
        if name not in known:
            raise BadRequest(f"réglage inconnu\u00a0: {name}")
        wrong = isinstance(value, bool) and bool not in _TYPES[name]
        if wrong or not isinstance(value, _TYPES[name]):
            raise BadRequest(f"valeur refusée pour {name}")
    return content


def _apply(reglages: Reglages, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(reglages, name, value)


def _json(content: object, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, content_type="application/json")
