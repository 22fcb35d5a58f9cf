"""What the service holds of an order given after its end, as the counter reads it."""

from datetime import timedelta

from ambroise.adapters.ordonnance_numerique import as_consultee
from ambroise.usecases.ports_actes import EtatEnLigne
from tests.unit.esante.sandbox.test_dispensation_exceptionnelle import DONNEE, EXCEPTION, SUIVANTE, Service


def test_the_months_given_after_the_end_are_told_apart_from_those_prescribed() -> None:
    service = Service()
    service.send(DONNEE)
    service.send(SUIVANTE, 30)
    service.send(SUIVANTE, 30)
    derniere = service.maintenant.astimezone().date()
    service.send(EXCEPTION, 30)
    consultee = as_consultee(service.consult())
    (ligne,) = consultee.lignes
    assert consultee.etat is EtatEnLigne.EXECUTEE
    assert (ligne.delivrances, ligne.derniere_le) == (3, derniere)
    assert ligne.exceptionnelles == (derniere + timedelta(days=30),)
    assert (ligne.is_soldee, ligne.is_refusee, ligne.boites_restantes) == (True, False, 0)
