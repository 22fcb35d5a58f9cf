"""What is worth looking at again: everything that was not given as written, and listed packs not scanned."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from ambroise.domain.bilan_delivrances import review
from ambroise.domain.dispensation import (
    MOTIFS_REFUS,
    AccordPrescripteur,
    Delivrance,
    Dispensation,
    DispensationLigne,
    MotifRefus,
    ReponseLigne,
)

INSTANT = datetime(2026, 6, 4, 10, tzinfo=UTC)
LISTEE, LIBRE = "60000001", "60000002"


def livree(cis: str = LIBRE, serie: str | None = None, boites: int = 1) -> Delivrance:
    return Delivrance("3400930000001", cis, "ZOCOR 20 mg", boites, numero_serie=serie)


def ligne(
    reponse: ReponseLigne = ReponseLigne.TEL_QUEL, *livrees: Delivrance, **reste: object
) -> DispensationLigne:
    return DispensationLigne(UUID(int=1), reponse, livrees, **reste)  # type: ignore[arg-type]


def dispense(*lignes: DispensationLigne, jours: int = 0) -> Dispensation:
    quand = INSTANT + timedelta(days=jours)
    return Dispensation(
        UUID(int=2), "02AMB", None, None, "99900", "Officine", quand, lignes, patient="ADRUN Zoé"
    )


def reasons(*lignes: DispensationLigne) -> list[tuple[str, ...]]:
    return [b.raisons for b in review([dispense(*lignes)], lambda cis: cis == LISTEE)]


def test_a_line_given_as_written_needs_no_second_look() -> None:
    assert reasons(ligne(ReponseLigne.TEL_QUEL, livree(), livree(LISTEE, "S1"))) == []


def test_each_thing_that_was_not_as_written_is_said() -> None:
    accord = AccordPrescripteur("Dr Libre", date(2026, 6, 4))
    assert (
        reasons(
            ligne(ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE),
            ligne(ReponseLigne.MODIFIE, livree(), accord=accord),
            ligne(ReponseLigne.PARTIEL, livree(), boites_dues=2),
        )
        == [
            ("refusée\u00a0: rupture",),
            ("modifiée, accord de Dr Libre",),
            ("2\u00a0boîtes dues",),
        ][::-1]
    )


def test_a_listed_medicine_given_without_its_pack_being_scanned_is_said() -> None:
    donnee = ligne(ReponseLigne.TEL_QUEL, livree(LISTEE, boites=2), livree(LISTEE, "S1"), livree())
    assert reasons(donnee) == [("2\u00a0boîtes non bipées",)]


def test_every_refusal_has_its_words() -> None:
    assert set(MOTIFS_REFUS) == set(MotifRefus)


def test_the_latest_comes_first() -> None:
    refusee = ligne(ReponseLigne.REFUSE, motif=MotifRefus.RUPTURE)
    bilan = review([dispense(refusee), dispense(refusee, jours=1)], lambda _: False)
    assert [b.le.day for b in bilan] == [5, 4]
