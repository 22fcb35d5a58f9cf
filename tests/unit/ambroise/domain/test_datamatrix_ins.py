"""The datamatrix INS is written by the rule and read whatever the scanner did to it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.datamatrix_ins import (
    GS,
    DatamatrixInvalide,
    LectureDatamatrix,
    decode_datamatrix,
    encode_datamatrix,
    payload,
)
from ambroise.domain.identite import (
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)

OID = "1.2.250.1.213.1.4.8"
PUBLIE = (
    "IS010000000000000000000000S1160012B02077713S21.2.250.1.213.1.4.8\x1dS3TOUSSAINT\x1dS4ADRTROIS\x1d"
    "S5MS601-01-1960S72B020"
)
TOUSSAINT = LectureDatamatrix(
    "01",
    MatriculeIns("160012B02077713", OID),
    "ADRTROIS",
    ("TOUSSAINT",),
    Sexe.MASCULIN,
    date(1960, 1, 1),
    "2B020",
)
SANS_GS = PUBLIE.replace(GS, "")
QWERTY = "1234567890.'-AQZWMaqzwm<>"
EN_AZERTY = str.maketrans(QWERTY, "&é\"'(-è_çà:ù)QAWZ?qawz,./")
EN_QWERTY = str.maketrans("1234567890.'-AQZWMaqzwm", "!@#$%^&*()<46QAWZ:qawz;")


def test_the_published_value_is_written_and_read() -> None:
    assert encode_datamatrix(TOUSSAINT) == PUBLIE
    assert decode_datamatrix(PUBLIE) == TOUSSAINT


def test_a_full_block_needs_no_separator() -> None:
    test_oid = replace(TOUSSAINT, matricule=MatriculeIns("160012B02077713", "1.2.250.1.213.1.4.10"))
    texte = encode_datamatrix(test_oid)
    assert "1.2.250.1.213.1.4.10S3" in texte
    assert decode_datamatrix(texte) == test_oid


def test_without_birth_place_the_date_ends_the_symbol() -> None:
    sans = replace(TOUSSAINT, lieu_naissance=None)
    assert encode_datamatrix(sans).endswith("S601-01-1960")
    assert decode_datamatrix(encode_datamatrix(sans)) == sans


@pytest.mark.parametrize(
    "lu",
    [
        PUBLIE.replace(GS, "<GS>"),
        PUBLIE.replace(GS, "<gs>"),
        PUBLIE.replace(GS, "{GS}"),
        PUBLIE.replace(GS, "␝"),
        SANS_GS,
        "]d1" + PUBLIE + "\r\n",
        PUBLIE.lower(),
        PUBLIE.replace(GS, "<GS>").translate(EN_AZERTY),
        SANS_GS.translate(EN_AZERTY),
        SANS_GS.translate(EN_AZERTY).upper(),
        SANS_GS.translate(EN_QWERTY),
        PUBLIE.replace("S5M", "S5M" + GS),
    ],
)
def test_scanners_and_keyboards_are_forgiven(lu: str) -> None:
    assert decode_datamatrix(lu) == TOUSSAINT


def test_blocks_come_in_any_order() -> None:
    melange = (
        "IS010000000000000000000000S72B020S601-01-1960S5MS3TOUSSAINT\x1d"
        f"S1160012B02077713S2{OID}\x1dS4ADRTROIS"
    )
    assert decode_datamatrix(melange) == TOUSSAINT


def test_unknown_blocks_are_kept_aside() -> None:
    lecture = decode_datamatrix(PUBLIE + GS + "ZZ42" + GS + "Q9")
    assert dict(lecture.blocs_inconnus) == {"ZZ": "42", "Q9": ""}
    assert replace(lecture, blocs_inconnus=TOUSSAINT.blocs_inconnus) == TOUSSAINT


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "IS01",
        "DC01" + PUBLIE[4:],
        "IS02" + PUBLIE[4:],
        PUBLIE[:26],
        PUBLIE[:40],
        PUBLIE.replace("S5M", "S5X"),
        PUBLIE.replace("01-01-1960", "31-02-1960"),
        PUBLIE.replace("01-01-1960", "1960-01-01"),
        PUBLIE.replace("TOUSSAINT", "<script>"),
        PUBLIE.replace("TOUSSAINT", ""),
        PUBLIE.replace("ADRTROIS", "A" * 101),
        PUBLIE.replace("ADRTROIS", "A" * 5000),
        PUBLIE.replace(OID, "1.2" + ".3" * 30),
        PUBLIE.replace(OID, "abc"),
        PUBLIE.replace("160012B02077713", "16001XB02077713"),
        PUBLIE + "S1160012B02077713",
        PUBLIE + "\x00\x01",
        PUBLIE.replace("S72B020", "S72B"),
        PUBLIE.replace("S72B020", "S7é&àç)"),
    ],
)
def test_hostile_symbols_are_refused_without_quoting_them(hostile: str) -> None:
    with pytest.raises(DatamatrixInvalide) as refus:
        decode_datamatrix(hostile)
    assert "TOUSSAINT" not in str(refus.value)
    assert "160012" not in str(refus.value)


@given(st.text(max_size=200))
def test_any_text_gives_a_reading_or_a_refusal(texte: str) -> None:
    for essai in (texte, PUBLIE[:26] + texte, PUBLIE + texte):
        try:
            decode_datamatrix(essai)
        except DatamatrixInvalide:
            continue


NOM = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


@given(
    st.lists(NOM, min_size=1, max_size=4),
    st.lists(NOM, min_size=1, max_size=3),
    st.sampled_from([" ", "-", "--", "'"]),
    st.sampled_from(list(Sexe)[:2]),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.sampled_from([OID, "1.2.250.1.213.1.4.9", "1.2.250.1.213.1.4.10"]),
    st.sampled_from(["<GS>", "", GS]),
)
def test_what_is_written_is_read_back_even_when_the_scanner_loses_the_separators(
    prenoms: list[str], noms: list[str], lien: str, sexe: Sexe, naissance: date, oid: str, separateur: str
) -> None:
    lecture = LectureDatamatrix(
        "01", MatriculeIns("275126322074974", oid), lien.join(noms), tuple(prenoms), sexe, naissance, "63220"
    )
    texte = encode_datamatrix(lecture)
    assert decode_datamatrix(texte.replace(GS, separateur)) == lecture
    assert decode_datamatrix(texte.replace(GS, "").translate(EN_AZERTY)) == lecture


@pytest.mark.parametrize(
    "change",
    [
        {"sexe": Sexe.INDETERMINE},
        {"nom_naissance": ""},
        {"nom_naissance": "A" * 101},
        {"lieu_naissance": "75"},
        {"nom_naissance": "Dé"},
        {"prenoms_naissance": ("A\x1dS5F",)},
    ],
)
def test_what_the_format_does_not_know_is_not_written(change: dict[str, object]) -> None:
    with pytest.raises(DatamatrixInvalide):
        encode_datamatrix(replace(TOUSSAINT, **change))  # type: ignore[arg-type]


def test_only_a_qualified_identity_has_a_datamatrix() -> None:
    traits = TraitsIdentite("ADRTROIS", "TOUSSAINT", Sexe.MASCULIN, date(1960, 1, 1), "2B020")
    ins = IdentiteIns(TOUSSAINT.matricule, traits, datetime(2026, 1, 1, tzinfo=UTC))
    recuperee = Identite(traits).with_ins(ins)
    passeport = Justificatif(TypeJustificatif.PASSEPORT, date(2026, 1, 1), "899900063480")
    assert payload(recuperee) is None
    assert payload(recuperee.with_justificatif(passeport)) == PUBLIE
    assert payload(Identite(traits).with_justificatif(passeport)) is None
