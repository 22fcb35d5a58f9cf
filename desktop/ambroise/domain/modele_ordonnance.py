"""Favourites and order models of one user: never preset by anyone else (HAS, LAP; no advertising)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.formulaire_acte import DU_PATIENT
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.produit_prescrit import ActePrescrit, Produit
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.domain.unites import fold


@dataclass(frozen=True, slots=True)
class ModeleOrdonnance:
    """Lines kept under a name; one line makes a favourite. ``usages`` orders them, nothing else."""

    id: UUID
    auteur: str
    nom: str
    lignes: tuple[LigneOrdonnance, ...]
    usages: int = 0
    patient_id: None = None
    """A model is nobody's: it is kept beside the entries of the files, without a patient."""
    version: int = 0
    type: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS

    def __post_init__(self) -> None:
        if not self.nom.strip():
            raise ValueError("un modèle porte un nom")
        if not self.lignes:
            raise ValueError("un modèle compte au moins une ligne")

    @property
    def is_favori(self) -> bool:
        """Tell whether it is a single line."""
        return len(self.lignes) == 1


def make_modele(ordonnance: Ordonnance, id_: UUID, auteur: str, nom: str) -> ModeleOrdonnance:
    """Return a model of an order: its lines without what belongs to that patient and day."""
    return ModeleOrdonnance(
        id_,
        auteur,
        nom.strip(),
        tuple(
            replace(
                ligne,
                date_debut=None,
                date_prochain_diagnostic=None,
                ligne_renouvelee=None,
                chevauchement_autorise=False,
                indication="",
                produit=_without_patient(ligne.produit),
            )
            for ligne in ordonnance.lignes
        ),
        type=ordonnance.type,
    )


def apply_modele(brouillon: Ordonnance, modele: ModeleOrdonnance, new_id: Callable[[], UUID]) -> Ordonnance:
    """Return the draft with the lines of the model added; an empty draft takes its kind.

    Raises:
        OrdonnanceFigee: the order is signed.
    """
    if not brouillon.lignes:
        brouillon = brouillon.edit(type=modele.type)
    added = tuple(replace(ligne, id=new_id()) for ligne in modele.lignes)
    return brouillon.edit(lignes=(*brouillon.lignes, *added))


def _without_patient(produit: Produit) -> Produit:
    if not isinstance(produit, ActePrescrit):
        return produit
    return replace(produit, details=tuple(d for d in produit.details if d[0] not in DU_PATIENT))


def find_modeles(modeles: Iterable[ModeleOrdonnance], texte: str = "") -> tuple[ModeleOrdonnance, ...]:
    """Return the models whose name or lines hold every word, the most used first, then by name."""
    words = fold(texte).split()
    kept = [m for m in modeles if all(w in _words(m) for w in words)]
    return tuple(sorted(kept, key=lambda m: (-m.usages, fold(m.nom))))


def _words(modele: ModeleOrdonnance) -> str:
    return fold(" ".join((modele.nom, *(ligne.libelle for ligne in modele.lignes))))
