"""An archive reads back as it was written; each hostile archive is refused for its own reason."""

import io
import stat
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.cda.ordonnance import build_ordonnance
from esante.xdm.ecriture import build_xdm, fiche_pdf
from esante.xdm.lecture import read_xdm
from esante.xdm.modeles import ArchiveRefused, Expediteur, RefusArchive
from esante.xds.depuis_cda import describe_cda
from tests.fakes.documents import PATIENTE, PDF, entete, lot, ordonnance

EXPEDITEUR = Expediteur("Dr Max LIBRE", "Ambroise", "0.1.0", "Ambroise")


def archive() -> bytes:
    data = build_ordonnance(entete(), ordonnance())
    fiche = describe_cda(data)
    return build_xdm(lot(fiche), [(fiche, data), (fiche_pdf(fiche, PDF), PDF)], EXPEDITEUR)


def repack(data: bytes, **changes: bytes | None) -> bytes:
    """Rewrite an archive with some members replaced (``None`` removes), by file name without its suffix."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            stem = info.filename.rsplit("/", 1)[-1].split(".")[0]
            content = changes.get(stem, source.read(info)) if stem in changes else source.read(info)
            if content is not None:
                copy.writestr(info.filename, content)
    return target.getvalue()


def with_member(data: bytes, name: str, content: bytes = b"x", mode: int = 0) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as copy:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = mode << 16
        copy.writestr(info, content)
    return target.getvalue()


def refusal(data: bytes) -> RefusArchive:
    with pytest.raises(ArchiveRefused) as caught:
        read_xdm(data)
    return caught.value.raison


def test_an_archive_reads_back_as_written() -> None:
    read = read_xdm(archive())
    assert read.patient_id == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert [d.nom for d in read.documents] == [
        "IHE_XDM/SUBSET01/DOC00001.XML",
        "IHE_XDM/SUBSET01/DOC00002.PDF",
    ]
    assert read.documents[1].donnees == PDF
    assert read.non_references == ()


def test_names_are_iso_9660_level_1() -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as opened:
        for name in opened.namelist():
            for part in name.split("/"):
                stem, _, suffix = part.partition(".")
                assert len(stem) <= 8
                assert len(suffix) <= 3
                assert part == part.upper()


def test_the_same_content_gives_the_same_archive() -> None:
    assert archive() == archive()


def test_names_are_read_whatever_their_letter_case() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive())) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            copy.writestr(info.filename.lower(), source.read(info))
    assert len(read_xdm(target.getvalue()).documents) == 2


def test_a_file_that_no_metadata_names_is_told_apart() -> None:
    assert read_xdm(with_member(archive(), "IHE_XDM/SUBSET01/VIRUS.EXE")).non_references == (
        "IHE_XDM/SUBSET01/VIRUS.EXE",
    )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "IHE_XDM/../../x", "C:\\x", "a\\..\\b"])
def test_a_climbing_path_is_refused(name: str) -> None:
    assert refusal(with_member(archive(), name)) is RefusArchive.CHEMIN


def test_a_symbolic_link_is_refused() -> None:
    data = with_member(archive(), "IHE_XDM/SUBSET01/LIEN", b"/etc/passwd", stat.S_IFLNK | 0o777)
    assert refusal(data) is RefusArchive.LIEN


def test_a_bomb_is_refused() -> None:
    assert refusal(with_member(archive(), "BOMBE.BIN", bytes(8 * 1024 * 1024))) is RefusArchive.TAILLE


def test_a_thousand_members_are_refused() -> None:
    target = io.BytesIO(archive())
    with zipfile.ZipFile(target, "a") as copy:
        for rank in range(600):
            copy.writestr(f"F{rank}.TXT", b"")
    assert refusal(target.getvalue()) is RefusArchive.TAILLE


def test_the_same_file_twice_is_refused() -> None:
    data = with_member(archive(), "ihe_xdm/subset01/doc00001.xml")
    assert refusal(data) is RefusArchive.DOUBLON


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(archive())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert refusal(bytes(data)) is RefusArchive.CHIFFREE


def test_a_changed_document_is_refused() -> None:
    assert refusal(repack(archive(), DOC00002=b"%PDF-1.4 autre")) is RefusArchive.EMPREINTE


def test_a_missing_document_is_refused() -> None:
    assert refusal(repack(archive(), DOC00001=None)) is RefusArchive.FICHIER_ABSENT


def test_missing_or_unreadable_metadata_are_refused() -> None:
    assert refusal(repack(archive(), METADATA=None)) is RefusArchive.SANS_METADONNEES
    assert refusal(repack(archive(), METADATA=b"<a>")) is RefusArchive.METADONNEES
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert refusal(repack(archive(), METADATA=bomb)) is RefusArchive.METADONNEES


def test_two_patients_in_one_archive_are_refused_on_both_sides() -> None:
    one = build_ordonnance(entete(), ordonnance())
    other_patient = replace(PATIENTE, matricule="255069999999934")
    two = build_ordonnance(entete(nom="autre", patient=other_patient), ordonnance())
    fiches = [(describe_cda(one), one), (describe_cda(two), two)]
    with pytest.raises(ValueError, match="plusieurs patients"):
        build_xdm(lot(fiches[0][0]), fiches, EXPEDITEUR)
    wrong = replace(fiches[1][0], patient_id=fiches[0][0].patient_id)
    data = build_xdm(lot(fiches[0][0]), [fiches[0], (wrong, two)], EXPEDITEUR)
    assert refusal(data) is RefusArchive.AUTRE_PATIENT


@given(st.binary(max_size=400))
def test_no_garbage_raises_anything_else(garbage: bytes) -> None:
    assert refusal(garbage) in RefusArchive


@given(st.integers(0, 4000), st.integers(1, 255))
def test_one_changed_byte_is_refused_or_harmless(position: int, change: int) -> None:
    data = bytearray(archive())
    data[position % len(data)] ^= change
    try:
        read = read_xdm(bytes(data))
    except ArchiveRefused:
        return
    assert len(read.documents) == 2
