"""What everything stands on: the store of the open profile."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.bootstrap.profil_ouvert import ProfilOuvert
from ambroise.domain.audit import ActionAudit, EntreeAudit
from ambroise.persistence.ids import new_id
from ambroise.usecases.errors import AmbroiseError, NonPrisEnCharge

if TYPE_CHECKING:
    from ambroise.adapters.tableurs import Ligne
    from ambroise.bootstrap.sauvegardes import Sauvegardes
    from ambroise.bootstrap.traces import VeilleTraces
    from ambroise.domain.agenda import RendezVous
    from ambroise.persistence.backup import Sauvegarde
    from ambroise.persistence.database import Database
    from ambroise.persistence.empreintes import Empreintes
    from ambroise.persistence.rotation import Progres
    from ambroise.persistence.trace import Origine
    from ambroise.persistence.transfer import BilanTransfert
    from ambroise.usecases.contexte import Contexte
    from ambroise.usecases.garde import Garde
    from ambroise.usecases.import_agenda import CalendrierLu

_journal = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the present instant, aware."""
    return datetime.now(UTC)


class Socle(ProfilOuvert):
    """The store of a profile: key, database, rights, trail, backups."""

    @property
    def passphrase(self) -> str | None:
        """What opens the profile where there is no keyring."""
        from ambroise.persistence.keys import PASSPHRASE_VARIABLE

        return self._passphrase or os.environ.get(PASSPHRASE_VARIABLE)

    @cached_property
    def cle(self) -> bytes:
        """The key of the database."""
        from ambroise.persistence.keys import load_or_create_key
        from ambroise.persistence.rotation import recover_rotation

        recover_rotation(self.profil, self.passphrase)
        return load_or_create_key(self.profil.cles, self.passphrase)

    def recovery_key(self) -> str:
        """Return the key to print and keep away from the office; telling it is traced."""
        from ambroise.persistence.keys import recovery_key

        with self.contexte.uow() as uow:
            self.contexte.trace(uow, "", ActionAudit.EXPORT, "clé de secours")
            uow.commit()
        self.note_key_told()
        return recovery_key(self.cle)

    def note_key_told(self) -> None:
        """Keep that the recovery key on paper is the present one."""
        from ambroise.persistence.rotation import note_printed

        note_printed(self.profil, self.cle)

    @property
    def is_printed_key_stale(self) -> bool:
        """Whether the key changed since its recovery key was told."""
        from ambroise.persistence.rotation import is_printed_key_stale

        return is_printed_key_stale(self.profil, self.cle)

    def require_own_key(self) -> None:
        """Refuse to change the key of an office on a server. Raises NonPrisEnCharge."""
        if self.reglages.base_donnees:
            raise NonPrisEnCharge(
                "La base de ce cabinet est sur son serveur\u202f: tous ses postes ont la même clé, "
                "qu’aucun ne change seul.",
                code="cle_de_groupe",
                remede="Pour un poste volé, fermez son rôle. Pour la clé, suivez le guide du serveur "
                "(docs/installation/postgresql.md).",
            )

    def rotate_key(self, auteur: str, on_progress: "Progres" = lambda _part: None) -> str:
        """Give the profile a new key and return its recovery key; the database must not be open here.

        Raises:
            NonPrisEnCharge: the office is on a server.
            ProfilOccupe, ProfilIllisible: nothing was changed.
        """
        from ambroise.persistence.database import Database
        from ambroise.persistence.keys import recovery_key
        from ambroise.persistence.rotation import rotate_key
        from ambroise.persistence.trace import Origine

        self.require_own_key()
        base = Database.open(self.profil, self.cle, utc_now, is_copied=self.is_copied)
        try:
            with base.unit_of_work(lambda: Origine(auteur, self.poste), utc_now)() as uow:
                uow.audit.append(
                    EntreeAudit(
                        new_id(), utc_now(), auteur, self.poste, ActionAudit.MODIFICATION, "clé de la base"
                    )
                )
                uow.commit()
        finally:
            base.close()
        self.cle = rotate_key(self.profil, self.cle, self.passphrase, on_progress=on_progress)
        return recovery_key(self.cle)

    @cached_property
    def base(self) -> "Database":
        """The encrypted database, locked for this process; an update that was cut is repaired first."""
        if not self.is_copied:
            self._repair_cut_update()
        base = self._open_server() if self.reglages.base_donnees else self._open_file()
        self._fermetures.callback(base.close)
        self._fermetures.callback(self._backup_when_due)
        return base

    def _open_file(self) -> "Database":
        from ambroise.persistence.database import Database

        return Database.open(self.profil, self.cle, utc_now, is_copied=self.is_copied)

    def _open_server(self) -> "Database":
        from ambroise.persistence.postgresql import open_postgresql

        return open_postgresql(self.adresse_serveur, self.cle, self.poste)

    def _repair_cut_update(self) -> None:
        from ambroise.installation.mises_a_jour.emplacement import running_installation

        lieu = running_installation()
        if lieu is not None and lieu.journal.exists():
            # The client of updates is only paid for by who needs it.
            from ambroise.bootstrap.installation import InstallationPoste

            InstallationPoste(self, self._racine, utc_now).repair_update(lieu.racine)

    @property
    def adresse_serveur(self) -> str:
        """The office's server with the password this seat keeps, if it keeps one."""
        from ambroise.installation.jonction import load_password
        from ambroise.persistence.serveur import AdresseServeur

        mot_de_passe = load_password(self.profil, self.passphrase)
        return AdresseServeur(self.reglages.base_donnees).with_password(mot_de_passe)

    def _backup_when_due(self) -> None:
        """Back up on closing; a disk left at home is told in the log, by the doctor and among the tasks."""
        try:
            self.sauvegardes.make_when_due()
        except AmbroiseError as erreur:
            _journal.warning("sauvegarde à la fermeture\u00a0: %s", erreur.code)

    @cached_property
    def contexte(self) -> "Contexte":
        """The store, the time and the seat, as use cases take them: within the rights of who is logged in."""
        machine = self.contexte_machine
        return replace(machine, uow=self.garde.guard(machine.uow), lecture=self.garde.guard(machine.reading))

    @cached_property
    def contexte_machine(self) -> "Contexte":
        """The same for what this seat does on its own, whoever is logged in: deliver, watch at night."""
        from ambroise.usecases.contexte import Contexte

        return Contexte(
            self.base.unit_of_work(self._origine, utc_now),
            utc_now,
            new_id,
            self.poste,
            self.base.reading(self._origine, utc_now),
            self._situation,
        )

    @cached_property
    def garde(self) -> "Garde":
        """The rights of who is logged in."""
        from ambroise.usecases.garde import Garde

        return Garde(self._auteur, utc_now)

    @cached_property
    def veille_traces(self) -> "VeilleTraces":
        """Whether the chain of the trail is whole."""
        from ambroise.bootstrap.traces import VeilleTraces

        return VeilleTraces(lambda: self.contexte_machine, self.profil.racine / "traces.json")

    @cached_property
    def empreintes(self) -> "Empreintes":
        """How the codes of the accounts are kept."""
        from ambroise.persistence.empreintes import Empreintes

        return Empreintes()

    @cached_property
    def sauvegardes(self) -> "Sauvegardes":
        """Backups and restorations."""
        from ambroise.bootstrap.sauvegardes import Sauvegardes

        return Sauvegardes(self, utc_now)

    def restore(self, fichier: str, cle_secours: str = "") -> "Sauvegarde":
        """Restore a backup into this profile, which must hold no database."""
        from ambroise.persistence.profile import default_profile_path

        racine = self._racine or default_profile_path()
        return self.sauvegardes.restore(fichier, racine, cle_secours=cle_secours, passphrase=self.passphrase)

    def move_base(self, adresse: str, *, de_retour: bool = False) -> "BilanTransfert":
        """Copy this profile's database to a server's empty one, or back into a profile without any."""
        from ambroise.persistence.database import Database
        from ambroise.persistence.postgresql import open_postgresql
        from ambroise.persistence.transfer import transfer

        serveur = open_postgresql(adresse, self.cle)
        try:
            fichier = Database.open(self.profil, self.cle, utc_now)
            try:
                paire = (serveur, fichier) if de_retour else (fichier, serveur)
                return transfer(paire[0].engine, paire[1].engine)
            finally:
                fichier.close()
        finally:
            serveur.close()

    def read_calendar(self, octets: bytes, du: datetime, au: datetime) -> "CalendrierLu":
        """Return the times a calendar takes between two instants, without any patient."""
        from ambroise.adapters.calendrier import read_calendar

        return read_calendar(octets, du, au)

    def write_calendar(
        self, rendez_vous: "Iterable[RendezVous]", nom: Callable[[UUID], str] = lambda _id: ""
    ) -> bytes:
        """Return the calendar of some appointments; ``nom`` gives what may be shown of a patient."""
        from ambroise.adapters.calendrier import write_calendar

        return write_calendar(rendez_vous, nom)

    def open_table(self, fichier: Path) -> "AbstractContextManager[tuple[list[str], Iterator[Ligne]]]":
        """Give the headers and lines of a CSV or XLSX file."""
        from ambroise.adapters.tableurs import open_table

        return open_table(fichier)

    def use_passphrase(self, phrase: str) -> None:
        """Try this passphrase at the next opening of the store."""
        self._passphrase = phrase

    def _origine(self) -> "Origine":
        from ambroise.persistence.trace import Origine

        return Origine(self._auteur(), self.poste)

    @property
    def auteur(self) -> str:
        """Who acts; nobody before a session is open."""
        return self._auteur()

    def _situation(self, _auteur: str) -> str:
        """Where an author works at this moment; nowhere before a session can be opened."""
        return ""

    def _auteur(self) -> str:
        """Who acts; nobody before a session can be opened."""
        return ""
