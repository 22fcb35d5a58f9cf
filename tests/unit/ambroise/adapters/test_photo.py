"""A photograph enters a file upright, small and without what tells where it was taken."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ambroise.adapters.photo import COTE_MAXIMUM, read_photo
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide

ORIENTATION, DESCRIPTION = 0x0112, 0x010E


def _write(chemin: Path, size: tuple[int, int], **options: object) -> Path:
    Image.new("RGB", size, "crimson").save(chemin, **options)
    return chemin


def test_photo_is_upright_small_and_silent(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 6, "4 rue du Port"
    brute = _write(tmp_path / "IMG_0001.jpg", (4000, 3000), exif=exif)
    photo = read_photo(brute)
    with Image.open(BytesIO(photo)) as image:
        assert image.format == "JPEG"
        assert image.size == (COTE_MAXIMUM * 3 // 4, COTE_MAXIMUM)
        assert not image.getexif()
    assert b"rue du Port" not in photo


def test_screen_capture_becomes_a_jpeg(tmp_path: Path) -> None:
    assert read_photo(_write(tmp_path / "capture.png", (40, 30))).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("octets", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff" + bytes(400), b"\x89PNG\r\n\x1a\n"])
def test_damaged_photo_is_refused(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "photo.jpg").write_bytes(octets)
    with pytest.raises(ReponseInvalide):
        read_photo(tmp_path / "photo.jpg")


def test_photo_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    entiere = _write(tmp_path / "photo.jpg", (400, 300)).read_bytes()
    (tmp_path / "photo.jpg").write_bytes(entiere[: len(entiere) // 2])
    with pytest.raises(ReponseInvalide):
        read_photo(tmp_path / "photo.jpg")


def test_document_is_no_photo(tmp_path: Path) -> None:
    (tmp_path / "lettre.txt").write_text("Bonjour")
    with pytest.raises(NonPrisEnCharge):
        read_photo(tmp_path / "lettre.txt")


def test_absent_photo_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReponseInvalide):
        read_photo(tmp_path / "absente.jpg")
