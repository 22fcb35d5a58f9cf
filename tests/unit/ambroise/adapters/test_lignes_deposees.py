"""What each kind of line says to who executes it: in the deposit, on the wire, in the CDA document."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from lxml import etree

from ambroise.adapters.acte_cda import build_acte_cda
from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.ordonnance_numerique_lignes import deposited_lines, read_dosages
from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import unite
from ambroise.usecases.posologie_fhir import to_fhir
from esante.cda.controles import check_cda
from esante.ordonnance_numerique import fhir, systems
from esante.ordonnance_numerique.fhir_dosage import check_dosages
from esante.ordonnance_numerique.models import Depot, PatientDepose, Prescripteur, TypeLigne
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.cas_has import CAS, CasHas
from tests.fakes.ordonnances import NOW, make_ligne, make_ordonnance
from tests.fakes.posologies import posologies
from tests.unit.ambroise.printing.test_composition import act

BAS = "bas de contention qté 2 paires 12m lpp 2123456 usage: le jour"
ESPACE = {"h": "urn:hl7-org:v3"}
LIGNES = (
    (TypeOrdonnance.DISPOSITIFS, BAS, TypeLigne.DISPOSITIF_MEDICAL),
    (TypeOrdonnance.SOINS_INFIRMIERS, "pansement talon gauche 1/j 10j domicile", TypeLigne.ACTE_INFIRMIER),
    (TypeOrdonnance.KINESITHERAPIE, "rééducation genou 15 séances", TypeLigne.ACTE_KINESITHERAPIE),
    (TypeOrdonnance.PEDICURIE, "soins de pédicurie 4 séances", TypeLigne.ACTE_PEDICURIE),
    (TypeOrdonnance.ORTHOPHONIE, "bilan orthophonique", TypeLigne.ACTE_ORTHOPHONIE),
    (TypeOrdonnance.ORTHOPTIE, "bilan orthoptique", TypeLigne.ACTE_ORTHOPTIE),
    (TypeOrdonnance.BIOLOGIE, "CRP à jeun urgent", TypeLigne.ACTE_BIOLOGIE),
)


def order(type_: TypeOrdonnance, texte: str) -> Ordonnance:
    """Return an order of one typed line."""
    return make_ordonnance(to_ligne(type_, parse_acte(type_, texte), UUID(int=5)), type=type_)


def depot_of(ordonnance: Ordonnance) -> Depot:
    """Return the deposit of an order."""
    return Depot(
        NumeroOrdonnance("02AMBTEST2JC4NYGHZ"),
        ordonnance.date,
        PatientDepose("ADRUN", "ZOE", date(1975, 12, 31), "F"),
        Prescripteur("99900063480", "LIBRE", "MAX", "10", "639912345"),
        deposited_lines(ordonnance),
        opposition_consultation=False,
        recueil_opposition_le=ordonnance.date,
    )


def document_of(ordonnance: Ordonnance) -> bytes:
    """Return the CDA of an order, signed."""
    base = act()
    session = replace(base.session, professionnel=replace(base.session.professionnel, savoir_faire="SM26"))
    signee = replace(ordonnance, signee_le=NOW, numero="02AMBTEST2JC4NYGHZ")
    acte = replace(
        base, session=session, ordonnance=signee, pdf=b"%PDF-1.4", identifiant_document="1.2.250.1.999.1"
    )
    return build_acte_cda(acte, load_environnement("bac-a-sable"), b"\x89PNG\r\n")


@pytest.mark.parametrize(("type_", "texte", "attendu"), LIGNES)
def test_each_kind_travels_under_its_line_type_and_comes_back_the_same(
    type_: TypeOrdonnance, texte: str, attendu: TypeLigne
) -> None:
    depot = depot_of(order(type_, texte))
    assert [ligne.type for ligne in depot.lignes] == [attendu]
    assert fhir.read_depot(fhir.write_depot(depot)) == depot


def test_the_executor_reads_all_that_was_written_without_any_table() -> None:
    (ligne,) = deposited_lines(order(*LIGNES[1][:2]))
    assert ligne.designation == "pansement talon, côté gauche"
    assert ligne.posologie == "1 fois par jour pendant 10\u00a0jours, à domicile"
    assert ligne.duree_jours == 10
    (examen,) = deposited_lines(order(*LIGNES[6][:2]))
    assert examen.posologie == "urgent · À jeun"


def test_a_device_travels_with_its_lpp_code() -> None:
    (ligne,) = deposited_lines(order(TypeOrdonnance.DISPOSITIFS, BAS))
    assert [(c.system, c.code) for c in ligne.codes] == [(systems.LPP, "2123456")]


def test_a_device_is_counted_coded_and_dated_in_its_document() -> None:
    racine = etree.fromstring(document_of(order(TypeOrdonnance.DISPOSITIFS, BAS)))
    (fourniture,) = racine.xpath("//h:supply[@moodCode='INT' or @moodCode='RQO']", namespaces=ESPACE)
    assert fourniture.xpath("string(h:quantity/@value)", namespaces=ESPACE) == "2"
    codes = fourniture.xpath(".//@code")
    assert "2123456" in codes
    assert "2 paires, pendant 12\u00a0mois, le jour" in "".join(racine.itertext())


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c.numero)
def test_posology_of_each_case_reaches_the_pharmacy_as_a_model(cas: CasHas) -> None:
    """Signed, deposited as FHIR, checked by the service, read back by the pharmacy: nothing is lost."""
    posologie = parse_posologie(cas.saisie, unite(cas.unite))
    ligne = replace(make_ligne(shipped_base(), "zocor 20"), posologie=posologie)
    depot = depot_of(make_ordonnance(ligne))
    lu = fhir.read_depot(json.loads(json.dumps(fhir.write_depot(depot))))
    check_dosages(lu.lignes[0].dosages)
    assert lu == depot
    assert read_dosages(lu.lignes[0].dosages) == posologie
    assert lu.lignes[0].posologie == render_posologie(posologie)


@given(posologies())
def test_every_posology_of_the_model_is_allowed_by_the_profile(posologie: Posologie) -> None:
    check_dosages(to_fhir(posologie))


def test_words_alone_stay_words_and_what_is_not_understood_leaves_the_words() -> None:
    libre = replace(
        make_ligne(shipped_base(), "zocor 20"), posologie=Posologie(texte_libre="selon protocole")
    )
    (ligne,) = deposited_lines(make_ordonnance(libre))
    assert (ligne.dosages, ligne.posologie) == ((), "selon protocole")
    assert read_dosages(()) is None
    assert read_dosages([{"text": "1", "timing": {"repeat": {"when": ["AGU"]}}}]) is None


def signed_by_a_locum_of(nom: str) -> bytes:
    base = order(TypeOrdonnance.DISPOSITIFS, BAS)
    locum = replace(base.prescripteur, rpps_remplace="99900012345", nom_remplace=nom)
    return document_of(replace(base, prescripteur=locum))


def test_doctor_replaced_is_named_beside_the_locum_who_signs() -> None:
    cda = signed_by_a_locum_of("Dr Jeanne MARTIN")
    assert check_cda(cda) == []
    racine = etree.fromstring(cda)
    (participant,) = racine.xpath("h:participant", namespaces=ESPACE)
    assert participant.get("typeCode") == "CON"
    assert participant.xpath("string(h:functionCode/@code)", namespaces=ESPACE) == "CORRE"
    entite = participant.find("h:associatedEntity", ESPACE)
    assert entite.xpath("string(h:id/@extension)", namespaces=ESPACE) == "899900012345"
    assert entite.xpath("string(.//h:family)", namespaces=ESPACE) == "Jeanne MARTIN"
    auteur = racine.xpath("string(h:author//h:id/@extension)", namespaces=ESPACE)
    assert auteur != "899900012345"


def test_doctor_whose_name_is_unknown_is_left_out_as_is_one_who_is_not_replaced() -> None:
    base = document_of(order(TypeOrdonnance.DISPOSITIFS, BAS))
    for cda in (base, signed_by_a_locum_of("")):
        assert not etree.fromstring(cda).xpath("h:participant", namespaces=ESPACE)
