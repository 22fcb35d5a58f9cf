"""What came in the doctor's box during the day: a colleague's document and letter, a patient's word."""

import ssl
from dataclasses import replace
from datetime import timedelta

import httpx

from ambroise.adapters.mssante import build_archive
from ambroise.demo.cabinet import Cabinet
from ambroise.demo.deroulement import PATIENCE_S
from ambroise.demo.monde import BOITE_CONFRERE, BOITE_MEDECIN, Monde
from esante.mssante.adresses import AdresseMss
from esante.mssante.client import MssanteClient
from esante.mssante.composition import make_identifiant, make_nom_pdf
from esante.mssante.models import DocumentsJoints, Expediteur, MessageMss, PdfJoint
from esante.sandbox.serveur import Adresses


def receive_courrier(monde: Monde, cabinet: Cabinet) -> None:
    """Make the colleague and the patient write to the doctor, through the operator of the sandbox."""
    assert cabinet.signee is not None
    acte = cabinet.signee.acte
    traits = acte.patient.identite.traits
    matricule = acte.patient.identite.matricule_transmissible
    assert matricule is not None
    pdf = PdfJoint(
        make_nom_pdf(acte.ordonnance.date, "ordonnance", traits.nom_naissance, traits.premier_prenom),
        acte.pdf,
    )
    documents = DocumentsJoints(
        "Ordonnance",
        traits.nom_naissance,
        traits.premier_prenom.title(),
        traits.date_naissance,
        ("57833-6",),
        True,
        build_archive(acte),
        (pdf,),
    )
    sender = AdresseMss(BOITE_CONFRERE)
    letter = MessageMss(
        make_identifiant(f"avis/{acte.identifiant_document}", sender),
        monde.medecin.contexte.horloge() - timedelta(hours=2),
        Expediteur(sender, "CONFRERE", "Claire", "Dr"),
        (AdresseMss(BOITE_MEDECIN),),
        "Avis de cardiologie, suite",
        "Cher confrère,\n\nMerci de m’avoir adressé cette patiente. Contrôle dans six mois.\n\n"
        "Bien confraternellement,\n",
        accuse_lecture=True,
    )
    with_document = replace(
        letter,
        identifiant=make_identifiant(f"document/{acte.identifiant_document}", sender),
        date=letter.date + timedelta(hours=1),
        corps="Cher confrère,\n\nVoici l’ordonnance que la patiente m’a remise.\n",
        documents=documents,
    )
    patient = AdresseMss(f"{matricule.numero}@patient.mssante.fr")
    word = replace(
        letter,
        identifiant=make_identifiant(f"merci/{acte.identifiant_document}", patient),
        expediteur=Expediteur(patient, traits.nom_naissance, traits.premier_prenom.title()),
        objet="Merci",
        corps="Bonjour docteur,\n\nBien reçu, merci.\n",
        accuse_lecture=False,
    )
    for message in (letter, with_document, word):
        _open_box(monde, message.expediteur.adresse).send(message)


def _open_box(monde: Monde, adresse: AdresseMss) -> MssanteClient:
    adresses: Adresses = monde.bac.adresses
    trust = ssl.create_default_context(cafile=str(adresses.autorite))

    def token() -> str:
        url = f"{adresses.services['psc']}/verification/jeton/{adresse}"
        with httpx.Client(verify=trust, trust_env=False, timeout=PATIENCE_S) as http:
            return str(http.get(url).raise_for_status().json()["access_token"])

    own = monde.medecin.messagerie.client
    return MssanteClient(replace(own.compte, adresse=adresse), token, own.tls, "AMBROISE-BAC-A-SABLE")
