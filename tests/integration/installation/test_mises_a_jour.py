"""Updates: what is signed is installed, anything else leaves everything as it was."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from installer.publication import Cles, Publication, make_keys

from ambroise.installation.mises_a_jour.confiance import Canal, check_racine
from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.installation.mises_a_jour.etapes import BilanMiseAJour, MiseAJour
from ambroise.persistence.lock import ProfileLock
from ambroise.usecases.errors import AmbroiseError, NonPrisEnCharge
from tests.fakes.canal import PLATEFORME, make_programme, now

Poste = tuple[Emplacement, Path]
_RACINE = Path(__file__).parents[3]


class SansDonnees:
    """A profile where nothing was typed yet."""

    taille = 0
    remises = False

    def copy(self, copie: Path) -> int:
        return 0

    def put_back(self, copie: Path) -> bool:
        return self.remises


@pytest.fixture
def poste(tmp_path: Path, cles: Cles) -> Poste:
    """An installation of 1.0.0 and a channel of 1.1.0, in folders with spaces and accents."""
    lieu = Emplacement(tmp_path / "C’est là")
    lieu.install(make_programme(tmp_path / "ancien", "1.0.0", 'echo "un $*"'), (1, 0, 0))
    canal = tmp_path / "canal d’été"
    publish(canal, cles, tmp_path / "gelé", "1.1.0")
    return lieu, canal


def publish(canal: Path, cles: Cles, gele: Path, version: str) -> None:
    Publication(canal, cles).release(
        make_programme(gele, version, 'echo "deux $*"'), PLATEFORME, version, "0003"
    )


def open_canal(
    lieu: Emplacement, source: Path | str, racine: Path, http: httpx.Client | None = None
) -> Canal:
    return Canal(str(source), check_racine(racine), lieu.atelier / "confiance", http)


def update(
    poste: Poste, essai: Callable[[Path], str] = lambda programme: "", source: Path | str = ""
) -> BilanMiseAJour:
    lieu, canal = poste
    mise_a_jour = MiseAJour(lieu, SansDonnees(), essai, lieu.racine, now)
    ouvert = open_canal(lieu, source or canal, canal / "metadata" / "1.root.json")
    return mise_a_jour.run(ouvert, PLATEFORME)


def refused(poste: Poste, source: Path | str = "") -> AmbroiseError:
    with pytest.raises(AmbroiseError) as refus:
        update(poste, source=source)
    lieu, _ = poste
    assert lieu.version == (1, 0, 0)
    assert lieu.list_versions() == [(1, 0, 0)]
    assert not (lieu.atelier / "journal.json").exists()
    assert refus.value.message.endswith((".", "proxy ou d’un portail."))
    return refus.value


def launch(lieu: Emplacement, *arguments: str) -> str:
    fini = subprocess.run(
        [str(lieu.racine / "ambroise"), *arguments], capture_output=True, text=True, check=True
    )
    return fini.stdout.strip()


def test_the_version_offered_is_installed_and_the_launcher_starts_it(poste: Poste) -> None:
    lieu, _ = poste
    assert launch(lieu, "a b") == "un a b"
    essayes: list[Path] = []

    def essai(programme: Path) -> str:
        essayes.append(programme)
        return ""

    bilan = update(poste, essai)
    assert (bilan.avant, bilan.apres, bilan.retour) == ((1, 0, 0), (1, 1, 0), "")
    assert essayes == [lieu.programme((1, 1, 0))]
    assert launch(lieu, "a b") == "deux a b"
    assert lieu.list_versions() == [(1, 0, 0), (1, 1, 0)]
    assert update(poste).apres == (1, 1, 0)


def test_a_program_that_fails_its_test_leaves_the_former_one(poste: Poste) -> None:
    bilan = update(poste, lambda programme: "Elle ne lit plus les médicaments.")
    assert (bilan.retour, bilan.apres) == ("Elle ne lit plus les médicaments.", (1, 1, 0))
    lieu, _ = poste
    assert lieu.version == (1, 0, 0)
    assert lieu.list_versions() == [(1, 0, 0)]
    assert launch(lieu, "x") == "un x"


def test_one_file_carried_on_a_disk_is_the_same_channel(poste: Poste, tmp_path: Path) -> None:
    _, canal = poste
    fichier = tmp_path / "canal é.zip"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "zipfile",
            "-c",
            str(fichier),
            str(canal / "metadata"),
            str(canal / "targets"),
        ],
        check=True,
    )
    assert update(poste, source=fichier).apres == (1, 1, 0)


def test_a_downgrade_is_refused(poste: Poste, cles: Cles, tmp_path: Path) -> None:
    publish(poste[1], cles, tmp_path / "vieux", "0.9.0")
    assert refused(poste).code == "version_anterieure"


def test_a_channel_of_the_past_is_refused_after_a_newer_one_was_seen(
    poste: Poste, cles: Cles, tmp_path: Path
) -> None:
    _, canal = poste
    passe = tmp_path / "passe"
    shutil.copytree(canal, passe)
    publish(canal, cles, tmp_path / "neuf", "1.2.0")
    update(poste, lambda programme: "non")
    assert refused(poste, passe).code == "canal_ancien"


def test_the_keys_of_someone_else_are_refused(poste: Poste, tmp_path: Path) -> None:
    autres = make_keys(tmp_path / "autres")
    faux = tmp_path / "faux"
    publish(faux, autres, tmp_path / "pirate", "9.0.0")
    assert refused(poste, faux).code == "signature"


def test_a_root_with_one_signature_of_two_is_no_root(poste: Poste, tmp_path: Path) -> None:
    racine = json.loads((poste[1] / "metadata" / "1.root.json").read_text())
    racine["signatures"].pop()
    (tmp_path / "root.json").write_text(json.dumps(racine))
    for fichier in (tmp_path / "root.json", tmp_path / "absent", poste[1] / "metadata" / "timestamp.json"):
        with pytest.raises(NonPrisEnCharge):
            check_racine(fichier)


@pytest.mark.parametrize("nom", ["archive", "manifeste", "timestamp", "snapshot", "targets"])
def test_one_byte_changed_anywhere_is_refused(poste: Poste, nom: str) -> None:
    _, canal = poste
    fichier = {
        "archive": canal / "targets" / f"ambroise-1.1.0-{PLATEFORME}.zip",
        "manifeste": canal / "targets" / f"{PLATEFORME}.json",
        "timestamp": canal / "metadata" / "timestamp.json",
        "snapshot": canal / "metadata" / "1.snapshot.json",
        "targets": canal / "metadata" / "1.targets.json",
    }[nom]
    octets = fichier.read_bytes()
    milieu = (
        octets.index(b"version") + 20 if nom in {"timestamp", "snapshot", "targets"} else len(octets) // 2
    )
    fichier.write_bytes(octets[:milieu] + bytes([octets[milieu] ^ 1]) + octets[milieu + 1 :])
    assert refused(poste).code in {"empreinte", "signature", "pas_un_canal"}


def test_an_archive_that_grows_or_vanishes_is_refused(poste: Poste) -> None:
    archive = poste[1] / "targets" / f"ambroise-1.1.0-{PLATEFORME}.zip"
    octets = archive.read_bytes()
    archive.write_bytes(octets + b"x")
    assert refused(poste).code in {"longueur", "empreinte"}
    archive.unlink()
    assert refused(poste).code == "pas_un_canal"


@pytest.mark.parametrize("decalage", [timedelta(days=730), timedelta(days=-730)])
def test_a_clock_two_years_off_is_told(tmp_path: Path, poste: Poste, cles: Cles, decalage: timedelta) -> None:
    canal = tmp_path / "autre temps"
    # The channel two years behind is how a clock two years ahead sees it, and the other way round.
    Publication(canal, cles, now() - decalage).release(
        make_programme(tmp_path / "g", "1.1.0"), PLATEFORME, "1.1.0", "0003"
    )
    refus = refused((poste[0], canal))
    assert refus.code == ("canal_expire" if decalage > timedelta(0) else "horloge")
    assert "poste" in refus.remede


def test_two_updates_at_once_are_refused(poste: Poste) -> None:
    lieu, _ = poste
    lieu.atelier.mkdir()
    verrou = ProfileLock(lieu.atelier)
    verrou.acquire()
    try:
        assert refused(poste).code == "mise_a_jour_en_cours"
    finally:
        verrou.release()
    assert update(poste).apres == (1, 1, 0)


@pytest.mark.parametrize("nom", ["../dehors", "/absolu", "a/../../b", "a\\b", "c:d"])
def test_an_archive_that_climbs_out_writes_nothing_outside(tmp_path: Path, nom: str) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr(zipfile.ZipInfo(nom), "x")
    lieu = Emplacement(tmp_path / "lieu")
    with pytest.raises(AmbroiseError) as refus:
        lieu.unfold(archive, (1, 0, 0))
    assert refus.value.code == "archive"
    assert lieu.list_versions() == []
    assert not list(tmp_path.rglob("dehors"))


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    lien = zipfile.ZipInfo("ambroise")
    lien.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr(lien, "/etc/passwd")
    with pytest.raises(AmbroiseError) as refus:
        Emplacement(tmp_path / "lieu").unfold(archive, (1, 0, 0))
    assert refus.value.code == "archive"


class _Page(BaseHTTPRequestHandler):
    """Answers files of a folder, or the same HTML page to everything."""

    canal: Path | None = None

    def do_GET(self) -> None:
        fichier = self.canal / self.path.lstrip("/") if self.canal else None
        if fichier is not None and not fichier.is_file():
            self.send_error(404)
            return
        corps = fichier.read_bytes() if fichier else b"<html><body>Identifiez-vous</body></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(canal: Path | None) -> Iterator[str]:
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), type("Page", (_Page,), {"canal": canal}))
    fil = Thread(target=serveur.serve_forever, args=(0.05,))
    fil.start()
    try:
        yield f"http://127.0.0.1:{serveur.server_address[1]}"
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


def test_an_address_is_a_channel_too_and_only_https_leaves_this_machine(poste: Poste) -> None:
    with serving(poste[1]) as adresse:
        assert update(poste, source=adresse).apres == (1, 1, 0)
    with pytest.raises(NonPrisEnCharge):
        update(poste, source="http://maj.example")


def test_a_proxy_that_answers_html_is_told_as_such(poste: Poste) -> None:
    with serving(None) as adresse:
        assert refused(poste, adresse).code == "pas_un_canal"
        racine = poste[1] / "metadata" / "1.root.json"
        with (
            httpx.Client(proxy=adresse, trust_env=False) as http,
            pytest.raises(AmbroiseError) as refus,
        ):
            open_canal(poste[0], "https://maj.example", racine, http).latest(PLATEFORME, now())
        assert refus.value.code == "canal_injoignable"
        assert "proxy" in refus.value.remede


def test_a_channel_that_is_not_there_is_told(poste: Poste, tmp_path: Path) -> None:
    assert refused(poste, tmp_path / "nulle part").code == "source_absente"
    assert refused(poste, "http://127.0.0.1:9").code == "canal_injoignable"
    (tmp_path / "x.zip").write_bytes(b"pas un zip")
    assert refused(poste, tmp_path / "x.zip").code == "canal_injoignable"


def in_namespace(montage: str, poste: Poste, tmp_path: Path) -> str:
    """Update inside a mount namespace of its own; print the code of the refusal and what is in use."""
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from ambroise.installation.mises_a_jour.emplacement import Emplacement
        from ambroise.usecases.errors import AmbroiseError
        from tests.integration.installation.test_mises_a_jour import update
        lieu, canal = Emplacement(Path(sys.argv[1])), Path(sys.argv[2])
        try:
            update((lieu, canal))
            code = "fait"
        except AmbroiseError as refus:
            code = refus.code
        print(code, *lieu.version, *(f.name for f in (lieu.racine / "versions").iterdir()))
    """)
    fini = subprocess.run(
        [
            *("unshare", "-rm", "sh", "-ec", montage + '\nexec "$0" -c "$1" "$2" "$3"'),
            *(sys.executable, script, str(poste[0].racine), str(poste[1])),
        ],
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PATH": os.environ["PATH"]},
        cwd=_RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    return fini.stdout.strip()


def test_a_folder_that_cannot_be_written_is_told(poste: Poste, tmp_path: Path) -> None:
    racine = poste[0].racine
    montage = f"mount --bind '{racine}' '{racine}'; mount -o remount,bind,ro '{racine}'"
    assert in_namespace(montage, poste, tmp_path) == "lecture_seule 1 0 0 1.0.0"


def test_a_disk_that_fills_in_the_middle_leaves_the_former_version(
    poste: Poste, cles: Cles, tmp_path: Path
) -> None:
    lieu, canal = poste
    gros = make_programme(tmp_path / "gros", "1.2.0")
    (gros / "_internal" / "donnees").write_bytes(os.urandom(3 * 1024**2))
    Publication(canal, cles).release(gros, PLATEFORME, "1.2.0", "0003")
    sauf = tmp_path / "sauf"
    montage = f"cp -a '{lieu.racine}' '{sauf}'; mount -t tmpfs -o size=%s tmpfs '{lieu.racine}'; "
    montage += f"cp -a '{sauf}'/. '{lieu.racine}'"
    # Room for the archive and half of what it holds: the check beforehand is told there is enough.
    trompe = "import ambroise.installation.mises_a_jour.etapes as e; e._MARGE = -10 * 1024**2\n"
    assert in_namespace(montage % "5m", poste, tmp_path) == "disque_plein 1 0 0 1.0.0"
    sitecustomize = tmp_path / "site"
    sitecustomize.mkdir()
    (sitecustomize / "sitecustomize.py").write_text(trompe)
    sys.path.insert(0, str(sitecustomize))
    try:
        for taille in ("2m", "5m"):
            subprocess.run(["rm", "-rf", str(sauf)], check=True)
            assert in_namespace(montage % taille, poste, tmp_path) == "disque_plein 1 0 0 1.0.0"
    finally:
        sys.path.remove(str(sitecustomize))
