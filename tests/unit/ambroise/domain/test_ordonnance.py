"""The order is a draft, then frozen for ever."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    Annulation,
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Ordonnance,
    OrdonnanceFigee,
    OrdonnanceIncomplete,
    Prescripteur,
    StatutOrdonnance,
    TypeOrdonnance,
)
from ambroise.domain.produit_prescrit import ActePrescrit, ProduitLibre, SpecialitePrescrite

NOW = datetime(2026, 6, 4, 9, 52, tzinfo=UTC)
LIGNE = LigneOrdonnance(id=UUID(int=10), produit=ProduitLibre("Bande de contention"), boites=1)
DRAFT = Ordonnance(
    id=UUID(int=1),
    patient_id=UUID(int=2),
    prescripteur=Prescripteur("99900063480", "LIBRE", "Max"),
    date=date(2026, 6, 4),
)
READY = DRAFT.with_ligne(LIGNE).edit(
    consentement=ConsentementConsultation(date(2026, 6, 4), opposition=False)
)


def test_signed_order_refuses_every_edition() -> None:
    signed = READY.sign(NOW, "01AMBTESTAAAAAAAAA")
    assert signed.is_figee
    assert signed.signee_le == NOW
    for change in (
        lambda: signed.with_ligne(LIGNE),
        lambda: signed.without_ligne(LIGNE.id),
        lambda: signed.edit(bizone=True),
        lambda: signed.sign(NOW, None),
    ):
        with pytest.raises(OrdonnanceFigee):
            change()


def test_editing_keeps_the_first_value_untouched() -> None:
    assert DRAFT.lignes == ()
    assert DRAFT.with_ligne(LIGNE).lignes == (LIGNE,)


def test_a_line_of_the_same_identifier_takes_the_place_of_the_former() -> None:
    other = LigneOrdonnance(id=LIGNE.id, produit=ProduitLibre("Autre"))
    assert READY.with_ligne(other).lignes == (other,)
    assert READY.without_ligne(LIGNE.id).lignes == ()


def test_empty_order_without_consent_answer_says_all_that_is_missing() -> None:
    with pytest.raises(OrdonnanceIncomplete) as caught:
        DRAFT.sign(NOW, "01AMBTESTAAAAAAAAA")
    assert len(caught.value.manques) == 2


def test_plain_paper_needs_its_exemption() -> None:
    with pytest.raises(OrdonnanceIncomplete, match="exemption"):
        READY.sign(NOW, None)
    exemption = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, NOW, "99900063480")
    assert READY.edit(exemption=exemption).sign(NOW, None).numero is None


def test_imaging_is_outside_the_ordonnance_numerique_and_needs_no_exemption() -> None:
    demande = ActePrescrit("IRM du genou", details=(("Question posée", "lésion méniscale"),))
    imagerie = DRAFT.edit(type=TypeOrdonnance.IMAGERIE).with_ligne(LigneOrdonnance(LIGNE.id, demande))
    assert imagerie.sign(NOW, None).is_figee


def test_an_act_without_what_its_kind_asks_is_not_signed() -> None:
    nue = DRAFT.edit(type=TypeOrdonnance.IMAGERIE).with_ligne(LigneOrdonnance(LIGNE.id, ActePrescrit("IRM")))
    with pytest.raises(OrdonnanceIncomplete, match="question posée"):
        nue.sign(NOW, None)


def test_only_a_signed_order_is_cancelled_or_replaced() -> None:
    signed = READY.sign(NOW, "01AMBTESTAAAAAAAAA")
    assert signed.replaced_by(UUID(int=9)).remplacee_par == UUID(int=9)
    cancelled = signed.cancel(Annulation("99900063480", NOW, "erreur de ligne"))
    assert cancelled.statut is StatutOrdonnance.ANNULEE
    for order in (READY, cancelled):
        with pytest.raises(OrdonnanceFigee):
            order.replaced_by(UUID(int=9))


def test_common_name_comes_before_the_brand() -> None:
    produit = SpecialitePrescrite("60234100", "DOLIPRANE 1000 mg, comprimé", "PARACÉTAMOL 1000 mg")
    ligne = LigneOrdonnance(id=UUID(int=3), produit=produit)
    assert ligne.libelle == "PARACÉTAMOL 1000 mg (DOLIPRANE 1000 mg, comprimé)"


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="fuseau"):
        READY.sign(datetime(2026, 6, 4), "01AMBTESTAAAAAAAAA")  # noqa: DTZ001
