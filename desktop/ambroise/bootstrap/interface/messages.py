"""What the messages screen asks."""

from collections.abc import Callable, Sequence

from ambroise.domain.rattachement import PatientAnnonce, Proposition
from ambroise.ui.messages.ports import (
    Casier,
    Classement,
    DocumentRecu,
    DossierRapproche,
    MessageLu,
    MessageResume,
    Rangement,
    TraitCompare,
)
from ambroise.usecases.ports_reception import DocumentJoint, EnteteMessage
from ambroise.usecases.reception import ReceptionService

_RUBRIQUE_DEFAUT = "Autre document"


class MessagesEcran:
    """``ui.messages.ports.Messages``: the boxes, and the files their documents belong to.

    Args:
        prepare: logs in to Pro Santé Connect when it is not done.
    """

    def __init__(self, reception: ReceptionService, prepare: Callable[[], None]) -> None:
        self._reception = reception
        self._prepare = prepare

    def list(self, casier: Casier) -> Sequence[MessageResume]:
        self._prepare()
        found = self._reception.list_messages(
            envoyes=casier is Casier.ENVOYES, du_patient=casier is Casier.PATIENTS
        )
        return [_resume(entete) for entete in found]

    def read(self, message_id: str) -> MessageLu:
        self._prepare()
        opened = self._reception.open(message_id)
        message = opened.message
        propositions = opened.rattachement.propositions if opened.rattachement else ()
        proposition = propositions[0] if propositions else None
        dossier = _dossier(message.patient, proposition) if message.patient and proposition else None
        resume = _resume(message.entete)
        if resume.classement is Classement.A_CLASSER and dossier is None:
            resume = _resume(message.entete, Classement.A_RECONNAITRE)
        warnings = "".join(f"⚠ {alert}\n" for alert in message.alertes)
        first = _first(message.documents)
        return MessageLu(
            resume,
            f"{warnings}\n{message.texte}" if warnings else message.texte,
            _document(first, verified=message.archive_verifiee) if first else None,
            dossier,
        )

    def file(self, rangement: Rangement) -> None:
        self._prepare()
        title = "" if rangement.rubrique == _RUBRIQUE_DEFAUT else rangement.rubrique
        self._reception.file(
            rangement.message_id, rangement.patient_id, titre=title, date_acte=rangement.date_acte
        )


def _first(documents: Sequence[DocumentJoint]) -> DocumentJoint | None:
    return next((d for d in documents if d.html), documents[0] if documents else None)


def _resume(entete: EnteteMessage, forced: Classement | None = None) -> MessageResume:
    state = Classement.SANS_DOCUMENT
    if entete.classe:
        state = Classement.CLASSE
    elif entete.porte_document:
        state = Classement.A_CLASSER
    return MessageResume(
        entete.id, entete.expediteur, entete.objet, entete.recu_le, classement=forced or state, lu=entete.lu
    )


def _document(joint: DocumentJoint, *, verified: bool) -> DocumentRecu:
    shown = joint.html or "<p>Ce document est un PDF : il s’ouvre depuis le dossier une fois classé.</p>"
    return DocumentRecu(joint.titre, shown, (), verified, joint.rubrique, joint.date_acte)


def _dossier(annonce: PatientAnnonce, proposition: Proposition) -> DossierRapproche:
    patient = proposition.patient
    identite = patient.identite
    different = {ecart.trait for ecart in proposition.ecarts}
    held = (
        ("nom de naissance", annonce.nom_naissance, identite.traits.nom_naissance),
        ("prénom", annonce.prenom, identite.traits.premier_prenom),
        ("date de naissance", _shown(annonce.date_naissance), f"{identite.traits.date_naissance:%d/%m/%Y}"),
        ("sexe", annonce.sexe, identite.traits.sexe.value),
    )
    traits = [
        TraitCompare(n.capitalize(), said, has, bool(said) and n not in different) for n, said, has in held
    ]
    matricule = identite.ins.matricule.numero if identite.ins else ""
    traits.append(TraitCompare("Matricule INS", annonce.matricule, matricule, proposition.meme_ins))
    return DossierRapproche(
        patient.id,
        patient.nom_affiche,
        patient.prenom_affiche,
        identite.traits.date_naissance,
        identite.traits.sexe,
        identite.statut,
        tuple(traits),
    )


def _shown(iso: str) -> str:
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    return f"{day}/{month}/{year}" if day else iso
