"""The relay's side of CIBA in poll mode (OpenID CIBA Core 1.0, §7 to §11), with any provider.

It lives on the server because the State forbids a desktop to hold the client secret (référentiel Pro Santé
Connect).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from esante.errors import Malformed, Refused, Rejected, Unreachable

GRANT_TYPE = "urn:openid:params:grant-type:ciba"


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True


@dataclass(frozen=True)
class Jetons:
    """What the provider gives; kept in memory only."""

    access_token: str
    expires_in: int
    refresh_token: str | None
    id_token: str | None
    session_state: str


class CibaClient:
    """A confidential client of an OpenID provider.

    Args:
        http: authenticated as the client (HTTP Basic or mutual TLS).
        configuration: address of the discovery document.
        sleep: waits between two polls; returns False when the demand was abandoned.
    """

    def __init__(
        self,
        http: httpx.Client,
        configuration: str,
        *,
        sleep: Callable[[float], bool] = _sleep,
    ) -> None:
        self._http = http
        self._sleep = sleep
        self._metadata = self._get_json(configuration)

    def authenticate(
        self, national_id: str, binding_message: str, channel: str | None, scope: str = "openid scope_all"
    ) -> Jetons:
        """Ask the holder, poll, and return the tokens.

        Raises:
            Refused: the holder refused, or let the demand expire.
            Rejected: the provider refuses the demand, with its code.
        """
        form = {
            "scope": scope,
            "acr_values": "eidas1",
            "login_hint": national_id,
            "binding_message": binding_message,
        }
        if channel:
            form["channel"] = channel
        started = self._post(self._endpoint("backchannel_authentication_endpoint"), form)
        if "error" in started:
            raise Rejected(_text(started, "error"))
        interval = _seconds(started.get("interval", 5))
        remaining = float(_seconds(started.get("expires_in", 120)))
        while True:
            answer = self._post(
                self._endpoint("token_endpoint"),
                {"grant_type": GRANT_TYPE, "auth_req_id": _text(started, "auth_req_id")},
            )
            error = answer.get("error")
            if error is None:
                return _read_jetons(answer)
            if error == "slow_down":
                interval += 5
            elif error in {"access_denied", "expired_token"}:
                raise Refused(f"connexion Pro Santé Connect\u00a0: {error}")
            elif error != "authorization_pending":
                raise Rejected(str(error))
            remaining -= interval
            if remaining <= 0:
                raise Refused("connexion Pro Santé Connect\u00a0: expired_token")
            if not self._sleep(interval):
                raise Refused("connexion Pro Santé Connect abandonnée")

    def refresh(self, refresh_token: str) -> Jetons:
        """Return fresh tokens.

        Raises:
            Refused: the session ended.
        """
        answer = self._post(
            self._endpoint("token_endpoint"), {"grant_type": "refresh_token", "refresh_token": refresh_token}
        )
        if "error" in answer:
            raise Refused("session Pro Santé Connect terminée")
        return _read_jetons(answer)

    def fetch_userinfo(self, access_token: str) -> dict[str, object]:
        """Return the claims of the professional."""
        return self._get_json(
            self._endpoint("userinfo_endpoint"), headers={"Authorization": f"Bearer {access_token}"}
        )

    def revoke(self, refresh_token: str) -> None:
        """End the session at the provider."""
        self._post(self._endpoint("revocation_endpoint"), {"token": refresh_token})

    def _endpoint(self, name: str) -> str:
        return _text(self._metadata, name)

    def _get_json(self, url: str, headers: dict[str, str] | None = None) -> dict[str, object]:
        try:
            # The provider's client credentials must not replace the bearer token.
            answer = self._http.get(url, headers=headers, auth=None if headers else httpx.USE_CLIENT_DEFAULT)
        except httpx.TransportError as error:
            raise Unreachable(f"fournisseur d’identité injoignable ({type(error).__name__})") from None
        if answer.status_code in {401, 403}:
            raise Refused("jeton refusé par le fournisseur d’identité")
        return _tree(answer)

    def _post(self, url: str, form: dict[str, str]) -> dict[str, object]:
        try:
            answer = self._http.post(url, data=form)
        except httpx.TransportError as error:
            raise Unreachable(f"fournisseur d’identité injoignable ({type(error).__name__})") from None
        if answer.status_code >= 500:
            raise Unreachable(f"fournisseur d’identité indisponible (HTTP {answer.status_code})")
        return _tree(answer) if answer.content else {}


def _read_jetons(answer: dict[str, object]) -> Jetons:
    refresh, id_token = answer.get("refresh_token"), answer.get("id_token")
    return Jetons(
        _text(answer, "access_token"),
        _seconds(answer.get("expires_in", 0)),
        refresh if isinstance(refresh, str) else None,
        id_token if isinstance(id_token, str) else None,
        str(answer.get("session_state", "")),
    )


def _tree(answer: httpx.Response) -> dict[str, object]:
    try:
        tree = answer.json()
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Malformed("réponse illisible du fournisseur d’identité")
    return tree


def _text(tree: dict[str, object], name: str) -> str:
    value = tree.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"réponse du fournisseur d’identité sans {name}")
    return value


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86_400:
        raise Malformed("durée illisible du fournisseur d’identité")
    return int(value)
