"""What the nights found about identities, as lines of « À faire »."""

from collections.abc import Sequence
from uuid import UUID

from ambroise.domain.entrees import Tache
from ambroise.ui.ports import GenreTache, TacheAFaire
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.nuit import read_bilan
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.retenue import A_SIGNER
from ambroise.usecases.verification_ins import read_lot

CLE_DOUBLONS = "doublons"
_ECARTS_MONTRES = 5


def taches_identite(uow: UnitOfWork) -> Sequence[TacheAFaire]:
    """Return the pairs to compare, then each file whose INS is no longer what INSi says."""
    taches = []
    bilan, lot = read_bilan(uow), read_lot(uow)
    if bilan.nombre:
        mots = "paire de dossiers proches" if bilan.nombre == 1 else "paires de dossiers proches"
        taches.append(
            TacheAFaire(
                CLE_DOUBLONS,
                GenreTache.IDENTITE,
                f"{bilan.nombre}\u00a0{mots}",
                "À comparer, rien n’est réuni sans vous",
                action="Comparer",
            )
        )
    for patient_id, resultat in (lot.ecarts if lot else ())[:_ECARTS_MONTRES]:
        try:
            patient = uow.patients.get(UUID(patient_id))
        except (Introuvable, DroitInsuffisant):
            continue
        if patient.identite.ins is None:  # taken away since: nothing is left to decide
            continue
        taches.append(
            TacheAFaire(
                f"verification/{patient_id}",
                GenreTache.IDENTITE,
                f"Vérification de l’INS\u00a0: {resultat}",
                "Interrogez de nouveau l’INSi et comparez",
                nom=patient.nom_affiche,
                prenom=patient.prenom_affiche,
                action="Ouvrir",
                patient_id=patient.id,
            )
        )
    taches.extend(_a_signer(uow, tache) for tache in uow.entrees.list(Tache) if _is_a_signer(tache))
    return taches


def _is_a_signer(tache: Tache) -> bool:
    return tache.faite_le is None and tache.patient_id is not None and tache.libelle.startswith(A_SIGNER)


def _a_signer(uow: UnitOfWork, tache: Tache) -> TacheAFaire:
    assert tache.patient_id is not None
    patient = uow.patients.get(tache.patient_id)
    return TacheAFaire(
        f"a_signer/{tache.id}",
        GenreTache.IDENTITE,
        tache.libelle,
        "L’INS du patient a changé, rien n’est parti",
        nom=patient.nom_affiche,
        prenom=patient.prenom_affiche,
        action="Ouvrir",
        patient_id=patient.id,
    )
