"""Keep the messages exchanged with INSi as they were, small enough to stay in the file for ever."""

import base64
import json
import zlib
from uuid import UUID

from ambroise.domain.entrees import EchangeInsi
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_identite import EchangeBrut, ResultatInsi


def keep_echanges(contexte: Contexte, uow: UnitOfWork, patient_id: UUID, resultat: ResultatInsi) -> None:
    """Write what was asked and answered in the transaction that traces it."""
    if resultat.echanges:
        instant = contexte.horloge()
        uow.entrees.save(
            EchangeInsi(
                contexte.new_id(),
                patient_id,
                instant.astimezone().date(),
                instant,
                type(resultat).__name__,
                pack_echanges(resultat.echanges),
            )
        )


def pack_echanges(echanges: tuple[EchangeBrut, ...]) -> str:
    """Return the messages as one compressed text."""
    texte = json.dumps([[e.requete.decode("latin-1"), e.reponse.decode("latin-1")] for e in echanges])
    return base64.b64encode(zlib.compress(texte.encode(), 9)).decode()


def unpack_echanges(contenu: str) -> tuple[EchangeBrut, ...]:
    """Return the messages, byte for byte."""
    lus = json.loads(zlib.decompress(base64.b64decode(contenu)))
    return tuple(EchangeBrut(q.encode("latin-1"), r.encode("latin-1")) for q, r in lus)
