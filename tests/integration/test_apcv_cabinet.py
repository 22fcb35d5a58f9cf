"""The appli carte Vitale at the counter: a phone's code read in the name of the doctor's CPS."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import qrcode

from ambroise.adapters.apcv import Apcv
from ambroise.bootstrap.application import Application
from ambroise.bootstrap.lecteurs import LECTEUR_CPS, LECTEUR_VITALE, SANS_PCSC
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.usecases.errors import (
    AccesRefuse,
    CarteAbsente,
    NonPrisEnCharge,
    ReponseInvalide,
    ServiceInjoignable,
    SessionFermee,
)
from esante.apcv.models import ContenuApcv
from esante.sandbox.apcv import Telephone


@pytest.fixture(scope="module")
def monde(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monde]:
    dossier = tmp_path_factory.mktemp("apcv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SANS_PCSC, "1")
        with Monde(dossier, dossier / "resultat") as monde:
            monde.insert("cps-libre", LECTEUR_CPS)
            yield monde


@pytest.fixture
def medecin(monde: Monde) -> Application:
    monde.control("apcv", down=False)
    monde.medecin.session.open(CODE_PORTEUR)
    return monde.medecin


@pytest.fixture
def telephone(monde: Monde) -> Telephone:
    return Telephone(monde.bac.adresses.autorite.parent.parent / "apcv", "nessi-ruth")


def code(telephone: Telephone, age: timedelta = timedelta()) -> str:
    return telephone.show(datetime.now(UTC) - age).texte


def test_code_of_a_phone_tells_birth_and_used_names_apart(medecin: Application, telephone: Telephone) -> None:
    lecture = medecin.apcv.open(code(telephone))
    (ruth,) = lecture.beneficiaires
    assert (ruth.nom_naissance, ruth.nom, ruth.prenom) == ("NESSI", "DE VINCI", "RUTH")
    assert ruth.date_naissance == date(1977, 7, 14)
    assert timedelta(minutes=29) < lecture.fin_validite - datetime.now(UTC) <= timedelta(minutes=30)
    assert medecin.apcv.courante == lecture
    assert "NESSI" not in repr(lecture)


def test_picture_of_the_code_serves_like_the_scanner(medecin: Application, telephone: Telephone) -> None:
    image = io.BytesIO()
    qrcode.make(code(telephone)).save(image)
    assert medecin.apcv.open(image.getvalue()).beneficiaires[0].prenom == "RUTH"


@pytest.mark.parametrize("contenu", [b"", b"pas une image", "", "a\x00b"])
def test_what_is_no_code_is_not_even_sent(medecin: Application, monde: Monde, contenu: str | bytes) -> None:
    avant = monde.accepted("apcv")
    with pytest.raises(ReponseInvalide) as refus:
        medecin.apcv.open(contenu)
    assert "insérez la carte Vitale" in refus.value.remede
    assert monde.accepted("apcv") == avant
    assert medecin.apcv.courante is None


def test_code_already_used_or_stale_is_refused_and_the_former_context_forgotten(
    medecin: Application, telephone: Telephone
) -> None:
    montre = code(telephone)
    medecin.apcv.open(montre)
    with pytest.raises(AccesRefuse):
        medecin.apcv.open(montre)
    assert medecin.apcv.courante is None
    with pytest.raises(AccesRefuse):
        medecin.apcv.open(code(telephone, timedelta(seconds=61)))


def test_service_down_leaves_the_vitale_card(
    medecin: Application, monde: Monde, telephone: Telephone
) -> None:
    monde.control("apcv", down=True)
    with pytest.raises(ServiceInjoignable):
        medecin.apcv.open(code(telephone))
    monde.insert("vitale-nessi-famille", LECTEUR_VITALE)
    assert medecin.cartes.read_vitale().beneficiaires[0].nom


@pytest.fixture
def pose(monde: Monde) -> Iterator[Callable[[str], None]]:
    """Lay a phone on the second reader, taken away when the test ends."""

    def lay(nom: str) -> None:
        monde.lecteurs.remove(LECTEUR_VITALE)
        monde.insert(nom, LECTEUR_VITALE)

    yield lay
    monde.lecteurs.remove(LECTEUR_VITALE)


def test_phone_laid_on_the_reader_is_read_and_its_content_serves_once(
    medecin: Application, pose: Callable[[str], None]
) -> None:
    pose("telephone-nessi")
    assert medecin.apcv.open_nfc().beneficiaires[0].prenom == "RUTH"
    assert medecin.apcv.open_nfc().beneficiaires[0].prenom == "RUTH", "it shows a fresh content each time"
    assert [e.carte for e in medecin.cartes.list_lecteurs()][-1] == "telephone"


def test_no_phone_and_a_closed_one_are_told_apart_with_the_way_out(
    medecin: Application, pose: Callable[[str], None]
) -> None:
    with pytest.raises(CarteAbsente) as absent:
        medecin.apcv.open_nfc()
    assert "scannez" in absent.value.remede
    pose("telephone-ferme")
    with pytest.raises(AccesRefuse, match="ouvrez l’appli"):
        medecin.apcv.open_nfc()
    pose("vitale-nessi-famille")
    with pytest.raises(CarteAbsente):
        medecin.apcv.open_nfc()


@pytest.mark.parametrize("aid", ["zz", "D2", "00" * 17])
def test_wrong_identifier_of_the_setting_is_named(monde: Monde, aid: str) -> None:
    def never(_aid: bytes) -> tuple[str, ContenuApcv]:
        raise AssertionError

    apcv = Apcv(monde.medecin.acces, lambda: datetime.now(UTC), UUID(int=1), never, aid)
    with pytest.raises(NonPrisEnCharge) as refus:
        apcv.read_nfc()
    assert "apcv_nfc_aid" in refus.value.remede


def test_context_given_up_is_gone_here_and_there(medecin: Application, telephone: Telephone) -> None:
    medecin.apcv.open(code(telephone))
    medecin.apcv.close()
    assert medecin.apcv.courante is None
    medecin.apcv.close()


def test_without_a_session_nothing_is_asked(monde: Monde, telephone: Telephone) -> None:
    monde.medecin.session.close()
    with pytest.raises(SessionFermee):
        monde.medecin.apcv.open(code(telephone))


def test_place_without_its_billing_codes_is_told_what_to_complete(
    monde: Monde, telephone: Telephone, tmp_path: Path
) -> None:
    with Application(
        tmp_path / "profil", passphrase="phrase", bac_a_sable=monde.pret, lecteurs=monde.lecteurs
    ) as autre:
        autre.session.open(CODE_PORTEUR)
        with pytest.raises(NonPrisEnCharge) as refus:
            autre.apcv.open(code(telephone))
    assert refus.value.code == "facturation_absente"
