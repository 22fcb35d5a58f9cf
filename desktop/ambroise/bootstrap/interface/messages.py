"""What the messages screen asks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.apports import Apport, GenreApport
from ambroise.domain.message import AccuseRecu, EnteteMessage, Suivi
from ambroise.domain.rattachement import PatientAnnonce, Proposition
from ambroise.ui.messages.ports import (
    Casier,
    Classement,
    DocumentRecu,
    DossierRapproche,
    EtatBoites,
    MessageLu,
    MessageResume,
    Rangement,
    TraitCompare,
)
from ambroise.ui.words import NBSP, grouped_matricule
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.ports_reception import DocumentJoint

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

_RUBRIQUE_DEFAUT = "Autre document"


class MessagesEcran:
    """``ui.messages.ports.Messages``: the boxes, and the files their documents belong to.

    Args:
        prepare: logs in to Pro Santé Connect when it is not done.
        watch: called once the boxes can be reached: they may then be waited upon.
        deliver: wakes the outbox.
    """

    def __init__(
        self,
        app: "Application",
        prepare: Callable[[], None],
        watch: Callable[[], None] = lambda: None,
        deliver: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._reception = app.reception
        self._prepare = prepare
        self._watch = watch
        self._deliver = deliver

    def list(self, casier: Casier, avant: datetime | None = None) -> Sequence[MessageResume]:
        envoyes = casier is Casier.ENVOYES
        found = self._reception.list_messages(
            envoyes=envoyes, du_patient=casier is Casier.PATIENTS, avant=avant
        )
        fates = self._reception.receipts([e.identifiant for e in found]) if envoyes else {}
        return [_resume(entete, fate=fates.get(entete.identifiant)) for entete in found]

    def state(self) -> EtatBoites:
        waiting = self._reception.unfiled()
        return EtatBoites(waiting.nombre, waiting.age_jours(self._app.contexte.horloge()))

    def refresh(self) -> EtatBoites:
        self._prepare()
        bilan = self._app.releve.run()
        self._watch()
        return replace(self.state(), pannes=tuple(f"{b}\u00a0: {s}" for b, s in sorted(bilan.pannes.items())))

    def read(self, message_id: str) -> MessageLu:
        opened = self._reception.open(message_id)
        message = opened.message
        if self._app.accuses.answer_alone(message):
            self._deliver()
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
            _document(first, message.archive_verifiee, self._results(first, dossier)) if first else None,
            dossier,
            tuple(f"{c.libelle} {c.valeur} ({c.drapeau})" for c in message.critiques),
            _remarks(message.entete),
            self._app.accuses.asked(message) if not opened.is_masque else "",
            is_clos=message.fin_echange,
        )

    def file(self, rangement: Rangement) -> None:
        title = "" if rangement.rubrique == _RUBRIQUE_DEFAUT else rangement.rubrique
        self._reception.file(
            rangement.message_id,
            rangement.patient_id,
            titre=title,
            date_acte=rangement.date_acte,
            rappeler=rangement.rappeler,
        )
        if rangement.ajouter_resultats:
            self._add_results(rangement)

    def _results(self, joint: DocumentJoint, dossier: DossierRapproche | None) -> int:
        """Count the results of a document that its file does not hold yet."""
        return len(self._new_results(joint, dossier.patient_id)) if dossier is not None else 0

    def _add_results(self, rangement: Rangement) -> None:
        joint = _first(self._reception.open(rangement.message_id).message.documents)
        if joint is not None:
            found = self._new_results(joint, rangement.patient_id)
            self._app.integration.accept(rangement.patient_id, joint.contenu, found)

    def _new_results(self, joint: DocumentJoint, patient_id: UUID) -> Sequence[Apport]:
        if "xml" not in joint.type_mime:
            return ()
        try:
            proposed = self._app.integration.propose(patient_id, joint.contenu)
        except ReponseInvalide:
            return ()
        return [a for a in proposed.apports if a.genre is GenreApport.RESULTAT and not a.is_connu]

    def answer_receipt(self, message_id: str, *, accept: bool) -> None:
        self._app.accuses.answer(message_id, accept=accept)
        self._deliver()


def _first(documents: Sequence[DocumentJoint]) -> DocumentJoint | None:
    return next((d for d in documents if d.html), documents[0] if documents else None)


def _resume(
    entete: EnteteMessage, forced: Classement | None = None, fate: AccuseRecu | None = None
) -> MessageResume:
    state = Classement.SANS_DOCUMENT
    if entete.classe:
        state = Classement.CLASSE
    elif entete.porte_document:
        state = Classement.A_CLASSER
    return MessageResume(
        entete.id,
        entete.expediteur,
        entete.objet,
        entete.recu_le.astimezone(),
        entete.patient,
        forced or state,
        entete.lu,
        entete.urgent,
        entete.type_document,
        entete.critique,
        fate.suivi.value.capitalize() if fate else "",
        fate is not None and fate.suivi in (Suivi.ECHEC, Suivi.NON_INTEGRE),
    )


def _remarks(entete: EnteteMessage) -> tuple[str, ...]:
    remarks = []
    if entete.remplace:
        remarks.append("Ce document annule et remplace un document déjà transmis.")
    if entete.annule:
        remarks.append("L’expéditeur annule un document déjà transmis.")
    if entete.accuse is not None and entete.accuse.suivi in (Suivi.ECHEC, Suivi.NON_INTEGRE):
        why = f"{NBSP}: {entete.accuse.detail}" if entete.accuse.detail else ""
        who = entete.accuse.destinataire or "son destinataire"
        remarks.append(f"Votre message n’a pas abouti chez {who}{why}.")
    return tuple(remarks)


def _document(joint: DocumentJoint, verified: bool, resultats: int) -> DocumentRecu:
    shown = joint.html or "<p>Ce document est un PDF\u00a0: il s’ouvre depuis le dossier une fois classé.</p>"
    return DocumentRecu(joint.titre, shown, (), verified, joint.rubrique, joint.date_acte, resultats)


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
    lu, ici = grouped_matricule(annonce.matricule), grouped_matricule(matricule)
    traits.append(TraitCompare("Matricule INS", lu, ici, proposition.meme_ins))
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
