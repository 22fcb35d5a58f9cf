"""What was received about an INS, before and from INSi."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ambroise.domain.identite import IdentiteIns, MatriculeIns


@dataclass(frozen=True, slots=True)
class InsLue:
    """The INS read from a datamatrix or a message before INSi answers: no proof, but not to be contradicted.

    ``oids`` are those under which the answer may name the same number, as an environment may have documents
    carry another OID than the one INSi answers; none when the document names no OID.
    """

    id: UUID
    patient_id: UUID
    numero: str
    oids: tuple[str, ...]
    le: date
    version: int = 0

    def is_concordante(self, ins: IdentiteIns) -> bool:
        """Whether INSi names the number that was read, as the one of today or a former one."""
        connus = (ins.matricule, *(ancien.matricule for ancien in ins.historique))
        return any(m.numero == self.numero and (not self.oids or m.oid in self.oids) for m in connus)

    @property
    def matricule(self) -> MatriculeIns:
        """The number as it was read, to be shown."""
        return MatriculeIns(self.numero, next(iter(self.oids), ""))


@dataclass(frozen=True, slots=True)
class EchangeInsi:
    """A question to INSi and its answer, word for word, for whoever has to prove what was received.

    ``resultat`` is the code answered; ``contenu`` is what :mod:`ambroise.usecases.echanges_insi` makes of the
    messages.
    """

    id: UUID
    patient_id: UUID
    le: date
    instant: datetime
    resultat: str
    contenu: str
    operation: str = "recherche par traits"
    version: int = 0
