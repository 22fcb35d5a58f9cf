"""The accounts of the office, and who may read a restricted file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.droits import Compte, Role
from ambroise.persistence.tables import AccesRow, CodeCompteRow, CompteRow
from ambroise.persistence.trace import Tracer, to_json
from ambroise.usecases.errors import ConflitVersion


class SqlCompteRepository:
    """``CompteRepository`` on the open transaction."""

    def __init__(self, session: Session, tracer: Tracer) -> None:
        self._session = session
        self._tracer = tracer

    def save(self, compte: Compte) -> Compte:
        """Open an account (version 0) or change it. Raises ConflitVersion."""
        valeurs = {
            "identifiant": compte.identifiant,
            "nom": compte.nom,
            "role": compte.role.value,
            "du": compte.du,
            "au": compte.au,
            "version": compte.version + 1,
        }
        row = self._session.get(CompteRow, compte.id, populate_existing=True, with_for_update=True)
        if row is None:
            self._session.add(CompteRow(id=compte.id, **valeurs, **self._tracer.stamp()))
        else:
            if row.version != compte.version:
                raise ConflitVersion(row.auteur, row.modifie_le, _to_compte(row))
            self._tracer.keep_revision("compte", row, to_json(row))
            for nom, valeur in (valeurs | self._tracer.stamp_change()).items():
                setattr(row, nom, valeur)
        self._session.flush()
        self._tracer.changed("compte", compte.id)
        return replace(compte, version=compte.version + 1)

    def find(self, identifiant: str) -> Compte | None:
        """Return the account of a national identifier or local name."""
        row = self._session.scalar(_COMPTE, {"qui": identifiant})
        return _to_compte(row) if row else None

    def list(self) -> Sequence[Compte]:
        """Return all accounts, by name."""
        return [_to_compte(row) for row in self._session.scalars(_COMPTES)]

    def restrict(self, patient_id: UUID, identifiants: Iterable[str]) -> None:
        """Keep a file to these readers; to nobody in particular when none is given."""
        self._session.execute(delete(AccesRow).where(AccesRow.patient_id == patient_id))
        lignes = [{"patient_id": patient_id, "identifiant": i} for i in sorted(set(identifiants))]
        if lignes:
            self._session.execute(insert(AccesRow), lignes)

    def readers(self, patient_id: UUID) -> Sequence[str]:
        """Return who may read a restricted file, nothing when it is open to the office."""
        return list(self._session.connection().scalars(_LECTEURS, {"dossier": patient_id}))

    def code(self, compte_id: UUID) -> CodeCompte | None:
        """Return the code of an account, its row locked: two seats cannot spend one try."""
        row = self._session.get(CodeCompteRow, compte_id, populate_existing=True, with_for_update=True)
        return _to_code(row) if row else None

    def codes(self) -> Sequence[CodeCompte]:
        """Return the codes of all accounts."""
        return [_to_code(row) for row in self._session.scalars(select(CodeCompteRow))]

    def note_try(self, code: CodeCompte) -> None:
        """Write the tries of a code, or the code its own holder chose."""
        self._session.merge(
            CodeCompteRow(
                compte_id=code.compte_id,
                empreinte=code.empreinte,
                provisoire=code.provisoire,
                essais=code.essais,
                attendre_jusqua=code.attendre_jusqua,
            )
        )
        self._session.flush()

    give_code = note_try


def _to_compte(row: CompteRow) -> Compte:
    return Compte(row.id, row.identifiant, row.nom, Role(row.role), row.du, row.au, row.version)


def _to_code(row: CodeCompteRow) -> CodeCompte:
    return CodeCompte(row.compte_id, row.empreinte, row.provisoire, row.essais, row.attendre_jusqua)


_COMPTES = select(CompteRow).order_by(CompteRow.nom)
_COMPTE = select(CompteRow).where(CompteRow.identifiant == bindparam("qui"))
_A = AccesRow.__table__.c
_LECTEURS = select(_A.identifiant).where(_A.patient_id == bindparam("dossier")).order_by(_A.identifiant)
