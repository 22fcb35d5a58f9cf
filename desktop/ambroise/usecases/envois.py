"""Deliver the outbox: exactly once, however often the process dies.

A try is counted and committed before anything leaves. Any second try first asks the receiver whether it
holds the identifier already; only if it does not is the content sent again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

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
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_envois import Transmetteur
from ambroise.usecases.retenue import (
    AccordIns,
    compare_ins,
    follow_annulation,
    follow_outdated,
    hold_followers,
    outdate,
    require_identite,
    trace_envoi,
    withhold,
)

AUTEUR = "outbox"
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
    annules: int = 0

    @property
    def total(self) -> int:
        """Number of envois tried."""
        return self.remis + self.reportes + self.refuses + self.a_reprendre + self.annules


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
    comptes = dict.fromkeys(_COMPTES.values(), 0)
    vus: set[UUID] = set()
    while not is_stopped():
        maintenant = contexte.horloge()
        reprise_avant = max(maintenant - politique.bail, demarre_le or maintenant - politique.bail)
        with contexte.uow() as uow:
            envoi = uow.envois.take(maintenant, reprise_avant)
            if envoi is None or envoi.id in vus:
                break
            accord = compare_ins(uow, envoi)
            uow.commit()
        vus.add(envoi.id)
        resultat = _attempt(envoi, accord, transmetteurs, contexte, aleatoire, politique)
        _settle(contexte, envoi, resultat)
        comptes[_COMPTES[resultat.etat]] += 1
    return BilanEnvois(**comptes)


def retry(contexte: Contexte, envoi_id: UUID, auteur: str) -> Envoi:
    """Make an envoi due at once, with the one it follows; one of another INS than its patient's is cancelled.

    Raises:
        Introuvable: no such envoi.
        ActeFinal: it, or the one it follows, is refused for good or cancelled; it is delivered, or leaving.
            What withdraws a document is never refused for good: the receiver may change its mind.
        AccesRefuse: the identity it bears is still not qualified.
    """
    with contexte.uow() as uow:
        envoi = uow.envois.get(envoi_id)
        if not envoi.is_reprenable:
            raise _final(envoi, "Cet envoi ne peut plus être repris.")
        _lache(contexte, uow, envoi, auteur)
        uow.commit()
        return uow.envois.get(envoi_id)


def cancel(contexte: Contexte, envoi_id: UUID, auteur: str) -> Envoi:
    """Give up an envoi that has not left.

    Raises:
        Introuvable: no such envoi.
        ActeFinal: it is delivered, refused, cancelled already, or leaving right now; or it deposits an order
            that the service may hold, which only the cancelling of that order takes back.
    """
    with contexte.uow() as uow:
        envoi = uow.envois.get(envoi_id)
        if not envoi.is_annulable:
            raise _final(envoi, "Cet envoi ne peut plus être annulé.")
        if envoi.type is TypeEnvoi.ORDONNANCE_NUMERIQUE and envoi.a_pu_partir:
            raise ActeFinal(
                "L’Assurance Maladie a peut-être reçu cette ordonnance\u00a0: elle pourrait être délivrée.",
                code="depot_incertain",
                remede="Annulez l’ordonnance, depuis le dossier\u00a0: elle est retirée là-bas aussi.",
            )
        annule = replace(envoi, etat=EtatEnvoi.ANNULE, prochaine=None)
        uow.envois.save(annule)
        hold_followers(uow, annule)
        trace_envoi(contexte, uow, annule, auteur, "annulation")
        uow.commit()
        return uow.envois.get(envoi_id)


_COMPTES = {
    EtatEnvoi.REMIS: "remis",
    EtatEnvoi.EN_ATTENTE: "reportes",
    EtatEnvoi.REFUSE: "refuses",
    EtatEnvoi.A_REPRENDRE: "a_reprendre",
    EtatEnvoi.ANNULE: "annules",
}


def _attempt(
    envoi: Envoi,
    accord: AccordIns,
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
        if accord is not AccordIns.CONCORDE:
            return withhold(envoi, accord)
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
            hold_followers(uow, resultat)
        follow_annulation(contexte, uow, resultat)
        trace_envoi(contexte, uow, resultat, AUTEUR, resultat.etat.value)
        if resultat.is_perime:
            follow_outdated(contexte, uow, resultat, AUTEUR)
        uow.commit()
    _journal.info("envoi %s (%s)\u00a0: %s, essai %d", pris.id, pris.type, resultat.etat, pris.essais)


def _lache(contexte: Contexte, uow: UnitOfWork, envoi: Envoi, auteur: str) -> None:
    """Make an envoi due, and first the one it follows: alone, it would wait for ever."""
    if not envoi.essais and compare_ins(uow, envoi) is AccordIns.CHANGE:
        outdate(contexte, uow, envoi, auteur)
        return
    require_identite(uow, envoi)
    precedent = uow.envois.get(envoi.apres) if envoi.apres else None
    if precedent and precedent.etat in (EtatEnvoi.REFUSE, EtatEnvoi.ANNULE):
        raise ActeFinal(
            f"«\u00a0{precedent.libelle}\u00a0» devait partir avant cet envoi et son état est "
            f"«\u00a0{precedent.etat}\u00a0».",
            code="envoi_precedent",
            remede="Signez de nouveau le document, puis annulez cet envoi.",
        )
    uow.envois.save(
        replace(
            envoi,
            etat=EtatEnvoi.EN_ATTENTE,
            prochaine=None,
            erreur="" if envoi.is_retenu else envoi.erreur,
        )
    )
    trace_envoi(contexte, uow, envoi, auteur, "reprise")
    if precedent and precedent.is_annulable:
        _lache(contexte, uow, precedent, auteur)


def _final(envoi: Envoi, refus: str) -> ActeFinal:
    return ActeFinal(refus, code="envoi_final", remede=f"Son état est «\u00a0{envoi.etat}\u00a0».")


def _waits_for_someone(envoi: Envoi, phrase: str) -> Envoi:
    return replace(envoi, etat=EtatEnvoi.A_REPRENDRE, erreur=phrase, prochaine=None)


def _sentence(erreur: AmbroiseError) -> str:
    return f"{erreur.code}\u00a0: {erreur.message}" if erreur.code else erreur.message
