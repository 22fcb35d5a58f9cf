"""Take the care of a received order from the national service, instead of typing it again.

Neither the CDA nor the message that carries a nurse order has its acts in a model (eP-MED-DM is for medicines
and devices): they hold the page. The acts are at the service, under the number that the code of the page
bears.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce, rattacher
from ambroise.domain.soin_prescrit import write_prescrit
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse, AmbroiseError
from ambroise.usecases.ordonnance_close import OrdonnanceAnnulee
from ambroise.usecases.ports_actes import EtatEnLigne, OrdonnanceConsultee, PortOrdonnanceNumerique
from ambroise.usecases.sessions import SessionService


@dataclass(frozen=True)
class SoinsRecus:
    """What a plan takes from an order: who signed it, when, and its acts, one a line as they are typed."""

    numero: str
    prescripteur: str
    prescrite_le: date
    actes: str


class SoinsRecusService:
    """Reads orders for a nurse; nothing is kept before she keeps the plan.

    Args:
        find_code: the code of an order found in a document of the file. Raises ReponseInvalide.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        service: PortOrdonnanceNumerique,
        find_code: Callable[[bytes, str], str],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._service = service
        self._find_code = find_code

    def read(self, patient_id: UUID, texte: str) -> SoinsRecus:
        """Return the care of the order whose number or code was typed or scanned.

        Raises:
            SessionFermee: nobody is logged in.
            ReponseInvalide: the text is no code of an order.
            AccesRefuse: the order is another person's.
            OrdonnanceAnnulee: its author cancelled or replaced it.
            AmbroiseError: it prescribes no nurse care.
            ServiceError: unknown, unreachable…
        """
        auteur = self._session.auteur
        consultee = self._service.consult(self._service.read_code(texte).numero)
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            self._contexte.trace(
                uow,
                auteur,
                ActionAudit.INTERROGATION,
                f"ordonnance numérique {consultee.numero}",
                patient_id=patient_id,
            )
            uow.commit()
        if not _is_of(consultee, patient):
            raise AccesRefuse("Cette ordonnance est celle d’une autre personne\u202f: rien n’en est repris.")
        if consultee.etat is EtatEnLigne.ANNULEE:
            raise OrdonnanceAnnulee(consultee.remplacee_par)
        soins = [li for li in consultee.lignes if li.type is TypeOrdonnance.SOINS_INFIRMIERS]
        if not soins:
            raise AmbroiseError(
                "Cette ordonnance ne prescrit pas de soins infirmiers.",
                remede="Vérifiez le numéro, ou tapez les soins.",
            )
        lignes = (write_prescrit(li.libelle, li.posologie, li.duree_jours) for li in soins)
        return SoinsRecus(
            consultee.numero, consultee.prescripteur, consultee.date_prescription, "\n".join(lignes)
        )

    def read_document(self, patient_id: UUID, document_id: UUID) -> SoinsRecus:
        """Return the care of the order whose code is on a document of the file. Raises as ``read``."""
        with self._contexte.uow() as uow:
            document = next(d for d in uow.dossiers.documents(patient_id) if d.id == document_id)
            contenu = uow.dossiers.document_content(document_id)
        return self.read(patient_id, self._find_code(contenu, document.type_mime))


def _is_of(consultee: OrdonnanceConsultee, patient: Patient) -> bool:
    annonce = PatientAnnonce(
        "",
        "",
        consultee.patient_nom,
        consultee.patient_prenom,
        consultee.patient_date_naissance.isoformat(),
        "",
    )
    return any(not proposition.ecarts for proposition in rattacher(annonce, [patient]).propositions)
