"""Cut an update at its operations on the disk, one process each, then repair, and say what is left.

Run by a test: ``python -m tests.integration.installation.coupures FOLDER KEY STRIDE``. The start of each step
is always a cut; of the operations between, one in STRIDE, drawn at random. The next version migrates the
database for good. One line of JSON for each cut; the last line says how many operations there were.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from ambroise.installation.mises_a_jour.confiance import Canal, check_racine
from ambroise.installation.mises_a_jour.donnees import DonneesLocales
from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.installation.mises_a_jour.etapes import MiseAJour
from ambroise.persistence import schema
from ambroise.persistence.copies import base_revision
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from tests.fakes.canal import PLATEFORME, now
from tests.fakes.dossiers import make_patient

_OPERATIONS = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "shutil.rmtree",
    "shutil.copyfileobj",
}


class Coupure:
    """Kills this process at the n-th operation on the disk, from the moment it is armed."""

    def __init__(self, etapes: Path) -> None:
        self.reste: int | None = None
        self.vues = 0
        self.etapes = os.open(etapes, os.O_CREAT | os.O_APPEND | os.O_RDWR)
        sys.addaudithook(self._see)

    def _see(self, evenement: str, arguments: tuple[object, ...]) -> None:
        drapeaux = arguments[2] if evenement == "open" else 0
        is_write = isinstance(drapeaux, int) and bool(drapeaux & (os.O_WRONLY | os.O_RDWR))
        is_step = evenement.startswith("ambroise.etape")
        if self.reste is None or not (evenement in _OPERATIONS or is_write or is_step):
            return
        if is_step:
            os.write(self.etapes, f"{self.vues}\n".encode())
        self.vues += 1
        if self.reste == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.reste -= 1


class Banc:
    """One installation of version 1.0.0 with its practice, made again for each cut."""

    def __init__(self, racine: Path, cle: bytes) -> None:
        self.racine, self.cle = racine, cle
        self.lieu = Emplacement(racine / "installation")
        self.profil = open_profile(racine / "profil")
        self.suivantes = racine / "suivantes"

    def fill(self) -> None:
        base = Database.open(self.profil, self.cle, now)
        with base.unit_of_work(lambda: Origine("a", "b"), now)() as uow:
            uow.patients.add(make_patient("TEMOIN"))
            uow.commit()
        base.close()

    def update(self, essai: Callable[[Path], str] | None = None) -> MiseAJour:
        return MiseAJour(
            self.lieu,
            DonneesLocales(self.profil, self.cle),
            essai or self.try_programme,
            self.profil.sauvegardes,
            now,
            lambda etape: sys.audit(f"ambroise.etape.{etape}"),
        )

    def canal(self) -> Canal:
        racine = check_racine(self.racine / "canal" / "metadata" / "1.root.json")
        return Canal(str(self.racine / "canal"), racine, self.lieu.atelier / "confiance")

    def try_programme(self, programme: Path) -> str:
        """What the new version does at its self-test: migrate, and be killed half-way if it has to be."""
        assert programme.is_file()
        avant, schema.MIGRATIONS = schema.MIGRATIONS, self.suivantes
        try:
            base = Database.open(self.profil, self.cle, now, is_copied=True)
            sys.audit("ambroise.etape.migree")
            base.close()
        finally:
            schema.MIGRATIONS = avant
        return ""

    def describe(self) -> dict[str, object]:
        """Say which version is in use, whether it is whole, and what the database is."""
        version = self.lieu.version
        nom = ".".join(map(str, version))
        revision = base_revision(self.profil.base, self.cle)
        avant = schema.MIGRATIONS
        schema.MIGRATIONS = self.suivantes
        try:
            base = Database.open(self.profil, self.cle, now) if nom == "2.0.0" else None
            schema.MIGRATIONS = avant
            base = base or Database.open(self.profil, self.cle, now)
            with base.unit_of_work(lambda: Origine("a", "b"), now, new_id)() as uow:
                patients = len(uow.patients.search("temoin"))
            constats = base.verify()
            base.close()
        finally:
            schema.MIGRATIONS = avant
        return {
            "version": nom,
            "revision": revision,
            "programme": self.lieu.programme(version).read_text("utf-8").splitlines()[1],
            "librairie": (self.lieu.folder(version) / "_internal" / "qualité.txt").read_text("utf-8"),
            "versions": [".".join(map(str, v)) for v in self.lieu.list_versions()],
            "restes": sorted(
                f.name
                for f in (*self.lieu.atelier.iterdir(), *(self.lieu.racine / "versions").glob(".*"))
                if f.name not in ("confiance", "verrou")
            ),
            "patients": patients,
            "constats": list(constats),
        }


def in_child(work: Callable[[], object]) -> int:
    """Run a piece of work in a process of its own; return the signal that killed it, 0 when none did."""
    enfant = os.fork()
    if enfant == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child ends here whatever happens
            os._exit(99)
        os._exit(0)
    _, etat = os.waitpid(enfant, 0)
    if os.WIFEXITED(etat) and os.WEXITSTATUS(etat):
        raise SystemExit(f"l’enfant a échoué : {os.WEXITSTATUS(etat)}")
    return os.WTERMSIG(etat) if os.WIFSIGNALED(etat) else 0


class Essai:
    """The cuts of one kind of work, from the same start each time."""

    def __init__(self, modele: Path, cle: bytes, coupure: Coupure, pas: int) -> None:
        self._modele, self._cle, self._coupure, self._pas = modele, cle, coupure, pas

    def fresh(self) -> Banc:
        copie = self._modele.parent / "banc"
        shutil.rmtree(copie, ignore_errors=True)
        shutil.copytree(self._modele, copie)
        return Banc(copie, self._cle)

    def run(self, nom: str, prepare: Callable[[Banc], object], work: Callable[[Banc], object]) -> int:
        """Cut the work, repair, describe; return how many operations it has."""
        banc = self.fresh()
        prepare(banc)
        total, etapes = self._count(lambda: work(banc))
        tirage = random.randrange(self._pas)
        for n in range(total):
            if n not in etapes and n % self._pas != tirage:
                continue
            banc = self.fresh()
            prepare(banc)
            if not in_child(lambda n=n, banc=banc: self._cut(n, lambda: work(banc))):
                break  # this run had an operation less
            repare = banc.update().repair()
            say({nom: n, "repare": repare, **banc.describe()})
        return total

    def _cut(self, n: int, work: Callable[[], object]) -> object:
        self._coupure.reste = n
        return work()

    def _count(self, work: Callable[[], object]) -> tuple[int, set[int]]:
        os.ftruncate(self._coupure.etapes, 0)
        lecture, ecriture = os.pipe()

        def counted() -> None:
            self._cut(1_000_000, work)
            os.write(ecriture, str(self._coupure.vues).encode())

        in_child(counted)
        total = int(os.read(lecture, 20))
        os.lseek(self._coupure.etapes, 0, os.SEEK_SET)
        etapes = {int(ligne) for ligne in os.read(self._coupure.etapes, 10_000).split()}
        return total, etapes


def say(ligne: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(ligne) + "\n")
    sys.stdout.flush()


def main() -> None:
    modele, cle, pas = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
    essai = Essai(modele, cle, Coupure(modele.parent / "etapes"), pas)

    def update(banc: Banc) -> object:
        return banc.update().run(banc.canal(), PLATEFORME)

    def migrate_then_die(banc: Banc) -> None:
        def die(programme: Path) -> str:
            banc.try_programme(programme)
            os.kill(os.getpid(), signal.SIGKILL)
            return ""

        in_child(lambda: banc.update(die).run(banc.canal(), PLATEFORME))

    total = essai.run("coupe", lambda banc: None, update)
    # The repair is cut in its turn, after the cut that leaves it the most to do.
    reparation = essai.run("coupe_reparation", migrate_then_die, lambda banc: banc.update().repair())
    say({"operations": total, "operations_reparation": reparation})


if __name__ == "__main__":
    main()
