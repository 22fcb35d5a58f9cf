"""The steps, played on the service's own rules with a clock that obeys."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.azerty import scramble
from esante.ordonnance_numerique.models import (
    Accuse,
    Code,
    Completude,
    Depot,
    EtatOrdonnance,
    Executant,
    Execution,
    ExecutionLigne,
    IssueLigne,
    LigneDeposee,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import RandomNumeroGenerator
from esante.ordonnance_numerique.qr import ContenuQr, PatientQr, PrescripteurQr, format_qr, parse_qr
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.registre import Registre
from esante.sandbox.ordonnance_numerique.regles import Refus
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE

scenarios("ordonnance_numerique/ordonnance_numerique.feature")

MEDECIN = Appelant(MAX_LIBRE.identifiant, "10")
PHARMACIEN = Appelant(ADEMIS_TRAL.identifiant, "21")
NUMERO = RandomNumeroGenerator()


@dataclass
class Monde:
    """The service, its clock, and the order everybody speaks of."""

    maintenant: datetime = datetime(2026, 11, 22, 10, tzinfo=UTC)
    registre: Registre = field(init=False)
    depot: Depot = field(init=False)
    accuse: Accuse | None = None
    refus: str = ""
    qr: str = ""

    def __post_init__(self) -> None:
        self.registre = Registre(":memory:", lambda: self.maintenant)

    def record(self, count: int, **changes: object) -> None:
        lignes = tuple(
            LigneDeposee(
                f"L{rank + 1}",
                TypeLigne.MEDICAMENT,
                "AMOXICILLINE 1 g",
                "1 matin et soir",
                duree_jours=7,
                **changes,  # type: ignore[arg-type]
            )
            for rank in range(count)
        )
        day = self.maintenant.date()
        self.depot = Depot(
            NUMERO(), day, PatientDepose("NESSI", "RUTH", date(1977, 7, 14), "F"),
            Prescripteur("99900063480", "LIBRE", "MAX", "10", "991111111"), lignes, False, day,
        )  # fmt: skip

    def execute(self, *answers: ExecutionLigne, version: str | None = None) -> None:
        executant = Executant(PHARMACIEN.identifiant_national, "21", "PHARMACIE TRAL", "992222222")
        execution = Execution(str(uuid.uuid4()), self.depot.numero, executant, self.maintenant, answers)
        seen = version or self.registre.consult(self.depot.numero, PHARMACIEN).version
        self.registre.record_execution(execution, seen, PHARMACIEN)

    @property
    def etat(self) -> EtatOrdonnance:
        return self.registre.consult(self.depot.numero, PHARMACIEN).etat


def given_line(rank: int, code: Completude = Completude.FFC, **changes: object) -> ExecutionLigne:
    product = Code(systems.CIP, "3400930000000")
    due = None if code.is_complete else Decimal(1)
    line = ExecutionLigne(f"L{rank}", IssueLigne.DELIVREE, code, product, "AMOXICILLINE", Decimal(1), due)
    return replace(line, **changes)  # type: ignore[arg-type]


@pytest.fixture
def monde() -> Iterator[Monde]:
    monde = Monde()
    yield monde
    monde.registre.close()


@given(parsers.re(r"une ordonnance de (?P<count>\d+) médicaments? déposée$"))
def _deposited(monde: Monde, count: str) -> None:
    monde.record(int(count))
    monde.registre.record(monde.depot, MEDECIN)


@given("une ordonnance de 1 médicament déposée, le patient s’opposant")
def _opposed(monde: Monde) -> None:
    monde.record(1)
    monde.depot = replace(monde.depot, opposition_consultation=True)
    monde.registre.record(monde.depot, MEDECIN)


@given("une ordonnance de 1 médicament renouvelable 2 fois déposée")
def _renewable(monde: Monde) -> None:
    monde.record(1, renouvellements=2)
    monde.registre.record(monde.depot, MEDECIN)


@given("une ordonnance de 1 médicament non substituable déposée")
def _not_substitutable(monde: Monde) -> None:
    monde.record(1, non_substituable="MTE")
    monde.registre.record(monde.depot, MEDECIN)


@given("le QR d’une ordonnance")
def _qr(monde: Monde) -> None:
    monde.record(1)
    patient = PatientQr("NESSI", "RUTH", date(1977, 7, 14))
    monde.qr = format_qr(
        ContenuQr(monde.depot.numero, 2, patient, PrescripteurQr("99900063480", None, "991111111"))
    )


@when("le pharmacien la consulte")
def _consult(monde: Monde) -> None:
    assert monde.registre.consult(monde.depot.numero, PHARMACIEN).depot == monde.depot


@when("le pharmacien délivre la ligne 1, substitue la ligne 2 et délivre la ligne 3 en partie")
def _first_visit(monde: Monde) -> None:
    monde.execute(given_line(1), given_line(2, issue=IssueLigne.SUBSTITUEE), given_line(3, Completude.FFP))


@when("le pharmacien délivre ce qui restait dû de la ligne 3")
def _second_visit(monde: Monde) -> None:
    monde.execute(given_line(3, Completude.RFC))


@when("le pharmacien délivre la ligne 1")
def _one(monde: Monde) -> None:
    monde.execute(given_line(1))


@when("le médecin envoie de nouveau la même")
def _again(monde: Monde) -> None:
    monde.accuse = monde.registre.record(monde.depot, MEDECIN)


@when(parsers.parse("{days:d} jours passent"))
def _days(monde: Monde, days: int) -> None:
    monde.maintenant += timedelta(days=days)


@when("une autre pharmacie la délivre entre ma consultation et ma réponse")
def _race(monde: Monde) -> None:
    mine = monde.registre.consult(monde.depot.numero, PHARMACIEN).version
    monde.execute(given_line(1, Completude.FFP))
    with pytest.raises(Refus) as caught:
        monde.execute(given_line(1, Completude.RFC), version=mine)
    monde.refus = caught.value.code


@when("le médecin l’annule")
def _cancel(monde: Monde) -> None:
    monde.registre.cancel(monde.depot.numero, "erreur", MEDECIN)


@when("le médecin la remplace")
def _replace(monde: Monde) -> None:
    monde.registre.record(replace(monde.depot, numero=NUMERO(), remplace=monde.depot.numero), MEDECIN)


@when("le lecteur le tape sur un clavier AZERTY")
def _typed(monde: Monde) -> None:
    monde.qr = scramble(monde.qr)


@then(parsers.re(r'elle est "(?P<etat>\w+)"(?: et porte (?P<count>\d+) lignes)?$'))
def _state(monde: Monde, etat: str, count: str | None) -> None:
    assert monde.etat == etat
    if count:
        assert len(monde.depot.lignes) == int(count)


@then(parsers.parse('une nouvelle délivrance est refusée : "{code}"'))
def _refused(monde: Monde, code: str) -> None:
    with pytest.raises(Refus) as caught:
        monde.execute(given_line(1))
    assert caught.value.code == code


@then("le service répond qu’il la tenait déjà")
def _held(monde: Monde) -> None:
    assert monde.accuse is not None
    assert monde.accuse.deja_enregistre
    assert monde.registre.counters()[monde.depot.numero]["depots"] == 1


@then(parsers.parse('une autre ordonnance sous le même numéro est refusée : "{code}"'))
def _same_number(monde: Monde, code: str) -> None:
    with pytest.raises(Refus) as caught:
        monde.registre.record(replace(monde.depot, opposition_consultation=True), MEDECIN)
    assert caught.value.code == code


@then("le médecin ne voit rien de ce qui a été délivré")
def _hidden(monde: Monde) -> None:
    seen = monde.registre.consult(monde.depot.numero, MEDECIN)
    assert (seen.executions, seen.etat) == (None, EtatOrdonnance.DEPOSEE)
    assert not any(ligne.entamee for ligne in seen.lignes)


@then(parsers.parse("le pharmacien voit {count:d} exécution"))
def _seen(monde: Monde, count: int) -> None:
    assert len(monde.registre.consult(monde.depot.numero, PHARMACIEN).executions or ()) == count


@then(parsers.parse('substituer la ligne 1 est refusé : "{code}"'))
def _no_substitution(monde: Monde, code: str) -> None:
    with pytest.raises(Refus) as caught:
        monde.execute(given_line(1, issue=IssueLigne.SUBSTITUEE))
    assert caught.value.code == code


@then(parsers.parse('ma réponse est refusée : "{code}"'))
def _my_answer(monde: Monde, code: str) -> None:
    assert monde.refus == code


@then(parsers.parse('l’annuler est refusé : "{code}"'))
def _no_cancel(monde: Monde, code: str) -> None:
    with pytest.raises(Refus) as caught:
        monde.registre.cancel(monde.depot.numero, "erreur", MEDECIN)
    assert caught.value.code == code


@then(parsers.parse('délivrer la ligne 1 avec le code "{code}" est {answer}'))
def _completeness(monde: Monde, code: str, answer: str) -> None:
    if answer == "accepté":
        monde.execute(given_line(1, Completude(code)))
    else:
        with pytest.raises(Refus):
            monde.execute(given_line(1, Completude(code)))


@then("le numéro, le patient et le prescripteur sont ceux de l’ordonnance")
def _read(monde: Monde) -> None:
    read = parse_qr(monde.qr)
    assert read.numero == monde.depot.numero
    assert read.patient == PatientQr("NESSI", "RUTH", date(1977, 7, 14))
    assert read.prescripteur == PrescripteurQr("99900063480", None, "991111111")
