"""One context at a time, until its end and no longer."""

from datetime import UTC, datetime, timedelta

import pytest

from ambroise.usecases.apcv import ApcvService, LectureApcv
from ambroise.usecases.errors import AccesRefuse, ServiceInjoignable
from ambroise.usecases.ports_cartes import BeneficiaireVitale

DEBUT = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
RUTH = BeneficiaireVitale(1, "DE VINCI", "RUTH", None, "", nom_naissance="NESSI")


class FakeApcv:
    """Accepts any content but « refus »."""

    def __init__(self) -> None:
        self.recus: list[str | bytes] = []
        self.fermes = 0
        self.joignable = True

    def read(self, contenu: str) -> LectureApcv:
        if contenu == "refus":
            raise AccesRefuse("Code expiré.")
        self.recus.append(contenu)
        return LectureApcv(DEBUT + timedelta(minutes=30), (RUTH,))

    def read_image(self, image: bytes) -> LectureApcv:
        self.recus.append(image)
        return LectureApcv(DEBUT + timedelta(minutes=30), (RUTH,))

    def read_nfc(self) -> LectureApcv:
        return self.read("NFC")

    def close(self) -> None:
        self.fermes += 1
        if not self.joignable:
            raise ServiceInjoignable("Le service ne répond pas.")


class Poste:
    def __init__(self) -> None:
        self.maintenant = DEBUT
        self.port = FakeApcv()
        self.service = ApcvService(self.port, lambda: self.maintenant)


@pytest.fixture
def poste() -> Poste:
    return Poste()


def test_scanned_text_loses_the_line_end_of_the_scanner(poste: Poste) -> None:
    poste.service.open("CODE\r\n")
    assert poste.port.recus == ["CODE"]


def test_picture_is_exchanged_as_a_picture(poste: Poste) -> None:
    poste.service.open(b"image")
    assert poste.port.recus == [b"image"]


def test_context_serves_until_its_end_and_no_longer(poste: Poste) -> None:
    lecture = poste.service.open("CODE")
    poste.maintenant = DEBUT + timedelta(minutes=29, seconds=59)
    assert poste.service.courante == lecture
    poste.maintenant = DEBUT + timedelta(minutes=30)
    assert poste.service.courante is None
    poste.service.close()
    assert poste.port.fermes == 0, "nothing is left to give up"


def test_phone_on_the_reader_opens_a_context_as_a_code_does(poste: Poste) -> None:
    lecture = poste.service.open_nfc()
    assert poste.port.recus == ["NFC"]
    assert poste.service.courante == lecture


def test_refused_code_leaves_no_former_context(poste: Poste) -> None:
    poste.service.open("CODE")
    with pytest.raises(AccesRefuse):
        poste.service.open("refus")
    assert poste.service.courante is None


def test_context_is_forgotten_here_even_when_the_service_is_down(poste: Poste) -> None:
    poste.service.open("CODE")
    poste.port.joignable = False
    with pytest.raises(ServiceInjoignable):
        poste.service.close()
    assert poste.service.courante is None
