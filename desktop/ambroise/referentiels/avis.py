"""Opinions of HAS and informations of ANSM, read from the built base."""

import sqlite3
from datetime import date

from ambroise.domain.avis_medicament import AvisHas, AvisMedicament, InformationAnsm, SorteAvis

_EVALUATIONS = (
    "SELECT e.sorte, e.valeur, e.motif, e.jour, e.texte, coalesce(a.lien, '') FROM evaluation e"
    " LEFT JOIN avis a ON a.dossier=e.dossier WHERE e.cis=? ORDER BY e.sorte DESC, e.jour DESC, e.rowid"
)
_INFORMATIONS = "SELECT texte, debut, fin, lien FROM information WHERE cis=? ORDER BY debut DESC, rowid"


def read_avis(base: sqlite3.Connection, code_cis: str) -> AvisMedicament:
    """Return what the base holds of one spécialité, the latest first."""
    return AvisMedicament(
        tuple(
            AvisHas(SorteAvis(sorte), valeur, motif, _date(jour), texte, lien)
            for sorte, valeur, motif, jour, texte, lien in base.execute(_EVALUATIONS, (code_cis,))
        ),
        tuple(
            InformationAnsm(texte, _date(debut), _date(fin), lien)
            for texte, debut, fin, lien in base.execute(_INFORMATIONS, (code_cis,))
        ),
        _edition(base, "CIS_HAS_SMR_bdpm.txt"),
        _edition(base, "CIS_InfoImportantes.txt"),
    )


def _edition(base: sqlite3.Connection, fichier: str) -> date | None:
    found = base.execute("SELECT edition FROM source WHERE nom=?", (fichier,)).fetchone()
    return _date(found[0]) if found else None


def _date(valeur: str | None) -> date | None:
    return date.fromisoformat(valeur) if valeur else None
