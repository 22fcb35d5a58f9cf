"""Tell what a database error means to a user; the statement and its values never leave this layer."""

from sqlalchemy.exc import DBAPIError

from ambroise.usecases.errors import ActeFinal, AmbroiseError, ProfilIllisible, ProfilOccupe

FINAL_MARK = "acte final"
"""Text raised by the triggers that keep signed acts and the audit trail as they are."""


def translate(erreur: DBAPIError) -> AmbroiseError | None:
    """Return what to tell the user, None for an error that can only be a fault of ours."""
    texte = str(erreur.orig).lower()
    if FINAL_MARK in texte:
        return ActeFinal(
            "Un acte signé ou une trace ne se modifie pas.",
            code="acte_final",
            remede="Faites un nouvel acte qui remplace celui-ci.",
        )
    if "cle_idempotence" in texte:
        return ActeFinal(
            "Ce document est déjà dans la boîte d’envoi\u00a0: il ne partira qu’une fois.",
            code="deja_en_envoi",
            remede="Suivez-le dans la boîte d’envoi.",
        )
    if "nul (0x00)" in texte:
        return AmbroiseError(
            "Cette saisie contient un caractère invisible qui ne s’enregistre pas.",
            code="caractere_interdit",
            remede="Effacez ce qui a été collé et tapez-le de nouveau.",
        )
    if "disk is full" in texte or "no space left" in texte:
        return ProfilIllisible(
            "Le disque est plein\u00a0: cette saisie n’a pas été enregistrée, le reste du dossier "
            "est intact.",
            code="disque_plein",
            remede="Libérez de l’espace, puis enregistrez de nouveau.",
        )
    if "readonly" in texte or "read-only" in texte or "permission denied" in texte:
        return ProfilIllisible(
            "La base ne peut pas être écrite\u00a0: le dossier du profil est en lecture seule.",
            code="lecture_seule",
            remede="Vérifiez les droits du dossier du profil.",
        )
    if "not a database" in texte or "malformed" in texte or "disk i/o error" in texte or "corrupt" in texte:
        return damaged()
    if "locked" in texte or "busy" in texte or "lock timeout" in texte:
        return ProfilOccupe(
            "La base est occupée par une autre écriture. Rien n’a été perdu.",
            code="base_occupee",
            remede="Recommencez dans un instant.",
        )
    if "unable to open" in texte:
        return ProfilIllisible(
            "La base ne peut pas être ouverte.",
            code="base_fermee",
            remede="Vérifiez les droits du dossier du profil.",
        )
    if erreur.connection_invalidated or "connection" in texte:
        return server_unreachable()
    return None


def server_unreachable() -> ProfilIllisible:
    """Return the error of an office's server that does not answer."""
    return ProfilIllisible(
        "Le serveur de base de données ne répond pas. Rien n’a été enregistré.",
        code="serveur_injoignable",
        remede="Vérifiez le réseau du cabinet, puis recommencez.",
    )


def damaged() -> ProfilIllisible:
    """Return the error of a file that its own checks contradict."""
    return ProfilIllisible(
        "La base de ce profil est endommagée. Elle n’a pas été modifiée.",
        code="base_endommagee",
        remede="Copiez le dossier du profil, puis restaurez la dernière sauvegarde.",
    )
