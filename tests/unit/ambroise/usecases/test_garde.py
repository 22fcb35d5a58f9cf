"""The policy of the office, cell by cell: each access to the store, for each role."""

import inspect
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from ambroise.domain.droits import DROITS, BrisDeGlace, Compte, Droit, Role
from ambroise.domain.entrees import Etiquette
from ambroise.domain.identite import OID_INS_NIR
from ambroise.domain.politique import POLITIQUE, Sur
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases import ports
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant, Garde
from ambroise.usecases.identites import IdentiteService
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.services import FauxInsi
from tests.unit.ambroise.usecases.conftest import ZOE

QUI = "899700366240"
DOSSIER = UUID(int=5)
CELLULES = [(depot, methode) for depot, regles in POLITIQUE.items() for methode in regles]

ATTENDU = {
    Role.PRATICIEN: "lire_identite ecrire_identite lire_clinique ecrire_clinique prescrire agenda classer "
    "exporter lire_traces",
    Role.REMPLACANT: "lire_identite ecrire_identite lire_clinique ecrire_clinique prescrire agenda classer",
    Role.INFIRMIER: "lire_identite ecrire_identite lire_clinique ecrire_clinique prescrire agenda classer",
    Role.PHARMACIEN: "lire_identite ecrire_identite lire_clinique ecrire_clinique dispenser agenda classer "
    "exporter lire_traces",
    Role.SECRETAIRE: "lire_identite ecrire_identite agenda classer",
    Role.ADMINISTRATEUR: "administrer agenda lire_journal",
}


class Depot:
    """A repository that answers anything, with an object of the file."""

    def __getattr__(self, nom: str) -> Any:
        return lambda *_args, **_options: SimpleNamespace(patient_id=DOSSIER)


class Comptes:
    """The accounts of an office, and who may read one file."""

    def __init__(self, *comptes: Compte, lecteurs: tuple[str, ...] = ()) -> None:
        self._comptes = {compte.identifiant: compte for compte in comptes}
        self._lecteurs = lecteurs

    def find(self, identifiant: str) -> Compte | None:
        return self._comptes.get(identifiant)

    def list(self, *_args: object) -> list[Compte]:
        return list(self._comptes.values())

    def readers(self, _patient_id: UUID) -> tuple[str, ...]:
        return self._lecteurs

    def __getattr__(self, nom: str) -> Any:
        return lambda *_args, **_options: None


class Unite:
    """A unit of work of such repositories."""

    def __init__(self, comptes: Comptes) -> None:
        self.comptes = comptes

    def __enter__(self) -> "Unite":
        return self

    def __exit__(self, *_args: object) -> None:
        return None

    def __getattr__(self, nom: str) -> Any:
        if nom not in POLITIQUE:
            raise AttributeError(nom)
        return Depot()


def call(garde: Garde, comptes: Comptes, depot: str, methode: str) -> None:
    """Call one method of one repository, about the file."""
    arguments: dict[Sur, tuple[object, ...]] = {
        Sur.DOSSIER: (DOSSIER,),
        Sur.SECOND: ("x", DOSSIER),
        Sur.OBJET: (SimpleNamespace(patient_id=DOSSIER),),
    }
    unite: Any = Unite(comptes)
    with garde.guard(lambda: unite)() as uow:
        getattr(getattr(uow, depot), methode)(*arguments.get(POLITIQUE[depot][methode].sur, ("x",)))


def make_garde() -> Garde:
    return Garde(lambda: QUI, make_contexte(BaseMemoire()).horloge)


@pytest.mark.parametrize("role", Role)
def test_the_rights_of_each_role_are_those_of_the_table(role: Role) -> None:
    assert DROITS[role] == {Droit(mot) for mot in ATTENDU[role].split()}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("depot", "methode"), CELLULES)
def test_each_access_is_allowed_to_the_roles_of_the_policy_only(depot: str, methode: str, role: Role) -> None:
    comptes = Comptes(Compte(UUID(int=1), QUI, "X", role))
    droit = POLITIQUE[depot][methode].droit
    if droit is None or droit.value in ATTENDU[role].split():
        call(make_garde(), comptes, depot, methode)
    else:
        with pytest.raises(DroitInsuffisant, match=role.value):
            call(make_garde(), comptes, depot, methode)


