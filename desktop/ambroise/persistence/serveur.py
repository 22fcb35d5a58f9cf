"""Prepare the PostgreSQL server of a group practice: role, database, seats, and who works on it now.

Every seat has a role of its own, member of the office's role, which owns everything: a laptop that is
stolen is closed alone, and a table made by one seat belongs to all. Seats authenticate by SCRAM-SHA-256;
a new seat's password ends soon, and only a function of the office lets it be replaced.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ArgumentError

from ambroise.persistence import errors
from ambroise.usecases.errors import AccesRefuse, ProfilIllisible

ROLE_CABINET = "ambroise_cabinet"
_SCHEMA = "ambroise_poste"
_NOM_SQL = re.compile(r"[a-z][a-z0-9_]{0,50}")
_MARQUE = re.compile(r"Ambroise (\S+) / (.*)")


@dataclass(frozen=True)
class AdresseServeur:
    """The libpq address of an office's database, without any password."""

    texte: str

    def __post_init__(self) -> None:
        try:
            make_url(self.texte)
        except ArgumentError:
            raise ProfilIllisible(
                "L’adresse de la base de données du cabinet n’est pas comprise.",
                code="adresse_invalide",
                remede="Elle ressemble à postgresql://serveur/ambroise.",
            ) from None

    def verified_by(self, autorite: Path) -> "AdresseServeur":
        """Return the address whose server must show a certificate of this authority, under its own name."""
        url = make_url(self.texte).update_query_dict({"sslmode": "verify-full", "sslrootcert": str(autorite)})
        return AdresseServeur(url.render_as_string())

    def for_base(self, base: str) -> "AdresseServeur":
        """Return the address of another database of the server, for nobody in particular."""
        url = make_url(self.texte)._replace(database=base, username=None, password=None)
        return AdresseServeur(url.render_as_string())

    def with_role(self, role: str) -> "AdresseServeur":
        """Return the address for one role."""
        url = make_url(self.texte)._replace(username=role, password=None)
        return AdresseServeur(url.render_as_string())

    def with_password(self, mot_de_passe: str) -> str:
        """Return what libpq opens; never kept nor shown."""
        url = make_url(self.texte)
        return (url.set(password=mot_de_passe) if mot_de_passe else url).render_as_string(hide_password=False)


@dataclass(frozen=True)
class PosteConnecte:
    """A seat at work on the office's database now."""

    nom: str
    version: str


@dataclass(frozen=True)
class EtatServeur:
    """What the preparation found and did. ``conseils`` are sentences for who administers the server."""

    faits: tuple[str, ...]
    conseils: tuple[str, ...]


def seat_mark(version: str, poste: str) -> str:
    """Return what a connection says of its seat: PostgreSQL keeps 63 characters of it, all ASCII."""
    texte = normalize("NFKD", f"Ambroise {version} / {poste}".replace("’", "'"))
    return texte.encode("ascii", "ignore")[:63].decode()


def list_seats(engine: Engine) -> tuple[PosteConnecte, ...]:
    """Return the seats connected to this database, each once."""
    question = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()"
    )
    with engine.connect() as connexion:
        marques = [_MARQUE.fullmatch(nom or "") for nom in connexion.scalars(question)]
    return tuple(sorted((PosteConnecte(m[2], m[1]) for m in marques if m), key=lambda p: p.nom))


