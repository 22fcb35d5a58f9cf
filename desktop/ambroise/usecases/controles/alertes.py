"""How a control writes its alert: what motivates it, and the edition of the file that says so."""

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.posologie_texte import render_date
from ambroise.domain.unites import fold
from ambroise.usecases.controles.produits import Dossier, Produit

_CONDITIONS = "Base de données publique des médicaments, conditions de prescription et de délivrance"
FICHIER_CONDITIONS = "CIS_CPD_bdpm.txt"
FICHIER_SPECIALITES = "CIS_bdpm.txt"
FICHIER_COMPOSITIONS = "CIS_COMPO_bdpm.txt"
FICHIER_DISPONIBILITES = "CIS_CIP_Dispo_Spec.txt"

REGLES = "règles de novembre 2026"
"""When the texts of law and our own checks of plausibility were last read over."""


def edition_of(dossier: Dossier, fichier: str) -> str:
    """Return the date of a file of the base in words, empty when it is unknown."""
    found = next((e.edition for e in dossier.base.editions() if e.nom == fichier), None)
    return render_date(found) if found else ""


def make(
    dossier: Dossier,
    p: Produit,
    kind: TypeAlerte,
    niveau: NiveauAlerte,
    titre: str,
    cause: str,
    conduite: str,
    article: str,
    libelle: str,
) -> Alerte:
    """Return an alert of one line that the conditions of the base motivate."""
    source = f"{_CONDITIONS}\u202f; {article}"
    return plain(dossier, p, kind, niveau, titre, cause, conduite, source, libelle, FICHIER_CONDITIONS)


def plain(
    dossier: Dossier,
    p: Produit,
    kind: TypeAlerte,
    niveau: NiveauAlerte,
    titre: str,
    cause: str,
    conduite: str,
    source: str,
    libelle: str,
    fichier: str = "",
) -> Alerte:
    """Return an alert of one line that another text motivates; ``fichier`` is the file of the base read."""
    return Alerte(
        cle=f"{kind.value}:{fold(titre)}:{p.ligne.libelle}",
        niveau=niveau,
        type=kind,
        lignes=p.lignes,
        titre=titre,
        cause=cause,
        mecanisme="",
        conduite=conduite,
        source=source,
        edition=edition_of(dossier, fichier) if fichier else REGLES,
        libelle_niveau=libelle,
    )
