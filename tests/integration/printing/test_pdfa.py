"""A validator that is not ours says our pages are PDF/A-1b (ISO 19005-1): Apache PDFBox Preflight."""

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ambroise.adapters.page_document import TexteAImprimer
from ambroise.bootstrap.documents import render_page
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format, PageOrdonnance
from ambroise.printing.verso import render_verso
from tests.fakes.ecrans import ADRUN
from tests.fakes.pages import PAGE, page_of
from tests.fakes.patience import PROGRAMME_S
from tests.unit.ambroise.printing.test_verso import PAGE as VERSO

JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
DOSSIER = Path("/usr/share/java")
LE = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)

PAGES: dict[str, PageOrdonnance] = {
    "a4": PAGE,
    "a5": replace(PAGE, format=Format.A5),
    "vingt-lignes": page_of(20),
    "papier": replace(PAGE, qr=None, numero=None),
    "repli-de-police": replace(PAGE, cloture="5 µg → ½ ≤ 10\u202f%"),
}


def validate(pdf: bytes, folder: Path) -> str:
    """Return what the validator says."""
    missing = [name for name in JARS if not (DOSSIER / f"{name}.jar").exists()]
    if missing or shutil.which("java") is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Preflight manque : {missing or 'java'} (scripts/setup test)")
        pytest.skip("Preflight n’est pas installé (libpdfbox2-java)")
    path = folder / "page.pdf"
    path.write_bytes(pdf)
    jars = os.pathsep.join(str(DOSSIER / f"{name}.jar") for name in JARS)
    command = ["java", "-Xmx256m", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PROGRAMME_S, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("nom", PAGES)
def test_order_is_a_valid_archive(nom: str, tmp_path: Path) -> None:
    said = validate(render_ordonnance(PAGES[nom]), tmp_path)
    assert "is a valid PDF/A-1b file" in said, said


def test_back_of_an_order_is_a_valid_archive(tmp_path: Path) -> None:
    assert "is a valid PDF/A-1b file" in validate(render_verso(VERSO), tmp_path)


def test_letter_with_the_block_of_a_qualified_patient_is_a_valid_archive(tmp_path: Path) -> None:
    lettre = TexteAImprimer("Avis", (), (("", ("Bonjour,",)),), "RPPS", "Dr X", LE, ADRUN.identite)
    assert "is a valid PDF/A-1b file" in validate(render_page(lettre), tmp_path)


def test_validator_sees_a_defect(tmp_path: Path) -> None:
    broken = render_ordonnance(PAGE).replace(b"/GTS_PDFA1", b"/GTS_PDFXX")
    assert "is not a valid PDF/A-1b file" in validate(broken, tmp_path)
