"""The DMP: freeze a document for the outbox, feed it, and fetch back what was sent."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid5

from ambroise import __version__
from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.dmp_erreurs import explaining
from ambroise.adapters.entete_cda import specialite_of
from ambroise.adapters.mssante import CONSULTATION_EXTERNE
from ambroise.adapters.traduction import translating
from ambroise.domain.envoi import Envoi
from ambroise.domain.identite import MatriculeIns
from ambroise.domain.professionnel import Profession
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports_actes import DocumentPret, EnvoiPrepare
from esante.cda.ecriture import oid_de
from esante.cda.models import Code
from esante.dmp.client import DmpClient
from esante.dmp.environnement import HOMOLOGATION, PRODUCTION, EnvironnementDmp, sandbox
from esante.dmp.models import (
    Acteur,
    DocumentAEnvoyer,
    EnvoiDmp,
    Logiciel,
    PatientDmp,
    Signataire,
    StatutDmp,
)
from esante.xds.depuis_cda import describe_cda

SERVICE = "Le DMP"
LOGICIEL = "Ambroise"
_ENVIRONNEMENTS = {"production": PRODUCTION, "qualification": HOMOLOGATION}
_ESPACE = UUID("f1a2a7c4-3c55-4a3b-8c1a-5e5b7c1b0d92")
TRE_PROFESSION = "1.2.250.1.71.1.2.7"
TRE_SPECIALITE = "1.2.250.1.71.4.2.5"
TRE_TABLEAU = "1.2.250.1.71.4.2.6"
"""TRE_G05: the section of a pharmacist."""


class Dmp:
    """Feeding of the DMP by the outbox, as the professional whose card is open."""

    def __init__(self, acces: AccesServices, oid_installation: str) -> None:
        self._acces = acces
        self._oid_installation = oid_installation

    def prepare_dmp(self, document: DocumentPret) -> EnvoiPrepare:
        """Freeze the submission of a document."""
        matricule = document.patient.identite.matricule_transmissible
        assert matricule is not None
        contenu = {
            "matricule": matricule.numero,
            "oid": matricule.oid,
            "soumission": identifiant_lot(document.identifiant, "soumission"),
            "signature": identifiant_lot(document.identifiant, "signature"),
            "masques": list(document.masques),
            "remplace": document.remplace,
            "cda": base64.b64encode(document.cda).decode(),
        }
        return EnvoiPrepare(document.identifiant, json.dumps(contenu).encode(), f"{document.titre} · DMP")

    def read_masques(self, contenu: bytes) -> tuple[str, ...]:
        """Return the visibility codes of a frozen submission; an earlier release froze none."""
        return tuple(json.loads(contenu).get("masques", ()))

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the DMP whether it holds the document (TD3.1b)."""
        patient = _patient(json.loads(envoi.contenu))
        with self.client() as client:
            return client.exists(patient, envoi.cle_idempotence)

    def transmettre(self, envoi: Envoi) -> str:
        """Check that the record is open (TD0.2), then submit (TD2.1); return the document's identifier."""
        lu = json.loads(envoi.contenu)
        patient = _patient(lu)
        cda = base64.b64decode(lu["cda"])
        with self.client() as client:
            existence = client.check_existence(patient)
            if existence.statut is not StatutDmp.OUVERT:
                raise DemandeRejetee(
                    f"Le DMP de ce patient est {existence.statut.value}.",
                    code=existence.statut.name,
                    remede="Rien ne peut y être déposé\u202f; le document reste dans le dossier.",
                )
            fiche = describe_cda(cda, self.read_masques(envoi.contenu))
            document = DocumentAEnvoyer(fiche, cda, lu.get("remplace") or None)
            client.submit(
                patient, EnvoiDmp(lu["soumission"], lu["signature"], (document,), CONSULTATION_EXTERNE)
            )
        return envoi.cle_idempotence

    def set_consentement(self, matricule: MatriculeIns, *, accorde: bool) -> None:
        """Record that the informed patient agrees to the consultation, or withdraws it (TD0.3).

        An explicit act of the user, never a default (EX_0.2-1100). Raises a ServiceError.
        """
        with self.client() as client:
            client.set_autorisation(PatientDmp(matricule.numero, matricule.oid), ajout=accorde)

    def fetch(self, matricule: MatriculeIns, identifiant: str) -> bytes:
        """Return a document of the DMP by its identifier (TD3.2). Raises a ServiceError."""
        with self.client() as client:
            return client.retrieve(PatientDmp(matricule.numero, matricule.oid), [identifiant])[0].donnees

    @contextmanager
    def client(self) -> Iterator[DmpClient]:
        """Open a client for the professional whose card is in the reader; failures become sentences."""
        acces, session, carte = self._acces, self._acces.session, self._acces.carte
        professionnel, situation = session.professionnel, session.situation
        profession = professionnel.profession
        roles = [Code(profession.code, profession.libelle, TRE_PROFESSION)]
        specialite = specialite_of(professionnel)
        if professionnel.savoir_faire:
            systeme = TRE_TABLEAU if profession is Profession.PHARMACIEN else TRE_SPECIALITE
            roles.append(Code(professionnel.savoir_faire, specialite.libelle, systeme))
        acteur = Acteur(
            identifiant=professionnel.identifiant_national,
            nom=professionnel.nom,
            prenom=professionnel.prenom.title(),
            structure=situation.structure.identifiant,
            nom_structure=situation.structure.nom,
            secteur=situation.secteur_activite,
            roles=tuple(roles),
            specialite=specialite,
        )
        logiciel = Logiciel(
            LOGICIEL, __version__, self._oid_installation, acces.table.logiciel.numero_homologation_dmp
        )
        with translating(SERVICE), explaining():
            yield DmpClient(
                acces.kept_http_card("dmp"),
                self._environnement(),
                acteur,
                Signataire(carte.cle_signature, carte.certificat_signature),
                logiciel,
            )

    def _environnement(self) -> EnvironnementDmp:
        table, base = self._acces.table, self._acces.url("dmp")
        if table.nom not in _ENVIRONNEMENTS:
            return sandbox(base)
        return replace(_ENVIRONNEMENTS[table.nom], base=base)


def identifiant_lot(document: str, role: str) -> str:
    """Return the OID of the submission of a document, or of its signature: a retry is the same one."""
    return oid_de(uuid5(_ESPACE, f"{document}/{role}"))


def _patient(lu: dict[str, str]) -> PatientDmp:
    return PatientDmp(lu["matricule"], lu["oid"])
