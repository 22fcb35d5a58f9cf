"""A spécialité read whole: its substances, packs, generic groups, conditions and shortages."""

import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from ambroise.domain.condition_prescription import read_condition
from ambroise.domain.medicament import (
    ConditionPrescription,
    Disponibilite,
    GroupeGenerique,
    NatureComposant,
    Presentation,
    Specialite,
    StatutDisponibilite,
    Substance,
    TypeGenerique,
)

PRESENTATION: Final = (
    "cip13, cip7, cis, libelle, commercialisee, agrement, taux, prix_sans, prix, honoraire, unites,"
    " declaration, indications"
)
"""The columns that :func:`read_presentation` takes, in order."""


def read_specialite(
    base: sqlite3.Connection, code_cis: str, libelle_atc: Callable[[str], str | None]
) -> Specialite | None:
    """Return one spécialité, or None."""
    row = base.execute(
        "SELECT denomination, forme, voies, statut_amm, commercialisee, titulaires, surveillance, atc,"
        " vaccin, date_amm, cle_dci, libelle_dci FROM specialite WHERE cis=?",
        (code_cis,),
    ).fetchone()
    if row is None:
        return None
    name, forme, voies, statut, sold, holders, watched, atc, vaccin, day, cle, libelle = row
    return Specialite(
        code_cis=code_cis,
        denomination=name,
        forme=forme,
        voies=tuple(voies.split(";")) if voies else (),
        statut_amm=statut,
        commercialisee=bool(sold),
        titulaires=tuple(holders.split(";")) if holders else (),
        surveillance_renforcee=bool(watched),
        code_atc=atc,
        libelle_atc=libelle_atc(atc) if atc else None,
        substances=_substances(base, code_cis),
        presentations=_presentations(base, code_cis),
        groupes=_groupes(base, code_cis),
        conditions=_conditions(base, code_cis),
        disponibilites=_disponibilites(base, code_cis),
        is_vaccin=bool(vaccin),
        date_amm=as_date(day),
        cle_dci=cle,
        libelle_dci=libelle,
    )


def read_presentation(row: tuple[object, ...]) -> Presentation:
    """Return one pack from its columns."""
    cip13, cip7, cis, libelle, sold, agrement, taux, net, prix, fee, unites, day, indications = row
    return Presentation(
        code_cip13=str(cip13),
        code_cip7=str(cip7),
        code_cis=str(cis),
        libelle=str(libelle),
        commercialisee=bool(sold),
        agrement_collectivites=bool(agrement),
        taux_remboursement=None if taux is None else int(str(taux)),
        prix_sans_honoraire=as_decimal(net),
        prix_public=as_decimal(prix),
        honoraire=as_decimal(fee),
        unites=as_decimal(unites),
        declaration=as_date(day),
        indications_remboursables=str(indications),
    )


def as_decimal(valeur: object) -> Decimal | None:
    """Return an amount kept as text."""
    return None if valeur is None else Decimal(str(valeur))


def as_date(valeur: object) -> date | None:
    """Return a day kept as text."""
    return None if valeur is None else date.fromisoformat(str(valeur))


def _substances(base: sqlite3.Connection, code_cis: str) -> tuple[Substance, ...]:
    rows = base.execute(
        "SELECT code, nom, dosage, reference, nature, liaison, element, dci FROM composant"
        " WHERE cis=? ORDER BY liaison, nature DESC, nom",
        (code_cis,),
    )
    return tuple(
        Substance(code, nom, dosage, reference, NatureComposant(nature), liaison, element, dci)
        for code, nom, dosage, reference, nature, liaison, element, dci in rows
    )


def _presentations(base: sqlite3.Connection, code_cis: str) -> tuple[Presentation, ...]:
    sql = f"SELECT {PRESENTATION} FROM presentation WHERE cis=? ORDER BY cip13"  # noqa: S608
    return tuple(read_presentation(row) for row in base.execute(sql, (code_cis,)))


def _groupes(base: sqlite3.Connection, code_cis: str) -> tuple[GroupeGenerique, ...]:
    rows = base.execute(
        "SELECT groupe, libelle, type FROM generique WHERE cis=? ORDER BY groupe", (code_cis,)
    )
    return tuple(GroupeGenerique(groupe, label, TypeGenerique(kind)) for groupe, label, kind in rows)


def _conditions(base: sqlite3.Connection, code_cis: str) -> tuple[ConditionPrescription, ...]:
    rows = base.execute("SELECT texte FROM condition WHERE cis=? ORDER BY texte", (code_cis,))
    return tuple(read_condition(texte) for (texte,) in rows)


def _disponibilites(base: sqlite3.Connection, code_cis: str) -> tuple[Disponibilite, ...]:
    rows = base.execute(
        "SELECT cip13, statut, libelle, debut, maj, retour, lien FROM disponibilite WHERE cis=?", (code_cis,)
    )
    return tuple(
        Disponibilite(
            StatutDisponibilite(kind), label, cip13, as_date(start), as_date(update), as_date(back), lien
        )
        for cip13, kind, label, start, update, back, lien in rows
    )
