"""A group practice on a real server, with TLS: prepared, joined by a token, updated seat after seat."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from ambroise.installation.jonction import Jeton, JonctionPoste, make_code, read_jeton, write_jeton
from ambroise.persistence import migrate, postgresql, schema
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import derive_key
from ambroise.persistence.migrate import script_directory
from ambroise.persistence.postgresql import create_server_engine, open_postgresql
from ambroise.persistence.profile import open_profile
from ambroise.persistence.serveur import AdresseServeur, PosteConnecte, list_seats, seat_mark
from ambroise.persistence.trace import Origine
from ambroise.settings import load_reglages
from ambroise.usecases.errors import AccesRefuse, ProfilIllisible, ProfilOccupe, ReponseInvalide
from tests.fakes.canal import make_next_migrations, now
from tests.fakes.dossiers import make_patient
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.integration.installation.conftest import Terminal

BASE = "cabinet_test"


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from ambroise.installation.tls_serveur import make_server_certificate

    dossier = tmp_path_factory.mktemp("tls")
    make_server_certificate(("127.0.0.1", "localhost"), dossier, now())
    return dossier


@pytest.fixture(scope="session")
def serveur(tmp_path_factory: pytest.TempPathFactory, tls: Path) -> Iterator[ServeurPostgresql]:
    with ServeurPostgresql(tmp_path_factory.mktemp("pginst")) as serveur:
        serveur.serve_tls(tls / "serveur.crt", tls / "serveur.key")
        yield serveur


@pytest.fixture
def cabinet(serveur: ServeurPostgresql, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A prepared server, and its administrator's address."""
    administration = serveur.tcp_address("postgres")
    monkeypatch.setenv("AMBROISE_ADMIN_POSTGRESQL", administration)
    code, bilan = terminal("install", "postgresql", "--base", BASE)
    assert code == 0, bilan
    yield administration
    serveur.drop(BASE)


def make_token(terminal: Terminal, tmp_path: Path, tls: Path, poste: str = "Salle 2") -> tuple[Path, str]:
    fichier = tmp_path / "poste.jeton"
    acte = ["postgresql", "--base", BASE, "token", poste, "--out", fichier, "--ca", tls / "autorite.pem"]
    code, bilan = terminal("install", *acte, profil="chef")
    assert code == 0, bilan
    return fichier, bilan["code"]


def test_preparing_twice_changes_nothing_and_the_orders_can_be_printed(
    cabinet: str, terminal: Terminal
) -> None:
    code, bilan = terminal("install", "postgresql", "--base", BASE)
    assert (code, bilan["faits"]) == (0, [])
    assert bilan["conseils"] == []
    code, imprime = terminal("install", "postgresql", "--base", BASE, "--network", "10.1.0.0/16", "--print")
    assert code == 0
    assert any("10.1.0.0/16" in regle and "hostssl" in regle for regle in imprime["pg_hba"])


def test_the_printed_orders_are_enough_for_psql(serveur: ServeurPostgresql, terminal: Terminal) -> None:
    imprime = terminal("install", "postgresql", "--base", "a_la_main", "--print")[1]
    try:
        psql = subprocess.run(
            ["psql", "-v", "ON_ERROR_STOP=1", "-q", serveur.tcp_address("postgres")],
            input="\n".join(imprime["sql"]).replace("CREATE ROLE", "-- CREATE ROLE")
            if serveur.has_role("ambroise_cabinet")
            else "\n".join(imprime["sql"]),
            capture_output=True,
            text=True,
            check=False,
        )
        assert psql.returncode == 0, psql.stderr
    finally:
        serveur.drop("a_la_main")


