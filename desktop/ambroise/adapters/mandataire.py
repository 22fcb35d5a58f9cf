"""The way out of the network that the profile names, as HTTP clients take it."""

import httpx

from ambroise.settings import Environnement, Reglages
from esante.transport import Proxy, http_client, tls_context


def proxy_of(reglages: Reglages) -> Proxy:
    """Return the proxy of a profile; the sandbox, on this machine, never goes through one."""
    if reglages.environnement is Environnement.BAC_A_SABLE:
        return Proxy()
    return Proxy(reglages.proxy, tuple(reglages.sans_proxy.split()))


def open_http(reglages: Reglages) -> httpx.Client:
    """Return a client for what is not a national service (updates, lists): the system's authorities."""
    return http_client(tls_context(), proxy=Proxy(reglages.proxy, tuple(reglages.sans_proxy.split())))
