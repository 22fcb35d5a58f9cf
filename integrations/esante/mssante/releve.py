"""Work on several boxes at once; one box in trouble never holds the others back."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from esante.errors import EsanteError
from esante.mssante.adresses import AdresseMss
from esante.mssante.client import MssanteClient

T = TypeVar("T")


def for_each_boite(
    clients: Mapping[AdresseMss, MssanteClient], work: Callable[[MssanteClient], T], *, simultanees: int = 4
) -> dict[AdresseMss, T | EsanteError]:
    """Return the outcome of each box: the result of ``work``, or why this one failed."""

    def attempt(client: MssanteClient) -> T | EsanteError:
        try:
            return work(client)
        except EsanteError as error:
            return error

    with ThreadPoolExecutor(max_workers=max(1, simultanees), thread_name_prefix="bal") as pool:
        futures = {adresse: pool.submit(attempt, client) for adresse, client in clients.items()}
        return {adresse: future.result() for adresse, future in futures.items()}
