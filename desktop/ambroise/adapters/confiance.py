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
_REMEDE = (
    "Réunissez dans un fichier PEM les certificats de l’IGC-Santé que publie l’ANS, vérifiez leur empreinte, "
    "et nommez ce fichier par «\u00a0autorites\u00a0» dans config.toml."
)


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
        autorites = read_autorites(table.autorite)
        points = (*table.listes_revocation, *(p for c in autorites for p in distribution_points(c)))
        with translating(SERVICE), self._http() as http:
            return replace(table, revocations=self._cache(table, autorites, http).refresh(points))

    def has_current_lists(self, table: TableEnvironnement) -> bool:
        """Whether a connection would find the lists here, kept or given. Raises NonPrisEnCharge."""
        with self._http() as http:
            cache = self._cache(table, read_autorites(table.autorite), http)
            return table.revocations is not None or cache.is_current

    def _cache(
        self, table: TableEnvironnement, autorites: list[x509.Certificate], http: httpx.Client
    ) -> RevocationCache:
        fichier = self._dossier / f"revocations-{table.nom}.pem"
        return RevocationCache(fichier, autorites, http, now=self._horloge)


def read_autorites(fichier: Path | None) -> list[x509.Certificate]:
    """Return the trust anchors that the installer put on this seat.

    Raises:
        NonPrisEnCharge: none was named, or the file cannot be read; the remedy says what to put there.
    """
    if fichier is None:
        raise NonPrisEnCharge(
            "Aucune autorité de certification n’est installée\u00a0: toute connexion par carte est refusée.",
            code="autorites_absentes",
            remede=_REMEDE,
        )
    try:
        return x509.load_pem_x509_certificates(fichier.read_bytes())
    except (OSError, ValueError):
        raise NonPrisEnCharge(
            "Le fichier des autorités de certification ne peut être lu.",
            code="autorites_illisibles",
            remede=_REMEDE,
        ) from None
