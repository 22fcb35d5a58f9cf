"""The words of the documents, on both engines: read once, found with the same filters and the same rights."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.droits import Compte, Role
from ambroise.domain.passages import FiltrePassages, GenrePassage
from ambroise.domain.texte_document import BilanTextes, EtatTexte, TexteDocument, make_texte
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.transfer import rebuild_words
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.garde import DroitInsuffisant, Garde
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.recherche_notes import RechercheNotesService
from ambroise.usecases.textes_documents import LecteurTextes, TextesDocuments, read_bilan
from tests.fakes.dossiers import MAINTENANT, make_patient
from tests.fakes.temps import HorlogeReglable

MEDECIN, CONFRERE, SECRETAIRE = "810000000001", "810000000002", "secretaire"


class Lecteur:
    """Reads the bytes as they are; remembers which; a locked one starts with a lock."""

    def __init__(self) -> None:
        self.lus: list[bytes] = []

    def __call__(self) -> AbstractContextManager[LecteurTextes]:
        return nullcontext(self)

    def read(self, type_mime: str, contenu: bytes) -> TexteDocument:
        self.lus.append(contenu)
        return TexteDocument(EtatTexte.PROTEGE) if b"verrou" in contenu else make_texte(contenu.decode())


class _Session:
    def __init__(self, auteur: str) -> None:
        self.auteur = auteur


class Office:
    """A file or two, and what is added to them."""

    def __init__(self, uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> None:
        self.uow = uow
        self.contexte = Contexte(uow, horloge, new_id, "poste-1")
        self.lecteur = Lecteur()
        self.patient, self.autre = make_patient("MARTIN"), make_patient("DURAND")
        with uow() as u:
            for qui in (self.patient, self.autre):
                u.patients.add(qui)
            for qui, role in (
                (MEDECIN, Role.PRATICIEN),
                (CONFRERE, Role.PRATICIEN),
                (SECRETAIRE, Role.SECRETAIRE),
            ):
                u.comptes.save(Compte(new_id(), qui, f"Nom de {qui}", role))
            u.commit()

    def add(self, mots: str, patient_id: UUID | None = None, mime: str = "application/pdf") -> Document:
        octets = mots.encode()
        document = Document(
            new_id(),
            patient_id or self.patient.id,
            TypeDocument.AUTRE,
            "Compte rendu",
            mime,
            hashlib.sha256(octets).hexdigest(),
            len(octets),
            MAINTENANT,
        )
        with self.uow() as u:
            u.dossiers.add_document(document, octets)
            u.commit()
        return document

    def read_all(self, wait: Callable[[timedelta], bool] = lambda _: False) -> int:
        return TextesDocuments(self.contexte, self.lecteur).run_due(wait)

    def found(self, mots: str, auteur: str = MEDECIN, filtre: FiltrePassages | None = None) -> list[UUID]:
        service = RechercheNotesService(self.contexte, _Session(auteur), AccesService(self.contexte))  # type: ignore[arg-type]
        return [t.passage.objet_id for t in service.search(mots, filtre or FiltrePassages())]


@pytest.fixture
def office(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Office:
    return Office(uow, horloge)


def test_a_document_is_found_by_its_words_once_read_and_keeps_its_place(office: Office) -> None:
    ancien, recent = office.add("Lésion du ménisque interne"), office.add("Ménisque sans lésion")
    assert office.found("menisque") == []
    assert office.read_all() == 2
    assert office.found("menis lesion") == [recent.id, ancien.id]
    with office.uow() as u:
        passage = u.dossiers.read_passages([ancien.id])[0]
    assert passage.texte == "Compte rendu. Lésion du ménisque interne"
    assert office.found("compte menisque") == [recent.id, ancien.id]


def test_filters_hold_for_the_words_of_documents(office: Office) -> None:
    document = office.add("Ménisque")
    office.read_all()
    assert office.found("menisque", filtre=FiltrePassages(genre=GenrePassage.DOCUMENT)) == [document.id]
    assert office.found("menisque", filtre=FiltrePassages(genre=GenrePassage.CONSULTATION)) == []
    demain = MAINTENANT.date() + timedelta(days=1)
    assert office.found("menisque", filtre=FiltrePassages(depuis=demain)) == []


def test_rights_hold_for_the_words_of_documents(office: Office) -> None:
    document = office.add("Ménisque", office.autre.id)
    office.read_all()
    with office.uow() as u:
        u.comptes.restrict(office.autre.id, [MEDECIN])
        u.commit()
    assert office.found("menisque") == [document.id]
    assert office.found("menisque", auteur=CONFRERE) == []
    with pytest.raises(DroitInsuffisant):
        office.found("menisque", auteur=SECRETAIRE)


def test_a_document_moved_is_closed_with_its_new_file(office: Office) -> None:
    document = office.add("Ménisque")
    office.read_all()
    with office.uow() as u:
        u.dossiers.move_document(document.id, office.autre.id)
        u.comptes.restrict(office.autre.id, [MEDECIN])
        u.commit()
    assert office.found("menisque") == [document.id]
    assert office.found("menisque", auteur=CONFRERE) == []


def test_same_bytes_are_read_once_and_found_in_each_file(office: Office) -> None:
    un, deux = office.add("Ménisque"), office.add("Ménisque", office.autre.id)
    office.read_all()
    trois = office.add("Ménisque")
    assert office.lecteur.lus == ["Ménisque".encode()]
    assert office.found("menisque") == [trois.id, deux.id, un.id]


def test_a_pass_that_is_cut_goes_on_where_it_stopped(office: Office) -> None:
    for rang in range(5):
        office.add(f"document{rang}")
    assert office.read_all(lambda _: len(office.lecteur.lus) == 2) == 2
    assert len(office.found("document")) == 2
    assert office.read_all() == 3
    assert len(office.lecteur.lus) == 5


def test_the_same_watch_reads_what_was_added_since(office: Office) -> None:
    office.add("premier")
    textes = TextesDocuments(office.contexte, office.lecteur)
    assert [textes.run_due(lambda _: False), textes.run_due(lambda _: False)] == [1, 0]
    document = office.add("second")
    assert textes.run_due(lambda _: False) == 1
    assert office.found("second") == [document.id]


def test_what_cannot_be_read_is_said_and_not_tried_again(office: Office) -> None:
    ferme = office.add("verrou")
    office.add("lisible")
    office.add("", mime="image/png")
    attente = office.add("plus tard")
    with office.uow() as u:
        u.entrees.annul(office.add("retiré").id, "erreur")
        u.commit()
    assert office.read_all(lambda _: len(office.lecteur.lus) == 2) == 2
    assert read_bilan(office.contexte) == BilanTextes(lus=1, en_attente=1, sans_texte=1, illisibles=1)
    office.read_all()
    assert office.lecteur.lus == [b"verrou", b"lisible", b"plus tard"]
    with office.uow() as u:
        assert u.textes.etat(ferme.empreinte) is EtatTexte.PROTEGE
        assert u.textes.etat(attente.empreinte) is EtatTexte.LU


def test_a_document_annulled_is_found_no_more_by_its_words(office: Office) -> None:
    document = office.add("Ménisque")
    office.read_all()
    with office.uow() as u:
        u.entrees.annul(document.id, "mauvais patient")
        u.commit()
    assert office.found("menisque") == []


def test_two_seats_that_read_the_same_document_agree(office: Office) -> None:
    document = office.add("Ménisque")
    with office.uow() as u:
        u.textes.keep(document.empreinte, make_texte("Ménisque"))
        u.commit()
    with office.uow() as u:
        u.textes.keep(document.empreinte, make_texte("autre"))
        u.commit()
    assert office.found("menisque") == [document.id]
    assert office.found("autre") == []


def test_the_index_rebuilt_finds_the_words_again(office: Office, base: Database) -> None:
    document = office.add("Ménisque")
    office.read_all()
    with base.engine.begin() as connexion:
        rebuild_words(connexion)
    assert office.found("compte menisque") == [document.id]


def test_the_counts_are_of_who_reads_the_files(office: Office, horloge: HorlogeReglable) -> None:
    garde = Garde(lambda: SECRETAIRE, horloge)
    contexte = Contexte(garde.guard(office.uow), horloge, new_id, "poste-1")
    with pytest.raises(DroitInsuffisant):
        read_bilan(contexte)


def test_what_could_not_be_read_is_tried_again_when_asked(office: Office) -> None:
    textes = TextesDocuments(office.contexte, office.lecteur)
    office.add("verrou")
    lisible = office.add("fibrillation")
    assert textes.run_due(lambda _: False) == 2
    assert textes.run_due(lambda _: False) == 0
    assert read_bilan(office.contexte) == BilanTextes(lus=1, illisibles=1)
    assert textes.read_again() == 1
    assert read_bilan(office.contexte).en_attente == 1
    assert textes.run_due(lambda _: False) == 1
    assert office.lecteur.lus.count(b"fibrillation") == 1
    assert office.found("fibrillation") == [lisible.id]


def test_a_secretary_has_nothing_read_again(office: Office) -> None:
    contexte = replace(office.contexte, uow=office.uow)
    service = RechercheNotesService(contexte, _Session(SECRETAIRE), AccesService(contexte), lambda: 1)  # type: ignore[arg-type]
    with pytest.raises(DroitInsuffisant):
        service.read_again()
