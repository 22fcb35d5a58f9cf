"""An application's box: opened and written from with the organisation's certificate, and with no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esante.errors import Refused, Unreachable, Unsupported
from esante.mssante import tls
from esante.mssante.adresses import AdresseMss
from esante.mssante.autoconfiguration import EnregistrementSrv, configure_compte
from esante.mssante.client import MssanteClient
from esante.mssante.models import Compte, Expediteur, Mecanisme, Serveur, TypeBal
from esante.sandbox import profils
from esante.sandbox.autorite import ORGANISATIONS, Autorite, Credential
from esante.sandbox.mssante import boites
from esante.sandbox.mssante.dovecot import Dovecot
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.psc.jetons import ISSUER, EmetteurJetons
from esante.sandbox.serveur import Sandbox
from tests.integration.en_ligne.conftest import OpenBox, server
from tests.integration.en_ligne.test_messagerie import copies, letter

MOI = AdresseMss(boites.APPLICATION.adresse)


def application(sandbox: Sandbox, shown: Credential) -> MssanteClient:
    services = sandbox.adresses.services
    compte = Compte(
        MOI,
        TypeBal.APPLICATIVE,
        server(services["mssante_imap"]),
        server(services["mssante_smtp"]),
        Mecanisme.CERTIFICAT,
    )
    context = tls.make_contexte(
        sandbox.adresses.autorite,
        sandbox.adresses.revocations,
        accept_test=True,
        certificat=(shown.certificate_file, shown.key_file),
    )
    return MssanteClient(compte, None, context, "AMBROISE-0.1")


def test_certificate_opens_the_box_and_writes_from_it(sandbox: Sandbox, boxes: OpenBox) -> None:
    client = application(sandbox, sandbox.autorite.organisation(boites.APPLICATION.certificat))
    message = replace(letter("application"), expediteur=Expediteur(MOI, "LOGICIEL-DU-CABINET"))
    assert not client.send(message).deja_envoye
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1
    assert client.send(message).deja_envoye
    with client.open() as session:
        assert session.select("Sent").messages >= 1


@pytest.mark.parametrize("name", ["AUTRE-LOGICIEL", "carte"])
def test_certificate_of_somebody_else_opens_nothing(sandbox: Sandbox, name: str) -> None:
    autorite = sandbox.autorite
    shown = autorite.carte(MAX_LIBRE).authentification if name == "carte" else autorite.organisation(name)
    client = application(sandbox, shown)
    with pytest.raises(Refused):
        client.open()


def test_certificate_of_an_unknown_authority_opens_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    rogue = Autorite(tmp_path).organisation(boites.APPLICATION.certificat)
    with pytest.raises((Refused, Unreachable)):
        application(sandbox, rogue).open()


@pytest.mark.parametrize("state", ["valide", "révoqué", "périmé"])
def test_certificate_revoked_or_expired_opens_nothing(tmp_path: Path, state: str) -> None:
    autorite = Autorite(tmp_path / "autorite")
    shown = autorite.organisation(boites.APPLICATION.certificat)
    if state == "révoqué":
        autorite.revoke(shown.certificate)
    elif state == "périmé":
        shown = autorite.issue(
            "périmé",
            ORGANISATIONS,
            shown.certificate.subject,
            profils.organisation_auth(),
            not_after=datetime.now(UTC) - timedelta(days=1),
        )
    jetons = EmetteurJetons(tmp_path / "jetons", lambda: datetime.now(UTC))
    folder = tmp_path / "dovecot"
    folder.mkdir()
    operator = Dovecot(
        folder, autorite.server(), autorite.ca_file, autorite.crl_file, jetons.public_pem, ISSUER
    )
    operator.start()
    try:
        compte = Compte(
            MOI,
            TypeBal.APPLICATIVE,
            Serveur("localhost", operator.imap_port),
            Serveur("localhost", 1),
            Mecanisme.CERTIFICAT,
        )
        context = tls.make_contexte(
            autorite.ca_file,
            autorite.crl_file,
            accept_test=True,
            certificat=(shown.certificate_file, shown.key_file),
        )
        client = MssanteClient(compte, None, context, "AMBROISE-0.1")
        if state == "valide":
            with client.open() as session:
                assert session.select("INBOX").messages == 0
        else:
            with pytest.raises(Refused):
                client.open()
    finally:
        operator.close()


def test_box_of_an_application_asks_the_front_for_certificates() -> None:
    def resolve(name: str) -> list[EnregistrementSrv]:
        return [
            EnregistrementSrv(20, 100, 143, "authcli.op.fr."),
            EnregistrementSrv(10, 100, 143, "psc.op.fr."),
        ]

    compte = configure_compte(MOI, TypeBal.APPLICATIVE, resolve, smtp=Serveur("a-la-main.fr", 587))
    assert compte.mecanisme is Mecanisme.CERTIFICAT
    assert compte.imap == Serveur("authcli.op.fr", 143)
    assert compte.smtp == Serveur("a-la-main.fr", 587), "what is set by hand is not looked for"
    with pytest.raises(Unsupported):
        configure_compte(MOI, TypeBal.APPLICATIVE, lambda name: resolve(name)[1:])
