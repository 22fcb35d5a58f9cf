"""Guard the store: every access of who is logged in goes through the policy of the office.

The guard stands around the unit of work rather than in each use case, so that none can forget it. What the
machine does on its own (delivering the outbox, looking for doubles at night) is not of anybody and passes.
"""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

from ambroise.domain.droits import BrisDeGlace, Compte, Droit
from ambroise.domain.politique import POLITIQUE, Regle, Sur
from ambroise.usecases.errors import AccesRefuse, ConflitVersion, SessionFermee
from ambroise.usecases.ports import (
    AuditRepository,
    EcritureMasse,
    FusionRepository,
    Horloge,
    PatientRepository,
    UnitOfWork,
    UnitOfWorkFactory,
)
from ambroise.usecases.ports_agenda import ReglageAgendaRepository, RendezVousRepository
from ambroise.usecases.ports_comptes import CompteRepository
from ambroise.usecases.ports_dossier import (
    BrouillonRepository,
    CopieOrdonnanceRepository,
    DispensationRepository,
    DossierRepository,
    EntreeRepository,
    OrdonnanceRepository,
    TexteDocumentRepository,
)
from ambroise.usecases.ports_envois import EnvoiRepository
from ambroise.usecases.ports_identite import EchangeInsiRepository
from ambroise.usecases.ports_reception import MessageRepository


class DroitInsuffisant(AccesRefuse):
    """The role of the account, its dates, or the restriction of the file do not allow it."""


class DossierRestreint(DroitInsuffisant):
    """The file is kept to a few people; a reason opens it for an hour."""


class Garde:
    """The rights of this seat: who is logged in, and the files opened by breaking the glass.

    Args:
        auteur: who is logged in, empty when nobody is: then the machine acts, unless a session is required.
        horloge: the present instant.
    """

    def __init__(self, auteur: Callable[[], str], horloge: Horloge) -> None:
        self._auteur = auteur
        self._horloge = horloge
        self._is_session_exigee = False
        self._bris: list[BrisDeGlace] = []

    def guard(self, unites: UnitOfWorkFactory) -> UnitOfWorkFactory:
        """Return the same units of work, each access to which is checked first."""
        return lambda: self._guard_one(unites(), self._auteur())

    def require_session(self) -> None:
        """From now on nobody is not the machine: at a window, an office with accounts opens to them only."""
        self._is_session_exigee = True

    def _guard_one(self, unite: UnitOfWork, auteur: str) -> UnitOfWork:
        return UniteGardee(unite, self, auteur) if auteur or self._is_session_exigee else unite

    def note_bris(self, bris: BrisDeGlace) -> None:
        """Open a restricted file for an hour to who stated a reason."""
        self._bris.append(bris)

    def require(self, uow: UnitOfWork, identifiant: str, droit: Droit, patient_id: UUID | None) -> None:
        """Refuse what an account may not do, on this file when one is named.

        As long as no account is declared, the office has one practitioner, who may do everything.

        Raises:
            DroitInsuffisant: unknown account, outside its dates, or a role that does not allow it.
            DossierRestreint: this file is kept to others.
        """
        self.require_role(self.find_compte(uow, identifiant), droit)
        if patient_id is not None:
            self.require_reader(uow, identifiant, patient_id)

    def find_compte(self, uow: UnitOfWork, identifiant: str) -> Compte | None:
        """Return the account, None when the office declared none at all. Raises DroitInsuffisant."""
        compte = uow.comptes.find(identifiant)
        if compte is None and uow.comptes.list():
            raise closed_account() if identifiant else SessionFermee()
        return compte

    def require_role(self, compte: Compte | None, droit: Droit) -> None:
        """Refuse what the role of an account does not allow today. Raises DroitInsuffisant."""
        jour = self._horloge().astimezone().date()
        if compte is None:
            return
        if not compte.is_actif(jour):
            raise closed_account()
        if not compte.is_allowed(droit, jour):
            raise DroitInsuffisant(
                f"Le rôle «\u00a0{compte.role}\u00a0» ne permet pas cette action.",
                code="droit_insuffisant",
                remede="Demandez à un praticien du cabinet.",
            )

    def require_reader(self, uow: UnitOfWork, identifiant: str, patient_id: UUID) -> None:
        """Refuse a file kept to others, unless the glass is broken. Raises DossierRestreint."""
        lecteurs = uow.comptes.readers(patient_id)
        if lecteurs and identifiant not in lecteurs and not self.is_open(identifiant, patient_id):
            raise DossierRestreint(
                "L’accès à ce dossier est restreint.",
                code="dossier_restreint",
                remede="En cas de nécessité, indiquez le motif\u00a0: l’accès sera tracé et signalé.",
            )

    def is_open(self, identifiant: str, patient_id: UUID) -> bool:
        """Whether a stated reason still opens a restricted file to somebody."""
        maintenant: datetime = self._horloge()
        return any(bris.covers(identifiant, patient_id, maintenant) for bris in self._bris)


