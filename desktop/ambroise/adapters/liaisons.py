"""Try the way from this seat to one address, by the proxy when there is one, and say what stands in it.

An antivirus or a firewall that opens TLS exchanges shows a certificate of its own: its issuer names it.
National services must not be opened so: their certificates are checked against named authorities, and the
card's key would not sign for such a box.
"""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from cryptography import x509
from cryptography.x509.oid import NameOID

from ambroise.usecases.diagnostic import Controle, EtatControle
from esante.transport import Proxy, http_client, tls_context

_DELAI_S = 5.0
_PORTS = {"https": 443, "http": 80, "imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}
_INTERCEPTEURS: Mapping[str, str] = {
    "kaspersky": "Kaspersky",
    "avast": "Avast",
    "avg ": "AVG",
    "eset": "ESET",
    "bitdefender": "Bitdefender",
    "norton": "Norton",
    "sophos": "Sophos",
    "mcafee": "McAfee",
    "trellix": "Trellix",
    "skyhigh": "Skyhigh",
    "trend micro": "Trend Micro",
    "dr.web": "Dr.Web",
    "g data": "G DATA",
    "zscaler": "Zscaler",
    "netskope": "Netskope",
    "cisco umbrella": "Cisco Umbrella",
    "fortinet": "Fortinet",
    "fortigate": "Fortinet",
    "palo alto": "Palo Alto Networks",
    "check point": "Check Point",
    "sonicwall": "SonicWall",
    "watchguard": "WatchGuard",
    "stormshield": "Stormshield",
    "olfeo": "Olfeo",
    "barracuda": "Barracuda",
    "forcepoint": "Forcepoint",
    "websense": "Forcepoint",
    "blue coat": "Blue Coat",
    "mitmproxy": "mitmproxy",
    "charles proxy": "Charles",
    "fiddler": "Fiddler",
}
"""What the names of the authorities of these products hold, in lower case."""


@dataclass(frozen=True)
class Liaison:
    """One way tried: ``via`` is ``direct`` or the proxy; ``heure`` is the other side's."""

    nom: str
    hote: str
    port: int
    via: str
    etat: EtatControle
    constat: str
    remede: str | None = None
    heure: datetime | None = None

    def as_controle(self) -> Controle:
        """Return the line of the diagnosis."""
        return Controle(f"service {self.nom}", self.etat, self.constat, self.remede)


def try_liaison(nom: str, url: str, autorite: Path | None, proxy: Proxy) -> Liaison:
    """Knock at an address: name, proxy, TCP, TLS; nothing is asked but its first page, nothing is told."""
    parts = urlsplit(url)
    depart = Liaison(nom, parts.hostname or "", _port(parts), "direct", EtatControle.ECHEC, "")
    if parts.scheme not in ("https", "http"):
        return _connect(depart)
    depart = _told(depart, via=_way(parts, proxy))
    with http_client(tls_context(autorite), timeout=httpx.Timeout(_DELAI_S), proxy=proxy) as client:
        try:
            debut = time.perf_counter()
            with client.stream("GET", url) as answer:
                duree = (time.perf_counter() - debut) * 1000
                emetteur = _issuer(answer)
        except httpx.TransportError as exc:
            return _explain(depart, exc, url, proxy)
    produit = recognise(emetteur)
    heure = _date(answer)
    if produit and autorite is None:
        return _told(
            depart,
            EtatControle.ALERTE,
            f"{depart.hote} est joint, mais {produit} ouvre l’échange.",
            _exempt(depart),
            heure,
        )
    return _told(depart, EtatControle.OK, f"{parts.netloc} répond en {duree:.0f} ms.", heure=heure)


def recognise(emetteur: str) -> str:
    """Return the product whose authority bears this name, empty when none is known."""
    nom = f"{emetteur.lower()} "
    return next((produit for marque, produit in _INTERCEPTEURS.items() if marque in nom), "")


def _explain(depart: Liaison, exc: httpx.TransportError, url: str, proxy: Proxy) -> Liaison:
    texte = str(exc).lower()
    if isinstance(exc, httpx.ProxyError):
        conseil = (
            "Donnez un accès sans compte à ces adresses, ou un compte par la variable HTTPS_PROXY."
            if "407" in texte
            else "Vérifiez l’adresse du proxy, et qu’il laisse passer cette destination."
        )
        return _told(depart, constat=f"Le proxy refuse {depart.hote}:{depart.port}.", remede=conseil)
    if "certificate verify" in texte:
        return _explain_certificate(depart, url, proxy, texte)
    if "wrong version number" in texte or "wrong_version_number" in texte or "record layer" in texte:
        return _told(
            depart,
            constat=f"Ce qui répond pour {depart.hote} n’est pas chiffré\u00a0: portail ou page d’un proxy.",
            remede="Ouvrez le portail du réseau, ou vérifiez le réglage du proxy.",
        )
    if "alert" in texte or "handshake" in texte:
        return _told(depart, EtatControle.OK, f"{depart.hote} répond et demande un certificat.")
    return _silent(depart)


def _explain_certificate(depart: Liaison, url: str, proxy: Proxy, texte: str) -> Liaison:
    """Look at the certificate that was refused, and say whose it is; nothing is sent to it but a knock."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    emetteur = ""
    try:
        with (
            http_client(context, timeout=httpx.Timeout(_DELAI_S), proxy=proxy) as client,
            client.stream("GET", url) as answer,
        ):
            emetteur = _issuer(answer)
    except httpx.HTTPError:
        pass  # the refusal stands, only its author stays unknown
    produit = recognise(emetteur)
    if produit:
        constat = f"{produit} ouvre les échanges avec {depart.hote}\u00a0: ce n’est pas son certificat."
        return _told(depart, constat=constat, remede=_exempt(depart))
    if "expired" in texte or "not yet valid" in texte:
        return _told(
            depart,
            constat=f"Le certificat de {depart.hote} n’est pas valable à la date de ce poste.",
            remede="Vérifiez d’abord la date et l’heure de ce poste.",
        )
    de = f", émis par «\u00a0{emetteur}\u00a0»," if emetteur else ""
    return _told(
        depart,
        constat=f"{depart.hote} présente un certificat{de} que ce poste ne reconnaît pas.",
        remede="Vérifiez les autorités de l’environnement, et qu’aucun boîtier n’ouvre les échanges.",
    )


def _exempt(depart: Liaison) -> str:
    return f"Exceptez {depart.hote}:{depart.port} de l’inspection TLS de ce logiciel ou de ce boîtier."


def _issuer(answer: httpx.Response) -> str:
    """Return who issued the certificate of the other side, as its name says."""
    stream = answer.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    der = tls.getpeercert(True) if tls is not None else None
    if not der:
        return ""
    try:
        emetteur = x509.load_der_x509_certificate(der).issuer
    except ValueError:
        return ""
    noms = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    return " ".join(str(a.value) for oid in noms for a in emetteur.get_attributes_for_oid(oid))


def _date(answer: httpx.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None


def _connect(depart: Liaison) -> Liaison:
    """Knock at a mail server: the connection is enough, its own protocol is the mail check's."""
    try:
        debut = time.perf_counter()
        with socket.create_connection((depart.hote, depart.port), timeout=_DELAI_S):
            duree = (time.perf_counter() - debut) * 1000
    except OSError:
        return _silent(depart)
    constat = f"{depart.hote}:{depart.port} accepte la connexion en {duree:.0f} ms."
    return _told(depart, EtatControle.OK, constat)


def _way(parts: SplitResult, proxy: Proxy) -> str:
    hote = parts.hostname or ""
    if proxy.url:
        return "direct" if hote in proxy.sans else _without_account(proxy.url)
    systeme = getproxies().get(parts.scheme, "")
    return _without_account(systeme) if systeme and not proxy_bypass(hote) else "direct"


def _without_account(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS.get(parts.scheme, 443)


def _silent(depart: Liaison) -> Liaison:
    return _told(
        depart,
        constat=f"{depart.hote}:{depart.port} ne répond pas"
        + ("." if depart.via == "direct" else f" par le proxy {depart.via}."),
        remede="Vérifiez la connexion à internet, le pare-feu et le proxy\u202f; les envois attendent.",
    )


def _told(
    depart: Liaison,
    etat: EtatControle = EtatControle.ECHEC,
    constat: str = "",
    remede: str | None = None,
    heure: datetime | None = None,
    via: str = "",
) -> Liaison:
    return Liaison(depart.nom, depart.hote, depart.port, via or depart.via, etat, constat, remede, heure)
