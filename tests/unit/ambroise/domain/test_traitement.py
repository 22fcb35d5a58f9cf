"""Running treatments come from the last signed order of each product."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from ambroise.domain.entrees import ArretTraitement
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, Prescripteur, StatutOrdonnance
from ambroise.domain.posologie import Duree, EtapePosologie, Posologie, UniteTemps
from ambroise.domain.produit_prescrit import ActePrescrit, ProduitLibre, SpecialitePrescrite
from ambroise.domain.traitement import end_of, running_treatments, stopped_lines

AUJOURDHUI = date(2026, 6, 4)
PATIENT = UUID(int=1)


def _ligne(nom: str, mois: int | None = 3, renouvellements: int = 0) -> LigneOrdonnance:
    duree = None if mois is None else Duree(Decimal(mois), UniteTemps.MOIS)
    produit = SpecialitePrescrite("60000000", nom, nom)
    return LigneOrdonnance(uuid4(), produit, duree_traitement=duree, renouvellements=renouvellements)


def _ordonnance(
    jour: date, *lignes: LigneOrdonnance, statut: StatutOrdonnance = StatutOrdonnance.SIGNEE
) -> Ordonnance:
    signee_le = datetime(jour.year, jour.month, jour.day, 9, tzinfo=UTC)
    prescripteur = Prescripteur("99900063480", "LIBRE", "MAX")
    return Ordonnance(
        uuid4(), PATIENT, prescripteur, jour, lignes=tuple(lignes), statut=statut, signee_le=signee_le
    )


def test_treatment_ends_with_its_length_and_its_renewals() -> None:
    jour = date(2026, 3, 12)
    assert end_of(_ligne("A", 3), jour) == date(2026, 6, 9)
    assert end_of(_ligne("A", 1, renouvellements=2), jour) == date(2026, 6, 9)
    assert end_of(_ligne("A", None), jour) is None


def test_length_may_come_from_the_posology() -> None:
    etapes = (
        EtapePosologie(duree=Duree(Decimal(5), UniteTemps.JOUR)),
        EtapePosologie(sequence=2, duree=Duree(Decimal(10), UniteTemps.JOUR)),
    )
    produit = ProduitLibre("x")
    assert end_of(LigneOrdonnance(uuid4(), produit, Posologie(etapes)), AUJOURDHUI) == date(2026, 6, 13)
    datee = Posologie((EtapePosologie(fin=date(2026, 7, 1)),))
    assert end_of(LigneOrdonnance(uuid4(), produit, datee), AUJOURDHUI) == date(2026, 7, 1)


def test_due_treatment_is_told_from_one_that_lasts() -> None:
    ordonnances = [_ordonnance(date(2026, 3, 12), _ligne("METFORMINE")), _ordonnance(AUJOURDHUI, _ligne("X"))]
    metformine, autre = running_treatments(ordonnances, AUJOURDHUI)
    assert (metformine.ligne.libelle, metformine.jours_restants(AUJOURDHUI)) == ("METFORMINE (METFORMINE)", 5)
    assert metformine.is_echu(AUJOURDHUI)
    assert not autre.is_echu(AUJOURDHUI)


def test_last_order_of_a_product_hides_the_former() -> None:
    ordonnances = [_ordonnance(AUJOURDHUI, _ligne("A")), _ordonnance(date(2026, 3, 1), _ligne("A"))]
    (traitement,) = running_treatments(ordonnances, AUJOURDHUI)
    assert traitement.debut == AUJOURDHUI


def test_drafts_cancelled_orders_and_acts_are_no_treatment() -> None:
    acte = LigneOrdonnance(uuid4(), ActePrescrit("Pansement"))
    ordonnances = [
        _ordonnance(AUJOURDHUI, _ligne("A"), statut=StatutOrdonnance.BROUILLON),
        _ordonnance(AUJOURDHUI, _ligne("B"), statut=StatutOrdonnance.ANNULEE),
        _ordonnance(AUJOURDHUI, acte),
    ]
    assert running_treatments(ordonnances, AUJOURDHUI) == ()


def test_finished_cure_leaves_but_a_forgotten_long_treatment_stays_a_while() -> None:
    cure = LigneOrdonnance(uuid4(), ProduitLibre("cure"), duree_traitement=Duree(Decimal(7), UniteTemps.JOUR))
    finie = LigneOrdonnance(
        uuid4(), SpecialitePrescrite("1", "CURE", ""), duree_traitement=Duree(Decimal(7), UniteTemps.JOUR)
    )
    oubliee, ancienne = _ligne("OUBLIEE"), _ligne("ANCIENNE")
    ordonnances = [
        _ordonnance(date(2026, 5, 1), cure, finie),
        _ordonnance(date(2026, 2, 15), oubliee),
        _ordonnance(date(2025, 6, 1), ancienne),
    ]
    (traitement,) = running_treatments(ordonnances, AUJOURDHUI)
    assert traitement.ligne is oubliee
    assert traitement.is_echu(AUJOURDHUI)


def test_treatment_without_length_runs_and_is_never_due() -> None:
    (traitement,) = running_treatments([_ordonnance(date(2024, 1, 1), _ligne("SANS", None))], AUJOURDHUI)
    assert traitement.fin is None
    assert not traitement.is_echu(AUJOURDHUI)


def test_cure_under_way_is_shown_but_never_due() -> None:
    cure = LigneOrdonnance(
        uuid4(), SpecialitePrescrite("1", "CURE", ""), duree_traitement=Duree(Decimal(7), UniteTemps.JOUR)
    )
    (traitement,) = running_treatments([_ordonnance(AUJOURDHUI, cure)], AUJOURDHUI)
    assert traitement.is_cure
    assert not traitement.is_echu(AUJOURDHUI)


def test_stopped_line_runs_no_more_until_it_is_prescribed_anew() -> None:
    ligne = _ligne("A")
    arret = ArretTraitement(uuid4(), PATIENT, ligne.id, "A", date(2026, 6, 1), "crampes")
    assert stopped_lines([arret], date(2026, 5, 31)) == frozenset()
    arretees = stopped_lines([arret, object()], AUJOURDHUI)
    ancienne = _ordonnance(date(2026, 5, 1), ligne)
    assert running_treatments([ancienne], AUJOURDHUI, arretees) == ()
    reprise = _ordonnance(AUJOURDHUI, _ligne("A"))
    (traitement,) = running_treatments([ancienne, reprise], AUJOURDHUI, arretees)
    assert traitement.debut == AUJOURDHUI
