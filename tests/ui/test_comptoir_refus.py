"""What the service refuses at the counter: a sentence, what to do next, and nothing of the work lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ambroise.adapters.ordonnance_numerique import OrdonnanceNumerique
from ambroise.adapters.ordonnance_numerique_erreurs import explain
from ambroise.domain.dispensation import ReponseLigne
from ambroise.usecases.dispensations import DispensationService
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.models import (
    Code,
    CodeErreur,
    Depot,
    LigneDeposee,
    PatientDepose,
    Prescripteur,
    TypeLigne,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from tests.fakes import comptoir as c
from tests.fakes.service_ordonnance import AccesTransport, ServiceOrdonnance
from tests.fakes.services import PHARMACIENNE, FauxPreparation
from tests.ui.seat_comptoir import Comptoir
from tests.unit.ambroise.usecases.conftest import Cabinet

NUMERO = NumeroOrdonnance("02AMBTEST2JC4NYGHZ")
NEUVE = NumeroOrdonnance("03AMBTEST2JC4NYGHZ")
JOUR_S = 24 * 3600.0


class Officine:
    """The counter on the real service, whose line may be cut."""

    def __init__(self, comptoir: Comptoir, service: ServiceOrdonnance) -> None:
        self.comptoir, self.service = comptoir, service
        cabinet = Cabinet()
        cabinet.lecteurs.porteur = PHARMACIENNE
        cabinet.session.open("1234")
        acces = AccesTransport(service, lambda: cabinet.session.courante)
        numerique = OrdonnanceNumerique(acces)
        dispensations = DispensationService(
            cabinet.contexte, cabinet.session, service=numerique, preparation=FauxPreparation()
        )
        comptoir.service.scan = dispensations.scan  # type: ignore[method-assign]
        comptoir.carte_absente = True
        self.medecin = OrdonnanceNumeriqueClient(acces.http_card("ordonnance_numerique"))

    def deposit(self, numero: NumeroOrdonnance = NUMERO, **changes: object) -> None:
        """Let the doctor deposit the order of one line, then the pharmacist sit down."""
        jour = datetime.now(UTC).astimezone().date()
        ligne = LigneDeposee(
            c.LIGNES[0].id,
            TypeLigne.MEDICAMENT,
            "Metformine 1000 mg",
            "1 comprimé matin et soir",
            (Code(systems.CIS, "601"),),
            nombre_boites=2,
        )
        depot = Depot(
            numero,
            jour,
            PatientDepose("ADRUN", "ZOE", date(1975, 12, 31), "F"),
            Prescripteur("99900063480", "LIBRE", "MAX", "10", numero_am="639912345"),
            (ligne,),
            opposition_consultation=False,
            recueil_opposition_le=jour,
        )
        self.service.sit(MAX_LIBRE)
        self.medecin.record(replace(depot, **changes))  # type: ignore[arg-type]
        self.service.sit(ADEMIS_TRAL)

    def present(self, numero: str = NUMERO) -> None:
        """Present an order and wait for the answer, whatever it is."""
        self.comptoir.controller.scan(numero)
        self.comptoir.qtbot.waitUntil(lambda: not self.comptoir.tasks.under_way)

    @property
    def sentences(self) -> str:
        """What the left side says of the order shown."""
        return "\n".join(texte.text() for texte in self.comptoir.screen.findChildren(QLabel))


@pytest.fixture
def officine(comptoir: Comptoir, tmp_path: Path) -> Iterator[Officine]:
    service = ServiceOrdonnance(tmp_path / "service")
    yield Officine(comptoir, service)
    service.forget_all()


@pytest.mark.parametrize("code", CodeErreur)
def test_each_refusal_says_what_happened_and_what_to_do(officine: Officine, code: CodeErreur) -> None:
    officine.deposit()
    officine.service.reglages.refuse = code
    officine.present()
    message, remede = explain(code, "Refus demandé au bac à sable")
    assert officine.comptoir.refusal.startswith(message.rstrip("."))
    assert remede in officine.comptoir.refusal
    assert code in officine.comptoir.refusal
    assert officine.comptoir.controller.etat is None


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("coupé", request=request)


def too_slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("lent", request=request)


PANNES = {
    "réseau coupé": (cut, "ne répond pas"),
    "service trop lent": (too_slow, "ne répond pas"),
    "service arrêté": (lambda _: httpx.Response(503), "ne répond pas"),
    "session finie": (lambda _: httpx.Response(401), "refuse l’accès"),
    "page d’un portail": (lambda _: httpx.Response(200, text="<html>Bienvenue"), "illisible"),
}


@pytest.mark.parametrize("panne", PANNES)
def test_service_that_fails_is_said_and_the_same_number_is_asked_again(
    officine: Officine, panne: str
) -> None:
    officine.deposit()
    officine.service.panne, mots = PANNES[panne]
    champ = officine.comptoir.screen.attente.numero
    champ.setText(NUMERO)
    officine.comptoir.qtbot.keyClick(champ, Qt.Key.Key_Return)
    officine.comptoir.qtbot.waitUntil(lambda: not officine.comptoir.tasks.under_way)
    assert mots in officine.comptoir.refusal
    assert "partira" not in officine.comptoir.refusal, "nothing of a consultation waits to leave"
    assert champ.text() == NUMERO
    officine.service.panne = None
    officine.comptoir.qtbot.keyClick(champ, Qt.Key.Key_Return)
    officine.comptoir.qtbot.waitUntil(lambda: officine.comptoir.controller.etat is not None)
    assert not officine.comptoir.screen.banners.shown, "the failure is past"


def test_answers_under_way_outlive_a_scan_that_fails(officine: Officine) -> None:
    officine.deposit()
    officine.present()
    officine.comptoir.screen.answered.emit(c.LIGNES[0].id, ReponseLigne.PARTIEL)
    officine.service.panne = cut
    officine.present(NEUVE)
    assert "ne répond pas" in officine.comptoir.refusal
    assert officine.comptoir.etat.choix_de(c.LIGNES[0]).reponse is ReponseLigne.PARTIEL


def test_number_nobody_deposited_is_unknown(officine: Officine) -> None:
    officine.present()
    assert "ne connaît pas ce numéro" in officine.comptoir.refusal
    assert "dix-huit caractères" in officine.comptoir.refusal


def test_cancelled_order_never_comes_on_the_counter(officine: Officine) -> None:
    officine.deposit()
    officine.service.sit(MAX_LIBRE)
    officine.medecin.cancel(NUMERO, "erreur de dosage")
    officine.service.sit(ADEMIS_TRAL)
    officine.present()
    assert "a annulé cette ordonnance" in officine.comptoir.refusal
    assert "Rien ne doit être délivré, même sur papier" in officine.comptoir.refusal
    assert officine.comptoir.controller.etat is None


def test_replaced_order_names_the_one_to_dispense(officine: Officine) -> None:
    officine.deposit()
    officine.deposit(NEUVE, remplace=NUMERO)
    officine.present()
    assert "a remplacé cette ordonnance" in officine.comptoir.refusal
    assert NEUVE in officine.comptoir.refusal
    officine.present(NEUVE)
    assert officine.comptoir.etat.scannee.consultee.numero == NEUVE


def test_expired_order_is_read_and_takes_no_answer(officine: Officine) -> None:
    officine.deposit()
    officine.service.reglages.clock_offset = 100 * JOUR_S
    officine.present()
    assert "Cette ordonnance est expirée." in officine.sentences
    for reponse in ReponseLigne:
        officine.comptoir.screen.answered.emit(c.LIGNES[0].id, reponse)
        assert officine.comptoir.etat.choix_de(c.LIGNES[0]).reponse is None
    assert officine.comptoir.etat.empechement == "Ordonnance expirée"
    assert not officine.comptoir.screen.actions_["comptoir_deliver"].isEnabled()


def test_order_for_another_profession_is_not_opened(officine: Officine) -> None:
    soin = LigneDeposee(c.LIGNES[0].id, TypeLigne.ACTE_INFIRMIER, "pansement", "1 fois par jour")
    officine.deposit(lignes=(soin,))
    officine.present()
    assert "Votre carte n’ouvre pas cet acte" in officine.comptoir.refusal
    assert "adressez-lui le patient" in officine.comptoir.refusal


def test_code_read_on_a_picture_asks_for_the_order_itself(officine: Officine) -> None:
    officine.deposit()
    officine.present()
    assert "Code lu sur une image." not in officine.sentences
    officine.comptoir.controller.leave()
    officine.comptoir.controller.scan(NUMERO, sur_image=True)
    officine.comptoir.qtbot.waitUntil(lambda: not officine.comptoir.tasks.under_way)
    assert "Code lu sur une image." in officine.sentences
    assert "demandez l’original" in officine.sentences
