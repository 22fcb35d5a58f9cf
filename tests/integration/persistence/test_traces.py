"""The trail read as a patient or an administrator asks it, on both engines, and watched day after day."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pypdfium2 as pdfium
import pytest
from sqlalchemy import text

from ambroise.bootstrap.interface.traces import page_of
from ambroise.bootstrap.traces import VeilleTraces
from ambroise.domain.audit import ActionAudit, FiltreTraces
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.printing.texte import render_texte
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.traces import TraceService, author_names
from tests.fakes.dossiers import MAINTENANT, make_entree, make_patient
from tests.fakes.services import DOCTEUR, FauxLecteurs
from tests.fakes.temps import HorlogeReglable

PATIENT = make_patient()


@pytest.fixture
def contexte(base: Database, uow: UnitOfWorkFactory, origine: Origine, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1", base.reading(lambda: origine, horloge))


@pytest.fixture
def service(contexte: Contexte) -> TraceService:
    session = SessionService(contexte, FauxLecteurs())
    session.open("1234")
    with contexte.uow() as uow:
        uow.patients.add(PATIENT)
        for jour, (qui, action, objet) in enumerate(
            (
                ("anne", ActionAudit.CREATION, "document"),
                (DOCTEUR.identifiant_national, ActionAudit.LECTURE, "dossier"),
                ("lea", ActionAudit.BRIS_DE_GLACE, "dossier"),
                (DOCTEUR.identifiant_national, ActionAudit.IMPRESSION, "document"),
            )
        ):
            instant = MAINTENANT + timedelta(days=jour)
            trace = make_entree(objet, patient_id=PATIENT.id, detail="Détresse respiratoire", instant=instant)
            uow.audit.append(replace(trace, auteur=qui, action=action))
        uow.commit()
    return TraceService(contexte, session)


def acts(service: TraceService, **criteres: object) -> list[str]:
    filtre = replace(FiltreTraces(limite=50), **criteres)  # type: ignore[arg-type]
    return [t.entree.action.value for t in service.accesses(PATIENT.id, filtre).traces]


def test_the_accesses_to_a_file_are_filtered_and_read_page_by_page(service: TraceService) -> None:
    assert acts(service) == ["impression", "bris_de_glace", "lecture", "creation"]
    assert acts(service, actions=frozenset({ActionAudit.BRIS_DE_GLACE})) == ["bris_de_glace"]
    assert acts(service, auteur="anne") == ["creation"]
    assert acts(service, du=MAINTENANT + timedelta(days=2)) == ["impression", "bris_de_glace"]
    assert acts(service, au=MAINTENANT + timedelta(days=1)) == ["creation"]
    premiere = service.accesses(PATIENT.id, FiltreTraces(limite=3)).traces
    suite = service.accesses(PATIENT.id, FiltreTraces(avant=premiere[-1].rang, limite=3)).traces
    assert [t.entree.action.value for t in suite] == ["creation"]
    assert service.accesses(UUID(int=1), FiltreTraces(limite=3)).traces == []


def test_asking_who_opened_a_file_is_traced_once_and_giving_the_list_too(
    service: TraceService, contexte: Contexte
) -> None:
    service.accesses(PATIENT.id, FiltreTraces())
    service.accesses(PATIENT.id, FiltreTraces(avant=3))
    edition = service.edit(PATIENT.id)
    assert len(edition.lignes.traces) == 5
    with contexte.uow() as uow:
        actes = [(e.action, e.objet) for e in uow.audit.list(PATIENT.id)]
    assert actes[:2] == [(ActionAudit.EXPORT, "traces"), (ActionAudit.LECTURE, "traces")]
    assert actes.count((ActionAudit.LECTURE, "traces")) == 1


def test_the_journal_of_the_office_never_says_whose_file_it_was(service: TraceService) -> None:
    lues = service.journal(FiltreTraces())
    assert {t.entree.patient_id for t in lues.traces} <= {UUID(int=0), None}
    assert "Détresse" not in " ".join(t.entree.detail for t in lues.traces)
    assert lues.noms[DOCTEUR.identifiant_national] == DOCTEUR.nom_affiche


def test_the_list_given_to_a_patient_names_each_author_and_day(service: TraceService) -> None:
    pdf = pdfium.PdfDocument(io.BytesIO(render_texte(page_of(service.edit(PATIENT.id), MAINTENANT))))
    mots = " ".join("".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    pdf.close()
    for attendu in (PATIENT.identite.traits.nom_naissance, DOCTEUR.nom_affiche, "bris de glace", "4 accès"):
        assert attendu in mots


def test_what_is_read_is_one_instant_while_another_seat_writes(contexte: Contexte) -> None:
    with contexte.reading() as lecture:
        avant = len(lecture.audit.list())
        with contexte.uow() as uow:
            uow.audit.append(make_entree("pendant"))
            uow.commit()
        assert len(lecture.audit.list()) == avant
        assert list(lecture.audit.verify()) == []


def test_the_chain_is_verified_once_a_day_and_a_break_stays_told(
    contexte: Contexte, base: Database, horloge: HorlogeReglable, tmp_path: Path, service: TraceService
) -> None:
    veille = VeilleTraces(lambda: contexte, tmp_path / "traces.json")
    assert veille.verify_if_due() == ()
    assert veille.constats() == ()
    with base.engine.begin() as connexion:
        sur = " ON audit" if connexion.dialect.name == "postgresql" else ""
        connexion.execute(text(f"DROP TRIGGER IF EXISTS refuse_update_audit{sur}"))
        connexion.execute(text("UPDATE audit SET auteur = 'personne' WHERE rang = 2"))
    assert veille.verify_if_due() == ()  # verified an hour ago
    horloge.advance(timedelta(days=1))
    [constat] = veille.verify_if_due()
    assert "trace n° 2" in constat
    assert veille.constats() == (constat,)
    (tmp_path / "traces.json").write_text("{illisible", "utf-8")
    assert veille.constats() == ()
    assert list(veille.verify_if_due()) == [constat]


@pytest.mark.usefixtures("service")
def test_an_author_without_an_account_is_named_by_the_directory(contexte: Contexte) -> None:
    demandes: list[str] = []

    def find_nom(rpps: str) -> str:
        demandes.append(rpps)
        return "Zoé Martin" if rpps == "99700000001" else ""

    with contexte.uow() as uow:
        for auteur in ("899700000001", "899700000002"):
            uow.audit.append(
                replace(make_entree("dossier", patient_id=PATIENT.id), id=new_id(), auteur=auteur)
            )
        uow.commit()
        toutes = uow.audit.accesses(PATIENT.id, FiltreTraces())
        noms = author_names(uow, toutes, find_nom)
    assert noms["899700000001"] == "Zoé Martin"
    assert "899700000002" not in noms
    assert "anne" not in "".join(demandes)
