"""Who speaks to the DMP in the tests, and what is submitted there."""

from dataclasses import replace
from uuid import uuid4

from esante.cda.ecriture import oid_de
from esante.cda.models import Code
from esante.cda.ordonnance import build_ordonnance
from esante.dmp.models import (
    Acteur,
    DocumentAEnvoyer,
    EnvoiDmp,
    Logiciel,
    PatientDmp,
)
from esante.xds.depuis_cda import describe_cda
from tests.fakes.documents import MEDECIN, PATIENTE, PHARMACIEN, entete, ordonnance

OID_TEST = "1.2.250.1.213.1.4.10"
LOGICIEL = Logiciel("Ambroise", "0.1.0", "1.2.250.1.999.1.1.7898", "AMBROISE-BAC-A-SABLE")
CONTENU = Code("07", "Consultations externes", "1.2.250.1.213.2.2")
ACTEUR = Acteur(
    identifiant="899900063480",
    nom="LIBRE",
    prenom="Max",
    structure="499900063480001",
    nom_structure="CABINET M LIBRE",
    secteur="SA07",
    roles=(
        Code("10", "Médecin", "1.2.250.1.71.1.2.7"),
        Code("SM26", "Qualifié en Médecine Générale (SM)", "1.2.250.1.71.4.2.5"),
    ),
    specialite=MEDECIN.specialite,
)
PHARMACIENNE = Acteur(
    identifiant="899900038839",
    nom="TRAL",
    prenom="Ademis",
    structure="10B0127189",
    nom_structure="PHARMACIE TRAL",
    secteur="SA33",
    roles=(Code("21", "Pharmacien", "1.2.250.1.71.1.2.7"), Code("A", "Section A", "1.2.250.1.213.1.6.1.4")),
    specialite=PHARMACIEN.specialite,
)


def document(
    patient: PatientDmp, masques: tuple[str, ...] = (), remplace: str | None = None, **changes: object
) -> DocumentAEnvoyer:
    person = replace(PATIENTE, matricule=patient.matricule, oid_ins=patient.oid)
    header = entete(
        **{"patient": person, "identifiant": oid_de(uuid4()), "identifiant_lot": oid_de(uuid4()), **changes}  # type: ignore[arg-type]
    )
    data = build_ordonnance(header, ordonnance())
    return DocumentAEnvoyer(describe_cda(data, masques), data, remplace)


def envoi(*documents: DocumentAEnvoyer) -> EnvoiDmp:
    return EnvoiDmp(oid_de(uuid4()), oid_de(uuid4()), documents, CONTENU, "Envoi")
