"""How an account reads in a row: who, what, bound to which number, until when, and how it opens."""

from datetime import date

from ambroise.ui.comptes.ports import LigneCompte
from ambroise.ui.painting import SEMIBOLD
from ambroise.ui.widgets.rows import Cell, Column
from ambroise.ui.words import long_date


def columns_on(jour: date) -> tuple[Column[LigneCompte], ...]:
    """Return the columns, the state of an account being that of a day."""
    return (
        Column("Nom", lambda ligne: Cell.of(ligne.compte.nom, weight=SEMIBOLD), 0),
        Column("Rôle", lambda ligne: Cell.of(ligne.compte.role.value), 130),
        Column("Identifiant", lambda ligne: Cell.of(identifier_words(ligne), "secondary"), 190),
        Column("État", lambda ligne: state_cell(ligne, jour), 250),
        Column("Ouverture", code_cell, 260),
    )


def identifier_words(ligne: LigneCompte) -> str:
    """Return « RPPS 99700366240 », or the local name."""
    numero = ligne.compte.numero_rpps
    return f"RPPS {numero}" if numero else ligne.compte.identifiant


def state_cell(ligne: LigneCompte, jour: date) -> Cell:
    """Say whether the account is open on a day, and until when."""
    compte = ligne.compte
    if compte.au is not None and compte.au < jour:
        return Cell.of(f"fermé depuis le {long_date(compte.au)}", "secondary", icon="circle-x")
    if compte.du is not None and compte.du > jour:
        return Cell.of(f"ouvre le {long_date(compte.du)}", "secondary", icon="clock")
    fin = f", jusqu’au {long_date(compte.au)}" if compte.au is not None else ""
    return Cell.of(f"ouvert{fin}", "success", icon="circle-check")


def code_cell(ligne: LigneCompte) -> Cell:
    """Say how the account opens: by its card, its code, a code to choose, or not any more."""
    code = ligne.code
    carte = "carte CPS" if ligne.compte.numero_rpps else ""
    if code is None:
        return Cell.of(carte, icon="id-card") if carte else Cell.of("aucun code", "warning", icon="key-round")
    if code.is_bloque:
        return Cell.of("bloqué, trop de codes faux", "danger", SEMIBOLD, "lock")
    mot = "code provisoire" if code.provisoire else "code"
    ou = f"{carte} ou {mot}" if carte else mot
    return Cell.of(ou, "warning" if code.provisoire else "text", icon="key-round")
