"""Invented people and acts to fill a store with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from ambroise.domain.audit import ActionAudit, EntreeAudit
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.identite import Identite, Sexe, TraitsIdentite
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.persistence.ids import new_id

MAINTENANT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_patient(
    nom: str = "MARTIN",
    prenoms: str = "ZOE ANNE",
    naissance: date = date(1980, 3, 12),
    *,
    nom_utilise: str = "",
    coordonnees: Mapping[str, str] | None = None,
    **autres: Any,
) -> Patient:
    traits = TraitsIdentite(nom, prenoms, Sexe.FEMININ, naissance)
    return Patient(
        new_id(),
        Identite(traits, nom_utilise=nom_utilise),
        Coordonnees(**(coordonnees or {})),
        **autres,
    )


def make_envoi(patient_id: UUID | None, cle: str = "cle-1", **autres: Any) -> Envoi:
    return Envoi(
        id=new_id(),
        type=autres.pop("type", TypeEnvoi.ORDONNANCE_NUMERIQUE),
        patient_id=patient_id,
        libelle="Ordonnance du 02/03/2026",
        cle_idempotence=cle,
        contenu=b"contenu",
        cree_le=autres.pop("cree_le", MAINTENANT),
        ins=autres.pop("ins", None),
        **autres,
    )


def make_entree(objet: str = "dossier", **autres: Any) -> EntreeAudit:
    return EntreeAudit(
        id=new_id(),
        instant=autres.pop("instant", MAINTENANT),
        auteur="899700366240",
        poste="poste-1",
        action=autres.pop("action", ActionAudit.LECTURE),
        objet=objet,
        **autres,
    )
