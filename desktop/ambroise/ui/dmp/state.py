"""How the documents of a DMP read in a table."""

from typing import Final

from ambroise.domain.dmp import DocumentDmp, EtatDmp, SituationDmp
from ambroise.ui.painting import SEMIBOLD, ChipText, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.ui.words import NBSP, long_date


def _titre(document: DocumentDmp) -> Cell:
    ton: Tone = "secondary" if document.is_archive or document.is_obsolete else "text"
    spans = [Span(document.titre or document.type_libelle, SEMIBOLD, ton)]
    if document.titre and document.type_libelle and document.type_libelle != document.titre:
        spans.append(Span(f"  {document.type_libelle}", tone="secondary", size=12))
    return Cell(tuple(spans), "user" if document.is_du_patient else "file-text", chips=_chips(document))


def _chips(document: DocumentDmp) -> tuple[ChipText, ...]:
    chips = []
    if document.visibilite.masque_ps:
        chips.append(ChipText("Masqué aux professionnels", "warning", "eye-off"))
    if document.visibilite.invisible_patient:
        chips.append(ChipText("Invisible au patient", "warning", "eye-off"))
    if document.visibilite.invisible_representants:
        chips.append(ChipText("Invisible aux représentants", "warning", "eye-off"))
    if document.is_archive:
        chips.append(ChipText("Archivé", "secondary", "archive"))
    if document.is_obsolete:
        chips.append(ChipText("Remplacé", "secondary", "history"))
    return tuple(chips)


def _quand(document: DocumentDmp) -> Cell:
    instant = document.debut_acte or document.instant
    return Cell.of(long_date(instant.astimezone().date()) if instant else "date inconnue", "secondary")


COLONNES: Final[tuple[Column[DocumentDmp], ...]] = (
    Column("Document", _titre),
    Column("Auteur", lambda d: Cell.of(", ".join(d.auteurs) or "inconnu", "secondary"), 168),
    Column("Date", _quand, 172),
)


def situation_words(situation: SituationDmp) -> tuple[str, str]:
    """Return a title and a sentence for a record that cannot be listed."""
    match situation.etat:
        case EtatDmp.INEXISTANT:
            return "Ce patient n’a pas de DMP", "Il peut en demander l’ouverture sur Mon espace santé."
        case EtatDmp.FERME:
            motif = f"{NBSP}: {situation.motif_fermeture}" if situation.motif_fermeture else ""
            return "Le DMP de ce patient est fermé", f"Aucun document n’y entre ni n’en sort{motif}."
        case _:
            return (
                "Le patient doit accepter que vous consultiez son DMP",
                "Lisez-lui la déclaration, puis notez sa réponse. Rien n’est coché d’avance.",
            )


FILTRES: Final = (
    ("tous", "Tous"),
    ("nouveaux", "Nouveaux"),
    ("patient", "Par le patient"),
    ("caches", "Masqués"),
    ("archives", "Archivés"),
)


def keeps(filtre: str, document: DocumentDmp, nouveaux: frozenset[str]) -> bool:
    """Tell whether a filter shows a document; archives are shown only when asked.

    Args:
        nouveaux: identifiers of what came since the last visit.
    """
    visibilite = document.visibilite
    match filtre:
        case "nouveaux":
            return document.identifiant in nouveaux
        case "patient":
            return document.is_du_patient
        case "caches":
            return bool(visibilite.codes)
        case "archives":
            return document.is_archive
        case _:
            return not document.is_archive


def matches(document: DocumentDmp, texte: str) -> bool:
    """Tell whether every word typed is in the title, the type or the authors."""
    plat = " ".join((document.titre, document.type_libelle, *document.auteurs)).casefold()
    return all(mot in plat for mot in texte.casefold().split())
