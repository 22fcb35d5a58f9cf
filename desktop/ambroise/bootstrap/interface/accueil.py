"""What the reception of a patient asks: the card, the files it may be of, places, a new file."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ambroise.domain.identite import TraitsIdentite
from ambroise.domain.lieu import Lieu
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.ui.ports import DossierProche
from ambroise.usecases.ports import BeneficiaireVitale, CarteVitale

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class AccueilEcran:
    """``ui.ports.Accueil`` over one application."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def read_vitale(self, lecteur: str | None = None) -> CarteVitale:
        return self._app.cartes.read_vitale(lecteur)

    def find_by_vitale(self, beneficiaire: BeneficiaireVitale) -> Sequence[Patient]:
        return self._app.identites.find_by_vitale(beneficiaire)

    def find_proches(self, traits: TraitsIdentite, nom_utilise: str = "") -> Sequence[DossierProche]:
        trouves = self._app.identitovigilance.find_proches(traits, nom_utilise=nom_utilise)
        with self._app.contexte.uow() as uow:
            return [DossierProche(uow.patients.get(r.b), r.raisons) for r in trouves]

    def search_lieux(self, texte: str, naissance: date | None = None) -> Sequence[Lieu]:
        return self._app.lieux.search(texte, naissance, 5)

    def create(
        self,
        traits: TraitsIdentite,
        *,
        nom_utilise: str = "",
        telephone: str = "",
        nir_facturation: str = "",
        malgre_homonyme: bool = False,
    ) -> Patient:
        return self._app.identites.create(
            traits,
            nom_utilise=nom_utilise,
            coordonnees=Coordonnees(telephone=telephone),
            nir_facturation=nir_facturation,
            malgre_homonyme=malgre_homonyme,
        )
