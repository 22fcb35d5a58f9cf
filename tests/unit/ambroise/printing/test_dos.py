"""The back of the order is composed from the dispensing: each answer, what left, its lots and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from ambroise.domain.dispensation import (
    AccordPrescripteur,
    Delivrance,
    Dispensation,
    DispensationLigne,
    MotifRefus,
    ReponseLigne,
)
from ambroise.domain.professionnel import (
    Profession,
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    Structure,
)
from ambroise.printing.dos import compose_verso
from ambroise.printing.verso import render_verso
from tests.fakes.relecture import read_text

PHARMACIE = Structure("10B0127189", "Pharmacie du Marché", "3, place du Marché", "63000", "Clermont-Ferrand")
SESSION = SessionProfessionnel(
    Professionnel("899900038839", "TRAL", "Ademis", Profession.PHARMACIEN),
    SituationExercice(PHARMACIE, "SA33"),
    datetime(2026, 6, 4, 8, tzinfo=UTC),
)


def pack(nom: str, lot: str = "") -> Delivrance:
    return Delivrance("3400937762380", "61234567", nom, 1, Decimal(28), lot=lot or None)


LIGNES = (
    DispensationLigne(
        UUID(int=1),
        ReponseLigne.SUBSTITUE,
        (pack("SIMVASTATINE VIATRIS 20 mg", "A1"), pack("SIMVASTATINE VIATRIS 20 mg", "A1")),
        numeros_ordonnancier=(188,),
        libelle="ZOCOR 20 mg",
    ),
    DispensationLigne(
        UUID(int=2), ReponseLigne.PARTIEL, (pack("RAMIPRIL 5 mg"),), boites_dues=2, libelle="RAMIPRIL 5 mg"
    ),
    DispensationLigne(
        UUID(int=3), ReponseLigne.REFUSE, motif=MotifRefus.DEJA_EN_POSSESSION, libelle="METFORMINE 1000 mg"
    ),
    DispensationLigne(
        UUID(int=4),
        ReponseLigne.MODIFIE,
        (pack("AMLODIPINE 5 mg"),),
        accord=AccordPrescripteur("Dr LIBRE Max", date(2026, 6, 4), "téléphone"),
        libelle="AMLODIPINE 10 mg",
    ),
)


def test_the_back_says_each_answer_with_its_products_lots_and_numbers() -> None:
    dispensation = Dispensation(
        UUID(int=9),
        "02AMBTEST2JC4NYGHZ",
        None,
        None,
        "99900038839",
        "Pharmacie du Marché",
        datetime(2026, 6, 4, 10, tzinfo=UTC),
        LIGNES,
        patient="ADRUN Zoe",
    )
    page = compose_verso(dispensation, SESSION, specimen=True)
    assert page.timbre == ("Pharmacie du Marché", "3, place du Marché", "63000 Clermont-Ferrand")
    (text,) = (t.replace("\u00a0", " ") for t in read_text(render_verso(page)))
    for words in (
        "ZOCOR 20 mg",
        "SIMVASTATINE VIATRIS 20 mg : 2 boîtes, lot A1",
        "Ordonnancier n° 188",
        "Délivré en partie, 2 boîtes dues",
        "Non délivré : déjà en possession du patient",
        "accord de Dr LIBRE Max le 04/06/2026, par téléphone",
        "ADRUN Zoe",
        "TRAL",
    ):
        assert words in text, words
