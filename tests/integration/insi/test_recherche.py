"""INSi over real TLS: the published test people and the search strategy."""

from dataclasses import replace

import pytest

from esante import soap
from esante.insi.messages import ServiceIndisponible
from esante.insi.models import (
    AucuneIdentite,
    BeneficiaireVitale,
    IdentiteTrouvee,
    PlusieursIdentites,
    TraitsRecherche,
)
from esante.insi.traits import TraitRefuse
from esante.sandbox.serveur import Sandbox
from esante.xml import parse_xml
from tests.integration.insi.outils import OID_NIA, OID_NIR, ZOE, opened


@pytest.mark.parametrize(
    ("traits", "matricule", "oid", "appels"),
    [
        (TraitsRecherche("ADRTROIS", ("TOUSSAINT",), "M", "1960-01-01"), "160012B02077713", OID_NIR, 1),
        (TraitsRecherche("ADRTROIS", ("DOMINIQUE",), "F", "1997-02-26"), "297022A02077878", OID_NIR, 1),
        (ZOE, "275126322074974", OID_NIR, 1),
        (
            TraitsRecherche("NESSI", ("MICHELANGELO", "ANTHONY"), "M", "2010-08-07"),
            "110086322083060",
            OID_NIR,
            1,
        ),
        (TraitsRecherche("NESSI", ("RUTH",), "F", "1977-07-14", "63220"), "277076322082910", OID_NIR, 1),
        (
            TraitsRecherche("TCHITCHI", ("OLA", "CATARINA", "BELLA"), "F", "1936-06-21"),
            "236066322083656",
            OID_NIR,
            2,
        ),
        (
            TraitsRecherche("D'ARTAGNAN DE L'HERAULT", ("PIERRE-ALAIN", "MURIEL"), "M", "2001-06-17"),
            "101066322075460",
            OID_NIR,
            1,
        ),
        (TraitsRecherche("PROVISOIRE", ("MATRICULE",), "M", "2009-07-01"), "109076322088835", OID_NIA, 1),
        (TraitsRecherche("HERMANN", ("GATIEN",), "M", "1981-03-24"), "181036322045660", OID_NIR, 1),
        (TraitsRecherche("PATB-QUATRE", ("LAURENCE",), "F", "1907-05-25"), "207058575627097", OID_NIR, 1),
    ],
)
def test_the_published_test_people_are_found(
    sandbox: Sandbox, traits: TraitsRecherche, matricule: str, oid: str, appels: int
) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(traits)
    assert isinstance(found, IdentiteTrouvee)
    assert (found.ins.matricule, found.ins.oid, found.appels) == (matricule, oid, appels)
    assert found.traits.nom_naissance == traits.nom_naissance


