"""Receipts, built then read, and those other software write."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from esante.mssante.accuses import GenreAccuse, build_mdn, read_accuse
from esante.mssante.adresses import AdresseMss
from esante.mssante.lecture import read_message
from esante.mssante.message_lu import GenreMessage

MOI = AdresseMss("claire.confrere@medecin.formation.mssante.fr")
LUI = AdresseMss("max.libre@medecin.formation.mssante.fr")
ORIGINAL = (
    f"Return-Path: <{LUI}>\r\nFrom: {LUI}\r\nTo: {MOI}\r\nSubject: =?utf-8?q?R=C3=A9sultat?=\r\n"
    f"Message-ID: <orig@x.fr>\r\nDisposition-Notification-To: {LUI}\r\n\r\nBonjour\r\n"
).encode()


def mdn(genre: GenreAccuse, code: str | None = None, *, automatique: bool = False) -> bytes:
    when = datetime(2026, 11, 22, tzinfo=UTC)
    return build_mdn(
        ORIGINAL, MOI, LUI, genre, "<mdn@x.fr>", when, "NIL", automatique=automatique, code_erreur=code
    )


def test_receipt_is_asked_and_may_be_automatic_when_the_return_path_is_the_same() -> None:
    read = read_message(ORIGINAL)
    assert (read.accuse_demande, read.accuse_automatique) == (LUI, True)
    elsewhere = ORIGINAL.replace(b"Return-Path: <max.libre", b"Return-Path: <autre")
    assert not read_message(elsewhere).accuse_automatique


def test_read_receipt_has_three_parts_and_names_the_message() -> None:
    mail = message_from_bytes(mdn(GenreAccuse.LU), policy=default)
    assert [p.get_content_type() for p in mail.iter_parts()] == [
        "text/plain",
        "message/disposition-notification",
        "message/rfc822",
    ]
    assert mail["X-MSS-NIL"] == "NIL"
    read = read_message(mdn(GenreAccuse.LU))
    assert read.genre is GenreMessage.ACCUSE
    assert read.accuse is not None
    assert (read.accuse.genre, read.accuse.message, read.accuse.destinataire) == (
        GenreAccuse.LU,
        "<orig@x.fr>",
        MOI,
    )


def test_failed_integration_carries_its_code() -> None:
    read = read_message(mdn(GenreAccuse.ECHEC_INTEGRATION, "904", automatique=True))
    assert read.genre is GenreMessage.ECHEC_INTEGRATION
    assert read.code_echec == "904"
    assert read.objet == "[KO Intégration système !][904] Résultat"


@pytest.mark.parametrize(
    ("disposition", "genre", "code"),
    [
        ("manual-action/MDN-sent-manually; displayed", GenreAccuse.LU, None),
        ("automatic-action/MDN-sent-automatically; deleted", GenreAccuse.SUPPRIME, None),
        (
            "automatic-action/MDN-sent-automatically; processed/Error: 902^patient inconnu",
            GenreAccuse.ECHEC_INTEGRATION,
            "902",
        ),
        (
            "automatic-action/MDN-sent-automatically; processed/error",
            GenreAccuse.ECHEC_INTEGRATION,
            "906",
        ),
        ("n'importe quoi", GenreAccuse.AUTRE, None),
    ],
)
def test_older_and_foreign_receipts_are_understood(
    disposition: str, genre: GenreAccuse, code: str | None
) -> None:
    text = (
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/disposition-notification\r\n\r\n"
        f"Final-Recipient: rfc822;{MOI}\r\nOriginal-Message-ID: <orig@x.fr>\r\n"
        f"Disposition: {disposition}\r\n\r\n--b--\r\n"
    )
    accuse = read_accuse(message_from_bytes(text.encode()))
    assert accuse is not None
    assert (accuse.genre, accuse.code_erreur, accuse.message) == (genre, code, "<orig@x.fr>")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("failed", GenreMessage.ECHEC_DISTRIBUTION),
        ("delivered", GenreMessage.ACCUSE),
        ("delayed", GenreMessage.ACCUSE),
        ("", GenreMessage.ACCUSE),
    ],
)
def test_delivery_report_of_mon_espace_sante_is_understood(action: str, kind: GenreMessage) -> None:
    text = (
        "From: MAILER-DAEMON@patient.mssante.fr\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n"
        "Boîte fermée\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mes\r\n\r\nFinal-Recipient: rfc822; 277076322082910@patient.mssante.fr\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        "Message-ID: <orig@x.fr>\r\n\r\n--b--\r\n"
    )
    read = read_message(text.encode())
    assert read.genre is kind
    assert read.accuse is not None
    assert read.accuse.message == "<orig@x.fr>"
    if action == "failed":
        assert read.code_echec == "5.1.1"
