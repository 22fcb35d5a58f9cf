"""The append-only audit trail: a chain of SHA-256 whose head is sealed with a key of its own.

An edited, deleted or inserted entry breaks the chain; a cut tail no longer agrees with the sealed head.
Someone who holds the database key can forge both: the head noted in each backup is what shows it then.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from ambroise.domain.audit import ActionAudit, EntreeAudit, FiltreTraces, TraceRangee
from ambroise.persistence.repositories.fusions import file_ids
from ambroise.persistence.tables import AuditRow, AuditTeteRow

_TETE = 1
_ANONYME = UUID(int=0)
"""Somebody's file: the journal of the office does not say whose."""
_LOT = 5000
_LIRE_TETE = (
    select(AuditTeteRow.nombre, AuditTeteRow.empreinte).where(AuditTeteRow.id == _TETE).with_for_update()
)
_AJOUTER = insert(AuditRow)
_COMMENCER = insert(AuditTeteRow)
_AVANCER = update(AuditTeteRow).where(AuditTeteRow.id == _TETE)


class SqlAuditRepository:
    """``AuditRepository`` on the open transaction."""

    def __init__(self, session: Session, cle_sceau: bytes) -> None:
        self._session = session
        self._cle = cle_sceau

    def append(self, entree: EntreeAudit) -> None:
        """Chain an entry; the head row is locked, so that two seats cannot take the same rank."""
        # Statements written once: a trace goes with every reading, and building them costs more than both.
        connexion = self._session.connection()
        tete = connexion.execute(_LIRE_TETE).one_or_none()
        nombre, precedent = (tete.nombre, tete.empreinte) if tete else (0, "")
        entree = replace(entree, instant=entree.instant.astimezone(UTC))
        empreinte = entree.digest(precedent)
        nombre += 1
        connexion.execute(
            _AJOUTER,
            {
                "rang": nombre,
                "id": entree.id,
                "instant": entree.instant,
                "auteur": entree.auteur,
                "poste": entree.poste,
                "action": entree.action.value,
                "objet": entree.objet,
                "patient_id": entree.patient_id,
                "detail": entree.detail,
                "situation": entree.situation,
                "empreinte": empreinte,
            },
        )
        valeurs = {"nombre": nombre, "empreinte": empreinte, "sceau": self._seal(nombre, empreinte)}
        connexion.execute(_AVANCER if tete else _COMMENCER, valeurs if tete else {"id": _TETE, **valeurs})

    def list(self, patient_id: UUID | None = None, limite: int = 1000) -> Sequence[EntreeAudit]:
        """Return the newest entries first."""
        requete = select(AuditRow).order_by(AuditRow.rang.desc()).limit(limite)
        if patient_id is not None:
            requete = requete.where(AuditRow.patient_id.in_(file_ids(patient_id)))
        return [_to_entree(row) for row in self._session.scalars(requete)]

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        """Return what was done to a file, and to those it absorbed."""
        return self._read(filtre, AuditRow.patient_id.in_(file_ids(patient_id)))

    def journal(self, filtre: FiltreTraces) -> Sequence[TraceRangee]:
        """Return what was done in the office; who it was done to, and the words of it, stay in the files."""
        traces = self._read(filtre)
        return [
            replace(t, entree=replace(t.entree, patient_id=_ANONYME, detail="")) if t.entree.patient_id else t
            for t in traces
        ]

    def _read(self, filtre: FiltreTraces, *criteres: ColumnElement[bool]) -> Sequence[TraceRangee]:
        requete = select(AuditRow).where(*criteres).order_by(AuditRow.rang.desc()).limit(filtre.limite)
        if filtre.actions:
            requete = requete.where(AuditRow.action.in_(sorted(action.value for action in filtre.actions)))
        if filtre.auteur:
            requete = requete.where(AuditRow.auteur == filtre.auteur)
        if filtre.du is not None:
            requete = requete.where(AuditRow.instant >= filtre.du)
        if filtre.au is not None:
            requete = requete.where(AuditRow.instant < filtre.au)
        if filtre.avant is not None:
            requete = requete.where(AuditRow.rang < filtre.avant)
        return [TraceRangee(row.rang, _to_entree(row)) for row in self._session.scalars(requete)]

    def head(self) -> tuple[int, str]:
        """Return the number of entries and the last digest."""
        tete = self._session.get(AuditTeteRow, _TETE)
        return (tete.nombre, tete.empreinte) if tete else (0, "")

    def verify(self) -> Sequence[str]:
        """Recompute the whole chain."""
        constats: list[str] = []
        precedent, attendu = "", 1
        requete = select(AuditRow).order_by(AuditRow.rang).execution_options(yield_per=_LOT)
        for row in self._session.scalars(requete):
            if row.rang != attendu:
                constats.append(f"Il manque {row.rang - attendu} trace(s) avant la trace n° {row.rang}.")
                attendu = row.rang
            elif _digest(row, precedent) != row.empreinte:
                constats.append(f"La trace n° {row.rang} ne correspond plus à son empreinte.")
            precedent, attendu = row.empreinte, attendu + 1
        nombre, empreinte = self.head()
        if nombre != attendu - 1 or empreinte != precedent:
            constats.append(
                f"La fin du journal a été coupée ou remplacée\u00a0: {attendu - 1} trace(s) lue(s), "
                f"{nombre} attendue(s)."
            )
        tete = self._session.get(AuditTeteRow, _TETE)
        if tete and not hmac.compare_digest(tete.sceau, self._seal(nombre, empreinte)):
            constats.append("Le sceau du journal n’est pas celui de ce profil.")
        return constats

    def seal_again(self) -> None:
        """Seal the head with the key of this repository: the database has just changed keys."""
        tete = self._session.get(AuditTeteRow, _TETE)
        if tete:
            tete.sceau = self._seal(tete.nombre, tete.empreinte)
            self._session.flush()

    def _seal(self, nombre: int, empreinte: str) -> str:
        return hmac.new(self._cle, f"{nombre}:{empreinte}".encode(), hashlib.sha256).hexdigest()


def _to_entree(row: AuditRow) -> EntreeAudit:
    return EntreeAudit(
        id=row.id,
        instant=row.instant,
        auteur=row.auteur,
        poste=row.poste,
        action=ActionAudit(row.action),
        objet=row.objet,
        patient_id=row.patient_id,
        detail=row.detail,
        situation=row.situation,
    )


def _digest(row: AuditRow, precedent: str) -> str:
    try:
        return _to_entree(row).digest(precedent)
    except ValueError:  # an action this version never wrote
        return ""
