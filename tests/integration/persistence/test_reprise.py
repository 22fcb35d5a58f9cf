"""The screen that imports and exports, over a real profile: rights, resumption, a whole archive."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ambroise.bootstrap.interface.reprise import RepriseEcran
from ambroise.bootstrap.interface.sauvegardes import SauvegardesEcran
from ambroise.domain.droits import Role
from ambroise.persistence.keys import recovery_key
from ambroise.ui.tasks import Cancelled
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.import_patients import BilanImport
from tests.integration.persistence.conftest import PRATICIEN, Poste


def write_table(tmp_path: Path, combien: int) -> Path:
    fichier = tmp_path / "patients.csv"
    lignes = [f"NOM{chr(65 + n % 26)}{chr(65 + n // 26)};Zoé;12/03/1980" for n in range(combien)]
    fichier.write_text(
        "\n".join(["Nom de naissance;Prénom;Date de naissance", *lignes, "SANSDATE;Zoé;"]), "utf-8"
    )
    return fichier


def go_on(_bilan: object) -> bool:
    return True


def test_a_table_is_tried_stopped_and_taken_up_again(poste: Poste, tmp_path: Path) -> None:
    fichier = write_table(tmp_path, 600)
    with poste:
        ecran = RepriseEcran(poste)
        lue = ecran.read(fichier)
        assert dict(lue.proposees)["prenoms_naissance"] == "Prénom"
        essai = ecran.run_import(fichier, lue.proposees, a_blanc=True, progress=go_on)
        assert (essai.crees, len(essai.refuses)) == (600, 1)

        def stop(bilan: BilanImport) -> bool:
            assert bilan.crees == 500
            raise Cancelled

        with pytest.raises(Cancelled):
            ecran.run_import(fichier, lue.proposees, a_blanc=False, progress=stop)
        suite = ecran.run_import(fichier, lue.proposees, a_blanc=False, progress=go_on)
        assert (suite.crees, suite.ignores) == (100, 500)
        with poste.contexte.uow() as uow:
            assert len(uow.patients.all_ids()) == 600


def test_importing_is_for_who_administers_and_leaving_with_all_for_who_cares(
    poste: Poste, tmp_path: Path
) -> None:
    fichier = write_table(tmp_path, 3)
    archive = tmp_path / "cabinet.zip"
    with poste:
        service = CompteService(poste.contexte, "terminal:essai", poste.empreintes)
        service.open(PRATICIEN, "Max LIBRE", Role.PRATICIEN)
        service.open("admin", "Paule Vidal", Role.ADMINISTRATEUR)
        service.open("lea", "Léa Brel", Role.REMPLACANT)
        ecran = RepriseEcran(poste)
        colonnes = ecran.read(fichier).proposees
        for qui in (PRATICIEN, "lea"):
            poste.qui = qui
            with pytest.raises(DroitInsuffisant):
                ecran.run_import(fichier, colonnes, a_blanc=False, progress=go_on)
        poste.qui = "admin"
        assert ecran.run_import(fichier, colonnes, a_blanc=False, progress=go_on).crees == 3
        for qui in ("admin", "lea"):
            poste.qui = qui
            with pytest.raises(DroitInsuffisant):
                ecran.run_export(archive, go_on)
        assert not archive.exists()
        poste.qui = PRATICIEN
        assert ecran.run_export(archive, go_on).patients == 3
    with zipfile.ZipFile(archive) as zip_:
        manifeste = json.loads(zip_.read("manifeste.json"))
        assert manifeste["patients"] == 3
        assert set(manifeste["fichiers"]) <= set(zip_.namelist())
    assert archive.stat().st_mode & 0o077 == 0


def test_an_export_that_is_stopped_leaves_no_half_archive(poste: Poste, tmp_path: Path) -> None:
    fichier, archive = write_table(tmp_path, 3), tmp_path / "cabinet.zip"

    def stop(_faits: int) -> bool:
        raise Cancelled

    with poste:
        ecran = RepriseEcran(poste)
        ecran.run_import(fichier, ecran.read(fichier).proposees, a_blanc=False, progress=go_on)
        with pytest.raises(Cancelled):
            ecran.run_export(archive, stop)
    assert [f.name for f in tmp_path.iterdir() if "cabinet" in f.name] == []


def test_the_recovery_key_is_printed_for_who_may_leave_with_everything(poste: Poste) -> None:
    with poste:
        ecran = SauvegardesEcran(poste)
        pdf = pdfium.PdfDocument(io.BytesIO(ecran.render_key()))
        mots = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        pdf.close()
        assert recovery_key(poste.cle) in "".join(mots.split())
        with poste.contexte.uow() as uow:
            assert [e.objet for e in uow.audit.list()] == ["clé de secours"]
        service = CompteService(poste.contexte, "terminal:essai", poste.empreintes)
        service.open(PRATICIEN, "Max LIBRE", Role.PRATICIEN)
        service.open("anne", "Anne Roy", Role.SECRETAIRE)
        poste.qui = "anne"
        with pytest.raises(DroitInsuffisant):
            ecran.render_key()


def test_a_new_key_is_asked_by_who_may_leave_with_everything_and_never_in_training(poste: Poste) -> None:
    demandes: list[str] = []
    with poste:
        ecran = SauvegardesEcran(poste)
        with pytest.raises(NonPrisEnCharge):
            ecran.ask_new_key()
        poste.on_key_change = demandes.append
        ecran.ask_new_key()
        assert demandes == [poste.auteur]
        service = CompteService(poste.contexte, "terminal:essai", poste.empreintes)
        service.open(PRATICIEN, "Max LIBRE", Role.PRATICIEN)
        service.open("anne", "Anne Roy", Role.SECRETAIRE)
        poste.qui = "anne"
        with pytest.raises(DroitInsuffisant):
            ecran.ask_new_key()
    assert len(demandes) == 1


def test_a_seat_of_a_group_practice_does_not_change_the_key_of_all(poste: Poste) -> None:
    with poste:
        poste.save_reglages(replace(poste.reglages, base_donnees="postgresql://serveur/cabinet"))
        with pytest.raises(NonPrisEnCharge) as refus:
            poste.rotate_key("terminal:essai")
    assert refus.value.code == "cle_de_groupe"
