"""A photograph taken with a telephone, made ready for a patient's file: upright, small, without its place."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from ambroise.adapters.fichiers import read_file
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

COTE_MAXIMUM = 2048
"""Enough to see the edges of a wound on a full page, in pixels."""


def read_photo(chemin: Path) -> bytes:
    """Return a JPEG without metadata, which tell where and with what it was taken.

    Raises:
        ReponseInvalide: absent, empty, damaged, or made to exhaust the memory.
        NonPrisEnCharge: not an image.
    """
    lu = read_file(chemin)
    if not lu.type_mime.startswith("image/"):
        raise NonPrisEnCharge("Ce fichier n’est pas une photo.", remede="Choisissez une image JPEG ou PNG.")
    sortie = BytesIO()
    try:
        with Image.open(BytesIO(lu.contenu)) as image:
            image.draft("RGB", (COTE_MAXIMUM, COTE_MAXIMUM))
            droite = ImageOps.exif_transpose(image).convert("RGB")
            droite.thumbnail((COTE_MAXIMUM, COTE_MAXIMUM))
            droite.info.clear()
            droite.save(sortie, "JPEG", quality=85)
    except (OSError, ValueError, SyntaxError) as erreur:
        raise ReponseInvalide(
            "Cette photo est endommagée.", code="image_illisible", remede="Prenez-la de nouveau."
        ) from erreur
    return sortie.getvalue()
