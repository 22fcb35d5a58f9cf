"""Backups of a profile or of an office's server, to a folder or another machine, and their restoration."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
from keyring.errors import KeyringError

from ambroise.adapters.cibles.adresse import AccesCible, is_distante, open_cible
from ambroise.adapters.mandataire import open_http
from ambroise.domain.audit import ActionAudit, FiltreTraces
from ambroise.persistence.backup import (
    Sauvegarde,
    backup,
    is_due,
    last_backup,
    list_backups,
    note_backup,
    restore,
    write_backup,
)
from ambroise.persistence.database import Database
from ambroise.persistence.distant import backup_to, fetch_backup
from ambroise.persistence.exclusif import alone
from ambroise.persistence.keys import RECORD
from ambroise.persistence.postgresql import create_server_engine
from ambroise.persistence.profile import Profil
from ambroise.persistence.transfer import transfer
from ambroise.settings import Reglages, save_reglages
from ambroise.usecases.errors import AccesRefuse, ProfilIllisible
from ambroise.usecases.ports_sauvegarde import CibleDistante

if TYPE_CHECKING:
    from ambroise.bootstrap.socle import Socle

SECRET_VARIABLE = "AMBROISE_SAUVEGARDE_SECRET"  # noqa: S105 - the name of a variable
_SERVICE = "ambroise-sauvegarde"
_OBJET = _TACHE = "sauvegarde"
_MEMOIRE = timedelta(days=60)


class Sauvegardes:
    """What the terminal and the screen ask; a place is a folder, ``sftp://…`` or ``https://…`` (WebDAV)."""

    def __init__(self, app: "Socle", horloge: Callable[[], datetime]) -> None:
        self._app, self._horloge = app, horloge

    def last(self) -> datetime | None:
        """Return when the last good backup was made, by whichever seat of the office."""
        ici = last_backup(self._app.profil)
        if not self._app.reglages.base_donnees:
            return ici
        return max((instant for instant in (ici, self._last_traced()) if instant), default=None)

    def make_when_due(self) -> None:
        """Back up once a day, on closing; of a group practice, one seat does it for all.

        Raises as ``make``.
        """
        lieu = self._app.reglages.dossier_sauvegarde
        if not lieu or not is_due(self.last(), self._horloge()):
            return
        with alone(self._app.base.engine, _TACHE) as seul:
            if seul:
                self.make(lieu)

    def make(self, lieu: str) -> Sauvegarde:
        """Back up, verified by restoring what is in the place in the end; that is traced.

        Raises:
            ProfilIllisible: the place cannot be written, or the backup does not restore.
            ServiceError: the other machine does not answer, or refuses.
        """
        faite = self._make(lieu)
        contexte = self._app.contexte_machine
        with contexte.uow() as uow:
            contexte.trace(uow, self._app.auteur, ActionAudit.EXPORT, _OBJET, detail=faite.fichier.name)
            uow.commit()
        return faite

    def _last_traced(self) -> datetime | None:
        maintenant = self._horloge()
        filtre = FiltreTraces(frozenset({ActionAudit.EXPORT}), du=maintenant - _MEMOIRE, limite=500)
        with self._app.contexte_machine.reading() as uow:
            traces = uow.audit.journal(filtre)
        return next((t.entree.instant for t in traces if t.entree.objet == _OBJET), None)

    def _make(self, lieu: str) -> Sauvegarde:
        profil, cle = self._app.profil, self._app.cle
        if is_distante(lieu):
            with self._open(lieu) as cible:
                return backup_to(cible, profil, cle, self._write)
        dossier = Path(lieu).expanduser()
        try:
            dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise ProfilIllisible(
                "Le dossier des sauvegardes ne peut être ouvert.",
                code="sauvegarde_impossible",
                remede="Branchez le disque, ou choisissez un autre dossier dans les réglages.",
            ) from None
        with self._source(dossier) as source:
            faite = backup(source, cle, dossier, self._horloge())
        note_backup(profil, faite)
        return faite

    def list(self, lieu: str) -> Sequence[str]:
        """Return the backups of a place, the newest first. Raises ServiceError."""
        if is_distante(lieu):
            with self._open(lieu) as cible:
                return cible.list()
        return [fichier.name for fichier in list_backups(Path(lieu).expanduser())]

    def restore(
        self, fichier: str, racine: Path, *, cle_secours: str = "", passphrase: str | None = None
    ) -> Sauvegarde:
        """Make a new profile of a backup; an existing database is never overwritten.

        Raises:
            ProfilIllisible: the profile holds a database already, the backup is damaged, or no key opens it.
            ServiceError: the other machine does not answer, or refuses.
        """
        if not is_distante(fichier):
            return restore(Path(fichier).expanduser(), racine, passphrase=passphrase, cle_secours=cle_secours)
        lieu, _, nom = fichier.rpartition("/")
        with tempfile.TemporaryDirectory(prefix="ambroise-retour-") as atelier:
            with self._open(lieu) as cible:
                rapportee = fetch_backup(cible, nom, Path(atelier))
            return restore(rapportee, racine, passphrase=passphrase, cle_secours=cle_secours)

    def keep_secret(self, lieu: str, secret: str) -> None:
        """Keep the password of a place in the keyring of this session. Raises AccesRefuse."""
        try:
            keyring.set_password(_SERVICE, lieu, secret)
        except KeyringError as erreur:
            raise AccesRefuse(
                "Cette session n’a pas de trousseau pour garder le mot de passe.",
                code="sans_trousseau",
                remede=f"Donnez-le par la variable {SECRET_VARIABLE}.",
            ) from erreur

    def _open(self, lieu: str) -> AbstractContextManager[CibleDistante]:
        reglages = self._app.reglages
        acces = AccesCible(_secret(lieu), reglages.sauvegarde_cle_ssh, reglages.sauvegarde_empreinte)
        return open_cible(lieu, acces, lambda: open_http(reglages))

    def _write(self, dossier: Path) -> Sauvegarde:
        with self._source(dossier) as source:
            return write_backup(source, self._app.cle, dossier, self._horloge())

    @contextmanager
    def _source(self, atelier: Path) -> Iterator[Profil]:
        """Give the profile to back up: this one, or one made for the while of the office's server."""
        if not self._app.reglages.base_donnees:
            assert self._app.base
            yield self._app.profil
            return
        with tempfile.TemporaryDirectory(dir=atelier, prefix=".serveur-") as nom:
            copie = Profil(Path(nom), Reglages())
            for sous_dossier in (copie.cles, copie.sauvegardes):
                sous_dossier.mkdir(mode=0o700)
            save_reglages(copie.config, self._app.reglages)
            serveur = create_server_engine(self._app.adresse_serveur)
            fichier = Database.open(copie, self._app.cle, self._horloge)
            try:
                transfer(serveur, fichier.engine)
            finally:
                fichier.close()
                serveur.dispose()
            shutil.copy(self._app.profil.cles / RECORD, copie.cles)
            yield copie


def _secret(lieu: str) -> str:
    donne = os.environ.get(SECRET_VARIABLE)
    if donne is not None:
        return donne
    try:
        return keyring.get_password(_SERVICE, lieu) or ""
    except KeyringError:
        return ""
