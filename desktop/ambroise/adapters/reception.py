"""The boxes read: messages of ``esante`` become messages of the office."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import compat32

from ambroise.adapters.mssante import SERVICE, Messagerie
from ambroise.adapters.traduction import translate, translating
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_reception import DocumentJoint, EnteteMessage, MessageOuvert
from esante.cda.affichage import render_html
from esante.errors import EsanteError, Malformed
from esante.mssante.adresses import is_adresse_patient
from esante.mssante.boite import BoiteSession, DossierSpecial, Enveloppe
from esante.mssante.client import INBOX, MssanteClient
from esante.mssante.composition import PREFIXE_XDM
from esante.mssante.entetes import read_correspondants, read_date, read_header
from esante.mssante.lecture import read_message
from esante.mssante.message_lu import AlerteMessage, MessageLu
from esante.mssante.releve import for_each_boite

CLASSE = "$AmbroiseClasse"
"""IMAP keyword put on a message whose documents were filed: every seat sees it."""
NEWEST = 200
_RUBRIQUES = {
    "11502-2": "Biologie",
    "18748-4": "Imagerie",
    "57833-6": "Ordonnance",
    "57828-6": "Ordonnance",
    "11488-4": "Compte rendu",
    "34133-9": "Compte rendu",
}


class BoitesReception:
    """``usecases.ports_reception.PortReception`` over the boxes of the profile.

    Args:
        oids_ins: OID answered by INSi → OID carried by documents, as the environment says.
    """

    def __init__(self, messageries: Sequence[Messagerie], oids_ins: Mapping[str, str] | None = None) -> None:
        self._messageries = messageries
        self._oids_ins = oids_ins or {}

    def list_messages(self, *, envoyes: bool) -> Sequence[EnteteMessage]:
        """Return the newest messages of every box, the latest first."""
        clients = {m.client.compte.adresse: m.client for m in self._messageries}
        outcomes = for_each_boite(clients, lambda client: _newest(client, envoyes=envoyes))
        lists = [outcome for outcome in outcomes.values() if not isinstance(outcome, EsanteError)]
        errors = [outcome for outcome in outcomes.values() if isinstance(outcome, EsanteError)]
        if errors and not lists:
            raise translate(errors[0], SERVICE)
        return sorted((m for found in lists for m in found), key=_arrival, reverse=True)

    def open_message(self, id_: str) -> MessageOuvert:
        """Read one message whole."""
        client, folder, uid = self._place(id_)
        with translating(SERVICE):
            with client.open() as boite:
                boite.select(folder)
                content = boite.fetch_message(uid)
                envelope = next(boite.fetch_enveloppes([uid]), None)
            if content is None or envelope is None:
                raise Introuvable("Ce message n’est plus dans la boîte.")
            opened = _opened(_entete(client, folder, envelope), read_message(content))
        if opened.patient is None:
            return opened
        oids = frozenset(k for k, v in self._oids_ins.items() if v == opened.patient.oid)
        return replace(opened, patient=replace(opened.patient, oids=oids))

    def mark_lu(self, id_: str) -> None:
        """Mark a message read."""
        self._flag(id_, "\\Seen")

    def mark_classe(self, id_: str) -> None:
        """Mark a message whose documents were filed."""
        self._flag(id_, CLASSE)

    def _flag(self, id_: str, flag: str) -> None:
        client, folder, uid = self._place(id_)
        with translating(SERVICE), client.open() as boite:
            boite.select(folder, readonly=False)
            boite.add_drapeau(uid, flag)

    def _place(self, id_: str) -> tuple[MssanteClient, str, int]:
        address, _, rest = id_.partition("/")
        folder, _, uid = rest.rpartition("/")
        for messagerie in self._messageries:
            if messagerie.adresse == address and uid.isdigit() and folder:
                return messagerie.client, folder, int(uid)
        raise Introuvable("Ce message n’est dans aucune boîte de ce profil.")


def _arrival(entete: EnteteMessage) -> tuple[datetime, int]:
    return entete.recu_le, int(entete.id.rpartition("/")[2])


def _newest(client: MssanteClient, *, envoyes: bool) -> list[EnteteMessage]:
    with client.open() as boite:
        folder = boite.find_dossier(DossierSpecial.ENVOYES) if envoyes else INBOX
        if folder is None:
            return []
        boite.select(folder)
        uids = boite.search_from(1)[-NEWEST:]
        return [_entete(client, folder, envelope) for envelope in _envelopes(boite, uids)]


def _envelopes(boite: BoiteSession, uids: Sequence[int]) -> Sequence[Enveloppe]:
    return list(boite.fetch_enveloppes(uids))


def _entete(client: MssanteClient, folder: str, envelope: Enveloppe) -> EnteteMessage:
    mail = message_from_bytes(envelope.entetes, policy=compat32)
    people = read_correspondants(mail, "From") if folder == INBOX else read_correspondants(mail, "To")
    subject = read_header(mail, "Subject")
    first = people[0] if people else None
    return EnteteMessage(
        f"{client.compte.adresse}/{folder}/{envelope.uid}",
        (first.nom.replace("_", " ") or first.brut) if first else "Expéditeur inconnu",
        subject.removeprefix(PREFIXE_XDM) or "(sans objet)",
        (read_date(mail) or datetime.fromtimestamp(0, UTC)).astimezone(),
        "\\Seen" in envelope.drapeaux or folder != INBOX,
        CLASSE in envelope.drapeaux,
        subject.startswith(PREFIXE_XDM) or "X-MSS-CODECDA" in mail,
        first is not None and first.adresse is not None and is_adresse_patient(first.adresse),
    )


def _opened(entete: EnteteMessage, read: MessageLu) -> MessageOuvert:
    documents = _documents(entete, read)
    patient = read.patient
    alerts = sorted(alert.value for alert in read.alertes)
    if AlerteMessage.ARCHIVE_REFUSEE in read.alertes and read.refus_archive is not None:
        alerts.append(read.refus_archive.value)
    return MessageOuvert(
        replace(entete, objet=read.objet or entete.objet, porte_document=bool(documents)),
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
    )


def _documents(entete: EnteteMessage, read: MessageLu) -> tuple[DocumentJoint, ...]:
    if read.archive is not None:
        return tuple(
            DocumentJoint(
                d.fiche.identifiant,
                d.fiche.titre or d.nom,
                d.fiche.media,
                d.donnees,
                _RUBRIQUES.get(d.fiche.type.code, "Autre document"),
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
