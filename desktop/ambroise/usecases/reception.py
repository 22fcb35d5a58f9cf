"""Read the boxes and file what came, in the right file and once.

Référentiel MSSanté ECO.2.1.2 (identify by the metadata), va1.27/28 (file in one gesture), LGC.MDV.06 and
INT.18 (the same document is kept once, whether it came by mail or twice).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.identite import MatriculeIns, MatriculeInvalide, Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce, Rattachement, rattacher
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp_documents import kept_id
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_reception import EnteteMessage, MessageOuvert, PortReception
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte


@dataclass(frozen=True)
class MessageRapproche:
    """A message and the files its patient may be; None when it names nobody."""

    message: MessageOuvert
    rattachement: Rattachement | None


class ReceptionService:
    """Acts on received messages; opening one and filing its documents are events of the audit trail."""

    def __init__(self, contexte: Contexte, session: SessionService, boites: PortReception) -> None:
        self._contexte = contexte
        self._session = session
        self._boites = boites

    def list_messages(self, *, envoyes: bool = False, du_patient: bool = False) -> Sequence[EnteteMessage]:
        """Return the sent messages, or those received from professionals or from patients."""
        messages = self._boites.list_messages(envoyes=envoyes)
        return [m for m in messages if envoyes or m.du_patient is du_patient]

    def open(self, id_: str) -> MessageRapproche:
        """Read a message and look for its patient."""
        auteur = self._session.auteur
        message = self._boites.open_message(id_)
        with self._contexte.uow() as uow:
            found = find_rattachement(uow, message.patient) if message.patient else None
            patient = found.propositions[0].patient.id if found and found.propositions else None
            self._contexte.trace(uow, auteur, ActionAudit.LECTURE, "message reçu", patient_id=patient)
            uow.commit()
        if not message.entete.lu:
            self._boites.mark_lu(id_)
        return MessageRapproche(message, found)

    def file(self, id_: str, patient_id: UUID, *, titre: str = "", date_acte: date | None = None) -> int:
        """File the documents of a message and return how many were new; filing again adds nothing.

        Raises:
            DemandeRejetee: the message carries no document that can be filed.
        """
        auteur = self._session.auteur
        message = self._boites.open_message(id_)
        if not message.documents:
            raise DemandeRejetee(
                "Ce message ne porte aucun document à classer.",
                remede="Une archive refusée se redemande à son expéditeur.",
            )
        added = 0
        with self._contexte.uow() as uow:
            uow.patients.get(patient_id)
            held = uow.dossiers.documents(patient_id)
            kept, contents = {d.id for d in held}, {d.empreinte for d in held}
            for joint in message.documents:
                identifier = kept_id(joint.identifiant)
                digest = empreinte(joint.contenu)
                if identifier in kept or digest in contents:
                    continue
                document = Document(
                    id=identifier,
                    patient_id=patient_id,
                    type=TypeDocument.AUTRE,
                    titre=_titre(titre, joint.titre, joint.date_acte or date_acte),
                    type_mime=joint.type_mime,
                    empreinte=digest,
                    taille=len(joint.contenu),
                    ajoute_le=self._contexte.horloge(),
                )
                uow.dossiers.add_document(document, joint.contenu)
                self._contexte.trace(
                    uow, auteur, ActionAudit.CREATION, f"document {identifier}", patient_id=patient_id
                )
                kept.add(identifier)
                contents.add(digest)
                added += 1
            uow.commit()
        # After the file: a box that cannot be marked leaves a message to file again, which adds nothing.
        self._boites.mark_classe(id_)
        return added


def _titre(rubrique: str, titre: str, jour: date | None) -> str:
    """Return a title that says the kind and the day once."""
    named = titre if not rubrique or titre.lower().startswith(rubrique.lower()) else f"{rubrique} : {titre}"
    dated = f"{jour:%d/%m/%Y}" if jour else ""
    return named if dated in named else f"{named} du {dated}"


def find_rattachement(uow: UnitOfWork, annonce: PatientAnnonce) -> Rattachement:
    """Compare an announced patient with the files that share its matricule or its traits."""
    candidates: dict[UUID, Patient] = {}
    for oid in sorted(annonce.oids_possibles):
        try:
            held = uow.patients.find_by_ins(MatriculeIns.parse(annonce.matricule, oid))
        except MatriculeInvalide:
            break
        if held is not None:
            candidates[held.id] = held
    traits = _traits(annonce)
    if traits is not None:
        candidates |= {patient.id: patient for patient in uow.patients.find_by_traits(traits)}
    return rattacher(annonce, list(candidates.values()))


def _traits(annonce: PatientAnnonce) -> TraitsIdentite | None:
    try:
        birth, sexe = date.fromisoformat(annonce.date_naissance), Sexe(annonce.sexe)
    except ValueError:
        return None
    if not (annonce.nom_naissance and annonce.prenom):
        return None
    return TraitsIdentite(annonce.nom_naissance.upper(), annonce.prenom.upper(), sexe, birth)
