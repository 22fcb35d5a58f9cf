import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.usecases.diagnostic import Controle, EtatControle, anonymise, run_examens, write_report
from ambroise.usecases.errors import ServiceInjoignable


def test_failing_examination_is_a_line_and_the_others_go_on() -> None:
    def known() -> list[Controle]:
        raise ServiceInjoignable("Le service ne répond pas.", remede="Attendez.")

    def unknown() -> list[Controle]:
        raise KeyError("NESSI RUTH")

    good = Controle("disque", EtatControle.OK, "10 Gio libres.")
    controles = run_examens([("a", known), ("b", unknown), ("c", lambda: [good])])
    assert controles[0] == Controle("a", EtatControle.ECHEC, "Le service ne répond pas.", "Attendez.")
    assert controles[1].etat is EtatControle.ECHEC
    assert "NESSI" not in controles[1].constat
    assert controles[2] == good


@pytest.mark.parametrize(
    "secret",
    [
        "277076322082910",
        "2 77 07 63 220 829 10",
        "297022A02077878",
        "899900063480",
        "2600855206",
        "max.libre@medecin.mssante.fr",
        "14/07/1977",
        "/home/ruth",
        r"C:\Users\ruth",
        "code porteur: 4821",
        "PIN=4821",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw",
        "MTIzNA==",
    ],
)
def test_report_masks_what_names_someone_or_opens_a_door(secret: str) -> None:
    report = write_report([Controle("x", EtatControle.ECHEC, f"Vu : {secret} ici.", "Rien.")], ["Ambroise"])
    for part in secret.replace("code porteur: ", "").replace("PIN=", "").split("\n"):
        assert part not in report
    assert "ici." in report


@given(st.binary(min_size=18, max_size=200))
def test_no_blob_survives(data: bytes) -> None:
    blob = base64.b64encode(data).decode()
    if any(c.islower() for c in blob) and any(c.isupper() for c in blob):
        assert blob not in anonymise(f"requête {blob} fin")


def test_what_helps_to_mend_stays() -> None:
    useful = "Carte inconnue, ATR 3B 75 13 00 00 48 09 EA 90 00, pcscd 1.9.9, code 0x8010001D, 12,5 Gio."
    assert anonymise(useful) == useful
