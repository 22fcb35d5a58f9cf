"""Deliver the outbox: exactly once, however often the process dies.

A try is counted and committed before anything leaves. Any second try first asks the receiver whether it
holds the identifier already; only if it does not is the content sent again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import (
    AccesRefuse,
    ActeFinal,
    AmbroiseError,
    CarteAbsente,
    ConflitVersion,
    DemandeRejetee,
    NonPrisEnCharge,
    ServiceInjoignable,
    SessionFermee,
)
from ambroise.usecases.ports import Transmetteur, UnitOfWork
from ambroise.usecases.retenue import require_identite

DEJA_RECU = "déjà reçu par le destinataire"
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class PolitiqueEnvoi:
    """How long to wait after each failed try, and after how long a try is taken for dead.

    ``bail`` must be longer than the longest transmission.
    """

    base: timedelta = timedelta(seconds=5)
    maximum: timedelta = timedelta(hours=1)
    bail: timedelta = timedelta(minutes=10)
    essais_illisibles: int = 8

    def wait(self, essais: int, hasard: float) -> timedelta:
        """Return the wait after a number of tries: doubled each time, drawn in its upper half."""
        plein = min(self.maximum, self.base * float(2 ** min(essais - 1, 20)))
        return plein * (0.5 + hasard / 2)


@dataclass(frozen=True)
class BilanEnvois:
    """What one pass over the outbox did."""

    remis: int = 0
    reportes: int = 0
    refuses: int = 0
    a_reprendre: int = 0

    @property
    def total(self) -> int:
        """Number of envois tried."""
        return self.remis + self.reportes + self.refuses + self.a_reprendre


def deliver_due(
    contexte: Contexte,
    transmetteurs: Mapping[TypeEnvoi, Transmetteur],
    aleatoire: Callable[[], float],
    politique: PolitiqueEnvoi | None = None,
    *,
    demarre_le: datetime | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> BilanEnvois:
    """Try every envoi that is due, once each, and return what became of them.

    Args:
        contexte: the store, the time, and the seat whose trail records each delivery.
        transmetteurs: who delivers each type; a type without one is left in the outbox.
        aleatoire: returns a number from 0 to 1, for the waits.
        demarre_le: when the only process that may work on this store started: what another one took
            before is then known to be abandoned, without waiting for the end of its ``bail``.
        is_stopped: asked between two envois.
    """
    politique = politique or PolitiqueEnvoi()
    comptes = {"remis": 0, "reportes": 0, "refuses": 0, "a_reprendre": 0}
    vus: set[UUID] = set()
    while not is_stopped():
        maintenant = contexte.horloge()
        reprise_avant = max(maintenant - politique.bail, demarre_le or maintenant - politique.bail)
        with contexte.uow() as uow:
            envoi = uow.envois.take(maintenant, reprise_avant)
            if envoi is None or envoi.id in vus:
                break
            uow.commit()
        vus.add(envoi.id)
        resultat = _attempt(envoi, transmetteurs, contexte, aleatoire, politique)
        _settle(contexte, envoi, resultat)
        comptes[_COMPTES[resultat.etat]] += 1
    return BilanEnvois(**comptes)


def retry(contexte: Contexte, envoi_id: UUID, auteur: str) -> Envoi:
    """Make an envoi due at once: one that waits for a person, or for its next try.

    Raises:
        Introuvable: no such envoi.
        ActeFinal: it is delivered, refused for good, cancelled, or leaving right now.
        AccesRefuse: it was held back with an identity that is still not qualified.
    """
    return _change(
        contexte, envoi_id, auteur, EtatEnvoi.EN_ATTENTE, "Cet envoi ne peut plus être repris.", "reprise"
    )


def cancel(contexte: Contexte, envoi_id: UUID, auteur: str) -> Envoi:
    """Give up an envoi that has not left.

    Raises:
        Introuvable: no such envoi.
        ActeFinal: it is delivered, refused, cancelled already, or leaving right now.
    """
    return _change(
        contexte, envoi_id, auteur, EtatEnvoi.ANNULE, "Cet envoi ne peut plus être annulé.", "annulation"
    )


_COMPTES = {
    EtatEnvoi.REMIS: "remis",
    EtatEnvoi.EN_ATTENTE: "reportes",
    EtatEnvoi.REFUSE: "refuses",
    EtatEnvoi.A_REPRENDRE: "a_reprendre",
}


def _attempt(
    envoi: Envoi,
    transmetteurs: Mapping[TypeEnvoi, Transmetteur],
    contexte: Contexte,
    aleatoire: Callable[[], float],
    politique: PolitiqueEnvoi,
) -> Envoi:
    """Return the envoi as this try leaves it."""
    transmetteur = transmetteurs.get(envoi.type)
    if transmetteur is None:
        return _waits_for_someone(envoi, "Aucun service n’est réglé pour ce type d’envoi.")
    try:
        if envoi.essais > 1 and transmetteur.is_deja_recu(envoi):
            return replace(envoi, etat=EtatEnvoi.REMIS, accuse=DEJA_RECU, erreur="", prochaine=None)
        accuse = transmetteur.transmettre(envoi)
    except (CarteAbsente, AccesRefuse, SessionFermee) as erreur:
        return _waits_for_someone(envoi, _sentence(erreur))
    except (DemandeRejetee, NonPrisEnCharge) as erreur:
        return replace(envoi, etat=EtatEnvoi.REFUSE, erreur=_sentence(erreur), prochaine=None)
    except AmbroiseError as erreur:
        if not isinstance(erreur, ServiceInjoignable) and envoi.essais >= politique.essais_illisibles:
            return _waits_for_someone(envoi, _sentence(erreur))
        prochaine = contexte.horloge() + politique.wait(envoi.essais, aleatoire())
        return replace(envoi, etat=EtatEnvoi.EN_ATTENTE, erreur=_sentence(erreur), prochaine=prochaine)
    except Exception as erreur:  # noqa: BLE001 - one faulty envoi must not stop the others
        _journal.error("envoi %s interrompu par %s", envoi.id, type(erreur).__name__)
        return _waits_for_someone(envoi, f"Erreur inattendue ({type(erreur).__name__}).")
    return replace(envoi, etat=EtatEnvoi.REMIS, accuse=accuse, erreur="", prochaine=None)


def _settle(contexte: Contexte, pris: Envoi, resultat: Envoi) -> None:
    """Write the result of a try; when another worker has taken the envoi over, it will ask the receiver."""
    with contexte.uow() as uow:
        try:
            uow.envois.save(resultat)
        except ConflitVersion:
            _journal.warning("envoi %s repris par un autre poste pendant sa transmission", pris.id)
            return
        if resultat.etat is EtatEnvoi.REFUSE:
            _hold_followers(uow, resultat)
        _trace(contexte, uow, resultat, "outbox", resultat.etat.value)
        uow.commit()
    _journal.info("envoi %s (%s) : %s, essai %d", pris.id, pris.type, resultat.etat, pris.essais)


def _hold_followers(uow: UnitOfWork, envoi: Envoi) -> None:
    """What had to follow an envoi that will never be delivered now waits for a person's decision."""
    for suivant in uow.envois.followers(envoi.id):
        if suivant.etat is EtatEnvoi.EN_ATTENTE:
            uow.envois.save(suivant.hold("l’envoi qui devait partir avant celui-ci n’a pas été remis."))