def preparation_sql(base: str) -> tuple[sql.Composed, ...]:
    """Return what prepares the server, in order; the first two run outside the office's database."""
    role, nom, schema = sql.Identifier(ROLE_CABINET), sql.Identifier(base), sql.Identifier(_SCHEMA)
    modeles = (
        "CREATE ROLE {role} NOLOGIN",
        "CREATE DATABASE {nom} OWNER {role} ENCODING 'UTF8' TEMPLATE template0",
        "REVOKE ALL ON DATABASE {nom} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {nom} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO {role}",
        "CREATE SCHEMA IF NOT EXISTS {schema}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        # The only thing a new seat may change of itself: its password, and the end it was given.
        "CREATE OR REPLACE FUNCTION {schema}.rejoindre(verificateur text) RETURNS void"
        " LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$ BEGIN"
        " IF verificateur NOT LIKE 'SCRAM-SHA-256$%' THEN RAISE EXCEPTION 'verificateur'; END IF;"
        " EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL ''infinity''', session_user, verificateur);"
        " END $f$",
        "REVOKE ALL ON FUNCTION {schema}.rejoindre(text) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION {schema}.rejoindre(text) TO {role}",
    )
    return tuple(sql.SQL(m).format(role=role, nom=nom, schema=schema) for m in modeles)


def print_preparation(base: str) -> tuple[str, ...]:
    """Return the same orders as text, for an administrator who runs them himself with ``psql``."""
    ordres = [ordre.as_string() + ";" for ordre in preparation_sql(_checked(base))]
    return (*ordres[:2], f"\\connect {base}", *ordres[2:])


def prepare_server(administration: str, base: str) -> EtatServeur:
    """Create what is missing on a server, as its administrator; a second time changes nothing.

    Raises:
        ProfilIllisible: the server does not answer.
        AccesRefuse: this role may not create roles and databases.
    """
    ordres = preparation_sql(_checked(base))
    faits: list[str] = []
    with _connect(administration) as admin:
        if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE_CABINET,)).fetchone() is None:
            admin.execute(ordres[0])
            faits.append(f"rôle {ROLE_CABINET} créé")
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (base,)).fetchone() is None:
            admin.execute(ordres[1])
            faits.append(f"base {base} créée")
        conseils = tuple(_advise(admin, base))
    with _connect(_other_database(administration, base)) as admin:
        existe = admin.execute("SELECT to_regprocedure(%s)", (f"{_SCHEMA}.rejoindre(text)",)).fetchone()
        if existe is None or existe[0] is None:
            faits.append("droits et fonction de jonction posés")
        for ordre in ordres[2:]:
            admin.execute(ordre)
    return EtatServeur(tuple(faits), conseils)


def add_seat(administration: str, base: str, poste: str, fin: datetime) -> tuple[str, str]:
    """Create the role of a seat, or give it a new password that ends; return the role and the password."""
    role = "poste_" + (re.sub(r"[^a-z0-9]+", "_", poste.lower()).strip("_") or "sans_nom")[:40]
    mot_de_passe = secrets.token_urlsafe(24)
    with _connect(administration) as admin:
        verifier = _scram(admin, mot_de_passe, role)
        existe = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        nom = sql.Identifier(role)
        verbe = sql.SQL("ALTER" if existe else "CREATE")
        admin.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {} VALID UNTIL {}").format(
                verbe, nom, sql.Literal(verifier), sql.Literal(fin.isoformat())
            )
        )
        cabinet = sql.Identifier(ROLE_CABINET)
        admin.execute(sql.SQL("GRANT {} TO {}").format(cabinet, nom))
        admin.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET role = {}").format(nom, sql.Identifier(base), cabinet)
        )
    return role, mot_de_passe


def change_own_password(adresse: AdresseServeur, role: str, provisoire: str, definitif: str) -> None:
    """Replace the password a seat was given by its own; once done, doing it again changes nothing.

    Raises:
        AccesRefuse: neither password opens the server.
        ProfilIllisible: the server does not answer, or its certificate is not the one expected.
    """
    cible = adresse.with_role(role)
    try:
        with _connect(cible.with_password(definitif)):
            return
    except AccesRefuse:
        pass
    with _connect(cible.with_password(provisoire)) as connexion:
        verifier = _scram(connexion, definitif, role)
        connexion.execute(sql.SQL("SELECT {}.rejoindre(%s)").format(sql.Identifier(_SCHEMA)), (verifier,))


