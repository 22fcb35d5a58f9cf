"""The policy of the office, act by act: which right each access to the store asks for, and on which file.

One table for every use case: none of them can forget it, and an access that is not in it is refused.
"""

from dataclasses import dataclass
from enum import Enum

from ambroise.domain.droits import Droit
from ambroise.domain.entrees import EchangeInsi, InsLue


class Sur(Enum):
    """Where the file that an access is about is found, to respect its restriction."""

    RIEN = "rien"
    DOSSIER = "dossier"
    """The first argument is the identifier of the patient."""
    SECOND = "second"
    """The second one is, when it is given."""
    OBJET = "objet"
    """The first argument bears the patient it belongs to."""
    RESULTAT = "resultat"
    """Only what is read tells whose it is."""


@dataclass(frozen=True)
class Regle:
    """The right an access asks for, None for what is everybody's, and the file it is about."""

    droit: Droit | None = None
    sur: Sur = Sur.RIEN
    identite: Droit | None = None
    """What is asked instead for an entry about who somebody is."""

    def droit_for(self, quoi: object) -> Droit | None:
        """Return the right asked; ``quoi`` is the first argument: an entry, or the kind of those listed."""
        genre = quoi if isinstance(quoi, type) else type(quoi)
        return self.identite if self.identite and genre in ENTREES_IDENTITE else self.droit


ENTREES_IDENTITE = frozenset({InsLue, EchangeInsi})
"""They say who the person is, nothing of her health: whoever receives patients needs them."""

_LIBRE = Regle()
_LIRE_IDENTITE = Regle(Droit.LIRE_IDENTITE)
_ECRIRE_IDENTITE = Regle(Droit.ECRIRE_IDENTITE)
_LIRE = Regle(Droit.LIRE_CLINIQUE)
_LIRE_DOSSIER = Regle(Droit.LIRE_CLINIQUE, Sur.DOSSIER)
_LIRE_RESULTAT = Regle(Droit.LIRE_CLINIQUE, Sur.RESULTAT)
_ECRIRE = Regle(Droit.ECRIRE_CLINIQUE)
_ECRIRE_OBJET = Regle(Droit.ECRIRE_CLINIQUE, Sur.OBJET)
_CLASSER = Regle(Droit.CLASSER)
_AGENDA = Regle(Droit.AGENDA)
_DISPENSER = Regle(Droit.DISPENSER)
_ADMINISTRER = Regle(Droit.ADMINISTRER)

POLITIQUE: dict[str, dict[str, Regle]] = {
    "patients": {
        "get": _LIRE_IDENTITE,
        "add": _ECRIRE_IDENTITE,
        "save": _ECRIRE_IDENTITE,
        "all_ids": _LIRE_IDENTITE,
        "find_by_ins": _LIRE_IDENTITE,
        "find_by_traits": _LIRE_IDENTITE,
        "search": _LIRE_IDENTITE,
        "reperes": _LIRE_IDENTITE,
        "ids_with_ins": _LIRE_IDENTITE,
    },
    "fusions": {
        "merge": _ECRIRE_IDENTITE,
        "undo": _ECRIRE_IDENTITE,
        "list": _LIRE_IDENTITE,
        "resolve": _LIBRE,
    },
    "dossiers": {
        "add_consultation": _ECRIRE_OBJET,
        "search_texts": Regle(Droit.LIRE_CLINIQUE, Sur.SECOND),
        "read_passages": _LIRE,
        "consultations": _LIRE_DOSSIER,
        "read_suivi": _LIRE_DOSSIER,
        "add_constante": _ECRIRE_OBJET,
        "constantes": _LIRE_DOSSIER,
        "add_allergie": _ECRIRE_OBJET,
        "allergies": _LIRE_DOSSIER,
        "add_document": Regle(Droit.CLASSER, Sur.OBJET),
        "documents": Regle(Droit.CLASSER, Sur.DOSSIER),
        "document_content": _LIRE,
        "move_document": Regle(Droit.CLASSER, Sur.SECOND),
    },
    "textes": {
        **dict.fromkeys(("to_read", "content", "etat", "bilan"), _LIRE),
        "keep": _ECRIRE,
        "forget_failures": _LIRE,
    },
    "entrees": {
        "save": Regle(Droit.ECRIRE_CLINIQUE, Sur.OBJET, Droit.ECRIRE_IDENTITE),
        "get": _LIRE_RESULTAT,
        "list": Regle(Droit.LIRE_CLINIQUE, Sur.SECOND, Droit.LIRE_IDENTITE),
        "all": _LIRE_DOSSIER,
        "annul": _ECRIRE,
        "annulation": _LIRE,
        "history": _LIRE,
        "undo": _ECRIRE,
    },
    "comptes": {
        "find": _LIBRE,
        "list": _LIBRE,
        "readers": _LIBRE,
        "save": _ADMINISTRER,
        "code": _LIBRE,
        "codes": _LIBRE,
        "note_try": _LIBRE,
        "give_code": _ADMINISTRER,
        "restrict": Regle(Droit.ECRIRE_CLINIQUE, Sur.DOSSIER),
    },
    "rendez_vous": dict.fromkeys(("save", "get", "list", "in_salle", "serie", "praticiens"), _AGENDA),
    "reglages_agenda": {"get": _AGENDA, "save": _AGENDA},
    "messages": {
        **dict.fromkeys(
            (
                "etat",
                "uids",
                "apply",
                "list",
                "get",
                "save",
                "content",
                "keep_content",
                "to_read",
                "receipts",
                "boites",
                "unread",
                "forget",
            ),
            _CLASSER,
        ),
        "unfiled": _LIBRE,
    },
    "masse": dict.fromkeys(
        (
            "known_traits",
            "add_patients",
            "add_consultations",
            "add_ordonnances",
            "add_entrees",
            "add_allergies",
            "add_documents",
        ),
        _ADMINISTRER,
    ),
    "ordonnances": {
        "save": Regle(Droit.PRESCRIRE, Sur.OBJET),
        "get": _LIRE_RESULTAT,
        "find_by_numero": _LIRE_RESULTAT,
        "list": _LIRE_DOSSIER,
        "signed_by": Regle(Droit.PRESCRIRE),
    },
    "dispensations": {
        "add": _DISPENSER,
        "list": _LIRE,
        "find_by_boite": _DISPENSER,
        "since": _DISPENSER,
        "hold": _DISPENSER,
        "next_numero_ordonnancier": _DISPENSER,
    },
    "copies_ordonnances": dict.fromkeys(("add", "list", "content", "destroy"), _DISPENSER),
    "envois": {
        "add": _CLASSER,
        "get": _LIRE_IDENTITE,
        "list": _LIRE_IDENTITE,
        "list_named": _LIRE_IDENTITE,
        "take": _CLASSER,
        "save": _CLASSER,
        "followers": _LIRE_IDENTITE,
        "next_due": _LIBRE,
        "count": _LIBRE,
    },
    "echanges_insi": {"add": Regle(Droit.ECRIRE_IDENTITE, Sur.OBJET), "list": _LIRE_DOSSIER, "purge": _LIBRE},
    "audit": {
        "append": _LIBRE,
        "list": _LIRE_DOSSIER,
        "accesses": Regle(Droit.LIRE_TRACES, Sur.DOSSIER),
        "journal": Regle(Droit.LIRE_JOURNAL),
        "verify": _LIBRE,
    },
    "brouillons": {"save": _LIBRE, "get": _LIBRE, "delete": _LIBRE},
}
"""By repository of the store, then by method."""
