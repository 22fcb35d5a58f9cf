"""The ordonnance numérique from deposit to the last box, against the sandbox over mutual TLS."""

import ssl
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import httpx
import pytest

from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.models import (
    Code,
    CodeErreur,
    Completude,
    Depot,
    EtatOrdonnance,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    MotifNonDelivrance,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import RandomNumeroGenerator
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE, OLIVIER_INFIRMCS
from esante.sandbox.serveur import Sandbox
from tests.integration.en_ligne.conftest import OpenOrdonnances

NEW = RandomNumeroGenerator()


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def deposit(*lignes: LigneDeposee, **changes: object) -> Depot:
    depot = Depot(
        NEW(),
        today(),
        PatientDepose("NESSI", "RUTH", date(1977, 7, 14), "F", "277076322082910", "1.2.250.1.213.1.4.10"),
        Prescripteur("99900063480", "LIBRE", "MAX", "10", numero_am="991111111"),
        lignes or (medicine("L1"), medicine("L2")),
        False,
        today(),
    )
    return replace(depot, **changes)  # type: ignore[arg-type]


def medicine(name: str, **changes: object) -> LigneDeposee:
    ligne = LigneDeposee(
        name,
        TypeLigne.MEDICAMENT,
        "AMOXICILLINE 1 g comprimé",
        "1 comprimé matin et soir",
        (Code(systems.CIS, "60234100"),),
        duree_jours=7,
    )
    return replace(ligne, **changes)  # type: ignore[arg-type]


def execute(depot: Depot, *lignes: ExecutionLigne) -> Execution:
    return Execution(
        str(uuid.uuid4()),
        depot.numero,
        Executant(ADEMIS_TRAL.identifiant, "21", "PHARMACIE TRAL", numero_am="992222222"),
        datetime.now(UTC),
        lignes,
        "à revoir",
    )


def given(ligne: str, completude: Completude = Completude.FFC, **changes: object) -> ExecutionLigne:
    answer = ExecutionLigne(
        ligne, IssueLigne.DELIVREE, completude, Code(systems.CIP, "3400930000000"), "AMOXICILLINE", Decimal(1)
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def rejects(code: CodeErreur, call: Callable[[], object]) -> None:
    with pytest.raises(Rejected) as caught:
        call()
    assert caught.value.code == code


def test_whole_life_from_deposit_to_refused_second_scan(
    sandbox: Sandbox, ordonnances: OpenOrdonnances
) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    depot = deposit(medicine("L1"), medicine("L2"), medicine("L3"))
    assert doctor.find(depot.numero) is None
    assert not doctor.record(depot).deja_enregistre
    seen = pharmacist.consult(depot.numero)
    assert (seen.depot, seen.etat) == (depot, EtatOrdonnance.DEPOSEE)
    first = execute(
        depot,
        given("L1"),
        given("L2", issue=IssueLigne.SUBSTITUEE),
        given("L3", Completude.FFP, quantite_due=Decimal(1)),
    )
    pharmacist.record_execution(first, seen.version)
    halfway = pharmacist.consult(depot.numero)
    assert halfway.etat is EtatOrdonnance.PARTIELLEMENT_EXECUTEE
    assert [ligne.is_soldee for ligne in halfway.lignes] == [True, True, False]
    rest = execute(depot, given("L3", Completude.RFC))
    pharmacist.record_execution(rest, halfway.version)
    done = doctor.consult(depot.numero)
    assert done.etat is EtatOrdonnance.EXECUTEE
    assert done.executions == (first, rest)
    rejects(
        CodeErreur.DEJA_EXECUTEE,
        lambda: pharmacist.record_execution(execute(depot, given("L1")), done.version),
    )
    assert sandbox.compteurs["ordonnance_numerique"].accepted[depot.numero] == 1


def test_same_deposit_again_changes_nothing_and_another_content_is_refused(
    ordonnances: OpenOrdonnances,
) -> None:
    doctor, depot = ordonnances(MAX_LIBRE), deposit()
    doctor.record(depot)
    assert doctor.record(depot).deja_enregistre
    rejects(
        CodeErreur.NUMERO_DEJA_UTILISE, lambda: doctor.record(replace(depot, opposition_consultation=True))
    )


def test_cut_after_the_deposit_is_seen_by_asking_first(
    sandbox: Sandbox, ordonnances: OpenOrdonnances
) -> None:
    doctor, depot = ordonnances(MAX_LIBRE), deposit()
    sandbox.reglages["ordonnance_numerique"].lose_answers = 1
    with pytest.raises(Unreachable):
        doctor.record(depot)
    found = doctor.find(depot.numero)
    assert found is not None
    assert found.depot == depot
    assert sandbox.compteurs["ordonnance_numerique"].received[depot.numero] == 1


def test_execution_sent_twice_counts_once(ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist, depot = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL), deposit()
    version = doctor.record(depot).version
    execution = execute(depot, given("L1"))
    pharmacist.record_execution(execution, version)
    assert pharmacist.record_execution(execution, version).deja_enregistre
    assert pharmacist.consult(depot.numero).executions == (execution,)


def test_two_pharmacies_racing_dispense_a_line_once(ordonnances: OpenOrdonnances) -> None:
    doctor, depot = ordonnances(MAX_LIBRE), deposit()
    version = doctor.record(depot).version
    clients = [ordonnances(ADEMIS_TRAL), ordonnances(ADEMIS_TRAL)]
    outcomes: list[str] = []
    barrier = Barrier(2)

    def race(client: OrdonnanceNumeriqueClient) -> None:
        barrier.wait()
        try:
            client.record_execution(execute(depot, given("L1")), version)
            outcomes.append("ok")
        except Rejected as refused:
            outcomes.append(refused.code)

    threads = [Thread(target=race, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == sorted(["ok", CodeErreur.MODIFIEE_ENTRE_TEMPS])


def test_opposition_hides_the_executions_from_the_prescriber_only(ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    depot = deposit(opposition_consultation=True)
    version = doctor.record(depot).version
    pharmacist.record_execution(execute(depot, given("L1"), given("L2")), version)
    assert doctor.consult(depot.numero).executions is None
    assert doctor.consult(depot.numero).etat is EtatOrdonnance.DEPOSEE
    assert len(pharmacist.consult(depot.numero).executions or ()) == 1


def test_expiry_renewal_and_cancellation(sandbox: Sandbox, ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    chronic, old, cancelled = deposit(medicine("L1", renouvellements=1)), deposit(), deposit()
    versions = {d.numero: doctor.record(d).version for d in (chronic, old, cancelled)}
    pharmacist.record_execution(execute(chronic, given("L1")), versions[chronic.numero])
    doctor.cancel(cancelled.numero, "erreur de patient")
    assert doctor.cancel(cancelled.numero, "erreur de patient").deja_enregistre
    rejects(CodeErreur.EXECUTION_COMMENCEE, lambda: doctor.cancel(chronic.numero, "trop tard"))
    rejects(CodeErreur.APPELANT_NON_HABILITE, lambda: pharmacist.cancel(old.numero, "pas à moi"))
    rejects(
        CodeErreur.ANNULEE,
        lambda: pharmacist.record_execution(execute(cancelled, given("L1")), versions[cancelled.numero]),
    )
    sandbox.reglages["ordonnance_numerique"].clock_offset = 100 * 86_400
    rejects(
        CodeErreur.EXPIREE,
        lambda: pharmacist.record_execution(execute(old, given("L1")), versions[old.numero]),
    )
    assert pharmacist.consult(chronic.numero).etat is EtatOrdonnance.PARTIELLEMENT_EXECUTEE


def test_replacement_cancels_the_former_in_one_operation(ordonnances: OpenOrdonnances) -> None:
    doctor, former = ordonnances(MAX_LIBRE), deposit()
    doctor.record(former)
    new = deposit(remplace=former.numero)
    doctor.replace(new)
    seen = doctor.consult(former.numero)
    assert (seen.etat, seen.remplacee_par) == (EtatOrdonnance.ANNULEE, new.numero)


def test_search_finds_the_orders_of_the_patient(ordonnances: OpenOrdonnances) -> None:
    doctor = ordonnances(MAX_LIBRE)
    oid = "1.2.250.1.213.1.4.10"
    patient = PatientDepose("ADRUN", "ZOE", date(1975, 12, 31), "F", "275126322074974", oid)
    depot = deposit(patient=patient)
    doctor.record(depot)
    found = doctor.search("275126322074974", oid, EtatOrdonnance.DEPOSEE)
    assert [resume.numero for resume in found] == [depot.numero]
    assert found[0].designations == ("AMOXICILLINE 1 g comprimé",) * 2


@pytest.mark.parametrize(
    ("code", "depot"),
    [
        (CodeErreur.LIGNE_REFUSEE, deposit(medicine("L1", duree_jours=None))),
        (CodeErreur.LIGNE_REFUSEE, deposit(medicine("L1", posologie=" "))),
        (CodeErreur.LIGNE_REFUSEE, deposit(medicine("L1", non_substituable="XXX"))),
        (CodeErreur.LIGNE_REFUSEE, deposit(medicine("L1"), medicine("L1"))),
        (CodeErreur.LIGNE_REFUSEE, deposit(medicine("L1"), medicine("L2", type=TypeLigne.ACTE_INFIRMIER))),
        (CodeErreur.CHAMP_ABSENT, replace(deposit(), lignes=())),
        (CodeErreur.CHAMP_ABSENT, deposit(date_prescription=date(2020, 1, 1))),
        (
            CodeErreur.CHAMP_ABSENT,
            deposit(prescripteur=Prescripteur("99900063480", "LIBRE", "MAX", "10")),
        ),
        (
            CodeErreur.APPELANT_NON_HABILITE,
            deposit(prescripteur=Prescripteur("10000000017", "AUTRE", "A", "10", numero_am="1")),
        ),
    ],
)
def test_defective_deposit_is_rejected(code: CodeErreur, depot: Depot, ordonnances: OpenOrdonnances) -> None:
    rejects(code, lambda: ordonnances(MAX_LIBRE).record(depot))
    assert ordonnances(MAX_LIBRE).find(depot.numero) is None


@pytest.mark.parametrize(
    "answer",
    [
        given("L9"),
        given("L1", Completude.RFC),
        given("L1", Completude.FFP),
        given("L1", issue=IssueLigne.MODIFIEE),
        given("L1", issue=IssueLigne.NON_DELIVREE),
        given("L2", issue=IssueLigne.SUBSTITUEE),
        replace(given("L1"), completude=None),
        given("L1", non_substituable="MTE"),
        given("L2", non_substituable="MTE-PH"),
        given("L1", issue=IssueLigne.SUBSTITUEE, non_substituable="MTE-PH"),
    ],
)
def test_wrong_line_answer_is_rejected_and_leaves_the_order_as_it_was(
    answer: ExecutionLigne, ordonnances: OpenOrdonnances
) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    depot = deposit(medicine("L1"), medicine("L2", non_substituable="MTE"))
    version = doctor.record(depot).version
    rejects(CodeErreur.LIGNE_REFUSEE, lambda: pharmacist.record_execution(execute(depot, answer), version))
    assert pharmacist.consult(depot.numero).version == version


def test_reference_that_the_pharmacist_keeps_is_said_to_the_service(ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist, depot = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL), deposit(medicine("L1"))
    version = doctor.record(depot).version
    pharmacist.record_execution(execute(depot, given("L1", non_substituable="MTE-PH")), version)
    (faite,) = pharmacist.consult(depot.numero).executions or ()
    assert faite.lignes[0].non_substituable == "MTE-PH"


def test_refused_line_closes_it_and_a_shortage_leaves_it_open(ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist, depot = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL), deposit()
    version = doctor.record(depot).version
    refused = ExecutionLigne("L1", IssueLigne.NON_DELIVREE, motif=MotifNonDelivrance.REFUS_PATIENT)
    short = ExecutionLigne("L2", IssueLigne.NON_DELIVREE, motif=MotifNonDelivrance.RUPTURE)
    pharmacist.record_execution(execute(depot, refused, short), version)
    seen = pharmacist.consult(depot.numero)
    assert [ligne.is_soldee for ligne in seen.lignes] == [True, False]


def test_nurse_reads_no_order_of_medicines_and_unknown_callers_are_refused(
    sandbox: Sandbox, ordonnances: OpenOrdonnances
) -> None:
    doctor, depot = ordonnances(MAX_LIBRE), deposit()
    doctor.record(depot)
    rejects(CodeErreur.APPELANT_NON_HABILITE, lambda: ordonnances(OLIVIER_INFIRMCS).consult(depot.numero))
    with (
        OrdonnanceNumeriqueClient(
            httpx.Client(
                base_url=sandbox.adresses.services["ordonnance_numerique"],
                verify=_trust(sandbox),
                headers={"Authorization": "Bearer faux.jeton.signe"},
            )
        ) as stranger,
        pytest.raises(Refused),
    ):
        stranger.consult(depot.numero)


def test_garbage_slowness_and_absence_have_their_errors(
    sandbox: Sandbox, ordonnances: OpenOrdonnances
) -> None:
    doctor, reglages = ordonnances(MAX_LIBRE), sandbox.reglages["ordonnance_numerique"]
    reglages.garbage = True
    with pytest.raises(Malformed):
        doctor.consult(NEW())
    reglages.garbage, reglages.down = False, True
    with pytest.raises(Unreachable):
        doctor.consult(NEW())
    reglages.down, reglages.refuse = False, "ON-INEDIT"
    with pytest.raises(Rejected) as caught:
        doctor.consult(NEW())
    assert caught.value.code == "ON-INEDIT"


def _trust(sandbox: Sandbox) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(sandbox.adresses.autorite))


def test_structured_posology_is_checked_kept_and_given_back(
    sandbox: Sandbox, ordonnances: OpenOrdonnances
) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    comprime = {"value": 1, "unit": "comprimé", "system": systems.EDQM, "code": "15054000"}
    dosage = {
        "text": "1 comprimé matin et soir",
        "timing": {"repeat": {"when": ["MORN", "EVE"]}},
        "doseAndRate": [{"doseQuantity": comprime}],
    }
    depot = deposit(medicine("L1", dosages=(dosage,)))
    doctor.record(depot)
    assert pharmacist.consult(depot.numero).depot.lignes[0].dosages == (dosage,)
    faux = dosage | {"timing": {"repeat": {"when": ["MATIN"]}}}
    rejects(CodeErreur.LIGNE_REFUSEE, lambda: doctor.record(deposit(medicine("L1", dosages=(faux,)))))


def test_sixty_lines_and_names_of_a_hundred_letters_go_from_end_to_end(ordonnances: OpenOrdonnances) -> None:
    doctor, pharmacist = ordonnances(MAX_LIBRE), ordonnances(ADEMIS_TRAL)
    long = PatientDepose("N" * 100, "P" * 100, date(1977, 7, 14), "F")
    depot = deposit(*(medicine(f"L{n}") for n in range(60)), patient=long)
    doctor.record(depot)
    seen = pharmacist.consult(depot.numero)
    assert seen.depot == depot
    pharmacist.record_execution(execute(depot, *(given(f"L{n}") for n in range(60))), seen.version)
    assert pharmacist.consult(depot.numero).etat is EtatOrdonnance.EXECUTEE
    trop = deposit(patient=replace(long, nom_naissance="N" * 101))
    rejects(CodeErreur.CHAMP_ABSENT, lambda: doctor.record(trop))
