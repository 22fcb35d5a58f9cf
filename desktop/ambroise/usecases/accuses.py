"""Tell a sender that his message was read: asked for each time, alone where RFC 8098 allows it, or never.

The receipt leaves by the outbox, under an identifier made from the message: it leaves once, whoever answers.
"""

from dataclasses import dataclass, replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.message import PolitiqueAccuses
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee
from ambroise.usecases.ports_ecriture import PortCourrier
from ambroise.usecases.ports_reception import MessageOuvert, PortReception
from ambroise.usecases.sessions import SessionService


@dataclass(frozen=True)
class AccuseService:
    """Answers the demands for read receipts (ECO.3.1.6)."""

    contexte: Contexte
    session: SessionService
    boites: PortReception
    courrier: PortCourrier
    politique: PolitiqueAccuses = PolitiqueAccuses.DEMANDER

    def asked(self, message: MessageOuvert) -> str:
        """Return the address to ask the user about, empty when nothing is to be asked."""
        if message.entete.accuse_rendu or self.politique is PolitiqueAccuses.JAMAIS:
            return ""
        return message.accuse_demande

    def answer_alone(self, message: MessageOuvert) -> bool:
        """Send the receipt without asking when the policy and the message allow it; tell whether it left."""
        alone = self.politique is PolitiqueAccuses.SEULS and message.accuse_automatique
        if not (alone and self.asked(message)):
            return False
        self.answer(message.entete.id, accept=True, automatique=True)
        return True

    def answer(self, id_: str, *, accept: bool, automatique: bool = False) -> None:
        """Send or decline a receipt; either is final.

        Raises:
            DemandeRejetee: the message asks for none, or was answered.
        """
        with self.contexte.reading() as uow:
            entete, octets = uow.messages.get(id_), uow.messages.content(id_)
        if octets is None:
            octets = next((content for _, content in self.boites.fetch([entete])), b"")
        message = self.boites.read(entete, octets)
        if not message.accuse_demande or entete.accuse_rendu:
            raise DemandeRejetee("Aucun accusé de lecture n’est attendu pour ce message.")
        instant = self.contexte.horloge()
        with self.contexte.uow() as uow:
            if accept:
                prepare = self.courrier.prepare_accuse(
                    entete, message.accuse_demande, octets, instant, automatique=automatique
                )
                uow.envois.add(
                    Envoi(
                        self.contexte.new_id(),
                        TypeEnvoi.MSSANTE,
                        None,
                        prepare.libelle,
                        prepare.cle_idempotence,
                        prepare.contenu,
                        instant,
                        ins=None,
                    )
                )
            uow.messages.save(replace(uow.messages.get(id_), accuse_rendu=True))
            detail = "accusé de lecture" if accept else "accusé de lecture refusé"
            auteur = self.session.auteur
            self.contexte.trace(uow, auteur, ActionAudit.ENVOI, entete.identifiant, detail=detail)
            uow.commit()
        self._mark(id_)

    def _mark(self, id_: str) -> None:
        try:
            self.boites.mark_accuse_rendu(id_)
        except AmbroiseError:
            return  # out of reach, or keeps no keyword: the store remembers, another seat may ask again
