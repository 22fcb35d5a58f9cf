"""What the in-memory store holds once committed."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ambroise.domain.agenda import RendezVous
from ambroise.domain.audit import EntreeAudit
from ambroise.domain.code_compte import CodeCompte
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.dossier import Allergie, Constante, Consultation, Document
from ambroise.domain.droits import Compte
from ambroise.domain.entrees import EchangeInsi, Entree
from ambroise.domain.envoi import Envoi
from ambroise.domain.message import EnteteMessage, RoleDossier
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.usecases.ports_reception import EtatCopie


@dataclass
class Tables:
    """All that was committed."""

    patients: dict[UUID, Patient] = field(default_factory=dict)
    consultations: list[Consultation] = field(default_factory=list)
    constantes: list[Constante] = field(default_factory=list)
    allergies: list[Allergie] = field(default_factory=list)
    documents: dict[UUID, Document] = field(default_factory=dict)
    contenus: dict[str, bytes] = field(default_factory=dict)
    ordonnances: dict[UUID, Ordonnance] = field(default_factory=dict)
    dispensations: list[Dispensation] = field(default_factory=list)
    ordonnancier: int = 0
    envois: dict[UUID, Envoi] = field(default_factory=dict)
    audit: list[EntreeAudit] = field(default_factory=list)
    brouillons: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    entrees: dict[UUID, Entree] = field(default_factory=dict)
    comptes: dict[str, Compte] = field(default_factory=dict)
    codes: dict[UUID, CodeCompte] = field(default_factory=dict)
    lecteurs: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    rendez_vous: dict[UUID, RendezVous] = field(default_factory=dict)
    reglages_agenda: dict[str, ReglageAgenda] = field(default_factory=dict)
    messages: dict[str, EnteteMessage] = field(default_factory=dict)
    courriers: dict[str, bytes] = field(default_factory=dict)
    echanges_insi: list[EchangeInsi] = field(default_factory=list)
    copies_ordonnances: dict[UUID, tuple[CopieOrdonnance, bytes]] = field(default_factory=dict)
    copies: dict[tuple[str, RoleDossier], EtatCopie] = field(default_factory=dict)

    def snapshot(self) -> "Tables":
        """Return an independent copy; the values themselves are frozen."""
        return Tables(**{nom: copy(valeur) for nom, valeur in vars(self).items()})
