"""What a publisher signed, and nothing else: The Update Framework, over a folder, a file or https.

TUF specification 1.0.34: a root known beforehand names the keys and how many must sign; it may hand over to
new keys; expiry dates refuse a channel frozen in the past; version numbers refuse an older channel. The
library is python-tuf; only where the bytes come from is ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization import DeserializationError
from tuf.ngclient import TargetFile, Updater, UpdaterConfig

from ambroise.installation.mises_a_jour.sources import PREFIXE, open_fetcher
from ambroise.installation.mises_a_jour.versions import Publication, parse_manifest
from ambroise.usecases.errors import (
    AccesRefuse,
    AmbroiseError,
    NonPrisEnCharge,
    ReponseInvalide,
    ServiceInjoignable,
)

_AVANCE = timedelta(days=1)
_RACINE_MAXIMALE = 512_000


def check_racine(fichier: Path) -> bytes:
    """Return the bytes of a root of trust that signs itself with as many keys as it asks.

    Raises:
        NonPrisEnCharge: the file is none.
    """
    try:
        if fichier.stat().st_size > _RACINE_MAXIMALE:
            raise ValueError("taille")
        contenu = fichier.read_bytes()
        racine = Metadata[Root].from_bytes(contenu)
        racine.verify_delegate(Root.type, racine)
    except (OSError, ValueError, TypeError, DeserializationError, RepositoryError):
        raise NonPrisEnCharge(
            f"{fichier.name} n’est pas la racine de confiance d’un canal de mises à jour.",
            code="racine_invalide",
            remede="Prenez le fichier root.json que l’éditeur remet avec le logiciel.",
        ) from None
    return contenu


class Canal:
    """One channel of updates.

    Args:
        source: a folder, a ``.zip`` file carried on a disk, or an https address.
        memoire: what was believed last time: an older channel is then refused, whatever its signatures.
        http: the client for an address, which knows the proxy.
    """

    def __init__(self, source: str, racine: bytes, memoire: Path, http: httpx.Client | None = None) -> None:
        self._manifeste = memoire / "manifeste.json"
        try:
            memoire.mkdir(parents=True, exist_ok=True)
            with _translating():
                self._updater = Updater(
                    str(memoire),
                    f"{PREFIXE}metadata/",
                    target_base_url=f"{PREFIXE}targets/",
                    fetcher=open_fetcher(source, http),
                    config=UpdaterConfig(prefix_targets_with_hash=False),
                    bootstrap=racine,
                )
        except OSError as exc:
            raise _unwritable(exc) from exc

    def latest(self, plateforme: str, maintenant: datetime) -> Publication:
        """Return what the channel offers.

        Raises:
            AccesRefuse: a signature, a date or a number that cannot be believed.
            ServiceInjoignable: the channel does not answer.
            ReponseInvalide: what came is no channel: a page of a proxy, a manifest against its format.
        """
        with _translating():
            self._updater.refresh()
            cible = self._updater.get_targetinfo(f"{plateforme}.json")
            if cible is None:
                raise NonPrisEnCharge(
                    f"Ce canal ne publie rien pour ce système ({plateforme}).", code="plateforme"
                )
            manifeste = Path(self._updater.download_target(cible, str(self._manifeste)))
        publication = parse_manifest(manifeste)
        if publication.publiee_le > maintenant + _AVANCE:
            raise AccesRefuse(
                "L’horloge de ce poste est en retard sur la date de publication de cette version.",
                code="horloge",
                remede="Mettez le poste à l’heure, puis recommencez.",
            )
        return publication

    def download(self, publication: Publication, destination: Path) -> int:
        """Write the archive, its length and hashes those that were signed; return its size."""
        with _translating():
            cible = self._updater.get_targetinfo(publication.archive)
            if cible is None:
                raise ReponseInvalide("Le canal annonce une archive qu’il ne signe pas.", code="archive")
            # Already there and whole: an update that was cut does not fetch it twice.
            if self._updater.find_cached_target(cible, str(destination)) is None:
                self._updater.download_target(cible, str(destination))
        return cible.length

    def size(self, publication: Publication) -> int:
        """Return the signed size of the archive, 0 when the channel does not sign it."""
        with _translating():
            cible: TargetFile | None = self._updater.get_targetinfo(publication.archive)
        return cible.length if cible else 0


@contextmanager
def _translating() -> Iterator[None]:
    """Turn what python-tuf raises into what an installer can act on."""
    try:
        yield
    except ExpiredMetadataError:
        raise AccesRefuse(
            "Les signatures de ce canal ont passé leur date de fin.",
            code="canal_expire",
            remede="Vérifiez la date de ce poste\u202f; si elle est juste, demandez un canal à jour.",
        ) from None
    except BadVersionNumberError:
        raise AccesRefuse(
            "Ce canal est plus ancien que le dernier vu par ce poste.",
            code="canal_ancien",
            remede="Prenez le canal le plus récent de l’éditeur.",
        ) from None
    except DownloadLengthMismatchError:
        raise ReponseInvalide(
            "Ce qui est venu est plus long que ce qui est signé.", code="longueur"
        ) from None
    except LengthOrHashMismatchError:
        raise AccesRefuse(
            "Un fichier de ce canal n’est pas celui que l’éditeur a signé. Il n’a pas été employé.",
            code="empreinte",
            remede="Recommencez\u202f; si cela persiste, prévenez l’éditeur.",
        ) from None
    except RepositoryError as exc:
        if isinstance(exc, DeserializationError) or isinstance(exc.__cause__, DeserializationError):
            raise _not_a_channel() from None
        raise AccesRefuse(
            "Les signatures de ce canal ne sont pas celles de l’éditeur. Rien n’a été installé.",
            code="signature",
            remede="Vérifiez l’adresse du canal et sa racine de confiance\u202f; prévenez l’éditeur.",
        ) from None
    except DownloadHTTPError as exc:
        if exc.status_code == 404:
            raise _not_a_channel() from None
        raise ServiceInjoignable(
            f"Le canal des mises à jour répond HTTP {exc.status_code}.", code="canal_injoignable"
        ) from None
    except DownloadError as exc:
        if isinstance(exc.__cause__, AmbroiseError):
            raise exc.__cause__ from None
        raise ServiceInjoignable(
            "Le canal des mises à jour ne répond pas.",
            code="canal_injoignable",
            remede="Vérifiez le réseau et le proxy, ou apportez le canal sur un disque.",
        ) from None
    except OSError as exc:
        raise _unwritable(exc) from exc


def _not_a_channel() -> ReponseInvalide:
    return ReponseInvalide(
        "Ce qui répond n’est pas un canal de mises à jour\u00a0: peut-être la page d’un proxy ou "
        "d’un portail.",
        code="pas_un_canal",
        remede="Vérifiez l’adresse et le proxy.",
    )


def _unwritable(exc: OSError) -> AmbroiseError:
    if exc.errno == 28:
        return NonPrisEnCharge(
            "Le disque est plein. La version en place n’a pas changé.",
            code="disque_plein",
            remede="Libérez de la place, puis recommencez.",
        )
    return AccesRefuse(
        "Le dossier d’installation ne peut pas être écrit.",
        code="lecture_seule",
        remede="Lancez la mise à jour avec un compte qui a le droit d’y écrire.",
    )