def _scram(connexion: "psycopg.Connection[tuple[object, ...]]", mot_de_passe: str, role: str) -> str:
    """Return the verifier: the password itself never reaches the server's log."""
    brut = connexion.pgconn.encrypt_password(mot_de_passe.encode(), role.encode(), b"scram-sha-256")
    return brut.decode()


def _advise(admin: "psycopg.Connection[tuple[object, ...]]", base: str) -> Iterator[str]:
    """Say what an administrator must still do outside SQL."""
    if _setting(admin, "ssl") != "on":
        yield (
            "TLS est éteint\u00a0: «\u00a0ambroise install postgresql tls\u00a0» crée le certificat "
            "et dit où le mettre\u202f; "
            "aucun poste ne se joint sans TLS hors de cette machine."
        )
    if _setting(admin, "password_encryption") != "scram-sha-256":
        yield "Mettez password_encryption = scram-sha-256 dans postgresql.conf."
    for ligne, genre, methode in _open_rules(admin, base):
        yield (
            f"pg_hba.conf, ligne {ligne}\u00a0: «\u00a0{genre} … {methode}\u00a0» laisse entrer "
            "sans preuve ou sans TLS."
        )


def _open_rules(admin: "psycopg.Connection[tuple[object, ...]]", base: str) -> Sequence[tuple[object, ...]]:
    return admin.execute(
        "SELECT line_number, type, auth_method FROM pg_hba_file_rules WHERE error IS NULL"
        " AND (database && ARRAY['all', %s]) AND type <> 'local'"
        " AND auth_method <> 'reject' AND (type IN ('host', 'hostnossl')"
        " OR auth_method IN ('trust', 'password', 'md5', 'ident'))"
        " AND coalesce(address, '') NOT IN ('127.0.0.1', '::1', 'localhost', 'samehost')",
        (base,),
    ).fetchall()


def _setting(admin: "psycopg.Connection[tuple[object, ...]]", nom: str) -> str:
    ligne = admin.execute("SELECT current_setting(%s)", (nom,)).fetchone()
    return str(ligne[0]) if ligne else ""


def pg_hba_lines(base: str, reseau: str) -> tuple[str, ...]:
    """Return the lines that let the seats of a network in, by TLS and SCRAM, and nobody else."""
    return (
        f"hostssl   {base}   +{ROLE_CABINET}   {reseau}   scram-sha-256",
        f"host      {base}   all   all   reject",
    )


@contextmanager
def _connect(adresse: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    try:
        with psycopg.connect(adresse, autocommit=True, connect_timeout=5) as connexion:
            yield connexion
    except psycopg.errors.InsufficientPrivilege:
        raise AccesRefuse(
            "Ce rôle n’a pas le droit de préparer le serveur.",
            code="droits_serveur",
            remede="Employez le rôle d’administration, ou «\u00a0--print\u00a0» pour remettre les "
            "ordres à qui l’a.",
        ) from None
    except psycopg.OperationalError as exc:
        raise _explain(str(exc)) from None


def _explain(message: str) -> AccesRefuse | ProfilIllisible:
    if "certificate" in message or "SSL" in message:
        return ProfilIllisible(
            "Le serveur du cabinet ne présente pas le certificat attendu. Rien ne lui a été dit.",
            code="certificat_serveur",
            remede="Vérifiez l’adresse du serveur, puis demandez un nouveau jeton à l’administrateur.",
        )
    if "password authentication failed" in message or "no password supplied" in message:
        return AccesRefuse(
            "Le serveur refuse le mot de passe de ce poste.",
            code="mot_de_passe_serveur",
            remede="Demandez un nouveau jeton à l’administrateur.",
        )
    return errors.server_unreachable()


def _other_database(administration: str, base: str) -> str:
    return make_url(administration).set(database=base).render_as_string(hide_password=False)


def _checked(base: str) -> str:
    if _NOM_SQL.fullmatch(base) is None:
        raise AccesRefuse(
            "Un nom de base est fait de lettres minuscules, de chiffres et de «\u00a0_\u00a0».",
            code="nom_base",
        )
    return base
