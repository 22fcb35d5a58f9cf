"""What writing an order needs: finding a medicine, reading a posology, controls, models, signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from ambroise.domain.alerte import Controles
from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.libelle_acte import LibelleActe
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie import Posologie
from ambroise.domain.produit_prescrit import Produit
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.ordonnances import OrdonnanceSignee
from ambroise.usecases.renouvellement import Renouvellement


@dataclass(frozen=True)
class PropositionMedicament:
    """A medicine offered under the entry line, in the neutral order of the base."""

    produit: Produit
    libelle: str
    forme: str = ""
    conditionnement: str = ""
    prix: Decimal | None = None
    a_partir_de: bool = False
    taux: int | None = None
    groupe_generique: bool = False
    etiquettes: tuple[str, ...] = ()
    """Short words to know before choosing: « Rupture », « Stupéfiant », « Surveillance renforcée »."""
    termes: tuple[str, ...] = ()
    """The words of the search found in the name."""
    lecture: str = ""
    """The posology that this choice writes, when what was typed may be read in two ways."""
    modele: ModeleOrdonnance | None = None
    """A model of one's own offered in place of a medicine."""


@dataclass(frozen=True)
class PosologieLue:
    """A posology understood: the sentence the patient will read, and what it amounts to."""

    posologie: Posologie
    phrase: str
    totaux: str = ""


class Prescription(Protocol):
    """The medicines base and the controls, as the order screen asks them."""

    @property
    def edition(self) -> str:
        """« Base du 26 mai 2026 », shown under the results; callable from the GUI thread."""

    def search(self, texte: str, limite: int = 20) -> Sequence[PropositionMedicament]: ...

    def read_avis(self, produit: Produit) -> AvisMedicament:
        """Return what HAS and ANSM say today of a product."""

    def find_fiche(self, produit: Produit) -> str:
        """Return the address of the public page of a product, empty when it has none."""

    def to_denomination(self, ligne: LigneOrdonnance) -> LigneOrdonnance:
        """Return the line under the common name of its brand. Raises Introuvable."""

    def read_posologie(self, texte: str, produit: Produit | None = None) -> PosologieLue | None:
        """Understand a shorthand; None when it is none. Quick and without I/O: called at each key."""

    def explain_posologie(self, texte: str, produit: Produit | None = None) -> str:
        """Return why a shorthand is not understood, empty when it is; quick and without I/O."""

    def describe(self, posologie: Posologie) -> str:
        """Return the sentence of a posology; quick and without I/O."""

    def renew(self, brouillon: Ordonnance, lignes: Sequence[LigneOrdonnance]) -> Renouvellement:
        """Return the draft with those lines renewed, and what changed in the base since."""

    def measure(
        self, produit: Produit, posologie: Posologie | None
    ) -> tuple[int | None, Decimal | None, str]:
        """Return boxes, price and words (« 2 boîtes de 90 »); None for what the base cannot tell."""

    def check(self, ordonnance: Ordonnance) -> Controles: ...

    def libelles(self, type_: TypeOrdonnance) -> Sequence[LibelleActe]:
        """Return the usual names of a kind of order; quick: called at each key."""


class Modeles(Protocol):
    """One's own models and favourites (``usecases.modeles.ModeleService``)."""

    def find(self, texte: str = "") -> Sequence[ModeleOrdonnance]: ...

    def keep(self, ordonnance: Ordonnance, nom: str, vu: ModeleOrdonnance | None = None) -> ModeleOrdonnance:
        """Keep an order as a model, over the one seen under that name. Raises ConflitVersion."""

    def use(self, modele: ModeleOrdonnance) -> ModeleOrdonnance: ...
    def remove(self, modele: ModeleOrdonnance) -> None: ...


class Ordonnances(Protocol):
    """Acts of the prescriber (``usecases.ordonnances.OrdonnanceService``)."""

    def draft(self, patient_id: UUID) -> Ordonnance:
        """Return the draft left for this patient today, else a new one."""

    def keep(self, brouillon: Ordonnance) -> datetime:
        """Keep a draft and return the instant to show."""

    def sign(
        self, ordonnance: Ordonnance, destinataires: Destinataires | None = None
    ) -> OrdonnanceSignee: ...


class ApercuOrdonnance(Protocol):
    """Draws an order as it will print, before it is signed."""

    def render_pdf(self, ordonnance: Ordonnance) -> bytes: ...
