"""The dates and counts of dispensing, the register without gaps, the balance of narcotics."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
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
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnancier import (
    EntreeOrdonnancier,
    MouvementStupefiant,
    SensMouvement,
    StockInsuffisant,
    compute_balance,
    find_duplicates,
    find_gaps,
)
from ambroise.domain.posologie import Duree, UniteTemps
from ambroise.domain.produit_prescrit import DispositifPrescrit, SpecialitePrescrite
from ambroise.domain.regles_delivrance import (
    Liste,
    Verdict,
    add_mois,
    check_delivrable,
)

LE = date(2026, 6, 4)
LIGNE = LigneOrdonnance(UUID(int=1), SpecialitePrescrite("60000001", "ALPHAMOL", "ALPHAMOL"))
DEVICE = LigneOrdonnance(UUID(int=2), DispositifPrescrit("Bande"))


def days(count: int) -> Duree:
    return Duree(Decimal(count), UniteTemps.JOUR)


@pytest.mark.parametrize(
    ("ligne", "liste", "le", "faites", "verdict"),
    [
        (LIGNE, Liste.LISTE_I, date(2026, 9, 4), 0, Verdict.OUI),
        (LIGNE, Liste.LISTE_I, date(2026, 9, 5), 0, Verdict.NON),
        (LIGNE, Liste.AUCUNE, date(2026, 9, 5), 0, Verdict.NON),
        (DEVICE, Liste.AUCUNE, date(2026, 12, 4), 0, Verdict.OUI),
        (DEVICE, Liste.AUCUNE, date(2026, 12, 5), 0, Verdict.NON),
        (LIGNE, Liste.LISTE_I, date(2026, 6, 3), 0, Verdict.NON),
        (LIGNE, Liste.LISTE_I, date(2026, 7, 4), 1, Verdict.NON),
        (LIGNE, Liste.LISTE_II, date(2026, 7, 4), 1, Verdict.OUI),
        (LIGNE, Liste.AUCUNE, date(2027, 6, 5), 1, Verdict.NON),
    ],
)
def test_first_dispensing_and_renewals_follow_the_lists(ligne, liste, le, faites, verdict) -> None:  # type: ignore[no-untyped-def]
    answer = check_delivrable(ligne, liste, LE, le, faites)
    assert answer.verdict is verdict
    assert answer.phrase
    assert answer.article.startswith(("CSP R", "CSS R"))


def test_written_renewals_are_counted_and_a_ban_holds() -> None:
    from dataclasses import replace

    twice = replace(LIGNE, renouvellements=2)
    assert [check_delivrable(twice, Liste.LISTE_I, LE, LE, n).verdict for n in (1, 2, 3)] == [
        Verdict.OUI,
        Verdict.OUI,
        Verdict.NON,
    ]
    banned = replace(LIGNE, renouvellement_interdit=True)
    assert check_delivrable(banned, Liste.LISTE_II, LE, LE, 1).verdict is Verdict.NON
    long = replace(LIGNE, duree_traitement=days(90))
    assert check_delivrable(long, Liste.LISTE_I, LE, LE, 1).verdict is Verdict.OUI


@pytest.mark.parametrize(
    ("retard", "verdict", "perdus"),
    [
        (0, Verdict.OUI, 0),
        (3, Verdict.OUI, 0),
        (4, Verdict.PARTIEL, 4),
        (27, Verdict.PARTIEL, 27),
        (28, Verdict.NON, 0),
    ],
)
def test_late_narcotic_order_only_gives_the_days_left(retard: int, verdict: Verdict, perdus: int) -> None:
    from dataclasses import replace

    ligne = replace(LIGNE, duree_traitement=days(28), delivrance_unique=True)
    answer = check_delivrable(ligne, Liste.STUPEFIANT, LE, LE + timedelta(days=retard))
    assert (answer.verdict, answer.jours_perdus) == (verdict, perdus)


def test_narcotic_fractions_follow_one_another() -> None:
    from dataclasses import replace

    ligne = replace(LIGNE, duree_traitement=days(28), fraction_jours=14)
    end = LE + timedelta(days=13)
    early = check_delivrable(ligne, Liste.STUPEFIANT, LE, end, 1, end)
    assert early.verdict is Verdict.NON
    assert (
        check_delivrable(ligne, Liste.STUPEFIANT, LE, end + timedelta(days=1), 1, end).verdict is Verdict.OUI
    )
    late = check_delivrable(ligne, Liste.STUPEFIANT, LE, end + timedelta(days=6), 1, end)
    assert (late.verdict, late.jours_perdus) == (Verdict.PARTIEL, 5)
    once = replace(ligne, fraction_jours=None)
    assert check_delivrable(once, Liste.STUPEFIANT, LE, LE, 1).verdict is Verdict.NON


def test_a_dispensing_under_way_is_not_held_to_the_first_delay() -> None:
    later = date(2026, 10, 4)
    assert check_delivrable(LIGNE, Liste.LISTE_I, LE, later).verdict is Verdict.NON
    assert check_delivrable(LIGNE, Liste.LISTE_I, LE, later, entamee=True).verdict is Verdict.OUI
    vieille = check_delivrable(LIGNE, Liste.LISTE_I, LE, date(2027, 6, 5), entamee=True)
    assert (vieille.verdict, vieille.article) == (Verdict.NON, "CSP R5132-21")


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2027, 11, 29), 3, date(2028, 2, 29)),
        (date(2026, 6, 4), 12, date(2027, 6, 4)),
    ],
)
def test_months_end_on_a_day_that_exists(jour: date, mois: int, attendu: date) -> None:
    assert add_mois(jour, mois) == attendu


def boxes(count: int) -> tuple[Delivrance, ...]:
    return (Delivrance("3400949497294", "60000001", "ALPHAMOL", count),)


def execution(*lignes: DispensationLigne, rang: int = 1) -> Dispensation:
    now = datetime(2026, 6, 4, tzinfo=UTC)
    return Dispensation(UUID(int=9), "02AMBTEST2JC4NYGHZ", None, None, "1", "P", now, lignes, rang)


def test_an_execution_is_partial_while_boxes_are_owed_or_kept_for_later() -> None:
    due = execution(DispensationLigne(LIGNE.id, ReponseLigne.PARTIEL, boxes(1), boites_dues=2))
    later = execution(DispensationLigne(LIGNE.id, ReponseLigne.TEL_QUEL, boxes(1), boites_a_venir=2))
    rest = execution(DispensationLigne(LIGNE.id, ReponseLigne.TEL_QUEL, boxes(2)), rang=2)
    assert due.completude is later.completude is CompletudeDispensation.PREMIERE_PARTIELLE
    assert rest.completude is CompletudeDispensation.SUIVANTE_COMPLETE


@pytest.mark.parametrize(
    "build",
    [
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.REFUSE),
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.REFUSE, boxes(1), MotifRefus.RUPTURE),
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.TEL_QUEL),
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.MODIFIE, boxes(1)),
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.PARTIEL, boxes(1)),
        lambda: DispensationLigne(LIGNE.id, ReponseLigne.PARTIEL, boxes(1), boites_dues=-1),
        lambda: Delivrance("1", "1", "x", 0),
    ],
)
def test_answers_that_say_nothing_cannot_be_built(build) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"\w"):
        build()


def entry(numero: int, liste: Liste = Liste.LISTE_I) -> EntreeOrdonnancier:
    return EntreeOrdonnancier(numero, LE, liste, "Dr LIBRE", "63000", "ADRUN Zoé", "ALPHAMOL", Decimal(30), 1)


def test_register_gaps_and_doubles_are_found() -> None:
    assert find_gaps([entry(187), entry(189), entry(188), entry(192)]) == (190, 191)
    assert find_gaps([]) == ()
    assert find_duplicates([entry(1), entry(2), entry(2)]) == (2,)
    assert entry(1, Liste.STUPEFIANT).is_stupefiant
    assert not entry(1).is_stupefiant


def move(sens: SensMouvement, unites: int, jour: int = 1, cis: str = "60000002") -> MouvementStupefiant:
    return MouvementStupefiant(cis, date(2026, 6, jour), sens, Decimal(unites), "pièce")


def test_balance_adds_takes_and_compares_with_the_inventory() -> None:
    (line,) = compute_balance(
        [
            move(SensMouvement.DELIVRANCE, 14, 2),
            move(SensMouvement.RECEPTION, 56, 1),
            move(SensMouvement.RETOUR, 7, 3),
            move(SensMouvement.DESTRUCTION, 7, 4),
            move(SensMouvement.INVENTAIRE, 41, 5),
            move(SensMouvement.DELIVRANCE, 1, 6),
        ]
    )
    assert (line.entrees, line.sorties, line.stock, line.ecart) == (63, 22, 40, -1)


def test_delivery_without_stock_is_refused() -> None:
    with pytest.raises(StockInsuffisant, match="en stock"):
        compute_balance([move(SensMouvement.RECEPTION, 10, 2), move(SensMouvement.DELIVRANCE, 7, 1)])


@pytest.mark.parametrize(("sens", "unites"), [(SensMouvement.RECEPTION, 0), (SensMouvement.DELIVRANCE, -1)])
def test_movement_without_units_is_refused(sens: SensMouvement, unites: int) -> None:
    with pytest.raises(ValueError, match="positif"):
        move(sens, unites)


def test_movement_without_its_document_is_refused() -> None:
    with pytest.raises(ValueError, match="pièce"):
        MouvementStupefiant("1", LE, SensMouvement.RECEPTION, Decimal(1), " ")
