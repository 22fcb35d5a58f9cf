"""What leaves with a signed order: its deposit, its document to the DMP, its messages."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp_alimentation import DMP_SUR_ACCORD
from ambroise.usecases.ports_actes import ActeSigne, DocumentPret, EnvoiPrepare, PortPreparation
from ambroise.usecases.remplacements import Remplacement


@dataclass(frozen=True)
class Destinataires:
    """Who receives the order besides the national base; ``patient`` needs a qualified identity."""

    dmp: bool = True
    patient: bool = False
    correspondants: tuple[str, ...] = ()


class EnvoisOrdonnance:
    """Prepares the lines of the outbox, written later in the transaction of the act.

    Args:
        is_dmp_automatique: whether orders leave for the DMP without waiting for the user's word.
        masques: from whom the documents of a patient are hidden in the DMP.
    """

    def __init__(
        self,
        contexte: Contexte,
        preparation: PortPreparation,
        is_dmp_automatique: Callable[[], bool],
        masques: Callable[[UUID], tuple[str, ...]],
    ) -> None:
        self._contexte = contexte
        self._preparation = preparation
        self._is_dmp_automatique = is_dmp_automatique
        self._masques = masques

    def make(
        self, acte: ActeSigne, destinataires: Destinataires, remplacement: Remplacement | None
    ) -> tuple[Envoi, ...]:
        """Return the deposit first, then what waits for it: the DMP, the correspondents, the patient."""
        envois: list[Envoi] = []
        depot: UUID | None = None
        if acte.ordonnance.numero is not None:
            ancien = remplacement.depot if remplacement else None
            prepare = self._preparation.prepare_depot(acte)
            envois.append(
                self._envoi(acte, TypeEnvoi.ORDONNANCE_NUMERIQUE, prepare, ancien.id if ancien else None)
            )
            depot = envois[0].id
        if destinataires.dmp:
            titre = f"Ordonnance du {acte.ordonnance.date:%d/%m/%Y}"
            masques = self._masques(acte.patient.id)
            remplace = remplacement.document if remplacement else ""
            pret = DocumentPret(acte.patient, acte.identifiant_document, titre, acte.cda, masques, remplace)
            dmp = self._envoi(acte, TypeEnvoi.DMP, self._preparation.prepare_dmp(pret), depot)
            envois.append(dmp if self._is_dmp_automatique() else dmp.hold(DMP_SUR_ACCORD))
        adresses = [(adresse, False) for adresse in destinataires.correspondants]
        if destinataires.patient:
            matricule = acte.patient.identite.matricule_transmissible
            assert matricule is not None
            adresses.append((f"{matricule.numero}@patient.mssante.fr", True))
        for adresse, au_patient in adresses:
            prepare = self._preparation.prepare_message(acte, adresse, au_patient=au_patient)
            envois.append(self._envoi(acte, TypeEnvoi.MSSANTE, prepare, depot))
        return tuple(envois)

    def _envoi(
        self, acte: ActeSigne, type_: TypeEnvoi, prepare: EnvoiPrepare, apres: UUID | None = None
    ) -> Envoi:
        return Envoi(
            id=self._contexte.new_id(),
            type=type_,
            patient_id=acte.patient.id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            # The instant of the signature: it ties to an order on paper, without number, what left with it.
            cree_le=acte.ordonnance.signee_le or self._contexte.horloge(),
            apres=apres,
            ins=acte.patient.identite.matricule_transmissible,
        )
