"""A scan as a PDF: what is kept of a paper is drawn and printed like any page."""

from io import BytesIO

from PIL import Image, ImageSequence

from ambroise.adapters.fichiers import FichierLu
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

_POINTS_PAR_POUCE = 200.0
"""What a flatbed scanner gives by default: an A4 sheet is shown at about its size."""


def to_pdf(fichier: FichierLu) -> bytes:
    """Return the pages of a scan; a PDF stays as it is.

    Raises:
        NonPrisEnCharge: neither a PDF nor a picture.
        ReponseInvalide: a picture cut short.
    """
    if fichier.type_mime == "application/pdf":
        return fichier.contenu
    if not fichier.type_mime.startswith("image/"):
        raise NonPrisEnCharge(
            "Ce fichier n’est ni un PDF ni une image.", remede="Numérisez l’ordonnance, puis joignez-la."
        )
    sortie = BytesIO()
    try:
        with Image.open(BytesIO(fichier.contenu)) as image:
            premiere, *suite = [page.convert("RGB") for page in ImageSequence.Iterator(image)]
        premiere.save(sortie, "PDF", save_all=True, append_images=suite, resolution=_POINTS_PAR_POUCE)
    except (OSError, ValueError, SyntaxError) as erreur:
        raise ReponseInvalide(
            "Cette image est abîmée.", code="image_illisible", remede="Numérisez l’ordonnance de nouveau."
        ) from erreur
    return sortie.getvalue()
