"""Mend the delivery of a document under a wrong identity: a message, a deletion from the DMP, a cancellation.

A corrected document « annule et remplace » (MSSanté, ECO.2.1.3) or replaces in the same DMP. Here there is
nothing to put in its place yet, or it belongs in another record: the recipient is told, the document deleted.
"""

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

from ambroise.adapters.courrier import freeze_message
from ambroise.adapters.dmp import Dmp
from ambroise.adapters.mssante import CONSULTATION_EXTERNE, SERVICE
from ambroise.adapters.traduction import translating
from ambroise.domain.envoi import Envoi
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.ports_actes import EnvoiPrepare
from esante.cda.ecriture import oid_de
from esante.dmp.models import MiseAJour, PatientDmp
from esante.mssante.adresses import is_adresse_patient, parse_adresse
from esante.mssante.composition import build_message, make_identifiant
from esante.mssante.models import Expediteur, MessageMss
from esante.ordonnance_numerique.fhir import read_depot

OBJET = "Rectification d’identité\u00a0: document à ne pas utiliser"
_ESPACE = UUID("4f0d6a52-7f0f-4f0e-9a39-6f6a4f6a9b11")


class Rectification:
    """``PortRectification``: freezes what tells the recipients.

    Args:
        boite: the box of the profile, for messages that do not name theirs.
        reference_produit: reference of the software in Convergence (X-MSS-NIL).
    """

    def __init__(self, boite: str, reference_produit: str, horloge: Callable[[], datetime]) -> None:
        self._boite = boite
        self._reference_produit = reference_produit
        self._horloge = horloge

    def prepare_message(self, parti: Envoi, session: SessionProfessionnel) -> EnvoiPrepare:
        """Answer the message that left, from its box, with no identity in it, wrong or right."""
        lu = json.loads(parti.contenu)
        boite = lu.get("boite") or self._boite
        professionnel = session.professionnel
        with translating(SERVICE):
            expediteur = parse_adresse(boite)
            adresses = tuple(parse_adresse(a) for a in lu.get("destinataires") or [lu["destinataire"]])
            au_patient = any(is_adresse_patient(a) for a in adresses)
            message = MessageMss(
                identifiant=make_identifiant(f"{parti.cle_idempotence}/rectification", expediteur),
                date=self._horloge(),
                expediteur=Expediteur(
                    expediteur,
                    professionnel.nom,
                    professionnel.prenom.title(),
                    professionnel.profession.titre,
                ),
                destinataires=adresses,
                objet=OBJET,
                corps=_body(parti.document, session, au_patient=au_patient),
                en_reponse_a=parti.cle_idempotence,
                fin_echange=au_patient,
            )
            octets = build_message(message, self._reference_produit)
        qui = "Mon espace santé" if au_patient else ", ".join(adresses)
        return freeze_message(boite, message.identifiant, adresses, octets, f"Rectification · {qui}")

    @staticmethod
    def prepare_suppression(parti: Envoi) -> EnvoiPrepare:
        """Delete the document from the record it went to, which may not be the patient's of today."""
        lu = json.loads(parti.contenu)
        contenu = {
            "matricule": lu["matricule"],
            "oid": lu["oid"],
            "mise_a_jour": oid_de(uuid5(_ESPACE, parti.cle_idempotence)),
        }
        libelle = f"Suppression, {parti.document} · DMP"
        return EnvoiPrepare(parti.cle_idempotence, json.dumps(contenu).encode(), libelle)

    def list_auteurs(self, parti: Envoi) -> frozenset[str]:
        """Return the prescriber of the deposit, and the locum who signed it."""
        prescripteur = read_depot(json.loads(parti.contenu)).prescripteur
        return frozenset(filter(None, (prescripteur.rpps, prescripteur.rpps_remplacant)))

    def prepare_annulation(self, parti: Envoi, motif: str) -> EnvoiPrepare:
        """Cancel the order under its number; the service takes it from its author alone."""
        libelle = f"Annulation, {parti.document} · Assurance Maladie"
        return EnvoiPrepare(parti.cle_idempotence, json.dumps({"motif": motif}).encode(), libelle)


class TransmetteurSuppression:
    """Takes documents out of the DMP (TD3.3c); one that is no longer there is what was wanted."""

    def __init__(self, dmp: Dmp) -> None:
        self._dmp = dmp

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the DMP whether the document is gone (TD3.1b)."""
        with self._dmp.client() as client:
            return not client.exists(_patient(envoi), envoi.cle_idempotence)

    def transmettre(self, envoi: Envoi) -> str:
        """Delete the document, unless it is gone already; return its identifier."""
        patient = _patient(envoi)
        with self._dmp.client() as client:
            if client.exists(patient, envoi.cle_idempotence):
                mise_a_jour = MiseAJour(json.loads(envoi.contenu)["mise_a_jour"], CONSULTATION_EXTERNE)
                client.delete_by_id(patient, envoi.cle_idempotence, mise_a_jour)
        return envoi.cle_idempotence


def _patient(envoi: Envoi) -> PatientDmp:
    lu = json.loads(envoi.contenu)
    return PatientDmp(lu["matricule"], lu["oid"])


def _body(document: str, session: SessionProfessionnel, *, au_patient: bool) -> str:
    signature = f"{session.professionnel.nom_affiche}\n{session.situation.structure.nom}"
    if au_patient:
        return (
            f"Bonjour,\n\nLe document «\u00a0{document}\u00a0» que vous avez reçu de notre part vous "
            "a peut-être été "
            "adressé par erreur.\nNe l’utilisez pas et appelez le cabinet.\n"
            f"Ce message n’attend pas de réponse.\n\n{signature}\n"
        )
    return (
        f"Bonjour,\n\nLe document «\u00a0{document}\u00a0» que je vous ai adressé porte une identité "
        "qui n’est pas, ou "
        "peut ne pas être, celle de la personne soignée.\nNe l’utilisez pas, retirez-le du dossier où il est "
        "classé, et dites-moi si des soins ont été donnés d’après lui.\n\n"
        f"{signature}\n"
    )
