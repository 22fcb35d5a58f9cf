"""Read what the full text found: the words as they were written, their author, their day."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from ambroise.domain.entrees import Courrier
from ambroise.domain.passages import FiltrePassages, GenrePassage, Passage
from ambroise.persistence import codec
from ambroise.persistence.repositories.entrees import entree_text
from ambroise.persistence.tables import ConsultationRow, DocumentRow, EntreeRow, TexteDocumentRow

_COURRIER = Courrier.__name__


def filter_clause(objet: ColumnElement[UUID], filtre: FiltrePassages) -> ColumnElement[bool]:
    """Return the condition that an object found is of the kind, the days and the author asked for."""
    par_genre = {
        GenrePassage.CONSULTATION: lambda: _consultation(objet, filtre),
        GenrePassage.DOCUMENT: lambda: _document(objet, filtre),
        GenrePassage.COURRIER: lambda: _entree(objet, filtre, EntreeRow.genre == _COURRIER),
        GenrePassage.SUIVI: lambda: _entree(objet, filtre, EntreeRow.genre != _COURRIER),
    }
    genres = [filtre.genre] if filtre.genre else list(GenrePassage)
    return or_(*(par_genre[genre]() for genre in genres))


def read_passages(session: Session, ids: Sequence[UUID]) -> list[Passage]:
    """Return the texts of these objects, in the same order; what was annulled since is left out."""
    passages: dict[UUID, Passage] = {}
    for c in session.scalars(select(ConsultationRow).where(ConsultationRow.id.in_(ids))):
        passages[c.id] = Passage(
            c.id,
            c.patient_id,
            GenrePassage.CONSULTATION,
            c.debut.astimezone().date(),
            c.motif or "Consultation",
            f"{c.motif}. {c.note}" if c.motif else c.note,
            c.auteur,
        )
    documents = (
        select(DocumentRow, TexteDocumentRow.texte)
        .outerjoin(TexteDocumentRow, TexteDocumentRow.empreinte == DocumentRow.empreinte)
        .where(DocumentRow.id.in_(ids))
    )
    for d, texte in session.execute(documents):
        le = d.ajoute_le.astimezone().date()
        mots = f"{d.titre}. {texte}" if texte else d.titre
        passages[d.id] = Passage(d.id, d.patient_id, GenrePassage.DOCUMENT, le, d.titre, mots, d.auteur)
    for e in session.scalars(select(EntreeRow).where(EntreeRow.id.in_(ids))):
        entree = codec.loads(e.contenu)
        genre = GenrePassage.COURRIER if e.genre == _COURRIER else GenrePassage.SUIVI
        titre = (
            getattr(entree, "objet", "") or getattr(entree, "libelle", "") or getattr(entree, "vaccin", "")
        )
        passages[e.id] = Passage(e.id, e.patient_id, genre, e.le, titre, entree_text(entree), e.auteur)
    return [passages[id_] for id_ in ids if id_ in passages]


def _consultation(objet: ColumnElement[UUID], filtre: FiltrePassages) -> ColumnElement[bool]:
    conditions = [ConsultationRow.id == objet]
    if filtre.depuis:
        conditions.append(ConsultationRow.debut >= datetime.combine(filtre.depuis, time(), UTC))
    if filtre.auteur:
        conditions.append(ConsultationRow.auteur == filtre.auteur)
    return exists().where(*conditions)


def _document(objet: ColumnElement[UUID], filtre: FiltrePassages) -> ColumnElement[bool]:
    conditions = [DocumentRow.id == objet]
    if filtre.depuis:
        conditions.append(DocumentRow.ajoute_le >= datetime.combine(filtre.depuis, time(), UTC))
    if filtre.auteur:
        conditions.append(DocumentRow.auteur == filtre.auteur)
    return exists().where(*conditions)


def _entree(
    objet: ColumnElement[UUID], filtre: FiltrePassages, genre: ColumnElement[bool]
) -> ColumnElement[bool]:
    conditions = [EntreeRow.id == objet, genre]
    if filtre.depuis:
        conditions.append(EntreeRow.le >= filtre.depuis)
    if filtre.auteur:
        conditions.append(EntreeRow.auteur == filtre.auteur)
    return exists().where(*conditions)
