"""The copies of the orders of narcotics, drawn as they are dispensed."""

from typing import TYPE_CHECKING

from ambroise.domain.dispensation import Dispensation
from ambroise.printing.copie import compose_copie
from ambroise.printing.texte import render_texte
from ambroise.usecases.copies_ordonnances import GardeCopies
from ambroise.usecases.ports_actes import OrdonnanceConsultee

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def keep_copies(app: "Application") -> GardeCopies:
    """Return what keeps the copy of a dispensing of narcotics."""

    def draw(consultee: OrdonnanceConsultee, dispensation: Dispensation) -> bytes:
        specimen = not app.table.is_reel
        return render_texte(compose_copie(consultee, dispensation, app.session.courante, specimen=specimen))

    return GardeCopies(app.contexte, app.medicaments, draw)
