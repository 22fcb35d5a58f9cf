"""What a session reads and writes of the store as it opens and closes: role, trace, what is due again."""

from dataclasses import replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.droits import Role, SessionCompte
from ambroise.domain.envoi import EtatEnvoi
from ambroise.domain.professionnel import Professionnel, SessionProfessionnel
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.garde import closed_account
from ambroise.usecases.ports import UnitOfWork

SANS_CARTE = "e-CPS"
"""What the audit says of a session that no card opened."""
PAR_CODE = "code"
"""What it says of the session of an account that has no card, or has it not here."""


class TraceSessions:
    """Each act is one transaction."""

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte

    def find_role(self, professionnel: Professionnel) -> Role | None:
        """Return the role of a professional, None where no account is declared: everything is allowed.

        Raises:
            DroitInsuffisant: the office does not know this person, or not today.
        """
        with self._contexte.reading() as uow:
            compte = uow.comptes.find(professionnel.identifiant_national)
            if compte is None and not uow.comptes.list():
                return None
        if compte is None or not compte.is_actif(self._contexte.horloge().astimezone().date()):
            raise closed_account()
        return compte.role

    def opened(self, session: SessionProfessionnel) -> None:
        """Trace who came in; what waited for a card is due again, not what was held back."""
        with self._contexte.uow() as uow:
            for envoi in uow.envois.list([EtatEnvoi.A_REPRENDRE]):
                if not envoi.is_retenu:
                    due = replace(envoi, etat=EtatEnvoi.EN_ATTENTE, prochaine=self._contexte.horloge())
                    uow.envois.save(due)
            self._trace_opening(uow, session, _proof(session))
            uow.commit()

    def opened_by_code(self, identifiant: str) -> None:
        """Trace the opening of an account by its code."""
        with self._contexte.uow() as uow:
            self._contexte.trace(uow, identifiant, ActionAudit.OUVERTURE_SESSION, PAR_CODE)
            uow.commit()

    def moved(self, session: SessionProfessionnel) -> None:
        """Trace that the session goes on in another place of practice."""
        self._continue(session, _proof(session))

    def proved(self, session: SessionProfessionnel) -> None:
        """Trace that the e-CPS answered for the session, whatever opened it."""
        self._continue(session, SANS_CARTE)

    def closed(self, session: SessionProfessionnel | SessionCompte) -> None:
        """Trace who left."""
        if isinstance(session, SessionCompte):
            auteur, preuve = session.compte.identifiant, PAR_CODE
        else:
            auteur, preuve = session.professionnel.identifiant_national, _proof(session)
        with self._contexte.uow() as uow:
            self._contexte.trace(uow, auteur, ActionAudit.FERMETURE_SESSION, preuve)
            uow.commit()

    def _continue(self, session: SessionProfessionnel, preuve: str) -> None:
        with self._contexte.uow() as uow:
            self._trace_opening(uow, session, preuve)
            uow.commit()

    def _trace_opening(self, uow: UnitOfWork, session: SessionProfessionnel, preuve: str) -> None:
        self._contexte.trace(
            uow,
            session.professionnel.identifiant_national,
            ActionAudit.OUVERTURE_SESSION,
            preuve,
            detail=session.situation.structure.identifiant,
        )


def _proof(session: SessionProfessionnel) -> str:
    return f"carte {session.numero_carte}" if session.numero_carte else SANS_CARTE
