"""Backups in a folder reached by SFTP, through paramiko; a server is known by its fingerprint or refused."""

import base64
import hashlib
import hmac
import posixpath
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import paramiko

from ambroise.usecases.errors import AccesRefuse, AmbroiseError, DemandeRejetee, ServiceInjoignable
from esante.fermeture import Closing

ATTENTE_S = 20.0
SUFFIXE = ".ambroise"
_EN_COURS = ".en-cours-"


class CibleSftp(Closing):
    """A session on one folder, made when it does not exist; leaving it closes the connection."""

    def __init__(
        self,
        hote: str,
        port: int,
        dossier: str,
        utilisateur: str,
        *,
        secret: str = "",
        cle: Path | None = None,
        empreinte: str = "",
    ) -> None:
        self._dossier = dossier
        self._transport: paramiko.Transport | None = None
        with _told():
            prise = socket.create_connection((hote, port), ATTENTE_S)
            try:
                self._transport = paramiko.Transport(prise)
                self._transport.banner_timeout = self._transport.auth_timeout = ATTENTE_S
                self._transport.start_client(timeout=ATTENTE_S)
                _require_known(self._transport.get_remote_server_key(), empreinte)
                self._log_in(utilisateur, secret, cle)
                sftp = paramiko.SFTPClient.from_transport(self._transport)
                assert sftp is not None
                self._sftp = sftp
                _make_folders(self._sftp, dossier)
            except BaseException:
                (self._transport or prise).close()
                raise

    def send(self, fichier: Path) -> None:
        """Send a file under another name, then give it its own."""
        en_cours = self._path(_EN_COURS + fichier.name)
        with _told():
            # ``confirm`` asks the server for the size it holds: a cut transfer is seen.
            self._sftp.put(str(fichier), en_cours, confirm=True)
            self._sftp.posix_rename(en_cours, self._path(fichier.name))

    def fetch(self, nom: str, fichier: Path) -> None:
        """Bring a backup back."""
        with _told():
            self._sftp.get(self._path(nom), str(fichier))

    def list(self) -> Sequence[str]:
        """Return the names of the backups, the newest first."""
        with _told():
            noms = self._sftp.listdir(self._dossier)
        return sorted((n for n in noms if n.startswith("ambroise-") and n.endswith(SUFFIXE)), reverse=True)

    def delete(self, nom: str) -> None:
        """Remove a backup."""
        with _told():
            self._sftp.remove(self._path(nom))

    def close(self) -> None:
        """Leave the server."""
        if self._transport is not None:
            self._transport.close()

    def _log_in(self, utilisateur: str, secret: str, cle: Path | None) -> None:
        assert self._transport is not None
        if cle is not None:
            phrase = secret or None
            self._transport.auth_publickey(utilisateur, paramiko.PKey.from_path(cle, phrase))
        else:
            self._transport.auth_password(utilisateur, secret)

    def _path(self, nom: str) -> str:
        if "/" in nom or nom in ("", ".", ".."):
            raise AmbroiseError("Ce nom de sauvegarde n’est pas valable.", code="nom_invalide")
        return posixpath.join(self._dossier, nom)


def fingerprint(cle: paramiko.PKey) -> str:
    """Return the fingerprint of a server as OpenSSH shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(cle.asbytes()).digest()).decode().rstrip("=")


def _require_known(cle: paramiko.PKey, attendue: str) -> None:
    vue = fingerprint(cle)
    if not hmac.compare_digest(vue.encode(), attendue.strip().encode()):
        raise AccesRefuse(
            f"Ce serveur de sauvegarde n’est pas celui qui est attendu. Son empreinte est {vue}.",
            code="serveur_inconnu",
            remede="Comparez cette empreinte avec celle que donne l’hébergeur, puis écrivez-la dans le "
            "réglage «\u00a0sauvegarde_empreinte\u00a0».",
        )


def _make_folders(sftp: paramiko.SFTPClient, dossier: str) -> None:
    chemin = "/" if dossier.startswith("/") else ""
    for partie in filter(None, dossier.split("/")):
        chemin = posixpath.join(chemin, partie)
        try:
            sftp.stat(chemin)
        except FileNotFoundError:
            sftp.mkdir(chemin, 0o700)


@contextmanager
def _told() -> Iterator[None]:
    """Turn the failures of the network and of the server into sentences."""
    try:
        yield
    except paramiko.AuthenticationException as erreur:
        raise AccesRefuse(
            "Le serveur de sauvegarde refuse ce nom, ce mot de passe ou cette clé.",
            code="acces_sauvegarde",
            remede="Vérifiez le compte chez l’hébergeur.",
        ) from erreur
    except (EOFError, paramiko.SSHException, socket.gaierror, TimeoutError, ConnectionError) as erreur:
        raise ServiceInjoignable(
            "Le serveur de sauvegarde ne répond pas.",
            code="sauvegarde_injoignable",
            remede="Rien n’est perdu\u00a0: la sauvegarde se refera. Vérifiez la connexion et l’adresse.",
        ) from erreur
    except OSError as erreur:
        raise DemandeRejetee(
            "Le serveur de sauvegarde n’a pas pu lire ou écrire ce fichier.",
            code="sauvegarde_rejetee",
            remede="Vérifiez le dossier, les droits et la place chez l’hébergeur.",
        ) from erreur
    except ValueError as erreur:
        raise AccesRefuse(
            "La clé SSH de la sauvegarde ne peut pas être lue.",
            code="cle_ssh",
            remede="Vérifiez le fichier nommé par «\u00a0sauvegarde_cle_ssh\u00a0» et sa phrase de passe.",
        ) from erreur
