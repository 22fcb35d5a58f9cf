from datetime import date

import pytest

from esante.cartes.acces import AccesCartes
from esante.cartes.homologue import LecteurHomologue, SansLecteurHomologue
from esante.cartes.lecture_vitale import DonneeAbsente, NatureVitale
from esante.errors import CardAbsent, Unsupported
from esante.pcsc.atr import TypeCarte
from esante.sandbox.cartes.catalogue import ZOE_ADRUN
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.vitale import ATR_VITALE_1, ATR_VITALE_2, VirtualVitale
from tests.fakes.cartes import LecteurSousContrat


@pytest.fixture
def readers() -> VirtualReaders:
    return VirtualReaders(["A"])


def test_what_needs_the_licensed_library_says_so() -> None:
    lecteur: LecteurHomologue = SansLecteurHomologue()
    with pytest.raises(Unsupported, match="GIE SESAM-Vitale"):
        lecteur.read_vitale("Lecteur Vitale 00 00")
    with pytest.raises(Unsupported, match="GIE SESAM-Vitale"):
        lecteur.sign_assertion_vitale("Lecteur Vitale 00 00", b"")


def test_vitale_1_is_asked_of_the_licensed_library_alone(readers: VirtualReaders) -> None:
    readers.insert("A", VirtualVitale((ZOE_ADRUN,), atr=ATR_VITALE_1))
    with pytest.raises(Unsupported, match="GIE SESAM-Vitale"):
        AccesCartes(readers).read_vitale()
    acces = AccesCartes(readers, homologue=LecteurSousContrat(type_carte=TypeCarte.VITALE_1))
    _, lecture = acces.read_vitale()
    assert (lecture.type_carte, lecture.nature) == (TypeCarte.VITALE_1, NatureVitale.REELLE)


def test_licensed_library_is_believed_before_the_plain_files(readers: VirtualReaders) -> None:
    readers.insert("A", VirtualVitale((ZOE_ADRUN,), atr=ATR_VITALE_2))
    (beneficiaire,) = AccesCartes(readers, homologue=LecteurSousContrat()).read_vitale()[1].beneficiaires
    assert (beneficiaire.nom, beneficiaire.prenom) == ("DURAND", "LOU")
    assert (beneficiaire.date_naissance, beneficiaire.nir_facturation) == (date(2001, 2, 3), None)


def test_licensed_reading_tells_what_it_lacks_and_its_card_again(readers: VirtualReaders) -> None:
    readers.insert("A", VirtualVitale((ZOE_ADRUN,)))
    lecteur = LecteurSousContrat()
    acces = AccesCartes(readers, homologue=lecteur)
    name, lecture = acces.read_vitale()
    assert DonneeAbsente.NIR in lecture.absents
    assert DonneeAbsente.NATURE not in lecture.absents
    acces.confirm_vitale(name, lecture)
    lecteur.numero_serie = "2"
    with pytest.raises(CardAbsent):
        acces.confirm_vitale(name, lecture)


@pytest.mark.parametrize(
    ("code", "nature"), [("R", "reelle"), ("D", "demonstration"), ("T", "test"), ("", "indeterminee")]
)
def test_nature_is_read_from_its_letter(code: str, nature: str) -> None:
    assert NatureVitale.from_code(code) == nature
