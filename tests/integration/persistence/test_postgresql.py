import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ambroise.domain.agenda import RendezVous
from ambroise.domain.droits import Compte, Role
from ambroise.domain.entrees import Probleme
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.postgresql import TOUT, ChangeListener, Changement, open_postgresql
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import MAX_AVIS, Origine
from ambroise.persistence.transfer import transfer
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ConflitVersion, CreneauOccupe, ProfilIllisible
from ambroise.usecases.generation import generate_practice
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT, make_entree, make_envoi, make_patient
from tests.fakes.patience import ATTENTE_S
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.fakes.temps import HorlogeReglable


@pytest.fixture
def moteur() -> str:
    return "postgresql"


@pytest.fixture
def autre(base: Database, horloge: HorlogeReglable) -> UnitOfWorkFactory:
    return base.unit_of_work(lambda: Origine("899700366999", "poste-2"), horloge)


def test_the_second_of_two_seats_that_edit_at_once_sees_who_came_first(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
        probleme = u.entrees.save(Probleme(new_id(), patient.id, "HTA", MAINTENANT.date()))
        u.commit()
    patient = replace(patient, version=1)
    with uow() as un, autre() as deux:
        lu = un.patients.get(patient.id)
        deux.patients.save(replace(lu, nir_facturation="2"))
        deux.entrees.save(replace(probleme, libelle="Hypertension"))
        deux.commit()
        with pytest.raises(ConflitVersion) as conflit:
            un.patients.save(replace(lu, nir_facturation="1"))
        assert conflit.value.auteur == "899700366999"
    with uow() as u, pytest.raises(ConflitVersion):
        u.entrees.save(replace(probleme, libelle="Autre"))
    with uow() as u:
        assert u.patients.get(patient.id).nir_facturation == "2"
        assert u.entrees.get(probleme.id) == replace(probleme, libelle="Hypertension", version=2)


def in_parallel(*travaux: object) -> list[object]:
    """Run each work in its thread, started together; return what each gave or raised."""
    depart = threading.Barrier(len(travaux))
    resultats: list[object] = [None] * len(travaux)

    def run(i: int) -> None:
        depart.wait()
        try:
            resultats[i] = travaux[i]()  # type: ignore[operator]
        except Exception as erreur:  # noqa: BLE001
            resultats[i] = erreur

    fils = [threading.Thread(target=run, args=(i,)) for i in range(len(travaux))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    return resultats


def test_no_double_booking_between_seats(uow: UnitOfWorkFactory, autre: UnitOfWorkFactory) -> None:
    for n in range(10):
        debut = MAINTENANT + timedelta(hours=n)

        def book(fabrique: UnitOfWorkFactory, debut: object = debut) -> bool:
            with fabrique() as u:
                fin = debut + timedelta(minutes=15)  # type: ignore[operator]
                u.rendez_vous.save(RendezVous(new_id(), debut, fin, "x", praticien="m"))  # type: ignore[arg-type]
                u.commit()
                return True

        resultats = in_parallel(lambda: book(uow), lambda: book(autre))
        assert sorted(type(r).__name__ for r in resultats) == [CreneauOccupe.__name__, "bool"]


def test_seats_that_take_at_once_never_take_the_same_envoi(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    with uow() as u:
        for n in range(40):
            u.envois.add(make_envoi(None, f"cle-{n}"))
        u.commit()

    def take_all(fabrique: UnitOfWorkFactory) -> list[str]:
        pris = []
        while True:
            with fabrique() as u:
                envoi = u.envois.take(MAINTENANT, MAINTENANT - timedelta(hours=1))
                if envoi is None:
                    return pris
                u.commit()
                pris.append(envoi.cle_idempotence)

    resultats = in_parallel(lambda: take_all(uow), lambda: take_all(autre))
    pris = [cle for resultat in resultats for cle in resultat]  # type: ignore[attr-defined]
    assert sorted(pris) == sorted({f"cle-{n}" for n in range(40)})


def test_the_trail_of_two_seats_writing_at_once_is_one_whole_chain(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    def write(fabrique: UnitOfWorkFactory) -> None:
        for n in range(30):
            with fabrique() as u:
                u.audit.append(make_entree(f"objet {n}"))
                u.commit()

    with uow() as u:
        u.audit.append(make_entree("premier"))
        u.commit()
    assert in_parallel(lambda: write(uow), lambda: write(autre)) == [None, None]
    with uow() as u:
        assert len(u.audit.list()) == 61
        assert u.audit.verify() == []


def test_register_numbers_of_two_seats_have_no_gap(uow: UnitOfWorkFactory, autre: UnitOfWorkFactory) -> None:
    with uow() as u:
        assert u.dispensations.next_numero_ordonnancier() == 1
        u.commit()

    def number(fabrique: UnitOfWorkFactory) -> list[int]:
        numeros = []
        for _ in range(20):
            with fabrique() as u:
                numeros.append(u.dispensations.next_numero_ordonnancier())
                u.commit()
        return numeros

    resultats = in_parallel(lambda: number(uow), lambda: number(autre))
    assert sorted(n for resultat in resultats for n in resultat) == list(range(2, 42))  # type: ignore[attr-defined]


@pytest.fixture
def avis(base: Database) -> Iterator["queue.Queue[Changement]"]:
    recus: queue.Queue[Changement] = queue.Queue()
    ecoute = ChangeListener(base.engine, "poste-1", recus.put)
    assert ecoute.start(ATTENTE_S)
    yield recus
    assert ecoute.stop()


def test_a_seat_hears_what_the_others_write_and_not_its_own(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory, avis: "queue.Queue[Changement]"
) -> None:
    mien, sien, abandonne = make_patient(), make_patient("DURAND"), make_patient("PETIT")
    with uow() as u:
        u.patients.add(mien)
        u.commit()
    with autre() as u:
        u.patients.add(abandonne)
    with autre() as u:
        u.patients.add(sien)
        u.commit()
    assert avis.get(timeout=ATTENTE_S) == Changement("patient", str(sien.id), "poste-2")
    assert avis.empty()


def test_beyond_what_is_told_one_by_one_each_kind_is_told_once(
    autre: UnitOfWorkFactory, avis: "queue.Queue[Changement]"
) -> None:
    with autre() as u:
        for n in range(MAX_AVIS):
            u.patients.add(make_patient(f"PATIENT{n}"))
        u.comptes.save(Compte(new_id(), "anne", "Anne Roy", Role.SECRETAIRE))
        u.commit()
    entendus = [avis.get(timeout=ATTENTE_S) for _ in range(MAX_AVIS + 1)]
    assert entendus[-1] == Changement("compte", "", "poste-2")
    assert avis.empty()


def test_a_seat_that_was_cut_off_is_told_that_anything_may_have_changed(
    avis: "queue.Queue[Changement]", serveur: ServeurPostgresql
) -> None:
    serveur.restart()
    assert avis.get(timeout=ATTENTE_S) == Changement(TOUT)


def test_an_address_that_is_none_or_a_server_that_is_down_is_told(cle: bytes) -> None:
    with pytest.raises(ProfilIllisible) as refus:
        open_postgresql("ceci n’est pas une adresse", cle)
    assert refus.value.code == "adresse_invalide"
    with pytest.raises(ProfilIllisible) as refus:
        open_postgresql("postgresql://cabinet@/base?host=/tmp/nulle-part-ambroise", cle)
    assert refus.value.code == "serveur_injoignable"


def test_the_store_works_again_once_the_server_is_back(
    uow: UnitOfWorkFactory, serveur: ServeurPostgresql
) -> None:
    patient = make_patient()
    with uow() as u:
        u.patients.add(patient)
        u.commit()

    def interrupted() -> None:
        with uow() as u:
            u.patients.get(patient.id)
            serveur.restart()
            u.patients.search("martin")

    with pytest.raises(ProfilIllisible) as refus:
        interrupted()
    assert refus.value.code == "serveur_injoignable"
    with uow() as u:
        assert u.patients.get(patient.id)


def test_an_office_moves_to_the_server_and_back_row_by_row(
    serveur: ServeurPostgresql, tmp_path: Path, cle: bytes, horloge: HorlogeReglable, origine: Origine
) -> None:
    fichier = Database.open(open_profile(tmp_path / "a"), cle, horloge)
    contexte = Contexte(fichier.unit_of_work(lambda: origine, horloge), horloge, new_id, "poste-1")
    generate_practice(contexte, 40, graine=8, annees=1)
    with contexte.uow() as u:
        patient = u.patients.get(u.patients.search("a")[0].id)
        u.patients.save(replace(patient, nir_facturation="x"))
        u.envois.add(make_envoi(patient.id, "a"))
        u.commit()
    with serveur.database("modele") as url:
        distant = open_postgresql(url, cle)
        bilan = transfer(fichier.engine, distant.engine)
        assert bilan.comptes["patient"] == 40
        with pytest.raises(ProfilIllisible) as refus:
            transfer(fichier.engine, distant.engine)
        assert refus.value.code == "destination_non_vide"
        retour = Database.open(open_profile(tmp_path / "b"), cle, horloge)
        assert transfer(distant.engine, retour.engine) == bilan
        vues, nouveau = [], make_patient("NOUVEAU")
        for base in (fichier, distant, retour):
            with base.unit_of_work(lambda: origine, horloge)() as u:
                assert u.audit.verify() == []
                u.patients.add(nouveau)
                vues.append(
                    (
                        [r.id for r in u.patients.search("a", 100)],
                        [r.id for r in u.patients.search("rennes")],
                        u.dossiers.search_texts("toux"),
                        len(u.patients.search("nouveau")),
                        u.entrees.history(patient.id),
                    )
                )
        assert vues[0] == vues[1] == vues[2]
        distant.close()
        retour.close()
    fichier.close()
