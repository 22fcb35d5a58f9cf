"""The servers of a box, from what its domain publishes."""

from collections.abc import Sequence

import pytest

from esante.errors import Malformed, Unsupported
from esante.mssante.adresses import AdresseMss
from esante.mssante.autoconfiguration import EnregistrementSrv, configure_compte
from esante.mssante.models import Mecanisme, Serveur, TypeBal

ADRESSE = AdresseMss("a@medecin.mssante.fr")
ZONE = {
    "_imap._tcp.medecin.mssante.fr": [
        EnregistrementSrv(20, 100, 143, "cert.mssante.fr."),
        EnregistrementSrv(10, 50, 143, "petit.mssante.fr."),
        EnregistrementSrv(10, 100, 143, "PSC.mssante.fr."),
    ],
    "_submission._tcp.medecin.mssante.fr": [
        EnregistrementSrv(10, 100, 587, "psc-smtp.mssante.fr."),
        EnregistrementSrv(20, 100, 587, "cert-smtp.mssante.fr."),
    ],
}


def resolve(name: str) -> Sequence[EnregistrementSrv]:
    return ZONE.get(name, [])


def test_login_by_psc_takes_the_first_priority_and_its_heaviest_record() -> None:
    compte = configure_compte(ADRESSE, TypeBal.PERSONNELLE, resolve)
    assert (compte.imap, compte.smtp) == (Serveur("psc.mssante.fr", 143), Serveur("psc-smtp.mssante.fr", 587))
    assert compte.mecanisme is Mecanisme.XOAUTH2


def test_application_box_takes_the_certificate_front() -> None:
    compte = configure_compte(ADRESSE, TypeBal.APPLICATIVE, resolve)
    assert compte.imap == Serveur("cert.mssante.fr", 143)
    assert compte.mecanisme is Mecanisme.CERTIFICAT


def test_manual_setting_wins_and_is_the_way_out() -> None:
    silent = AdresseMss("a@muet.mssante.fr")
    by_hand = Serveur("ici.example", 1143)
    with pytest.raises(Unsupported, match="à la main"):
        configure_compte(silent, TypeBal.PERSONNELLE, resolve, imap=by_hand)
    compte = configure_compte(silent, TypeBal.PERSONNELLE, resolve, imap=by_hand, smtp=by_hand)
    assert compte.imap is by_hand


@pytest.mark.parametrize(
    "records",
    [[EnregistrementSrv(0, 0, 0, ".")], [EnregistrementSrv(10, 1, 99999, "a.fr")]],
)
def test_service_declared_absent_is_unsupported(records: list[EnregistrementSrv]) -> None:
    with pytest.raises(Unsupported):
        configure_compte(ADRESSE, TypeBal.PERSONNELLE, lambda _: records)


def test_only_one_front_is_not_enough_for_a_certificate_and_bad_names_are_malformed() -> None:
    one = [EnregistrementSrv(10, 1, 143, "a.mssante.fr")]
    with pytest.raises(Unsupported):
        configure_compte(ADRESSE, TypeBal.APPLICATIVE, lambda _: one)
    with pytest.raises(Malformed):
        configure_compte(ADRESSE, TypeBal.PERSONNELLE, lambda _: [EnregistrementSrv(1, 1, 143, "a b\r\n.fr")])
