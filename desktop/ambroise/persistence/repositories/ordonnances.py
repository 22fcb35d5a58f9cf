"""Orders: a draft changes, a signed one is frozen by the database itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.persistence import codec
from ambroise.persistence.lazy import LazySelect
from ambroise.persistence.repositories.fusions import FILE_IDS
from ambroise.persistence.tables import OrdonnanceRow
from ambroise.persistence.trace import Tracer
from ambroise.usecases.errors import ActeFinal, Introuvable

_ETAT = ("statut", "remplacee_par", "annulation")
"""The only parts of a signed order that change; the others are the frozen content."""

_SUITES = {
    StatutOrdonnance.BROUILLON: frozenset({StatutOrdonnance.BROUILLON, StatutOrdonnance.SIGNEE}),
    StatutOrdonnance.SIGNEE: frozenset({StatutOrdonnance.REMPLACEE, StatutOrdonnance.ANNULEE}),
}


class SqlOrdonnanceRepository:
    """``OrdonnanceRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def save(self, ordonnance: Ordonnance) -> None:
        """Write a draft, freeze a signed order, or note its replacement or cancellation.

        Raises:
            ActeFinal: the order is signed and something else than its state changed.
        """
        colonnes = ordonnance_columns(ordonnance)
        self._tracer.changed("ordonnance", ordonnance.id)
        row = self._session.get(OrdonnanceRow, ordonnance.id, populate_existing=True)
        if row is None:
            self._session.add(OrdonnanceRow(id=ordonnance.id, version=1, **colonnes, **self._tracer.stamp()))
            self._session.flush()
            return
        avant = StatutOrdonnance(row.statut)
        if all(getattr(row, nom) == valeur for nom, valeur in colonnes.items()):
            return
        figee = avant is not StatutOrdonnance.BROUILLON
        if ordonnance.statut not in _SUITES.get(avant, frozenset()) or (
            figee and row.contenu != colonnes["contenu"]
        ):
            raise ActeFinal(
                "Une ordonnance signée ne se modifie pas.",
                code="acte_final",
                remede="Remplacez-la par une nouvelle ordonnance, ou annulez-la.",
            )
        row.version += 1
        for nom, valeur in (colonnes | self._tracer.stamp_change()).items():
            setattr(row, nom, valeur)
        self._session.flush()

    def get(self, id_: UUID) -> Ordonnance:
        """Raises Introuvable."""
        row = self._session.get(OrdonnanceRow, id_, populate_existing=True)
        if row is None:
            raise Introuvable("Cette ordonnance n’existe pas dans ce profil.")
        return _of_row(row)

    def find_by_numero(self, numero: str) -> Ordonnance | None:
        """Return the order of an ordonnance numérique number."""
        row = self._session.scalar(select(OrdonnanceRow).where(OrdonnanceRow.numero == numero))
        return _of_row(row) if row else None

    def list(self, patient_id: UUID) -> Sequence[Ordonnance]:
        """Return the orders of a patient, newest first."""
        return _ORDONNANCES.read(self._session, dossier=patient_id)

    def signed_by(self, numero_rpps: str, du: date, au: date) -> Sequence[Ordonnance]:
        """Return the orders in force that a professional signed between two days, the newest first."""
        requete = (
            select(OrdonnanceRow)
            .where(
                OrdonnanceRow.statut == StatutOrdonnance.SIGNEE.value,
                OrdonnanceRow.date.between(du, au),
                # Fewer to decode: who is named in the content may still be the one who was replaced.
                OrdonnanceRow.contenu.contains(numero_rpps, autoescape=True),
            )
            .order_by(OrdonnanceRow.date.desc(), OrdonnanceRow.id.desc())
        )
        ordonnances = map(_of_row, self._session.scalars(requete))
        return [o for o in ordonnances if o.prescripteur.numero_rpps == numero_rpps]


def ordonnance_columns(ordonnance: Ordonnance) -> dict[str, Any]:
    """Return the columns of an order, but for its identifier, version and stamp."""
    champs = codec.to_json(ordonnance)
    for nom in _ETAT:
        del champs[nom]
    return {
        "patient_id": ordonnance.patient_id,
        "date": ordonnance.date,
        "numero": ordonnance.numero,
        "statut": ordonnance.statut.value,
        "signee_le": ordonnance.signee_le,
        "remplace": ordonnance.remplace,
        "remplacee_par": ordonnance.remplacee_par,
        "annulation": codec.dumps(ordonnance.annulation) if ordonnance.annulation else None,
        "contenu": codec.dump_json(champs),
    }


def _to_ordonnance(
    contenu: str, statut: str, remplacee_par: UUID | None, annulation: str | None
) -> Ordonnance:
    champs = codec.load_json(contenu)
    champs["statut"] = codec.to_json(StatutOrdonnance(statut))
    champs["remplacee_par"] = codec.to_json(remplacee_par)
    champs["annulation"] = codec.load_json(annulation) if annulation else None
    ordonnance = codec.from_json(champs)
    assert isinstance(ordonnance, Ordonnance)
    return ordonnance


def _of_row(row: OrdonnanceRow) -> Ordonnance:
    return _to_ordonnance(row.contenu, row.statut, row.remplacee_par, row.annulation)


_T = OrdonnanceRow.__table__.c
_ORDONNANCES = LazySelect(
    (_T.contenu, _T.statut, _T.remplacee_par, _T.annulation),
    lambda requete: requete.where(_T.patient_id.in_(FILE_IDS)).order_by(_T.date.desc(), _T.id.desc()),
    _to_ordonnance,
)
