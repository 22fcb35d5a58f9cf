"""Speak to the card table of a running sandbox: what a terminal or another process uses."""

from dataclasses import dataclass

import httpx

from esante.errors import Malformed, Rejected, Unreachable


@dataclass(frozen=True)
class CarteInseree:
    """A card of the catalogue and the slot it is in."""

    nom: str
    lecteur: str
    atr: str


@dataclass(frozen=True)
class TableCartes:
    """The readers of the sandbox, the cards in them, those it knows, and the socket of its PC/SC daemon."""

    cartes: tuple[CarteInseree, ...]
    lecteurs: tuple[str, ...]
    catalogue: tuple[str, ...]
    socket: str


class TableClient:
    """The card table at an address of the sandbox; closes the HTTP client it was given."""

    def __init__(self, http: httpx.Client, url: str) -> None:
        self._http, self._url = http, url.rstrip("/") + "/cartes"

    def list(self) -> TableCartes:
        """Return the table. Raises Unreachable, Rejected."""
        return self._ask("GET")

    def insert(self, nom: str, lecteur: str | None = None) -> TableCartes:
        """Insert a card of the catalogue. Raises Rejected for an unknown card or reader."""
        return self._ask("POST", {"nom": nom, "lecteur": lecteur})

    def remove(self, lecteur: str | None = None) -> TableCartes:
        """Pull out the card of a slot, of both slots of a reader, or all. Raises Rejected if empty."""
        return self._ask("DELETE", params={"lecteur": lecteur} if lecteur else None)

    def close(self) -> None:
        """Close the HTTP client."""
        self._http.close()

    def _ask(self, method: str, content: object = None, params: dict[str, str] | None = None) -> TableCartes:
        try:
            answer = self._http.request(method, self._url, json=content, params=params)
            data = answer.json()
        except httpx.TransportError:
            raise Unreachable("le bac à sable ne répond pas") from None
        except ValueError:
            raise Malformed("réponse illisible du bac à sable") from None
        if answer.status_code == 503:
            raise Unreachable(str(data.get("erreur", "")))
        if answer.status_code != 200:
            raise Rejected(str(answer.status_code), str(data.get("erreur", "aucune carte dans ce lecteur")))
        return TableCartes(
            tuple(CarteInseree(c["nom"], c["lecteur"], c["atr"]) for c in data["cartes"]),
            tuple(data["lecteurs"]),
            tuple(data["catalogue"]),
            data["socket"],
        )