def closed_account() -> DroitInsuffisant:
    """Return the refusal of an account unknown here, or outside its dates."""
    return DroitInsuffisant(
        "Ce compte n’est pas ouvert aujourd’hui dans ce cabinet.",
        code="compte_ferme",
        remede="Demandez à l’administrateur d’ouvrir ce compte ou d’en prolonger les dates.",
    )


class UniteGardee:
    """A unit of work whose repositories answer only what the policy allows to one author."""

    if TYPE_CHECKING:
        patients: PatientRepository
        fusions: FusionRepository
        dossiers: DossierRepository
        entrees: EntreeRepository
        comptes: CompteRepository
        rendez_vous: RendezVousRepository
        reglages_agenda: ReglageAgendaRepository
        masse: EcritureMasse
        ordonnances: OrdonnanceRepository
        dispensations: DispensationRepository
        copies_ordonnances: CopieOrdonnanceRepository
        envois: EnvoiRepository
        audit: AuditRepository
        brouillons: BrouillonRepository
        messages: MessageRepository
        echanges_insi: EchangeInsiRepository
        textes: TexteDocumentRepository

    def __init__(self, unite: UnitOfWork, garde: Garde, auteur: str) -> None:
        self._unite = unite
        self._garde = garde
        self._auteur = auteur
        self._lus: set[UUID] = set()
        self._compte: Compte | None = None
        self._compte_lu = False

    def __getattr__(self, nom: str) -> Any:
        """Return a repository, guarded."""
        garde = self.__dict__[nom] = DepotGarde(getattr(self._unite, nom), nom, self)
        return garde

    def __enter__(self) -> Self:
        self._unite.__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._unite.__exit__(exc_type, exc, traceback)

    def commit(self) -> None:
        """Write everything."""
        self._unite.commit()

    def require(self, droit: Droit, patient_id: UUID | None) -> None:
        """Refuse what the author may not do; each file is looked up once. Raises DroitInsuffisant."""
        if not self._compte_lu:
            self._compte = self._garde.find_compte(self._unite, self._auteur)
            self._compte_lu = True
        self._garde.require_role(self._compte, droit)
        if patient_id is not None and patient_id not in self._lus:
            self._garde.require_reader(self._unite, self._auteur, patient_id)
            self._lus.add(patient_id)

    def name_of(self, identifiant: str) -> str:
        """Return the name of an account, empty when the office does not know it."""
        compte = self._unite.comptes.find(identifiant)
        return compte.nom if compte is not None else ""


class DepotGarde:
    """A repository, each method of which is checked against its rule; without one it is refused."""

    def __init__(self, depot: object, nom: str, unite: UniteGardee) -> None:
        self._depot = depot
        self._regles = POLITIQUE[nom]
        self._unite = unite

    def __getattr__(self, nom: str) -> Any:
        regle = self._regles[nom]
        methode = getattr(self._depot, nom)
        if regle.droit is None:
            return methode

        def checked(*args: object, **options: object) -> object:
            droit = regle.droit_for(args[0] if args else None)
            assert droit is not None
            self._unite.require(droit, _patient_of(regle, args, options))
            try:
                resultat = methode(*args, **options)
            except ConflitVersion as conflit:
                conflit.nom = self._unite.name_of(conflit.auteur)
                raise
            if regle.sur is Sur.RESULTAT:
                self._unite.require(droit, _owner(resultat))
            return resultat

        return checked


def _patient_of(regle: Regle, args: tuple[object, ...], options: dict[str, object]) -> UUID | None:
    match regle.sur:
        case Sur.DOSSIER:
            return cast("UUID | None", args[0] if args else options.get("patient_id"))
        case Sur.SECOND:
            return cast("UUID | None", args[1] if len(args) > 1 else options.get("patient_id"))
        case Sur.OBJET:
            return _owner(args[0])
        case _:
            return None


def _owner(objet: object) -> UUID | None:
    return cast("UUID | None", getattr(objet, "patient_id", None))
