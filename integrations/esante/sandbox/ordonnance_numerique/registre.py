"""The ordonnances the service holds, in one SQLite file of the sandbox's state folder.

Every change is one transaction under one lock, so that two pharmacies cannot both dispense the same line.
"""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from esante.ordonnance_numerique import fhir
from esante.ordonnance_numerique.models import (
    EXECUTANT_BY_TYPE,
    Accuse,
    CodeErreur,
    Depot,
    EtatOrdonnance,
    Execution,
    OrdonnanceConsultee,
    ResumeOrdonnance,
)
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.sandbox.ordonnance_numerique.appelant import Appelant
from esante.sandbox.ordonnance_numerique.refus import Refus
from esante.sandbox.ordonnance_numerique.regles import (
    check_depot,
    check_executant,
    check_execution,
    compute_etat,
    compute_lignes,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS ordonnance (
    numero TEXT PRIMARY KEY, depot TEXT NOT NULL, version INTEGER NOT NULL, annulee TEXT, remplacee_par TEXT,
    matricule TEXT, oid TEXT, depots INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS execution (
    identifiant TEXT PRIMARY KEY, numero TEXT NOT NULL REFERENCES ordonnance, contenu TEXT NOT NULL,
    rang INTEGER NOT NULL, envois INTEGER NOT NULL);
"""


_MEDECIN = "10"


@dataclass(frozen=True)
class _Held:
    depot: Depot
    content: str
    version: int
    annulee: bool
    remplacee_par: str | None
    executions: tuple[Execution, ...]


class Registre:
    """Deposit, consult, execute and cancel, with the rights of each caller.

    Args:
        path: the SQLite file, ``:memory:`` in tests.
        clock: the sandbox's clock, so that an ordonnance can expire on demand.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._base = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._base.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._base.close()

    def record(self, depot: Depot, appelant: Appelant) -> Accuse:
        """Store a deposit once (EP4).

        Raises:
            Refus: a field, a line or a right is missing, or the number serves another ordonnance.
        """
        content = json.dumps(fhir.write_depot(depot), sort_keys=True, ensure_ascii=False)
        with self._lock, self._base:
            self._base.execute("BEGIN IMMEDIATE")
            row = self._base.execute(
                "SELECT depot, version FROM ordonnance WHERE numero = ?", (depot.numero,)
            ).fetchone()
            if row is not None:
                if row[0] != content:
                    raise Refus(CodeErreur.NUMERO_DEJA_UTILISE, "Ce numéro porte déjà une autre ordonnance")
                self._base.execute(
                    "UPDATE ordonnance SET depots = depots + 1 WHERE numero = ?", (depot.numero,)
                )
                return Accuse(depot.numero, str(row[1]), deja_enregistre=True)
            check_depot(depot, appelant, self._today())
            if depot.remplace:
                self._check_cancellable(depot.remplace, appelant)
                self._cancel(depot.remplace, "remplacement", depot.numero)
            self._base.execute(
                "INSERT INTO ordonnance VALUES (?, ?, 1, NULL, NULL, ?, ?, 1)",
                (depot.numero, content, depot.patient.matricule, depot.patient.oid),
            )
        return Accuse(depot.numero, "1", deja_enregistre=False)

    def consult(self, numero: NumeroOrdonnance, appelant: Appelant) -> OrdonnanceConsultee:
        """Return an ordonnance as the caller may see it (EP3).

        Raises:
            Refus: unknown number, or a caller who is neither the author nor an executing professional.
        """
        with self._lock:
            held = self._load(numero)
        return self._show(held, appelant)

    def search(
        self, oid: str, matricule: str, etat: EtatOrdonnance | None, appelant: Appelant
    ) -> tuple[ResumeOrdonnance, ...]:
        """Return the ordonnances of a patient (EP2), the most recent first, without those the caller may not
        see."""
        with self._lock:
            numbers = [
                NumeroOrdonnance(row[0])
                for row in self._base.execute(
                    "SELECT numero FROM ordonnance WHERE matricule = ? AND oid = ? ORDER BY rowid DESC",
                    (matricule, oid),
                )
            ]
            helds = [(numero, self._load(numero)) for numero in numbers]
        resumes = []
        for numero, held in helds:
            try:
                shown = self._show(held, appelant)
            except Refus:
                continue
            if etat is None or shown.etat is etat:
                titles = tuple(ligne.designation for ligne in shown.depot.lignes)
                resumes.append(ResumeOrdonnance(numero, shown.etat, shown.depot.date_prescription, titles))
        return tuple(resumes)

    def record_execution(self, execution: Execution, version: str, appelant: Appelant) -> Accuse:
        """Store the data of an execution once (EP1).

        Raises:
            Refus: the ordonnance changed since ``version``, is closed, or a line is answered wrongly.
        """
        content = json.dumps(fhir.write_execution(execution), sort_keys=True, ensure_ascii=False)
        with self._lock, self._base:
            self._base.execute("BEGIN IMMEDIATE")
            held = self._load(execution.numero)
            check_executant(held.depot, appelant)
            row = self._base.execute(
                "SELECT contenu FROM execution WHERE identifiant = ?", (execution.identifiant,)
            ).fetchone()
            if row is not None:
                if row[0] != content:
                    raise Refus(CodeErreur.NUMERO_DEJA_UTILISE, "Cet identifiant porte une autre exécution")
                self._base.execute(
                    "UPDATE execution SET envois = envois + 1 WHERE identifiant = ?", (execution.identifiant,)
                )
                return Accuse(execution.numero, str(held.version), deja_enregistre=True)
            lignes = compute_lignes(held.depot, held.executions)
            etat = compute_etat(held.depot, lignes, self._today(), annulee=held.annulee)
            if etat is EtatOrdonnance.ANNULEE or not all(li.is_exceptionnelle for li in execution.lignes):
                self._check_open(etat)
            if version != str(held.version):
                raise Refus(CodeErreur.MODIFIEE_ENTRE_TEMPS, "Ordonnance modifiée depuis sa consultation")
            check_execution(execution, held.depot, lignes, appelant, held.executions, self._today())
            self._base.execute(
                "INSERT INTO execution VALUES (?, ?, ?, ?, 1)",
                (execution.identifiant, execution.numero, content, len(held.executions)),
            )
            self._base.execute(
                "UPDATE ordonnance SET version = version + 1 WHERE numero = ?", (execution.numero,)
            )
        return Accuse(execution.numero, str(held.version + 1), deja_enregistre=False)

    def cancel(self, numero: NumeroOrdonnance, motif: str, appelant: Appelant) -> Accuse:
        """Cancel by the author while nothing was executed; cancelling again changes nothing.

        Raises:
            Refus: not the author, execution begun, or replaced.
        """
        if not motif.strip():
            raise Refus(CodeErreur.CHAMP_ABSENT, "Motif d’annulation absent")
        with self._lock, self._base:
            self._base.execute("BEGIN IMMEDIATE")
            held = self._load(numero)
            if held.annulee and self._is_author(held.depot, appelant):
                return Accuse(numero, str(held.version), deja_enregistre=True)
            self._check_cancellable(numero, appelant)
            self._cancel(numero, motif, None)
        return Accuse(numero, str(held.version + 1), deja_enregistre=False)

    def counters(self) -> dict[str, dict[str, int]]:
        """Return, by number, the deposits and executions stored and received: one stored proves exactly
        once."""
        with self._lock:
            deposits = self._base.execute("SELECT numero, depots FROM ordonnance").fetchall()
            sent = dict(
                self._base.execute("SELECT numero, sum(envois) FROM execution GROUP BY numero").fetchall()
            )
            kept = dict(
                self._base.execute("SELECT numero, count(*) FROM execution GROUP BY numero").fetchall()
            )
        return {
            numero: {
                "depots": 1,
                "depots_recus": received,
                "executions": kept.get(numero, 0),
                "executions_recues": sent.get(numero, 0),
            }
            for numero, received in deposits
        }

    def _show(self, held: _Held, appelant: Appelant) -> OrdonnanceConsultee:
        author = self._is_author(held.depot, appelant)
        executant = appelant.profession in EXECUTANT_BY_TYPE[held.depot.lignes[0].type].value
        if not (author or executant or appelant.profession == _MEDECIN):
            raise Refus(CodeErreur.APPELANT_NON_HABILITE, "Profession non habilitée à consulter")
        lignes = compute_lignes(held.depot, held.executions)
        hidden = held.depot.opposition_consultation and (author or not executant)
        etat = compute_etat(held.depot, lignes, self._today(), annulee=held.annulee)
        if hidden:
            lignes = compute_lignes(held.depot, ())
            if etat is not EtatOrdonnance.ANNULEE:
                etat = EtatOrdonnance.DEPOSEE
        return OrdonnanceConsultee(
            held.depot,
            etat,
            str(held.version),
            lignes,
            None if hidden else held.executions,
            NumeroOrdonnance(held.remplacee_par) if held.remplacee_par else None,
        )

    def _load(self, numero: NumeroOrdonnance) -> _Held:
        with closing(
            self._base.execute(
                "SELECT depot, version, annulee, remplacee_par FROM ordonnance WHERE numero = ?", (numero,)
            )
        ) as rows:
            row = rows.fetchone()
        if row is None:
            raise Refus(CodeErreur.NUMERO_INCONNU, "Numéro d’ordonnance inconnu")
        executions = self._base.execute(
            "SELECT contenu FROM execution WHERE numero = ? ORDER BY rang", (numero,)
        ).fetchall()
        return _Held(
            fhir.read_depot(json.loads(row[0])),
            row[0],
            row[1],
            row[2] is not None,
            row[3],
            tuple(fhir.read_execution(json.loads(content)) for (content,) in executions),
        )

    def _check_cancellable(self, numero: NumeroOrdonnance, appelant: Appelant) -> None:
        held = self._load(numero)
        if not self._is_author(held.depot, appelant):
            raise Refus(CodeErreur.APPELANT_NON_HABILITE, "Seul l’auteur annule ou remplace son ordonnance")
        if held.annulee:
            raise Refus(CodeErreur.ANNULEE, "Ordonnance déjà annulée")
        if held.executions:
            raise Refus(CodeErreur.EXECUTION_COMMENCEE, "Exécution déjà commencée")

    def _cancel(self, numero: NumeroOrdonnance, motif: str, by: NumeroOrdonnance | None) -> None:
        self._base.execute(
            "UPDATE ordonnance SET annulee = ?, remplacee_par = ?, version = version + 1 WHERE numero = ?",
            (motif, by, numero),
        )

    @staticmethod
    def _check_open(etat: EtatOrdonnance) -> None:
        closed = {
            EtatOrdonnance.EXECUTEE: (CodeErreur.DEJA_EXECUTEE, "Ordonnance déjà entièrement exécutée"),
            EtatOrdonnance.EXPIREE: (CodeErreur.EXPIREE, "Ordonnance expirée"),
            EtatOrdonnance.ANNULEE: (CodeErreur.ANNULEE, "Ordonnance annulée par son auteur"),
        }
        if etat in closed:
            raise Refus(*closed[etat])

    @staticmethod
    def _is_author(depot: Depot, appelant: Appelant) -> bool:
        own = {appelant.rpps, appelant.identifiant_national}
        return bool({depot.prescripteur.rpps, depot.prescripteur.rpps_remplacant} & own - {None})

    def _today(self) -> date:
        return self._clock().astimezone().date()
