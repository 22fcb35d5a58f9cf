"""The commands of the order screen, and their keys."""

from typing import Final

from ambroise.ui.actions import Command

_SCOPE: Final = "ordonnance"

COMMANDS: Final = (
    Command("ordonnance_sign", "Signer", "pen-line", "Ctrl+Return", "Figer et envoyer", _SCOPE),
    Command("ordonnance_apercu", "Aperçu", "eye", "Ctrl+P", "La page comme elle s’imprimera", _SCOPE),
    Command(
        "ordonnance_renew", "Renouveler les échus", "rotate-cw", "R", "Tous, puis tout est recontrôlé", _SCOPE
    ),
    Command("ordonnance_non", "Le patient ne s’oppose pas", "check", "N", "Réponse à la question", _SCOPE),
    Command("ordonnance_oui", "Le patient s’oppose", "x", "O", "Réponse à la question", _SCOPE),
    Command("ordonnance_entry", "Aller à la saisie", "search", "Alt+S", "", _SCOPE),
    Command("ordonnance_alerts", "Aller aux alertes", "octagon-alert", "Alt+A", "", _SCOPE),
    Command("ordonnance_modifier", "Modifier la ligne", "pen-line", "F2", "Entrée aussi", _SCOPE),
    Command("ordonnance_remove", "Retirer la ligne", "trash-2", "Del", "Ctrl+Z la remet", _SCOPE),
    Command("ordonnance_undo", "Annuler le dernier geste", "undo-2", "Ctrl+Z", "", _SCOPE),
    Command(
        "ordonnance_ald", "En rapport avec l’ALD", "badge-check", "L", "Changer la ligne de zone", _SCOPE
    ),
    Command(
        "ordonnance_dci",
        "Dénomination ou marque",
        "refresh-cw",
        "D",
        "La ligne passe de l’une à l’autre",
        _SCOPE,
    ),
    Command(
        "ordonnance_fiche",
        "Fiche, RCP et notice",
        "book-open",
        "Alt+F",
        "Base publique des médicaments",
        _SCOPE,
    ),
    Command(
        "ordonnance_signaler",
        "Signaler un effet indésirable",
        "external-link",
        "",
        "Portail du ministère de la santé",
        _SCOPE,
    ),
    Command("ordonnance_modeles", "Mes modèles", "star", "Alt+M", "Chercher, puis Entrée", _SCOPE),
    Command(
        "ordonnance_garder", "Garder comme modèle", "notebook-pen", "Ctrl+M", "Sans rien du patient", _SCOPE
    ),
    Command("ordonnance_oublier", "Retirer ce modèle", "trash-2", "Ctrl+Del", "Celui qui est choisi", _SCOPE),
    Command("ordonnance_has", "Lire l’avis de la HAS", "badge-check", "Alt+H", "Du médicament visé", _SCOPE),
    Command("ordonnance_ansm", "Lire l’information de l’ANSM", "info", "Alt+I", "", _SCOPE),
    Command("ordonnance_sans_allergie", "Aucune allergie connue", "", "", "Demandé au patient", _SCOPE),
    Command("ordonnance_ni", "Ni enceinte ni allaitante", "", "", "Demandé à la patiente", _SCOPE),
    Command("ordonnance_enceinte", "Enceinte", "", "", "Les contrôles en tiennent compte", _SCOPE),
    Command("ordonnance_allaite", "Allaite", "", "", "Les contrôles en tiennent compte", _SCOPE),
    *(
        Command(
            f"ordonnance_reponse_{n}", f"Réponse {n} à l’alerte", "", str(n), "", _SCOPE, in_palette=False
        )
        for n in range(1, 6)
    ),
)
