"""Read a message that someone sent: its kind, its text, its documents, and what in it calls for caution.

Nothing is fetched, executed nor written. Limits: 40 MB, 200 parts, 20 levels; beyond, the message is refused
with a sentence or its rest is left aside with a warning. Kinds follow référentiel socle MSSanté #2 and volume
HL7 v2 « Transmission d'un document CDA-R2 par messagerie » (failure mails, MDN).
"""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from esante.errors import Malformed
from esante.mssante.accuses import Accuse, read_accuse
from esante.mssante.adresses import domain_of, is_adresse_patient
from esante.mssante.composition import PREFIXE_XDM
from esante.mssante.entetes import (
    Correspondant,
    decode_text,
    read_correspondants,
    read_date,
    read_header,
    read_identifiants,
)
from esante.mssante.html_sur import sanitise
from esante.mssante.liste_blanche import ListeBlanche
from esante.mssante.message_lu import AlerteMessage, GenreMessage, MessageLu, PatientAnnonce
from esante.mssante.parties import Parties
from esante.xdm.lecture import read_xdm
from esante.xdm.modeles import ArchiveRefused, ArchiveXdm, RefusArchive

TAILLE_MAXIMALE = 40 * 1024 * 1024
_MAX_BOUNDARIES = 4000
_KO = re.compile(r"^\s*\[KO Int[ée]gration syst[èe]me ?!?\]\s*(?:\[(\d{3})\])?", re.IGNORECASE)
_REPLACES = re.compile(r"\bannule et remplace\b", re.IGNORECASE)
_CANCELS = re.compile(
    r"\b(annulation|suppression) (du|de) (document|compte|r[ée]sultat|message)", re.IGNORECASE
)


def read_message(content: bytes, liste_blanche: ListeBlanche | None = None) -> MessageLu:
    """Read a message.

    Args:
        liste_blanche: domains of the trusted space; without it the sender's domain is not checked.

    Raises:
        Malformed: too large, or so built that reading it is not reasonable.
    """
    if len(content) > TAILLE_MAXIMALE:
        raise Malformed("message de plus de 40 Mo")
    if content.count(b"\n--") > _MAX_BOUNDARIES:
        raise Malformed("message de plusieurs milliers de parties")
    try:
        mail = message_from_bytes(content, policy=compat32)
        parts = Parties(mail)
    except (RecursionError, MessageError, ValueError, LookupError):
        raise Malformed("message illisible") from None
    return _assemble(mail, parts, liste_blanche)


def _assemble(mail: Message, parts: Parties, liste_blanche: ListeBlanche | None) -> MessageLu:
    alerts = set(parts.alerts)
    sender = _sender(mail, alerts, liste_blanche)
    archive, refusal = _archive(parts.archives, alerts)
    html = sanitise("\n".join(parts.pages)) if parts.pages else None
    if html is not None and html.ressources_bloquees:
        alerts.add(AlerteMessage.CONTENU_BLOQUE)
    text = "\n".join(parts.texts).strip() or (html.texte if html else "")
    subject = read_header(mail, "Subject")
    failure = _KO.match(subject)
    accuse = read_accuse(mail)
    asked = read_correspondants(mail, "Disposition-Notification-To")
    wanted = asked[0].adresse if len(asked) == 1 else None
    returned = read_correspondants(mail, "Return-Path")
    ins = read_header(mail, "X-MSS-INS").upper()
    replaced = archive is not None and any(d.fiche.references for d in archive.documents)
    said = f"{subject}\n{text[:2000]}"
    answered = read_identifiants(mail, "In-Reply-To")
    return MessageLu(
        _kind(sender, archive, refusal, accuse, failure is not None),
        next(iter(read_identifiants(mail, "Message-ID")), None),
        read_date(mail),
        sender,
        (*read_correspondants(mail, "To"), *read_correspondants(mail, "Cc")),
        _shown_subject(subject),
        text,
        html,
        tuple(parts.pieces),
        archive,
        refusal,
        _patient(archive) if archive else None,
        tuple(decode_text(str(value)) for value in mail.get_all("X-MSS-CODECDA", ())[:20]),
        {"O": True, "N": False}.get(ins),
        read_header(mail, "X-MSS-MES").upper() == "FIN" or subject.upper().startswith("[FIN]"),
        bool(_REPLACES.search(said)) or replaced,
        bool(_CANCELS.search(said)),
        answered[0] if answered else None,
        read_identifiants(mail, "References"),
        wanted,
        wanted is not None and len(returned) == 1 and returned[0].adresse == wanted,
        accuse,
        failure.group(1) if failure else (accuse.code_erreur if accuse else None),
        frozenset(alerts),
    )


