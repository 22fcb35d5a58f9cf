"""Open, hold and close the session of this seat: a professional by the card, another account by its code."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event

from ambroise.domain.droits import Role, SessionCompte
from ambroise.domain.professionnel import (
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    is_numero_rpps,
)
from ambroise.usecases.codes import Accueil, CodeService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import (
    AccesRefuse,
    DemandeRejetee,
    NonPrisEnCharge,
    SessionFermee,
    SessionSansCarte,
)
from ambroise.usecases.ports_cartes import PortCartes
from ambroise.usecases.ports_session import PortECps, SituationsChoisies, SituationsEnMemoire
from ambroise.usecases.trace_sessions import TraceSessions


class SessionService:
    """The one session of this seat.

    Args:
        situations: what was chosen in former sessions.
        ecps: how the session is kept or opened again without the card; None where there is none.
        on_ouverture: called once a session is open: what waited for it is due.
        codes: how an account opens without a card; None where every session asks for one.
    """

    def __init__(
        self,
        contexte: Contexte,
        cartes: PortCartes,
        situations: SituationsChoisies | None = None,
        ecps: PortECps | None = None,
        on_ouverture: Callable[[], None] = lambda: None,
        codes: CodeService | None = None,
    ) -> None:
        self._contexte = contexte
        self._traces = TraceSessions(contexte)
        self._cartes = cartes
        self._situations = situations or SituationsEnMemoire()
        self._ecps = ecps
        self._on_ouverture = on_ouverture
        self._codes = codes
        self._session: SessionProfessionnel | SessionCompte | None = None
        self._role: Role | None = None

    @property
    def courante(self) -> SessionProfessionnel:
        """The open session of a professional. Raises SessionFermee, SessionSansCarte."""
        if self._session is None:
            raise SessionFermee
        if isinstance(self._session, SessionCompte):
            raise SessionSansCarte
        return self._session

    @property
    def compte(self) -> SessionCompte | None:
        """The open session of an account opened by its code; None for a professional with a card."""
        return self._session if isinstance(self._session, SessionCompte) else None

    @property
    def is_ouverte(self) -> bool:
        """Whether somebody is logged in, by a card or by a code."""
        return self._session is not None

    @property
    def is_professionnelle(self) -> bool:
        """Whether a professional is logged in with a card: what is signed or sent asks for it."""
        return isinstance(self._session, SessionProfessionnel)

    @property
    def is_situation_a_choisir(self) -> bool:
        """Whether the card names several places of practice and none was ever chosen here."""
        professionnel = self.courante.professionnel
        return len(professionnel.situations) > 1 and self._chosen(professionnel) is None

    @property
    def auteur(self) -> str:
        """Identifier of who acts: national, or the local name of an account. Raises SessionFermee."""
        if isinstance(self._session, SessionCompte):
            return self._session.compte.identifiant
        return self.courante.professionnel.identifiant_national

    @property
    def nom(self) -> str:
        """Name of who acts, as it is shown and printed. Raises SessionFermee."""
        if isinstance(self._session, SessionCompte):
            return self._session.compte.nom
        return self.courante.professionnel.nom_affiche

    @property
    def ecps_jusqua(self) -> datetime | None:
        """Until when the e-CPS keeps the session without its card; None when it does not."""
        return self._ecps.fin if self._ecps is not None and self.is_professionnelle else None

    @property
    def role(self) -> Role | None:
        """The role of who works here; None where no account is declared, or nobody works."""
        return self._role

    def accueil(self) -> Accueil:
        """Return who may open here by a code, today."""
        return self._codes.accueil() if self._codes is not None else Accueil()

    def open_by_code(self, identifiant: str, code: str) -> SessionCompte:
        """Open the account of somebody who has no card, or has it not here.

        Raises:
            CodeRefuse, CodeProvisoire, DroitInsuffisant: see ``CodeService.check``.
        """
        session = SessionCompte(self._need_codes().check(identifiant, code), self._contexte.horloge())
        self._traces.opened_by_code(identifiant)
        self._session, self._role = session, session.compte.role
        return session

    def reopen_by_code(self, code: str) -> None:
        """Check the code of who works here: what the lock asks. Raises as ``open_by_code``."""
        session = self.compte
        if session is None:
            raise SessionFermee
        self.open_by_code(session.compte.identifiant, code)

    def choose_code(self, identifiant: str, actuel: str, nouveau: str) -> None:
        """Replace a code by one that only its holder knows. Raises CodeRefuse, CodeFaible."""
        self._need_codes().choose(identifiant, actuel, nouveau)

    def attempts_left(self) -> int | None:
        """Return the tries left on the card, to show before the code porteur is asked."""
        return self._cartes.attempts_left()

    def open(self, code_porteur: str) -> SessionProfessionnel:
        """Log in once with the card; what waited for a card is due again, not what was held back.

        Raises:
            CodePorteurRefuse: wrong code or blocked card; nothing is retried.
            CarteAbsente: no CPS in a reader.
            AccesRefuse: the card names no place of practice.
            DroitInsuffisant: this office declared accounts, and none is open today to who holds the card.
        """
        professionnel, numero_carte = self._cartes.open_cps(code_porteur)
        try:
            role = self._traces.find_role(professionnel)
            if not professionnel.situations:
                raise AccesRefuse(
                    "Cette carte ne porte aucune situation d’exercice.",
                    remede="Choisissez une structure dans les réglages ou utilisez une carte d’exercice.",
                )
        except AccesRefuse:
            self._cartes.close_cps()
            raise
        situation = self._chosen(professionnel) or professionnel.situations[0]
        return self._begin(professionnel, role, situation, numero_carte)

    def open_by_ecps(
        self, numero_rpps: str, on_code: Callable[[str], None], cancel: Event
    ) -> SessionProfessionnel:
        """Log in by the phone, without any card: read, write, exchange messages; signing waits for a card.

        Raises:
            DemandeRejetee: this is no RPPS number.
            AccesRefuse: Pro Santé Connect knows no place of practice of this person.
            NonPrisEnCharge, DroitInsuffisant, ServiceError: as ``PortECps.open`` and ``open``.
        """
        if not is_numero_rpps(numero_rpps):
            raise DemandeRejetee(
                "Un numéro RPPS a onze chiffres.", remede="Il est imprimé sur votre carte CPS."
            )
        ecps = self._need_ecps()
        professionnel = ecps.open(f"8{numero_rpps}", on_code, cancel)
        try:
            role = self._traces.find_role(professionnel)
            if not professionnel.situations:
                raise AccesRefuse(
                    "Pro Santé Connect ne donne aucun lieu d’exercice pour vous.",
                    remede="Ouvrez la session avec votre carte CPS.",
                )
        except AccesRefuse:
            ecps.forget()
            raise
        situation = self._chosen(professionnel) or professionnel.situations[0]
        return self._begin(professionnel, role, situation, "")

    def reopen(self, code_porteur: str) -> SessionProfessionnel:
        """Open again with the card of who works here: what the lock asks.

        Raises:
            AccesRefuse: the code was right, but the card is somebody else's.
            CodePorteurRefuse, CarteAbsente, SessionFermee: as ``open``.
        """
        before = self.courante
        professionnel, numero_carte = self._cartes.open_cps(code_porteur)
        if professionnel.identifiant_national != before.professionnel.identifiant_national:
            self._cartes.close_cps()
            raise AccesRefuse(
                "Cette carte est celle d’un autre professionnel.",
                remede="Insérez la vôtre, ou choisissez «\u00a0Changer d’utilisateur\u00a0».",
            )
        return self._begin(professionnel, self._role, before.situation, numero_carte)

    def prove_ecps(self, on_code: Callable[[str], None], cancel: Event) -> None:
        """Have who works here answer with the e-CPS; the session goes on, card or not.

        Raises:
            NonPrisEnCharge: this seat knows no Pro Santé Connect.
            SessionFermee, ServiceError.
        """
        ecps, session = self._need_ecps(), self.courante
        ecps.prove(on_code, cancel)
        self._traces.proved(session)
        self._on_ouverture()

    def choose_situation(self, struct_idnat: str) -> SessionProfessionnel:
        """Work from another place of practice of the same card, today and in later sessions.

        Raises:
            SessionFermee: nobody is logged in.
            AccesRefuse: the card does not hold this place.
        """
        session = self.courante
        situation = _find(session.professionnel, struct_idnat)
        if situation is None:
            raise AccesRefuse("Cette situation d’exercice n’est pas sur la carte.")
        if situation != session.situation:
            session = replace(session, situation=situation)
            self._traces.moved(session)
            self._session = session
        self._situations.keep(session.professionnel.identifiant_national, struct_idnat)
        return session

    def close(self) -> None:
        """Forget the session, log the card and the e-CPS out; closing a closed session is nothing."""
        session, self._session, self._role = self._session, None, None
        self._cartes.close_cps()
        if session is None:
            return
        if self._ecps is not None and isinstance(session, SessionProfessionnel):
            self._ecps.forget()
        self._traces.closed(session)

    def _need_ecps(self) -> PortECps:
        if self._ecps is None:
            raise NonPrisEnCharge("L’e-CPS n’est pas disponible sur ce poste.", remede="Insérez votre carte.")
        return self._ecps

    def _need_codes(self) -> CodeService:
        if self._codes is None:
            raise NonPrisEnCharge("Les comptes sans carte n’ouvrent pas ici.", remede="Insérez une carte.")
        return self._codes

    def _begin(
        self,
        professionnel: Professionnel,
        role: Role | None,
        situation: SituationExercice,
        numero_carte: str,
    ) -> SessionProfessionnel:
        session = SessionProfessionnel(professionnel, situation, self._contexte.horloge(), numero_carte)
        self._traces.opened(session)
        self._session, self._role = session, role
        self._on_ouverture()
        return session

    def _chosen(self, professionnel: Professionnel) -> SituationExercice | None:
        return _find(professionnel, self._situations.find(professionnel.identifiant_national))


def _find(professionnel: Professionnel, struct_idnat: str) -> SituationExercice | None:
    return next((s for s in professionnel.situations if s.structure.identifiant == struct_idnat), None)
