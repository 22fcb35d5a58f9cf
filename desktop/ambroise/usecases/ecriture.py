"""Write to a colleague or to a patient: start, answer, keep, send by the outbox.

Référentiel MSSanté: ECO.2.2.1 (an answer keeps its thread).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.entrees import Courrier, MembreEquipe
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.message import EnteteMessage
from ambroise.domain.modele_courrier import MODELES, ModeleCourrier
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.ports_ecriture import DocumentAJoindre, MessageAEcrire, PortCourrier
from ambroise.usecases.ports_reception import MessageOuvert
from ambroise.usecases.redaction import (
    Amorce,
    Destinataire,
    Redaction,
    check_redaction,
    is_to_patient,
    patient_address,
)
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte

TYPE_LETTRE = "11488-4"
"""« CR ou fiche de consultation ou de visite » (JDV_J07): what a letter of the office leaves as."""
CLE_MODELES = "modeles_courrier"
_TYPES = (("biologie", "11502-2"), ("imagerie", "18748-4"))


class EcritureService:
    """Prepares and sends messages.

    Args:
        boites: the boxes one may write from, the professional's own first.
        identifiant: makes a document OID.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        courrier: PortCourrier,
        boites: Sequence[str],
        identifiant: Callable[[], str],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._courrier = courrier
        self._boites = tuple(boites)
        self._identifiant = identifiant

    def start(self, patient_id: UUID | None = None) -> Amorce:
        """Return what a new message starts from, about a patient or about nobody."""
        if patient_id is None:
            return Amorce(self._boites)
        with self._contexte.reading() as uow:
            patient = uow.patients.get(patient_id)
            documents = tuple(d for d in uow.dossiers.documents(patient_id) if _may_leave(d))
            team = uow.entrees.list(MembreEquipe, patient_id)
        return Amorce(
            self._boites,
            patient,
            proposes=_proposed(team, self._boites),
            documents=documents,
            patient_joignable=patient_address(patient),
        )

    def answer(self, message: MessageOuvert, patient_id: UUID | None, *, forward: bool = False) -> Amorce:
        """Return what an answer starts from, or a forwarded message.

        Raises:
            DemandeRejetee: the sender closed the exchange.
        """
        entete = message.entete
        if message.fin_echange and not forward:
            raise DemandeRejetee("L’expéditeur a clos cet échange\u00a0: il n’attend pas de réponse.")
        start = self.start(patient_id)
        boite = entete.place[0]
        when = f"{entete.recu_le.astimezone():%d/%m/%Y à %H:%M}"
        quoted = "\n".join(f"> {line}" for line in message.texte.splitlines())
        boites = (boite, *(b for b in self._boites if b != boite))
        to = Destinataire(entete.adresse, entete.expediteur)
        return Amorce(
            boites,
            start.patient,
            () if forward else (to,),
            start.proposes,
            start.documents,
            _prefixed("Tr" if forward else "Re", entete.objet),
            f"\n\nLe {when}, {entete.expediteur} a écrit\u00a0:\n{quoted}\n",
            None if forward else entete,
            start.patient_joignable,
        )

    def modeles(self) -> Sequence[ModeleCourrier]:
        """Return the letters to start from: the office's own after the usual ones."""
        with self._contexte.reading() as uow:
            return (*MODELES, *_own_modeles(uow))

    def keep_modele(self, modele: ModeleCourrier) -> None:
        """Keep a letter of the office; one of the same name is replaced, an empty one is forgotten."""
        if not modele.nom.strip() or modele.nom in {usual.nom for usual in MODELES}:
            raise DemandeRejetee("Donnez à ce modèle un nom qui n’est pas déjà pris.")
        with self._contexte.uow() as uow:
            others = [m for m in _own_modeles(uow) if m.nom != modele.nom]
            kept = [*others, modele] if modele.corps.strip() else others
            text = json.dumps([asdict(m) for m in kept], ensure_ascii=False)
            uow.brouillons.save(CLE_MODELES, text, self._contexte.horloge())
            uow.commit()

    def kept(self) -> str:
        """Return the message begun and not sent, as ``keep`` was given it; empty when there is none."""
        with self._contexte.uow() as uow:
            garde = uow.brouillons.get(self._cle_brouillon)
        return garde[0] if garde else ""

    def keep(self, texte: str) -> None:
        """Keep the message being written, through a crash; an empty one is forgotten."""
        with self._contexte.uow() as uow:
            if texte:
                uow.brouillons.save(self._cle_brouillon, texte, self._contexte.horloge())
            else:
                uow.brouillons.delete(self._cle_brouillon)
            uow.commit()

    @property
    def _cle_brouillon(self) -> str:
        return f"message/{self._session.auteur}"

    def send(self, redaction: Redaction) -> Envoi:
        """Freeze a message into the outbox; a letter about a patient joins his file.

        Raises:
            DemandeRejetee: it cannot leave as it is; nothing was written.
            SessionFermee: nobody is logged in.
        """
        session, instant = self._session.courante, self._contexte.horloge()
        with self._contexte.uow() as uow:
            patient = uow.patients.get(redaction.patient_id) if redaction.patient_id else None
            check_redaction(redaction, patient)
            documents = _joints(uow, redaction)
            count = len(documents) + redaction.joindre_lettre + 1
            message = MessageAEcrire(
                redaction.boite,
                redaction.destinataires,
                redaction.objet.strip(),
                redaction.corps,
                session,
                instant,
                tuple(self._identifiant() for _ in range(count)),
                patient,
                documents,
                redaction.reponse_a.identifiant if redaction.reponse_a else "",
                _thread(redaction.reponse_a),
                redaction.accuse_lecture,
                redaction.clore,
            )
            envoi = self._add(uow, message, redaction)
            uow.brouillons.delete(self._cle_brouillon)
            uow.commit()
        return envoi

    def _add(self, uow: UnitOfWork, message: MessageAEcrire, redaction: Redaction) -> Envoi:
        patient = message.patient
        if redaction.joindre_lettre and patient is not None:
            pdf = self._courrier.render_lettre(message)
            joint = DocumentAJoindre(message.objet, "application/pdf", pdf, TYPE_LETTRE)
            message = replace(message, documents=(*message.documents, joint))
            self._keep_lettre(uow, message, patient, pdf)
        if patient is not None and not is_to_patient(message.destinataires):
            uow.entrees.save(
                Courrier(
                    self._contexte.new_id(),
                    patient.id,
                    message.instant.astimezone().date(),
                    ", ".join(message.destinataires),
                    message.objet,
                    message.corps,
                    redaction.modele,
                    concerne=redaction.concerne,
                )
            )
        envoi = self._as_envoi(self._courrier.prepare_message(message), message)
        uow.envois.add(envoi)
        self._contexte.trace(
            uow,
            message.session.professionnel.identifiant_national,
            ActionAudit.ENVOI,
            f"message {envoi.cle_idempotence}",
            patient_id=envoi.patient_id,
            detail=f"de {message.boite} à {', '.join(message.destinataires)}",
        )
        return envoi

    def _keep_lettre(self, uow: UnitOfWork, message: MessageAEcrire, patient: Patient, pdf: bytes) -> None:
        jour = message.instant.astimezone()
        document = Document(
            id=self._contexte.new_id(),
            patient_id=patient.id,
            type=TypeDocument.AUTRE,
            titre=f"Courrier\u00a0: {message.objet} du {jour:%d/%m/%Y}",
            type_mime="application/pdf",
            empreinte=empreinte(pdf),
            taille=len(pdf),
            ajoute_le=message.instant,
        )
        uow.dossiers.add_document(document, pdf)

    def _as_envoi(self, prepare: EnvoiPrepare, message: MessageAEcrire) -> Envoi:
        patient = message.patient
        carries = patient is not None and (message.documents or is_to_patient(message.destinataires))
        return Envoi(
            self._contexte.new_id(),
            TypeEnvoi.MSSANTE,
            patient.id if patient else None,
            prepare.libelle,
            prepare.cle_idempotence,
            prepare.contenu,
            message.instant,
            ins=patient.identite.matricule_transmissible if patient and carries else None,
        )