def _sender(
    mail: Message, alerts: set[AlerteMessage], liste_blanche: ListeBlanche | None
) -> Correspondant | None:
    senders = read_correspondants(mail, "From")
    if len(senders) > 1 or len(mail.get_all("From", ())) > 1:
        alerts.add(AlerteMessage.EXPEDITEUR_DOUBLE)
    sender = senders[0] if senders else None
    if sender is None or sender.adresse is None:
        alerts.add(AlerteMessage.EXPEDITEUR_ABSENT)
        return sender
    claimed = re.findall(r"[^\s<>\"']+@[^\s<>\"']+", sender.nom)
    if any(address.lower() != sender.adresse.lower() for address in claimed):
        alerts.add(AlerteMessage.NOM_TROMPEUR)
    if liste_blanche is not None and not liste_blanche.contains(sender.adresse):
        imitated = liste_blanche.find_imitated(domain_of(sender.adresse))
        alerts.add(AlerteMessage.DOMAINE_IMITE if imitated else AlerteMessage.HORS_LISTE_BLANCHE)
    return sender


def _archive(
    archives: list[bytes], alerts: set[AlerteMessage]
) -> tuple[ArchiveXdm | None, RefusArchive | None]:
    if len(archives) > 1:
        alerts.add(AlerteMessage.PLUSIEURS_ARCHIVES)
    if not archives:
        return None, None
    try:
        return read_xdm(archives[0]), None
    except ArchiveRefused as error:
        alerts.add(AlerteMessage.ARCHIVE_REFUSEE)
        return None, error.raison


def _kind(
    sender: Correspondant | None,
    archive: ArchiveXdm | None,
    refusal: RefusArchive | None,
    accuse: Accuse | None,
    failed: bool,
) -> GenreMessage:
    if failed or (accuse is not None and accuse.is_echec_integration):
        return GenreMessage.ECHEC_INTEGRATION
    if accuse is not None:
        return GenreMessage.ECHEC_DISTRIBUTION if accuse.is_echec_distribution else GenreMessage.ACCUSE
    if sender is not None and sender.adresse is not None and is_adresse_patient(sender.adresse):
        return GenreMessage.PATIENT
    return GenreMessage.DOCUMENT if archive or refusal else GenreMessage.CORRESPONDANCE


def _shown_subject(subject: str) -> str:
    for prefix in (PREFIXE_XDM, "XDM/1.0/DDM"):
        if subject.upper().startswith(prefix.upper()):
            return subject[len(prefix) :].strip()
    return subject


def _patient(archive: ArchiveXdm) -> PatientAnnonce:
    """Read the identity: patientId ``matricule^^^&OID&ISO^NH`` and the PID fields of sourcePatientInfo."""
    matricule, _, rest = archive.patient_id.partition("^")
    oid = rest.partition("&")[2].partition("&")[0]
    fields: dict[str, str] = {}
    for document in archive.documents:
        for line in document.fiche.source_patient_info:
            key, _, value = line.partition("|")
            fields.setdefault(key.strip(), value.strip())
    name = (fields.get("PID-5") or "").split("~")[0].split("^")
    birth = fields.get("PID-7") or ""
    return PatientAnnonce(
        matricule or None,
        oid or None,
        name[0] or None,
        (name[1] if len(name) > 1 else "") or None,
        f"{birth[:4]}-{birth[4:6]}-{birth[6:8]}" if len(birth) >= 8 and birth[:8].isdigit() else None,
        fields.get("PID-8") or None,
    )
