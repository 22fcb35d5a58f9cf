"""The card table of the sandbox: put cards of the catalogue in readers of its own PC/SC daemon, by HTTPS.

``GET /cartes`` tells the readers, the catalogue and the socket of the daemon; ``POST /cartes`` inserts
``{"nom", "lecteur"}``; ``DELETE /cartes?lecteur=…`` removes.  The daemon starts at the first question.
"""

import json
from threading import Lock

from werkzeug.wrappers import Request, Response

from esante.errors import EsanteError
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.cartes.catalogue import CATALOGUE, create_card
from esante.sandbox.pcscd import PrivatePcscd
from esante.sandbox.service import CertificatClient, Contexte, ServiceFactory

LECTEURS = ("Lecteur CPS", "Lecteur Vitale", "Lecteur mobile")


class CartesService:
    """The readers of the sandbox process and the cards in them."""

    nom = "cartes"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._lock = Lock()
        self._daemon: PrivatePcscd | None = None
        self._cartes: dict[str, tuple[str, VirtualCard]] = {}

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        if request.path.rstrip("/") != "/cartes":
            return _json({"erreur": "introuvable"}, 404)
        with self._lock:
            try:
                if request.method == "GET":
                    return _json(self._state())
                if request.method == "POST":
                    return self._insert(request)
                if request.method == "DELETE":
                    return self._remove(request.args.get("lecteur", ""))
            except EsanteError as exc:
                return _json({"erreur": str(exc)}, 503)
        return _json({"erreur": "méthode refusée"}, 405)

    def refuse(self, request: Request, code: str) -> Response:  # noqa: ARG002 - the same whatever is asked
        """Answer with a refusal."""
        return _json({"erreur": code}, 403)

    def close(self) -> None:
        """Pull the cards out and stop the daemon."""
        with self._lock:
            if self._daemon is not None:
                self._daemon.close()
                self._daemon = None

    def _started(self) -> PrivatePcscd:
        if self._daemon is None:
            self._daemon = PrivatePcscd(LECTEURS, export=False).start()
        return self._daemon

    def _state(self) -> dict[str, object]:
        daemon = self._started()
        cartes = [
            {"nom": nom, "lecteur": slot, "atr": card.atr.hex().upper()}
            for slot, (nom, card) in sorted(self._cartes.items())
        ]
        return {
            "cartes": cartes,
            "lecteurs": list(daemon.slots),
            "catalogue": sorted(CATALOGUE),
            "socket": str(daemon.socket_path),
        }

    def _insert(self, request: Request) -> Response:
        content = request.get_json(silent=True, force=False)
        nom = content.get("nom") if isinstance(content, dict) else None
        if not isinstance(content, dict) or nom not in CATALOGUE:
            return _json({"erreur": "carte inconnue", "catalogue": sorted(CATALOGUE)}, 400)
        daemon = self._started()
        wanted = content.get("lecteur")
        slot = _find_slot(daemon.slots, wanted if isinstance(wanted, str) else None, str(nom), self._cartes)
        if slot is None:
            return _json({"erreur": "lecteur inconnu", "lecteurs": list(daemon.slots)}, 400)
        card = create_card(str(nom), self._contexte.autorite, self._contexte.folder)
        daemon.insert(slot, card)
        self._cartes[slot] = (str(nom), card)
        return _json(self._state())

    def _remove(self, lecteur: str) -> Response:
        daemon = self._started()
        slots = [slot for slot in self._cartes if lecteur in ("", slot) or slot.startswith(lecteur + " ")]
        for slot in slots:
            daemon.remove(slot)
            del self._cartes[slot]
        return _json(self._state(), 200 if slots or not lecteur else 404)


def _find_slot(
    slots: tuple[str, ...], wanted: str | None, nom: str, taken: dict[str, tuple[str, VirtualCard]]
) -> str | None:
    """Return the slot named, the first of the reader named, or a free one of the card's usual reader."""
    if wanted is not None:
        return next((slot for slot in slots if wanted == slot or slot.startswith(wanted + " ")), None)
    usual = LECTEURS[0] if nom.startswith("cps") else LECTEURS[2 if nom.startswith("telephone") else 1]
    ordered = sorted(slots, key=lambda slot: (not slot.startswith(usual), slot))
    return next((slot for slot in ordered if slot not in taken), ordered[0])


def _json(content: object, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, content_type="application/json")


SERVICES: tuple[tuple[str, ServiceFactory], ...] = (("cartes", CartesService),)
