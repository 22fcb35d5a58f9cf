"""The two SASL messages that carry a Pro Santé Connect token: XOAUTH2 and OAUTHBEARER (RFC 7628)."""

from esante.errors import Malformed
from esante.mssante.adresses import AdresseMss
from esante.mssante.models import Mecanisme, Serveur

_SEPARATOR = "\x01"


def format_jeton(mecanisme: Mecanisme, adresse: AdresseMss, jeton: str, serveur: Serveur) -> bytes:
    """Return the initial response, before base64.

    Raises:
        Malformed: the token holds what no bearer token may hold.
    """
    if not jeton or not jeton.isascii() or any(c <= " " or c == "\x7f" for c in jeton):
        raise Malformed("jeton d’accès mal formé")
    if mecanisme is Mecanisme.OAUTHBEARER:
        parts = [f"n,a={adresse},", f"host={serveur.host}", f"port={serveur.port}", f"auth=Bearer {jeton}"]
    else:
        parts = [f"user={adresse}", f"auth=Bearer {jeton}"]
    return (_SEPARATOR.join(parts) + _SEPARATOR * 2).encode("ascii")
