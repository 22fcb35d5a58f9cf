"""The readers a terminal speaks of: those of a sandbox that runs for all, else the machine's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ambroise.adapters.traduction import translating
from ambroise.bootstrap.bac_a_sable import join_sandbox
from ambroise.bootstrap.lecteurs import LecteursPartages
from ambroise.usecases.errors import ServiceInjoignable
from esante.cartes.acces import AccesCartes, pkcs11_opener
from esante.pcsc.connection import CardService
from esante.pcsc.service import PcscService
from esante.sandbox.cartes.client import TableClient
from esante.transport import http_client, tls_context


def open_lecteurs_du_poste(sandbox: Path | None, ready_file: Path | None, module_pkcs11: str) -> AccesCartes:
    """Return the cards of this seat; ``sandbox`` is the folder of a training profile, ``None`` elsewhere."""
    service: CardService = PcscService()
    bac = join_sandbox(sandbox, ready_file) if sandbox is not None else None
    if bac is not None and "cartes" in bac.adresses.services:
        with translating("Le bac à sable"):
            partages = LecteursPartages(bac.adresses.services["cartes"], bac.adresses.autorite)
        service = partages.service
        partages.close()
    return AccesCartes(service, pkcs11_opener(module_pkcs11 or None))


@contextmanager
def open_table_cartes(sandbox: Path, ready_file: Path | None) -> Iterator[TableClient]:
    """Yield the card table of the sandbox that runs for this profile.

    Raises:
        ServiceInjoignable: none runs.
    """
    bac = join_sandbox(sandbox, ready_file)
    if bac is None:
        raise ServiceInjoignable(
            "Aucun bac à sable ne tourne pour ce profil.",
            remede="Lancez «\u00a0ambroise sandbox serve\u00a0» dans un autre terminal.",
        )
    table = TableClient(http_client(tls_context(bac.adresses.autorite)), bac.adresses.services["cartes"])
    try:
        with translating("Le bac à sable"):
            yield table
    finally:
        table.close()
