"""The commands of the DMP screen, and when the DMP would allow those on a document."""

from collections.abc import Callable, Mapping
from typing import Final

from ambroise.domain.dmp import DocumentDmp
from ambroise.ui.actions import Command

COMMANDS: Final = (
    Command("dmp_open", "Ouvrir le document", "eye", "", "Entrée sur une ligne", "dmp"),
    Command(
        "dmp_keep", "Garder au dossier", "folder-input", "Ctrl+Return", "Copie datée, avec son origine", "dmp"
    ),
    Command("dmp_compare", "Comparer", "equal-not", "", "Avec le prochain document ouvert", "dmp"),
    Command("dmp_mask", "Masquer", "eye-off", "", "Aux autres professionnels", "dmp"),
    Command("dmp_show", "Rendre visible", "eye", "", "Au patient, à ses représentants", "dmp"),
    Command("dmp_archive", "Archiver", "archive", "", "Reste dans le DMP, hors de la liste", "dmp"),
    Command("dmp_delete", "Supprimer", "trash-2", "", "Votre document quitte le DMP", "dmp"),
    Command("dmp_share", "Envoyer au DMP", "send", "Ctrl+Shift+Return", "", "dmp"),
    Command("dmp_unshare", "Retirer du DMP", "trash-2", "", "", "dmp"),
    Command("dmp_mine", "Mes DMP", "users", "", "Ceux que vous pouvez ouvrir", "dmp"),
    Command("dmp_web", "Mon espace santé", "external-link", "", "Dans le navigateur", "dmp"),
    Command("dmp_secret", "Connexion secrète", "eye-off", "", "Patient mineur", "dmp"),
    Command("dmp_oppose", "Noter une opposition", "shield-alert", "", "À l’alimentation du DMP", "dmp"),
    Command("dmp_withdraw", "Retirer le consentement", "lock", "", "Part aussitôt", "dmp"),
    Command("dmp_refresh", "Chercher à nouveau", "refresh-cw", "Ctrl+R", "", "dmp"),
    Command("dmp_back", "Revenir au dossier", "arrow-left", "", "", "dmp"),
)


def _is_hidden(document: DocumentDmp) -> bool:
    return document.visibilite.invisible_patient or document.visibilite.invisible_representants


DU_DOCUMENT: Final[Mapping[str, Callable[[DocumentDmp], bool]]] = {
    "dmp_open": lambda _: True,
    "dmp_mask": lambda d: not d.is_archive and not d.is_obsolete,
    "dmp_show": lambda d: _is_hidden(d) and not d.is_archive,
    "dmp_archive": lambda d: not d.is_obsolete,
    "dmp_delete": lambda d: d.is_du_professionnel,
}
