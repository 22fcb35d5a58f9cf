"""The trust of an environment completed: its anchors read, the current revocation list of each at hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
from cryptography import x509

from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.traduction import translating
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.ports import Horloge
from esante.tls.revocations import RevocationCache, distribution_points

SERVICE = "La publication des certificats révoqués"


class Confiance:
    """Without a current list of each authority nothing is trusted: a service is then out of reach.

    Args:
        dossier: where the lists are kept between two runs.
        http: opens the client that fetches them; plain HTTP is what the authorities offer.
    """

    def __init__(self, dossier: Path, http: Callable[[], httpx.Client], horloge: Horloge) -> None:
        self._dossier, self._http, self._horloge = dossier, http, horloge

    def complete(self, table: TableEnvironnement) -> TableEnvironnement:
        """Return the table with its revocation lists; a table that has them, or no anchor, is left as it is.

        Raises:
            NonPrisEnCharge: the file of anchors cannot be read.
            ServiceInjoignable, ReponseInvalide: a list is missing or ended, or what came is not one.
        """
        if table.autorite is None or table.revocations is not None:
            return table
        autorites = _read(table.autorite)
        points = (*table.listes_revocation, *(p for c in autorites for p in distribution_points(c)))
        with translating(SERVICE), self._http() as http:
            cache = RevocationCache(
                self._dossier / f"revocations-{table.nom}.pem", autorites, http, now=self._horloge
            )
            return replace(table, revocations=cache.refresh(points))


def _read(fichier: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(fichier.read_bytes())
    except (OSError, ValueError):
        raise NonPrisEnCharge(
            "Le fichier des autorités de certification ne peut être lu.",
            code="autorites_illisibles",
            remede="Le réglage « autorites » désigne un fichier PEM\u00a0: les certificats de l’IGC-Santé.",
        ) from None
