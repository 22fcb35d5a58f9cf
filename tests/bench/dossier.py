"""The patient file at 2,000, 20,000 and 200,000 patients against what SQLite and the disk do bare.

The practices are generated once under ``build/bench``; the largest one is left out with
``AMBROISE_BENCH_MAX=20000``.
"""

import os
import random
import resource
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ambroise.domain.dossier import Consultation
from ambroise.persistence.backup import backup, restore
from ambroise.persistence.database import Database, connect
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import derive_key
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.generation import Inventeur, generate_practice
from ambroise.usecases.patients import PatientService
from tests.bench.frappe import type_names
from tests.bench.mesure import Mesure, compare, percentile
from tests.fakes.dossiers import make_entree

TAILLES = (2_000, 20_000, 200_000)
CLE = derive_key(bytes(32), "bench")
RACINE = Path("build/bench")
_FTS = """
SELECT i.numero, i.patient_id, i.nom_naissance, i.nom_utilise, i.prenom, i.date_naissance, i.sexe, i.statut
FROM (SELECT rowid AS n FROM patient_fts WHERE patient_fts MATCH ? LIMIT 30) f
JOIN patient_index i ON i.numero = f.n
"""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Cabinet:
    """A generated practice, opened."""

    taille: int
    profil: Profil
    base: Database
    contexte: Contexte
    nu: Any

    def close(self) -> None:
        self.nu.close()
        self.base.close()


def run() -> list[Mesure]:
    """Measure each size that is asked for."""
    mesures: list[Mesure] = []
    for taille in TAILLES:
        if taille <= int(os.environ.get("AMBROISE_BENCH_MAX", "200000")):
            cabinet = open_practice(taille)
            try:
                mesures += [*searches(cabinet), type_in(cabinet), *files(cabinet)]
            finally:
                cabinet.close()
            mesures += [*disk(cabinet)]
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*mesures, Mesure("mémoire du processus, maximum", valeur=f"{memoire:.0f} Mo")]


def open_practice(taille: int) -> Cabinet:
    """Open the practice of a size, generating it the first time."""
    racine = RACINE / f"cabinet-{taille}"
    if not (racine / "complet").exists():
        shutil.rmtree(racine, ignore_errors=True)
        profil = open_profile(racine)
        base = Database.open(profil, CLE, now)
        generate_practice(make_contexte(base), taille, annees=3 if taille < 10_000 else 0.3)
        with make_contexte(base).uow() as uow:
            lot = Inventeur(99, now().date(), 20).make_lot(40)
            vieux = max(lot.patients, key=lambda p: sum(c.patient_id == p.id for c in lot.consultations))
            vieux = replace(vieux, identite=replace(vieux.identite, nom_utilise="VINGTANS"))
            uow.masse.add_patients([vieux])
            uow.masse.add_consultations([c for c in lot.consultations if c.patient_id == vieux.id])
            uow.masse.add_ordonnances([o for o in lot.ordonnances if o.patient_id == vieux.id])
            uow.masse.add_entrees([e for e in lot.entrees if e.patient_id == vieux.id])
            uow.commit()
        base.close()
        (racine / "complet").touch()
    profil = open_profile(racine)
    base = Database.open(profil, CLE, now)
    return Cabinet(taille, profil, base, make_contexte(base), connect(profil.base, CLE))


def make_contexte(base: Database) -> Contexte:
    """Return a context on a base."""
    return Contexte(base.unit_of_work(lambda: Origine("bench", "bench"), now), now, new_id, "bench")


def searches(cabinet: Cabinet) -> list[Mesure]:
    """Search as people type, against one bare FTS5 query on the same rows."""
    hasard = random.Random(5)
    noms = cabinet.nu.execute(
        "SELECT nom_naissance, prenom FROM patient_index WHERE numero % 37 = 1 LIMIT 100"
    ).fetchall()
    simples = [n for n, _ in noms if n.isalpha() and len(n) > 5]
    reading = cabinet.base.reading(lambda: Origine("bench", "bench"), now)
    familles = {
        "3 lettres": [nom[:3] for nom, _ in noms],
        "nom entier": [nom for nom, _ in noms],
        "nom et prénom": [f"{nom} {prenom}" for nom, prenom in noms],
        "nom mal écrit": [misspell(nom, hasard) for nom in simples],
    }

    def one(texte: str) -> int:
        with reading() as uow:
            trouves = uow.patients.search(texte)
        return len(trouves)

    def bare(texte: str) -> int:
        mots = " AND ".join(f'"{mot}"*' for mot in texte.lower().replace("-", " ").split())
        return len(cabinet.nu.execute(_FTS, (mots,)).fetchall())

    mesures = []
    for nom, textes in familles.items():
        # What is misspelt finds nothing by FTS5: its floor is the same name spelt right.
        planchers = simples if nom == "nom mal écrit" else textes
        couple = (
            Series(lambda textes=textes: [one(t) for t in textes]),
            Series(lambda planchers=planchers: [bare(t) for t in planchers]),
        )
        mesure = compare(
            f"recherche, {nom}, {cabinet.taille} patients",
            couple[0],
            couple[1],
            contre="FTS5 nu, mêmes lignes",
            cible=3,
            tours=7,
        )
        combien = len(textes)
        p95 = percentile([duree(lambda t=t: one(t)) for t in textes], 0.95)
        mesures.append(
            replace(
                mesure,
                nom=f"{mesure.nom} (p95 {p95 * 1000:.2f} ms)",
                sujet_s=mesure.sujet_s / combien,
                plancher_s=mesure.plancher_s / len(planchers),
                p95_s=p95,
            )
        )
        trouves = sum(bool(one(t)) for t in textes)
        if trouves < combien:
            mesures.append(Mesure(f"… dont trouvés, {nom}", valeur=f"{trouves}/{combien}"))
    return mesures


