"""One file on paper and out in open formats: whole, with its manifest, traced; nothing half written."""

import hashlib
import json
import stat
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from ambroise.adapters.archive_export import ArchiveExport
from ambroise.cli.sortie import as_json
from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document, TypeConstante, TypeDocument
from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    AucuneAllergieConnue,
    Courrier,
    MembreEquipe,
    Probleme,
    Vaccination,
)
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, Introuvable
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.sortie_dossier import SortieDossierService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.temps import HorlogeReglable

JOUR = date(2026, 3, 2)
CONTENU = b"une image"


class _Session:
    auteur = "899700366240"


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def service(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> SortieDossierService:
    contexte = Contexte(uow, horloge, new_id, "poste-1")
    return SortieDossierService(contexte, _Session(), as_json)  # type: ignore[arg-type]


@pytest.fixture
def patient_id(uow: UnitOfWorkFactory) -> UUID:
    patient = make_patient("MARTIN", coordonnees={"telephone": "0612345678", "commune": "RENNES"})
    id_ = patient.id
    poids = Constante(new_id(), id_, TypeConstante.POIDS, Decimal("74.5"), MAINTENANT)
    document = Document(
        new_id(),
        id_,
        TypeDocument.AUTRE,
        "Radio",
        "image/png",
        hashlib.sha256(CONTENU).hexdigest(),
        len(CONTENU),
        MAINTENANT,
    )
    with uow() as u:
        u.patients.add(patient)
        u.dossiers.add_consultation(
            Consultation(new_id(), id_, "899700366240", MAINTENANT, "Toux", "Examen\nCrépitants", (poids,))
        )
        u.dossiers.add_allergie(Allergie(new_id(), id_, "Latex", MAINTENANT, reaction="Urticaire"))
        u.dossiers.add_document(document, CONTENU)
        for entree in (
            Ald(new_id(), id_, "Diabète", JOUR, numero="8"),
            Probleme(new_id(), id_, "Lombalgie", JOUR, date(2026, 4, 2)),
            Antecedent(new_id(), id_, "Infarctus", date(1999, 1, 1), lien="père"),
            Vaccination(new_id(), id_, "Repevax", JOUR, lot="A1"),
            MembreEquipe(new_id(), id_, "médecin traitant", "LIBRE Max"),
            Courrier(new_id(), id_, JOUR, "Dr X", "Avis", "Cher confrère,\nMerci."),
        ):
            u.entrees.save(entree)
        u.commit()
    return id_


def test_printed_file_says_everything_that_it_holds(service: SortieDossierService, patient_id: UUID) -> None:
    parties = dict(service.compose(patient_id).parties)
    assert parties["Allergies"] == ("Latex · Urticaire · gravité modérée",)
    assert parties["Affections de longue durée"] == ("Diabète · n°\u00a08 · depuis le 2\u00a0mars\u00a02026",)
    assert parties["Problèmes suivis"] == ("Lombalgie · du 2\u00a0mars\u00a02026 au 2\u00a0avril\u00a02026",)
    assert parties["Antécédents"] == ("Infarctus · familial, père · 1999",)
    assert parties["Vaccinations"] == ("Repevax · 2\u00a0mars\u00a02026 · lot A1",)
    assert parties["Équipe de soins"] == ("LIBRE Max · médecin traitant",)
    assert parties["Dernières constantes"][0].startswith("Poids\u00a0: 74,5\u00a0kg")
    (consultation,) = (titre for titre in parties if titre.startswith("Consultation du "))
    assert consultation.endswith(" · Toux")
    assert parties[consultation] == ("Poids\u00a0: 74,5\u00a0kg", "Examen", "Crépitants")
    assert parties["Courriers"] == ("2\u00a0mars\u00a02026 · Dr X · Avis", "Cher confrère,", "Merci.")
    assert parties["Documents"][0].endswith("· Radio")
    assert "Ordonnances" not in parties


def test_no_known_allergy_is_printed_as_an_answer(
    service: SortieDossierService, uow: UnitOfWorkFactory
) -> None:
    patient, jamais = make_patient("SEREIN"), make_patient("MUET")
    with uow() as u:
        u.patients.add(patient)
        u.patients.add(jamais)
        u.entrees.save(AucuneAllergieConnue(new_id(), patient.id, JOUR))
        u.commit()
    assert dict(service.compose(patient.id).parties)["Allergies"] == ("Aucune connue.",)
    assert dict(service.compose(jamais.id).parties)["Allergies"] == ("Non renseignées.",)


def test_print_and_export_are_traced(
    service: SortieDossierService, patient_id: UUID, uow: UnitOfWorkFactory, tmp_path: Path
) -> None:
    service.compose(patient_id)
    service.note_print(patient_id)
    with ArchiveExport(tmp_path / "dossier.zip") as archive:
        service.export(patient_id, archive)
    with uow() as u:
        actions = [t.action for t in u.audit.list(patient_id) if t.objet == "dossier"]
    assert actions == [ActionAudit.EXPORT, ActionAudit.IMPRESSION, ActionAudit.LECTURE]


def test_archive_holds_the_file_its_documents_and_their_digests(
    service: SortieDossierService, patient_id: UUID, tmp_path: Path
) -> None:
    chemin = tmp_path / "dossier.zip"
    with ArchiveExport(chemin) as archive:
        bilan = service.export(patient_id, archive)
    assert stat.S_IMODE(chemin.stat().st_mode) == 0o600
    with zipfile.ZipFile(chemin) as contenu:
        noms = set(contenu.namelist())
        manifeste = json.loads(contenu.read("manifeste.json"))
        assert set(manifeste["fichiers"]) | {"manifeste.json"} == noms
        for nom, attendu in manifeste["fichiers"].items():
            assert hashlib.sha256(contenu.read(nom)).hexdigest() == attendu["sha256"]
        dossier = json.loads(contenu.read(f"patients/{patient_id}/dossier.json"))
        (image,) = [n for n in noms if n.endswith(".png")]
        assert contenu.read(image) == CONTENU
    assert (bilan.patients, bilan.documents, bilan.fichiers) == (1, 1, len(noms))
    assert dossier["consultations"][0]["motif"] == "Toux"


def test_export_that_fails_leaves_the_former_archive(service: SortieDossierService, tmp_path: Path) -> None:
    chemin = tmp_path / "dossier.zip"
    chemin.write_bytes(b"l'ancienne")

    def export_unknown() -> None:
        with ArchiveExport(chemin) as archive:
            service.export(new_id(), archive)

    with pytest.raises(Introuvable):
        export_unknown()
    assert chemin.read_bytes() == b"l'ancienne"
    assert {fichier.name for fichier in tmp_path.iterdir()} == {"profil", "dossier.zip"}


def test_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(AmbroiseError, match="ne peut être écrit"):
        ArchiveExport(tmp_path / "absent" / "dossier.zip")
