"""Deliver documents of an INS since replaced, in children killed ever later; print what is left of them.

Run as a program: ``kill_ins.py ADDRESS KEY``, where the address is a folder or a ``postgresql://`` one. The
parent never opens the database. Each child kills itself some statements further on than the one before, until
one lives to the end: any order given to the database may have been the last.
"""

import json
import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import event

from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR_TEST,
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.postgresql import open_postgresql
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import deliver_due
from tests.fakes.dossiers import make_envoi

DEBUT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAS = 5
ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
ANCIEN = MatriculeIns("275126322074974", OID_INS_NIR_TEST)
NOUVEAU = MatriculeIns("279035121518989", OID_INS_NIR_TEST)


class Receveur:
    """Never told anything: whatever comes is written on the standard error of the test."""

    def is_deja_recu(self, envoi: Envoi) -> bool:
        return False

    def transmettre(self, envoi: Envoi) -> str:
        raise SystemExit(f"parti : {envoi.cle_idempotence}")


def open_contexte(adresse: str, cle: bytes, instant: datetime) -> tuple[Database, Contexte]:
    horloge = lambda: instant  # noqa: E731
    if adresse.startswith("postgresql"):
        base = open_postgresql(adresse, cle)
    else:
        base = Database.open(open_profile(Path(adresse)), cle, horloge)
    uow = base.unit_of_work(lambda: Origine("899700366240", "poste-1"), horloge)
    return base, Contexte(uow, horloge, new_id, "poste-1")


def prepare(contexte: Contexte) -> None:
    """A qualified patient, her order on the way, then another INS."""
    preuve = Justificatif(TypeJustificatif.PASSEPORT, DEBUT.date(), "899700366240")
    identite = Identite(ZOE, ins=IdentiteIns(ANCIEN, ZOE, DEBUT), justificatifs=(preuve,))
    patient = Patient(new_id(), identite)
    depot = make_envoi(patient.id, "depot", ins=ANCIEN)
    with contexte.uow() as uow:
        uow.patients.add(patient)
        uow.envois.add(depot)
        uow.envois.add(make_envoi(patient.id, "suite", type=TypeEnvoi.DMP, ins=ANCIEN, apres=depot.id))
        uow.envois.add(make_envoi(patient.id, "seul", type=TypeEnvoi.MSSANTE, ins=ANCIEN))
        lu = uow.patients.get(patient.id)
        autre = replace(identite, ins=IdentiteIns(NOUVEAU, ZOE, DEBUT))
        uow.patients.save(replace(lu, identite=autre))
        uow.commit()


def kill_at_statement(base: Database, rang: int) -> None:
    """Kill this process when it is about to give the database its nth order."""
    reste = rang

    @event.listens_for(base.engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal reste
        reste -= 1
        if reste <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def run_child(adresse: str, cle: bytes, tour: int) -> None:
    base, contexte = open_contexte(adresse, cle, DEBUT + timedelta(hours=tour))
    if tour == 0:
        prepare(contexte)
    else:
        kill_at_statement(base, PAS * tour)
        deliver_due(
            contexte,
            dict.fromkeys(TypeEnvoi, Receveur()),
            lambda: 0.0,
            demarre_le=contexte.horloge(),
        )
    base.close()


def main() -> None:
    adresse, cle = sys.argv[1], bytes.fromhex(sys.argv[2])
    tues = 0
    for tour in range(200):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                run_child(adresse, cle, tour)
                code = 0
            finally:
                os._exit(code)
        _, etat = os.waitpid(pid, 0)
        if os.WIFEXITED(etat) and os.WEXITSTATUS(etat):
            raise SystemExit(f"tour {tour} : échec")
        if os.WIFSIGNALED(etat):
            tues += 1
        elif tour:
            break
    base, contexte = open_contexte(adresse, cle, DEBUT + timedelta(days=30))
    with contexte.uow() as uow:
        bilan = {
            "tues": tues,
            "perimes": sorted(e.cle_idempotence for e in uow.envois.list() if e.is_perime),
            "taches": [t.libelle for t in uow.entrees.list(Tache)],
            "audit": list(uow.audit.verify()),
        }
    base.close()
    sys.stdout.write(json.dumps(bilan))


if __name__ == "__main__":
    main()
