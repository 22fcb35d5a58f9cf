import csv
import hashlib
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from ambroise.cli.sortie import as_json
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.export_cabinet import export_practice, neutral_cell
from ambroise.usecases.generation import generate_practice
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_patient
from tests.fakes.temps import HorlogeReglable


class Memoire:
    def __init__(self) -> None:
        self.fichiers: dict[str, bytes] = {}

    def write(self, chemin: str, contenu: bytes) -> None:
        assert chemin not in self.fichiers
        self.fichiers[chemin] = contenu


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def contexte(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1")


def test_everything_goes_out_in_open_formats_with_its_digest(contexte: Contexte) -> None:
    generate_practice(contexte, 25, graine=2, annees=1)
    with contexte.uow() as u:
        piege = make_patient("MARTIN", coordonnees={"adresse": "=HYPERLINK(1)"})
        u.patients.add(piege)
        u.patients.save(replace(piege, version=1, nir_facturation="280033523800112"))
        u.commit()
    sortie = Memoire()
    bilan = export_practice(contexte, sortie, as_json, "moi")
    manifeste: dict[str, Any] = json.loads(sortie.fichiers.pop("manifeste.json"))
    assert manifeste["patients"] == bilan.patients == 26
    assert set(manifeste["fichiers"]) == set(sortie.fichiers)
    for nom, contenu in sortie.fichiers.items():
        assert manifeste["fichiers"][nom]["sha256"] == hashlib.sha256(contenu).hexdigest()
    lignes = list(
        csv.DictReader(io.StringIO(sortie.fichiers["patients.csv"].decode("utf-8-sig")), delimiter=";")
    )
    assert len(lignes) == 26
    assert {ligne["adresse"] for ligne in lignes if ligne["nom_naissance"] == "MARTIN"} >= {"'=HYPERLINK(1)"}
    with contexte.uow() as u:
        for id_ in u.patients.all_ids():
            dossier = json.loads(sortie.fichiers[f"patients/{id_}/dossier.json"])
            assert dossier["patient"]["id"] == str(id_)
            assert len(dossier["consultations"]) == len(u.dossiers.consultations(id_))
            for document in u.dossiers.documents(id_):
                nom = f"patients/{id_}/{dossier['fichiers'][str(document.id)]}"
                assert sortie.fichiers[nom] == u.dossiers.document_content(document.id)
        assert f"patients/{piege.id}/historique.json" in sortie.fichiers
        traces = u.audit.list(limite=10_000)
        assert sum(t.action.value == "export" for t in traces) == 26
    assert sortie.fichiers["traces.csv"].count(b"\n") > 1


def test_an_export_can_be_stopped(contexte: Contexte) -> None:
    generate_practice(contexte, 10, annees=0)
    assert export_practice(contexte, Memoire(), as_json, "moi", lambda faits: faits < 3).patients == 3


def test_no_cell_is_ever_a_formula() -> None:
    for valeur in ("=1+1", "@SUM", "+33612345678", "-2", "\t=1"):
        assert neutral_cell(valeur) == "'" + valeur
    assert neutral_cell("MARTIN") == "MARTIN"
