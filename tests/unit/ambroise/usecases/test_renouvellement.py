"""Renewals, replacements and models carry the lines over, and nothing that must be asked again."""

from dataclasses import replace
from datetime import date
from itertools import count
from uuid import UUID

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.modele_ordonnance import ModeleOrdonnance, apply_modele, find_modeles, make_modele
from ambroise.domain.ordonnance import ConsentementConsultation, OrdonnanceFigee, StatutOrdonnance
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import ProduitLibre, SpecialitePrescrite
from ambroise.usecases.renouvellement import renew, replace_ordonnance
from tests.fakes.ordonnances import LE, NOW, make_ordonnance

IDS = count(500)
ZOCOR = LigneOrdonnance(
    UUID(int=10),
    SpecialitePrescrite("60000001", "ZOCOR 20 mg", "SIMVASTATINE"),
    parse_posologie("1 soir 3m"),
    date_debut=date(2026, 1, 1),
    boites=1,
    renouvellements=2,
    chevauchement_autorise=True,
    indication="dyslipidémie",
)
BANDE = LigneOrdonnance(UUID(int=11), ProduitLibre("Bande"), boites=1)


def new_id() -> UUID:
    return UUID(int=next(IDS))


class Base:
    """A base that renamed one product and lost the other."""

    def find_specialite(self, code_cis: str) -> object:
        from tests.fakes.base_medicaments import shipped_base

        return shipped_base().find_specialite("60234100") if code_cis == "60000001" else None


def signed():  # type: ignore[no-untyped-def]
    order = make_ordonnance(ZOCOR, BANDE, consentement=ConsentementConsultation(LE, opposition=False))
    return order.sign(NOW, "02AMBTEST2JC4NYGHZ")


def test_renewed_lines_remember_what_they_renew_and_forget_the_rest() -> None:
    done = renew(make_ordonnance(), [ZOCOR, BANDE], new_id).ordonnance
    zocor, bande = done.lignes
    assert (zocor.ligne_renouvelee, bande.ligne_renouvelee) == (ZOCOR.id, BANDE.id)
    assert zocor.id != ZOCOR.id
    assert (zocor.date_debut, zocor.chevauchement_autorise) == (None, False)
    assert (zocor.boites, zocor.renouvellements, zocor.posologie) == (1, 2, ZOCOR.posologie)


def test_renewing_twice_adds_nothing() -> None:
    once = renew(make_ordonnance(), [ZOCOR], new_id).ordonnance
    assert renew(once, [ZOCOR], new_id).ordonnance == once


def test_product_that_changed_or_left_the_base_is_told() -> None:
    lost = replace(ZOCOR, id=UUID(int=12), produit=SpecialitePrescrite("60000009", "PERDU 5 mg", "PERDU"))
    done = renew(make_ordonnance(), [ZOCOR, lost, BANDE], new_id, Base())  # type: ignore[arg-type]
    assert len(done.remarques) == 2
    assert "s’appelle maintenant DOLIPRANE 1000 mg" in done.remarques[0]
    assert "PERDU 5 mg\u00a0: produit retiré" in done.remarques[1]


def test_signed_order_is_not_renewed_into() -> None:
    with pytest.raises(OrdonnanceFigee):
        renew(signed(), [ZOCOR], new_id)


def test_replacement_links_the_two_orders_and_is_a_draft_again() -> None:
    old, draft = replace_ordonnance(signed(), UUID(int=99), new_id)
    assert (old.statut, old.remplacee_par) == (StatutOrdonnance.REMPLACEE, UUID(int=99))
    assert (draft.statut, draft.remplace, draft.numero) == (StatutOrdonnance.BROUILLON, old.id, None)
    assert draft.consentement is None
    assert {li.id for li in draft.lignes}.isdisjoint(li.id for li in old.lignes)
    with pytest.raises(OrdonnanceFigee):
        replace_ordonnance(old, UUID(int=98), new_id)


def test_model_keeps_no_trace_of_its_patient() -> None:
    model = make_modele(signed(), UUID(int=1), "99900063480", " Dyslipidémie ")
    assert model.nom == "Dyslipidémie"
    assert not model.is_favori
    assert (model.lignes[0].date_debut, model.lignes[0].indication) == (None, "")
    order = apply_modele(make_ordonnance(), model, new_id)
    assert [li.produit for li in order.lignes] == [ZOCOR.produit, BANDE.produit]
    assert order.lignes[0].ligne_renouvelee is None


def test_models_are_found_by_any_word_most_used_first() -> None:
    def model(nom: str, usages: int, ligne: LigneOrdonnance) -> ModeleOrdonnance:
        return ModeleOrdonnance(UUID(int=usages), "99900063480", nom, (ligne,), usages)

    models = [model("Angine", 1, BANDE), model("Cœur", 5, ZOCOR), model("Entorse", 5, BANDE)]
    assert [m.nom for m in find_modeles(models)] == ["Cœur", "Entorse", "Angine"]
    assert [m.nom for m in find_modeles(models, "simva coeur")] == ["Cœur"]
    assert [m.nom for m in find_modeles(models, "BANDE")] == ["Entorse", "Angine"]
    assert find_modeles(models, "inconnu") == ()


@pytest.mark.parametrize(("nom", "lignes"), [(" ", (BANDE,)), ("x", ())])
def test_model_without_name_or_line_cannot_be(nom: str, lignes: tuple[LigneOrdonnance, ...]) -> None:
    with pytest.raises(ValueError, match="modèle"):
        ModeleOrdonnance(UUID(int=1), "1", nom, lignes)
