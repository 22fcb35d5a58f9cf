"""The words of the documents: those still to read, those read, and the search that finds them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.orm import Session

from ambroise.domain.dossier import Document
from ambroise.domain.texte_document import TYPES_LUS, BilanTextes, EtatTexte, TexteDocument
from ambroise.persistence.search.texts import index_texts, rewrite_text
from ambroise.persistence.tables import ContenuRow, DocumentRow, TexteDocumentRow
from ambroise.usecases.ports_dossier import TexteALire

_EXISTE = exists().where(TexteDocumentRow.empreinte == DocumentRow.empreinte)


class SqlTexteDocumentRepository:
    """``TexteDocumentRepository`` on the open transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def to_read(self, apres: UUID | None, limite: int) -> Sequence[TexteALire]:
        """Return documents nobody tried to read, in the order of identifiers, after the one given."""
        requete = (
            select(DocumentRow.id, DocumentRow.empreinte, DocumentRow.type_mime)
            .where(DocumentRow.type_mime.in_(TYPES_LUS), DocumentRow.annule_le.is_(None), ~_EXISTE)
            .order_by(DocumentRow.id)
            .limit(limite)
        )
        if apres is not None:
            requete = requete.where(DocumentRow.id > apres)
        return [TexteALire(*ligne) for ligne in self._session.execute(requete)]

    def content(self, empreinte: str) -> bytes:
        """Return the bytes of a document to read."""
        return bytes(self._session.scalars(select(ContenuRow.octets).filter_by(empreinte=empreinte)).one())

    def keep(self, empreinte: str, texte: TexteDocument) -> None:
        """Keep what was read, once; every document of these bytes is found by it from now on."""
        if self._session.get(TexteDocumentRow, empreinte) is not None:
            return  # another seat read it meanwhile
        self._session.add(TexteDocumentRow(empreinte=empreinte, etat=texte.etat.value, texte=texte.texte))
        self._session.flush()
        if not texte.texte:
            return
        documents = select(DocumentRow.id, DocumentRow.patient_id, DocumentRow.titre).where(
            DocumentRow.empreinte == empreinte, DocumentRow.annule_le.is_(None)
        )
        for id_, patient_id, titre in self._session.execute(documents).all():
            rewrite_text(self._session.connection(), id_, patient_id, _searched(titre, texte.texte))

    def etat(self, empreinte: str) -> EtatTexte | None:
        """Return what was read of a document, None when nobody tried."""
        etat = self._session.scalar(select(TexteDocumentRow.etat).filter_by(empreinte=empreinte))
        return EtatTexte(etat) if etat is not None else None

    def bilan(self) -> BilanTextes:
        """Count the documents by what was read of them; a picture has no words."""
        genre = case(
            (DocumentRow.type_mime.not_in(TYPES_LUS), EtatTexte.SANS_TEXTE.value),
            else_=TexteDocumentRow.etat,
        )
        lignes = self._session.execute(
            select(genre, func.count())
            .select_from(DocumentRow)
            .outerjoin(TexteDocumentRow, TexteDocumentRow.empreinte == DocumentRow.empreinte)
            .where(DocumentRow.annule_le.is_(None))
            .group_by(genre)
        )
        comptes: dict[str | None, int] = {ligne[0]: ligne[1] for ligne in lignes}
        de = {etat: comptes.get(etat.value, 0) for etat in EtatTexte}
        return BilanTextes(
            lus=de[EtatTexte.LU] + de[EtatTexte.PARTIEL],
            en_attente=comptes.get(None, 0),
            sans_texte=de[EtatTexte.SANS_TEXTE],
            illisibles=de[EtatTexte.PROTEGE] + de[EtatTexte.ILLISIBLE],
        )

    def forget_failures(self) -> int:
        """Let the documents that could not be read be tried again; return how many there are."""
        echoues = (EtatTexte.PROTEGE.value, EtatTexte.ILLISIBLE.value)
        oublies = delete(TexteDocumentRow).where(TexteDocumentRow.etat.in_(echoues))
        return len(self._session.scalars(oublies.returning(TexteDocumentRow.empreinte)).all())


def index_documents(session: Session, documents: Sequence[Document]) -> None:
    """Let new documents be found by their title, and by their words when these bytes were read before."""
    textes = known_texts(session, {document.empreinte for document in documents})
    index_texts(
        session.connection(),
        [(d.id, d.patient_id, _searched(d.titre, textes.get(d.empreinte, ""))) for d in documents],
    )


def known_texts(session: Session, empreintes: Collection[str]) -> dict[str, str]:
    """Return the words read of these bytes."""
    requete = select(TexteDocumentRow.empreinte, TexteDocumentRow.texte).where(
        TexteDocumentRow.empreinte.in_(empreintes), TexteDocumentRow.texte != ""
    )
    return {ligne.empreinte: ligne.texte for ligne in session.execute(requete)}


def _searched(titre: str, texte: str) -> str:
    return f"{titre} {texte}"
