"""From nothing to a first patient opened, the frozen application, and the update of 200,000 patients.

``AMBROISE_GELE`` names a frozen folder, made now otherwise;
``AMBROISE_BENCH_MAX=20000`` measures the update on a smaller practice.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from installer.publication import Publication, make_keys

from ambroise.installation.mises_a_jour.confiance import Canal, check_racine
from ambroise.installation.mises_a_jour.donnees import DonneesLocales
from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.installation.mises_a_jour.etapes import BilanMiseAJour, MiseAJour
from ambroise.persistence import schema
from ambroise.persistence.database import Database
from ambroise.persistence.profile import open_profile
from tests.bench._gel import freeze, sizes, starts
from tests.bench.dossier import CLE, now, open_practice
from tests.bench.mesure import Mesure
from tests.fakes.canal import PLATEFORME, REVISION_SUIVANTE, make_next_migrations, make_programme

Programme = Callable[..., "subprocess.CompletedProcess[str]"]

_FICHIER = """\
version = 1
[poste]
nom = "Accueil"
environnement = "bac-a-sable"
profession = "medecin"
[sauvegarde]
dossier = "sauvegardes"
"""
_TABLE = "nom;prenom;date_naissance;sexe\n" + "".join(
    f"NOM{chr(65 + n % 26)}{chr(65 + n // 26)};Zoé;{n % 28 + 1:02}/03/19{n % 70 + 30};F\n" for n in range(200)
)


def run() -> list[Mesure]:
    """Measure from the sources, then frozen, then the update."""
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as nom:
        dossier = Path(nom)
        executable = freeze(dossier)

        def gele(*mots: str) -> "subprocess.CompletedProcess[str]":
            return _run([str(executable), *mots])

        def sources(*mots: str) -> "subprocess.CompletedProcess[str]":
            return _python("-m", "ambroise", *mots)

        return [
            *first_patient(dossier, sources, "sources"),
            *first_patient(dossier, gele, "gelé"),
            *starts(gele, sources),
            *sizes(executable, dossier),
            *update(dossier),
        ]


def first_patient(dossier: Path, ambroise: Programme, forme: str) -> list[Mesure]:
    """Run the commands of an installer, each in a process of its own, against a bare interpreter's."""
    (dossier / "practice.toml").write_text(_FICHIER, encoding="utf-8")
    (dossier / "patients.csv").write_text(_TABLE, encoding="utf-8")
    etapes = {
        "appliquer le fichier de poste": ["install", "--from", str(dossier / "practice.toml")],
        "importer 200 patients": ["patients", "import", str(dossier / "patients.csv")],
        "chercher": ["patients", "search", "noma"],
    }
    etapes = {f"{nom} ({forme})": mots for nom, mots in etapes.items()}
    profil = ["--profile", str(dossier / f"neuf {forme}")]
    mesures, total = [], 0.0
    nu = min(_timed(lambda: _python("-c", "pass")) for _ in range(3))
    sortie = ""
    for nom, arguments in etapes.items():
        duree, sortie = _command(ambroise, [*arguments, *profil])
        total += duree
        mesures.append(Mesure(nom, duree, nu, plancher="un interpréteur Python vide"))
    identifiant = sortie.split()[0]
    duree, _ = _command(ambroise, ["patients", "show", identifiant, *profil])
    mesures.append(
        Mesure(f"ouvrir le premier dossier ({forme})", duree, nu, plancher="un interpréteur Python vide")
    )
    total += duree
    return [
        *mesures,
        Mesure(
            f"de l’installation au premier dossier ouvert, 4 commandes ({forme})",
            total,
            4 * nu,
            plancher="quatre",
        ),
    ]


def update(dossier: Path) -> list[Mesure]:
    """Update a large practice to a version that changes the database; what stops work is the downtime."""
    taille = min(int(os.environ.get("AMBROISE_BENCH_MAX", "200000")), 200_000)
    cabinet = open_practice(taille)
    cabinet.close()
    profil = open_profile(dossier / "profil")
    shutil.copy(cabinet.profil.base, profil.base)
    lieu = Emplacement(dossier / "installation")
    lieu.install(make_programme(dossier / "ancien", "1.0.0"), (1, 0, 0))
    publication = Publication(dossier / "canal", make_keys(dossier / "cles"))
    gele = make_programme(dossier / "gele", "1.1.0")
    (gele / "_internal" / "corps").write_bytes(os.urandom(100 * 1024**2))
    publication.release(gele, PLATEFORME, "1.1.0", REVISION_SUIVANTE)
    suivantes = make_next_migrations(dossier / "suivantes")

    def essai(_programme: Path) -> str:
        avant, schema.MIGRATIONS = schema.MIGRATIONS, suivantes
        try:
            Database.open(profil, CLE, now, is_copied=True).close()
        finally:
            schema.MIGRATIONS = avant
        return ""

    instants: dict[str, float] = {}
    mise_a_jour = MiseAJour(
        lieu,
        DonneesLocales(profil, CLE),
        essai,
        profil.sauvegardes,
        now,
        lambda etape: instants.setdefault(etape, time.perf_counter()) and None,
    )
    canal = Canal(str(dossier / "canal"), check_racine(publication.racine), lieu.atelier / "confiance")
    bilan = mise_a_jour.run(canal, PLATEFORME)
    assert bilan.apres == (1, 1, 0)
    return _describe(profil.base, taille, instants, bilan)


def _describe(base: Path, taille: int, instants: dict[str, float], bilan: BilanMiseAJour) -> list[Mesure]:
    nue = min(_timed(lambda: _copy_bare(base)) for _ in range(3))
    sujet = f"{taille} patients"
    return [
        Mesure(
            f"mise à jour, arrêt du travail ({sujet})",
            instants["menage"] - instants["copie"],
            nue,
            plancher="copie nue du fichier, vidée sur le disque",
        ),
        Mesure(
            f"… dont copie des données ({sujet})",
            instants["essai"] - instants["copie"],
            nue,
            plancher="copie nue du fichier, vidée sur le disque",
        ),
        Mesure(
            "… dont migration et essai",
            instants["bascule"] - instants["essai"],
            nue,
            plancher="la même copie",
        ),
        Mesure("… dont bascule", instants["menage"] - instants["bascule"]),
        Mesure(
            "mise à jour, avant l’arrêt : vérifier et déplier 100 Mo",
            instants["copie"] - instants["preparation"],
        ),
        Mesure(f"octets de données copiés ({sujet})", valeur=f"{bilan.octets_copies / 1e6:.0f} Mo"),
    ]


def _copy_bare(base: Path) -> None:
    copie = base.with_name("nue")
    with base.open("rb") as source, copie.open("wb") as cible:
        shutil.copyfileobj(source, cible, 1 << 20)
        os.fsync(cible.fileno())
    copie.unlink()


def _command(ambroise: Programme, arguments: list[str]) -> tuple[float, str]:
    debut = time.perf_counter()
    fini = ambroise(*arguments)
    return time.perf_counter() - debut, fini.stdout


def _python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return _run([sys.executable, *arguments])


def _run(commande: list[str]) -> "subprocess.CompletedProcess[str]":
    milieu = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in ("desktop", "integrations", *sys.path) if p),
        "AMBROISE_PASSPHRASE": "bench",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    return subprocess.run(commande, env=milieu, capture_output=True, text=True, check=True)


def _timed(travail: Callable[[], object]) -> float:
    debut = time.perf_counter()
    travail()
    return time.perf_counter() - debut
