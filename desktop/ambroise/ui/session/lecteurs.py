"""What the readers hold while a CPS is awaited, in one sentence."""

from collections.abc import Sequence

from ambroise.ui.shell.ports import holds_cps
from ambroise.usecases.ports_cartes import EtatLecteur

_AUCUN = "Aucun lecteur de cartes n’est vu\u00a0: branchez-le, ou démarrez le service des cartes."
_PAS_CPS = "La carte de «\u00a0{}\u00a0» n’est pas une carte CPS."
_AUTRES = {
    "muette": "La carte de «\u00a0{}\u00a0» ne répond pas\u00a0: essuyez la puce.",
    "cps3_sans_contact": "La CPS posée sur «\u00a0{}\u00a0» n’a pas de code sans contact\u00a0: insérez-la.",
}


def readers_words(lecteurs: Sequence[EtatLecteur]) -> tuple[bool, str]:
    """Return whether a CPS may be inserted, and the sentence: no reader, empty ones, or another card."""
    if not lecteurs:
        return (
            False,
            "Aucun lecteur de cartes n’est vu\u00a0: branchez-le, ou démarrez le service des cartes.",
        )
    autre = next((lecteur for lecteur in lecteurs if lecteur.carte and not holds_cps([lecteur])), None)
    if autre is not None:
        return False, _AUTRES.get(autre.carte or "", _PAS_CPS).format(autre.nom)
    return True, "Le lecteur est prêt." if len(lecteurs) == 1 else "Les lecteurs sont prêts."
