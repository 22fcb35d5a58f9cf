import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ambroise.adapters import fichiers
from ambroise.adapters.fichiers import check_content, detect_type, read_file, safe_title
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide


def png(largeur: int, hauteur: int) -> bytes:
    """Return the header of a PNG that announces a size; its data hold nothing."""
    ihdr = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def chunk(genre: bytes, corps: bytes) -> bytes:
    return struct.pack(">I", len(corps)) + genre + corps + struct.pack(">I", zlib.crc32(genre + corps))


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><ClinicalDocument/>", "text/xml"),
        ("Hémoglobine : 13,2 g/dL".encode(), "text/plain"),
    ],
)
def test_the_type_is_that_of_the_bytes(contenu: bytes, attendu: str) -> None:
    assert detect_type(contenu) == attendu


@pytest.mark.parametrize(
    "contenu",
    [
        b"MZ\x90\x00",
        b"\x7fELF",
        b"PK\x03\x04",
        b"<html><script>",
        b"#!/bin/sh\n",
        b"\x00\x01\x02",
        b"\xff\xfe\xfa",
    ],
)
def test_programs_archives_and_pages_stay_out(contenu: bytes) -> None:
    with pytest.raises(NonPrisEnCharge):
        check_content("innocent.pdf", contenu)


@pytest.mark.parametrize(
    ("nom", "titre"),
    [
        ("Compte rendu.pdf", "Compte rendu"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd"),
        ("scan_2026_03_02.PDF", "scan 2026 03 02"),
        ("facture\u202efdp.exe", "facture fdp"),
        ("a\x00b\nc.pdf", "a b c"),
        (".pdf", "pdf"),
        ("", "Document"),
        ("...", "Document"),
        ("é" * 500 + ".pdf", "é" * 120),
    ],
)
def test_a_hostile_name_gives_a_harmless_title(nom: str, titre: str) -> None:
    assert safe_title(nom) == titre


@given(st.text(max_size=300))
def test_no_name_upsets_the_title(nom: str) -> None:
    titre = safe_title(nom)
    assert titre
    assert "/" not in titre
    assert len(titre) <= 120
    assert titre.isprintable()


def test_an_image_bomb_is_refused_from_its_header() -> None:
    for dimensions in ((60_000, 60_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises(ReponseInvalide) as refus:
            check_content("radio.png", png(*dimensions))
        assert refus.value.code in {"image_demesuree", "image_illisible"}
    assert check_content("radio.png", png(3000, 2000)).type_mime == "image/png"


def test_a_damaged_image_is_refused() -> None:
    with pytest.raises(ReponseInvalide) as refus:
        check_content("radio.png", b"\x89PNG\r\n\x1a\nrien")
    assert refus.value.code == "image_illisible"


def test_an_ordinary_picture_comes_in_untouched(tmp_path: Path) -> None:
    sortie = BytesIO()
    Image.new("RGB", (20, 10), "white").save(sortie, "JPEG")
    (tmp_path / "Plaie main droite.jpg").write_bytes(sortie.getvalue())
    lu = read_file(tmp_path / "Plaie main droite.jpg")
    assert (lu.titre, lu.type_mime, lu.contenu) == ("Plaie main droite", "image/jpeg", sortie.getvalue())


def test_a_file_of_two_gigabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    enorme = tmp_path / "enorme.pdf"
    with enorme.open("wb") as flux:
        flux.write(b"%PDF-1.7")
        flux.truncate(2_000_000_000)
    with pytest.raises(ReponseInvalide) as refus:
        read_file(enorme)
    assert refus.value.code == "fichier_trop_grand"


def test_empty_absent_and_too_large_contents_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vide.pdf").touch()
    for nom, code in (
        ("vide.pdf", "fichier_vide"),
        ("absent.pdf", "fichier_illisible"),
        (".", "fichier_illisible"),
    ):
        with pytest.raises(ReponseInvalide) as refus:
            read_file(tmp_path / nom)
        assert refus.value.code == code
    monkeypatch.setattr(fichiers, "OCTETS_MAXIMAUX", 10)
    with pytest.raises(ReponseInvalide) as refus:
        check_content("x.pdf", b"%PDF-1.7 trop long")
    assert refus.value.code == "fichier_trop_grand"
