"""Check a whole database: encrypted pages, structure, links, documents and audit trail."""

import hashlib

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.snapshot import snapshot


def verify_engine(engine: Engine, cle_sceau: bytes) -> tuple[str, ...]:
    """Check the database of an engine; return French findings, nothing when it is whole."""
    constats: list[str] = []
    try:
        with Session(snapshot(engine)) as session:
            if engine.dialect.name == "sqlite":
                connexion = session.connection()
                pages = connexion.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
                if pages:
                    constats.append(f"{len(pages)} page(s) de la base sont altérées.")
                if connexion.exec_driver_sql("PRAGMA integrity_check").scalars().all() != ["ok"]:
                    constats.append("La structure de la base est altérée.")
                if connexion.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    constats.append("Des éléments renvoient à un dossier absent.")
            if not constats:
                faux = sum(
                    hashlib.sha256(octets).hexdigest() != empreinte
                    for empreinte, octets in session.execute(
                        text("SELECT empreinte, octets FROM contenu"), execution_options={"yield_per": 50}
                    )
                )
                if faux:
                    constats.append(f"{faux} document(s) ne correspondent plus à leur empreinte.")
                constats += SqlAuditRepository(session, cle_sceau).verify()
    except DBAPIError:
        constats.append("La base est endommagée\u00a0: une partie ne peut plus être lue.")
    return tuple(constats)
