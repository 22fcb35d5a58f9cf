"""The identity of a patient as the RNIV sees it: matricule, traits, proofs, and the status they derive.

Rules: Référentiel national d'identitovigilance (RNIV) and guide d'implémentation INS v3.0.
"""

from ambroise.domain.identite.justificatifs import ETAT_CIVIL, Justificatif, TypeJustificatif, is_prouvee
from ambroise.domain.identite.matricule import (
    LIBELLES_OID,
    OID_INS_NIA,
    OID_INS_NIR,
    OID_INS_NIR_DEMO,
    OID_INS_NIR_TEST,
    MatriculeIns,
    MatriculeInvalide,
)
from ambroise.domain.identite.statut import (
    AttributIdentite,
    HistoriqueIns,
    Identite,
    IdentiteIns,
    QualificationRefusee,
    StatutIdentite,
    TraitsVerrouilles,
)
from ambroise.domain.identite.traits import (
    COG_INCONNU,
    STRICTS,
    CleHomonyme,
    Sexe,
    TraitsIdentite,
    differing_traits,
)

__all__ = [
    "COG_INCONNU",
    "ETAT_CIVIL",
    "LIBELLES_OID",
    "OID_INS_NIA",
    "OID_INS_NIR",
    "OID_INS_NIR_DEMO",
    "OID_INS_NIR_TEST",
    "STRICTS",
    "AttributIdentite",
    "CleHomonyme",
    "HistoriqueIns",
    "Identite",
    "IdentiteIns",
    "Justificatif",
    "MatriculeIns",
    "MatriculeInvalide",
    "QualificationRefusee",
    "Sexe",
    "StatutIdentite",
    "TraitsIdentite",
    "TraitsVerrouilles",
    "TypeJustificatif",
    "differing_traits",
    "is_prouvee",
]
