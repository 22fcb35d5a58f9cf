"""The transactions of the DMP, one method each; what the software must do around them is the caller's."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from uuid import UUID, uuid4, uuid5

import httpx
from lxml import etree

from esante.cda.controles import check_cda
from esante.dmp import messages, requetes
from esante.dmp.appel import Appel
from esante.dmp.environnement import EnvironnementDmp
from esante.dmp.messages import AutorisationPs, DmpAutorise, DonneesGestion
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
from esante.dmp.refus import DmpRejected, DocumentNonConforme, check_accepted, check_registered
from esante.dmp.soumission import ESPACE, build_lot, build_soumission
from esante.errors import Malformed, Unsupported
from esante.xds.depuis_cda import masque
from esante.xds.ebrim_ecriture import submit_objects_request
from esante.xds.ebrim_lecture import read_associations, read_fiches, read_lots
from esante.xds.modeles import (
    INVISIBLE_PATIENT,
    INVISIBLE_REPRESENTANTS_LEGAUX,
    OID_MASQUES,
    AssociationXds,
    EtatDocument,
    FicheDocument,
    LotSoumission,
    Soumission,
    TypeAssociation,
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
        body = messages.build_existence(
            target,
            self._appel.logiciel,
            self.environnement.appareil,
            "TEST_EXST",
            self._appel.new_id(),
            self._appel.now(),
        )
        answer, _ = self._appel.call("patients", messages.ACTION_EXISTENCE, body, target)
        return messages.read_existence(answer, target)

    def set_autorisation(self, patient: PatientDmp, *, ajout: bool, medecin_traitant: bool = False) -> str:
        """TD0.3: record the patient's consent to consultation, or its withdrawal; return the context."""
        body = messages.build_habilitation(
            "AJOUT" if ajout else "SUPPRESSION", "MEDECIN_TRAITANT" if medecin_traitant else None
        )
        answer, _ = self._appel.call(
            "habilitations", messages.ACTION_HABILITATION, body, self._target(patient)
        )
        return check_accepted(answer)

    def list_dmp(self, depuis: datetime, *, nouveaux_documents: bool = False) -> tuple[DmpAutorise, ...]:
        """TD0.4: list the records the user may open, or those with new documents."""
        kind = "LASTDOC" if nouveaux_documents else "LASTAUTORIZATION"
        body = messages.build_liste_dmp(instant_utc(depuis), kind)
        answer, _ = self._appel.call("patientsSpecific", messages.ACTION_LISTE_DMP, body, None)
        check_accepted(answer)
        return messages.read_liste_dmp(answer)

    def read_gestion(self, patient: PatientDmp) -> DonneesGestion:
        """TD1.3a: read the management data, with the patient's oppositions."""
        target = self._target(patient)
        body = messages.build_existence(
            target,
            self._appel.logiciel,
            self.environnement.appareil,
            "CNSLT_DATA",
            self._appel.new_id(),
            self._appel.now(),
        )
        answer, _ = self._appel.call("patients", messages.ACTION_EXISTENCE, body, target)
        return messages.read_gestion(answer, target)

    def list_autorisations(self, patient: PatientDmp) -> tuple[AutorisationPs, ...]:
        """TD1.6: list the professionals authorised on the record, or blocked."""
        body = messages.build_liste_ps()
        answer, _ = self._appel.call("habilitations", messages.ACTION_LISTE_PS, body, self._target(patient))
        check_accepted(answer)
        return messages.read_liste_ps(answer)

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
        body = requetes.get_document_reference(identifiant)
        answer, _ = self._appel.call("registry", messages.ACTION_RECHERCHE, body, self._target(patient))
        check_registered(answer)
        found = requetes.read_references(answer)
        if len(found) > 1:
            raise Malformed("plusieurs documents portent le même identifiant")
        return found[0] if found else None

    # --- TD3: consultation ---------------------------------------------------------------------------

    def search(
        self, patient: PatientDmp, criteres: CriteresRecherche | None = None
    ) -> tuple[FicheDocument, ...]:
        """TD3.1a: list the documents; an entry of another patient makes the whole answer refused."""
        target = self._target(patient)
        body = requetes.find_documents(target, criteres or CriteresRecherche())
        answer, _ = self._appel.call("registry", messages.ACTION_RECHERCHE, body, target)
        check_registered(answer)
        return self._own(answer, target)

    def search_since(self, patient: PatientDmp, depuis: datetime) -> tuple[FicheDocument, ...]:
        """List what was submitted since a visit: submission sets, their members, then the entries."""
        target = self._target(patient)
        body = requetes.find_submission_sets(target, instant_utc(depuis))
        answer, _ = self._appel.call("registry", messages.ACTION_RECHERCHE, body, target)
        check_registered(answer)
        lots = [lot.entry_uuid for lot in read_lots(answer)]
        members: list[str] = []
        for chunk in _chunks(lots, requetes.MAX_ASSOCIATION_UUIDS):
            query = requetes.get_associations(chunk)
            answer, _ = self._appel.call("registry", messages.ACTION_RECHERCHE, query, target)
            check_registered(answer)
            members.extend(
                link.cible for link in read_associations(answer) if link.type is TypeAssociation.CONTIENT
            )
        fiches: list[FicheDocument] = []
        for chunk in _chunks(list(dict.fromkeys(members)), requetes.MAX_ENTRY_UUIDS):
            query = requetes.get_documents(chunk)
            answer, _ = self._appel.call("registry", messages.ACTION_RECHERCHE, query, target)
            check_registered(answer)
            fiches.extend(self._own(answer, target))
        return tuple(f for f in fiches if f.etat is not EtatDocument.SUPPRIME)

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
        hidden = {INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX}
        if (set(envoi.masques) & hidden) - {c.code for c in fiche.confidentialites}:
            raise ValueError("un document visible du patient ne peut plus lui être caché")
        target = self._target(patient)
        lot = self._lot(target, envoi)
        kept = tuple(c for c in fiche.confidentialites if c.systeme != OID_MASQUES)
        codes = (*kept, *(masque(code) for code in envoi.masques))
        uuid = f"urn:uuid:{uuid5(ESPACE, f'{envoi.identifiant}/{fiche.identifiant}')}"
        changed = replace(fiche, confidentialites=codes, entry_uuid=uuid)
        link = AssociationXds(
            TypeAssociation.CONTIENT, lot.entry_uuid, uuid, "Original", precedente=str(fiche.version)
        )
        self._update(target, Soumission(lot, (changed,), (link,)))

    def delete(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3c: delete a document of the user, or of the structure; works without consultation right."""
        self._change_etat(patient, fiche, EtatDocument.SUPPRIME, envoi)

    def delete_by_id(
        self, patient: PatientDmp, identifiant: str, envoi: MiseAJour, *, archive: bool = False
    ) -> None:
        """TD3.3c from the uniqueId alone: what is deleted is often known only by what was sent."""
        before = EtatDocument.ARCHIVE if archive else EtatDocument.APPROUVE
        self._change_etat_by_id(patient, identifiant, before, EtatDocument.SUPPRIME, envoi)

    def archive(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3d: archive a document."""
        self._change_etat(patient, fiche, EtatDocument.ARCHIVE, envoi)

    def unarchive(self, patient: PatientDmp, fiche: FicheDocument, envoi: MiseAJour) -> None:
        """TD3.3d: bring a document back from the archives."""
        self._change_etat(patient, fiche, EtatDocument.APPROUVE, envoi)

    def _change_etat(
        self, patient: PatientDmp, fiche: FicheDocument, etat: EtatDocument, envoi: MiseAJour
    ) -> None:
        self._change_etat_by_id(patient, fiche.identifiant, fiche.etat, etat, envoi)

    def _change_etat_by_id(
        self, patient: PatientDmp, identifiant: str, avant: EtatDocument, etat: EtatDocument, envoi: MiseAJour
    ) -> None:
        target = self._target(patient)
        lot = self._lot(target, envoi)
        # The entryUUID of a list may be stale: it is looked up again just before (EX_3.1-1090).
        current = self.find_entry(target, identifiant)
        if current is None:
            raise DmpRejected([ErreurRegistre("XDSUnknownDocument", "Le document n’est plus dans le DMP")])
        link = AssociationXds(
            TypeAssociation.CHANGE_ETAT,
            lot.entry_uuid,
            current,
            etat_initial=avant.value,
            etat_final=etat.value,
        )
        self._update(target, Soumission(lot, (), (link,)))

    def _update(self, target: PatientDmp, soumission: Soumission) -> None:
        body = submit_objects_request(soumission)
        answer, _ = self._appel.call("registry", messages.ACTION_MISE_A_JOUR, body, target)
        check_registered(answer)

    # --- plumbing ------------------------------------------------------------------------------------

    def _existence(self, target: PatientDmp, motif: str) -> etree._Element:
        appel = self._appel
        body = messages.build_existence(
            target, appel.logiciel, self.environnement.appareil, motif, appel.new_id(), appel.now()
        )
        answer, _ = appel.call("patients", messages.ACTION_EXISTENCE, body, target)
        return answer

    def _target(self, patient: PatientDmp) -> PatientDmp:
        oid = self.environnement.oids_ins.get(patient.oid)
        if oid is None:
            raise Unsupported("l’INS de ce patient ne peut pas être envoyée à cet environnement du DMP")
        return PatientDmp(patient.matricule, oid)

    def _lot(self, target: PatientDmp, envoi: MiseAJour) -> LotSoumission:
        appel = self._appel
        return build_lot(target, self.acteur, appel.logiciel, envoi.identifiant, envoi.contenu, appel.now())

    def _own(self, answer: etree._Element, patient: PatientDmp) -> tuple[FicheDocument, ...]:
        fiches = tuple(read_fiches(answer))
        # Some answers add the qualification date after the identifier (…^NH^^20100907).
        if any(not f.patient_id.startswith(patient.cx) for f in fiches):
            raise Malformed("le registre a répondu pour un autre patient")
        return fiches


def _chunks(values: Sequence[str], size: int) -> list[Sequence[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
