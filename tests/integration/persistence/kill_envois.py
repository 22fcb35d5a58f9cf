"""Sign acts and deliver them in children killed at a random line; print what a counting receiver got.

Run as a program: ``kill_envois.py FOLDER KEY ROUNDS SEED``. The parent never opens the database; each child
traces its own lines and kills itself with SIGKILL at the one drawn, so that any instruction may be the last.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Consultation, Document, TypeDocument
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import PolitiqueEnvoi, deliver_due
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.stockage import empreinte
from tests.fakes.dossiers import make_entree, make_envoi, make_patient

ACTES_PAR_TOUR = 3
LIGNES_PAR_TOUR = 600_000
"""About what opening, three acts and their delivery run."""


class Receveur:
    """A receiver on the other side of the process: one line of a file for each content it accepted."""

    def __init__(self, fichier: Path, hasard: random.Random) -> None:
        self._fichier = fichier
        self._hasard = hasard

    def is_deja_recu(self, envoi: Envoi) -> bool:
        return envoi.cle_idempotence in self._fichier.read_text().split()

    def transmettre(self, envoi: Envoi) -> str:
        tirage = self._hasard.random()
        if tirage < 0.2:
            raise ServiceInjoignable("Le service ne répond pas.")
        descripteur = os.open(self._fichier, os.O_WRONLY | os.O_APPEND)
        os.write(descripteur, f"{envoi.cle_idempotence}\n".encode())
        os.close(descripteur)
        if tirage < 0.4:
            raise ServiceInjoignable("La réponse s’est perdue.")
        return "reçu"


def open_contexte(dossier: Path, cle: bytes, instant: datetime) -> tuple[Database, Contexte]:
    horloge = lambda: instant  # noqa: E731
    base = Database.open(open_profile(dossier), cle, horloge)
    uow = base.unit_of_work(lambda: Origine("899700366240", "poste-1"), horloge)
    return base, Contexte(uow, horloge, new_id, "poste-1")


def work(contexte: Contexte, acks: int, transmetteur: Receveur, hasard: random.Random, actes: int) -> None:
    with contexte.uow() as uow:
        patient_id = uow.patients.search("martin")[0].id
    for _ in range(actes):
        acte = new_id()
        with contexte.uow() as uow:
            uow.dossiers.add_consultation(
                Consultation(acte, patient_id, "899700366240", contexte.horloge(), "Toux", "Note " * 200)
            )
            uow.envois.add(make_envoi(patient_id, str(acte)))
            uow.audit.append(make_entree(f"consultation {acte}", action=ActionAudit.CREATION))
            uow.entrees.save(Tache(new_id(), f"Rappeler {acte}", contexte.horloge().date(), patient_id))
            uow.dossiers.add_document(*make_document(patient_id, str(acte)))
            patient = uow.patients.get(patient_id)
            uow.patients.save(replace(patient, nir_facturation=str(patient.version)))
            uow.commit()
        os.write(acks, f"{acte}\n".encode())
        with contexte.uow() as uow:
            uow.brouillons.save("note", str(acte), contexte.horloge())
            uow.commit()
        os.write(acks, f"note {acte}\n".encode())
    deliver_due(
        contexte,
        {TypeEnvoi.ORDONNANCE_NUMERIQUE: transmetteur},
        hasard.random,
        PolitiqueEnvoi(),
        demarre_le=contexte.horloge(),
    )


def make_document(patient_id: UUID, contenu: str) -> tuple[Document, bytes]:
    octets = contenu.encode()
    titre, mime = "Courrier reçu", "text/plain"
    document = Document(
        new_id(),
        patient_id,
        TypeDocument.AUTRE,
        titre,
        mime,
        empreinte(octets),
        len(octets),
        datetime(2026, 3, 2, tzinfo=UTC),
    )
    return document, octets


def kill_at(ligne: int) -> None:
    """Kill this process when it has run that many lines of the product or of SQLAlchemy."""
    reste = ligne

    def trace(frame: FrameType, evenement: str, _arg: Any) -> Any:
        nonlocal reste
        if evenement == "line":
            reste -= 1
            if reste <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def child(dossier: Path, cle: bytes, tour: int, ligne: int, acks: int, actes: int) -> None:
    instant = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=2 * tour)
    hasard = random.Random(tour)
    receveur = Receveur(dossier / "recus", hasard)
    if ligne:
        kill_at(ligne)
    base, contexte = open_contexte(dossier, cle, instant)
    work(contexte, acks, receveur, hasard, actes)
    base.close()


def main() -> None:
    dossier, cle = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
    tours, hasard = int(sys.argv[3]), random.Random(int(sys.argv[4]))
    (dossier / "recus").touch()
    acks = os.open(dossier / "acks", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    tues = 0
    derniers = 60
    for tour in range(tours + derniers):
        vivant = tour >= tours
        ligne = 0 if vivant else hasard.randint(1, LIGNES_PAR_TOUR)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                if tour == 0:
                    prepare(dossier, cle)
                else:
                    child(dossier, cle, tour, ligne, acks, 0 if vivant else ACTES_PAR_TOUR)
                code = 0
            finally:
                os._exit(code)
        _, etat = os.waitpid(pid, 0)
        if os.WIFSIGNALED(etat):
            tues += 1
        elif os.WEXITSTATUS(etat):
            raise SystemExit(f"tour {tour} : échec")
    sys.stdout.write(json.dumps(report(dossier, cle) | {"tours": tours, "tues": tues}))


def kept(lignes: list[str], derniere_note: str) -> set[str]:
    """Return the drafts that may be found: the last acknowledged, or one written but not yet acknowledged."""
    apres = lignes[lignes.index(f"note {derniere_note}") + 1 :]
    return {derniere_note, *(ligne for ligne in apres if not ligne.startswith("note "))}


def prepare(dossier: Path, cle: bytes) -> None:
    base, contexte = open_contexte(dossier, cle, datetime(2026, 3, 2, 9, tzinfo=UTC))
    with contexte.uow() as uow:
        uow.patients.add(make_patient())
        uow.commit()
    base.close()


def report(dossier: Path, cle: bytes) -> dict[str, object]:
    base, contexte = open_contexte(dossier, cle, datetime(2026, 3, 30, tzinfo=UTC))
    recus = Counter((dossier / "recus").read_text().split())
    lignes = (dossier / "acks").read_text().splitlines()
    acks = {ligne for ligne in lignes if not ligne.startswith("note ")}
    derniere_note = next((n.removeprefix("note ") for n in reversed(lignes) if n.startswith("note ")), "")
    with contexte.uow() as uow:
        patient_id = uow.patients.search("martin")[0].id
        actes = {str(c.id) for c in uow.dossiers.consultations(patient_id)}
        envois = uow.envois.list(limite=100_000)
        constats = list(uow.audit.verify())
        taches = {t.libelle.removeprefix("Rappeler ") for t in uow.entrees.list(Tache)}
        documents = {uow.dossiers.document_content(d.id).decode() for d in uow.dossiers.documents(patient_id)}
        version = uow.patients.get(patient_id).version
        note = uow.brouillons.get("note")
        traces = {e.objet.removeprefix("consultation ") for e in uow.audit.list(limite=100_000)}
    with base.engine.connect() as connexion:
        integrite = [connexion.exec_driver_sql("PRAGMA integrity_check").scalar()]
        integrite += connexion.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
    base.close()
    return {
        "acquittes": len(acks),
        "actes": len(actes),
        "acquittes_perdus": len(acks - actes),
        "actes_sans_envoi": len(actes - {e.cle_idempotence for e in envois}),
        "actes_sans_trace": len(actes - traces),
        "actes_sans_tache": len(actes ^ taches),
        "actes_sans_document": len(actes ^ documents),
        "actes_sans_version": version - 1 - len(actes),
        "caracteres_perdus": 0
        if not derniere_note or (note and note[0] in kept(lignes, derniere_note))
        else 1,
        "envois_non_remis": sum(e.etat is not EtatEnvoi.REMIS for e in envois),
        "remis_jamais_recus": sum(e.cle_idempotence not in recus for e in envois),
        "recus_en_double": sum(nombre > 1 for nombre in recus.values()),
        "recus_inconnus": len(set(recus) - actes),
        "audit": constats,
        "integrite": integrite,
    }


if __name__ == "__main__":
    main()
