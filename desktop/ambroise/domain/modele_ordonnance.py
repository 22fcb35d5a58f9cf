"""Favourites and order models of one user: never preset by anyone else (HAS, LAP; no advertising)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
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
            )
            for ligne in ordonnance.lignes
        ),
    )


def apply_modele(brouillon: Ordonnance, modele: ModeleOrdonnance, new_id: Callable[[], UUID]) -> Ordonnance:
    """Return the draft with the lines of the model added.

    Raises:
        OrdonnanceFigee: the order is signed.
    """
    added = tuple(replace(ligne, id=new_id()) for ligne in modele.lignes)
    return brouillon.edit(lignes=(*brouillon.lignes, *added))


def find_modeles(modeles: Iterable[ModeleOrdonnance], texte: str = "") -> tuple[ModeleOrdonnance, ...]:
    """Return the models whose name or lines hold every word, the most used first, then by name."""
    words = fold(texte).split()
    kept = [m for m in modeles if all(w in _words(m) for w in words)]
    return tuple(sorted(kept, key=lambda m: (-m.usages, fold(m.nom))))


def _words(modele: ModeleOrdonnance) -> str:
    return fold(" ".join((modele.nom, *(ligne.libelle for ligne in modele.lignes))))
