from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ambroise.installation.certificats import check_certificates, check_key
from ambroise.usecases.errors import NonPrisEnCharge
from tests.fakes.certificats import make_authority, make_certificate

MAINTENANT = datetime.now(UTC)


def code_of(refus: pytest.ExceptionInfo[NonPrisEnCharge]) -> str:
    return refus.value.code


def test_a_good_certificate_says_its_end_and_a_near_end_is_an_alert(tmp_path: Path) -> None:
    loin, _ = make_certificate().write(tmp_path, "loin")
    proche, _ = make_certificate(fin=MAINTENANT + timedelta(days=20)).write(tmp_path, "proche")
    assert check_certificates(loin, MAINTENANT).alerte == ""
    assert "proche.pem" in check_certificates(proche, MAINTENANT).alerte


@pytest.mark.parametrize(("annees", "code"), [(2, "certificat_expire"), (-2, "certificat_a_venir")])
def test_a_clock_two_years_off_is_told_with_the_date_of_this_seat(
    tmp_path: Path, annees: int, code: str
) -> None:
    fichier, _ = make_certificate().write(tmp_path, "c")
    with pytest.raises(NonPrisEnCharge) as refus:
        check_certificates(fichier, MAINTENANT + timedelta(days=365 * annees))
    assert code_of(refus) == code
    assert "date de ce poste" in refus.value.remede


def test_the_key_must_be_that_of_the_certificate(tmp_path: Path) -> None:
    certificat, cle = make_certificate().write(tmp_path, "a")
    _, autre = make_certificate().write(tmp_path, "b")
    check_key(certificat, cle, None)
    with pytest.raises(NonPrisEnCharge) as refus:
        check_key(certificat, autre, None)
    assert code_of(refus) == "cle_differente"


def test_a_protected_key_opens_with_its_phrase_only(tmp_path: Path) -> None:
    certificat, cle = make_certificate().write(tmp_path, "a", phrase="bonne phrase")
    check_key(certificat, cle, "bonne phrase")
    for phrase, code in ((None, "cle_protegee"), ("une autre", "cle_illisible")):
        with pytest.raises(NonPrisEnCharge) as refus:
            check_key(certificat, cle, phrase)
        assert code_of(refus) == code
        assert "bonne phrase" not in str(refus.value)


@pytest.mark.parametrize(
    "contenu", [b"", b"bonjour", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_what_is_no_certificate_is_refused(tmp_path: Path, contenu: bytes) -> None:
    fichier = tmp_path / "c.pem"
    fichier.write_bytes(contenu)
    with pytest.raises(NonPrisEnCharge) as refus:
        check_certificates(fichier, MAINTENANT)
    assert code_of(refus) == "certificat_illisible"
    certificat, _ = make_authority("A").write(tmp_path, "a")
    with pytest.raises(NonPrisEnCharge) as refus:
        check_key(certificat, fichier, None)
    assert code_of(refus) == "cle_illisible"
    with pytest.raises(NonPrisEnCharge) as refus:
        check_certificates(tmp_path / "absent.pem", MAINTENANT)
    assert code_of(refus) == "fichier_absent"
