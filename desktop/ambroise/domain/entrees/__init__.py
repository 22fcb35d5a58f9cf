"""What a file holds beside encounters: history, problems, treatments, vaccinations, team, tasks, letters.

Each entry is corrected by a further version of itself and annulled with a reason, never deleted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ambroise.domain.entrees.cabinet import Courrier, Etiquette, MembreEquipe, RaccourciTexte, Tache
from ambroise.domain.entrees.dmp import ConsentementDmp, OppositionDmp, VisiteDmp
from ambroise.domain.entrees.identite import EchangeInsi, InsLue
from ambroise.domain.entrees.maternite import EtatMaternel
from ambroise.domain.entrees.suivi import (
    Ald,
    Antecedent,
    ArretTraitement,
    AucuneAllergieConnue,
    MesurePlaie,
    Probleme,
    ResultatBiologie,
    TraitementDeclare,
    Vaccination,
)
from ambroise.domain.intervention import InterventionPharmaceutique
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnancier import EcritureStupefiant
from ambroise.domain.plan_soins import PlanSoins

__all__ = [
    "Ald",
    "AnnulationEntree",
    "Antecedent",
    "ArretTraitement",
    "AucuneAllergieConnue",
    "ConsentementDmp",
    "Courrier",
    "EchangeInsi",
    "Entree",
    "EtatMaternel",
    "Etiquette",
    "InsLue",
    "MembreEquipe",
    "MesurePlaie",
    "OppositionDmp",
    "Probleme",
    "RaccourciTexte",
    "ResultatBiologie",
    "Tache",
    "TraitementDeclare",
    "Vaccination",
    "VersionAnterieure",
    "VisiteDmp",
]

Entree = (
    Antecedent
    | Probleme
    | TraitementDeclare
    | ArretTraitement
    | Vaccination
    | ResultatBiologie
    | MesurePlaie
    | PlanSoins
    | InterventionPharmaceutique
    | Ald
    | AucuneAllergieConnue
    | EtatMaternel
    | MembreEquipe
    | ModeleOrdonnance
    | EcritureStupefiant
    | Tache
    | Courrier
    | RaccourciTexte
    | Etiquette
    | ConsentementDmp
    | OppositionDmp
    | VisiteDmp
    | InsLue
    | EchangeInsi
)


@dataclass(frozen=True)
class VersionAnterieure:
    """What an object was before a change: its content then, and who had written that."""

    version: int
    auteur: str
    poste: str
    instant: datetime
    contenu: dict[str, Any]


@dataclass(frozen=True)
class AnnulationEntree:
    """Who took an object out of the file, when and why."""

    auteur: str
    instant: datetime
    motif: str
