"""A cabinet that feeds the DMP, its medicines base and its services standing in."""

import io
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from reportlab.pdfgen.canvas import Canvas

from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.partage_cda import DocumentsPartages
from ambroise.bootstrap.documents import archive_of, render_page
from ambroise.domain.alimentation import GenreAlimentation
from ambroise.domain.entrees import Vaccination
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.usecases.alimentation import AlimentationService
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.dmp_documents import DocumentsDmpService
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.suites_dmp import SuitesDmp
from ambroise.usecases.suivi import SuiviService
from esante.cda.controles import check_cda
from esante.cda.lecture import DocumentLu, read_cda
from tests.fakes.dmp import FauxDmp
from tests.fakes.services import FauxPreparation
from tests.unit.ambroise.usecases.conftest import Cabinet

LE = date(2026, 5, 2)


class PetiteBase:
    """A medicines base that knows one vaccine."""

    def find_specialite(self, code_cis: str) -> SimpleNamespace | None:
        if code_cis != "68747507":
            return None
        return SimpleNamespace(
            denomination="REVAXIS, suspension injectable", code_atc="J07CA01", libelle_atc="vaccin dTP"
        )


@dataclass
class Scene:
    cabinet: Cabinet = field(default_factory=Cabinet)
    retenus: set[GenreAlimentation] = field(default_factory=set)

    def __post_init__(self) -> None:
        cabinet = self.cabinet
        cabinet.session.open("1234")
        self.patient_id = cabinet.qualified_zoe().id
        self.port = FauxDmp()
        self.dmp = DmpService(cabinet.contexte, cabinet.session, self.port)
        self.documents = DocumentsDmpService(cabinet.contexte, cabinet.session, self.port, self.dmp)
        self.preparation = FauxPreparation()
        self.service = AlimentationService(
            cabinet.contexte,
            cabinet.session,
            cabinet.patients,
            documents=DocumentsPartages(
                load_environnement("bac-a-sable"),
                PetiteBase,  # type: ignore[arg-type]
                archive_of,
                render_page,
            ),
            preparation=self.preparation,
            is_retenu=lambda genre: genre in self.retenus,
            dmp=self.dmp,
        )

    def write(self, *entrees: object) -> None:
        with self.cabinet.contexte.uow() as uow:
            for entree in entrees:
                uow.entrees.save(entree)
            uow.commit()

    def vaccination(self, code_cis: str = "68747507", **champs: str) -> Vaccination:
        vaccination = Vaccination(
            self.cabinet.contexte.new_id(),
            self.patient_id,
            "REVAXIS",
            LE,
            lot="A12",
            code_cis=code_cis,
            rang="2",
            **champs,  # type: ignore[arg-type]
        )
        self.write(vaccination)
        return vaccination

    def suivi(self, code_cis: str = "68747507") -> SuiviService:
        """The acts on the file, followed in the DMP; every name leads to one vaccine."""
        suites = SuitesDmp(
            self.cabinet.contexte,
            self.cabinet.session,
            self.service,
            find_vaccin=lambda _: code_cis,
            prepare_suppression=lambda parti: EnvoiPrepare(
                parti.cle_idempotence, b"{}", f"Suppression, {parti.document} · DMP"
            ),
            wake=lambda: None,
        )
        return SuiviService(self.cabinet.contexte, self.cabinet.session, suites)

    def outbox(self) -> list[tuple[TypeEnvoi, EtatEnvoi]]:
        with self.cabinet.contexte.uow() as uow:
            return [(e.type, e.etat) for e in uow.envois.list(limite=None)]

    def settle(self, envoi: Envoi, etat: EtatEnvoi = EtatEnvoi.REMIS) -> None:
        with self.cabinet.contexte.uow() as uow:
            uow.envois.save(replace(uow.envois.get(envoi.id), etat=etat))
            uow.commit()

    def file_pdf(self) -> UUID:
        sortie = io.BytesIO()
        canvas = Canvas(sortie)
        canvas.drawString(72, 700, "Échographie du genou")
        canvas.save()
        return deposit_document(
            self.cabinet.contexte,
            self.patient_id,
            titre="Échographie",
            type_mime="application/pdf",
            contenu=sortie.getvalue(),
            auteur="essai",
        ).id

    def left(self, envoi: Envoi) -> DocumentLu:
        """Return the document that left, once our own rules are checked."""
        assert not check_cda(envoi.contenu)
        return read_cda(envoi.contenu)

    def state(self, titre: str) -> EtatEnvoi | None:
        (ligne,) = (x for x in self.service.list(self.patient_id) if x.titre == titre)
        return ligne.derniere.etat if ligne.derniere else None


def lu_bytes(scene: Scene) -> bytes:
    """Return the document that left last."""
    with scene.cabinet.contexte.uow() as uow:
        return uow.envois.list(limite=None)[-1].contenu


@pytest.fixture
def scene() -> Scene:
    return Scene()
