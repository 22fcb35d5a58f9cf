"""Read the messages received and file what came, in the right file and once.

Référentiel MSSanté ECO.2.1.2 (identify by the metadata), va1.27/28 (file in one gesture), LGC.MDV.06 and
INT.18 (the same document is kept once, whether it came by mail or twice).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.droits import Droit
from ambroise.domain.entrees import Tache
from ambroise.domain.identite import MatriculeIns, MatriculeInvalide, Sexe, TraitsIdentite
from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier, Suivi
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import Certitude, PatientAnnonce, Rattachement, rattacher
from ambroise.usecases.acces import AccesService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp_documents import kept_id
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee, Introuvable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_reception import MessageOuvert, PortReception
from ambroise.usecases.releve import keep_message, with_patient
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.stockage import empreinte

NON_LU = "Votre rôle classe les documents sans en lire le contenu clinique."


@dataclass(frozen=True)
class MessageRapproche:
    """A message and the files its patient may be; None when it names nobody.

    ``is_masque``: the account files without reading, so the words and the documents are left out.
    """

    message: MessageOuvert
    rattachement: Rattachement | None
    is_masque: bool = False


@dataclass(frozen=True)
class NonClasses:
    """The documents that wait to be filed: how many, and since when."""

    nombre: int
    depuis: datetime | None

    def age_jours(self, maintenant: datetime) -> int:
        """Return for how many days the oldest has waited."""
        return (maintenant - self.depuis).days if self.depuis else 0


class ReceptionService:
    """Acts on received messages; opening one and filing its documents are events of the audit trail."""

    def __init__(
        self, contexte: Contexte, session: SessionService, boites: PortReception, acces: AccesService
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._boites = boites
        self._acces = acces

    def list_messages(
        self, *, envoyes: bool = False, du_patient: bool = False, avant: datetime | None = None
    ) -> Sequence[EnteteMessage]:
        """Return the sent messages, or those received from professionals or from patients, without network.

        Args:
            avant: gives the page of the messages older than that.
        """
        with self._contexte.reading() as uow:
            if envoyes:
                return uow.messages.list(RoleDossier.ENVOYES, avant=avant)
            return uow.messages.list(RoleDossier.RECUS, du_patient=du_patient, avant=avant)

    def receipts(self, identifiants: Sequence[str]) -> dict[str, AccuseRecu]:
        """Return what is known of messages that left: the most telling receipt of each."""
        with self._contexte.reading() as uow:
            found = uow.messages.receipts([i for i in identifiants if i])
        order = list(Suivi)
        return {a.message: a for a in sorted(found, key=lambda a: order.index(a.suivi))}

    def unfiled(self) -> NonClasses:
        """Return what waits to be filed, over all boxes."""
        with self._contexte.reading() as uow:
            return NonClasses(*uow.messages.unfiled())

    def open(self, id_: str) -> MessageRapproche:
        """Read a message and look for its patient; only the first reading needs the network.

        Raises:
            Introuvable, ServiceError.
        """
        auteur = self._session.auteur
        message = self._read(id_)
        with self._contexte.uow() as uow:
            found = find_rattachement(uow, message.patient) if message.patient else None
            patient = found.propositions[0].patient.id if found and found.propositions else None
            reads = self._acces.allows(uow, auteur, Droit.LIRE_CLINIQUE)
            self._contexte.trace(uow, auteur, ActionAudit.LECTURE, "message reçu", patient_id=patient)
            uow.commit()
        if not message.entete.lu and reads:
            self._boites.mark_lu(id_)
            self._keep_flags(id_, lu=True)
        return MessageRapproche(message if reads else _masked(message), found, is_masque=not reads)

    def file(
        self,
        id_: str,
        patient_id: UUID,
        *,
        titre: str = "",
        date_acte: date | None = None,
        rappeler: bool = False,
    ) -> int:
        """File the documents of a message and return how many were new; filing again adds nothing.

        Args:
            rappeler: leave a task for today, to call the patient back.

        Raises:
            DemandeRejetee: the message carries no document that can be filed.
        """
        auteur = self._session.auteur
        message = self._read(id_)
        if not message.documents:
            raise DemandeRejetee(
                "Ce message ne porte aucun document à classer.",
                remede="Une archive refusée se redemande à son expéditeur.",
            )
        with self._contexte.uow() as uow:
            added = self._add_documents(uow, auteur, message, patient_id, titre, date_acte)
            if rappeler:
                jour = self._contexte.horloge().astimezone().date()
                libelle = f"Rappeler le patient\u00a0: {message.entete.objet}"
                uow.entrees.save(Tache(self._contexte.new_id(), libelle, jour, patient_id))
            uow.commit()
        self._keep_flags(id_, classe=True)
        # After the file: a box that cannot be marked leaves a message to file again, which adds nothing.
        self._boites.mark_classe(id_)
        return added

    def file_alone(self, message: MessageOuvert) -> bool:
        """File a message by itself when nothing is in doubt; the trail says that nobody was asked.

        Only a qualified identity whose INS and traits all agree, in an archive that was verified, and
        neither a replacement nor a cancellation, which a person must see.
        """
        if message.patient is None or not message.archive_verifiee or not self._session.is_professionnelle:
            return False
        if message.entete.remplace or message.entete.annule:
            return False
        with self._contexte.uow() as uow:
            found = find_rattachement(uow, message.patient)
            if found.certitude is not Certitude.CERTAINE:
                return False
            patient_id = found.propositions[0].patient.id
            self._add_documents(
                uow, self._session.auteur, message, patient_id, "", None, detail="classé seul"
            )
            uow.commit()
        self._keep_flags(message.entete.id, classe=True)
        try:
            self._boites.mark_classe(message.entete.id)
        except AmbroiseError:
            return True  # filed here; the box will be marked when someone files it again, which adds nothing
        return True

    def _add_documents(
        self,
        uow: UnitOfWork,
        auteur: str,
        message: MessageOuvert,
        patient_id: UUID,
        titre: str,
        date_acte: date | None,
        detail: str = "",
    ) -> int:
        uow.patients.get(patient_id)
        held = uow.dossiers.documents(patient_id)
        kept, contents = {d.id for d in held}, {d.empreinte for d in held}
        added = 0
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
                uow,
                auteur,
                ActionAudit.CREATION,
                f"document {identifier}",
                patient_id=patient_id,
                detail=detail,
            )
            kept.add(identifier)
            contents.add(digest)
            added += 1
        return added

    def _read(self, id_: str) -> MessageOuvert:
        with self._contexte.reading() as uow:
            entete, octets = uow.messages.get(id_), uow.messages.content(id_)
        if octets is not None:
            return self._boites.read(entete, octets)
        octets = next((content for _, content in self._boites.fetch([entete])), None)
        if octets is None:
            raise Introuvable("Ce message n’est plus dans la boîte.")
        opened = self._boites.read(entete, octets)
        opened = replace(opened, entete=with_patient(opened.entete, opened.patient))
        keep_message(self._contexte, opened.entete, octets)
        return opened

    def _keep_flags(self, id_: str, *, lu: bool = False, classe: bool = False) -> None:
        with self._contexte.uow() as uow:
            entete = uow.messages.get(id_)
            uow.messages.save(replace(entete, lu=entete.lu or lu, classe=entete.classe or classe))
            uow.commit()


def _masked(message: MessageOuvert) -> MessageOuvert:
    documents = tuple(replace(d, contenu=b"", html="") for d in message.documents)
    return replace(message, texte=NON_LU, documents=documents, critiques=())


def _titre(rubrique: str, titre: str, jour: date | None) -> str:
    """Return a title that says the kind and the day once."""
    named = (
        titre if not rubrique or titre.lower().startswith(rubrique.lower()) else f"{rubrique}\u00a0: {titre}"
    )
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