def _change(
    contexte: Contexte, envoi_id: UUID, auteur: str, etat: EtatEnvoi, refus: str, detail: str
) -> Envoi:
    with contexte.uow() as uow:
        envoi = uow.envois.get(envoi_id)
        if not envoi.is_annulable:
            raise ActeFinal(refus, code="envoi_final", remede=f"Son état est « {envoi.etat} ».")
        is_lache = envoi.is_retenu and etat is EtatEnvoi.EN_ATTENTE
        change = replace(envoi, etat=etat, prochaine=None, erreur="" if is_lache else envoi.erreur)
        uow.envois.save(change)
        if etat is EtatEnvoi.EN_ATTENTE:
            require_identite(uow, envoi)
        else:
            _hold_followers(uow, change)
        _trace(contexte, uow, change, auteur, detail)
        uow.commit()
        return uow.envois.get(envoi_id)


def _trace(contexte: Contexte, uow: UnitOfWork, envoi: Envoi, auteur: str, detail: str) -> None:
    contexte.trace(
        uow,
        auteur,
        ActionAudit.ENVOI,
        f"{envoi.type} {envoi.cle_idempotence}",
        patient_id=envoi.patient_id,
        detail=detail,
    )


def _waits_for_someone(envoi: Envoi, phrase: str) -> Envoi:
    return replace(envoi, etat=EtatEnvoi.A_REPRENDRE, erreur=phrase, prochaine=None)


def _sentence(erreur: AmbroiseError) -> str:
    return f"{erreur.code} : {erreur.message}" if erreur.code else erreur.message
