"""What an entry of the trail is about, in the words of who reads it: the trail itself keeps the exact keys.

A patient is given the list of who opened his file: an internal identifier tells him nothing there, and what
an order is known by outside, its number, stays.
"""

import re
from collections.abc import Mapping
from typing import Final

from ambroise.domain.audit import EntreeAudit
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import TypeJustificatif
from ambroise.ui.words import NBSP, author_words

_UUID: Final = re.compile(r" ?\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_PRATICIEN: Final = re.compile(r" 8\d{11}\b")
_REGLE_SERIE: Final = re.compile(r", FREQ=\S+")

_SERVICES: Final = {
    TypeEnvoi.ORDONNANCE_NUMERIQUE: "ordonnance numérique",
    TypeEnvoi.EXECUTION_ORDONNANCE: "délivrance, à l’Assurance Maladie",
    TypeEnvoi.DMP: "document au DMP",
    TypeEnvoi.MSSANTE: "message MSSanté",
    TypeEnvoi.RECTIFICATION: "avis de rectification",
    TypeEnvoi.SUPPRESSION_DMP: "suppression au DMP",
    TypeEnvoi.ANNULATION_ORDONNANCE: "annulation de l’ordonnance numérique",
}
_NUMEROTES: Final = frozenset({TypeEnvoi.ORDONNANCE_NUMERIQUE, TypeEnvoi.ANNULATION_ORDONNANCE})
"""Those whose key is a number that people read; the others are named by an identifier of machines."""
_ETATS: Final = {
    EtatEnvoi.EN_ATTENTE.value: "pas encore remis, nouvel essai prévu",
    EtatEnvoi.EN_COURS.value: "en cours",
    EtatEnvoi.A_REPRENDRE.value: "attend quelqu’un",
}
_INSI: Final = {
    "INSi 00": "INSi, une personne trouvée",
    "INSi 01": "INSi, aucune personne trouvée",
    "INSi 02": "INSi, plusieurs personnes trouvées",
}
_PIECES: Final = {f"justificatif {p.code}": f"justificatif{NBSP}: {p.libelle}" for p in TypeJustificatif}
_ENTIERS: Final = {**_INSI, **_PIECES, "dmp": "DMP"}


def object_words(entree: EntreeAudit, noms: Mapping[str, str]) -> str:
    """Return what an act was done on, with its detail."""
    objet, detail = _object(entree.objet, noms), _ETATS.get(entree.detail, entree.detail)
    return " · ".join(filter(None, (objet, _UUID.sub("", detail))))


def _object(objet: str, noms: Mapping[str, str]) -> str:
    if objet in _ENTIERS:
        return _ENTIERS[objet]
    service, _, cle = objet.partition(" ")
    if cle and service in _SERVICES:
        mots = _SERVICES[TypeEnvoi(service)]
        return f"{mots} {cle}" if service in _NUMEROTES else mots
    mots = _UUID.sub("", _REGLE_SERIE.sub(", en série", objet))
    return _PRATICIEN.sub(lambda trouve: f", {author_words(trouve[0].strip(), noms)}", mots)
