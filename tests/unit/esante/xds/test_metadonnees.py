"""Metadata come from the document's header, in UTC, and survive the wire."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.errors import Malformed, Unsupported
from esante.xds.depuis_cda import describe_cda
from esante.xds.ebrim_ecriture import submit_objects_request, write_fiche
from esante.xds.ebrim_lecture import read_fiche, read_soumission
from esante.xds.modeles import (
    AssociationXds,
    EtatDocument,
    Soumission,
    TypeAssociation,
    instant_utc,
    read_instant,
)
from tests.fakes.documents import CABINET, MEDECIN, PATIENTE, PDF, entete, lot, ordonnance


def test_an_order_is_described_from_its_header() -> None:
    data = build_ordonnance(entete(), ordonnance())
    fiche = describe_cda(data, ("MASQUE_PS",))
    assert fiche.patient_id == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert fiche.source_patient_id == "42^^^&1.2.250.1.999.1&ISO^PI"
    assert fiche.source_patient_info == (
        "PID-5|PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE-LOUISE^^^^L",
        "PID-7|19790328",
        "PID-8|F",
    )
    assert fiche.auteurs[0].personne == "899900063480^LIBRE^Max^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"
    assert (
        fiche.auteurs[0].institution == "CABINET M LIBRE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499900063480001"
    )
    assert (fiche.classe.code, fiche.format.code) == ("42", "urn:ihe:pharm:pre:2010")
    assert fiche.creation == "20260131091500"
    assert [c.code for c in fiche.confidentialites] == ["N", "MASQUE_PS"]
    assert fiche.taille == len(data)


def test_a_level_1_document_takes_its_format_from_its_content() -> None:
    fiche = describe_cda(build_non_structure(entete("11488-4"), PDF))
    assert fiche.format.code == "urn:ihe:iti:xds-sd:pdf:2008"
    assert fiche.classe.code == "10"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "20260329003000"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "20260329013000"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "20261025003000"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "20261025013000"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "20251231233000"),
    ],
)
def test_registry_time_is_utc_whatever_the_season(local: datetime, utc: str) -> None:
    data = build_ordonnance(entete(instant=local), ordonnance())
    assert describe_cda(data).creation == utc
    assert read_instant(utc) == local
    assert instant_utc(local) == utc


def test_separators_in_names_do_not_break_the_identifiers() -> None:
    cabinet = replace(CABINET, nom="DUPONT & FILS ^ Cie")
    data = build_ordonnance(entete(auteurs=(replace(MEDECIN, structure=cabinet),)), ordonnance())
    auteur = describe_cda(data).auteurs[0]
    assert auteur.institution.startswith("DUPONT \\T\\ FILS \\S\\ Cie^")
    assert auteur.identifiant_structure == "499900063480001"


def test_an_unknown_type_is_not_sent() -> None:
    data = build_non_structure(entete("11488-4"), PDF).replace(b'code="11488-4"', b'code="11369-6"')
    with pytest.raises(Unsupported):
        describe_cda(data)


def test_a_header_without_a_patient_identifier_is_refused() -> None:
    patient = replace(PATIENTE, matricule=None, oid_ins=None, ipp=None)
    with pytest.raises(Malformed):
        describe_cda(build_ordonnance(entete(patient=patient), ordonnance()))


def test_a_submission_survives_the_wire() -> None:
    fiche = describe_cda(build_ordonnance(entete(), ordonnance()), commentaire="à lire")
    sent = Soumission(
        lot(fiche),
        (fiche,),
        (AssociationXds(TypeAssociation.CONTIENT, lot(fiche).entry_uuid, fiche.entry_uuid, "Original"),),
    )
    wire = etree.tostring(submit_objects_request(sent))
    received = read_soumission(etree.fromstring(wire))
    assert received.lot == sent.lot
    assert received.fiches == sent.fiches
    assert received.associations[0].type is TypeAssociation.CONTIENT


def test_the_registry_s_own_fields_survive_too() -> None:
    fiche = replace(
        describe_cda(build_ordonnance(entete(), ordonnance())),
        etat=EtatDocument.ARCHIVE,
        logical_id="urn:uuid:1",
        version=3,
        depot="1.2.250.1.213.4.1.1.1.2",
    )
    assert read_fiche(write_fiche(fiche, registry=True)) == fiche


def test_an_entry_without_its_identifier_is_refused() -> None:
    node = write_fiche(describe_cda(build_ordonnance(entete(), ordonnance())))
    for external in node.findall("{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}ExternalIdentifier"):
        node.remove(external)
    with pytest.raises(Malformed):
        read_fiche(node)
