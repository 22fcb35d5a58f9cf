"""Open, hold and close the session of the professional whose CPS is in the reader."""

from collections.abc import Callable
from dataclasses import replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import EtatEnvoi
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse, SessionFermee
from ambroise.usecases.ports import PortCartes


class SessionService:
    """The one session of this seat.

    Args:
        situation_choisie: Struct_idNat remembered from a former choice, empty for the card's first.
        on_ouverture: called once a session is open: what waited for it is due.
    """

    def __init__(
        self,
        contexte: Contexte,
        cartes: PortCartes,
        situation_choisie: str = "",
        on_ouverture: Callable[[], None] = lambda: None,
    ) -> None:
        self._contexte = contexte
        self._cartes = cartes
        self._situation_choisie = situation_choisie
        self._on_ouverture = on_ouverture
        self._session: SessionProfessionnel | None = None

    @property
    def courante(self) -> SessionProfessionnel:
        """The open session. Raises SessionFermee."""
        if self._session is None:
            raise SessionFermee
        return self._session

    @property
    def is_ouverte(self) -> bool:
        """Whether somebody is logged in."""
        return self._session is not None

    @property
    def auteur(self) -> str:
        """National identifier of who acts. Raises SessionFermee."""
        return self.courante.professionnel.identifiant_national

    def attempts_left(self) -> int | None:
        """Return the tries left on the card, to show before the code porteur is asked."""
        return self._cartes.attempts_left()

    def open(self, code_porteur: str) -> SessionProfessionnel:
        """Log in once with the card; what waited for a card is due again, not what was held back.

        Raises:
            CodePorteurRefuse: wrong code or blocked card; nothing is retried.
            CarteAbsente: no CPS in a reader.
            AccesRefuse: the card names no place of practice.
        """
        professionnel, numero_carte = self._cartes.open_cps(code_porteur)
        if not professionnel.situations:
            self._cartes.close_cps()
            raise AccesRefuse(
                "Cette carte ne porte aucune situation d’exercice.",
                remede="Choisissez une structure dans les réglages ou utilisez une carte d’exercice.",
            )
        situation = next(
            (s for s in professionnel.situations if s.structure.identifiant == self._situation_choisie),
            professionnel.situations[0],
        )
        session = SessionProfessionnel(professionnel, situation, self._contexte.horloge(), numero_carte)
        with self._contexte.uow() as uow:
            for envoi in uow.envois.list([EtatEnvoi.A_REPRENDRE]):
                if not envoi.is_retenu:
                    due = replace(envoi, etat=EtatEnvoi.EN_ATTENTE, prochaine=self._contexte.horloge())
                    uow.envois.save(due)
            self._contexte.trace(
                uow,
                professionnel.identifiant_national,
                ActionAudit.OUVERTURE_SESSION,
                f"carte {numero_carte}",
                detail=situation.structure.identifiant,
            )
            uow.commit()
        self._session = session
        self._on_ouverture()
        return session

    def choose_situation(self, struct_idnat: str) -> SessionProfessionnel:
        """Work from another place of practice of the same card.

        Raises:
            SessionFermee: nobody is logged in.
            AccesRefuse: the card does not hold this place.
        """
        session = self.courante
        for situation in session.professionnel.situations:
            if situation.structure.identifiant == struct_idnat:
                self._session = replace(session, situation=situation)
                self._situation_choisie = struct_idnat
                return self._session
        raise AccesRefuse("Cette situation d’exercice n’est pas sur la carte.")

    def close(self) -> None:
        """Forget the session and log the card out; closing a closed session is nothing."""
        session, self._session = self._session, None
        self._cartes.close_cps()
        if session is None:
            return
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow,
                session.professionnel.identifiant_national,
                ActionAudit.FERMETURE_SESSION,
                f"carte {session.numero_carte}",
            )
            uow.commit()
