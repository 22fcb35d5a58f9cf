"""Give a profile whose window was just closed a new key, before the eyes of who asked for it."""

from pathlib import Path

from ambroise.bootstrap.socle import Socle


def change_key(racine: Path, passphrase: str | None, auteur: str) -> None:
    """Change the key and show the new recovery key; return once the profile is to be opened again."""
    from ambroise.bootstrap.interface.sauvegardes import render_recovery_key
    from ambroise.ui.sauvegardes.changement_cle import ChangementCle, show_key_change

    with Socle(racine, passphrase=passphrase) as socle:
        show_key_change(
            ChangementCle(
                change=lambda on_progress: socle.rotate_key(auteur, on_progress),
                render=lambda cle: render_recovery_key(socle, cle),
                note_told=socle.note_key_told,
            )
        )
