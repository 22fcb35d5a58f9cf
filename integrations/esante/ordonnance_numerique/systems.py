"""The identifiers and code systems the exchange uses, each with the place where it is published."""

NUMERO = "urn:oid:1.2.250.1.215.500.1.1"
"""Root of the unique number (CI-SIS ePrescription, documentationOf/serviceEvent/id)."""
RPPS = "https://rpps.esante.gouv.fr"
FINESS = "https://finess.esante.gouv.fr"
NUMERO_AM = "urn:oid:1.2.250.1.215.100.2.1"
"""No system is published for the AM number: a private arc of ours, never sent outside the sandbox."""
ID_NAT_PS = "urn:oid:1.2.250.1.71.4.2.1"
PROFESSION = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CIS = "http://data.esante.gouv.fr/ansm/medicament/SpecialitePharmaceutique"
CIP = "http://data.esante.gouv.fr/ansm/medicament/Presentation"
UCUM = "http://unitsofmeasure.org"

IG = "https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition"
MEDICATION_REQUEST_PROFILE = f"{IG}/fr-medicationrequest"
RENDERED_DOSAGE = (
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationRequest.renderedDosageInstruction"
)

LOCAL = "urn:ambroise:bac-a-sable:ordonnance-numerique"
"""Prefix of the codes and extensions that no public model gives."""
ERREUR = f"{LOCAL}:erreur"
ISSUE = f"{LOCAL}:issue"
MOTIF = f"{LOCAL}:motif-non-delivrance"
ETAT = f"{LOCAL}:etat"
EXTENSION = f"{LOCAL}:extension"
