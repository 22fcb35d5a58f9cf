"""Read two files of one person as one, undo it, and put a document back into the right file."""

from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.fusion import Fusion
from ambroise.domain.identite import Identite, StatutIdentite, differing_traits
from ambroise.domain.patient import Patient
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ActeFinal, AmbroiseError
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

_RANG = {
    StatutIdentite.QUALIFIEE: 3,
    StatutIdentite.RECUPEREE: 2,
    StatutIdentite.VALIDEE: 1,
    StatutIdentite.PROVISOIRE: 0,
}


@dataclass(frozen=True)
class ApercuFusion:
    """What a merge would do, before it is done.

    Args:
        traits: strict traits that differ.
        contenus: per kind, how many objects each file holds (kept, absorbed); empty when not to be told.
        garde: the identity the merged file would bear.
        obstacles: sentences; a merge with one is refused.
    """

    conserve: Patient
    absorbe: Patient
    traits: tuple[str, ...]
    contenus: dict[str, tuple[int, int]]
    garde: Identite
    obstacles: tuple[str, ...]


class FusionService:
    """Each act is one transaction, traced in both files."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def preview(self, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion:
        """Compare two files and say what their merge would give. Raises Introuvable."""
        with self._contexte.uow() as uow:
            return _preview(uow, conserve_id, absorbe_id)

    def merge(self, conserve_id: UUID, absorbe_id: UUID, motif: str) -> Fusion:
        """Read the content of both files in the first one; nothing is moved nor deleted.

        Raises:
            AmbroiseError: no reason is given, or the preview tells an obstacle.
            ActeFinal, ConflitVersion, Introuvable, SessionFermee.
        """
        raison = _required(motif, "Donnez la raison de la fusion.")
        with self._contexte.uow() as uow:
            apercu = _preview(uow, conserve_id, absorbe_id)
            if apercu.obstacles:
                raise AmbroiseError(
                    apercu.obstacles[0], remede="Comparez les deux dossiers avec la personne elle-même."
                )
            fusion = uow.fusions.merge(apercu.conserve, apercu.absorbe, raison, apercu.garde)
            self._trace(uow, f"fusion {fusion.id}", raison, conserve_id, absorbe_id)
            uow.commit()
        return fusion

    def undo(self, fusion_id: UUID, motif: str) -> Fusion:
        """Separate two files again, each with the identity it had.

        Raises:
            AmbroiseError: no reason is given.
            ActeFinal, DoublonIns, Introuvable, SessionFermee.
        """
        raison = _required(motif, "Donnez la raison de la séparation.")
        with self._contexte.uow() as uow:
            fusion = uow.fusions.undo(fusion_id, raison)
            self._trace(uow, f"fusion défaite {fusion.id}", raison, fusion.conserve_id, fusion.absorbe_id)
            uow.commit()
        return fusion

    def move_document(self, document_id: UUID, de: UUID, vers: UUID, motif: str) -> None:
        """Put a document filed by mistake into the right file, with a trace in both.

        Raises:
            AmbroiseError: no reason is given.
            ActeFinal: it was signed here for this patient.
            Introuvable, SessionFermee.
        """
        raison = _required(motif, "Donnez la raison du déplacement.")
        with self._contexte.uow() as uow:
            uow.patients.get(vers)
            document = next((d for d in uow.dossiers.documents(de) if d.id == document_id), None)
            if document is not None and not document.is_deplacable:
                raise ActeFinal(
                    "Un document signé ici ne change pas de patient.",
                    remede="Annulez-le, puis refaites-le dans le bon dossier.",
                )
            uow.dossiers.move_document(document_id, vers)
            self._trace(uow, f"document {document_id} déplacé", raison, de, vers)
            uow.commit()

    def _trace(self, uow: UnitOfWork, objet: str, raison: str, *patients: UUID) -> None:
        for patient_id in patients:
            self._contexte.trace(
                uow,
                self._session.auteur,
                ActionAudit.MODIFICATION,
                objet,
                patient_id=patient_id,
                detail=raison,
            )


def _preview(uow: UnitOfWork, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion:
    conserve, absorbe = uow.patients.get(conserve_id), uow.patients.get(absorbe_id)
    a, b = conserve.identite, absorbe.identite
    obstacles = []
    if conserve_id == absorbe_id:
        obstacles.append("C’est le même dossier.")
    if a.ins and b.ins and a.ins.matricule != b.ins.matricule:
        obstacles.append("Ces deux dossiers portent des INS différentes\u00a0: ce sont deux personnes.")
    if set(uow.comptes.readers(conserve_id)) != set(uow.comptes.readers(absorbe_id)):
        obstacles.append(
            "Ces deux dossiers n’ont pas les mêmes lecteurs\u00a0: accordez d’abord leurs accès."
        )
    garde = b if _RANG[b.statut] > _RANG[a.statut] else a
    autre = a if garde is b else b
    garde = replace(
        garde,
        nom_utilise=garde.nom_utilise or autre.nom_utilise,
        prenom_utilise=garde.prenom_utilise or autre.prenom_utilise,
    )
    return ApercuFusion(
        conserve=conserve,
        absorbe=absorbe,
        traits=differing_traits(a.traits, b.traits),
        contenus=_count(uow, conserve_id, absorbe_id),
        garde=garde,
        obstacles=tuple(obstacles),
    )


def _count(uow: UnitOfWork, conserve_id: UUID, absorbe_id: UUID) -> dict[str, tuple[int, int]]:
    """Count what each file holds; nothing for who may compare identities but not read what was cared for."""
    kinds = {
        "consultations": uow.dossiers.consultations,
        "constantes": uow.dossiers.constantes,
        "allergies": uow.dossiers.allergies,
        "documents": uow.dossiers.documents,
        "ordonnances": uow.ordonnances.list,
    }
    try:
        return {nom: (len(lire(conserve_id)), len(lire(absorbe_id))) for nom, lire in kinds.items()}
    except DossierRestreint:
        raise
    except DroitInsuffisant:
        return {}


def _required(motif: str, phrase: str) -> str:
    if not motif.strip():
        raise AmbroiseError(phrase)
    return motif.strip()
