"""How what is shared reads: its state in words, what may be done with it."""

from collections.abc import Sequence
from typing import Final

from ambroise.domain.alimentation import GenreAlimentation, LignePartage
from ambroise.domain.envoi import EtatEnvoi
from ambroise.ui.dmp.etats import A_REPONDRE, mots_of
from ambroise.ui.dmp.ports import ReglesPartage
from ambroise.ui.painting import SEMIBOLD, Span
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.rows import Cell, Column, Section
from ambroise.ui.words import NBSP, long_date

_ICONES: Final = {
    GenreAlimentation.ORDONNANCE: "pill",
    GenreAlimentation.DISPENSATION: "package-check",
    GenreAlimentation.VACCINATION: "syringe",
    GenreAlimentation.SYNTHESE: "clipboard-list",
    GenreAlimentation.DOCUMENT: "file-text",
}

_PARTAGEABLES: Final = frozenset(
    {GenreAlimentation.VACCINATION, GenreAlimentation.SYNTHESE, GenreAlimentation.DOCUMENT}
)
"""Orders and dispensings leave with their act."""


def etat_of(ligne: LignePartage) -> tuple[str, str, Tone]:
    """Return the words, the icon and the ink of a state."""
    derniere = ligne.derniere
    if derniere is None:
        return ("À préciser", "circle-alert", "warning") if ligne.manque else ("Pas envoyé", "", "secondary")
    return mots_of(derniere)


def order(lignes: Sequence[LignePartage]) -> list[LignePartage | Section]:
    """Return the lines under their headings: what waits for someone, what can leave, what left."""
    etats = [(ligne, ligne.derniere.suivi.envoi.etat if ligne.derniere else None) for ligne in lignes]
    voir = [x for x, e in etats if e in A_REPONDRE]
    libres = [x for x, e in etats if e is None]
    partis = [x for x, e in etats if x not in voir and x not in libres]
    rangees: list[LignePartage | Section] = []
    for titre, groupe in (("À reprendre", voir), ("À partager", libres), ("Envoyés", partis)):
        if groupe:
            rangees += [Section(titre), *groupe]
    return rangees


def rules_words(regles: ReglesPartage) -> str:
    """Say the rules in one sentence."""
    phrases = []
    if regles.seuls:
        phrases.append(f"Partent seuls{NBSP}: {', '.join(regles.seuls).lower()}.")
    if regles.sur_accord:
        phrases.append(f"Sur votre accord{NBSP}: {', '.join(regles.sur_accord).lower()}.")
    return " ".join(phrases)


def state_words(ligne: LignePartage) -> str:
    """Say where a line stands and what to do."""
    derniere = ligne.derniere
    if derniere is None:
        if ligne.manque:
            return f"Il manque {ligne.manque}{NBSP}: choisissez-le dans la base des médicaments."
        suite = "attendra votre accord dans les envois" if ligne.is_retenu else "part aussitôt"
        return f"Ce document n’a pas été envoyé. Une fois demandé, il {suite}."
    envoi = derniere.suivi.envoi
    mots, _, _ = etat_of(ligne)
    version = f", version {derniere.numero}" if derniere.numero > 1 else ""
    return f"{mots}{version}. {envoi.erreur}".strip()


def can_share(ligne: LignePartage) -> bool:
    """Whether the line can leave, or leave again in a newer version, or be tried again."""
    derniere = ligne.derniere
    if derniere is not None and derniere.suivi.envoi.etat is EtatEnvoi.A_REPRENDRE:
        return True
    if ligne.genre not in _PARTAGEABLES or ligne.is_retire:
        return False
    return derniere is None or not derniere.is_en_route


def can_withdraw(ligne: LignePartage) -> bool:
    """Whether the DMP holds it because of us."""
    derniere = ligne.derniere
    return derniere is not None and derniere.etat is EtatEnvoi.REMIS and derniere.retrait is None


def wants_vaccine(ligne: LignePartage) -> bool:
    """Whether the exact vaccine has to be chosen first."""
    return ligne.genre is GenreAlimentation.VACCINATION and bool(ligne.manque)


def share_words(ligne: LignePartage) -> str:
    """Say what the button does."""
    derniere = ligne.derniere
    if derniere is None:
        return "Envoyer au DMP"
    if derniere.suivi.envoi.etat is EtatEnvoi.A_REPRENDRE:
        return "Relancer l’envoi"
    if derniere.etat is EtatEnvoi.REMIS:
        return "Envoyer la nouvelle version"
    return "Envoyer de nouveau"


COLONNES: Final[tuple[Column[LignePartage], ...]] = (
    Column(
        "Document",
        lambda x: Cell((Span(x.titre, SEMIBOLD),), _ICONES[x.genre]),
    ),
    Column("Genre", lambda x: Cell.of(x.genre.libelle, "secondary"), 168),
    Column("Date", lambda x: Cell.of(long_date(x.le), "secondary"), 172),
    Column("État", lambda x: Cell.of(etat_of(x)[0], etat_of(x)[2], SEMIBOLD, etat_of(x)[1]), 208),
)
