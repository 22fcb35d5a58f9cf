"""Two seats on one plan, shortcut, model or account, on both engines: the second learns who and what."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ambroise.domain.droits import Compte, Role
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.persistence.database import Database
from ambroise.persistence.empreintes import Empreintes
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.ui.errors import explain
from ambroise.usecases.comptes import CompteService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.garde import Garde
from ambroise.usecases.modeles import ModeleService
from ambroise.usecases.plans_soins import PlanSaisi, PlanSoinsService
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.raccourcis import RaccourciService
from tests.fakes.dossiers import make_patient
from tests.fakes.ordonnance import CLARITHROMYCINE
from tests.fakes.ordonnances import make_ordonnance
from tests.fakes.temps import HorlogeReglable

INFIRMIERE, COLLEGUE, ADMIN = "810000000001", "810000000002", "paule"


class _Session:
    def __init__(self, auteur: str) -> None:
        self.auteur = auteur


Poste = Callable[[str], Contexte]


@pytest.fixture
def poste(base: Database, horloge: HorlogeReglable, uow: UnitOfWorkFactory) -> Poste:
    """A seat of the office, by who works there."""
    roles = {INFIRMIERE: Role.INFIRMIER, COLLEGUE: Role.INFIRMIER, ADMIN: Role.ADMINISTRATEUR}
    with uow() as u:
        for qui, role in roles.items():
            u.comptes.save(Compte(new_id(), qui, f"Nom de {qui}", role))
        u.comptes.save(Compte(new_id(), "899700366240", "Dr LIBRE", Role.PRATICIEN))
        u.commit()

    def open_seat(auteur: str) -> Contexte:
        unites = base.unit_of_work(lambda: Origine(auteur, f"poste de {auteur}"), horloge)
        garde = Garde(lambda: auteur, horloge)
        return Contexte(garde.guard(unites), horloge, new_id, f"poste de {auteur}")

    return open_seat


def banner(conflit: ConflitVersion) -> str:
    dit = explain(conflit)
    assert dit is not None
    return dit.happened


def test_second_seat_on_a_care_plan_is_told_whose_acts_stand(poste: Poste, uow: UnitOfWorkFactory) -> None:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
        u.commit()
    ici, ailleurs = (
        PlanSoinsService(poste(qui), _Session(qui))  # type: ignore[arg-type]
        for qui in (INFIRMIERE, COLLEGUE)
    )
    lu = ici.keep(PlanSaisi(patient.id, "pansement 1/j 7h30 3s"))
    ailleurs.keep(PlanSaisi(patient.id, "insuline 2/j 3m", plan=lu))
    mien = PlanSaisi(patient.id, "pansement 1/2j 7h30 3s", plan=lu)
    with pytest.raises(ConflitVersion) as refus:
        ici.keep(mien)
    actuel = refus.value.actuel
    assert isinstance(actuel, PlanSoins)
    assert refus.value.nom == f"Nom de {COLLEGUE}"
    assert actuel.actes[0].libelle in banner(refus.value)
    ecrit = ici.keep(replace(mien, plan=actuel))
    assert (ecrit.version, "pansement" in ecrit.actes[0].libelle.lower()) == (3, True)


def test_second_seat_on_a_shortcut_is_told_its_text(poste: Poste) -> None:
    ici, ailleurs = (RaccourciService(poste(INFIRMIERE), _Session(INFIRMIERE)) for _ in range(2))  # type: ignore[arg-type]
    lu = ici.keep(None, "abdo", "Abdomen souple.", partage=False)
    ailleurs.keep(lu, "abdo", "Abdomen souple, indolore.", partage=False)
    with pytest.raises(ConflitVersion) as refus:
        ici.keep(lu, "abdo", "Abdomen dépressible.", partage=False)
    assert ";abdo\u00a0: Abdomen souple, indolore." in banner(refus.value)
    ecrit = ici.keep(refus.value.actuel, "abdo", "Abdomen dépressible.", partage=False)  # type: ignore[arg-type]
    assert ecrit.version == 3


def test_a_model_used_on_two_seats_counts_both_and_keeps_the_lines_written_last(poste: Poste) -> None:
    ici, ailleurs = (ModeleService(poste("899700366240"), _Session("899700366240")) for _ in range(2))  # type: ignore[arg-type]
    ordonnance = make_ordonnance(CLARITHROMYCINE)
    lu = ici.keep(ordonnance, "HTA")
    ailleurs.use(lu)
    assert ici.use(lu).usages == lu.usages + 2
    assert [m.lignes for m in ici.find("HTA")] == [lu.lignes]


def test_second_seat_on_a_model_is_told_its_lines_and_replaces_them_knowingly(poste: Poste) -> None:
    ici, ailleurs = (ModeleService(poste("899700366240"), _Session("899700366240")) for _ in range(2))  # type: ignore[arg-type]
    ordonnance = make_ordonnance(CLARITHROMYCINE)
    double = ordonnance.edit(lignes=ordonnance.lignes * 2)
    lu = ici.keep(ordonnance, "HTA")
    ailleurs.keep(double, "hta", lu)
    with pytest.raises(ConflitVersion) as refus:
        ici.keep(ordonnance, "HTA", lu)
    actuel = refus.value.actuel
    assert isinstance(actuel, ModeleOrdonnance)
    assert banner(refus.value).startswith("Dr LIBRE a écrit «\u00a0hta\u00a0: ")
    assert len(actuel.lignes) == 2
    assert len(ici.keep(ordonnance, "HTA", actuel).lignes) == 1


def test_second_seat_on_an_account_is_told_what_it_is_now(poste: Poste) -> None:
    ici, ailleurs = (CompteService(poste(ADMIN), ADMIN, Empreintes()) for _ in range(2))
    lu = ici.save(Compte(new_id(), "anne", "Anne Roy", Role.SECRETAIRE), None)
    ailleurs.save(replace(lu, nom="Anne Roy-Petit"), lu)
    with pytest.raises(ConflitVersion) as refus:
        ici.save(replace(lu, role=Role.INFIRMIER), lu)
    assert banner(refus.value).startswith(f"Nom de {ADMIN} a écrit «\u00a0Anne Roy-Petit, secrétaire\u00a0»")
    actuel = refus.value.actuel
    assert isinstance(actuel, Compte)
    assert ici.save(replace(lu, role=Role.INFIRMIER), actuel).role is Role.INFIRMIER
    with pytest.raises(AmbroiseError) as deja:
        ici.save(Compte(new_id(), "anne", "Une autre", Role.SECRETAIRE), None)
    assert deja.value.code == "compte_connu"
    assert [c.nom for c in ici.list() if c.identifiant == "anne"] == ["Anne Roy"]
