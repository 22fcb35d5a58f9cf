"""The copy of the boxes, read without network."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, defer

from ambroise.domain.message import AccuseRecu, EnteteMessage, RoleDossier, make_id, split_id
from ambroise.persistence import codec
from ambroise.persistence.tables import DossierBoiteRow, MessageRow
from ambroise.persistence.trace import Tracer
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports_reception import EtapeCopie, EtatCopie

_LOT = 500
"""Numbers named in one statement; both engines limit the parameters of one."""


class SqlMessageRepository:
    """``MessageRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def etat(self, boite: str, role: RoleDossier) -> EtatCopie:
        """Return where the copy stands; an empty state when there is none."""
        row = self._session.get(DossierBoiteRow, (boite, role.value))
        if row is None:
            return EtatCopie(boite, role)
        return EtatCopie(boite, role, row.dossier, row.uidvalidity, row.modseq)

    def uids(self, etat: EtatCopie) -> frozenset[int]:
        """Return the numbers of the messages kept of a folder."""
        requete = select(MessageRow.uid).where(
            MessageRow.boite == etat.boite, MessageRow.dossier == etat.dossier
        )
        return frozenset(self._session.scalars(requete))

    def apply(self, etape: EtapeCopie) -> None:
        """Write one step and its state together."""
        etat = etape.etat
        if etape.recommencer:
            self._session.execute(
                delete(MessageRow).where(MessageRow.boite == etat.boite, MessageRow.role == etat.role.value)
            )
        for start in range(0, len(etape.disparus), _LOT):
            self._session.execute(
                delete(MessageRow).where(
                    MessageRow.boite == etat.boite,
                    MessageRow.dossier == etat.dossier,
                    MessageRow.uid.in_(etape.disparus[start : start + _LOT]),
                )
            )
        for uid, lu, classe in etape.drapeaux:
            self._session.execute(
                update(MessageRow)
                .where(
                    MessageRow.boite == etat.boite, MessageRow.dossier == etat.dossier, MessageRow.uid == uid
                )
                .values(lu=lu, classe=classe)
            )
        if etape.nouveaux:
            self._session.execute(insert(MessageRow), [_columns(e, etat.role) for e in etape.nouveaux])
        self._session.merge(
            DossierBoiteRow(
                boite=etat.boite,
                role=etat.role.value,
                dossier=etat.dossier,
                uidvalidity=etat.uidvalidity,
                modseq=etat.modseq,
            )
        )
        self._session.flush()
        if etape.recommencer or etape.disparus or etape.drapeaux or etape.nouveaux:
            self._tracer.changed("message")

    def list(
        self,
        role: RoleDossier,
        *,
        du_patient: bool | None = None,
        avant: datetime | None = None,
        limite: int = 200,
    ) -> Sequence[EnteteMessage]:
        """Return the newest messages of every box, those before an instant when one is given."""
        requete = select(MessageRow).options(defer(MessageRow.octets)).where(MessageRow.role == role.value)
        if du_patient is not None:
            requete = requete.where(MessageRow.du_patient.is_(du_patient))
        if avant is not None:
            requete = requete.where(MessageRow.recu_le < avant)
        requete = requete.order_by(MessageRow.recu_le.desc(), MessageRow.uid.desc()).limit(limite)
        return [_to_entete(row) for row in self._session.scalars(requete)]

    def get(self, id_: str) -> EnteteMessage:
        """Raises Introuvable."""
        return _to_entete(self._row(id_))

    def save(self, entete: EnteteMessage) -> None:
        """Write what was learnt by reading a message."""
        row = self._row(entete.id)
        for name, value in _columns(entete, RoleDossier(row.role)).items():
            setattr(row, name, value)
        row.a_lire = False
        self._session.flush()
        self._tracer.changed("message")

    def content(self, id_: str) -> bytes | None:
        """Return the message as it came, None when only its line is kept."""
        octets = self._row(id_).octets
        return bytes(octets) if octets is not None else None

    def keep_content(self, id_: str, octets: bytes) -> None:
        """Keep the message as it came."""
        self._row(id_).octets = octets
        self._session.flush()

    def to_read(self, boite: str, limite: int) -> Sequence[EnteteMessage]:
        """Return the newest messages that carry a document or a receipt and were not read yet."""
        requete = (
            select(MessageRow)
            .options(defer(MessageRow.octets))
            .where(MessageRow.boite == boite, MessageRow.a_lire.is_(True))
            .order_by(MessageRow.recu_le.desc(), MessageRow.uid.desc())
            .limit(limite)
        )
        return [_to_entete(row) for row in self._session.scalars(requete)]

    def unfiled(self) -> tuple[int, datetime | None]:
        """Return how many documents wait to be filed, and since when the oldest does."""
        count, oldest = self._session.execute(
            select(func.count(), func.min(MessageRow.recu_le)).where(
                MessageRow.role == RoleDossier.RECUS.value,
                MessageRow.porte_document.is_(True),
                MessageRow.classe.is_(False),
            )
        ).one()
        return count, oldest

    def unread(self) -> int:
        """Return how many received messages nobody opened."""
        requete = select(func.count()).where(
            MessageRow.role == RoleDossier.RECUS.value, MessageRow.lu.is_(False)
        )
        return self._session.scalar(requete) or 0

    def receipts(self, identifiants: Collection[str]) -> Sequence[AccuseRecu]:
        """Return the receipts about messages that left."""
        wanted, found = sorted(identifiants), list[AccuseRecu]()
        for start in range(0, len(wanted), _LOT):
            requete = select(MessageRow.entete).where(
                MessageRow.accuse_de.in_(wanted[start : start + _LOT]), MessageRow.accuse_de != ""
            )
            found += [codec.loads(texte).accuse for texte in self._session.scalars(requete)]
        return found

    def boites(self) -> Sequence[str]:
        """Return the boxes a copy is kept of."""
        return self._session.scalars(select(DossierBoiteRow.boite).distinct()).all()

    def forget(self, boite: str) -> None:
        """Drop the copy of a box that left the profile."""
        self._session.execute(delete(MessageRow).where(MessageRow.boite == boite))
        self._session.execute(delete(DossierBoiteRow).where(DossierBoiteRow.boite == boite))

    def _row(self, id_: str) -> MessageRow:
        try:
            row = self._session.get(MessageRow, split_id(id_))
        except ValueError:
            row = None
        if row is None:
            raise Introuvable("Ce message n’est plus dans la boîte.")
        return row


def _columns(entete: EnteteMessage, role: RoleDossier) -> dict[str, Any]:
    boite, dossier, uid = entete.place
    return {
        "boite": boite,
        "dossier": dossier,
        "uid": uid,
        "role": role.value,
        "recu_le": entete.recu_le,
        "lu": entete.lu,
        "classe": entete.classe,
        "porte_document": entete.porte_document,
        "du_patient": entete.du_patient,
        "a_lire": role is RoleDossier.RECUS and (entete.porte_document or entete.is_rapport),
        "accuse_de": entete.accuse.message if entete.accuse else "",
        "entete": codec.dumps(entete),
    }


def _to_entete(row: MessageRow) -> EnteteMessage:
    entete: EnteteMessage = codec.loads(row.entete)
    id_ = make_id(row.boite, row.dossier, row.uid)
    return replace(entete, id=id_, lu=row.lu, classe=row.classe)