def test_a_seat_joins_with_one_file_and_a_code(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jeton, code_jonction = make_token(terminal, tmp_path, tls)
    contenu = jeton.read_text()
    assert "127.0.0.1" not in contenu
    monkeypatch.setenv("AMBROISE_CODE_JONCTION", code_jonction.lower().replace("-", " "))
    (tmp_path / "practice.toml").write_text(
        "version = 1\n[poste]\nnom = 'Salle 2'\n[base]\njeton = 'poste.jeton'\n"
    )
    code, bilan = terminal("install", "--from", tmp_path / "practice.toml", profil="salle2")
    assert code == 0, bilan
    assert not jeton.exists()
    reglages = load_reglages(tmp_path / "salle2" / "config.toml")
    assert "sslmode=verify-full" in reglages.base_donnees
    assert reglages.base_donnees.startswith("postgresql://poste_salle_2@")
    assert terminal("install", "--from", tmp_path / "practice.toml", "--check", profil="salle2")[0] == 0
    assert terminal("generate", "--patients", 30, "--years", 0, profil="salle2")[0] == 0
    assert terminal("audit", "verify", profil="salle2")[0] == 0
    secrets = "".join(
        f.read_text("utf-8", "replace") for f in (tmp_path / "salle2").rglob("*") if f.is_file()
    )
    assert "mot_de_passe" not in secrets
    monkeypatch.setenv("HOME", str(tmp_path / "maison"))
    code, plan = terminal("install", "postgresql", "backup", tmp_path / "disque", profil="salle2")
    service = next(Path(f) for f in plan["fichiers"] if f.endswith(".service"))
    (line,) = [x for x in service.read_text("utf-8").splitlines() if x.startswith("ExecStart=")]
    done = subprocess.run(
        [*shlex.split(line.removeprefix("ExecStart=")), "--json"], capture_output=True, text=True, check=True
    )
    sauve = json.loads(done.stdout)
    assert (code, sauve["comptes"]["patient"]) == (0, 30)
    assert terminal("restore", sauve["fichier"], profil="ailleurs")[0] == 0
    assert len(terminal("patients", "search", "a", "--limit", 9, profil="ailleurs")[1]["patients"]) > 0


def test_a_second_seat_reads_what_the_first_writes_and_shares_its_seal(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for poste in ("un", "deux"):
        jeton, code_jonction = make_token(terminal, tmp_path, tls, poste)
        monkeypatch.setenv("AMBROISE_CODE_JONCTION", code_jonction)
        code, bilan = terminal("install", "join", jeton, profil=poste)
        assert (code, bilan) == (0, {"ok": True, "role": f"poste_{poste}"})
    terminal("generate", "--patients", 30, "--years", 0, profil="un")
    assert len(terminal("patients", "search", "a", "--limit", 9, profil="deux")[1]["patients"]) > 0
    assert terminal("audit", "verify", profil="deux")[1]["ok"] is True


def test_a_token_opens_with_its_code_for_a_day_and_once(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jeton, code_jonction = make_token(terminal, tmp_path, tls)
    with pytest.raises(AccesRefuse, match="n’ouvre pas"):
        read_jeton(jeton, make_code(), now())
    with pytest.raises(AccesRefuse, match="plus valable"):
        read_jeton(jeton, code_jonction, now() + timedelta(hours=25))
    copie = jeton.with_name("copie.jeton")
    shutil.copy(jeton, copie)
    monkeypatch.setenv("AMBROISE_CODE_JONCTION", code_jonction)
    assert terminal("install", "join", jeton, profil="un")[0] == 0
    code, refus = terminal("install", "join", copie, profil="voleur")
    assert (code, refus["erreur"]["code"]) == (4, "mot_de_passe_serveur")


def test_a_joining_that_was_cut_starts_again_with_the_same_token(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jeton, code_jonction = make_token(terminal, tmp_path, tls)
    profil = open_profile(tmp_path / "coupe")
    monkeypatch.setattr("ambroise.installation.jonction.save_reglages", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        JonctionPoste(profil, "phrase des essais").join(jeton, code_jonction)
    monkeypatch.undo()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    JonctionPoste(profil, "phrase des essais").join(jeton, code_jonction)
    assert load_reglages(profil.config).base_donnees


def test_a_server_with_another_certificate_is_told_nothing(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ambroise.installation.tls_serveur import make_server_certificate

    make_server_certificate(("127.0.0.1",), tmp_path / "autre", now())
    jeton, code_jonction = make_token(terminal, tmp_path, tmp_path / "autre")
    monkeypatch.setenv("AMBROISE_CODE_JONCTION", code_jonction)
    code, refus = terminal("install", "join", jeton, profil="x")
    assert (code, refus["erreur"]["code"]) == (6, "certificat_serveur")
    assert jeton.exists()


@pytest.mark.parametrize(
    "contenu", ["", "{}", "[]", '{"format": "ambroise-jonction-1", "fin": "hier"}', "\x00"]
)
def test_what_is_no_token_is_refused(tmp_path: Path, contenu: str) -> None:
    (tmp_path / "j").write_text(contenu)
    with pytest.raises(ReponseInvalide):
        read_jeton(tmp_path / "j", make_code(), now())


def test_a_token_whose_date_was_pushed_does_not_last_longer(tmp_path: Path) -> None:
    code = make_code()
    jeton = Jeton("postgresql://a/b", "", "r", "m", bytes(32), now() - timedelta(hours=1))
    write_jeton(jeton, code, tmp_path / "j")
    lu = json.loads((tmp_path / "j").read_text())
    lu["fin"] = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    (tmp_path / "j").write_text(json.dumps(lu))
    with pytest.raises(AccesRefuse, match="plus valable"):
        read_jeton(tmp_path / "j", code, now())


def test_a_seat_may_only_change_its_own_password(cabinet: str, terminal: Terminal, tmp_path: Path) -> None:
    jeton = tmp_path / "j"
    acte = ["postgresql", "--base", BASE, "token", "vilain", "--out", jeton]
    code = terminal("install", *acte, profil="chef")[1]["code"]
    lu = read_jeton(jeton, code, now())
    acces = AdresseServeur(lu.adresse).with_role(lu.role).with_password(lu.mot_de_passe)
    with psycopg.connect(acces, autocommit=True) as connexion:
        for ordre in (
            "ALTER ROLE cabinet PASSWORD 'x'",
            "ALTER ROLE ambroise_cabinet LOGIN",
            "CREATE ROLE intrus LOGIN",
            "SELECT pg_read_file('/etc/passwd')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connexion.execute(ordre)
        with pytest.raises(psycopg.errors.RaiseException):
            connexion.execute("SELECT ambroise_poste.rejoindre('en clair')")


def test_an_account_without_rights_prepares_nothing_and_is_told(
    cabinet: str, serveur: ServeurPostgresql, terminal: Terminal, tmp_path: Path
) -> None:
    jeton = tmp_path / "j"
    acte = ["postgresql", "--base", BASE, "token", "simple", "--out", jeton]
    code = terminal("install", *acte, profil="chef")[1]["code"]
    lu = read_jeton(jeton, code, now())
    acces = AdresseServeur(serveur.tcp_address("postgres")).with_role(lu.role).with_password(lu.mot_de_passe)
    code, refus = terminal("install", "postgresql", "--base", "a_part", "--admin", acces)
    assert (code, refus["erreur"]["code"]) == (4, "droits_serveur")
    assert lu.mot_de_passe not in json.dumps(refus)


def test_the_doctor_sees_the_server_and_explains_seats_of_another_version(
    cabinet: str, terminal: Terminal, tmp_path: Path, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jeton, code_jonction = make_token(terminal, tmp_path, tls)
    monkeypatch.setenv("AMBROISE_CODE_JONCTION", code_jonction)
    assert terminal("install", "join", jeton, profil="un")[0] == 0
    assert terminal("generate", "--patients", 1, "--years", 0, profil="un")[0] == 0

    def doctor() -> dict[str, dict[str, str]]:
        return {c["nom"]: c for c in terminal("doctor", profil="un")[1]["controles"]}

    controles = doctor()
    assert controles["serveur du cabinet"]["etat"] == "ok"
    assert controles["versions des postes"]["etat"] == "ok"
    assert controles["autorité du serveur"]["etat"] == "ok"
    assert "chiffrement du serveur" not in controles
    autre = create_server_engine(
        AdresseServeur(cabinet).texte.replace("/postgres?", f"/{BASE}?"), seat_mark("9.9.9", "Salle 9")
    )
    try:
        with autre.connect():
            versions = doctor()["versions des postes"]
    finally:
        autre.dispose()
    assert versions["etat"] == "alerte"
    assert "Salle 9 (9.9.9)" in versions["constat"]


def test_a_wrong_administrator_is_told(serveur: ServeurPostgresql, terminal: Terminal) -> None:
    code, refus = terminal(
        "install", "postgresql", "--base", "Majuscule", "--admin", serveur.address("postgres")
    )
    assert (code, refus["erreur"]["code"]) == (4, "nom_base")
    code, refus = terminal("install", "postgresql", "--admin", "postgresql://x@/y?host=/nulle-part")
    assert (code, refus["erreur"]["code"]) == (6, "serveur_injoignable")
    code, refus = terminal("install", "postgresql")
    assert refus["erreur"]["code"] == "administrateur_absent"


# --- seats of different versions -------------------------------------------------------------------------


@pytest.fixture
def url(serveur: ServeurPostgresql) -> Iterator[str]:
    with serveur.database() as url:
        yield url


def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, additive: bool) -> None:
    """Make this program the next version, whose migration only adds, or not."""
    monkeypatch.setattr(schema, "MIGRATIONS", make_next_migrations(tmp_path / "suite", additive=additive))
    monkeypatch.setattr(postgresql, "program_version", lambda: "2.0.0")


def write_one(base: Database, nom: str) -> None:
    with base.unit_of_work(lambda: Origine("a", "b"), now, new_id)() as uow:
        uow.patients.add(make_patient(nom))
        uow.commit()


def test_seats_are_updated_one_after_the_other_while_the_practice_works(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cle = derive_key(bytes(32), "essai")
    ancien = open_postgresql(url, cle, "salle 1")
    write_one(ancien, "AVANT")
    with monkeypatch.context() as suite:
        follow(tmp_path, suite, additive=True)
        nouveau = open_postgresql(url, cle, "salle 2")
        write_one(nouveau, "APRES")
        assert {p.version for p in list_seats(nouveau.engine)} == {postgresql_version(), "2.0.0"}
    write_one(ancien, "PENDANT")
    with ancien.unit_of_work(lambda: Origine("a", "b"), now, new_id)() as uow:
        assert {len(uow.patients.search(nom)) for nom in ("avant", "pendant", "apres")} == {1}
        assert uow.audit.verify() == []
    ancien.close()
    # An older seat that starts after the change is let in: the database says that it still serves it.
    encore = open_postgresql(url, cle, "salle 1")
    assert migrate.is_newer(encore.engine)
    write_one(encore, "RETOUR")
    encore.close()
    nouveau.close()


def postgresql_version() -> str:
    from ambroise.resources import program_version

    return program_version()


def test_a_change_that_older_seats_would_not_bear_waits_for_them_and_names_them(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cle = derive_key(bytes(32), "essai")
    ancien = open_postgresql(url, cle, "Salle d’attente")
    with monkeypatch.context() as suite:
        follow(tmp_path, suite, additive=False)
        with pytest.raises(ProfilOccupe, match="Salle d'attente") as refus:
            open_postgresql(url, cle, "salle 2")
        assert refus.value.code == "versions_differentes"
        write_one(ancien, "TOUJOURS")
        ancien.close()
        open_postgresql(url, cle, "salle 2").close()
    with pytest.raises(ProfilIllisible) as tard:
        open_postgresql(url, cle, "Salle d’attente")
    assert tard.value.code == "version_plus_recente"


def test_seats_are_named_with_their_version_whatever_their_name(url: str) -> None:
    marque = seat_mark("0.1.0", "Salle d’été / " + "é" * 60)
    assert len(marque.encode()) <= 63
    engine = create_server_engine(url, marque)
    try:
        assert list_seats(engine) == (PosteConnecte(marque.partition(" / ")[2], "0.1.0"),)
    finally:
        engine.dispose()


def test_a_migration_that_does_not_say_that_it_only_adds_ends_the_compatibility() -> None:
    scripts = script_directory()
    for script in scripts.walk_revisions():
        additive = getattr(script.module, "additive", False)
        assert (migrate.compatible_since(scripts, script.revision) != script.revision) == additive
