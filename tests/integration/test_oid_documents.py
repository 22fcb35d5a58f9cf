"""The printed words, the datamatrix and the CDA name the patient under one OID, that of the environment."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from ambroise.adapters.environnement import load_environnement
from ambroise.bootstrap.documents import Documents
from ambroise.domain.datamatrix_ins import decode_datamatrix
from ambroise.domain.identite import OID_INS_NIA, OID_INS_NIR, OID_INS_NIR_TEST, MatriculeIns
from ambroise.domain.patient import Patient
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.relecture import read_codes, read_text
from tests.unit.ambroise.printing.test_composition import QUALIFIEE, SESSION, act


def patient_under(oid: str) -> Patient:
    ins = QUALIFIEE.identite.ins
    assert ins is not None
    ins = replace(ins, matricule=MatriculeIns(ins.matricule.numero, oid))
    return replace(QUALIFIEE, identite=replace(QUALIFIEE.identite, ins=ins))


@pytest.mark.parametrize(
    ("environnement", "recu", "porte", "mots"),
    [
        ("production", OID_INS_NIR, OID_INS_NIR, "INS-NIR"),
        ("production", OID_INS_NIA, OID_INS_NIA, "INS-NIA"),
        ("qualification", OID_INS_NIR, OID_INS_NIR_TEST, "INS-NIR de test"),
        ("bac-a-sable", OID_INS_NIR, OID_INS_NIR_TEST, "INS-NIR de test"),
        ("bac-a-sable", OID_INS_NIR_TEST, OID_INS_NIR_TEST, "INS-NIR de test"),
    ],
)
def test_paper_symbol_and_cda_carry_the_same_oid(
    environnement: str, recu: str, porte: str, mots: str
) -> None:
    documents = Documents(load_environnement(environnement), shipped_base())
    acte = act(patient=patient_under(recu))
    acte = replace(
        acte, session=replace(SESSION, professionnel=replace(SESSION.professionnel, savoir_faire="SM26"))
    )
    pdf = documents.render_pdf(acte)
    lu = decode_datamatrix(read_codes(pdf)["DataMatrix"].decode("latin-1"))
    cda = etree.fromstring(documents.build_cda(acte))
    (id_ins,) = cda.xpath(
        "//*[local-name()='patientRole']/*[local-name()='id'][@extension=$n]", n=lu.matricule.numero
    )
    assert lu.matricule.oid == id_ins.get("root") == porte
    imprime = re.search(r"INS-NI[RA](?: de \w+)?", read_text(pdf)[0].replace("\u00a0", " "))
    assert imprime is not None
    assert imprime[0] == mots


def test_the_file_keeps_the_oid_that_insi_answered() -> None:
    patient = patient_under(OID_INS_NIR)
    acte = act(patient=patient)
    Documents(load_environnement("bac-a-sable"), shipped_base()).render_pdf(acte)
    assert acte.patient.identite.ins == patient.identite.ins
