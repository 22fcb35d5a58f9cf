"""At the counter."""

from dataclasses import replace
from uuid import UUID

import pytest

from ambroise.domain.dispensation import (
    CompletudeDispensation,
    Delivrance,
    Dispensation,
    DispensationLigne,
    MotifRefus,
    ReponseLigne,
)
from ambroise.usecases.boites_bipees import BoiteDejaDelivree
from ambroise.usecases.dispensations import DispensationService
from ambroise.usecases.errors import AmbroiseError, ReponseInvalide
from ambroise.usecases.ordonnance_close import OrdonnanceEpuisee
from ambroise.usecases.ports_actes import CodeLu, LigneConsultee, OrdonnanceConsultee
from tests.fakes.services import PHARMACIENNE, FauxPreparation, FauxServiceOrdonnances, consultee
from tests.unit.ambroise.usecases.conftest import Cabinet

LIGNE = LigneConsultee(str(UUID(int=7)), 1, "PARACÉTAMOL 1000 mg", "1 comprimé", boites=2, boites_delivrees=0)
VIDE = LigneConsultee(str(UUID(int=8)), 2, "RAMIPRIL 5 mg", "1 comprimé", boites=1, boites_delivrees=1)
BOITE = Delivrance("3400930226919", "60000001", "PARACÉTAMOL", 1)


def counter(cabinet: Cabinet, *connues: OrdonnanceConsultee) -> DispensationService:
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    return DispensationService(
        cabinet.contexte,
        cabinet.session,
        service=FauxServiceOrdonnances(*connues),
        preparation=FauxPreparation(),
    )


def test_a_scan_consults_the_order_and_says_what_differs(cabinet: Cabinet) -> None:
    forgee = counter(cabinet, consultee(LIGNE, nom="AUTRE"))
    assert forgee.scan("01S2TBPZ2JCNZZYGHZ").ecarts == ("nom",)
    assert counter(cabinet, consultee(LIGNE)).scan("01S2TBPZ2JCNZZYGHZ").ecarts == ()


def test_a_text_that_is_no_order_is_refused(cabinet: Cabinet) -> None:
    with pytest.raises(ReponseInvalide):
        counter(cabinet).scan("bonjour")


def test_a_fully_dispensed_order_is_refused(cabinet: Cabinet) -> None:
    with pytest.raises(OrdonnanceEpuisee):
        counter(cabinet, consultee(VIDE)).scan("01S2TBPZ2JCNZZYGHZ")


def test_answers_take_register_numbers_without_a_gap_and_leave_by_the_outbox(cabinet: Cabinet) -> None:
    comptoir = counter(cabinet)
    partielle = DispensationLigne(UUID(int=7), ReponseLigne.PARTIEL, (BOITE,), boites_dues=1)
    refusee = DispensationLigne(UUID(int=8), ReponseLigne.REFUSE, motif=MotifRefus.REFUS_PATIENT)
    dispensation = comptoir.dispense(consultee(LIGNE, VIDE), (partielle, refusee))
    assert dispensation.completude is CompletudeDispensation.PREMIERE_PARTIELLE
    assert [ligne.numeros_ordonnancier for ligne in dispensation.lignes] == [(1,), ()]
    suivante = comptoir.dispense(
        consultee(LIGNE), (DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (BOITE,)),)
    )
    assert suivante.lignes[0].numeros_ordonnancier == (2,)
    assert [e.cle_idempotence for e in cabinet.base.tables.envois.values()] == [
        str(dispensation.id),
        str(suivante.id),
    ]


def test_an_answer_to_another_order_is_refused_and_takes_no_register_number(cabinet: Cabinet) -> None:
    comptoir = counter(cabinet)
    etrangere = DispensationLigne(UUID(int=9), ReponseLigne.TEL_QUEL, (BOITE,))
    for lignes in ((), (etrangere,)):
        with pytest.raises(AmbroiseError):
            comptoir.dispense(consultee(LIGNE), lignes)
    assert cabinet.base.tables.ordonnancier == 0


def test_a_pack_leaves_once_whatever_the_order_and_the_seat(cabinet: Cabinet) -> None:
    comptoir = counter(cabinet)
    bipee = replace(BOITE, numero_serie="S1")

    def give(livree: Delivrance) -> Dispensation:
        complete = DispensationLigne(UUID(int=7), ReponseLigne.TEL_QUEL, (livree,))
        return comptoir.dispense(consultee(LIGNE), (complete,))

    premiere = give(bipee)
    with pytest.raises(BoiteDejaDelivree) as refus:
        give(bipee)
    assert refus.value.dispensation == premiere
    assert premiere.numero_ordonnance in refus.value.message
    assert f"{premiere.instant.astimezone():%d/%m/%Y}" in refus.value.message
    give(replace(bipee, numero_serie="S2"))
    give(replace(bipee, code_cip13="3400935955838"))
    give(BOITE)
    give(BOITE)


class CodeCoupe(FauxServiceOrdonnances):
    """Reads a symbol where a long name is cut at its width."""

    def read_code(self, texte: str) -> CodeLu:
        return CodeLu(texte, patient_nom="N" * 90)


@pytest.mark.parametrize(("tenu", "ecarts"), [("N" * 100, ()), ("N" * 89 + "O" * 11, ("nom",))])
def test_name_of_a_hundred_letters_is_compared_as_far_as_its_symbol_goes(
    cabinet: Cabinet, tenu: str, ecarts: tuple[str, ...]
) -> None:
    comptoir = counter(cabinet)
    comptoir._service = CodeCoupe(consultee(LIGNE, nom=tenu))
    assert comptoir.scan("01S2TBPZ2JCNZZYGHZ").ecarts == ecarts
