"""The documents of an act: the PDF that is printed and the CDA that carries it."""

from ambroise.adapters.acte_cda import build_acte_cda
from ambroise.adapters.code_ordonnance import write_code
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.domain.ordonnance import Ordonnance
from ambroise.printing.composition import OptionsImpression, compose_page
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.usecases.controle_ordonnance import needs_ordonnance_securisee
from ambroise.usecases.ports_actes import ActeSigne
from ambroise.usecases.ports_medicaments import BaseMedicaments


class Documents:
    """``PortDocuments`` over printing and esante, which do not know each other."""

    def __init__(self, table: TableEnvironnement, base: BaseMedicaments | None = None) -> None:
        self._table = table
        self._base = base

    def render_pdf(self, acte: ActeSigne) -> bytes:
        """Return the printed order; outside the real environment every page bears SPÉCIMEN."""
        return render_ordonnance(
            compose_page(
                acte,
                OptionsImpression(
                    qr=write_code(acte.ordonnance, acte.patient),
                    specimen=not self._table.is_reel,
                    rangs_securises=self._rangs_securises(acte.ordonnance),
                ),
            )
        )

    def build_cda(self, acte: ActeSigne) -> bytes:
        """Return the CDA of a signed order, its PDF copied inside."""
        return build_acte_cda(acte, self._table, write_code(acte.ordonnance, acte.patient))

    def _rangs_securises(self, ordonnance: Ordonnance) -> frozenset[int]:
        """Return the lines in full letters: those the base names, or all of a secure order without a base."""
        if self._base is not None:
            return needs_ordonnance_securisee(self._base, ordonnance.lignes)
        return frozenset(range(1, len(ordonnance.lignes) + 1)) if ordonnance.is_securisee else frozenset()
