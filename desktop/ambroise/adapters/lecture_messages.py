"""Messages of ``esante`` become messages of the office: the line of the list, then the message read whole."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier, Suivi, make_id
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.ports_reception import DocumentJoint, MessageOuvert, ResultatCritique
from esante.cda.affichage import render_html
from esante.cda.extraction import read_apports
from esante.cda.valeurs import types_document
from esante.errors import Malformed
from esante.mssante.accuses import Accuse, GenreAccuse
from esante.mssante.adresses import is_adresse_patient
from esante.mssante.boite import Enveloppe
from esante.mssante.composition import PREFIXE_XDM
from esante.mssante.entetes import read_correspondants, read_date, read_header, read_identifiants
from esante.mssante.lecture import read_message
from esante.mssante.liste_blanche import ListeBlanche
from esante.mssante.message_lu import AlerteMessage, MessageLu

RENDU = "$MDNSent"
"""IMAP keyword of a message whose read receipt was dealt with (RFC 3503)."""
RUBRIQUES = {
    "11502-2": "Biologie",
    "18748-4": "Imagerie",
    "57833-6": "Ordonnance",
    "57828-6": "Ordonnance",
    "11488-4": "Compte rendu",
    "34133-9": "Compte rendu",
}
_SUIVIS = {
    GenreAccuse.LU: Suivi.LU,
    GenreAccuse.SUPPRIME: Suivi.SUPPRIME,
    GenreAccuse.INTEGRE: Suivi.INTEGRE,
    GenreAccuse.ECHEC_INTEGRATION: Suivi.NON_INTEGRE,
    GenreAccuse.DISTRIBUE: Suivi.DISTRIBUE,
    GenreAccuse.RETARDE: Suivi.RETARDE,
    GenreAccuse.ECHEC_DISTRIBUTION: Suivi.ECHEC,
}
_URGENT = re.compile(r"^\s*(1|2|high|urgent|haute)\b", re.IGNORECASE)


def read_entete(
    boite: str, dossier: str, role: RoleDossier, enveloppe: Enveloppe, classe: str
) -> EnteteMessage:
    """Return the line of a message from its headers alone.

    Args:
        classe: keyword of the messages whose documents were filed.
    """
    mail = message_from_bytes(enveloppe.entetes, policy=compat32)
    people = read_correspondants(mail, "From" if role is RoleDossier.RECUS else "To")
    subject = read_header(mail, "Subject")
    first = people[0] if people else None
    code = read_header(mail, "X-MSS-CODECDA")
    return EnteteMessage(
        make_id(boite, dossier, enveloppe.uid),
        (first.nom.replace("_", " ") or first.brut) if first else "Expéditeur inconnu",
        subject.removeprefix(PREFIXE_XDM) or "(sans objet)",
        read_date(mail) or datetime.fromtimestamp(0, UTC),
        "\\Seen" in enveloppe.drapeaux or role is RoleDossier.ENVOYES,
        classe in enveloppe.drapeaux,
        subject.startswith(PREFIXE_XDM) or bool(code),
        first is not None and first.adresse is not None and is_adresse_patient(first.adresse),
        first.brut if first else "",
        next(iter(read_identifiants(mail, "Message-ID")), ""),
        next(iter(read_identifiants(mail, "In-Reply-To")), ""),
        read_identifiants(mail, "References")[:50],
        urgent=_is_urgent(mail),
        is_rapport=mail.get_content_type() == "multipart/report",
        type_document=_label(code),
        accuse_rendu=RENDU in enveloppe.drapeaux,
    )


class LecteurMessages:
    """Reads messages whole, without any network.

    Args:
        oids_ins: OID answered by INSi → OID carried by documents, as the environment says.
        liste_blanche: gives the domains of the trusted space, None when they are not known.
    """

    def __init__(self, oids_ins: Mapping[str, str], liste_blanche: Callable[[], ListeBlanche | None]) -> None:
        self._oids_ins = oids_ins
        self._liste_blanche = liste_blanche

    def read(self, entete: EnteteMessage, octets: bytes) -> MessageOuvert:
        """Return a message read whole. Raises Malformed."""
        opened = _opened(entete, read_message(octets, self._liste_blanche()))
        if opened.patient is None:
            return opened
        oids = frozenset(k for k, v in self._oids_ins.items() if v == opened.patient.oid)
        return replace(opened, patient=replace(opened.patient, oids=oids))


def _opened(entete: EnteteMessage, read: MessageLu) -> MessageOuvert:
    documents = _documents(entete, read)
    patient = read.patient
    alerts = sorted(alert.value for alert in read.alertes)
    if AlerteMessage.ARCHIVE_REFUSEE in read.alertes and read.refus_archive is not None:
        alerts.append(read.refus_archive.value)
    critiques = _critiques(read)
    return MessageOuvert(
        replace(
            entete,
            objet=read.objet or entete.objet,
            porte_document=bool(documents),
            type_document=_label(next(iter(read.codes_cda), "")) or entete.type_document,
            critique=bool(critiques),
            remplace=read.remplace,
            annule=read.annule,
            accuse=_accuse(read.accuse),
        ),
        read.texte,
        documents,
        PatientAnnonce(
            patient.matricule or "",
            patient.oid or "",
            patient.nom_naissance or "",
            patient.prenom or "",
            patient.date_naissance or "",
            patient.sexe or "",
        )
        if patient
        else None,
        tuple(alerts),
        archive_verifiee=read.archive is not None,
        critiques=critiques,
        accuse_demande=read.accuse_demande or "",
        accuse_automatique=read.accuse_automatique,
        fin_echange=read.fin_echange,
    )


def _documents(entete: EnteteMessage, read: MessageLu) -> tuple[DocumentJoint, ...]:
    if read.archive is not None:
        return tuple(
            DocumentJoint(
                d.fiche.identifiant,
                d.fiche.titre or d.nom,
                d.fiche.media,
                d.donnees,
                RUBRIQUES.get(d.fiche.type.code, "Autre document"),
                _day(d.fiche.debut_acte or d.fiche.creation),
                _html(d.donnees, d.fiche.media),
            )
            for d in read.archive.documents
        )
    name = read.identifiant or entete.id
    return tuple(
        DocumentJoint(
            f"{name}#{rank}", piece.nom, piece.type, piece.contenu, "Courrier", entete.recu_le.date()
        )
        for rank, piece in enumerate(read.pieces)
        if piece.type == "application/pdf" and not piece.dangereuse and piece.contenu.startswith(b"%PDF")
    )


def _critiques(read: MessageLu) -> tuple[ResultatCritique, ...]:
    """Return the results that their laboratory flags as critical (BIO.va1.01)."""
    found = []
    for document in read.archive.documents if read.archive else ():
        if "xml" not in document.fiche.media:
            continue
        try:
            resultats = read_apports(document.donnees).resultats
        except Malformed:
            continue
        found += [
            ResultatCritique(r.libelle or r.code.libelle, f"{r.valeur} {r.unite}".strip(), r.drapeau)
            for r in resultats
            if r.is_critique
        ]
    return tuple(found)


def _accuse(accuse: Accuse | None) -> AccuseRecu | None:
    if accuse is None or accuse.message is None or accuse.genre not in _SUIVIS:
        return None
    return AccuseRecu(
        _SUIVIS[accuse.genre], accuse.message, accuse.destinataire, accuse.code_erreur or accuse.detail
    )


def _is_urgent(mail: Message) -> bool:
    return any(_URGENT.match(read_header(mail, name)) for name in ("X-Priority", "Importance", "Priority"))


def _label(code: str) -> str:
    known = types_document().get(code)
    return known.type.libelle if known else ""


def _html(data: bytes, media: str) -> str:
    if "xml" not in media:
        return ""
    try:
        return render_html(data)
    except Malformed:
        return ""


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
