"""Update step by step; cut at any instant, the installation is the former version or the new one, whole.

A journal is written before anything changes. Until ``courant`` is replaced, starting again undoes: the copy
of the data goes back if the trial had migrated them, what was unfolded is removed. After it, starting again
finishes: only cleaning is left. The former version refuses data of a newer shape, so that nothing can be
written between the two that putting the copy back would lose.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ambroise.installation.mises_a_jour.donnees import Donnees, name_copy
from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.installation.mises_a_jour.versions import Publication, Version, format_version, parse_version
from ambroise.persistence.files import remove_unfinished, write_private
from ambroise.persistence.lock import ProfileLock
from ambroise.usecases.errors import AccesRefuse, AmbroiseError, NonPrisEnCharge, ProfilOccupe

if TYPE_CHECKING:
    from ambroise.installation.mises_a_jour.confiance import Canal

ETAPES = ("preparation", "telechargement", "depliage", "copie", "essai", "bascule", "menage")
"""The steps, in order; the trial migrates the data and tests the new version on them."""
_MARGE = 64 * 1024**2


class Essai(Protocol):
    """Runs the new program on the profile: it migrates, tests itself, and says what does not work."""

    def __call__(self, programme: Path) -> str: ...


@dataclass(frozen=True)
class BilanMiseAJour:
    """What an update did. ``retour`` says why the former version is back, empty when it is not."""

    avant: Version
    apres: Version
    retour: str = ""
    octets_copies: int = 0
    octets_telecharges: int = 0
    donnees_remises: bool = False
    copie: Path | None = None


@dataclass(frozen=True)
class _Journal:
    """The update under way."""

    de: Version
    vers: Version
    copie: Path

    def write(self, fichier: Path) -> None:
        contenu = {
            "de": format_version(self.de),
            "vers": format_version(self.vers),
            "copie": str(self.copie),
        }
        write_private(fichier, json.dumps(contenu).encode())

    @classmethod
    def read(cls, fichier: Path) -> "_Journal | None":
        try:
            lu = json.loads(fichier.read_bytes())
            return cls(parse_version(lu["de"]), parse_version(lu["vers"]), Path(lu["copie"]))
        except FileNotFoundError:
            return None


class MiseAJour:
    """One installation, its data, and how a version is tried.

    Args:
        copies: folder of the copies of the data.
        on_step: told the name of each step as it begins, and ``fin`` last.
    """

    def __init__(
        self,
        emplacement: Emplacement,
        donnees: Donnees,
        essai: Essai,
        copies: Path,
        horloge: Callable[[], datetime],
        on_step: Callable[[str], None] = lambda _etape: None,
    ) -> None:
        self._lieu = emplacement
        self._donnees = donnees
        self._essai = essai
        self._copies = copies
        self._horloge = horloge
        self._on_step = on_step

    def run(self, canal: "Canal", plateforme: str) -> BilanMiseAJour:
        """Bring the program to what the channel offers.

        Raises:
            ProfilOccupe: another update runs, or the practice is open.
            AccesRefuse: wrong signature, downgrade, or a folder that cannot be written.
            NonPrisEnCharge: no room, or no installation.
        """
        avant = self._lieu.version
        verrou = self._lock()
        try:
            self._on_step("preparation")
            self._repair()
            publication = canal.latest(plateforme, self._horloge())
            if publication.version < avant:
                raise AccesRefuse(
                    f"Le canal propose {publication.nom}, antérieure à {format_version(avant)}, en place.",
                    code="version_anterieure",
                    remede="Une version ne se remplace que par une plus récente.",
                )
            if publication.version == avant:
                return BilanMiseAJour(avant, avant)
            return self._replace(canal, publication, avant)
        except OSError as exc:
            raise self._undo_and_tell(exc) from exc
        finally:
            verrou.release()

    def repair(self) -> str:
        """Finish or undo an update that was cut; return ``avant``, ``apres``, or nothing when none was."""
        verrou = self._lock()
        try:
            return self._repair()
        finally:
            verrou.release()

    def _replace(self, canal: "Canal", publication: Publication, avant: Version) -> BilanMiseAJour:
        archive = self._lieu.atelier / "archive.zip"
        copie = name_copy(self._copies, avant, self._horloge())
        self._check_room(canal.size(publication), publication.taille_depliee)
        _Journal(avant, publication.version, copie).write(self._lieu.journal)
        try:
            self._on_step("telechargement")
            octets = canal.download(publication, archive)
            self._on_step("depliage")
            self._lieu.unfold(archive, publication.version)
            self._on_step("copie")
            copies = self._donnees.copy(copie)
            self._on_step("essai")
            refus = self._essai(self._lieu.programme(publication.version))
        except AmbroiseError:
            self._repair()
            raise
        if refus:
            remises = self._undo(copie, publication.version)
            return BilanMiseAJour(avant, publication.version, refus, copies, octets, remises, copie)
        self._on_step("bascule")
        self._lieu.switch(publication.version)
        self._on_step("menage")
        self._clean({avant, publication.version})
        self._on_step("fin")
        return BilanMiseAJour(avant, publication.version, "", copies, octets, copie=copie)

    def _repair(self) -> str:
        try:
            journal = _Journal.read(self._lieu.journal)
        except (ValueError, KeyError, TypeError, AmbroiseError):
            raise NonPrisEnCharge(
                "Le journal d’une mise à jour interrompue est illisible.",
                code="journal_illisible",
                remede="La version en place sert toujours\u202f; envoyez «\u00a0ambroise support\u00a0».",
            ) from None
        if journal is None:
            remove_unfinished(self._lieu.atelier)
            return ""
        if self._lieu.version == journal.vers:
            self._clean({journal.de, journal.vers})
            return "apres"
        if journal.copie.parent != self._copies:
            raise AccesRefuse(
                "La mise à jour interrompue est celle d’un autre profil de ce poste.",
                code="autre_profil",
                remede=f"D’abord\u00a0: ambroise update repair --profile {journal.copie.parents[1]}.",
            )
        self._undo(journal.copie, journal.vers)
        return "avant"

    def _undo(self, copie: Path, vers: Version) -> bool:
        """Put the data back, then remove the version tried; the journal goes last."""
        copie.with_suffix(".tmp").unlink(missing_ok=True)
        remises = self._donnees.put_back(copie)
        self._clean({v for v in self._lieu.list_versions() if v != vers})
        return remises

    def _clean(self, gardees: set[Version]) -> None:
        self._lieu.prune(gardees)
        (self._lieu.atelier / "archive.zip").unlink(missing_ok=True)
        for dossier in (self._lieu.atelier, self._lieu.racine):
            remove_unfinished(dossier)
        self._lieu.journal.unlink(missing_ok=True)

    def _undo_and_tell(self, exc: OSError) -> AmbroiseError:
        """Free what the update took, then say what stopped it."""
        (self._lieu.atelier / "archive.zip").unlink(missing_ok=True)
        self._repair()
        if exc.errno == 28:
            return _no_room()
        return AccesRefuse(
            f"La mise à jour n’a pas pu écrire ({type(exc).__name__}). La version en place n’a pas changé.",
            code="lecture_seule",
            remede="Lancez-la avec un compte qui a le droit d’écrire dans le dossier d’installation.",
        )

    def _check_room(self, archive: int, deplie: int) -> None:
        libre = shutil.disk_usage(self._lieu.racine).free
        besoin = archive + deplie + _MARGE
        if self._same_disk():
            besoin += self._donnees.taille
        elif shutil.disk_usage(self._copies).free < self._donnees.taille + _MARGE:
            raise _no_room()
        if libre < besoin:
            raise _no_room()

    def _same_disk(self) -> bool:
        return self._lieu.racine.stat().st_dev == self._copies.stat().st_dev

    def _lock(self) -> ProfileLock:
        try:
            self._lieu.atelier.mkdir(exist_ok=True)
            verrou = ProfileLock(self._lieu.atelier)
            verrou.acquire()
        except ProfilOccupe:
            raise ProfilOccupe(
                "Une mise à jour est déjà en cours sur ce poste.",
                code="mise_a_jour_en_cours",
                remede="Attendez qu’elle finisse.",
            ) from None
        except (OSError, AmbroiseError) as exc:
            raise AccesRefuse(
                "Le dossier d’installation ne peut pas être écrit.",
                code="lecture_seule",
                remede="Lancez la mise à jour avec un compte qui a le droit d’y écrire.",
            ) from exc
        return verrou


def _no_room() -> NonPrisEnCharge:
    return NonPrisEnCharge(
        "Le disque n’a pas la place de cette mise à jour. La version en place n’a pas changé.",
        code="disque_plein",
        remede="Libérez de la place, puis recommencez.",
    )
