"""At the counter the order is controlled as at the prescriber's: delays, interactions, packs given before."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ambroise.domain.alerte import TypeAlerte
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.gs1 import CodeBoite
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.rappel import LotRappele, LotsRappeles
from ambroise.domain.regles_delivrance import Verdict
from ambroise.domain.unites import unite
from ambroise.usecases.boites_bipees import BoiteRappelee
from ambroise.usecases.comptoir import ComptoirService, ControleComptoir
from ambroise.usecases.ports_actes import EtatEnLigne, LigneConsultee, OrdonnanceConsultee
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.ordonnances import make_allergie, make_ligne
from tests.unit.ambroise.usecases.conftest import Cabinet

PRESCRITE = date(2026, 6, 4)


def ligne(rang: int, texte: str, posologie: str, **changes: object) -> LigneConsultee:
    produit = make_ligne(shipped_base(), texte).produit
    cis = getattr(produit, "code_cis", "")
    libelle = texte if not cis else getattr(produit, "denomination", texte)
    if not cis:
        libelle = produit.denomination.libelle  # type: ignore[union-attr]
    return LigneConsultee(
        str(UUID(int=rang)),
        rang,
        libelle,
        posologie,
        1,
        0,
        code_cis=cis,
        **changes,  # type: ignore[arg-type]
    )


def control(le: date, *lignes: LigneConsultee, base: BaseMemoire | None = None) -> ControleComptoir:
    contexte = make_contexte(base or BaseMemoire())
    return ComptoirService(contexte, shipped_base()).control(order_of(*lignes), le)


def order_of(*lignes: LigneConsultee) -> OrdonnanceConsultee:
    return OrdonnanceConsultee(
        "02AMBTEST2JC4NYGHZ",
        EtatEnLigne.DEPOSEE,
        "1",
        PRESCRITE,
        "Dr LIBRE Max",
        "99900063480",
        "ADRUN",
        "ZOE",
        date(1975, 12, 31),
        lignes,
    )


def test_interaction_between_two_lines_is_seen_at_the_counter() -> None:
    found = control(
        PRESCRITE,
        ligne(1, "zocor 20", "1 comprimé le soir pendant 3 mois", duree_jours=90),
        ligne(2, "zeclar 500", "1 comprimé matin et soir pendant 7 jours", duree_jours=7),
    ).controles
    assert TypeAlerte.INTERACTION in {a.type for a in found.alertes}
    assert any("allergies" in n.raison for n in found.non_controles), "what is not known is said"


PRESCRIPTEUR = ("Prescrivez", "Retirez", "Ramenez", "Adressez", "Écrivez", "Ajoutez", "Saisissez", "Corrigez")


@pytest.mark.parametrize(
    ("texte", "posologie", "changes", "titre", "conduite"),
    [
        ("imovane 7,5", "1 au coucher", {"duree_jours": 60}, "Durée limitée à 28 jours", "appelez"),
        ("durogesic 25", "1 toutes les 72h", {"duree_jours": 14, "renouvellements": 1}, "Un stupéfiant ne se "
        "renouvelle pas", "nouvelle ordonnance"),
        ("thiopental", "1 matin", {"duree_jours": 7}, "Prescription réservée à l’hôpital", "exerce"),
        ("aricept 10", "1 matin", {"duree_jours": 7}, "Prescription initiale exigée", "ordonnance initiale"),
        ("aimovig 140", "1 matin", {"duree_jours": 7}, "Prescription réservée à certains spécialistes",
         "spécialité du prescripteur"),
    ],
)  # fmt: skip
def test_an_alert_speaks_to_who_dispenses(
    texte: str, posologie: str, changes: dict[str, int], titre: str, conduite: str
) -> None:
    alertes = control(PRESCRITE, ligne(1, texte, posologie, **changes)).controles.alertes
    (alerte,) = [a for a in alertes if a.titre == titre]
    assert conduite in alerte.conduite
    assert not any(a.conduite.startswith(PRESCRIPTEUR) for a in alertes)


def test_where_the_prescriber_practises_is_asked_not_held_against_the_order() -> None:
    found = control(PRESCRITE, ligne(1, "thiopental", "1 matin", duree_jours=7)).controles
    assert not [a.titre for a in found.bloquantes]


def test_a_common_name_is_controlled_too() -> None:
    simva = ligne(1, "SIMVASTATINE", "1 comprimé le soir pendant 3 mois", duree_jours=90)
    clari = ligne(2, "zeclar 500", "1 comprimé matin et soir pendant 7 jours", duree_jours=7)
    assert TypeAlerte.INTERACTION in {a.type for a in control(PRESCRITE, simva, clari).controles.alertes}


def test_an_order_of_four_months_is_out_of_its_first_delay() -> None:
    zocor = ligne(1, "zocor 20", "1 comprimé le soir pendant 3 mois", duree_jours=90)
    delai = control(date(2026, 10, 4), zocor).delais[zocor.id]
    assert (delai.verdict, delai.article) == (Verdict.NON, "CSP R5132-22")


def test_a_narcotic_presented_late_loses_its_days() -> None:
    durogesic = ligne(
        1, "durogesic 25", "1 dispositif toutes les 72 heures", duree_jours=28, fraction_jours=14
    )
    delai = control(date(2026, 6, 9), durogesic).delais[durogesic.id]
    assert (delai.verdict, delai.jours_perdus) == (Verdict.PARTIEL, 5)


def test_the_next_fraction_of_a_narcotic_is_due_at_the_end_of_the_former() -> None:
    durogesic = ligne(
        1,
        "durogesic 25",
        "1 dispositif toutes les 72 heures",
        duree_jours=28,
        fraction_jours=14,
        fractions_le=(PRESCRITE,),
    )
    assert control(date(2026, 6, 10), durogesic).delais[durogesic.id].verdict is Verdict.NON
    assert control(date(2026, 6, 18), durogesic).delais[durogesic.id].verdict is Verdict.OUI


def test_the_pack_given_last_time_is_remembered() -> None:
    base, zocor = BaseMemoire(), ligne(1, "zocor 20", "1 le soir", duree_jours=90)
    delivree = DispensationLigne(
        UUID(zocor.id), ReponseLigne.TEL_QUEL, (Delivrance("3400937762380", zocor.code_cis, "ZOCOR", 1),)
    )
    base.tables.dispensations.append(
        Dispensation(
            UUID(int=9),
            "02AMBTEST2JC4NYGHZ",
            None,
            None,
            "99900038839",
            "Pharmacie",
            datetime(2026, 6, 4, 10, tzinfo=UTC),
            (delivree,),
        )
    )
    assert control(date(2026, 7, 4), zocor, base=base).recues == {"3400937762380": date(2026, 6, 4)}


def test_the_allergies_of_a_qualified_file_here_are_controlled() -> None:
    cabinet = Cabinet()
    cabinet.session.open("1234")
    zoe = cabinet.qualified_zoe()
    clamoxyl = ligne(1, "clamoxyl 500", "1 gélule matin et soir pendant 6 jours", duree_jours=6)
    assert TypeAlerte.ALLERGIE not in {a.type for a in control(PRESCRITE, clamoxyl).controles.alertes}
    with cabinet.contexte.uow() as uow:
        uow.dossiers.add_allergie(replace(make_allergie("pénicilline"), patient_id=zoe.id))
        uow.commit()
    found = control(PRESCRITE, clamoxyl, base=cabinet.base).controles
    assert TypeAlerte.ALLERGIE in {a.type for a in found.alertes}


def test_another_medicine_agreed_is_controlled_like_the_others() -> None:
    """Interactions with the other lines, duplicates, allergies of the file, doses of the posology."""
    cabinet = Cabinet()
    cabinet.session.open("1234")
    zoe = cabinet.qualified_zoe()
    with cabinet.contexte.uow() as uow:
        uow.dossiers.add_allergie(replace(make_allergie("pénicilline"), patient_id=zoe.id))
        uow.commit()
    service = ComptoirService(cabinet.contexte, shipped_base())
    zeclar = ligne(1, "zeclar 500", "1 comprimé matin et soir pendant 7 jours", duree_jours=7)
    doliprane = ligne(2, "doliprane 1000", "1 comprimé matin et soir pendant 7 jours", duree_jours=7)
    connu = service.control(order_of(zeclar, doliprane), PRESCRITE)
    assert connu.terrain is not None

    def kinds(autre: LigneConsultee) -> set[TypeAlerte]:
        refait = service.control_again(connu, order_of(zeclar, autre))
        assert (refait.delais, refait.recues) == (connu.delais, connu.recues)
        return {a.type for a in refait.controles.alertes}

    def agreed(texte: str, posologie: str = doliprane.posologie) -> LigneConsultee:
        autre = ligne(2, texte, posologie, duree_jours=7)
        return replace(doliprane, code_cis=autre.code_cis, libelle=autre.libelle, posologie=posologie)

    watched = {TypeAlerte.INTERACTION, TypeAlerte.DOUBLON, TypeAlerte.ALLERGIE}
    assert not watched & {a.type for a in connu.controles.alertes}
    assert TypeAlerte.INTERACTION in kinds(agreed("zocor 20"))
    assert TypeAlerte.DOUBLON in kinds(agreed("zeclar 250"))
    assert TypeAlerte.ALLERGIE in kinds(agreed("clamoxyl 500"))
    assert not watched & kinds(agreed("efferalgan 500"))


def test_posology_received_as_a_model_is_what_the_doses_are_controlled_on() -> None:
    """The words of the line say a harmless dose, the model the real one: the model is believed."""
    tablet = unite("comprimé")
    doliprane = ligne(1, "doliprane 1000", "selon le schéma remis", duree_jours=5)
    fort = replace(doliprane, posologie_structuree=parse_posologie("12 matin 5j", tablet))
    assert TypeAlerte.DOSE in {a.type for a in control(PRESCRITE, fort).controles.alertes}
    assert TypeAlerte.DOSE not in {a.type for a in control(PRESCRITE, doliprane).controles.alertes}


def test_list_of_recalled_lots_that_cannot_be_read_is_said_as_not_controlled() -> None:
    contexte = make_contexte(BaseMemoire())
    zocor = ligne(1, "zocor 20", "1 comprimé le soir pendant 3 mois", duree_jours=90)
    defaut = LotsRappeles(defaut="la ligne 3 ne donne pas le lot")
    service = ComptoirService(contexte, shipped_base(), rappels=lambda: defaut)
    dits = service.control(order_of(zocor), PRESCRITE).controles.non_controles
    assert ("Lots rappelés", "la ligne 3 ne donne pas le lot") in {(n.controle, n.raison) for n in dits}


def test_recalled_lot_and_pack_already_given_are_refused() -> None:
    rappel = LotRappele("3400937762380", "L1", PRESCRITE, "")
    service = ComptoirService(
        make_contexte(BaseMemoire()),
        shipped_base(),
        rappels=lambda: LotsRappeles({("3400937762380", "L1"): rappel}),
    )
    with pytest.raises(BoiteRappelee):
        service.check_pack(CodeBoite("03400937762380", "3400937762380", lot="l1"))
    service.check_pack(CodeBoite("03400937762380", "3400937762380", lot="L2"))
    service.check_pack(CodeBoite("03400937762380", "3400937762380"))
