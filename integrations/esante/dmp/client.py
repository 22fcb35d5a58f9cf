"""The transactions of the DMP, one method each; what the software must do around them is the caller's."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from uuid import UUID, uuid4

import httpx
from lxml import etree

from esante.cda.controles import check_cda
from esante.dmp import existence, habilitations, messages, mises_a_jour, recherche, requetes
from esante.dmp.appel import Appel
from esante.dmp.environnement import EnvironnementDmp
from esante.dmp.existence import DonneesGestion
from esante.dmp.habilitations import AutorisationPs, DmpAutorise
from esante.dmp.models import (
    Acces,
    Acteur,
    CriteresRecherche,
    DocumentRecu,
    EnvoiDmp,
    ErreurRegistre,
    ExistenceDmp,
    Logiciel,
    MiseAJour,
    PatientDmp,
    Signataire,
)
from esante.dmp.refus import DocumentNonConforme, check_accepted, check_registered
from esante.dmp.soumission import build_lot, build_soumission
from esante.errors import Unsupported
from esante.xds.modeles import (
    EtatDocument,
    FicheDocument,
    instant_utc,
)


class DmpClient:
    """One user on one DMP; the HTTP client, with its certificates, is given and belongs to the caller.

    Args:
        oid_installation: OID root of this installation, sender of the submissions.
    """

    def __init__(
        self,
        http: httpx.Client,
        environnement: EnvironnementDmp,
        acteur: Acteur,
        signataire: Signataire,
        logiciel: Logiciel,
        *,
        acces: Acces | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        self._appel = Appel(http, environnement, acteur, signataire, logiciel, acces or Acces(), now, new_id)
        self.environnement = environnement
        self.acteur = acteur

    def with_acces(self, acces: Acces) -> Self:
        """Return a client for a session opened otherwise (break the glass, secret connection)."""
        a = self._appel
        return type(self)(
            a.http,
            a.environnement,
            a.acteur,
            a.signataire,
            a.logiciel,
            acces=acces,
            now=a.now,
            new_id=a.new_id,
        )

    # --- TD0: existence and rights ------------------------------------------------------------------

    def check_existence(self, patient: PatientDmp) -> ExistenceDmp:
        """TD0.2: tell whether the record exists and whether the user may consult it."""
        target = self._target(patient)
        answer = self._ask_existence(target, "TEST_EXST")
        return existence.read_existence(answer, target)

    def set_autorisation(self, patient: PatientDmp, *, ajout: bool, medecin_traitant: bool = False) -> str:
        """TD0.3: record the patient's consent to consultation, or its withdrawal; return the context."""
        body = habilitations.build_habilitation(
            "AJOUT" if ajout else "SUPPRESSION", "MEDECIN_TRAITANT" if medecin_traitant else None
        )
        answer, _ = self._appel.call(
            "habilitations", messages.ACTION_HABILITATION, body, self._target(patient)
        )
        return check_accepted(answer)

    def list_dmp(self, depuis: datetime, *, nouveaux_documents: bool = False) -> tuple[DmpAutorise, ...]:
        """TD0.4: list the records the user may open, or those with new documents."""
        kind = "LASTDOC" if nouveaux_documents else "LASTAUTORIZATION"
        body = habilitations.build_liste_dmp(instant_utc(depuis), kind)
        answer, _ = self._appel.call("patientsSpecific", messages.ACTION_LISTE_DMP, body, None)
        check_accepted(answer)
        return habilitations.read_liste_dmp(answer)

    def read_gestion(self, patient: PatientDmp) -> DonneesGestion:
        """TD1.3a: read the management data, with the patient's oppositions."""
        target = self._target(patient)
        answer = self._ask_existence(target, "CNSLT_DATA")
        return existence.read_gestion(answer, target)

    def list_autorisations(self, patient: PatientDmp) -> tuple[AutorisationPs, ...]:
        """TD1.6: list the professionals authorised on the record, or blocked."""
        body = habilitations.build_liste_ps()
        answer, _ = self._appel.call("habilitations", messages.ACTION_LISTE_PS, body, self._target(patient))
        check_accepted(answer)
        return habilitations.read_liste_ps(answer)

    # --- TD2: feeding --------------------------------------------------------------------------------

    def submit(
        self, patient: PatientDmp, envoi: EnvoiDmp, *, controler: bool = True
    ) -> tuple[ErreurRegistre, ...]:
        """TD2.1 (TD2.2 for a CPE holder): submit documents, replacing others if asked; return the warnings.

        The same ``envoi`` is always the same submission. After a doubtful end, ask :meth:`exists` before
        sending again.

        Raises:
            DocumentNonConforme: our own checks refuse a document; ``controler=False`` lets the DMP judge.
            DmpRejected: refused, in whole (``Failure``) or in part (``PartialSuccess``).
            Unsupported: this kind of access cannot feed (AIR), or the INS may not be sent.
        """
        if self.acteur.mode.value == "INDIRECTE_RENFORCEE":
            raise Unsupported("l’authentification indirecte renforcée ne permet pas l’alimentation")
        target = self._target(patient)
        if controler:
            allowed = tuple(self.environnement.oids_ins.values())
            constats = [c for d in envoi.documents for c in check_cda(d.donnees, allowed)]
            if constats:
                raise DocumentNonConforme(constats)
        appel, instant = self._appel, self._appel.now()
        lot = build_lot(
            target,
            self.acteur,
            appel.logiciel,
            envoi.identifiant,
            envoi.contenu,
            instant,
            envoi.titre,
            envoi.commentaire,
        )
        body, parts = build_soumission(
            lot, envoi, appel.signataire, instant, lambda uid: self.find_entry(target, uid)
        )
        answer, _ = self._appel.call("repository", messages.ACTION_ALIMENTATION, body, target, parts)
        return check_registered(answer)

    def exists(self, patient: PatientDmp, identifiant: str) -> bool:
        """TD3.1b as a question: does the DMP hold this uniqueId?"""
        return self.find_entry(patient, identifiant) is not None

    def find_entry(self, patient: PatientDmp, identifiant: str) -> str | None:
        """TD3.1b: return the current entryUUID of a document, ``None`` when the DMP does not hold it."""
        return recherche.find_entry(self._appel, self._target(patient), identifiant)

    # --- TD3: consultation ---------------------------------------------------------------------------

    def search(
        self, patient: PatientDmp, criteres: CriteresRecherche | None = None
    ) -> tuple[FicheDocument, ...]:
        """TD3.1a: list the documents; an entry of another patient makes the whole answer refused."""
        return recherche.search(self._appel, self._target(patient), criteres or CriteresRecherche())

    def search_since(self, patient: PatientDmp, depuis: datetime) -> tuple[FicheDocument, ...]:
        """List what was submitted since a visit: submission sets, their members, then the entries."""
        return recherche.search_since(self._appel, self._target(patient), depuis)

    def retrieve(self, patient: PatientDmp, identifiants: Sequence[str]) -> tuple[DocumentRecu, ...]:
        """TD3.2: fetch documents by uniqueId (at most twenty: no mass download, EX_3.2-1010)."""
        if len(identifiants) > requetes.MAX_UNIQUE_IDS:
            raise ValueError("vingt documents au plus par demande")
        body = requetes.retrieve(self.environnement.depot, identifiants)
        answer, parts = self._appel.call("repository", messages.ACTION_LECTURE, body, self._target(patient))
        warnings = check_registered(answer)
        documents = requetes.read_documents(answer, parts, identifiants)
        return tuple(replace(document, avertissements=warnings) for document in documents)

    # --- TD3.3: updates ------------------------------------------------------------------------------

    def set_visibilite(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3a/b: give an entry new visibility codes, by a new version of its metadata.

        Making a document visible to the patient or to the legal representatives cannot be undone: the caller
        asks for a confirmation first.

        Raises:
            ValueError: the change would hide from the patient what the patient already sees.
        """
        mises_a_jour.set_visibilite(self._appel, self._target(patient), fiche, envoi)

    def delete(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3c: delete a document of the user, or of the structure; works without consultation right."""
        self._change_etat(patient, fiche.identifiant, (fiche.etat, EtatDocument.SUPPRIME), envoi)

    def delete_by_id(
        self, patient: PatientDmp, identifiant: str, envoi: MiseAJour, *, archive: bool = False
    ) -> None:
        """TD3.3c from the uniqueId alone: what is deleted is often known only by what was sent."""
        before = EtatDocument.ARCHIVE if archive else EtatDocument.APPROUVE
        self._change_etat(patient, identifiant, (before, EtatDocument.SUPPRIME), envoi)

    def archive(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3d: archive a document."""
        self._change_etat(patient, fiche.identifiant, (fiche.etat, EtatDocument.ARCHIVE), envoi)

    def unarchive(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3d: bring a document back from the archives."""
        self._change_etat(patient, fiche.identifiant, (fiche.etat, EtatDocument.APPROUVE), envoi)

    # --- plumbing ------------------------------------------------------------------------------------

    def _ask_existence(self, target: PatientDmp, motif: str) -> etree._Element:
        appel = self._appel
        body = existence.build_existence(
            target, appel.logiciel, self.environnement.appareil, motif, appel.new_id(), appel.now()
        )
        answer, _ = appel.call("patients", messages.ACTION_EXISTENCE, body, target)
        return answer

    def _change_etat(
        self,
        patient: PatientDmp,
        identifiant: str,
        passage: tuple[EtatDocument, EtatDocument],
        envoi: MiseAJour,
    ) -> None:
        mises_a_jour.change_etat(self._appel, self._target(patient), identifiant, passage, envoi)

    def _target(self, patient: PatientDmp) -> PatientDmp:
        oid = self.environnement.oids_ins.get(patient.oid)
        if oid is None:
            raise Unsupported("l’INS de ce patient ne peut pas être envoyée à cet environnement du DMP")
        return PatientDmp(patient.matricule, oid)
