"""Bring a file from the disk into a patient's file: its true type, a safe title, within bounds.

The type comes from the first bytes, never from the name. An image is only accepted when its header
announces a size a screen can show; nothing is decoded here.
"""

import re
import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

OCTETS_MAXIMAUX = 100_000_000
PIXELS_MAXIMAUX = 100_000_000
TITRE_MAXIMAL = 120
_COMMANDES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


@dataclass(frozen=True)
class FichierLu:
    """A file accepted: a title made of its name, its true type, its bytes."""

    titre: str
    type_mime: str
    contenu: bytes


def read_file(chemin: Path) -> FichierLu:
    """Read a file that someone dropped.

    Raises:
        ReponseInvalide: absent, empty, too large, or an image made to exhaust the memory.
        NonPrisEnCharge: a type that is not a document (program, archive…).
    """
    try:
        if not chemin.is_file():
            raise ReponseInvalide("Ce n’est pas un fichier.", code="fichier_illisible")
        if chemin.stat().st_size > OCTETS_MAXIMAUX:
            raise _too_large()
        with chemin.open("rb") as flux:
            contenu = flux.read(OCTETS_MAXIMAUX + 1)
    except OSError as erreur:
        raise ReponseInvalide(
            "Ce fichier ne peut pas être lu.",
            code="fichier_illisible",
            remede="Vérifiez qu’il existe toujours et qu’il n’est pas ouvert ailleurs.",
        ) from erreur
    return check_content(chemin.name, contenu)


def check_content(nom: str, contenu: bytes) -> FichierLu:
    """Check bytes that came by any way: a drop, a paste, a scanner, a message.

    Raises:
        ReponseInvalide: empty, too large, or an image made to exhaust the memory.
        NonPrisEnCharge: a type that is not a document.
    """
    if len(contenu) > OCTETS_MAXIMAUX:
        raise _too_large()
    if not contenu:
        raise ReponseInvalide("Ce fichier est vide.", code="fichier_vide")
    type_mime = detect_type(contenu)
    if type_mime.startswith("image/"):
        _check_image(contenu)
    return FichierLu(safe_title(nom), type_mime, contenu)


def detect_type(contenu: bytes) -> str:
    """Return the type that the bytes are of. Raises NonPrisEnCharge."""
    for signature, type_mime in _SIGNATURES:
        if contenu.startswith(signature):
            return type_mime
    debut = contenu[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if debut.startswith((b"<?xml", b"<clinicaldocument")):
        return "text/xml"
    if not debut.startswith((b"<!doctype html", b"<html", b"<script", b"#!", b"mz")) and _is_text(contenu):
        return "text/plain"
    raise NonPrisEnCharge(
        "Ce type de fichier n’entre pas dans un dossier.",
        code="type_refuse",
        remede="Les types acceptés sont\u00a0: PDF, PNG, JPEG, TIFF, CDA (XML) et texte.",
    )


def safe_title(nom: str) -> str:
    """Return a title made of a file's name: no folder, no control or reversing character, bounded."""
    base = nom.replace("\\", "/").rpartition("/")[2]
    base = base.rpartition(".")[0] or base
    propre = "".join(c if unicodedata.category(c)[0] not in "CZ" or c == " " else " " for c in base)
    propre = " ".join(propre.replace("_", " ").strip(". ").split())
    return propre[:TITRE_MAXIMAL].strip() or "Document"


def _is_text(contenu: bytes) -> bool:
    if _COMMANDES.search(contenu[:65536]):
        return False
    try:
        contenu[:65536].decode("utf-8")
    except UnicodeDecodeError as erreur:
        # A character cut by our own bound is still text.
        return erreur.start >= 65536 - 4
    return True


def _check_image(contenu: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(contenu)) as image:
                largeur, hauteur = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        largeur = hauteur = PIXELS_MAXIMAUX
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as erreur:
        raise ReponseInvalide(
            "Cette image est endommagée.", code="image_illisible", remede="Numérisez-la de nouveau."
        ) from erreur
    if largeur * hauteur > PIXELS_MAXIMAUX:
        raise ReponseInvalide(
            "Cette image est démesurée une fois ouverte.",
            code="image_demesuree",
            remede="Numérisez-la à 300 points par pouce.",
        )


def _too_large() -> ReponseInvalide:
    return ReponseInvalide(
        "Ce fichier dépasse cent mégaoctets.",
        code="fichier_trop_grand",
        remede="Réduisez-le, ou gardez-le hors du dossier.",
    )
