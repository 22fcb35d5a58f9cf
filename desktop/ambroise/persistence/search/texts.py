"""Full text of notes, letters and documents: words folded, prefixes, newest first."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    Integer,
    TextClause,
    column,
    insert,
    select,
    table,
    text,
    update,
)

from ambroise.domain.phonetique import fold, fold_long
from ambroise.persistence.tables import TexteRow

CANDIDATS: Final = 20_000
"""How many of the newest texts found are tried against a condition: a common word never reads them all."""

_MOT_MAXIMAL = 200
_FTS = table("texte_fts", column("rowid", Integer), column("numero", Integer))
_AJOUT_POSTGRESQL = """
INSERT INTO texte_fts (numero, mots) VALUES (:n, array_to_tsvector(string_to_array(:m, ' ')))
"""


def index_text(connexion: Connection, objet_id: UUID, patient_id: UUID | None, contenu: str) -> None:
    """Write or rewrite the words of an object."""
    remove_text(connexion, objet_id)
    mots = _words(contenu)
    if not mots:
        return
    numero = connexion.execute(
        text("INSERT INTO texte (objet_id, patient_id) VALUES (:o, :p) RETURNING numero"),
        {"o": _id(connexion, objet_id), "p": _id(connexion, patient_id)},
    ).scalar_one()
    if connexion.dialect.name == "sqlite":
        connexion.execute(
            text("INSERT INTO texte_fts (rowid, mots) VALUES (:n, :m)"), {"n": numero, "m": mots}
        )
    else:
        connexion.execute(
            text(_AJOUT_POSTGRESQL),
            {"n": numero, "m": mots},
        )


def rewrite_text(connexion: Connection, objet_id: UUID, patient_id: UUID | None, contenu: str) -> None:
    """Write more words of an object found already: it keeps its number, hence its place among the newest."""
    numero = connexion.scalar(
        text("SELECT numero FROM texte WHERE objet_id = :o"), {"o": _id(connexion, objet_id)}
    )
    if numero is None:
        index_text(connexion, objet_id, patient_id, contenu)
    else:
        _remove_words(connexion, numero)
        write_texts(connexion, [(numero, contenu)])


def move_text(connexion: Connection, objet_id: UUID, patient_id: UUID) -> None:
    """Find an object in another file from now on."""
    connexion.execute(update(TexteRow).where(TexteRow.objet_id == objet_id).values(patient_id=patient_id))


def index_texts(connexion: Connection, textes: Sequence[tuple[UUID, UUID | None, str]]) -> None:
    """Write the words of many new objects at once."""
    plies = [(objet, patient, mots) for objet, patient, contenu in textes if (mots := _words(contenu))]
    if not plies:
        return
    if connexion.dialect.name == "sqlite":
        premier = connexion.scalar(text("SELECT coalesce(max(numero), 0) + 1 FROM texte"))
        numeros = list(range(premier, premier + len(plies)))
    else:
        suite = "SELECT nextval(pg_get_serial_sequence('texte', 'numero')) FROM generate_series(1, :n)"
        numeros = list(connexion.scalars(text(suite), {"n": len(plies)}))
    connexion.execute(
        insert(TexteRow),
        [{"numero": n, "objet_id": o, "patient_id": p} for n, (o, p, _) in zip(numeros, plies, strict=True)],
    )
    write_texts(connexion, [(n, mots) for n, (_, _, mots) in zip(numeros, plies, strict=True)])


def write_texts(connexion: Connection, textes: Sequence[tuple[int, str]]) -> None:
    """Write the words of objects that have their number."""
    sqlite = connexion.dialect.name == "sqlite"
    requete = "INSERT INTO texte_fts (rowid, mots) VALUES (:n, :m)" if sqlite else _AJOUT_POSTGRESQL
    if textes:
        connexion.execute(text(requete), [{"n": numero, "m": _words(contenu)} for numero, contenu in textes])


def remove_text(connexion: Connection, objet_id: UUID) -> None:
    """Forget the words of an object."""
    numero = connexion.scalar(
        text("DELETE FROM texte WHERE objet_id = :o RETURNING numero"), {"o": _id(connexion, objet_id)}
    )
    if numero is not None:
        _remove_words(connexion, numero)


def search_texts(
    connexion: Connection,
    recherche: str,
    patients: Sequence[UUID] | None,
    limite: int,
    condition: Callable[[ColumnElement[UUID]], ColumnElement[bool]] | None = None,
) -> Sequence[tuple[UUID, UUID | None]]:
    """Return the objects that hold every word (as a prefix), newest first, with their patient.

    Args:
        condition: what the objects must be besides, tried on the newest :data:`CANDIDATS` found.
    """
    mots = fold(recherche).split()
    if not mots:
        return []
    numero, trouve = _found(connexion, mots)
    trouves = (
        select(TexteRow.objet_id, TexteRow.patient_id, TexteRow.numero)
        .join_from(_FTS, TexteRow, TexteRow.numero == numero)
        .where(trouve)
        .order_by(numero.desc())  # the index gives this order for nothing: a common word stops at the limit
    )
    if patients is not None:
        trouves = trouves.where(TexteRow.patient_id.in_(patients))
    if condition is None:
        lignes = connexion.execute(trouves.limit(limite))
    else:
        candidats = trouves.limit(CANDIDATS).subquery()
        lignes = connexion.execute(
            select(candidats)
            .where(condition(candidats.c.objet_id))
            .order_by(candidats.c.numero.desc())
            .limit(limite)
        )
    return [(objet, patient) for objet, patient, _ in lignes]


def _found(connexion: Connection, mots: Sequence[str]) -> tuple[ColumnClause[int], TextClause]:
    """Return the number of a text in the index, and the condition that it holds these words."""
    if connexion.dialect.name == "sqlite":
        demande = " AND ".join(f'"{mot}"*' for mot in mots)
        return _FTS.c.rowid, text("texte_fts MATCH :m").bindparams(m=demande)
    demande = " & ".join(f"'{mot}':*" for mot in mots)
    return _FTS.c.numero, text("texte_fts.mots @@ CAST(:m AS tsquery)").bindparams(m=demande)


def _remove_words(connexion: Connection, numero: int) -> None:
    cle = "rowid" if connexion.dialect.name == "sqlite" else "numero"
    connexion.execute(text(f"DELETE FROM texte_fts WHERE {cle} = :n"), {"n": numero})  # noqa: S608


def _words(contenu: str) -> str:
    """Return the folded words, each cut at what both engines index."""
    return " ".join(mot[:_MOT_MAXIMAL] for mot in fold_long(contenu).split())


def _id(connexion: Connection, id_: UUID | None) -> str | UUID | None:
    return id_.hex if id_ and connexion.dialect.name == "sqlite" else id_
