"""Messages as they come: documents, letters, receipts, and everything a hostile sender may try."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esante.errors import EsanteError, Malformed
from esante.mssante.adresses import AdresseMss
from esante.mssante.composition import build_message, make_identifiant
from esante.mssante.html_sur import sanitise
from esante.mssante.lecture import read_message
from esante.mssante.liste_blanche import ListeBlanche, parse_liste_blanche
from esante.mssante.message_lu import AlerteMessage, GenreMessage, MessageLu
from esante.mssante.models import DocumentsJoints, Expediteur, MessageMss, PdfJoint
from esante.sandbox.mssante.service import liste_blanche_xml
from esante.xdm.modeles import RefusArchive
from tests.unit.esante.xdm.test_archive import archive, with_member

MOI = AdresseMss("max.libre@medecin.formation.mssante.fr")
LISTE = ListeBlanche(frozenset({"medecin.formation.mssante.fr", "patient.mssante.fr"}))
FAUX = "mеdecin.formation.mssante.fr".encode("idna").decode()
LETTRE = MessageMss(
    make_identifiant("x", MOI),
    datetime(2026, 11, 22, 9, tzinfo=UTC),
    Expediteur(MOI, "LIBRE", "Max", "Dr"),
    (AdresseMss("claire.confrere@medecin.formation.mssante.fr"),),
    "Avis",
    "Bonjour,\nvoici.",
)


def raw(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def attached(name: str, data: bytes, subtype: str = "octet-stream") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"], mail["Message-ID"] = MOI, "pièce", "<a@b.fr>"
    mail.set_content("voir pièce")
    mail.add_attachment(data, maintype="application", subtype=subtype, filename=name)
    return mail.as_bytes()


def documents(xdm: bytes) -> DocumentsJoints:
    pdf = PdfJoint("20261122_CR_PAT-TROIS_DOMINIQUE.pdf", b"%PDF-1.4")
    return DocumentsJoints(
        "Prescription", "PAT-TROIS", "DOMINIQUE", date(1979, 3, 28), ("57833-6",), True, xdm, (pdf,)
    )


def test_letter_is_read_as_it_was_written() -> None:
    read = read_message(build_message(replace(LETTRE, accuse_lecture=True), "NIL"), LISTE)
    assert (read.genre, read.objet, read.texte) == (GenreMessage.CORRESPONDANCE, "Avis", "Bonjour,\r\nvoici.")
    assert read.identifiant == LETTRE.identifiant
    assert read.expediteur is not None
    assert (read.expediteur.adresse, read.expediteur.nom) == (MOI, "Dr_Max_LIBRE")
    assert read.accuse_demande == MOI
    assert not read.accuse_automatique
    assert read.alertes == frozenset()


def test_document_is_opened_and_its_patient_is_announced() -> None:
    read = read_message(build_message(replace(LETTRE, documents=documents(archive())), "NIL"), LISTE)
    assert read.genre is GenreMessage.DOCUMENT
    assert read.objet == "Prescription PAT-TROIS DOMINIQUE 28/03/1979"
    assert read.archive is not None
    assert len(read.archive.documents) == 2
    assert read.patient is not None
    assert (read.patient.matricule, read.patient.nom_naissance) == ("279035121518989", "PAT-TROIS")
    assert read.patient.date_naissance == "1979-03-28"
    assert (read.ins, read.codes_cda) == (True, ("57833-6",))
    assert [piece.nom for piece in read.pieces] == ["20261122_CR_PAT-TROIS_DOMINIQUE.pdf"]


def test_replacement_and_end_of_exchange_are_understood() -> None:
    message = replace(
        LETTRE, documents=replace(documents(archive()), annule_et_remplace=True), fin_echange=True
    )
    read = read_message(build_message(message, "NIL"), LISTE)
    assert read.remplace
    assert read.fin_echange
    assert not read.annule
    assert read_message(raw("Subject: Annulation du document\n\n"), LISTE).annule


def test_patient_message_is_set_apart() -> None:
    read = read_message(raw("From: 277076322082910@patient.mssante.fr\nSubject: merci\n\nMerci\n"), LISTE)
    assert read.genre is GenreMessage.PATIENT


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"pas un zip", RefusArchive.ILLISIBLE),
        (with_member(archive(), "../../etc/passwd"), RefusArchive.CHEMIN),
        (with_member(archive(), "IHE_XDM/LIEN", b"/etc/passwd", 0o120777), RefusArchive.LIEN),
        (with_member(archive(), "BOMBE.BIN", bytes(64 * 1024 * 1024)), RefusArchive.TAILLE),
    ],
)
def test_hostile_archive_is_refused_with_a_sentence_and_the_letter_stays_readable(
    bad: bytes, reason: RefusArchive
) -> None:
    read = read_message(build_message(replace(LETTRE, documents=documents(bad)), "NIL"), LISTE)
    assert read.archive is None
    assert read.refus_archive is reason
    assert AlerteMessage.ARCHIVE_REFUSEE in read.alertes
    assert read.texte.startswith("Bonjour")
    assert read.genre is GenreMessage.DOCUMENT


def test_two_archives_are_said() -> None:
    message = replace(
        LETTRE,
        documents=replace(documents(archive()), pdfs=(PdfJoint("ihe_xdm.zip", archive()),)),
    )
    read = read_message(build_message(message, "NIL"), LISTE)
    assert AlerteMessage.PLUSIEURS_ARCHIVES in read.alertes
    assert read.archive is not None


@pytest.mark.parametrize(
    ("name", "shown", "dangerous"),
    [
        ("../../.bashrc", "bashrc", False),
        ("C:\\Windows\\x.dll", "x.dll", True),
        ("facture\u202efdp.exe", "facturefdp.exe", True),
        ("a.pdf.scr", "a.pdf.scr", True),
        ("CON.pdf", "_CON.pdf", False),
        ("\x00\x01", "piece.bin", False),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf", False),
        ("résumé.pdf", "résumé.pdf", False),
    ],
)
def test_attachment_names_stay_in_their_folder_and_show_their_extension(
    name: str, shown: str, dangerous: bool
) -> None:
    content = attached("NOM", b"data").replace(b'filename="NOM"', f'filename="{name}"'.encode())
    (piece,) = read_message(content).pieces
    assert (piece.nom, piece.dangereuse) == (shown, dangerous)


def test_program_with_an_innocent_name_is_seen() -> None:
    read = read_message(attached("photo.png", b"MZ\x90\x00"))
    assert AlerteMessage.PIECE_DANGEREUSE in read.alertes


@pytest.mark.parametrize(
    ("sender", "alert"),
    [
        ("", AlerteMessage.EXPEDITEUR_ABSENT),
        ("From: pas une adresse\n", AlerteMessage.EXPEDITEUR_ABSENT),
        (f"From: {MOI}, autre@patient.mssante.fr\n", AlerteMessage.EXPEDITEUR_DOUBLE),
        (f"From: {MOI}\nFrom: autre@patient.mssante.fr\n", AlerteMessage.EXPEDITEUR_DOUBLE),
        ('From: "dr.bon@medecin.formation.mssante.fr" <x@exemple.fr>\n', AlerteMessage.NOM_TROMPEUR),
        ("From: x@exemple.fr\n", AlerteMessage.HORS_LISTE_BLANCHE),
        ("From: x@rnedecin.formation.mssante.fr\n", AlerteMessage.DOMAINE_IMITE),
        (f"From: x@{FAUX}\n", AlerteMessage.DOMAINE_IMITE),
    ],
)
def test_forged_and_strange_senders_are_said(sender: str, alert: AlerteMessage) -> None:
    assert alert in read_message(raw(f"{sender}Subject: x\n\nx\n"), LISTE).alertes


def test_subject_loses_tricks_of_direction_and_control() -> None:
    read = read_message(raw("Subject: =?utf-8?q?R=C3=A9sultat=E2=80=AE_=00_suite=0AB?=\n\nx"), LISTE)
    assert read.objet == "Résultat suite B"


@pytest.mark.parametrize(
    "subject",
    ["=?utf-99?q?abc?=", "=?utf-8?b?!!!?=", "=?utf-8?q?" + "=FF" * 50 + "?=", "=?" * 400, "\xff\xfe"],
)
def test_wrong_encoded_words_never_crash(subject: str) -> None:
    read_message(b"Subject: " + subject.encode("latin-1", "replace") + b"\r\n\r\nx")


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "élève".encode("cp1252"), "élève"),
        ("iso-8859-1", "élève".encode("latin-1"), "élève"),
        ("inconnu-42", "élève".encode(), "élève"),
        ("utf-16", b"\xff", "ÿ"),
        ("us-ascii", "élève".encode(), "élève"),
    ],
)
def test_lying_charsets_are_survived(charset: str, data: bytes, text: str) -> None:
    content = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + data
    assert read_message(content).texte == text


def test_ten_thousand_parts_are_refused_quickly() -> None:
    body = "".join(f"--b\n\npartie {i}\n" for i in range(10_000))
    start = time.monotonic()
    with pytest.raises(Malformed, match="milliers"):
        read_message(raw(f"Content-Type: multipart/mixed; boundary=b\n\n{body}--b--\n"))
    assert time.monotonic() - start < 5


def test_many_parts_are_read_up_to_a_limit_with_a_warning() -> None:
    body = "".join(f"--b\n\npartie {i}\n" for i in range(1000))
    read = read_message(raw(f"Content-Type: multipart/mixed; boundary=b\n\n{body}--b--\n"))
    assert AlerteMessage.STRUCTURE_ANORMALE in read.alertes
    assert read.texte.startswith("partie 0")


@pytest.mark.parametrize("depth", [30, 2000])
def test_endless_nesting_is_cut_or_refused(depth: int) -> None:
    text = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(depth))
    try:
        read = read_message(raw(text + "\nfond\n"))
    except Malformed:
        return
    assert AlerteMessage.STRUCTURE_ANORMALE in read.alertes


def test_huge_message_is_refused() -> None:
    with pytest.raises(Malformed, match="40 Mo"):
        read_message(b"x" * (41 * 1024 * 1024))


def test_zip_bomb_in_the_archive_does_not_fill_the_memory() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        for rank in range(600):
            bomb.writestr(f"F{rank}", bytes(1024))
    read = read_message(attached("IHE_XDM.ZIP", target.getvalue(), "zip"))
    assert read.refus_archive is RefusArchive.TAILLE


@pytest.mark.parametrize(
    "page",
    [
        '<img src="https://pisteur.example/p.gif?ins=1">',
        '<div style="background:url(https://pisteur.example/x)">a</div>',
        "<script>fetch('https://pisteur.example')</script>",
        '<link rel="stylesheet" href="https://pisteur.example/x.css">',
        '<iframe src="https://pisteur.example"></iframe>',
        '<svg><image href="https://pisteur.example"/></svg>',
        '<table background="https://pisteur.example/x"><tr><td>a</table>',
        '<form action="https://pisteur.example"><input name=a></form>',
        '<video poster="https://pisteur.example/x"></video>',
        '<base href="https://pisteur.example/">',
        '<img srcset="https://pisteur.example/x 2x">',
    ],
)
def test_nothing_of_a_page_can_go_to_the_network(page: str) -> None:
    content = raw(f"From: {MOI}\nContent-Type: text/html; charset=utf-8\n\n<p>Bonjour</p>{page}")
    read = read_message(content)
    assert read.html is not None
    assert "pisteur" not in read.html.html
    assert "<p>Bonjour</p>" in read.html.html
    if "svg" not in page and "script" not in page:
        assert AlerteMessage.CONTENU_BLOQUE in read.alertes


@pytest.mark.parametrize(
    ("page", "safe"),
    [
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">cliquez</a>', "cliquez"),
        ('<a href="https://vrai.example/a?b">banque.fr</a>', "banque.fr [https://vrai.example]"),
        ("<p>1 &lt; 2 &amp; <b>gras</b></p>", "<p>1 &lt; 2 &amp; <b>gras</b></p>"),
        ("<style>p{}</style><title>t</title>fin", "fin"),
        ("<p>a<!-- <script> -->b</p>", "<p>ab</p>"),
        ("<<script>alert(1)//<</script>x", None),
        ("<p>&#0;&#x202e;a</p>", None),
    ],
)
def test_markup_is_written_anew_from_what_is_allowed(page: str, safe: str | None) -> None:
    shown = sanitise(page).html
    assert "<script" not in shown.lower()
    if safe is not None:
        assert safe in shown


def test_deep_and_empty_pages_are_survived() -> None:
    assert sanitise("<div>" * 100_000 + "fond").html is not None
    assert sanitise("").html == ""
    assert sanitise("\x00").html == ""


@given(st.text(max_size=400))
def test_no_page_lets_an_attribute_or_a_script_through(page: str) -> None:
    shown = sanitise(page).html.lower()
    assert "<script" not in shown
    assert " on" not in "".join(part.partition(">")[0] for part in shown.split("<")[1:])


@settings(max_examples=200)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_with_our_errors(content: bytes) -> None:
    try:
        assert isinstance(read_message(content, LISTE), MessageLu)
    except EsanteError:
        return


@settings(max_examples=100)
@given(st.data())
def test_a_damaged_message_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(build_message(replace(LETTRE, documents=documents(b"PK"), corps_html="<p>x"), "NIL"))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_message(bytes(content), LISTE)
    except Malformed:
        return


def test_whitelist_is_read_and_an_empty_or_foreign_one_is_refused() -> None:
    liste = parse_liste_blanche(liste_blanche_xml().encode())
    assert liste.contains(MOI)
    assert not liste.contains(AdresseMss("x@exemple.fr"))
    unicode_list = liste_blanche_xml().replace("medecin.formation", "médecin.formation")
    assert "xn--mdecin-bva.formation.mssante.fr" in parse_liste_blanche(unicode_list.encode()).domaines
    for wrong in ("<a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "pas du xml"):
        with pytest.raises(Malformed):
            parse_liste_blanche(wrong.encode())
