"""What an imaging request has to check: pregnancy before rays, a known reaction before a contrast product.

CSP R1333-58: who asks for an exposure of a woman of childbearing age looks for a pregnancy. No open data give
the rules of each contrast product: what the file cannot tell is said, never concluded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ambroise.domain.alerte import Alerte, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.fonction_renale import render_fonction
from ambroise.domain.produit_prescrit import ActePrescrit
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.domain.unites import fold
from ambroise.usecases.controles.alertes import REGLES
from ambroise.usecases.controles.produits import AGES_PROCREER, Dossier, Produit, Terrain

_RAYONS = re.compile(
    r"\b(?:radio\w*|rx|scanner|coroscanner|tdm|mammo\w*|scintigraphie|tep\w*|petscan|osteodensitometrie"
    r"|panoramique|cone beam)\b"
)
_IRM = re.compile(r"\b(?:bili-?)?irm\b")
_CONTRASTE = re.compile(r"\b(?:iod\w*|gadolin\w*|produits? de contraste)\b")
_ATC_CONTRASTE = "V08"
SOURCE = "CSP R1333-58"


@dataclass(frozen=True, slots=True)
class _Examen:
    produit: Produit
    nom: str
    injecte: bool

    @property
    def irradie(self) -> bool:
        return _RAYONS.search(self.nom) is not None


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return what the file says against an exam."""
    for examen in _examens(dossier):
        if examen.irradie and dossier.terrain.grossesse is True:
            yield _alerte(
                examen,
                TypeAlerte.GROSSESSE,
                "Examen irradiant, grossesse en cours",
                "Pesez l’urgence et la dose\u202f; un examen sans rayons, ou l’avis du radiologue.",
                SOURCE,
            )
        reactions = [a.libelle for a in dossier.terrain.allergies if _is_contraste(a.libelle, a.code_atc)]
        if examen.injecte and reactions:
            yield _alerte(
                examen,
                TypeAlerte.ALLERGIE,
                f"Réaction connue\u00a0: {', '.join(reactions)}",
                "Dites-la dans la demande\u202f; un autre examen ou un avis peut s’imposer.",
                "dossier du patient",
            )


def not_checked(dossier: Dossier) -> Iterable[NonControle]:
    """Say what the file does not tell before an exam."""
    age = dossier.terrain.age(dossier.le)
    for examen in _examens(dossier):
        lignes = examen.produit.lignes
        if (
            examen.irradie
            and dossier.terrain.sexe == "F"
            and (age is None or age in AGES_PROCREER)
            and dossier.terrain.grossesse is None
        ):
            yield NonControle(
                "Grossesse", lignes, "non renseignée, examen irradiant", "Demandez-le (R1333-58)."
            )
        if examen.injecte and not dossier.terrain.allergies and not dossier.terrain.aucune_allergie:
            yield NonControle(
                "Allergies",
                lignes,
                "non renseignées, produit de contraste",
                "Renseignez-les, ou «\u00a0aucune\u00a0».",
            )
        if examen.injecte:
            yield _renale(dossier.terrain, lignes)
        if _IRM.search(examen.nom):
            yield NonControle(
                "Matériel implanté",
                lignes,
                "le dossier ne le dit pas",
                "Demandez stimulateur, clip, implant, éclat métallique.",
            )


def _examens(dossier: Dossier) -> Iterable[_Examen]:
    if dossier.type is not TypeOrdonnance.IMAGERIE:
        return
    for produit in dossier.produits:
        acte = produit.ligne.produit
        if isinstance(acte, ActePrescrit):
            nom = fold(acte.libelle)
            dit = dict(acte.details).get("Produit de contraste", "")
            yield _Examen(produit, nom, dit == "avec injection" or (not dit and "coroscanner" in nom))


def _renale(terrain: Terrain, lignes: tuple[int, ...]) -> NonControle:
    fonction = terrain.fonction_renale
    raison = render_fonction(fonction) if fonction else "créatinine inconnue ou trop ancienne"
    return NonControle(
        "Fonction rénale", lignes, f"{raison}, produit de contraste", "À dire dans la demande."
    )


def _is_contraste(libelle: str, code_atc: str) -> bool:
    return code_atc.startswith(_ATC_CONTRASTE) or _CONTRASTE.search(fold(libelle)) is not None


def _alerte(examen: _Examen, type_: TypeAlerte, titre: str, conduite: str, source: str) -> Alerte:
    nom = examen.produit.ligne.libelle
    return Alerte(
        cle=f"{type_.value}:imagerie:{nom}",
        niveau=NiveauAlerte.DECONSEILLE,
        type=type_,
        lignes=examen.produit.lignes,
        cause=f"{nom}.",
        mecanisme="",
        conduite=conduite,
        source=source,
        edition=REGLES,
        titre=titre,
        libelle_niveau="À peser",
    )