def _proposed(team: Sequence[MembreEquipe], boites: Sequence[str]) -> tuple[Destinataire, ...]:
    reachable = [m for m in team if m.adresse_mssante and m.adresse_mssante not in boites]
    first = sorted(reachable, key=lambda m: "traitant" not in m.role.lower())
    return tuple(Destinataire(m.adresse_mssante, m.nom, m.role) for m in first)


def _may_leave(document: Document) -> bool:
    # The PDF of an order leaves inside its CDA.
    return document.type is not TypeDocument.ORDONNANCE_PDF and (
        document.type_mime in ("application/pdf", "text/xml")
    )


def _joints(uow: UnitOfWork, redaction: Redaction) -> tuple[DocumentAJoindre, ...]:
    """Return the documents chosen, all of the patient's own file."""
    if redaction.patient_id is None:
        return ()
    held = {d.id: d for d in uow.dossiers.documents(redaction.patient_id) if _may_leave(d)}
    if not set(redaction.documents) <= set(held):
        raise DemandeRejetee("Un document choisi n’est pas dans le dossier de ce patient.")
    chosen = [held[id_] for id_ in redaction.documents]
    return tuple(
        DocumentAJoindre(d.titre, d.type_mime, uow.dossiers.document_content(d.id), _code(d.titre))
        for d in chosen
    )


def _code(titre: str) -> str:
    return next((code for word, code in _TYPES if titre.lower().startswith(word)), TYPE_LETTRE)


def _thread(answered: EnteteMessage | None) -> tuple[str, ...]:
    return answered.references if answered else ()


def _prefixed(prefix: str, objet: str) -> str:
    return objet if objet.lower().startswith(f"{prefix.lower()}:") else f"{prefix}: {objet}"


def _own_modeles(uow: UnitOfWork) -> list[ModeleCourrier]:
    kept = uow.brouillons.get(CLE_MODELES)
    return [ModeleCourrier(**fields) for fields in json.loads(kept[0])] if kept else []