@pytest.mark.parametrize(("depot", "methode"), CELLULES)
def test_outside_its_dates_an_account_reaches_nothing_that_asks_for_a_right(depot: str, methode: str) -> None:
    comptes = Comptes(Compte(UUID(int=1), QUI, "X", Role.REMPLACANT, date(2020, 1, 1), date(2020, 1, 31)))
    if POLITIQUE[depot][methode].droit is None:
        call(make_garde(), comptes, depot, methode)
    else:
        with pytest.raises(DroitInsuffisant, match="pas ouvert"):
            call(make_garde(), comptes, depot, methode)


@pytest.mark.parametrize(("depot", "methode"), CELLULES)
def test_a_restricted_file_is_kept_from_the_others_until_the_glass_is_broken(
    depot: str, methode: str
) -> None:
    role = next((r for r in Role if POLITIQUE[depot][methode].droit in DROITS[r]), Role.PRATICIEN)
    comptes = Comptes(Compte(UUID(int=1), QUI, "X", role), lecteurs=("un autre",))
    garde = make_garde()
    if POLITIQUE[depot][methode].sur is Sur.RIEN:
        call(garde, comptes, depot, methode)
        return
    with pytest.raises(DossierRestreint):
        call(garde, comptes, depot, methode)
    garde.note_bris(BrisDeGlace(QUI, DOSSIER, make_contexte(BaseMemoire()).horloge(), "Urgence vitale"))
    call(garde, comptes, depot, methode)


def test_every_method_of_the_store_has_its_rule() -> None:
    depots = {
        nom: membre.fget.__annotations__["return"]
        for nom, membre in vars(ports.UnitOfWork).items()
        if isinstance(membre, property) and membre.fget
    }
    assert set(depots) == set(POLITIQUE)
    for nom, depot in depots.items():
        methodes = {m for m, f in vars(depot).items() if inspect.isfunction(f) and not m.startswith("_")}
        assert methodes == set(POLITIQUE[nom]), nom


@pytest.mark.parametrize(("depot", "methode"), CELLULES)
def test_an_office_without_accounts_has_one_practitioner_who_does_everything(
    depot: str, methode: str
) -> None:
    call(make_garde(), Comptes(), depot, methode)


def test_the_machine_on_its_own_is_nobody_and_passes() -> None:
    comptes = Comptes(Compte(UUID(int=1), QUI, "X", Role.ADMINISTRATEUR))
    garde = Garde(lambda: "", make_contexte(BaseMemoire()).horloge)
    for depot, methode in CELLULES:
        call(garde, comptes, depot, methode)


def test_what_the_store_does_not_have_is_refused() -> None:
    unite: Any = Unite(Comptes())
    with make_garde().guard(lambda: unite)() as uow, pytest.raises(KeyError):
        _ = uow.patients.drop  # type: ignore[attr-defined]


def test_a_secretary_receives_a_patient_by_a_datamatrix_and_writes_no_other_entry() -> None:
    base = BaseMemoire()
    contexte = make_contexte(base)
    base.tables.comptes[QUI] = Compte(UUID(int=1), QUI, "X", Role.SECRETAIRE)
    session: Any = SimpleNamespace(auteur=QUI)
    garde = replace(contexte, uow=Garde(lambda: QUI, contexte.horloge).guard(contexte.uow))
    identites = IdentiteService(garde, session, FauxInsi())
    patient = identites.create(ZOE, lue=PatientAnnonce("275126322074974", OID_INS_NIR, "ADRUN"))
    assert identites.find_lecture(patient.id)
    with garde.uow() as uow, pytest.raises(DroitInsuffisant):
        uow.entrees.save(Etiquette(UUID(int=2), patient.id, "fragile"))
    with garde.uow() as uow, pytest.raises(DroitInsuffisant):
        uow.entrees.list(Etiquette, patient.id)
