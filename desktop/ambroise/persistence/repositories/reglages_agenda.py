"""The settings of the agendas, shared by the seats: one row for the office, one for each practitioner."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.persistence import codec
from ambroise.persistence.tables import ReglageAgendaRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import ConflitVersion


class SqlReglageAgendaRepository:
    """``ReglageAgendaRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def get(self, praticien: str) -> ReglageAgenda:
        """Return what was decided, an empty setting before any."""
        row = self._row(praticien)
        if row is None:
            return ReglageAgenda(praticien)
        lu = codec.loads(row.contenu)
        assert isinstance(lu, ReglageAgenda)
        return replace(lu, id=row.id, version=row.version)

    def save(self, reglage: ReglageAgenda) -> ReglageAgenda:
        """Write a setting (version 0) or its next version. Raises ConflitVersion."""
        row = self._row(reglage.praticien)
        if (row.version if row else 0) != reglage.version:
            raise ConflitVersion(row.auteur if row else "", row.modifie_le if row else None)
        ecrit = replace(reglage, id=row.id if row else self._tracer.new_id(), version=reglage.version + 1)
        valeurs = {"contenu": codec.dumps(ecrit), "version": ecrit.version}
        if row is None:
            stamp = self._tracer.stamp()
            row = ReglageAgendaRow(id=ecrit.id, praticien=reglage.praticien, **valeurs, **stamp)
            self._session.add(row)
        else:
            self._tracer.keep_revision("reglage_agenda", row, to_json(row))
            for nom, valeur in (valeurs | self._tracer.stamp_change()).items():
                setattr(row, nom, valeur)
        self._session.flush()
        self._tracer.changed("reglage_agenda", row.id)
        return ecrit

    def _row(self, praticien: str) -> ReglageAgendaRow | None:
        requete = select(ReglageAgendaRow).where(ReglageAgendaRow.praticien == praticien)
        return self._session.scalar(requete, execution_options={"populate_existing": True})
