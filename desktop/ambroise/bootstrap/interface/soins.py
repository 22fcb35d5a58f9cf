"""What the care plans take from received orders: the code of a page, then the acts at the service."""

from typing import TYPE_CHECKING

from ambroise.usecases.code_image import find_code
from ambroise.usecases.soins_recus import SoinsRecusService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def make_soins_recus(app: "Application") -> SoinsRecusService:
    """Return what reads the care of an order; a CDA that carries its page is drawn first."""

    def find(contenu: bytes, type_mime: str) -> str:
        page = app.fichiers_sante.render_cda(contenu) if "xml" in type_mime else contenu
        return find_code(app.symboles, app.numerique.read_code, page)

    return SoinsRecusService(app.contexte, app.session, app.numerique, find)
