"""From the state of the seat to the lights of the top bar, and to one sentence each."""

from dataclasses import replace
from typing import Final

from ambroise.domain.droits import SessionCompte
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.ui.shell.light import Light
from ambroise.ui.shell.ports import EtatPoste, holds_cps, holds_vitale
from ambroise.ui.tokens import Tone
from ambroise.ui.words import clock, plural

_FERMER: Final = "Fermer la session"
_A_REPRENDRE: Final[dict[str, tuple[str, Tone, str]]] = {
    "muette": (
        "carte muette",
        "danger",
        "Une carte ne répond pas. Retirez-la, essuyez la puce, remettez-la puce vers l’avant.",
    ),
    "vitale1": (
        "Vitale 1",
        "warning",
        "Cette carte Vitale de première génération ne se lit pas ici\u00a0: la caisse la remplace. "
        "Le dossier peut être cherché par son nom.",
    ),
    "inconnue": (
        "carte inconnue",
        "warning",
        "Une carte inconnue est dans un lecteur. Si c’est bien une carte Vitale ou CPS, joignez à votre "
        "demande le rapport de diagnostic\u00a0: il la décrit.",
    ),
}
"""Cards that give nothing, the most pressing first."""

_CARTES: Final = {
    None: "vide",
    "vitale2": "carte Vitale 2",
    "vitale1": "carte Vitale 1",
    "cps3": "carte CPS",
    "cps3_sans_contact": "carte CPS sans contact",
    "cps4": "carte CPS",
    "muette": "carte muette",
    "telephone": "téléphone",
}


def who_words(session: SessionProfessionnel | SessionCompte) -> str:
    """Return who works here, as the lock says it."""
    if isinstance(session, SessionCompte):
        return f"{session.compte.nom}, {session.compte.role.value}"
    return f"{session.professionnel.nom_affiche}, {session.situation.structure.nom}".rstrip(", ")


def lights(
    etat: EtatPoste, session: SessionProfessionnel | SessionCompte | None, code_attendu: bool = False
) -> tuple[Light, ...]:
    """Return the lights, always in the same order.

    Args:
        code_attendu: the card of the session left since its code was given.
    """
    readers = _lecteurs(etat)
    if session is None:
        cps = _personne(etat)
    elif isinstance(session, SessionCompte):
        cps = _compte(session)
    else:
        cps = _professionnel(etat, session, code_attendu)
    vitale = replace(_vitale(etat), details=readers)
    return (replace(cps, details=readers), vitale, _reseau(etat), _envois(etat))


def _lecteurs(etat: EtatPoste) -> tuple[tuple[str, str], ...]:
    return tuple((lecteur.nom, _CARTES.get(lecteur.carte, "carte inconnue")) for lecteur in etat.lecteurs)


def _compte(session: SessionCompte) -> Light:
    since = clock(session.ouverte_le.astimezone())
    sentence = f"{who_words(session)}, sans carte depuis {since}. Rien ne se signe ni ne se transmet."
    return Light("cps", "user", "Compte", session.compte.nom, "success", sentence, "Changer d’utilisateur")


def _professionnel(etat: EtatPoste, session: SessionProfessionnel, code_attendu: bool) -> Light:
    who = session.professionnel.nom_affiche
    since = clock(session.ouverte_le.astimezone())
    opened = f"{who}, {session.situation.structure.nom}. Session ouverte à {since}."
    short = " ".join(filter(None, (session.professionnel.profession.titre, session.professionnel.nom)))
    places = session.professionnel.situations
    others: tuple[tuple[str, str], ...] = ()
    if len(places) > 1:
        others = (("situation", "Changer de lieu d’exercice"),)

    def light(value: str, tone: Tone, sentence: str = "", icon: str = "id-card") -> Light:
        return Light("cps", icon, "CPS", value, tone, f"{opened} {sentence}".rstrip(), _FERMER, others)

    if not session.numero_carte:
        sentence = "Ouverte par votre e-CPS\u00a0: signer demande la carte et son code."
        return light(short, "success", sentence, "smartphone")
    if holds_cps(etat.lecteurs) and not code_attendu:
        return light(short, "success")
    if holds_cps(etat.lecteurs):
        others = (("code", "Donner le code"), *others)
        sentence = "La carte est revenue\u00a0: donnez son code pour signer et transmettre."
        return light(f"{short}, code attendu", "warning", sentence)
    if etat.ecps_jusqua is not None:
        fin = clock(etat.ecps_jusqua.astimezone())
        sentence = f"La carte est retirée\u00a0: votre e-CPS garde la session jusqu’à {fin}."
        return light(f"{short}, e-CPS", "warning", sentence, "smartphone")
    sentence = "La carte n’est plus dans le lecteur\u00a0: rien ne peut être signé."
    return light(f"{short}, retirée", "warning", sentence)


