"""Read the lines of a CSV or XLSX file as text cells under their headers, however it was saved.

CSV: UTF-8, UTF-16 with its mark, else Windows-1252; the separator is the commonest of the header line.
XLSX: read as a stream by openpyxl, once the archive is known not to be a bomb and to declare no entity.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO

from ambroise.usecases.errors import ReponseInvalide

CELLULE_MAXIMALE = 10_000
COLONNES_MAXIMALES = 500
XLSX_MAXIMAL = 1 << 30
_TAUX_MAXIMAL = 200
_SEPARATEURS = ";,\t|"

Ligne = tuple[int, Mapping[str, str]]


@contextmanager
def open_table(chemin: Path) -> Iterator[tuple[list[str], Iterator[Ligne]]]:
    """Give the headers and the lines of a file, numbered as a person sees them (the header is line 1).

    Raises:
        ReponseInvalide: no table, or one built to harm.
    """
    # Tenths of a second at each start, for a file that is read once in the life of an office.
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ExitStack() as fermetures:
            flux = fermetures.enter_context(chemin.open("rb"))
            debut = flux.read(4)
            flux.seek(0)
            lignes = (_xlsx_rows if debut.startswith(b"PK") else _csv_rows)(flux, fermetures)
            entetes = next(lignes, None)
            if not entetes or not any(entetes):
                raise _unreadable("Ce fichier n’a pas de ligne d’en-tête.")
            if len(entetes) > COLONNES_MAXIMALES:
                raise _unreadable("Ce fichier a trop de colonnes.")
            yield entetes, _numbered(entetes, lignes)
    except (
        UnicodeError,
        csv.Error,
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
    ) as erreur:
        raise _unreadable("Ce fichier n’est ni un CSV ni un classeur XLSX lisible.") from erreur
    except OSError as erreur:
        raise _unreadable("Ce fichier ne peut pas être lu.") from erreur


def _numbered(entetes: list[str], lignes: Iterator[list[str]]) -> Iterator[Ligne]:
    for numero, cellules in enumerate(lignes, 2):
        if any(cellules):
            yield numero, dict(zip(entetes, cellules, strict=False))


def _csv_rows(flux: IO[bytes], fermetures: ExitStack) -> Iterator[list[str]]:
    encodage = _encoding(flux)
    texte = fermetures.enter_context(io.TextIOWrapper(flux, encodage, newline=""))
    premiere = texte.readline(CELLULE_MAXIMALE)
    separateur = max(_SEPARATEURS, key=premiere.count)
    texte.seek(0)
    csv.field_size_limit(CELLULE_MAXIMALE)
    for cellules in csv.reader((ligne.replace("\0", "\x7f") for ligne in texte), delimiter=separateur):
        yield [cellule.strip() for cellule in cellules]


def _encoding(flux: IO[bytes]) -> str:
    debut = flux.read(4)
    flux.seek(0)
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decodeur = io.TextIOWrapper(flux, "utf-8", newline="")
    try:
        while decodeur.read(1 << 20):
            pass
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        decodeur.detach()
        flux.seek(0)


def _xlsx_rows(flux: IO[bytes], fermetures: ExitStack) -> Iterator[list[str]]:
    _refuse_bomb(flux)
    from openpyxl import load_workbook

    classeur = load_workbook(flux, read_only=True, data_only=True, keep_links=False)
    fermetures.callback(classeur.close)
    feuille = classeur.worksheets[0]
    feuille.reset_dimensions()
    for cellules in feuille.iter_rows(values_only=True):
        yield [_text(cellule) for cellule in cellules]


def _refuse_bomb(flux: IO[bytes]) -> None:
    with zipfile.ZipFile(flux) as archive:
        total = 0
        for membre in archive.infolist():
            total += membre.file_size
            if total > XLSX_MAXIMAL or membre.file_size > _TAUX_MAXIMAL * max(membre.compress_size, 1024):
                raise _unreadable("Ce classeur grossit démesurément une fois ouvert.")
            if membre.filename.endswith((".xml", ".rels")):
                with archive.open(membre) as xml:
                    if b"<!DOCTYPE" in xml.read(4096).upper():
                        raise _unreadable("Ce classeur contient des déclarations interdites.")
    flux.seek(0)


def _text(cellule: object) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, date):
        return cellule.isoformat()
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return str(cellule)[:CELLULE_MAXIMALE].strip()


def _unreadable(message: str) -> ReponseInvalide:
    return ReponseInvalide(
        message, code="table_illisible", remede="Enregistrez-le de nouveau en CSV (UTF-8) ou en XLSX."
    )
