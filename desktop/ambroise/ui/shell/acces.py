"""Which screens a role opens: those whose first reading its rights allow."""

from typing import Final

from ambroise.domain.droits import DROITS, Droit, Role

_DROITS: Final = {
    "journee": Droit.AGENDA,
    "agenda": Droit.AGENDA,
    "patients": Droit.LIRE_IDENTITE,
    "accueil": Droit.ECRIRE_IDENTITE,
    "identites": Droit.ECRIRE_IDENTITE,
    "doublons": Droit.ECRIRE_IDENTITE,
    "coordonnees": Droit.ECRIRE_IDENTITE,
    "dossiers": Droit.LIRE_CLINIQUE,
    "ordonnances": Droit.PRESCRIRE,
    "pratique": Droit.PRESCRIRE,
    "dmp": Droit.LIRE_CLINIQUE,
    "dmp_liste": Droit.LIRE_CLINIQUE,
    "comptoir": Droit.DISPENSER,
    "registre": Droit.DISPENSER,
    "renouvellements": Droit.DISPENSER,
    "tournee": Droit.ECRIRE_CLINIQUE,
    "soins": Droit.ECRIRE_CLINIQUE,
    "messages": Droit.CLASSER,
    "courriers": Droit.CLASSER,
    "apercu": Droit.CLASSER,
    "envois": Droit.LIRE_IDENTITE,
    "acces": Droit.LIRE_TRACES,
    "comptes": Droit.ADMINISTRER,
    "journal": Droit.LIRE_JOURNAL,
}


def closed_screens(role: Role | None) -> frozenset[str]:
    """Return the screens that a role does not open; none where no account is declared."""
    if role is None:
        return frozenset()
    return frozenset(screen for screen, droit in _DROITS.items() if droit not in DROITS[role])
