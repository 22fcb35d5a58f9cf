"""Where the bytes of a channel come from: a folder, one file, an https address. Nothing is believed here."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

from ambroise.usecases.errors import NonPrisEnCharge, ServiceInjoignable

PREFIXE = "canal://"
_DELAI = httpx.Timeout(20.0, connect=10.0)
_LOCAUX = {"127.0.0.1", "::1", "localhost"}


class _FolderFetcher(FetcherInterface):
    """A channel in a folder."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier.resolve()

    def _fetch(self, url: str) -> Iterator[bytes]:
        fichier = (self._dossier / _relative(url)).resolve()
        if not fichier.is_relative_to(self._dossier) or not fichier.is_file():
            raise DownloadHTTPError("absent", 404)
        return _pieces(fichier)


class _ZipFetcher(FetcherInterface):
    """The same channel in one file."""

    def __init__(self, fichier: Path) -> None:
        self._fichier = fichier

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            archive = zipfile.ZipFile(self._fichier)
        except zipfile.BadZipFile:
            raise DownloadError("le fichier n’est pas une archive") from None
        if _relative(url) not in archive.namelist():
            archive.close()
            raise DownloadHTTPError("absent", 404)
        return _members(archive, _relative(url))


class _HttpFetcher(FetcherInterface):
    """A channel at an https address; redirections are not followed."""

    def __init__(self, adresse: str, http: httpx.Client) -> None:
        self._adresse, self._http = adresse.rstrip("/"), http

    def _fetch(self, url: str) -> Iterator[bytes]:
        requete = self._http.build_request("GET", f"{self._adresse}/{_relative(url)}", timeout=_DELAI)
        reponse = self._http.send(requete, stream=True, follow_redirects=False)
        if reponse.status_code != httpx.codes.OK:
            reponse.close()
            raise DownloadHTTPError(f"HTTP {reponse.status_code}", reponse.status_code)
        return reponse.iter_bytes()


def open_fetcher(source: str, http: httpx.Client | None) -> FetcherInterface:
    """Return what reads a channel. Raises NonPrisEnCharge (address), ServiceInjoignable (absent)."""
    parts = urlsplit(source)
    if "://" in source:
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAUX):
            raise NonPrisEnCharge("L’adresse des mises à jour doit être en https.", code="adresse")
        return _HttpFetcher(source, http or httpx.Client(timeout=_DELAI))
    chemin = Path(source).expanduser()
    if chemin.is_dir():
        return _FolderFetcher(chemin)
    if chemin.is_file():
        return _ZipFetcher(chemin)
    raise ServiceInjoignable(
        "La source des mises à jour n’est pas là.",
        code="source_absente",
        remede="Branchez le disque, ou vérifiez le chemin.",
    )


def _relative(url: str) -> str:
    return unquote(url.removeprefix(PREFIXE))


def _pieces(fichier: Path) -> Iterator[bytes]:
    with fichier.open("rb") as flux:
        while piece := flux.read(1 << 20):
            yield piece


def _members(archive: zipfile.ZipFile, nom: str) -> Iterator[bytes]:
    with archive, archive.open(nom) as flux:
        while piece := flux.read(1 << 20):
            yield piece
