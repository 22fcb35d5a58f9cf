"""The message that leaves: headers, names, refusals."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from esante.errors import Malformed, Unsupported
from esante.mssante.adresses import AdresseMss, looks_alike, make_adresse_patient, parse_adresse
from esante.mssante.composition import (
    TAILLE_MAXIMALE,
    build_message,
    compose_objet,
    make_identifiant,
    make_nom_pdf,
)
from esante.mssante.models import (
    DocumentsJoints,
    Expediteur,
    Mecanisme,
    MessageMss,
    PdfJoint,
    Serveur,
)
from esante.mssante.sasl import format_jeton

MOI = AdresseMss("max.libre@medecin.formation.mssante.fr")
AUTRE = AdresseMss("claire.confrere@medecin.formation.mssante.fr")
MESSAGE = MessageMss(
    make_identifiant("acte-1", MOI),
    datetime(2026, 11, 22, 9, tzinfo=UTC),
    Expediteur(MOI, "LIBRE", "Max", "Dr", "Cabinet M Libre"),
    (AUTRE,),
    "Résultats – à lire",
    "Bonjour,\nvoici.\n",
)
DOCUMENTS = DocumentsJoints(
    "CR de consultation",
    "Nessi",
    "Ruth",
    date(1977, 7, 14),
    ("11488-4", "57833-6"),
    False,
    b"PK",
    (PdfJoint("20261122_CR_NESSI_Ruth.pdf", b"%PDF"), PdfJoint("résumé.pdf", b"%PDF")),
)


def test_plain_message_carries_the_product_header_and_no_document_header() -> None:
    mail = message_from_bytes(build_message(MESSAGE, "AMB-1"), policy=default)
    assert mail["X-MSS-NIL"] == "AMB-1"
    assert mail["X-MSS-INS"] is None
    assert mail["X-MSS-CODECDA"] is None
    assert mail["From"].addresses[0].display_name == "Dr_Max_LIBRE_Cabinet-M-Libre"
    assert mail["Subject"] == "Résultats – à lire"


def test_same_message_gives_the_same_bytes() -> None:
    message = replace(MESSAGE, documents=DOCUMENTS, corps_html="<p>Bonjour</p>")
    assert build_message(message, "AMB-1") == build_message(message, "AMB-1")


def test_documents_add_their_headers_the_archive_then_the_pdfs() -> None:
    mail = message_from_bytes(build_message(replace(MESSAGE, documents=DOCUMENTS), "AMB-1"), policy=default)
    assert mail["X-MSS-INS"] == "N"
    assert mail.get_all("X-MSS-CODECDA") == ["11488-4", "57833-6"]
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["IHE_XDM.ZIP", "20261122_CR_NESSI_Ruth.pdf", "résumé.pdf"]


@pytest.mark.parametrize("libelle", ["CR " + "long " * 15, "Résumé " + "très long " * 15])
def test_long_subject_begins_on_the_line_of_its_name(libelle: str) -> None:
    content = build_message(replace(MESSAGE, documents=replace(DOCUMENTS, libelle=libelle)), "AMB-1")
    line = next(line for line in content.split(b"\r\n") if line.startswith(b"Subject:"))
    assert line.startswith((b"Subject: XDM/1.0/DDM+", b"Subject: =?utf-8?"))
    mail = message_from_bytes(content, policy=default)
    assert mail["Subject"] == f"XDM/1.0/DDM+{libelle} NESSI Ruth 14/07/1977"
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def test_replacement_is_said_after_the_prefix() -> None:
    message = replace(MESSAGE, documents=replace(DOCUMENTS, annule_et_remplace=True))
    assert compose_objet(message) == "XDM/1.0/DDM+annule et remplace CR de consultation NESSI Ruth 14/07/1977"


def test_answer_keeps_the_thread() -> None:
    message = replace(MESSAGE, en_reponse_a="<b@x.fr>", references=("<a@x.fr>", "<b@x.fr>"))
    mail = message_from_bytes(build_message(message, "AMB-1"), policy=default)
    assert (mail["In-Reply-To"], mail["References"]) == ("<b@x.fr>", "<a@x.fr> <b@x.fr>")


def test_receipt_and_end_of_exchange_are_asked() -> None:
    message = replace(MESSAGE, accuse_lecture=True, fin_echange=True)
    mail = message_from_bytes(build_message(message, "AMB-1"), policy=default)
    assert (mail["Disposition-Notification-To"], mail["X-MSS-MES"]) == (MOI, "FIN")


@pytest.mark.parametrize(
    "message",
    [
        replace(MESSAGE, objet="bonjour\r\nBcc: voleur@exemple.fr"),
        replace(MESSAGE, objet="bonjour\u2028Bcc"),
        replace(MESSAGE, en_reponse_a="<a@x>\r\nX: y"),
        replace(MESSAGE, identifiant="pas un identifiant"),
        replace(MESSAGE, destinataires=()),
        replace(MESSAGE, date=datetime(2026, 11, 22)),  # noqa: DTZ001
        replace(MESSAGE, expediteur=replace(MESSAGE.expediteur, nom="")),
        replace(MESSAGE, expediteur=replace(MESSAGE.expediteur, entite="A\nB")),
        replace(MESSAGE, documents=replace(DOCUMENTS, libelle="CR\nBcc: x")),
        replace(MESSAGE, documents=replace(DOCUMENTS, codes_cda=())),
        replace(MESSAGE, documents=replace(DOCUMENTS, codes_cda=("x y",))),
        replace(MESSAGE, documents=replace(DOCUMENTS, pdfs=())),
        replace(MESSAGE, destinataires=(make_adresse_patient("277076322082910"), AUTRE)),
    ],
)
def test_injection_and_incomplete_messages_are_malformed(message: MessageMss) -> None:
    with pytest.raises(Malformed):
        build_message(message, "AMB-1")


def test_message_over_25_megabytes_is_unsupported() -> None:
    heavy = replace(DOCUMENTS, xdm=bytes(TAILLE_MAXIMALE * 3 // 4))
    with pytest.raises(Unsupported):
        build_message(replace(MESSAGE, documents=heavy), "AMB-1")


def test_pdf_name_follows_the_rule_and_fits_every_disk() -> None:
    name = make_nom_pdf(date(2026, 11, 22), "Compte rendu / suivi : " + "x" * 60, "d'Æion", "Cœur", "../42")
    date_part, kind, nom, prenom, dossier = name.removesuffix(".pdf").split("_")
    assert date_part == "20261122"
    assert len(kind) <= 40
    assert (nom, prenom, dossier) == ("D-ÆION", "Cœur", "42")


def test_patient_address_wants_a_true_key() -> None:
    assert make_adresse_patient("160012b02077713") == "160012B02077713@patient.mssante.fr"
    for wrong in ("277076322082911", "27707632208291", "577076322082910", "277076322082910@x"):
        with pytest.raises(Malformed):
            make_adresse_patient(wrong)


@pytest.mark.parametrize(
    "text", ["a@b@c.fr", "a b@c.fr", "@c.fr", "a@", "a@c", "a@-c.fr", "a@c..fr", "é@c.fr", "a\n@c.fr"]
)
def test_addresses_that_cannot_travel_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_adresse(text)


def test_domain_is_normalised_and_look_alikes_are_seen() -> None:
    assert parse_adresse("A.B@Médecin.MSSANTE.fr") == "A.B@xn--mdecin-bva.mssante.fr"
    real = "medecin.formation.mssante.fr"
    assert looks_alike("rnedecin.formation.mssante.fr", real)
    assert looks_alike("mеdecin.formation.mssante.fr".encode("idna").decode(), real)
    assert looks_alike("medecin.f0rmation.mssante.fr", real)
    assert not looks_alike(real, real)
    assert not looks_alike("autre.mssante.fr", real)


def test_sasl_messages_are_those_of_the_mechanisms() -> None:
    server = Serveur("imap.exemple.fr", 143)
    assert (
        format_jeton(Mecanisme.XOAUTH2, MOI, "abc", server)
        == f"user={MOI}\x01auth=Bearer abc\x01\x01".encode()
    )
    bearer = format_jeton(Mecanisme.OAUTHBEARER, MOI, "abc", server)
    assert bearer == f"n,a={MOI},\x01host=imap.exemple.fr\x01port=143\x01auth=Bearer abc\x01\x01".encode()
    for wrong in ("", "a b", "a\x01user=b", "é"):
        with pytest.raises(Malformed):
            format_jeton(Mecanisme.XOAUTH2, MOI, wrong, server)
