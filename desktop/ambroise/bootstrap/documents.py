"""The documents of an act: the PDF that is printed and the CDA that carries it."""

from ambroise.adapters.acte_cda import build_acte_cda
from ambroise.adapters.code_ordonnance import write_code
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.usecases.ports_actes import ActeSigne


class Documents:
    """``PortDocuments`` over printing and esante, which do not know each other."""

    def __init__(self, table: TableEnvironnement) -> None:
        self._table = table

    def render_pdf(self, acte: ActeSigne) -> bytes:
        raise NotImplementedError("mise en page à venir")

    def build_cda(self, acte: ActeSigne) -> bytes:
        """Return the CDA of a signed order, its PDF copied inside."""
        return build_acte_cda(acte, self._table, write_code(acte.ordonnance, acte.patient))
