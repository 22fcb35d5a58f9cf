"""Build the message that leaves: headers, subject, attachments.

Référentiel socle MSSanté #2: ECO.2.1.x (attachments, subject), ECO.2.2.x (threading, names, end of exchange),
ECO.2.4.x (X-MSS headers), ECO.3.1.6 (read receipt); RFC 2047 subjects, RFC 2231 file names.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from esante.errors import Malformed, Unsupported
from esante.mssante.adresses import AdresseMss, domain_of, is_adresse_patient
from esante.mssante.models import DocumentsJoints, MessageMss

NOM_XDM = "IHE_XDM.ZIP"
PREFIXE_XDM = "XDM/1.0/DDM+"
TAILLE_MAXIMALE = 25 * 1024 * 1024

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_CODE_CDA = re.compile(r"[A-Za-z0-9._-]{1,40}")


def make_identifiant(seed: str, adresse: AdresseMss) -> str:
    """Return the Message-ID of a message, the same for the same seed (the identifier of the act or of the
    row)."""
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:40]}@{domain_of(adresse)}>"


def build_message(message: MessageMss, reference_produit: str) -> bytes:
    """Return the message as bytes, the same for the same message.

    Args:
        reference_produit: reference of the software in Convergence, for X-MSS-NIL.

    Raises:
        Malformed: a header holds a control character, an identifier or a name is not writable.
        Unsupported: over the 25 MB that Mon espace santé accepts.
    """
    _check(message, reference_produit)
    documents = message.documents
    mail = EmailMessage(policy=SMTP)
    mail.set_content(message.corps, cte="quoted-printable")
    if message.corps_html is not None:
        mail.add_alternative(message.corps_html, subtype="html", cte="quoted-printable")
    if documents:
        mail.add_attachment(documents.xdm, maintype="application", subtype="zip", filename=NOM_XDM)
        for pdf in documents.pdfs:
            mail.add_attachment(pdf.contenu, maintype="application", subtype="pdf", filename=pdf.nom)
    _fix_boundaries(mail, message.identifiant)
    content = "".join(_headers(message, reference_produit)).encode("ascii") + mail.as_bytes()
    if len(content) > TAILLE_MAXIMALE:
        raise Unsupported(
            "message de plus de 25 Mo\u00a0: Mon espace santé et les opérateurs le refuseraient"
        )
    return content


def _headers(message: MessageMss, reference_produit: str) -> Iterator[str]:
    # Written by hand: the library may break a subject right after its name, which hides the prefix.
    sender = message.expediteur
    yield _header("From", formataddr((sender.nom_affiche, sender.adresse), "utf-8"))
    yield _header("To", ",\r\n ".join(message.destinataires))
    yield _header("Subject", compose_objet(message))
    yield _header("Date", format_datetime(message.date))
    yield _header("Message-ID", message.identifiant)
    if message.en_reponse_a:
        yield _header("In-Reply-To", message.en_reponse_a)
        chain = dict.fromkeys((*message.references, message.en_reponse_a))
        yield _header("References", "\r\n ".join(chain))
    if message.accuse_lecture:
        yield _header("Disposition-Notification-To", sender.adresse)
    yield _header("X-MSS-NIL", reference_produit)
    if message.fin_echange:
        yield _header("X-MSS-MES", "FIN")
    if message.documents:
        yield _header("X-MSS-INS", "O" if message.documents.ins_complete else "N")
        for code in message.documents.codes_cda:
            yield _header("X-MSS-CODECDA", code)


def _header(name: str, value: str) -> str:
    if not value.isascii():
        value = Header(value, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")
    return f"{name}: {value}\r\n"


def compose_objet(message: MessageMss) -> str:
    """Return the subject, prefixed when documents are attached (ECO.2.1.3)."""
    documents = message.documents
    if documents is None:
        return message.objet
    replacing = "annule et remplace " if documents.annule_et_remplace else ""
    birth = documents.date_naissance.strftime("%d/%m/%Y")
    return (
        f"{PREFIXE_XDM}{replacing}{documents.libelle} {documents.nom_patient.upper()} "
        f"{documents.prenom_patient} {birth}"
    )


def make_nom_pdf(date_acte: date, type_document: str, nom: str, prenom: str, dossier: str = "") -> str:
    """Return ``<AAAAMMJJ>_<type ≤ 40>_<NOM>_<prénom>[_<dossier>].pdf`` (ECO.2.1.6), safe on every disk."""
    parts = [date_acte.strftime("%Y%m%d"), _slug(type_document)[:40], _slug(nom).upper(), _slug(prenom)]
    if dossier:
        parts.append(_slug(dossier))
    return "_".join(parts) + ".pdf"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return re.sub(r"[^\w-]+", "-", plain).strip("-_") or "sans-nom"


def _check(message: MessageMss, reference_produit: str) -> None:
    documents = message.documents
    headers = [
        message.identifiant,
        reference_produit,
        message.objet,
        message.expediteur.nom_affiche,
        message.en_reponse_a or "",
        *message.references,
        *message.destinataires,
    ]
    if documents:
        headers += [documents.libelle, documents.nom_patient, documents.prenom_patient]
        headers += [pdf.nom for pdf in documents.pdfs]
        _check_documents(documents)
    if any(_CONTROL.search(header) for header in headers):
        raise Malformed("un en-tête du message contient un caractère de contrôle")
    for identifier in (message.identifiant, message.en_reponse_a, *message.references):
        if identifier and not _MESSAGE_ID.fullmatch(identifier):
            raise Malformed("identifiant de message mal formé")
    if not message.destinataires:
        raise Malformed("message sans destinataire")
    if not message.expediteur.nom.strip():
        raise Malformed("expéditeur sans nom")
    if message.date.tzinfo is None:
        raise Malformed("date du message sans fuseau")
    patients = [a for a in message.destinataires if is_adresse_patient(a)]
    if patients and len(message.destinataires) > 1:
        raise Malformed("un message à un patient n’a que lui pour destinataire")


def _check_documents(documents: DocumentsJoints) -> None:
    if not documents.codes_cda or not documents.pdfs:
        raise Malformed("une archive XDM part avec le code de chaque CDA et le PDF de chaque document")
    if not all(_CODE_CDA.fullmatch(code) for code in documents.codes_cda):
        raise Malformed("code CDA mal formé")


def _fix_boundaries(mail: EmailMessage, seed: str) -> None:
    # A random boundary would make two builds of one message differ; base64 never holds this prefix.
    for rank, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_ambroise_{hashlib.sha256(f'{seed}{rank}'.encode()).hexdigest()[:32]}")
