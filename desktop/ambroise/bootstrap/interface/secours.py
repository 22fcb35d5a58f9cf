"""A damaged base is never touched: its last backup is proposed, and restored beside it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from ambroise.persistence.backup import list_backups
from ambroise.persistence.profile import default_profile_path, remember_profile
from ambroise.ui.premier_lancement.restauration import RestaurationDialog, SauvegardeChoisie
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError

if TYPE_CHECKING:
    from ambroise.persistence.profile import Profil

Restaurer = Callable[[SauvegardeChoisie], int]


def find_last_backup(profil: "Profil") -> Path | None:
    """Return the newest backup of the places of this seat, None when none can be reached."""
    lieu = profil.reglages.dossier_sauvegarde
    dossiers = [profil.sauvegardes]
    if lieu and "://" not in lieu:
        dossiers.append(Path(lieu).expanduser())
    trouvees = [fichier for dossier in dossiers for fichier in list_backups(dossier)]
    return max(trouvees, key=lambda fichier: fichier.name, default=None)


def free_folder(racine: Path) -> Path:
    """Return a folder beside the profile that does not exist yet."""
    rang = 1
    while (neuf := racine.with_name(f"{racine.name}-restaure-{rang}")).exists():
        rang += 1
    return neuf


def take_over(profil: "Profil", neuf: Path) -> None:
    """Give the restored profile the options of the damaged one, and its place if it was the user's own."""
    shutil.copy(profil.config, neuf / profil.config.name)
    if profil.racine == default_profile_path():
        remember_profile(neuf)


def offer_restoration(
    profil: "Profil", erreur: AmbroiseError, restaurer: Restaurer, tasks: Tasks, parent: QWidget
) -> bool:
    """Explain, propose the last backup, and return whether it was restored."""
    from ambroise.ui.opening import RefusOuverture, say_restored

    derniere = find_last_backup(profil)
    refus = RefusOuverture(erreur, parent, sauvegarde=derniere.name if derniere else "")
    if refus.exec() != QDialog.DialogCode.Accepted or derniere is None:
        return False
    neuf = free_folder(profil.racine)
    dialogue = RestaurationDialog(neuf, restaurer, tasks, parent)
    dialogue.fichier.setText(str(derniere))
    if dialogue.exec() != QDialog.DialogCode.Accepted:
        return False
    take_over(profil, neuf)
    say_restored(neuf, parent)
    return True