class Soignant:
    """Who opens the files of the measures."""

    auteur = "bench"


class Series:
    """A callable over a list of queries."""

    def __init__(self, travail: Callable[[], object]) -> None:
        self._travail = travail

    def __call__(self) -> object:
        return self._travail()


def type_in(cabinet: Cabinet) -> Mesure:
    """Type some names in the real screen, as who looks for somebody does."""
    noms = cabinet.nu.execute(
        "SELECT nom_naissance FROM patient_index WHERE numero % 37 = 1 LIMIT 25"
    ).fetchall()
    patients = PatientService(cabinet.contexte, Soignant())  # type: ignore[arg-type]
    return type_names(patients, [nom.lower() for (nom,) in noms], cabinet.taille)


def files(cabinet: Cabinet) -> list[Mesure]:
    """Open a file of twenty years, save a consultation."""
    with cabinet.contexte.uow() as uow:
        patient_id = uow.patients.search("vingtans")[0].id
    tables = ("patient", "consultation", "constante", "allergie", "ordonnance", "document", "entree")

    def bare_open() -> None:
        for table in tables:
            colonne = "id" if table == "patient" else "patient_id"
            cabinet.nu.execute(f"SELECT * FROM {table} WHERE {colonne} = ?", (patient_id.hex,)).fetchall()

    cabinet.nu.execute("CREATE TABLE IF NOT EXISTS bench_nu (id INTEGER PRIMARY KEY, note TEXT)")
    note = "Toux sèche depuis cinq jours. Auscultation libre, saturation normale. " * 6

    def bare_commit() -> None:
        cabinet.nu.execute("BEGIN IMMEDIATE")
        cabinet.nu.execute("INSERT INTO bench_nu (note) VALUES (?)", (note,))
        cabinet.nu.execute("COMMIT")

    def save() -> None:
        with cabinet.contexte.uow() as uow:
            uow.dossiers.add_consultation(Consultation(new_id(), patient_id, "bench", now(), "Toux", note))
            uow.audit.append(make_entree(instant=now()))
            uow.commit()

    def bare_traced() -> None:
        bare_open()
        bare_commit()

    patients = PatientService(cabinet.contexte, Soignant())  # type: ignore[arg-type]

    def open_whole() -> None:
        dossier = patients.open(patient_id)
        for partie in (dossier.consultations, dossier.constantes, dossier.ordonnances, dossier.entrees):
            tuple(partie)

    vieux = f"un dossier de vingt ans, {cabinet.taille} patients"
    return [
        compare(
            f"ouvrir, tracé, {vieux}",
            lambda: patients.open(patient_id),
            bare_open,
            contre="SELECT nus, sans trace",
            cible=2,
        ),
        compare(
            f"ouvrir, tracé, {vieux}",
            lambda: patients.open(patient_id),
            bare_traced,
            contre="SELECT nus et un commit nu",
            cible=2,
        ),
        compare(
            f"ouvrir et décoder tout, {vieux}", open_whole, bare_traced, contre="SELECT nus et un commit nu"
        ),
        compare(
            f"enregistrer une consultation tracée, {cabinet.taille} patients",
            save,
            bare_commit,
            contre="un commit SQLCipher nu",
            tours=31,
        ),
    ]


def disk(cabinet: Cabinet) -> list[Mesure]:
    """Start-up, backup and restore."""
    taille = cabinet.taille
    copie = RACINE / "copie"

    def start() -> None:
        Database.open(cabinet.profil, CLE, now).close()

    def bare_start() -> None:
        nu = connect(cabinet.profil.base, CLE)
        nu.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        nu.close()

    def copy() -> None:
        with cabinet.profil.base.open("rb") as source, copie.open("wb") as cible:
            shutil.copyfileobj(source, cible, 1 << 20)
            os.fsync(cible.fileno())

    instants = iter(now() + timedelta(seconds=n) for n in range(100))
    dossier = RACINE / f"sauvegardes-{taille}"
    tours = 3 if taille > 50_000 else 5
    mesures = [
        compare(f"démarrage de la base, {taille} patients", start, bare_start, contre="connexion nue"),
        compare(
            f"sauvegarde vérifiée, {taille} patients",
            lambda: backup(cabinet.profil, CLE, dossier, next(instants)),
            copy,
            contre="copie du fichier",
            tours=tours,
            echauffement=0,
        ),
    ]
    fichier = max(dossier.iterdir())
    durees = []
    for n in range(2):
        neuf = RACINE / f"neuf-{taille}-{n}"
        durees.append(duree(lambda neuf=neuf: restore(fichier, neuf, cle=CLE, passphrase="bench")))
        shutil.rmtree(neuf)
    plancher = statistics.median(duree(copy) for _ in range(3))
    mesures.append(
        Mesure(
            f"restauration vérifiée, {taille} patients",
            statistics.median(durees),
            plancher,
            plancher="copie du fichier",
        )
    )
    shutil.rmtree(dossier)
    copie.unlink()
    octets = cabinet.profil.base.stat().st_size
    return [*mesures, Mesure(f"base de {taille} patients", valeur=f"{octets / 1e6:.0f} Mo")]


def misspell(nom: str, hasard: random.Random) -> str:
    """Swap two neighbours, drop or double a letter."""
    i = hasard.randrange(1, len(nom) - 1)
    return hasard.choice(
        (nom[:i] + nom[i + 1] + nom[i] + nom[i + 2 :], nom[:i] + nom[i + 1 :], nom[:i] + nom[i] + nom[i:])
    )


def duree(travail: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    debut = time.perf_counter()
    travail()
    return time.perf_counter() - debut
