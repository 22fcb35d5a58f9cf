"""The simulated service of the orders without its network: its rules, its state, and what a line may do."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import httpx
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from ambroise.adapters.carte_ouverte import AccesServices, CarteOuverte
from ambroise.adapters.environnement import load_environnement
from ambroise.domain.professionnel import SessionProfessionnel
from esante.sandbox.autorite import Autorite
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.registre import Registre
from esante.sandbox.ordonnance_numerique.service import OrdonnanceNumeriqueService
from esante.sandbox.professionnels import MAX_LIBRE, ProfessionnelTest
from esante.sandbox.service import Compteurs, Contexte, Reglages


class _Service(OrdonnanceNumeriqueService):
    """Knows its caller without a certificate."""

    def __init__(self, folder: Path, reglages: Reglages) -> None:
        self._contexte = Contexte(folder, cast("Autorite", None), reglages, Compteurs(), {})
        self._registre = Registre(":memory:", self._contexte.now)
        self.appelant = Appelant(MAX_LIBRE.identifiant, MAX_LIBRE.profession)

    def _identify(self, request: Request) -> Appelant | None:
        return self.appelant


Panne = Callable[[httpx.Request], httpx.Response]
"""What happens to a request instead of reaching the service; raises what the network would."""


class ServiceOrdonnance(httpx.BaseTransport):
    """Answers for real to whoever sits there; ``panne`` comes before it, ``perdu`` loses its answer."""

    def __init__(self, folder: Path) -> None:
        self.reglages = Reglages()
        self._service = _Service(folder, self.reglages)
        self.panne: Panne | None = None
        self.perdu: httpx.TransportError | None = None
        self.recues: list[str] = []
        """What reached the service: ``PUT /ordonnances/…``."""

    def sit(self, personne: ProfessionnelTest) -> None:
        """Change who calls."""
        self._service.appelant = Appelant(personne.identifiant, personne.profession)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the service does."""
        if self.panne is not None:
            return self.panne(request)
        self.recues.append(f"{request.method} {request.url.path}")
        environ = EnvironBuilder(
            path=request.url.path, method=request.method, headers=dict(request.headers), data=request.read()
        ).get_environ()
        demande = Request(environ)
        refus = self.reglages.refuse
        answer = self._service.refuse(demande, refus) if refus else self._service.handle(demande)
        if self.perdu is not None:
            raise self.perdu
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.get_data())

    def forget_all(self) -> None:
        """Close its file."""
        self._service.close()


class AccesTransport(AccesServices):
    """Reaches a service without a card."""

    def __init__(self, transport: httpx.BaseTransport, session: Callable[[], SessionProfessionnel]) -> None:
        self._transport = transport
        super().__init__(load_environnement("bac-a-sable"), session, _no_card)

    def http_card(self, service: str) -> httpx.Client:
        return httpx.Client(transport=self._transport, base_url="https://on.example/")


def _no_card() -> CarteOuverte:
    raise AssertionError("no card is needed")