def test_the_history_comes_raw_with_its_contradictory_dates(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(
            TraitsRecherche("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14")
        )
    assert isinstance(found, IdentiteTrouvee)
    assert [(h.matricule, h.debut, h.fin) for h in found.historique] == [
        ("209076322083439", "2019-03-01", "2019-02-28"),
        ("209066322012355", None, None),
    ]
    assert found.traits.prenom is None


def test_the_history_may_repeat_the_active_ins(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        found = client.find_identite(TraitsRecherche("CORSE", ("ANTHONY",), "M", "1980-03-02"))
    assert isinstance(found, IdentiteTrouvee)
    assert [h.matricule for h in found.historique] == [found.ins.matricule]


def sent_prenoms(found: AucuneIdentite | PlusieursIdentites | IdentiteTrouvee) -> list[str | None]:
    return [parse_xml(e.requete).findtext(".//{*}Prenom") for e in found.echanges]


def test_nobody_is_said_after_each_given_name_then_all_of_them(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(
            TraitsRecherche("HOUILLES", ("PIERRE", "PAUL", "JACQUES"), "M", "1993-01-27")
        )
    assert isinstance(result, AucuneIdentite)
    assert sent_prenoms(result) == ["PIERRE", "PAUL", "JACQUES", "PIERRE PAUL JACQUES"]
    assert result.libelle == "Aucune identite trouvee"


def test_several_persons_are_a_result(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(TraitsRecherche("DE VINCI", ("LEONARDO",), "M", "2014-02-01"))
    assert isinstance(result, PlusieursIdentites)
    assert result.code == "02"


HOMONYME = TraitsRecherche("HOMONYME", ("CLAUDE",), "M", "1950-05-05")


def test_an_ambiguous_search_is_narrowed_by_the_other_given_names(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, prenoms=("CLAUDE", "HENRI")))
    assert isinstance(result, IdentiteTrouvee)
    assert result.traits.lieu_naissance == "69123"
    assert sent_prenoms(result) == ["CLAUDE", "CLAUDE HENRI"]


def test_an_ambiguous_search_is_narrowed_by_the_birth_place(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, lieu_naissance="13055"))
    assert isinstance(result, IdentiteTrouvee)
    assert result.traits.lieu_naissance == "13055"


def test_narrowing_an_ambiguous_search_to_nobody_leaves_it_ambiguous(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(replace(HOMONYME, prenoms=("CLAUDE", "ABEL"), lieu_naissance="29019"))
    assert isinstance(result, PlusieursIdentites)
    assert result.appels == 4


def test_a_technical_failure_of_the_service_is_unreachable_with_its_code(sandbox: Sandbox) -> None:
    with opened(sandbox) as client, pytest.raises(ServiceIndisponible) as caught:
        client.find_identite(TraitsRecherche("DE VINCI", ("RUTH",), "F", "1976-07-14"))
    assert caught.value.code == "insi_102"


def test_the_card_operation_has_its_own_failure_code(sandbox: Sandbox) -> None:
    ruth = BeneficiaireVitale("2760775000000", "DE VINCI", "1976-07-14")
    with opened(sandbox) as client, pytest.raises(ServiceIndisponible) as caught:
        client.find_identite_vitale(ruth)
    assert caught.value.code == "insi_101"


def test_traits_insi_refuses_are_refused_without_a_call(sandbox: Sandbox) -> None:
    before = sandbox.compteurs["insi"].requests
    with opened(sandbox) as client, pytest.raises(TraitRefuse):
        client.find_identite(TraitsRecherche("D'ÆION", ("CŒUR",), "M", "1987-01-01"))
    assert sandbox.compteurs["insi"].requests == before


def test_every_call_has_its_own_identifiers_and_assertion(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(
            TraitsRecherche("HOUILLES", ("PIERRE", "PAUL", "JACQUES"), "M", "1993-01-27")
        )
    ids = [
        e
        for exchange in result.echanges
        for e in (
            *parse_xml(exchange.requete).xpath("//*[local-name()='Id']/text()"),  # type: ignore[union-attr]
            *parse_xml(exchange.requete).xpath("//@ID"),  # type: ignore[union-attr]
            exchange.message_id,
        )
    ]
    assert len(ids) == 16
    assert len(set(ids)) == 16


def test_the_raw_exchange_is_kept(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        result = client.find_identite(ZOE)
    (exchange,) = result.echanges
    assert soap.parse_envelope(exchange.requete).message_id == exchange.message_id
    assert soap.parse_envelope(exchange.reponse).relates_to == exchange.message_id
    assert b"ADRUN" not in repr(exchange).encode()


def test_a_child_is_found_with_the_card_of_the_parent(sandbox: Sandbox) -> None:
    with opened(sandbox) as client:
        child = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "2010-08-07", cle_assure="10")
        )
        parent = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "1977-07-14", matricule_individu="2770763220829")
        )
        nobody = client.find_identite_vitale(
            BeneficiaireVitale("2770763220829", "NESSI", "1977-07-14", matricule_individu="1770763220829")
        )
    assert isinstance(child, IdentiteTrouvee)
    assert isinstance(parent, IdentiteTrouvee)
    assert (child.ins.numero, parent.ins.numero) == ("1100863220830", "2770763220829")
    assert isinstance(nobody, AucuneIdentite)
