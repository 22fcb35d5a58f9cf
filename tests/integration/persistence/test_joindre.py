"""Documents brought into a file, from the disk to the encrypted base."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.joindre import JoindreEcran
from ambroise.usecases.errors import AmbroiseError, Introuvable, NonPrisEnCharge, ReponseInvalide
from tests.fakes.dossiers import make_patient

AUTEUR = "899700366240"


@pytest.fixture
def poste(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Application:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    profil = tmp_path / "profil"
    profil.mkdir()
    scans = tmp_path / "scans"
    (profil / "config.toml").write_text(f'dossier_numerisation = "{scans}"\n', "utf-8")
    app = Application(profil, passphrase="phrase des essais")
    app.__dict__["session"] = SimpleNamespace(auteur=AUTEUR, is_ouverte=True, is_professionnelle=False)
    return app


def test_a_document_enters_once_with_its_true_type_and_leaves_with_a_reason(
    poste: Application, tmp_path: Path
) -> None:
    patient = make_patient()
    with poste:
        with poste.contexte.uow() as uow:
            uow.patients.add(patient)
            uow.commit()
        joindre = JoindreEcran(poste)
        radio = tmp_path / "..%2f radio\u202e gpj.exe"
        Image.new("RGB", (8, 8)).save(radio, "PNG")
        joint = joindre.join_file(patient.id, radio)
        assert (joint.type_mime, "\u202e" in joint.titre) == ("image/png", False)
        assert joindre.join_file(patient.id, radio) == joint
        with pytest.raises(NonPrisEnCharge):
            joindre.join_content(patient.id, "page.pdf", b"MZ\x90\x00" + bytes(64))
        with pytest.raises(ReponseInvalide):
            joindre.join_content(patient.id, "vide.pdf", b"")
        geant = tmp_path / "geant.pdf"
        with geant.open("wb") as flux:
            flux.write(b"%PDF-1.7\n")
            os.truncate(flux.fileno(), 2 << 30)
        with pytest.raises(ReponseInvalide, match="cent mégaoctets"):
            joindre.join_file(patient.id, geant)
        joindre.annul(patient.id, joint.id, "Autre patient")
        with poste.contexte.uow() as uow:
            assert list(uow.dossiers.documents(patient.id)) == []


def test_the_newest_page_of_the_scanner_is_taken(poste: Application, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    with poste:
        joindre = JoindreEcran(poste)
        with pytest.raises(Introuvable):
            joindre.latest_scan()
        scans.mkdir()
        for rang, nom in enumerate(("a.pdf", "b.pdf")):
            (scans / nom).write_bytes(b"%PDF-1.7\n")
            os.utime(scans / nom, (rang, rang))
        assert joindre.latest_scan().name == "b.pdf"
        poste.__dict__["reglages"] = SimpleNamespace(dossier_numerisation="")
        with pytest.raises(AmbroiseError, match="numérisation"):
            joindre.latest_scan()
