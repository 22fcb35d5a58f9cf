"""Certificates of the sandbox carry what the national ones carry, and are read by their OIDs."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID

from esante.igc_sante import CertificatSante, read_certificat, subject_dn
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE, OLIVIER_INFIRMCS, PROFESSIONNELS, ProfessionnelTest


def test_the_card_of_the_doctor_says_all_of_him(autorite: Autorite) -> None:
    for credential in (autorite.carte(MAX_LIBRE).signature, autorite.carte(MAX_LIBRE).authentification):
        assert read_certificat(credential.certificate) == CertificatSante(
            identifiant="899900063480",
            nom="LIBRE",
            prenom="MAX",
            titre="Médecin",
            organisation=None,
            structure=None,
            type_carte="CPS",
            numero_carte="2600855206",
            profession="10",
            specialite="SM26",
        )


def test_a_nurse_has_no_specialty(autorite: Autorite) -> None:
    certificat = read_certificat(autorite.carte(OLIVIER_INFIRMCS).signature.certificate)
    assert (certificat.identifiant, certificat.profession, certificat.specialite) == (
        "00B6087510",
        "60",
        None,
    )


@pytest.mark.parametrize("professionnel", PROFESSIONNELS)
def test_the_subject_ends_in_one_multi_valued_rdn(
    autorite: Autorite, professionnel: ProfessionnelTest
) -> None:
    rdn = autorite.carte(professionnel).signature.certificate.subject.rdns[-1]
    assert {a.oid for a in rdn} == {NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.COMMON_NAME}


def test_the_dn_is_written_last_rdn_first(autorite: Autorite) -> None:
    dn = subject_dn(autorite.carte(MAX_LIBRE).signature.certificate)
    first, title, country = dn.split(",")
    assert set(first.split("+")) == {"GN=MAX", "SN=LIBRE", "CN=899900063480"}
    assert (title, country) == ("title=Médecin", "C=FR")


def test_an_organisation_certificate_names_its_structure(autorite: Autorite) -> None:
    certificat = read_certificat(autorite.organisation("INSI-MANU").certificate)
    assert (certificat.identifiant, certificat.structure, certificat.type_carte) == (
        "INSI-MANU",
        "499900063480001",
        None,
    )


def test_the_authority_is_made_once_and_found_again(autorite: Autorite) -> None:
    again = Autorite(autorite.folder)
    assert again.carte(MAX_LIBRE).signature.certificate == autorite.carte(MAX_LIBRE).signature.certificate
    assert autorite.folder.stat().st_mode & 0o777 == 0o700
    assert all(
        p.stat().st_mode & 0o777 == 0o600 for p in Path(autorite.folder).iterdir() if p.suffix == ".key"
    )


def test_two_processes_opening_the_folder_make_one_authority(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        first, second = pool.map(_authority_bytes, [tmp_path, tmp_path])
    assert first == second


def _authority_bytes(folder: Path) -> bytes:
    return Autorite(folder).ca_file.read_bytes()