def _personne(etat: EtatPoste) -> Light:
    if not etat.lecteurs:
        sentence = "Aucun lecteur n’est branché, ou le service des cartes est arrêté."
        return Light("cps", "id-card", "CPS", "aucun lecteur", "warning", sentence, "Chercher de nouveau")
    if holds_cps(etat.lecteurs):
        sentence = "La carte est dans le lecteur. Donnez votre code pour signer et transmettre."
        return Light("cps", "id-card", "CPS", "session fermée", "warning", sentence, "Ouvrir la session")
    if any(lecteur.carte == "cps3_sans_contact" for lecteur in etat.lecteurs):
        sentence = "Votre carte est posée sans contact\u00a0: insérez-la pour donner votre code."
        return Light("cps", "id-card", "CPS", "sans contact", "warning", sentence, "Ouvrir la session")
    sentence = "Insérez votre carte CPS pour ouvrir un dossier, signer et transmettre."
    return Light("cps", "id-card", "CPS", "aucune carte", "secondary", sentence, "Ouvrir la session")


def _vitale(etat: EtatPoste) -> Light:
    if not etat.lecteurs and etat.apcv_jusqua is None:
        sentence = "Aucun lecteur n’est branché. Le dossier peut être cherché par son nom."
        return Light("vitale", "credit-card", "Vitale", "aucun lecteur", "warning", sentence)
    for carte, (value, tone, sentence) in _A_REPRENDRE.items():
        if any(lecteur.carte == carte for lecteur in etat.lecteurs):
            return Light("vitale", "credit-card", "Vitale", value, tone, sentence)
    if holds_vitale(etat.lecteurs):
        who = etat.beneficiaire or "carte lue"
        return Light("vitale", "credit-card", "Vitale", who, "success", "La carte est lue.")
    if etat.apcv_jusqua is not None:
        fin = clock(etat.apcv_jusqua.astimezone())
        sentence = (
            f"L’appli carte Vitale est lue, valable jusqu’à {fin}. Ensuite, un nouveau code ou la carte."
        )
        return Light("vitale", "smartphone", "Vitale", f"appli, {fin}", "success", sentence)
    sentence = "Le lecteur est prêt. Une carte Vitale insérée ouvre le dossier."
    return Light("vitale", "credit-card", "Vitale", "aucune carte", "secondary", sentence)


def _reseau(etat: EtatPoste) -> Light:
    if etat.en_ligne is None:
        return Light("reseau", "wifi", "Réseau", "non vérifié", "secondary", "Aucun service n’a été appelé.")
    if etat.en_ligne:
        return Light("reseau", "wifi", "Réseau", "en ligne", "success", "Les téléservices répondent.")
    sentence = "Les téléservices ne répondent pas. Tout est enregistré ici et partira seul."
    return Light("reseau", "wifi-off", "Réseau", "absent", "warning", sentence, "Réessayer")


def _envois(etat: EtatPoste) -> Light:
    if etat.envois_refuses:
        value = f"{etat.envois_refuses}\u00a0refusé" + ("s" if etat.envois_refuses > 1 else "")
        sentence = "Un destinataire a refusé un envoi\u00a0: il attend votre réponse."
        return Light("envois", "send", "Envois", value, "danger", sentence, "Voir les envois")
    if etat.envois_a_reprendre:
        value = f"{etat.envois_a_reprendre}\u00a0à reprendre"
        sentence = (
            "Rien n’est perdu\u00a0: ce qui attend la carte part dès la session ouverte, "
            "le reste attend votre réponse."
        )
        return Light("envois", "send", "Envois", value, "warning", sentence, "Voir les envois")
    if etat.envois_en_attente:
        sentence = f"{plural(etat.envois_en_attente, 'envoi')} en attente. Ils partiront seuls."
        value = f"{etat.envois_en_attente}\u00a0en attente"
        return Light("envois", "send", "Envois", value, "secondary", sentence, "Voir les envois")
    return Light(
        "envois", "send", "Envois", "à jour", "success", "Tout est parti et reçu.", "Voir les envois"
    )
