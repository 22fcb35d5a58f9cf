"""What each gesture of the screen makes of the order: answers to alerts, consent, support, renewals."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from ambroise.domain.alerte import Alerte, DecisionAlerte, ReponseAlerte
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation, Exemption, MotifExemption, Ordonnance
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances.state import RETIRER, SUSPENDRE, EtatOrdonnance, answer, suspend
from ambroise.usecases.renouvellement import Renouvellement


def answered(etat: EtatOrdonnance, alerte: Alerte, cle: str, motif: str, instant: datetime) -> Ordonnance:
    """Return the order with the answer of key ``cle`` given to an alert, and what follows from it."""
    geste, _, rang = cle.partition(":")
    if geste == RETIRER:
        ligne = etat.ordonnance.lignes[int(rang) - 1]
        ordonnance = answer(etat.ordonnance, alerte, DecisionAlerte.RETIREE, motif, instant)
        return ordonnance.without_ligne(ligne.id)
    if geste == SUSPENDRE:
        return answer(suspend(etat, alerte), alerte, DecisionAlerte.SUSPENDUE, motif, instant)
    return answer(etat.ordonnance, alerte, DecisionAlerte.MAINTENUE, motif, instant)


def withdrawn(ordonnance: Ordonnance, reponse: ReponseAlerte) -> Ordonnance:
    """Return the order without that answer."""
    restent = tuple(r for r in ordonnance.reponses_alertes if r is not reponse)
    return ordonnance.edit(reponses_alertes=restent)


def consented(ordonnance: Ordonnance, le: date, *, opposition: bool) -> Ordonnance:
    """Return the order with the answer of the patient."""
    return ordonnance.edit(consentement=ConsentementConsultation(le, opposition))


def exempted(ordonnance: Ordonnance, motif: MotifExemption | None, instant: datetime) -> Ordonnance:
    """Return the order on plain paper for a lawful reason, or numeric again."""
    exemption = None if motif is None else Exemption(motif, instant, ordonnance.prescripteur.numero_rpps)
    return replace(ordonnance, exemption=exemption)


def renewed(ordonnance: Ordonnance, renouvellement: Renouvellement) -> Ordonnance:
    """Return the order with the lines renewed, though it changed while they were looked up in the base."""
    connues = {ligne.ligne_renouvelee for ligne in ordonnance.lignes}
    nouvelles = [
        ligne
        for ligne in renouvellement.ordonnance.lignes
        if ligne.ligne_renouvelee is not None and ligne.ligne_renouvelee not in connues
    ]
    return ordonnance.edit(lignes=(*ordonnance.lignes, *nouvelles))


def not_renewed(ordonnance: Ordonnance, traitement: TraitementEnCours) -> Ordonnance:
    """Return the order without what renews a treatment."""
    restent = tuple(li for li in ordonnance.lignes if li.ligne_renouvelee != traitement.ligne.id)
    return ordonnance.edit(lignes=restent)


def find_line(ordonnance: Ordonnance | None, ligne_id: UUID) -> LigneOrdonnance | None:
    """Return a line of the order by its identifier."""
    lignes = ordonnance.lignes if ordonnance is not None else ()
    return next((ligne for ligne in lignes if ligne.id == ligne_id), None)
