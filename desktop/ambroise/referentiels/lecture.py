"""Read a reference file whatever its encoding, line ends and compression, counting what it mends."""

import gzip
import html
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ambroise.usecases.errors import ReponseInvalide

TAILLE_MAXIMALE = 200 * 1024 * 1024
DATES = frozenset({"CIS_InfoImportantes.txt"})
"""Files that also come under a name that carries their date: ``CIS_InfoImportantes_<date>_bdpm.txt``."""


class FichierInvalide(ReponseInvalide):
    """A reference file is not what it should be; the base in use stays."""

    def __init__(self, nom: str, raison: str) -> None:
        super().__init__(f"{nom}\u00a0: {raison}.", remede="La base en service n’a pas changé.")
        self.nom = nom
        self.raison = raison


@dataclass
class Fichier:
    """The rows of one file, and the defects met on the way, by name."""

    nom: str
    lignes: list[list[str]] = field(default_factory=list)
    defauts: Counter[str] = field(default_factory=Counter)
    rognees: Counter[int] = field(default_factory=Counter)
    """Rows whose cell had spaces at its ends, by column from 0."""


def find_fichier(dossier: Path, nom: str) -> Path | None:
    """Return the path of a file, plain or gzipped, or None; the newest of those that carry their date."""
    stem = nom.removesuffix(".txt")
    dated = sorted(dossier.glob(f"{stem}_*_bdpm.txt"), reverse=True) if nom in DATES else []
    return next((p for p in (dossier / nom, dossier / f"{nom}.gz", *dated) if p.is_file()), None)


def read_bytes(chemin: Path) -> bytes:
    """Return the content, decompressed, never more than the limit.

    Raises:
        FichierInvalide: damaged archive, or a content too large to be a reference file.
    """
    if chemin.suffix != ".gz":
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise FichierInvalide(chemin.name, "trop volumineux")
        return chemin.read_bytes()
    try:
        with gzip.open(chemin, "rb") as stream:
            content = stream.read(TAILLE_MAXIMALE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FichierInvalide(chemin.name, "archive endommagée") from error
    if len(content) > TAILLE_MAXIMALE:
        raise FichierInvalide(chemin.name, "trop volumineux")
    return content


def decode(content: bytes, nom: str, defauts: Counter[str]) -> str:
    """Return the text: UTF-8 when it is, else cp1252, the two encodings of one delivery.

    Raises:
        FichierInvalide: a web page in place of the file, or a text decoded twice.
    """
    if content[:200].lstrip().lower().startswith((b"<!doctype", b"<html")):
        raise FichierInvalide(nom, "une page web a été enregistrée à la place du fichier")
    if b"\0" in content:
        raise FichierInvalide(nom, "le fichier n’est pas un texte")
    try:
        texte = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        defauts["octets_cp1252"] = sum(1 for b in content if 0x80 <= b <= 0x9F)
        texte = content.decode("cp1252", errors="replace")
        defauts["octets_indecodables"] = texte.count("�")
    if texte.count("Ã©") > 50:
        raise FichierInvalide(nom, "le texte a été décodé deux fois")
    return texte


def read_tableau(chemin: Path, colonnes: int, cle: str, *, texte_final: bool = False) -> Fichier:
    """Return the rows of a tab-separated file of that many columns whose first one matches ``cle``.

    A row of another width or key is dropped and counted; too many of them refuse the file. With
    ``texte_final`` the last column is a text, where a tab that cuts it is put back as a space.

    Raises:
        FichierInvalide: unreadable, empty, cut in the middle of its last row, or mostly made of other rows.
    """
    nom = chemin.name.removesuffix(".gz")
    fichier = Fichier(nom)
    texte = decode(read_bytes(chemin), nom, fichier.defauts)
    if not texte.endswith("\n"):
        fichier.defauts["sans_fin_de_ligne"] += 1
    motif = re.compile(cle)
    refused, coupee = 0, False
    for brute in texte.replace("\r\n", "\n").split("\n"):
        if not brute.strip():
            if brute:
                fichier.defauts["lignes_blanches"] += 1
            continue
        raw = brute.split("\t")
        cells = [cell.strip() for cell in raw]
        if raw != cells:
            fichier.defauts["espaces_de_bord"] += 1
            fichier.rognees.update(i for i, (a, b) in enumerate(zip(raw, cells, strict=True)) if a != b)
        while len(cells) > colonnes and not cells[-1]:
            cells.pop()
        if texte_final and len(cells) > colonnes:
            fichier.defauts["tabulations_dans_le_texte"] += 1
            cells[colonnes - 1 :] = [" ".join(cells[colonnes - 1 :])]
        cells += [""] * (colonnes - len(cells)) if len(cells) >= colonnes - 1 else []
        coupee = len(cells) != colonnes or not motif.fullmatch(cells[0])
        if coupee:
            refused += 1
            fichier.defauts["lignes_ecartees"] += 1
            continue
        if any("  " in cell for cell in cells):
            cells = [" ".join(cell.split()) for cell in cells]
        fichier.lignes.append(cells)
    if not fichier.lignes:
        raise FichierInvalide(nom, "aucune ligne lisible")
    if coupee and not texte.endswith("\n"):
        raise FichierInvalide(nom, "le fichier est coupé avant la fin")
    if refused > 0.05 * (len(fichier.lignes) + refused):
        raise FichierInvalide(nom, "les colonnes ne sont pas celles attendues")
    return fichier


def read_prix(texte: str, defauts: Counter[str]) -> Decimal | None:
    """Return a price: the last comma is the decimal one, the others group thousands (``1,466,29``)."""
    if not texte:
        return None
    head, _, cents = texte.rpartition(",")
    if "," in head:
        defauts["prix_virgule_milliers"] += 1
    try:
        value = Decimal(f"{head.replace(',', '').replace(' ', '')}.{cents}" if head else cents)
    except InvalidOperation:
        defauts["prix_illisibles"] += 1
        return None
    if not value.is_finite() or value < 0:
        defauts["prix_illisibles"] += 1
        return None
    return value


def read_taux(texte: str, defauts: Counter[str]) -> int | None:
    """Return a rate in percent, written ``65%`` or ``65 %``."""
    if not texte:
        return None
    if " " in texte or "\u00a0" in texte:
        defauts["taux_avec_espace"] += 1
    found = re.fullmatch(r"(\d{1,3})[\s\u00a0]*%", texte)
    if not found or int(found.group(1)) > 100:
        defauts["taux_illisibles"] += 1
        return None
    return int(found.group(1))


def read_date(texte: str, defauts: Counter[str]) -> str | None:
    """Return an ISO date, or None when absent or absurd (before 1920, after 2100)."""
    if not texte:
        return None
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", texte)
    try:
        value = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(texte)
    except ValueError:
        defauts["dates_illisibles"] += 1
        return None
    if not 1920 <= value.year <= 2100:
        defauts["dates_absurdes"] += 1
        return None
    return value.isoformat()


def read_html(texte: str, defauts: Counter[str]) -> str:
    """Return plain text: tags dropped, ``<br>`` as line breaks, ``¿`` put back as an apostrophe."""
    if "¿" in texte:
        defauts["apostrophes_perdues"] += 1
        texte = re.sub(r"(?<=\w)¿(?=\w)", "’", texte).replace("¿", "")
    if "<" in texte:
        defauts["html"] += 1
        texte = re.sub(r"<br\s*/?>", "\n", texte, flags=re.IGNORECASE)
        texte = re.sub(r"<[^>]{0,200}>", "", texte)
    return re.sub(r"\n{2,}", "\n", html.unescape(texte)).strip()
