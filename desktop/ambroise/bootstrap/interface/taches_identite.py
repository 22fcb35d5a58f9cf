"""What the nights found about identities, as lines of « À faire »."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from ambroise.domain.entrees import Tache
from ambroise.domain.patient import Patient
from ambroise.ui.journee.ports import GenreTache, TacheAFaire
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.garde import DroitInsuffisant
from ambroise.usecases.nuit import read_bilan
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.rectification import A_PREVENIR
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
    return [*taches, *_left_in_files(uow)]


def _left_in_files(uow: UnitOfWork) -> Iterator[TacheAFaire]:
    """Yield what a change of identity left to do in files; nothing to who reads none: a secretary."""
    try:
        notees = uow.entrees.list(Tache)
    except DroitInsuffisant:
        return
    for tache in notees:
        detail = _detail_of(tache)
        if detail and tache.patient_id is not None and tache.faite_le is None:
            yield _in_file(uow.patients.get(tache.patient_id), tache, detail)


def _detail_of(tache: Tache) -> str:
    """Return the second line of a task that a change of identity left, empty for any other."""
    if tache.libelle == A_PREVENIR:
        return "D’un geste, à l’écran de l’identité"
    return "L’INS du patient a changé, rien n’est parti" if tache.libelle.startswith(A_SIGNER) else ""


def _in_file(patient: Patient, tache: Tache, detail: str) -> TacheAFaire:
    return TacheAFaire(
        f"tache/{tache.id}",
        GenreTache.IDENTITE,
        tache.libelle,
        detail,
        nom=patient.nom_affiche,
        prenom=patient.prenom_affiche,
        action="Ouvrir",
        patient_id=patient.id,
    )
