"""What a change of the file entails in the DMP: a correction replaces there, a withdrawal deletes.

Duty of deletion of the test book (SUPPRESSION, EX_3.3-1060). The deletion is put in the outbox in the
transaction that takes the element out of the file, so that neither happens without the other; what had not
left yet is cancelled instead.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from ambroise.domain.alimentation import RETIRE_DU_DOSSIER, VersionPartagee, versions_of
from ambroise.domain.entrees import Vaccination
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.usecases.alimentation import AlimentationService
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.retenue import trace_envoi
from ambroise.usecases.sessions import SessionService
from ambroise.usecases.versions_partagees import list_partis


class SuitesDmp:
    """``SuitesDossier`` of the DMP.

    Args:
        find_vaccin: the CIS code of a vaccine whose name leaves no doubt, empty otherwise.
        prepare_suppression: freezes the deletion of a document from the DMP it went to.
        wake: told when something has to leave.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        alimentation: AlimentationService,
        *,
        find_vaccin: Callable[[str], str],
        prepare_suppression: Callable[[Envoi], EnvoiPrepare],
        wake: Callable[[], object],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._alimentation = alimentation
        self._find_vaccin = find_vaccin
        self._prepare_suppression = prepare_suppression
        self._wake = wake

    def noted(self, vaccination: Vaccination) -> None:
        """Share at once a vaccination whose vaccine is certain."""
        code = vaccination.code_cis or self._find_vaccin(vaccination.vaccin)
        if not self._alimentation.feed_vaccination(vaccination, code):
            self._wake()

    def corrected(self, vaccination: Vaccination) -> None:
        """Replace the note of a vaccination that was shared; one that never was is left to the user."""
        with self._contexte.uow() as uow:
            is_partagee = bool(versions_of(vaccination.id, list_partis(uow, vaccination.patient_id)))
        if is_partagee:
            self.noted(vaccination)

    def withdrawn(self, uow: UnitOfWork, patient_id: UUID, objet: UUID) -> None:
        """Take out of the DMP what was made of an element that leaves the file."""
        for version in reversed(versions_of(objet, list_partis(uow, patient_id))):
            if self._withdraw(uow, version):
                return

    def left(self) -> None:
        """Let the deletions go, once the withdrawal is written."""
        self._wake()

    def _withdraw(self, uow: UnitOfWork, version: VersionPartagee) -> bool:
        """Withdraw one version; return whether it is the one the DMP holds."""
        envoi = uow.envois.get(version.envoi.envoi.id)
        if envoi.is_annulable:
            annule = replace(envoi, etat=EtatEnvoi.ANNULE, erreur=RETIRE_DU_DOSSIER, prochaine=None)
            uow.envois.save(annule)
            trace_envoi(self._contexte, uow, annule, self._session.auteur, "annulation")
            if envoi.essais:  # its answer may have been lost: the DMP is asked before anything is deleted
                self._add_suppression(uow, envoi, apres=None)
            return False
        if envoi.etat in (EtatEnvoi.REMIS, EtatEnvoi.EN_COURS):
            self._add_suppression(uow, envoi, apres=envoi.id)
        return envoi.etat is EtatEnvoi.REMIS

    def _add_suppression(self, uow: UnitOfWork, envoi: Envoi, apres: UUID | None) -> None:
        prepare = self._prepare_suppression(envoi)
        suppression = Envoi(
            id=self._contexte.new_id(),
            type=TypeEnvoi.SUPPRESSION_DMP,
            patient_id=envoi.patient_id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            cree_le=self._contexte.horloge(),
            apres=apres,
            ins=None,
        )
        uow.envois.add(suppression)
        trace_envoi(self._contexte, uow, suppression, self._session.auteur, "retrait du dossier")
