"""Identifiers whose form the national services fix, made on this seat."""

from ambroise.usecases.ports import GenerateurId
from esante.cda.ecriture import oid_de
from esante.ordonnance_numerique.numero import RandomNumeroGenerator


class Numeros:
    """Numbers of ordonnance numérique and document OIDs, never given twice."""

    def __init__(self, new_id: GenerateurId) -> None:
        self._new_id = new_id
        self._generate = RandomNumeroGenerator()

    def numero_ordonnance(self) -> str:
        """Return a new number; its inner structure is not public, see the generator."""
        return self._generate()

    def identifiant_document(self) -> str:
        """Return a new OID under 2.25 (UUID as an integer), unique without any registration."""
        return oid_de(self._new_id())
