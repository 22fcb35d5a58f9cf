"""The tables, one class each, by subject; no row leaves this package.

Importing it makes the metadata whole, whichever table is asked for.
"""

from ambroise.persistence.tables.actes import (
    BoiteDelivreeRow,
    CompteurRow,
    CopieOrdonnanceRow,
    DispensationRow,
    EnvoiRow,
    OrdonnanceRow,
)
from ambroise.persistence.tables.base import Base, Traced, Voidable
from ambroise.persistence.tables.cabinet import (
    AccesRow,
    BrouillonRow,
    CodeCompteRow,
    CompteRow,
    ReglageAgendaRow,
    RendezVousRow,
)
from ambroise.persistence.tables.dossier import (
    AllergieRow,
    ConstanteRow,
    ConsultationRow,
    ContenuRow,
    DocumentRow,
    EntreeRow,
    TexteDocumentRow,
    TexteRow,
)
from ambroise.persistence.tables.messages import DossierBoiteRow, MessageRow
from ambroise.persistence.tables.patients import (
    FusionRow,
    MotProcheRow,
    PatientCleRow,
    PatientIndexRow,
    PatientRow,
)
from ambroise.persistence.tables.traces import AuditRow, AuditTeteRow, EchangeInsiRow, RevisionRow

__all__ = [
    "AccesRow",
    "AllergieRow",
    "AuditRow",
    "AuditTeteRow",
    "Base",
    "BoiteDelivreeRow",
    "BrouillonRow",
    "CodeCompteRow",
    "CompteRow",
    "CompteurRow",
    "ConstanteRow",
    "ConsultationRow",
    "ContenuRow",
    "CopieOrdonnanceRow",
    "DispensationRow",
    "DocumentRow",
    "DossierBoiteRow",
    "EchangeInsiRow",
    "EntreeRow",
    "EnvoiRow",
    "FusionRow",
    "MessageRow",
    "MotProcheRow",
    "OrdonnanceRow",
    "PatientCleRow",
    "PatientIndexRow",
    "PatientRow",
    "ReglageAgendaRow",
    "RendezVousRow",
    "RevisionRow",
    "TexteDocumentRow",
    "TexteRow",
    "Traced",
    "Voidable",
]
