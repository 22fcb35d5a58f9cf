"""Fetch the reference files their producer publishes, into a folder the update then reads.

The BDPM serves its files without ETag nor Last-Modified: everything is fetched, and hashes tell what changed.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from ambroise.referentiels import bdpm
from ambroise.referentiels.lecture import DATES, TAILLE_MAXIMALE, FichierInvalide
from ambroise.usecases.errors import NonPrisEnCharge, ServiceInjoignable

BDPM = "https://base-donnees-publique.medicaments.gouv.fr/download/file"
_DELAI = httpx.Timeout(10.0, read=60.0)
_LOCAUX = {"127.0.0.1", "::1", "localhost"}


def fetch(
    adresse: str,
    dossier: Path,
    progres: Callable[[int, int, str], None] | None = None,
    transport: httpx.BaseTransport | None = None,
    proxy: str | None = None,
) -> tuple[str, ...]:
    """Download the files the importer reads; return their names. Files not there are left out.

    Raises:
        NonPrisEnCharge: the address is neither https nor on this machine.
        ServiceInjoignable: nothing answers.
        FichierInvalide: an answer too large to be a reference file.
    """
    parts = urlsplit(adresse)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAUX):
        raise NonPrisEnCharge("L’adresse des référentiels doit être en https.")
    names = (*bdpm.OBLIGATOIRES, *bdpm.FACULTATIFS)
    found = []
    with httpx.Client(timeout=_DELAI, follow_redirects=False, transport=transport, proxy=proxy) as client:
        for rank, name in enumerate(names):
            if progres:
                progres(rank, len(names), f"Téléchargement de {name}")
            if any(_fetch_one(client, place, dossier / name) for place in _places(adresse, name)):
                found.append(name)
    return tuple(found)


def _places(adresse: str, name: str) -> tuple[str, ...]:
    """Return where a file may be: the BDPM serves the important informations one folder above the others."""
    here = f"{adresse.rstrip('/')}/{name}"
    return (here, urljoin(here, f"../{name}")) if name in DATES else (here,)


def _fetch_one(client: httpx.Client, adresse: str, chemin: Path) -> bool:
    try:
        with client.stream("GET", adresse) as answer:
            if answer.status_code == httpx.codes.NOT_FOUND:
                return False
            if answer.status_code != httpx.codes.OK:
                raise ServiceInjoignable(f"Le serveur des référentiels répond {answer.status_code}.")
            size = 0
            with chemin.open("wb") as out:
                for chunk in answer.iter_bytes():
                    size += len(chunk)
                    if size > TAILLE_MAXIMALE:
                        raise FichierInvalide(chemin.name, "trop volumineux")
                    out.write(chunk)
    except httpx.HTTPError as error:
        raise ServiceInjoignable(
            "Le serveur des référentiels ne répond pas.", remede="Réessayez plus tard, ou donnez un dossier."
        ) from error
    return True
