"""One transaction over all repositories; leaving it without ``commit`` rolls back."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ambroise.persistence import errors
from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.repositories.brouillons import SqlBrouillonRepository
from ambroise.persistence.repositories.comptes import SqlCompteRepository
from ambroise.persistence.repositories.copies_ordonnances import SqlCopieOrdonnanceRepository
from ambroise.persistence.repositories.dispensations import SqlDispensationRepository
from ambroise.persistence.repositories.dossiers import SqlDossierRepository
from ambroise.persistence.repositories.echanges_insi import SqlEchangeInsiRepository
from ambroise.persistence.repositories.entrees import SqlEntreeRepository
from ambroise.persistence.repositories.envois import SqlEnvoiRepository
from ambroise.persistence.repositories.fusions import SqlFusionRepository
from ambroise.persistence.repositories.masse import SqlEcritureMasse
from ambroise.persistence.repositories.messages import SqlMessageRepository
from ambroise.persistence.repositories.ordonnances import SqlOrdonnanceRepository
from ambroise.persistence.repositories.patients import SqlPatientRepository
from ambroise.persistence.repositories.reglages_agenda import SqlReglageAgendaRepository
from ambroise.persistence.repositories.rendez_vous import SqlRendezVousRepository
from ambroise.persistence.repositories.textes_documents import SqlTexteDocumentRepository
from ambroise.persistence.trace import Origine, Tracer
from ambroise.usecases.ports import GenerateurId, Horloge


class SqlUnitOfWork:
    """``UnitOfWork`` on an engine; not shared between threads."""

    def __init__(
        self,
        engine: Engine,
        cle_sceau: bytes,
        origine: Callable[[], Origine],
        horloge: Horloge,
        generate_id: GenerateurId,
    ) -> None:
        self._engine = engine
        self._cle_sceau = cle_sceau
        self._origine = origine
        self._horloge = horloge
        self._generate_id = generate_id

    def __enter__(self) -> Self:
        session = self._session = Session(self._engine, expire_on_commit=False)
        tracer = self._tracer = Tracer(session, self._origine(), self._horloge, self._generate_id)
        self.patients = SqlPatientRepository(session, tracer)
        self.fusions = SqlFusionRepository(session, tracer)
        self.dossiers = SqlDossierRepository(session, tracer)
        self.entrees = SqlEntreeRepository(session, tracer)
        self.comptes = SqlCompteRepository(session, tracer)
        self.rendez_vous = SqlRendezVousRepository(session, tracer)
        self.reglages_agenda = SqlReglageAgendaRepository(session, tracer)
        self.textes = SqlTexteDocumentRepository(session)
        self.masse = SqlEcritureMasse(session, tracer)
        self.ordonnances = SqlOrdonnanceRepository(session, tracer)
        self.dispensations = SqlDispensationRepository(session, tracer)
        self.copies_ordonnances = SqlCopieOrdonnanceRepository(session, tracer)
        self.envois = SqlEnvoiRepository(session, tracer)
        self.audit = SqlAuditRepository(session, self._cle_sceau)
        self.brouillons = SqlBrouillonRepository(session)
        self.messages = SqlMessageRepository(session, tracer)
        self.echanges_insi = SqlEchangeInsiRepository(session)
        return self

    def commit(self) -> None:
        """Write everything, on the disk when this returns.

        Raises:
            AmbroiseError: the database refused (full disk, final act, damaged file); nothing was written.
        """
        try:
            self._tracer.notify()
            self._session.commit()
        except DBAPIError as erreur:
            self._session.rollback()
            raise (errors.translate(erreur) or erreur) from erreur

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._session.close()
        if isinstance(exc, DBAPIError):
            connue = errors.translate(exc)
            if connue:
                raise connue from exc
