"""What the frame asks of the outside: the start-up gives it, the tests give a fake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol

from ambroise.domain.droits import Role, SessionCompte
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.settings import Reglages
from ambroise.usecases.codes import Accueil
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.ports_cartes import EtatLecteur


@dataclass(frozen=True)
class EtatPoste:
    """What the lights of the top bar show, read in one go."""

    lecteurs: tuple[EtatLecteur, ...] = ()
    beneficiaire: str = ""
    """Who the Vitale card in the reader is for, once read."""
    ecps_jusqua: datetime | None = None
    """Until when the e-CPS keeps the session whose card left."""
    psc_jusqua: datetime | None = None
    """Until when Pro Santé Connect opens the boxes; None when nobody is logged in."""
    apcv_jusqua: datetime | None = None
    """Until when the appli carte Vitale read last serves."""
    en_ligne: bool | None = None
    """Whether the national services answer; None when nothing was tried yet."""
    envois_en_attente: int = 0
    envois_refuses: int = 0
    envois_a_reprendre: int = 0
    messages_non_lus: int = 0
    traces_alterees: tuple[str, ...] = ()
    """What the last verification of the trail found wrong."""


class Sessions(Protocol):
    """The session of the professional (``usecases.sessions.SessionService``)."""

    @property
    def is_ouverte(self) -> bool: ...

    @property
    def is_professionnelle(self) -> bool:
        """Whether who works here opened with a card; read in the GUI thread."""

    @property
    def courante(self) -> SessionProfessionnel: ...

    @property
    def compte(self) -> SessionCompte | None:
        """The session of an account opened by its code; read in the GUI thread."""

    @property
    def role(self) -> Role | None:
        """What the account of who works here is; None where no account is declared."""

    @property
    def is_situation_a_choisir(self) -> bool: ...

    @property
    def ecps_jusqua(self) -> datetime | None:
        """Read in the GUI thread."""

    def attempts_left(self) -> int | None: ...

    def open(self, code_porteur: str) -> SessionProfessionnel: ...

    def accueil(self) -> Accueil: ...

    def open_by_code(self, identifiant: str, code: str) -> SessionCompte: ...

    def reopen_by_code(self, code: str) -> None: ...

    def choose_code(self, identifiant: str, actuel: str, nouveau: str) -> None: ...

    def reopen(self, code_porteur: str) -> SessionProfessionnel: ...

    def open_by_ecps(
        self, numero_rpps: str, on_code: Callable[[str], None], cancel: Event
    ) -> SessionProfessionnel: ...

    def prove_ecps(self, on_code: Callable[[str], None], cancel: Event) -> None: ...

    def choose_situation(self, struct_idnat: str) -> SessionProfessionnel: ...

    def close(self) -> None: ...


class ShellServices(Protocol):
    """What the frame needs of the application; every method is called from a worker unless said otherwise."""

    @property
    def profile_dir(self) -> Path:
        """The folder of the profile; read in the GUI thread."""

    @property
    def reglages(self) -> Reglages:
        """The options of the profile; read in the GUI thread."""

    def save_reglages(self, reglages: Reglages) -> None:
        """Write the options; the next reading gives them. Raises OSError."""

    @property
    def sessions(self) -> Sessions: ...

    def now(self) -> datetime:
        """The present instant in local time; called in the GUI thread."""

    def read_poste(self) -> EtatPoste: ...

    def watch_lecteurs(self, changed: Callable[[EtatLecteur], None]) -> Callable[[], None]:
        """Call ``changed`` from any thread at each insertion and removal; return what stops it."""

    def search_patients(self, texte: str) -> Sequence[ResultatPatient]: ...


def holds_cps(lecteurs: Sequence[EtatLecteur]) -> bool:
    """Whether a professional's card is in a reader; laid without contact it opens nothing."""
    return any(lecteur.carte in ("cps3", "cps4") for lecteur in lecteurs)


def holds_vitale(lecteurs: Sequence[EtatLecteur]) -> bool:
    """Whether a Vitale card is in a reader."""
    return any((lecteur.carte or "").startswith("vitale") for lecteur in lecteurs)
