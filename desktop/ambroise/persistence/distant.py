"""Backups on another machine: made and verified here, sent, brought back, and verified again."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ambroise.persistence.backup import Sauvegarde, note_backup, verify_backup
from ambroise.persistence.profile import Profil
from ambroise.persistence.retention import Retention
from ambroise.usecases.errors import ProfilIllisible
from ambroise.usecases.ports_sauvegarde import CibleDistante


def backup_to(
    cible: CibleDistante,
    profil: Profil,
    cle: bytes,
    write: Callable[[Path], Sauvegarde],
    retention: Retention | None = None,
) -> Sauvegarde:
    """Send what ``write`` makes in a folder; only what comes back and restores counts as a backup.

    Raises:
        ProfilIllisible: the backup was not made, or what came back does not restore.
        ServiceError: the place does not answer, or refuses.
    """
    with tempfile.TemporaryDirectory(dir=profil.sauvegardes, prefix=".depart-") as depart:
        faite = write(Path(depart))
        cible.send(faite.fichier)
        retour = Path(depart) / "retour"
        cible.fetch(faite.fichier.name, retour)
        constats = verify_backup(retour, cle)
    if constats:
        cible.delete(faite.fichier.name)
        raise ProfilIllisible(
            "La sauvegarde revenue du serveur ne se restaure pas\u00a0: elle n’y a pas été gardée.",
            code="sauvegarde_invalide",
            remede=" ".join(constats),
        )
    noms = cible.list()
    gardees = (retention or Retention()).kept(noms)
    for nom in noms:
        if nom not in gardees:
            cible.delete(nom)
    note_backup(profil, faite)
    return replace(faite, fichier=Path(faite.fichier.name))


def fetch_backup(cible: CibleDistante, nom: str, atelier: Path) -> Path:
    """Bring a backup back into a folder and return where it is. Raises ServiceError."""
    fichier = atelier / Path(nom).name
    cible.fetch(nom, fichier)
    return fichier
