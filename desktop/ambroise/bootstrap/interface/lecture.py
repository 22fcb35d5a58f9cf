"""Open a health document from a file manager: no profile, no session, nothing kept."""

from pathlib import Path

from ambroise.adapters.fichiers_sante import FichiersSante
from ambroise.bootstrap.documents import render_page
from ambroise.printing.symbols import qr_png
from ambroise.settings import Reglages
from ambroise.ui.cadre import make_application
from ambroise.ui.lecture.window import LectureWindow, Piece
from ambroise.ui.theme import dressed
from ambroise.usecases.errors import AmbroiseError, Introuvable, ReponseInvalide


def read_file(fichier: Path) -> int:
    """Show the documents of a file until the window is closed; say there why when none can be shown."""
    application = make_application(Reglages())
    with dressed(application):
        window = open_window(fichier)
        window.show()
        return application.exec()


def open_window(fichier: Path) -> LectureWindow:
    """Return the window of a file."""
    try:
        return LectureWindow(fichier.name, read_pieces(fichier))
    except AmbroiseError as exc:
        window = LectureWindow(fichier.name, ())
        window.refuse(exc)
        return window


def read_pieces(fichier: Path) -> tuple[Piece, ...]:
    """Return the documents of a file. Raises Introuvable, ReponseInvalide."""
    try:
        data = fichier.read_bytes()
    except OSError:
        raise Introuvable(
            f"Le fichier {fichier.name} ne peut pas être lu.", remede="Vérifiez le nom et les droits."
        ) from None
    # The rules are never run here: they need a folder, this needs none.
    try:
        ouverts = FichiersSante(render_page, qr_png, lambda: fichier.parent).open_file(data)
    except ReponseInvalide as exc:
        raise ReponseInvalide(
            "Ce fichier n’est pas un document de santé que l’on puisse lire.",
            code=exc.code,
            remede="Demandez à qui l’a envoyé le document CDA, ou l’archive XDM entière.",
        ) from exc
    return tuple(Piece(d.titre, d.pages) for d in ouverts)
