"""A document printed again is marked; what is stored never changes, and each printing is traced."""

from dataclasses import replace
from uuid import UUID

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.ordonnance import Ordonnance
from ambroise.usecases.documents import DocumentService
from tests.fakes.ordonnances import make_ordonnance
from tests.unit.ambroise.usecases.conftest import Cabinet


def mark(content: bytes, mention: str) -> bytes:
    return content + mention.encode()


def stored(cabinet: Cabinet, mime: str = "application/pdf") -> Document:
    patient = cabinet.qualified_zoe()
    now = cabinet.contexte.horloge()
    document = Document(UUID(int=7), patient.id, TypeDocument.ORDONNANCE_PDF, "Ordonnance", mime, "x", 3, now)
    with cabinet.contexte.uow() as uow:
        uow.dossiers.add_document(document, b"PDF")
        uow.commit()
    return document


def test_second_printing_is_a_duplicate_and_the_first_is_not(ouvert: Cabinet) -> None:
    service = DocumentService(ouvert.contexte, ouvert.session, marque=mark)
    document = stored(ouvert)
    assert service.read_to_print(document) == b"PDF"
    assert service.read_to_print(document) == b"PDF", "given up before any printer: nothing was printed"
    service.note_print(document)
    assert service.read_to_print(document).startswith(b"PDFDUPLICATA imprim")
    service.note_print(document)
    assert service.read(document) == b"PDF"
    assert [t for t in ouvert.traces(document.patient_id) if t.startswith("impression")] == [
        f"impression document {document.id}"
    ] * 2


def test_other_formats_and_unmarked_seats_print_as_stored(ouvert: Cabinet) -> None:
    document = stored(ouvert, "text/xml")
    service = DocumentService(ouvert.contexte, ouvert.session, marque=mark)
    service.note_print(document)
    assert service.read_to_print(document) == b"PDF"
    plain = DocumentService(ouvert.contexte, ouvert.session)
    assert plain.read_to_print(document) == b"PDF"


def test_an_order_in_force_is_shown_and_printed_in_its_copies(ouvert: Cabinet) -> None:
    document = stored(ouvert)
    order = replace(make_ordonnance(), patient_id=document.patient_id, signee_le=document.ajoute_le)
    with ouvert.contexte.uow() as uow:
        uow.ordonnances.save(order)
        uow.commit()
    asked: list[tuple[Ordonnance, str]] = []

    def make_copies(pdf: bytes, ordonnance: Ordonnance, jour: str) -> bytes:
        asked.append((ordonnance, jour))
        return pdf * 2

    service = DocumentService(ouvert.contexte, ouvert.session, marque=mark, tirage=make_copies)
    assert service.read(document) == b"PDFPDF"
    assert service.read_to_print(document) == b"PDFPDF"
    service.note_print(document)
    assert service.read_to_print(document) == b"PDFPDF"
    assert [(o.id, bool(jour)) for o, jour in asked] == [
        (order.id, False),
        (order.id, False),
        (order.id, True),
    ]


def test_printer_that_took_nothing_makes_no_duplicate_of_the_next_one(ouvert: Cabinet) -> None:
    service = DocumentService(ouvert.contexte, ouvert.session, marque=mark)
    document = stored(ouvert)
    for _ in range(2):
        service.note_print(document)
        service.note_no_print(document)
    assert service.read_to_print(document) == b"PDF"
    service.note_print(document)
    assert service.read_to_print(document).startswith(b"PDFDUPLICATA")
    service.note_print(document)
    service.note_no_print(document)
    assert service.read_to_print(document).startswith(b"PDFDUPLICATA"), "the first one is on paper"
