"""Move a whole office between the encrypted file and PostgreSQL, there and back, proved row by row."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from ambroise.persistence import codec
from ambroise.persistence.repositories.entrees import entree_text
from ambroise.persistence.search.index import write_words
from ambroise.persistence.search.texts import write_texts
from ambroise.persistence.snapshot import snapshot
from ambroise.persistence.tables import (
    Base,
    ConsultationRow,
    DocumentRow,
    EntreeRow,
    PatientCleRow,
    PatientRow,
    TexteDocumentRow,
    TexteRow,
)
from ambroise.usecases.errors import ProfilIllisible

LOT = 1000


@dataclass(frozen=True)
class BilanTransfert:
    """Rows of each table, and the digest that both sides share."""

    comptes: dict[str, int]
    empreintes: dict[str, str]


def transfer(source: Engine, destination: Engine) -> BilanTransfert:
    """Copy one instant of everything into an empty database, in one transaction; compare counts and digests.

    Raises:
        ProfilIllisible: the destination is not empty, or what was read back differs: nothing is kept there.
    """
    with snapshot(source).connect() as lecture, destination.begin() as ecriture:
        if ecriture.scalar(select(func.count()).select_from(PatientRow.__table__)):
            raise ProfilIllisible(
                "La base de destination contient déjà des dossiers\u00a0: elle n’a pas été touchée.",
                code="destination_non_vide",
                remede="Donnez l’adresse d’une base vide.",
            )
        for table in Base.metadata.sorted_tables:
            for lot in _batches(lecture, table):
                ecriture.execute(insert(table), lot)
        _restart_sequences(ecriture)
        rebuild_words(ecriture)
        avant, apres = fingerprint(lecture), fingerprint(ecriture)
        if avant != apres:
            raise ProfilIllisible(
                "La copie diffère de l’original\u00a0: elle n’a pas été gardée.",
                code="transfert_incomplet",
                remede="Recommencez lorsque personne n’écrit dans le dossier.",
            )
    return apres


def fingerprint(connexion: Connection) -> BilanTransfert:
    """Count the rows of each table and digest them in the order of their keys, the same on both engines."""
    comptes: dict[str, int] = {}
    empreintes: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        somme, nombre = hashlib.sha256(), 0
        for lot in _batches(connexion, table):
            nombre += len(lot)
            for ligne in lot:
                somme.update(json.dumps(ligne, sort_keys=True, default=_canonical).encode())
        comptes[table.name], empreintes[table.name] = nombre, somme.hexdigest()
    return BilanTransfert(comptes, empreintes)


def rebuild_words(connexion: Connection) -> None:
    """Rebuild the full-text indexes from what they index; they hold nothing of their own."""
    connexion.execute(text("DELETE FROM patient_fts"))
    connexion.execute(text("DELETE FROM texte_fts"))
    cles = select(PatientCleRow.numero, PatientCleRow.genre, PatientCleRow.cle).order_by(PatientCleRow.numero)
    write_words(connexion, connexion.execute(cles).all())
    textes: dict[Any, str] = {}
    for id_, motif, note in connexion.execute(
        select(ConsultationRow.id, ConsultationRow.motif, ConsultationRow.note)
    ):
        textes[id_] = f"{motif} {note}"
    for id_, contenu in connexion.execute(select(EntreeRow.id, EntreeRow.contenu)):
        textes[id_] = entree_text(codec.loads(contenu))
    documents = select(DocumentRow.id, DocumentRow.titre, TexteDocumentRow.texte).outerjoin(
        TexteDocumentRow, TexteDocumentRow.empreinte == DocumentRow.empreinte
    )
    for id_, titre, texte in connexion.execute(documents):
        textes[id_] = f"{titre} {texte or ''}"
    numeros = connexion.execute(select(TexteRow.numero, TexteRow.objet_id)).all()
    write_texts(connexion, [(numero, textes[objet]) for numero, objet in numeros if objet in textes])


def _batches(connexion: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    cles = [
        colonne.collate("C")
        if connexion.dialect.name == "postgresql" and colonne.type.python_type is str
        else colonne
        for colonne in table.primary_key
    ]
    resultat = connexion.execution_options(yield_per=LOT).execute(select(table).order_by(*cles))
    for lot in resultat.mappings().partitions(LOT):
        yield [dict(ligne) for ligne in lot]


def _restart_sequences(connexion: Connection) -> None:
    if connexion.dialect.name != "postgresql":
        return
    for table in ("patient_index", "texte"):
        connexion.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'numero'), "  # noqa: S608
                f"(SELECT coalesce(max(numero), 0) + 1 FROM {table}), false)"
            )
        )


def _canonical(valeur: object) -> str:
    if isinstance(valeur, bytes | memoryview):
        return hashlib.sha256(valeur).hexdigest()
    return valeur.isoformat() if hasattr(valeur, "isoformat") else str(valeur)
