"""Backups in a WebDAV folder (RFC 4918): six verbs over the HTTP client that is here already."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx
from lxml import etree

from ambroise.adapters.cibles.sftp import SUFFIXE
from ambroise.usecases.errors import (
    AccesRefuse,
    AmbroiseError,
    DemandeRejetee,
    ReponseInvalide,
    ServiceInjoignable,
)
from esante.fermeture import Closing

_MORCEAU = 1 << 20
_LISTE_MAXIMALE = 8 << 20
_EN_COURS = ".en-cours-"
_PROPFIND = (
    '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
)


class CibleWebdav(Closing):
    """A session on one folder, made when it does not exist; leaving it closes the client."""

    def __init__(
        self, client: httpx.Client, racine: str, dossier: str, utilisateur: str, secret: str
    ) -> None:
        self._client = client
        self._racine = racine
        self._dossier = dossier.rstrip("/")
        self._auth = httpx.BasicAuth(utilisateur, secret) if utilisateur else None
        try:
            self._make_folders()
        except BaseException:
            client.close()
            raise

    def send(self, fichier: Path) -> None:
        """Send a file under another name, then give it its own."""
        en_cours = self._url(_EN_COURS + fichier.name)
        longueur = {"Content-Length": str(fichier.stat().st_size)}
        self._ask("PUT", en_cours, headers=longueur, content=_pieces(fichier))
        self._ask("MOVE", en_cours, headers={"Destination": self._url(fichier.name), "Overwrite": "F"})

    def fetch(self, nom: str, fichier: Path) -> None:
        """Bring a backup back."""
        try:
            with self._client.stream("GET", self._url(nom), auth=self._auth) as reponse:
                _require_success(reponse.status_code)
                with fichier.open("wb") as cible:
                    for morceau in reponse.iter_bytes(_MORCEAU):
                        cible.write(morceau)
        except httpx.HTTPError as erreur:
            raise _unreachable() from erreur

    def list(self) -> Sequence[str]:
        """Return the names of the backups, the newest first."""
        corps = self._ask("PROPFIND", self._url(""), headers={"Depth": "1"}, content=_PROPFIND.encode())
        if len(corps) > _LISTE_MAXIMALE:
            raise _malformed()
        try:
            noms = {unquote(urlsplit(chemin).path).rsplit("/", 1)[-1] for chemin in _hrefs(corps)}
        except ValueError as erreur:
            raise _malformed() from erreur
        return sorted((n for n in noms if n.startswith("ambroise-") and n.endswith(SUFFIXE)), reverse=True)

    def delete(self, nom: str) -> None:
        """Remove a backup."""
        self._ask("DELETE", self._url(nom))

    def close(self) -> None:
        """Leave the server."""
        self._client.close()

    def _make_folders(self) -> None:
        chemin = self._racine
        for partie in filter(None, self._dossier.split("/")):
            chemin += "/" + quote(partie)
            # 405: the folder is there (RFC 4918, 9.3.1).
            self._ask("MKCOL", chemin + "/", admis=(405,))

    def _ask(
        self,
        verbe: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        content: bytes | Iterator[bytes] | None = None,
        admis: tuple[int, ...] = (),
    ) -> bytes:
        try:
            reponse = self._client.request(verbe, url, headers=headers, content=content, auth=self._auth)
        except httpx.HTTPError as erreur:
            raise _unreachable() from erreur
        if reponse.status_code not in admis:
            _require_success(reponse.status_code)
        return reponse.content

    def _url(self, nom: str) -> str:
        if "/" in nom or nom in (".", ".."):
            raise AmbroiseError("Ce nom de sauvegarde n’est pas valable.", code="nom_invalide")
        return f"{self._racine}{quote(self._dossier)}/{quote(nom)}"


def _pieces(fichier: Path) -> Iterator[bytes]:
    with fichier.open("rb") as flux:
        while morceau := flux.read(_MORCEAU):
            yield morceau


def _hrefs(corps: bytes) -> list[str]:
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        racine = etree.fromstring(corps, lecteur)
    except etree.XMLSyntaxError as erreur:
        raise ValueError("XML") from erreur
    return [str(href.text or "") for href in racine.iter("{DAV:}href")]


def _require_success(statut: int) -> None:
    if statut in (401, 403):
        raise AccesRefuse(
            "Le serveur de sauvegarde refuse ce nom ou ce mot de passe.",
            code="acces_sauvegarde",
            remede="Vérifiez le compte chez l’hébergeur.",
        )
    if not 200 <= statut < 300:
        plein = statut == 507
        raise DemandeRejetee(
            "Il n’y a plus de place chez l’hébergeur."
            if plein
            else "Le serveur de sauvegarde n’a pas pu lire ou écrire ce fichier.",
            code=f"webdav_{statut}",
            remede="Vérifiez le dossier, les droits et la place chez l’hébergeur.",
        )


def _unreachable() -> ServiceInjoignable:
    return ServiceInjoignable(
        "Le serveur de sauvegarde ne répond pas.",
        code="sauvegarde_injoignable",
        remede="Rien n’est perdu\u00a0: la sauvegarde se refera. Vérifiez la connexion et l’adresse.",
    )


def _malformed() -> ReponseInvalide:
    return ReponseInvalide("Le serveur de sauvegarde répond autre chose que du WebDAV.", code="webdav")
