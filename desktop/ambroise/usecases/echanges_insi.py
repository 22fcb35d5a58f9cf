"""Keep the messages exchanged with INSi as they were, and show them to who must prove what came.

What a person asked, and what makes a person decide, stays in the file. What the machine asks on its own and
changes nothing is kept ``CONSERVATION`` long: no public text gives a duration for INSi; six months is what
the référentiel MSSanté recommends for the traces of exchanges.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.identite import TraitsIdentite
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ServiceError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_identite import (
    EchangeBrut,
    InsAbsente,
    InsMultiple,
    InsTrouvee,
    PortInsi,
    ResultatInsi,
)

CONSERVATION: Final = timedelta(days=183)
RECHERCHE: Final = "recherche par traits"
VERIFICATION: Final = "vérification"
_CODES: Final = {InsTrouvee: "00", InsAbsente: "01", InsMultiple: "02"}
_ANCIENS: Final = {classe.__name__: code for classe, code in _CODES.items()}
"""What an earlier release wrote in place of the code."""


@dataclass(frozen=True)
class Interrogation:
    """What INSi answered, a failure included, and the messages that went and came."""

    reponse: ResultatInsi | ServiceError
    echanges: tuple[EchangeBrut, ...] = ()

    @property
    def code(self) -> str:
        """The official code; the kind of failure when the service gave none."""
        if isinstance(self.reponse, ServiceError):
            return self.reponse.code or self.reponse.kind
        return _CODES[type(self.reponse)]

    def as_entry(self, contexte: Contexte, patient_id: UUID, operation: str) -> EchangeInsi:
        """Return the messages as they are kept."""
        instant = contexte.horloge()
        return EchangeInsi(
            contexte.new_id(),
            patient_id,
            instant.astimezone().date(),
            instant,
            self.code,
            pack_echanges(self.echanges),
            operation,
        )


@dataclass(frozen=True)
class EchangeLu:
    """One question to INSi as it is shown."""

    id: UUID
    instant: datetime
    operation: str
    code: str
    messages: tuple[EchangeBrut, ...] = field(repr=False)

    @property
    def texte(self) -> str:
        """The messages one after the other, to be read and copied."""
        return "\n\n".join(
            f"— Demande {n} —\n{as_text(m.requete)}\n\n— Réponse {n} —\n{as_text(m.reponse) or 'Aucune.'}"
            for n, m in enumerate(self.messages, 1)
        )


def list_echanges(contexte: Contexte, patient_id: UUID, auteur: str) -> tuple[EchangeLu, ...]:
    """Return the exchanges kept about a patient, the newest first; looking is traced, as opening a file is.

    Raises:
        DroitInsuffisant.
    """
    with contexte.uow() as uow:
        gardes = [*uow.entrees.list(EchangeInsi, patient_id), *uow.echanges_insi.list(patient_id)]
        contexte.trace(uow, auteur, ActionAudit.LECTURE, "échanges INSi", patient_id=patient_id)
        uow.commit()
    return _as_read(gardes)


def interroge(insi: PortInsi, traits: TraitsIdentite) -> Interrogation:
    """Ask INSi and keep every message; a failure of the service is an answer like another."""
    echanges: list[EchangeBrut] = []
    try:
        reponse: ResultatInsi | ServiceError = insi.find_identite(traits, echanges.append)
    except ServiceError as erreur:
        reponse = erreur
    return Interrogation(reponse, tuple(echanges))


def keep_in_file(contexte: Contexte, uow: UnitOfWork, patient_id: UUID, question: Interrogation) -> None:
    """Keep with the file what somebody asked, in the transaction that traces it."""
    if question.echanges:
        uow.entrees.save(question.as_entry(contexte, patient_id, RECHERCHE))


def forget_old(contexte: Contexte, uow: UnitOfWork) -> None:
    """Drop what was asked by the machine longer than ``CONSERVATION`` ago."""
    uow.echanges_insi.purge(contexte.horloge() - CONSERVATION)


def pack_echanges(echanges: tuple[EchangeBrut, ...]) -> str:
    """Return the messages as one compressed text."""
    textes = [[e.requete.decode("latin-1"), e.reponse.decode("latin-1")] for e in echanges]
    octets = json.dumps(textes, ensure_ascii=False).encode()
    return base64.b64encode(zlib.compress(octets)).decode()


def unpack_echanges(contenu: str) -> tuple[EchangeBrut, ...]:
    """Return the messages, byte for byte."""
    lus = json.loads(zlib.decompress(base64.b64decode(contenu)))
    return tuple(EchangeBrut(q.encode("latin-1"), r.encode("latin-1")) for q, r in lus)


def as_text(octets: bytes) -> str:
    """Return a message as text; what is no UTF-8 is shown as replaced."""
    return octets.decode(errors="replace")


def _as_read(gardes: Sequence[EchangeInsi]) -> tuple[EchangeLu, ...]:
    return tuple(
        EchangeLu(
            e.id,
            e.instant,
            e.operation,
            _ANCIENS.get(e.resultat, e.resultat),
            unpack_echanges(e.contenu),
        )
        for e in sorted(gardes, key=lambda e: e.instant, reverse=True)
    )
