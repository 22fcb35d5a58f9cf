"""Search in the notes, on both engines: filters, rights, annulled and merged files, a trace without words."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Consultation, Document, TypeDocument
from ambroise.domain.droits import Compte, Role
from ambroise.domain.entrees import Courrier, Probleme
from ambroise.domain.passages import FiltrePassages, GenrePassage
from ambroise.persistence.ids import new_id
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.recherche_notes import PassageTrouve, RechercheNotesService
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.temps import HorlogeReglable

MEDECIN, CONFRERE, SECRETAIRE = "810000000001", "810000000002", "secretaire"


@dataclass
class _Session:
    auteur: str


@dataclass
class Cabinet:
    """Two files and what is written in them."""

    uow: UnitOfWorkFactory
    contexte: Contexte
    patient_id: UUID
    autre_id: UUID
    ids: dict[str, UUID]

    def search(
        self, recherche: str, filtre: FiltrePassages | None = None, auteur: str = MEDECIN
    ) -> list[PassageTrouve]:
        acces = AccesService(self.contexte)
        service = RechercheNotesService(self.contexte, _Session(auteur), acces)  # type: ignore[arg-type]
        return list(service.search(recherche, filtre or FiltrePassages()))

    def names(self, recherche: str, filtre: FiltrePassages | None = None, auteur: str = MEDECIN) -> list[str]:
        noms = {id_: nom for nom, id_ in self.ids.items()}
        return [noms[t.passage.objet_id] for t in self.search(recherche, filtre, auteur)]


@pytest.fixture
def cabinet(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Cabinet:
    patient, autre = make_patient("MARTIN"), make_patient("DURAND")
    ids = {nom: new_id() for nom in ("ancienne", "recente", "ailleurs", "lettre", "probleme", "document")}
    contenu = b"radiographie"
    with uow() as u:
        for qui in (patient, autre):
            u.patients.add(qui)
        for identifiant, role in (
            (MEDECIN, Role.PRATICIEN),
            (CONFRERE, Role.PRATICIEN),
            (SECRETAIRE, Role.SECRETAIRE),
        ):
            u.comptes.save(Compte(new_id(), identifiant, f"Nom de {identifiant}", role))
        for nom, qui, quand in (
            ("ancienne", patient, MAINTENANT - timedelta(days=3000)),
            ("recente", patient, MAINTENANT),
            ("ailleurs", autre, MAINTENANT),
        ):
            note = "Toux sèche, crépitants de la base droite."
            u.dossiers.add_consultation(Consultation(ids[nom], qui.id, MEDECIN, quand, "Toux", note))
        u.entrees.save(
            Courrier(ids["lettre"], patient.id, MAINTENANT.date(), "Dr X", "Toux", "Une toux traînante.")
        )
        u.entrees.save(Probleme(ids["probleme"], patient.id, "Toux chronique", date(2026, 1, 1)))
        document = Document(
            ids["document"],
            patient.id,
            TypeDocument.AUTRE,
            "Radio, toux",
            "text/plain",
            hashlib.sha256(contenu).hexdigest(),
            len(contenu),
            MAINTENANT,
        )
        u.dossiers.add_document(document, contenu)
        u.commit()
    return Cabinet(uow, Contexte(uow, horloge, new_id, "poste-1"), patient.id, autre.id, ids)


def test_newest_first_with_the_excerpt_and_whose_file(cabinet: Cabinet) -> None:
    assert cabinet.names("toux") == ["document", "probleme", "lettre", "ailleurs", "recente", "ancienne"]
    trouve = cabinet.search("crepit base")[0]
    assert [m.texte for m in trouve.extrait if m.trouve] == ["crépitants", "base"]
    assert trouve.patient is not None
    assert trouve.patient.id == cabinet.autre_id
    assert trouve.passage.genre is GenrePassage.CONSULTATION


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        (FiltrePassages(genre=GenrePassage.CONSULTATION), ["ailleurs", "recente", "ancienne"]),
        (FiltrePassages(genre=GenrePassage.COURRIER), ["lettre"]),
        (FiltrePassages(genre=GenrePassage.SUIVI), ["probleme"]),
        (FiltrePassages(genre=GenrePassage.DOCUMENT), ["document"]),
        (FiltrePassages(depuis=MAINTENANT.date()), ["document", "lettre", "ailleurs", "recente"]),
        (
            FiltrePassages(genre=GenrePassage.CONSULTATION, depuis=MAINTENANT.date() - timedelta(days=9)),
            ["ailleurs", "recente"],
        ),
        (FiltrePassages(auteur="personne"), []),
    ],
)
def test_kind_days_and_author_filter_what_is_found(
    cabinet: Cabinet, filtre: FiltrePassages, attendus: list[str]
) -> None:
    assert cabinet.names("toux", filtre) == attendus


def test_author_asked_for_is_the_one_who_wrote(cabinet: Cabinet) -> None:
    with cabinet.uow() as u:
        ecrit_par = u.dossiers.read_passages([cabinet.ids["recente"]])[0].auteur
    assert "recente" in cabinet.names("toux", FiltrePassages(auteur=ecrit_par))


def test_secretary_does_not_read_the_notes(cabinet: Cabinet) -> None:
    with pytest.raises(DroitInsuffisant):
        cabinet.search("toux", auteur=SECRETAIRE)


def test_restricted_file_is_found_by_its_readers_only(cabinet: Cabinet) -> None:
    with cabinet.uow() as u:
        u.comptes.restrict(cabinet.autre_id, [MEDECIN])
        u.commit()
    assert "ailleurs" in cabinet.names("toux")
    assert "ailleurs" not in cabinet.names("toux", auteur=CONFRERE)
    assert "recente" in cabinet.names("toux", auteur=CONFRERE)


def test_annulled_note_is_found_no_more(cabinet: Cabinet) -> None:
    with cabinet.uow() as u:
        u.entrees.annul(cabinet.ids["recente"], "erreur")
        u.commit()
    assert "recente" not in cabinet.names("toux")


def test_note_of_an_absorbed_file_names_the_file_that_reads_it(cabinet: Cabinet) -> None:
    with cabinet.uow() as u:
        conserve, absorbe = u.patients.get(cabinet.patient_id), u.patients.get(cabinet.autre_id)
        u.fusions.merge(conserve, absorbe, "doublon", conserve.identite)
        u.commit()
    trouve = next(t for t in cabinet.search("crepitants") if t.passage.objet_id == cabinet.ids["ailleurs"])
    assert trouve.patient is not None
    assert trouve.patient.id == cabinet.patient_id


def test_each_search_that_shows_something_is_traced_without_its_words(cabinet: Cabinet) -> None:
    cabinet.search("toux")
    cabinet.search("motquinexistepas")
    with cabinet.uow() as u:
        traces = [t for t in u.audit.list() if t.objet == "recherche dans les notes"]
    assert [(t.action, t.auteur, t.detail) for t in traces] == [(ActionAudit.LECTURE, MEDECIN, "6 passages")]


@pytest.mark.parametrize("recherche", ["", '"', "toux*", "a AND", "' OR 1=1 --", "NEAR(", "\x00", "é" * 500])
def test_any_text_typed_is_only_words(cabinet: Cabinet, recherche: str) -> None:
    assert len(cabinet.search(recherche)) in (0, 6)
